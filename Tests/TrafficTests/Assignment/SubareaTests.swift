import TestSupport
import Traffic
import XCTest

final class SubareaTests: XCTestCase {
  func testAPartAssignedAloneHasTheFlowsOfTheWhole() throws {
    let network = try MadeNetwork.grid(size: 8, zones: 12, seed: 13)
    let trips = try MadeNetwork.trips(zones: 12, mean: 50, seed: 13)
    var options = TrafficAssignment.Options()
    options.relativeGap = 1e-12
    let whole = TrafficAssignment(network: network, trips: trips, options: options).solve()
    // Columns 2 to 5 of rows 1 to 6, and the centroids that hang on them.
    var isInside = [Bool](repeating: false, count: network.nodeCount)
    for y in 1...6 { for x in 2...5 { isInside[12 + 8 * y + x] = true } }
    for link in network.links where link.tail < 12 && isInside[link.head] {
      isInside[link.tail] = true
    }
    let part = try whole.subarea(isInside)
    XCTAssertGreaterThan(part.trips.total, 0)
    XCTAssertLessThan(part.network.links.count, network.links.count)
    // The flows of the whole meet the conditions of the part.
    let flows = part.links.map { whole.flows[$0] }
    let check = EquilibriumCheck(part.network, part.trips, flows: flows)
    XCTAssertLessThan(check.imbalance, 1e-7)
    XCTAssertLessThan(abs(check.relativeGap), 1e-10)
    let alone = TrafficAssignment(network: part.network, trips: part.trips, options: options)
      .solve()
    for (a, b) in zip(alone.flows, flows) { XCTAssertEqual(a, b, accuracy: 1e-3) }
  }
}
