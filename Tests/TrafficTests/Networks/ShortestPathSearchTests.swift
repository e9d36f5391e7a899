import Traffic
import XCTest

/// Labels against those of Bellman and Ford, whose least sums over paths have the same bits
/// in whatever order links are looked at.
final class ShortestPathSearchTests: XCTestCase {
  private func plainLabels(
    _ network: RoadNetwork, from origin: Int, costs: [Double]
  ) -> [Double] {
    var labels = [Double](repeating: .infinity, count: network.nodeCount)
    labels[origin] = 0
    var isChanged = true
    while isChanged {
      isChanged = false
      for (index, link) in network.links.enumerated()
      where link.isOpen && (network.isThrough[link.tail] || link.tail == origin) {
        if labels[link.tail] + costs[index] < labels[link.head] {
          labels[link.head] = labels[link.tail] + costs[index]
          isChanged = true
        }
      }
    }
    return labels
  }

  private func check(
    _ name: String, _ network: RoadNetwork, _ costs: [Double], line: UInt = #line
  ) {
    let priced = ShortestPathSearch(network).priced(costs)
    for origin in [0, 7, network.nodeCount - 1] {
      let labels = plainLabels(network, from: origin, costs: costs)
      let found = priced.paths(from: origin)
      XCTAssertEqual(
        found.labels.map(\.bitPattern), labels.map(\.bitPattern), name, line: line)
      XCTAssertEqual(priced.labels(from: origin), found.labels, name, line: line)
      for node in 0..<network.nodeCount {
        let last = found.last[node]
        guard last >= 0 else {
          XCTAssertTrue(node == origin || labels[node] == .infinity, name, line: line)
          continue
        }
        let link = network.links[last]
        XCTAssertEqual(link.head, node, name, line: line)
        XCTAssertEqual(labels[link.tail] + costs[last], labels[node], name, line: line)
      }
    }
  }

  func testLabelsOfAnySpreadOfCostsAreThoseOfBellmanAndFord() throws {
    let network = try MadeNetwork.grid(size: 15, zones: 20, seed: 3)
    var numbers = MadeNetwork.Numbers(state: 11)
    func costs(_ cost: () -> Double) -> [Double] { network.links.map { _ in cost() } }
    check("even", network, costs { 1 + numbers.next() })
    check("all the same", network, costs { 3 })
    check("none", network, costs { 0 })
    check("some without", network, costs { numbers.next() < 0.4 ? 0 : numbers.next() })
    check("some closed", network, costs { numbers.next() < 0.3 ? .infinity : numbers.next() })
    check("far beyond the ring", network, costs { numbers.next() < 0.7 ? 1e-3 : 5 })
    // From a thousand millionth of a width to where buckets have no numbers left.
    check(
      "thirty powers of ten", network,
      costs { Double(sign: .plus, exponent: Int(100 * numbers.next()) - 40, significand: 1.3) })
    check(
      "the least and the largest", network,
      costs { numbers.next() < 0.6 ? .leastNonzeroMagnitude : 1e300 })
  }

  func testClosedLinksAndCentroidsAreNotPassed() throws {
    func link(_ from: Int, _ to: Int, isOpen: Bool = true) -> RoadLink {
      RoadLink(from: from, to: to, capacity: 1, freeFlowTime: 1, isOpen: isOpen)
    }
    let network = try RoadNetwork(
      nodeNames: ["a", "b", "c", "d"], zoneNodes: [0, 1], isThrough: [false, false, true, true],
      links: [link(0, 1), link(1, 2), link(0, 2), link(2, 3, isOpen: false)], tollWeight: 0,
      lengthWeight: 0)
    let search = ShortestPathSearch(network)
    // Over b, c would cost 2; b is a zone's own node, and d is behind a closed link.
    XCTAssertEqual(
      search.labels(from: 0, costs: [1, 1, 9, 1]), [0, 1, 9, .infinity])
    XCTAssertEqual(search.paths(from: 0, costs: [1, 1, 9, 1]).last, [-1, 0, 2, -1])
    XCTAssertEqual(search.labels(from: 1, costs: [1, 1, 9, 1]), [.infinity, 0, 1, .infinity])
  }
}
