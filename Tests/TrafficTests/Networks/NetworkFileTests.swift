import Tables
import Traffic
import XCTest

final class NetworkFileTests: XCTestCase {
  private let head = """
    <NUMBER OF ZONES> 2
    <NUMBER OF NODES> 3
    <FIRST THRU NODE> 3
    <NUMBER OF LINKS> 2
    <END OF METADATA>

    ~ init term capacity length time b power speed toll type ;

    """

  private func read(_ rows: String, head: String? = nil) throws -> RoadNetwork {
    try TNTPReader.network(Array(((head ?? self.head) + rows).utf8), name: "town_net.tntp")
  }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch { return "\(error)" }
  }

  func testLinksZonesAndPriming() throws {
    let network = try read("\t1\t3\t900\t2.5\t6\t0.15\t4\t0\t25\t1\t;\n 3 2 500 1 1.5 0 0 0 0 1;\n")
    XCTAssertEqual(network.zoneCount, 2)
    XCTAssertEqual(network.isThrough, [false, false, true])
    XCTAssertEqual(network.links[0].toll, 25)
    XCTAssertEqual(network.links[0].length, 2.5)
    XCTAssertEqual(network.links[1].line, 9)
    XCTAssertEqual(network.links[0].time(at: 1800), 6 * (1 + 0.15 * 16), accuracy: 1e-12)
    XCTAssertEqual(network.links[1].time(at: 1e9), 1.5)
    XCTAssertEqual(network.outStart, [0, 1, 1, 2])
  }

  func testPerformance() {
    let link = RoadLink(from: 0, to: 1, capacity: 50, freeFlowTime: 2, b: 0.5, power: 2.5)
    XCTAssertEqual(link.time(at: 0), 2)
    // 2(1 + 0.5·2^2.5), and its integral 2(100 + 0.5·50·2^3.5/3.5).
    XCTAssertEqual(link.time(at: 100), 7.656854249492381, accuracy: 1e-12)
    XCTAssertEqual(link.timeIntegral(to: 100), 361.6244071283538, accuracy: 1e-10)
  }

  func testFaultsNameLineAndLink() {
    let cases = [
      (
        "1 3 -5 1 6 0.15 4;\n3 2 500 1 1 0.15 4;\n",
        ["town_net.tntp:8", "capacity", "1 → 3", "negative"]
      ),
      ("1 3 0 1 6 0.15 4;\n3 2 500 1 1 0.15 4;\n", ["town_net.tntp:8", "capacity", "1 → 3"]),
      ("1 3 9 1 -6 0.15 4;\n3 2 5 1 1 0.15 4;\n", ["town_net.tntp:8", "free_flow_time", "1 → 3"]),
      ("1 3 9 1 6 0.15 4;\n3 7 5 1 1 0.15 4;\n", ["town_net.tntp:9", "term_node", "no node 7"]),
      ("1 3 9 1 6 0.15 4;\n3 2 5 x 1 0.15 4;\n", ["town_net.tntp:9", "field 4", "not a number"]),
      ("1 3 9 1 6 0.15 4;\n3 2 5;\n", ["town_net.tntp:9", "3 fields"]),
      ("1 3 9 1 6 0.15 4;\n", ["town_net.tntp", "1 links", "promise 2"]),
    ]
    for (rows, words) in cases {
      let text = message { _ = try read(rows) }
      for word in words { XCTAssert(text.contains(word), "\(word) is not in: \(text)") }
    }
    let noZones = message { _ = try read("", head: "<NUMBER OF NODES> 3\n<END OF METADATA>\n") }
    XCTAssert(noZones.contains("NUMBER OF ZONES"), noZones)
    XCTAssert(message { _ = try read("", head: "hello\n") }.contains("town_net.tntp:1"))
  }

  func testZeroCapacityWithConstantTimeIsAllowed() throws {
    let network = try read("1 3 0 1 6 0 4;\n3 2 0 1 0 0.15 4;\n")
    XCTAssertEqual(network.links[0].time(at: 50), 6)
    XCTAssertEqual(network.links[1].time(at: 50), 0)
  }

  func testOneBadRowAmongMany() {
    let count = 40_000
    var text = """
      <NUMBER OF ZONES> 2
      <NUMBER OF NODES> 100
      <NUMBER OF LINKS> \(count)
      <END OF METADATA>

      """
    for link in 0..<count {
      text += "\(link % 99 + 1) \(link % 99 + 2) \(link == 31_234 ? "9OO" : "900") 1 1 0.15 4 ;\n"
    }
    let said = message { _ = try TNTPReader.network(Array(text.utf8), name: "big.tntp") }
    XCTAssert(said.hasPrefix("big.tntp:31239: column \"field 3\": not a number"), said)
  }

  func testTrips() throws {
    let text = """
      <NUMBER OF ZONES> 3
      <TOTAL OD FLOW> 9
      <END OF METADATA>

      Origin  1
        1 : 4.0;  2 : 1.5;   3 :0;
        2 : 0.5;
      Origin 3
      1: 3;2 :2e0
      """
    let trips = try TNTPReader.trips(Array(text.utf8), name: "t", zoneCount: 3)
    XCTAssertEqual(trips.originStart, [0, 1, 1, 3])
    XCTAssertEqual(trips.destinations, [1, 0, 1])
    XCTAssertEqual(trips.trips, [2, 3, 2])
    XCTAssertEqual(trips.intrazonal, 4)
    XCTAssertEqual(trips.repeatedPairs, 1)
    XCTAssertEqual(trips.total, 7)
    for (old, new, words) in [
      ("Origin 3", "Origin 4", ["t:8", "no zone 4", "1 to 3"]),
      ("1: 3;", "1: -3;", ["t:9", "zone 3 to 1", "-3"]),
      ("1: 3;", "9: 3;", ["t:9", "zone 3 to 9"]),
      ("1: 3;", "1; 3;", ["t:9", "zone : trips;"]),
      ("1.5", "one", ["t:6", "to zone 2", "not a number"]),
    ] {
      let broken = text.replacingOccurrences(of: old, with: new)
      let said = message {
        _ = try TNTPReader.trips(Array(broken.utf8), name: "t", zoneCount: 3)
      }
      for word in words { XCTAssert(said.contains(word), "\(word) is not in: \(said)") }
    }
    XCTAssert(
      message { _ = try TNTPReader.trips(Array(text.utf8), name: "t", zoneCount: 2) }
        .contains("the network has 2"))
  }

  func testFlowFile() throws {
    let network = try read("1 3 900 1 6 0.15 4;\n3 2 500 1 1 0.15 4;\n")
    let flows = try TNTPReader.flows(
      Array("From \tTo \tVolume \tCost \n3 2 7.5 1\n1 3 4 6 ;\n".utf8), name: "f",
      network: network)
    XCTAssertEqual(flows, [4, 7.5])
    XCTAssert(
      message {
        _ = try TNTPReader.flows(Array("From To Volume\n3 2 7\n".utf8), name: "f", network: network)
      }.contains("1 → 3"))
  }
}
