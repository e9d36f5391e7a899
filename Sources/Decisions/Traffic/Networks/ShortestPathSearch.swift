/// Least-cost paths from one node to all, over the road network's own links.
///
/// Dijkstra's method (1959) with a 4-ary heap. Nodes that paths may not pass through are
/// reached but not left, the origin apart; closed links and links of infinite cost are not
/// taken.
public struct ShortestPathSearch: Sendable {
  private let firstOut: [Int32]
  private let heads: [Int32]
  private let links: [Int32]
  private let isThrough: [Bool]

  public init(_ network: RoadNetwork) {
    var firstOut: [Int32] = [0]
    var links: [Int32] = []
    for node in 0..<network.nodeCount {
      for place in network.outStart[node]..<network.outStart[node + 1]
      where network.links[network.outLinks[place]].isOpen {
        links.append(Int32(network.outLinks[place]))
      }
      firstOut.append(Int32(links.count))
    }
    self.firstOut = firstOut
    self.links = links
    heads = links.map { Int32(network.links[Int($0)].head) }
    isThrough = network.isThrough
  }

  /// Least cost to every node; +∞ where no path leads.
  ///
  /// - Parameters:
  ///   - origin: a node.
  ///   - costs: by link of the network, at least 0.
  public func labels(from origin: Int, costs: [Double]) -> [Double] {
    paths(from: origin, costs: costs).labels
  }

  /// Least cost to every node, and the last link of a path of that cost (−1 at the origin and
  /// where no path leads).
  public func paths(from origin: Int, costs: [Double]) -> (labels: [Double], last: [Int]) {
    var labels = [Double](repeating: .infinity, count: isThrough.count)
    var last = [Int](repeating: -1, count: isThrough.count)
    var heap = NodeHeap(capacity: max(16, isThrough.count))
    defer { heap.deallocate() }
    search(origin, costs, &heap, &labels, &last)
    return (labels, last)
  }

  private func search(
    _ origin: Int, _ costs: [Double], _ heap: inout NodeHeap, _ labels: inout [Double],
    _ last: inout [Int]
  ) {
    precondition(costs.count >= links.count)
    heap.clear()
    labels[origin] = 0
    heap.push(0, Int32(origin))
    firstOut.withUnsafeBufferPointer { firstOut in
      heads.withUnsafeBufferPointer { heads in
        links.withUnsafeBufferPointer { links in
          costs.withUnsafeBufferPointer { costs in
            labels.withUnsafeMutableBufferPointer { labels in
              last.withUnsafeMutableBufferPointer { last in
                while let (key, node) = heap.pop() {
                  let v = Int(node)
                  if key > labels[v] { continue }
                  for place in Int(firstOut[v])..<Int(firstOut[v + 1]) {
                    let w = Int(heads[place])
                    let link = Int(links[place])
                    let candidate = key + costs[link]
                    if candidate < labels[w] {
                      labels[w] = candidate
                      last[w] = link
                      if isThrough[w] { heap.push(candidate, Int32(truncatingIfNeeded: w)) }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
