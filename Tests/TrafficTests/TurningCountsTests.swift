import Tables
import XCTest

@testable import Traffic

final class TurningCountsTests: XCTestCase {
  /// A street a–b–c with a side street in at b and one out at c, and ends beyond.
  private func streets() throws -> StreetNetwork {
    let nodes = "node,x,y\na,0,0\nb,300,0\nc,600,0\nd,900,0\ne,300,-300\nf,600,300\n"
    let links = """
      link,from,to,capacity,free_flow_time,length,lanes,free_speed
      ab,a,b,1800,0.5,0.3,1,50
      bc,b,c,1800,0.5,0.3,1,50
      cd,c,d,1800,0.5,0.3,1,50
      eb,e,b,1800,0.5,0.3,1,50
      cf,c,f,1800,0.5,0.3,1,50
      """
    return try StreetNetwork(nodes: Array(nodes.utf8), links: Array(links.utf8))
  }

  private func demand(
    _ csv: String, factor: Double = 1, seed: UInt64 = 1
  ) throws -> (TripDemand, StreetNetwork, [String: Int]) {
    let streets = try streets()
    let turns = try TurningCounts(csv: Array(csv.utf8), on: streets)
    var spreading = TripDemand.Spreading(period: 0..<3600)
    spreading.factor = factor
    spreading.seed = seed
    let demand = TripDemand(turns: turns, on: streets, spreading: spreading)
    var passed: [String: Int] = [:]
    for trip in demand.trips {
      for (a, b) in zip(trip.route, trip.route.dropFirst()) {
        passed["\(streets.streets[a].id)-\(streets.streets[b].id)", default: 0] += 1
      }
    }
    return (demand, streets, passed)
  }

  func testTurnsCarryWhatWasCounted() throws {
    let csv = "from,to,vehicles\nab,bc,300\neb,bc,100\nbc,cd,280\nbc,cf,120\n"
    let (demand, streets, passed) = try demand(csv)
    XCTAssertEqual(demand.trips.count, 400)
    XCTAssertEqual(passed, ["ab-bc": 300, "eb-bc": 100, "bc-cd": 280, "bc-cf": 120])
    XCTAssertTrue(demand.trips.allSatisfy { (0..<3600).contains($0.departure) })
    // Both sources turn in the shares counted, about 30 of the 100.
    let eb = try XCTUnwrap(streets.street("eb"))
    let cf = try XCTUnwrap(streets.street("cf"))
    let both = demand.trips.filter { $0.route.first == eb && $0.route.last == cf }.count
    XCTAssertGreaterThan(both, 15)
    XCTAssertLessThan(both, 45)
    let again = try self.demand(csv).0
    XCTAssertEqual(again.trips.map(\.departure), demand.trips.map(\.departure))
    XCTAssertEqual(again.trips.map(\.route), demand.trips.map(\.route))
  }

  func testCountsThatDisagreeAreMetByStartsAndEndsBetween() throws {
    // 400 enter bc and 300 leave it: 100 end there.
    let fewer = try demand("from,to,count\nab,bc,300\neb,bc,100\nbc,cd,200\nbc,cf,100\n")
    XCTAssertEqual(fewer.2, ["ab-bc": 300, "eb-bc": 100, "bc-cd": 200, "bc-cf": 100])
    let bc = try XCTUnwrap(fewer.1.street("bc"))
    XCTAssertEqual(fewer.0.trips.filter { $0.route.last == bc }.count, 100)
    // 200 enter and 300 leave it: 100 start there; two hours are twice as many.
    let more = try demand("from,to,count\nab,bc,150\neb,bc,50\nbc,cd,200\nbc,cf,100\n", factor: 2)
    XCTAssertEqual(more.2, ["ab-bc": 300, "eb-bc": 100, "bc-cd": 400, "bc-cf": 200])
    XCTAssertEqual(more.0.trips.filter { $0.route.first == bc }.count, 200)
  }

  func testBadRowsAreNamed() throws {
    let streets = try streets()
    func message(_ csv: String) -> String {
      do {
        _ = try TurningCounts(csv: Array(csv.utf8), on: streets)
        return "none"
      } catch { return "\(error)" }
    }
    XCTAssertTrue(message("from,to,vehicles\nab,zz,3\n").contains("no street zz"))
    XCTAssertTrue(message("from,to,vehicles\nab,cd,3\n").contains("no turn from ab to cd"))
    XCTAssertTrue(message("from,to,vehicles\nab,bc,-3\n").contains("no number from 0"))
    XCTAssertTrue(
      message("from,to,vehicles\nab,bc,3\nab,bc,4\n").contains("stands in line 2 too"))
    XCTAssertTrue(message("from,to\nab,bc\n").contains("vehicles"))
  }

  func testAClosedCircleEnds() throws {
    let nodes = "node,x,y\na,0,0\nb,300,0\nc,300,300\nd,-300,0\n"
    let links = """
      link,from,to,capacity,free_flow_time,length,lanes,free_speed
      ab,a,b,1800,0.5,0.3,1,50
      bc,b,c,1800,0.5,0.3,1,50
      ca,c,a,1800,0.5,0.3,1,50
      da,d,a,1800,0.5,0.3,1,50
      """
    let streets = try StreetNetwork(nodes: Array(nodes.utf8), links: Array(links.utf8))
    let csv = "from,to,vehicles\nda,ab,10\nab,bc,50\nbc,ca,50\nca,ab,50\n"
    let turns = try TurningCounts(csv: Array(csv.utf8), on: streets)
    let demand = TripDemand(turns: turns, on: streets, spreading: .init(period: 0..<3600))
    XCTAssertEqual(demand.trips.count, 10)
    XCTAssertTrue(demand.trips.allSatisfy { $0.route.count <= 8 })
  }
}
