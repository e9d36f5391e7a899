/// Least-cost paths from one node to all, over the road network's own links.
///
/// A search that sets labels by buckets (`BucketQueue`), over nodes renumbered so that
/// neighbours lie together. Nodes that paths may not pass through are reached but not left,
/// the origin apart; closed links and links of infinite cost are not taken.
public struct ShortestPathSearch: Sendable {
  /// Arcs out of the v-th node of the search's own numbering: `firstOut[v]..<firstOut[v + 1]`.
  private let firstOut: [Int32]
  private let heads: [Int32]
  private let links: [Int32]
  /// The network's node by the search's number, and the reverse.
  private let nodes: [Int32]
  private let numbers: [Int32]
  private let isThrough: [Bool]
  private let linkCount: Int

  public init(_ network: RoadNetwork) {
    let order = ShortestPathSearch.order(network)
    var numbers = [Int32](repeating: 0, count: network.nodeCount)
    for (number, node) in order.enumerated() { numbers[Int(node)] = Int32(number) }
    var firstOut: [Int32] = [0]
    var links: [Int32] = []
    for node in order {
      for place in network.outStart[Int(node)]..<network.outStart[Int(node) + 1]
      where network.links[network.outLinks[place]].isOpen {
        links.append(Int32(network.outLinks[place]))
      }
      firstOut.append(Int32(links.count))
    }
    self.firstOut = firstOut
    self.links = links
    self.numbers = numbers
    nodes = order
    heads = links.map { numbers[network.links[Int($0)].head] }
    isThrough = order.map { network.isThrough[Int($0)] }
    linkCount = network.links.count
  }

  /// Nodes in the order in which a walk in depth meets them.
  private static func order(_ network: RoadNetwork) -> [Int32] {
    var order: [Int32] = []
    order.reserveCapacity(network.nodeCount)
    var isSeen = [Bool](repeating: false, count: network.nodeCount)
    var stack: [Int] = []
    for start in 0..<network.nodeCount where !isSeen[start] {
      isSeen[start] = true
      stack.append(start)
      while let node = stack.popLast() {
        order.append(Int32(node))
        for place in (network.outStart[node]..<network.outStart[node + 1]).reversed() {
          let head = network.links[network.outLinks[place]].head
          if !isSeen[head] {
            isSeen[head] = true
            stack.append(head)
          }
        }
      }
    }
    return order
  }

  /// Least cost to every node; +∞ where no path leads.
  ///
  /// - Parameters:
  ///   - origin: a node.
  ///   - costs: by link of the network, at least 0.
  public func labels(from origin: Int, costs: [Double]) -> [Double] {
    priced(costs).labels(from: origin)
  }

  /// Least cost to every node, and the last link of a path of that cost (−1 at the origin and
  /// where no path leads).
  public func paths(from origin: Int, costs: [Double]) -> (labels: [Double], last: [Int]) {
    priced(costs).paths(from: origin)
  }

  /// The search at given costs, for more than one origin.
  ///
  /// - Parameter costs: by link of the network, at least 0.
  public func priced(_ costs: [Double]) -> Priced {
    precondition(costs.count >= linkCount)
    return Priced(search: self, costs: costs)
  }

  /// Least-cost paths at fixed costs.
  public struct Priced: Sendable {
    /// What a scan reads of an arc, side by side.
    private struct Arc {
      var cost: Double
      var head: Int32
      var link: Int32
    }

    private let search: ShortestPathSearch
    private let arcs: [Arc]
    private let width: Double

    fileprivate init(search: ShortestPathSearch, costs: [Double]) {
      self.search = search
      arcs = search.links.indices.map {
        Arc(cost: costs[Int(search.links[$0])], head: search.heads[$0], link: search.links[$0])
      }
      width = BucketQueue.width(of: costs, count: search.linkCount)
    }

    /// Least cost to every node; +∞ where no path leads.
    public func labels(from origin: Int) -> [Double] {
      withLabels(from: origin, last: nil)
    }

    /// Least cost to every node, and the last link of a path of that cost (−1 at the origin
    /// and where no path leads).
    public func paths(from origin: Int) -> (labels: [Double], last: [Int]) {
      let count = search.nodes.count
      return withUnsafeTemporaryAllocation(of: Int32.self, capacity: max(1, count)) { last in
        last.initialize(repeating: -1)
        let labels = withLabels(from: origin, last: last.baseAddress)
        return (labels, search.numbers.map { Int(last[Int($0)]) })
      }
    }

    private func withLabels(
      from origin: Int, last: UnsafeMutablePointer<Int32>?
    ) -> [Double] {
      let count = search.nodes.count
      return withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, count)) { buffer in
        buffer.initialize(repeating: .infinity)
        guard let labels = buffer.baseAddress, count > 0 else { return [] }
        run(Int(search.numbers[origin]), labels, last)
        return search.numbers.map { labels[Int($0)] }
      }
    }

    private func run(
      _ origin: Int, _ labels: UnsafeMutablePointer<Double>, _ last: UnsafeMutablePointer<Int32>?
    ) {
      var queue = BucketQueue(nodeCount: search.nodes.count)
      defer { queue.deallocate() }
      queue.start(width: width)
      labels[origin] = 0
      search.firstOut.withUnsafeBufferPointer { firstOut in
        arcs.withUnsafeBufferPointer { arcs in
          search.isThrough.withUnsafeBufferPointer { isThrough in
            var v = origin
            repeat {
              let label = labels[v]
              for place in Int(firstOut[v])..<Int(firstOut[v + 1]) {
                let arc = arcs[place]
                let w = Int(arc.head)
                let candidate = label + arc.cost
                if candidate < labels[w] {
                  labels[w] = candidate
                  if let last { last[w] = arc.link }
                  if isThrough[w] { queue.push(candidate, arc.head) }
                }
              }
              v = queue.pop()
            } while v >= 0
          }
        }
      }
    }
  }
}
