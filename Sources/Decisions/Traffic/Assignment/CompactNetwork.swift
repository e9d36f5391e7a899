/// The network as the solver walks it: nodes and links renumbered for locality, links of a
/// node side by side, chains of links without a choice joined into one.
///
/// A node that begins and ends no trip, and through which every link in leads on to exactly
/// one link out (turning back apart, which no shortest path does), only lengthens a path:
/// its links become members of one compact link, whose cost is the sum of theirs. Dead ends
/// are left out. Every member belongs to one compact link, so flows carry over unchanged.
final class CompactNetwork: @unchecked Sendable {
  let nodeCount: Int
  let linkCount: Int
  /// Links out of v are `firstOut[v]..<firstOut[v + 1]`.
  let firstOut: UnsafeMutablePointer<Int32>
  let head: UnsafeMutablePointer<Int32>
  let tail: UnsafeMutablePointer<Int32>
  /// Links into v are `inLinks[firstIn[v]..<firstIn[v + 1]]`.
  let firstIn: UnsafeMutablePointer<Int32>
  let inLinks: UnsafeMutablePointer<Int32>
  /// Nodes that only begin or end paths.
  let isBlocked: UnsafeMutablePointer<Bool>
  /// Links of the road network behind link l: `members[firstMember[l]..<firstMember[l + 1]]`.
  let firstMember: [Int32]
  let members: [Int32]
  /// The compact node of each zone; −1 where no trip begins or ends.
  let zoneNode: [Int32]

  deinit {
    firstOut.deallocate()
    head.deallocate()
    tail.deallocate()
    firstIn.deallocate()
    inLinks.deallocate()
    isBlocked.deallocate()
  }

  /// - Parameter isEnd: whether some trip begins or ends in a zone.
  init(_ network: RoadNetwork, isEnd: [Bool]) {
    var chains = LinkChains(network, isEnd: isEnd)
    chains.contract()
    let order = chains.nodeOrder()
    var number = [Int32](repeating: -1, count: network.nodeCount)
    for (index, node) in order.enumerated() { number[node] = Int32(index) }
    nodeCount = order.count
    firstOut = .allocate(capacity: nodeCount + 1)
    firstIn = .allocate(capacity: nodeCount + 1)
    isBlocked = .allocate(capacity: max(1, nodeCount))
    var kept: [Int] = []
    for (index, node) in order.enumerated() {
      firstOut[index] = Int32(kept.count)
      isBlocked[index] = !network.isThrough[node]
      kept += chains.out[node].sorted { number[chains.head[$0]] < number[chains.head[$1]] }
    }
    firstOut[nodeCount] = Int32(kept.count)
    linkCount = kept.count
    head = .allocate(capacity: max(1, linkCount))
    tail = .allocate(capacity: max(1, linkCount))
    inLinks = .allocate(capacity: max(1, linkCount))
    var starts: [Int32] = [0]
    var all: [Int32] = []
    var counts = [Int32](repeating: 0, count: nodeCount + 1)
    for (index, chain) in kept.enumerated() {
      head[index] = number[chains.head[chain]]
      tail[index] = number[chains.tail[chain]]
      all += chains.members[chain]
      starts.append(Int32(all.count))
      counts[Int(head[index]) + 1] += 1
    }
    for node in 0..<nodeCount { counts[node + 1] += counts[node] }
    for node in 0...nodeCount { firstIn[node] = counts[node] }
    for link in 0..<linkCount {
      let node = Int(head[link])
      inLinks[Int(counts[node])] = Int32(link)
      counts[node] += 1
    }
    firstMember = starts
    members = all
    zoneNode = network.zoneNodes.indices.map { isEnd[$0] ? number[network.zoneNodes[$0]] : -1 }
  }
}

/// Links joined into chains while nodes without a choice disappear.
private struct LinkChains {
  var tail: [Int]
  var head: [Int]
  var members: [[Int32]]
  /// Chains out of and into each node.
  var out: [[Int]]
  var into: [[Int]]
  private let isKept: [Bool]

  init(_ network: RoadNetwork, isEnd: [Bool]) {
    tail = network.links.map(\.tail)
    head = network.links.map(\.head)
    members = network.links.indices.map { [Int32($0)] }
    out = [[Int]](repeating: [], count: network.nodeCount)
    into = out
    var isKept = [Bool](repeating: false, count: network.nodeCount)
    for (zone, node) in network.zoneNodes.enumerated() where isEnd[zone] { isKept[node] = true }
    for link in network.links.indices
    where tail[link] != head[link] && network.links[link].isOpen {
      // A centroid without trips is neither begun at, ended at nor passed through.
      let ends = [tail[link], head[link]]
      if ends.contains(where: { !network.isThrough[$0] && !isKept[$0] }) { continue }
      out[tail[link]].append(link)
      into[head[link]].append(link)
    }
    self.isKept = isKept
  }

  mutating func contract() {
    var waiting = Array(isKept.indices.reversed())
    while let node = waiting.popLast() {
      guard !isKept[node], !(out[node].isEmpty && into[node].isEmpty) else { continue }
      let (before, after) = (into[node], out[node])
      // For each link in, the links it can lead on to.
      var pairs: [(Int, Int)] = []
      var isSimple = before.count <= 2 && after.count <= 2
      for first in before where isSimple {
        let onward = after.filter { head[$0] != tail[first] }
        isSimple = onward.count <= 1
        for second in onward { pairs.append((first, second)) }
      }
      isSimple =
        isSimple && pairs.count == Set(pairs.map { $0.1 }).count
      guard isSimple || before.isEmpty || after.isEmpty else { continue }
      waiting += before.map { tail[$0] }.reversed()
      waiting += after.map { head[$0] }.reversed()
      for link in before { out[tail[link]].removeAll { $0 == link } }
      for link in after { into[head[link]].removeAll { $0 == link } }
      into[node] = []
      out[node] = []
      for (first, second) in pairs {
        members[first] += members[second]
        head[first] = head[second]
        out[tail[first]].append(first)
        into[head[first]].append(first)
      }
    }
  }

  /// Nodes that still have links, or trips, each near its neighbours.
  func nodeOrder() -> [Int] {
    var order: [Int] = []
    var isSeen = [Bool](repeating: false, count: out.count)
    var stack: [Int] = []
    for start in out.indices
    where !isSeen[start] && (isKept[start] || !out[start].isEmpty || !into[start].isEmpty) {
      stack.append(start)
      isSeen[start] = true
      while let node = stack.popLast() {
        order.append(node)
        for link in out[node].reversed() where !isSeen[head[link]] {
          isSeen[head[link]] = true
          stack.append(head[link])
        }
        for link in into[node].reversed() where !isSeen[tail[link]] {
          isSeen[tail[link]] = true
          stack.append(tail[link])
        }
      }
    }
    return order
  }
}
