import Foundation
import TestSupport
import XCTest

/// Assignments on the command line: files in, folder out, and what is said of bad ones.
final class TrafficAssignTests: XCTestCase {
  /// Two zones, two roads: 1 → 2 costs 10(1 + 0.15(x/10)⁴), by 3 it is 5 + 10.
  private let links = """
    from,to,capacity,free_flow_time
    1,2,10,10
    1,3,10,5
    3,2,100,10
    2,1,10,10

    """
  private let nodes = """
    node,x,y,zone
    1,0,0,A
    2,10,0,B
    3,5,5,

    """
  private let trips = """
    from,to,trips
    A,B,20
    B,A,3

    """

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(links, to: "links.csv")
    try folder.write(nodes, to: "nodes.csv")
    try folder.write(trips, to: "trips.csv")
    return folder
  }

  private func run(_ folder: TemporaryFolder, _ more: [String]) throws -> Program.Result {
    try Program(besides: TrafficAssignTests.self).run(
      ["traffic", "assign", "--network", "links.csv", "--nodes", "nodes.csv"] + more,
      in: folder.url)
  }

  private func rows(_ folder: TemporaryFolder, _ name: String) throws -> [[String: String]] {
    let text = try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  private func json(_ folder: TemporaryFolder, _ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.url.appending(path: name))
    return try XCTUnwrap(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  func testBothRoadsTakeEquallyLong() throws {
    let folder = try folder()
    let result = try run(
      folder, ["--trips", "trips.csv", "--gap", "1e-10", "--skims", "--select-link", "3-2"])
    XCTAssertEqual(result.code, 0, result.err)
    let flows = try rows(folder, "out/link_flows.csv")
    // x + y = 20 with 10(1 + 0.15(x/10)⁴) = 5(1 + 0.15(y/10)⁴) + 10(1 + 0.15(y/100)⁴).
    let x = try XCTUnwrap(Double(flows[0]["flow"] ?? ""))
    let y = try XCTUnwrap(Double(flows[1]["flow"] ?? ""))
    XCTAssertEqual(x + y, 20, accuracy: 1e-7)
    let direct = 10 * (1 + 0.15 * pow(x / 10, 4))
    let around = 5 * (1 + 0.15 * pow(y / 10, 4)) + 10 * (1 + 0.15 * pow(y / 100, 4))
    XCTAssertEqual(direct, around, accuracy: 1e-6)
    let skim = try XCTUnwrap(rows(folder, "out/skims.csv").first { $0["from"] == "A" })
    XCTAssertEqual(Double(skim["time"] ?? "") ?? 0, direct, accuracy: 1e-6)
    let selected = try rows(folder, "out/select_link.csv")
    XCTAssertEqual(selected.map { $0["to"] }, ["B"])
    XCTAssertEqual(Double(selected[0]["trips"] ?? "") ?? 0, y, accuracy: 1e-6)
    // The draws' range holds the value, and the delay is flow times time lost.
    let delay = try XCTUnwrap(Double(flows[0]["delay_hours"] ?? ""))
    XCTAssertEqual(delay, x * (direct - 10) / 60, accuracy: 1e-6)
    let low = try XCTUnwrap(Double(flows[0]["delay_hours_lo-80"] ?? ""))
    let high = try XCTUnwrap(Double(flows[0]["delay_hours_hi-80"] ?? ""))
    XCTAssert(low < delay && delay < high, "\(low) … \(high)")
    XCTAssertEqual(try json(folder, "out/run.json")["status"] as? String, "converged")
    let page = try String(
      contentsOf: folder.url.appending(path: "out/report.html"), encoding: .utf8)
    XCTAssert(page.contains("Which roads are full?"))
  }

  func testTheSameBytesOnOneAndTwoThreads() throws {
    let folder = try folder()
    var pages: [Data] = []
    for threads in ["1", "2"] {
      let result = try run(
        folder, ["--trips", "trips.csv", "--threads", threads, "--out", "out\(threads)"])
      XCTAssertEqual(result.code, 0, result.err)
      for name in ["report.html", "link_flows.csv", "run.json"] {
        pages.append(try Data(contentsOf: folder.url.appending(path: "out\(threads)/\(name)")))
      }
    }
    XCTAssertEqual(pages[..<3], pages[3...])
  }

  func testAClosureShowsWhoLosesAndGoesOnFromKeptFlows() throws {
    let folder = try folder()
    var result = try run(
      folder, ["--trips", "trips.csv", "--samples", "0", "--keep-flows", "--out", "today"])
    XCTAssertEqual(result.code, 0, result.err)
    let more = ["--trips", "trips.csv", "--samples", "0", "--close", "1-3", "--gap", "1e-8"]
    result = try run(folder, more + ["--out", "cold"])
    XCTAssertEqual(result.code, 0, result.err)
    result = try run(folder, more + ["--from", "today", "--out", "warm"])
    XCTAssertEqual(result.code, 0, result.err)
    for name in ["cold", "warm"] {
      let flows = try rows(folder, "\(name)/link_flows.csv")
      XCTAssertEqual(Double(flows[0]["flow"] ?? "") ?? 0, 20, accuracy: 1e-9)
      XCTAssertEqual(Double(flows[1]["flow"] ?? "") ?? 1, 0)
      let zones = try rows(folder, "\(name)/zones.csv")
      XCTAssertEqual(zones.map { $0["zone"] }, ["A", "B"])
      // Alone on its road, zone A waits 10·0.15·2⁴ minutes more than on an empty one.
      XCTAssertEqual(Double(zones[0]["minutes_after"] ?? "") ?? 0, 34, accuracy: 1e-6)
      XCTAssertEqual(Double(zones[1]["change_hours"] ?? "") ?? 1, 0, accuracy: 1e-9)
      let first = try XCTUnwrap(Double(zones[0]["change_hours"] ?? ""))
      let before = try XCTUnwrap(Double(zones[0]["minutes_before"] ?? ""))
      XCTAssertEqual(first, 20 * (34 - before) / 60, accuracy: 1e-6)
    }
  }

  func testDemandFromCountsSaysHowFarItMoved() throws {
    let folder = try folder()
    try folder.write("from,to,count\n1,2,13\n1,3,11\n2,1,4\n", to: "counts.csv")
    let result = try run(folder, ["--trips", "trips.csv", "--counts", "counts.csv"])
    XCTAssertEqual(result.code, 0, result.err)
    let demand = try rows(folder, "out/estimated_demand.csv")
    let moved = try XCTUnwrap(Double(demand[0]["trips"] ?? ""))
    XCTAssert(moved > 20 && moved < 24.5, "\(moved)")
    let counts = try rows(folder, "out/counts.csv")
    let error = { (key: String) in
      counts.reduce(0.0) {
        $0 + abs((Double($1[key] ?? "") ?? .nan) - (Double($1["count"] ?? "") ?? .nan))
      }
    }
    XCTAssertLessThan(error("estimated_flow"), error("prior_flow"))
    XCTAssertGreaterThan(error("left_out_flow"), error("estimated_flow"))
  }

  func testTripsWithoutAPathAreListed() throws {
    let folder = try folder()
    try folder.write("from,to,trips\nA,B,20\nB,A,3\n", to: "trips.csv")
    try folder.write(links.replacingOccurrences(of: "2,1,10,10\n", with: ""), to: "links.csv")
    let result = try run(folder, ["--trips", "trips.csv", "--samples", "0"])
    XCTAssertEqual(result.code, 0, result.err)
    XCTAssert(result.err.contains("3 trips of 1 pairs of zones have no path"), result.err)
    XCTAssertEqual(
      try rows(folder, "out/unserved.csv"),
      [["class": "all", "from": "B", "to": "A", "trips": "3"]])
  }

  func testTheTimeLimitStatesTheGapReached() throws {
    let folder = try folder()
    let result = try run(
      folder, ["--trips", "trips.csv", "--gap", "1e-15", "--time-limit", "1e-9"])
    XCTAssertEqual(result.code, 75, result.err)
    XCTAssert(result.err.contains("the time limit of"), result.err)
    let run = try json(folder, "out/run.json")
    XCTAssertEqual(run["status"] as? String, "time_limit")
    XCTAssertGreaterThan(run["relative_gap"] as? Double ?? 0, 1e-15)
  }

  func testClassesOfVehicles() throws {
    let folder = try folder()
    try folder.write("from,to,trips\nA,B,5\n", to: "trucks.csv")
    try folder.write(
      "class,trips,car_equivalent,closed\ncars,trips.csv,1,\ntrucks,trucks.csv,2,1-2\n",
      to: "classes.csv")
    let result = try run(folder, ["--classes", "classes.csv", "--gap", "1e-10"])
    XCTAssertEqual(result.code, 0, result.err)
    let flows = try rows(folder, "out/link_flows.csv")
    XCTAssertEqual(Double(flows[0]["flow_trucks"] ?? "") ?? 1, 0)
    XCTAssertEqual(Double(flows[1]["flow_trucks"] ?? "") ?? 0, 5, accuracy: 1e-9)
  }

  func testWordsForBadInput() throws {
    let cases: [(file: String, text: String, more: [String], code: Int32, says: String)] = [
      ("trips.csv", "", [], 65, "trips.csv: the file is empty"),
      ("links.csv", " \n", [], 65, "links.csv: the file is empty"),
      ("trips.csv", "from,to,trips\nA,Z,1\n", [], 65, "trips.csv:2: column \"to\": no zone Z"),
      ("trips.csv", "from,to,trips\nA,B,-1\n", [], 65, "trips.csv:2: column \"trips\""),
      ("trips.csv", "from,to,trips\nA,B,1e25\n", [], 65, "is more than 1e20"),
      (
        "links.csv", "from,to,capacity,free_flow_time\n1,2,-5,1\n", [], 65,
        "links.csv:2: column \"capacity\": link 1 → 2: -5.0 is negative"
      ),
      (
        "links.csv", "from,to,capacity,free_flow_time\n1,2,0,1\n", [], 65,
        "0 where travel time depends on flow"
      ),
      (
        "links.csv", "from,to,capacity,free_flow_time\n1,2,1e-9,1\n", [], 65, "next to nothing"
      ),
      (
        "links.csv", "from,to,capacity,free_flow_time,power\n1,2,10,1,4000\n", [], 65,
        "4000.0 is more than 1000"
      ),
      ("links.csv", "from,to,capacity,free_flow_time\n1,9,5,1\n", [], 65, "no such node"),
      ("trips.csv", "from,to,trips\nA,B,1\n", ["--close", "1-9"], 64, "--close 1-9: no link"),
      (
        "trips.csv", "from,to,trips\nA,B,1\n", ["--capacity", "1-2=much"], 64,
        "--capacity must look like"
      ),
      (
        "trips.csv", "from,to,trips\nA,B,1\n", ["--capacity", "1-2=0"], 64, "say --close 1-2"
      ),
      ("trips.csv", "from,to,trips\nA,B,1\n", ["--from", "."], 66, "--keep-flows"),
      ("trips.csv", "from,to,trips\nA,B,1\n", ["--samples", "3"], 64, "fewer than 10 draws"),
    ]
    for (file, text, more, code, says) in cases {
      let folder = try folder()
      try folder.write(text, to: file)
      let result = try run(folder, ["--trips", "trips.csv"] + more)
      XCTAssertEqual(result.code, code, result.err)
      XCTAssert(result.err.contains(says), "\(says) ≠ \(result.err)")
      XCTAssertFalse(try folder.names().contains("out"), says)
    }
  }

  func testNoTripsIsAnAnswer() throws {
    let folder = try folder()
    try folder.write("from,to,trips\nA,B,0\n", to: "trips.csv")
    let result = try run(folder, ["--trips", "trips.csv"])
    XCTAssertEqual(result.code, 0, result.err)
    let page = try String(
      contentsOf: folder.url.appending(path: "out/report.html"), encoding: .utf8)
    XCTAssert(page.contains("No trip can be made"))
  }
}
