/// The links in two halves of the map, so that segments within one half and segments within
/// the other can be worked on at the same time and end as if one had come after the other.
///
/// Nodes are ranked by steps from one end of the map and split where half of what traffic can
/// change lies on either side; a pair of segments with links of both halves is `across`.
struct LinkRegions {
  /// 0 or 1 by compact link.
  let half: [UInt8]
  static let across: UInt8 = 2

  init(_ compact: CompactNetwork, _ state: LinkState) {
    let count = compact.nodeCount
    guard count > 0 else {
      half = []
      return
    }
    let far = LinkRegions.ranked(compact, from: 0).last ?? 0
    let ranked = LinkRegions.ranked(compact, from: Int(far))
    // Where cost answers to flow there will be segments to choose from.
    var weight = [Double](repeating: 0, count: count)
    var total = 0.0
    for link in 0..<compact.linkCount where state.cost[link] > 0 {
      let share = min(1, state.flow[link] * state.slope[link] / state.cost[link])
      weight[Int(compact.head[link])] += share
      total += share
    }
    var side = [UInt8](repeating: 1, count: count)
    var below = 0.0
    for node in ranked where below < total / 2 {
      side[Int(node)] = 0
      below += weight[Int(node)]
    }
    half = (0..<compact.linkCount).map { side[Int(compact.head[$0])] }
  }

  /// The half that all links lie in.
  func place(of links: UnsafePointer<Int32>, count: Int) -> UInt8 {
    guard count > 0 else { return LinkRegions.across }
    let place = half[Int(links[0])]
    for index in 1..<max(1, count) where half[Int(links[index])] != place {
      return LinkRegions.across
    }
    return place
  }

  /// Nodes by steps from one, whichever way links point; then those no step leads to.
  private static func ranked(_ compact: CompactNetwork, from start: Int) -> [Int32] {
    var order: [Int32] = []
    order.reserveCapacity(compact.nodeCount)
    var isSeen = [Bool](repeating: false, count: compact.nodeCount)
    func see(_ node: Int32) {
      if !isSeen[Int(node)] {
        isSeen[Int(node)] = true
        order.append(node)
      }
    }
    var next = 0
    for first in [start] + Array(0..<compact.nodeCount) where !isSeen[first] {
      see(Int32(first))
      while next < order.count {
        let node = Int(order[next])
        next += 1
        for link in compact.firstOut[node]..<compact.firstOut[node + 1] {
          see(compact.head[Int(link)])
        }
        for place in compact.firstIn[node]..<compact.firstIn[node + 1] {
          see(compact.tail[Int(compact.inLinks[Int(place)])])
        }
      }
    }
    return order
  }
}
