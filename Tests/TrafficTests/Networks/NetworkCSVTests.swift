import Tables
import Traffic
import XCTest

final class NetworkCSVTests: XCTestCase {
  private let nodes = "node,zone,x,y\na,north,0,1\nb,,0.5,0.5\nc,south,0,0\n"
  private let links =
    "to,from,capacity,free_flow_time,b,power,toll\nb,a,600,2,0.2,3,1\nc,b,500,1.5,,,\n"

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch { return "\(error)" }
  }

  func testPlainTables() throws {
    let network = try NetworkCSVReader.network(
      nodes: Array(nodes.utf8), links: Array(links.utf8), tollWeight: 0.5)
    XCTAssertEqual(network.nodeNames, ["a", "b", "c"])
    XCTAssertEqual(network.zoneNames, ["north", "south"])
    XCTAssertEqual(network.zoneNodes, [0, 2])
    XCTAssertEqual(network.coordinates[1], .init(x: 0.5, y: 0.5))
    XCTAssertEqual(network.links[0].power, 3)
    XCTAssertEqual(network.links[1].b, 0.15)
    XCTAssertEqual(network.cost(of: 0, at: 600), 2 * 1.2 + 0.5, accuracy: 1e-12)
    let trips = try NetworkCSVReader.trips(
      Array("from,to,trips\nnorth,south,30\nnorth,south,12\nsouth,south,5\n".utf8),
      network: network)
    XCTAssertEqual(trips.trips(from: 0, to: 1), 42)
    XCTAssertEqual(trips.intrazonal, 5)
    let result = TrafficAssignment(network: network, trips: trips).solve()
    XCTAssertEqual(result.flows, [42, 42])
  }

  func testLinksAloneMakeTheirNodesAndZones() throws {
    let network = try NetworkCSVReader.network(nodes: nil, links: Array(links.utf8))
    XCTAssertEqual(network.nodeNames, ["a", "b", "c"])
    XCTAssertEqual(network.zoneCount, 3)
  }

  func testGMNS() throws {
    let nodes =
      "node_id,x_coord,y_coord,node_type,zone_id\n10,0,0,centroid,1\n20,1,0,,\n30,2,0,centroid,2\n"
    let links = """
      link_id,from_node_id,to_node_id,directed,length,lanes,capacity,free_speed
      1,10,20,0,2,3,400,60
      2,20,30,1,1,1,900,30
      """
    let network = try NetworkCSVReader.network(
      nodes: Array(nodes.utf8), links: Array(links.utf8), isGMNS: true)
    XCTAssertEqual(network.links.count, 3)
    XCTAssertEqual(network.links[0].capacity, 1200)
    XCTAssertEqual(network.links[0].freeFlowTime, 2)
    XCTAssertEqual(network.links[1].tail, 1)
    XCTAssertEqual(network.isThrough, [false, true, false])
    let trips = try NetworkCSVReader.trips(
      Array("o_zone_id,d_zone_id,volume\n1,2,7\n".utf8), network: network)
    XCTAssertEqual(trips.trips(from: 0, to: 1), 7)
  }

  func testFaults() throws {
    func fault(nodes: String? = nil, links: String? = nil) -> String {
      message {
        _ = try NetworkCSVReader.network(
          nodes: Array((nodes ?? self.nodes).utf8), links: Array((links ?? self.links).utf8))
      }
    }
    let cases = [
      (
        fault(links: links.replacingOccurrences(of: "c,b", with: "d,b")),
        ["links.csv:3", "b → d", "no such node"]
      ),
      (
        fault(links: links.replacingOccurrences(of: "500", with: "-5")),
        ["links.csv:3", "capacity", "b → c", "negative"]
      ),
      (
        fault(links: links.replacingOccurrences(of: "500", with: "")),
        ["links.csv:3", "b → c", "no capacity"]
      ),
      (
        fault(links: links.replacingOccurrences(of: "500", with: "lots")),
        ["links.csv:3", "capacity", "not a number"]
      ),
      (
        fault(links: links.replacingOccurrences(of: "1.5", with: "")),
        ["links.csv:3", "free_flow_time"]
      ),
      (
        fault(links: links.replacingOccurrences(of: "capacity", with: "cap")),
        ["links.csv:1", "`capacity`"]
      ),
      (fault(nodes: nodes + "a,,1,1\n"), ["nodes.csv:5", "node a", "second time"]),
    ]
    for (text, words) in cases {
      for word in words { XCTAssert(text.contains(word), "\(word) is not in: \(text)") }
    }
    let network = try NetworkCSVReader.network(
      nodes: Array(nodes.utf8), links: Array(links.utf8))
    for (rows, words) in [
      ("north,west,3", ["demand.csv:2", "no zone west"]),
      ("north,south,-3", ["demand.csv:2", "from zone north to south", "negative"]),
    ] {
      let text = message {
        _ = try NetworkCSVReader.trips(Array("from,to,trips\n\(rows)\n".utf8), network: network)
      }
      for word in words { XCTAssert(text.contains(word), "\(word) is not in: \(text)") }
    }
  }
}
