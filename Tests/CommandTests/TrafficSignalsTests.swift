import Foundation
import TestSupport
import XCTest

/// Better times for a crossing, on the command line.
final class TrafficSignalsTests: XCTestCase {
  /// Two one-way streets that cross under one signal.
  private let network = """
    <net version="1.20">
      <edge id=":C_0" function="internal">
        <lane id=":C_0_0" index="0" speed="13.89" length="10.00" shape="-5,0 5,0"/></edge>
      <edge id=":C_1" function="internal">
        <lane id=":C_1_0" index="0" speed="13.89" length="10.00" shape="0,-5 0,5"/></edge>
      <edge id="w" from="W" to="C">
        <lane id="w_0" index="0" speed="13.89" length="300" shape="-305,0 -5,0"/></edge>
      <edge id="s" from="S" to="C">
        <lane id="s_0" index="0" speed="13.89" length="300" shape="0,-305 0,-5"/></edge>
      <edge id="e" from="C" to="E">
        <lane id="e_0" index="0" speed="13.89" length="200" shape="5,0 205,0"/></edge>
      <edge id="n" from="C" to="N">
        <lane id="n_0" index="0" speed="13.89" length="200" shape="0,5 0,205"/></edge>
      <tlLogic id="C" type="static" programID="0" offset="0">
        <phase duration="42" state="Gr"/><phase duration="3" state="yr"/>
        <phase duration="42" state="rG"/><phase duration="3" state="ry"/>
      </tlLogic>
      <junction id="C" type="traffic_light" x="0" y="0" incLanes="w_0 s_0"
        intLanes=":C_0_0 :C_1_0">
        <request index="0" response="00" foes="10" cont="0"/>
        <request index="1" response="01" foes="01" cont="0"/>
      </junction>
      <connection from="w" to="e" fromLane="0" toLane="0" via=":C_0_0" tl="C" linkIndex="0"
        dir="s" state="O"/>
      <connection from="s" to="n" fromLane="0" toLane="0" via=":C_1_0" tl="C" linkIndex="1"
        dir="s" state="o"/>
      <connection from=":C_0" to="e" fromLane="0" toLane="0" dir="s" state="M"/>
      <connection from=":C_1" to="n" fromLane="0" toLane="0" dir="s" state="M"/>
    </net>
    """
  private let demand = """
    <routes>
      <flow id="e" begin="25200" end="26100" vehsPerHour="900" from="w" to="e"/>
      <flow id="n" begin="25200" end="26100" vehsPerHour="250" from="s" to="n"/>
    </routes>
    """

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(network, to: "c.net.xml")
    try folder.write(demand, to: "c.rou.xml")
    return folder
  }

  private func run(
    _ folder: TemporaryFolder, _ more: [String], out: String = "out"
  ) throws -> (code: Int32, out: String, err: String) {
    let program = try Program(besides: TrafficSignalsTests.self)
    let words = [
      "traffic", "signals", "--network", "c.net.xml", "--demand", "c.rou.xml", "--simulations",
      "60", "--judging-seeds", "3", "--out", out,
    ]
    let result = try program.run(words + more, in: folder.url)
    return (result.code, result.out, result.err)
  }

  func testFolderHoldsPlansReportAndProof() throws {
    let folder = try folder()
    let result = try run(folder, ["--value-of-time", "20", "--threads", "1"])
    XCTAssertEqual(result.code, 0, result.err)
    func text(_ name: String) throws -> String {
      try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
    }
    let plans = try text("out/plans.csv").split(separator: "\n")
    XCTAssertEqual(plans[0], "tls_id,offset_s,phase_index,duration_s,state")
    XCTAssertTrue(plans[2].hasSuffix(",1,3,yr"), "yellow stays: \(plans[2])")
    XCTAssertTrue(try text("out/plans.add.xml").contains("<tlLogic id=\"C\" type=\"static\""))
    XCTAssertEqual(try text("out/comparison.csv").split(separator: "\n").count, 4)
    XCTAssertEqual(try text("out/movements.csv").split(separator: "\n").count, 3)
    XCTAssertEqual(try text("out/timing.csv").split(separator: "\n").count, 3)
    let page = try text("out/report.html")
    XCTAssertTrue(page.contains("Retime 1 signal"), page)
    let again = try run(folder, ["--value-of-time", "20", "--threads", "2"], out: "again")
    XCTAssertEqual(again.code, 0, again.err)
    XCTAssertEqual(try text("out/run.json"), try text("again/run.json"))
    let report = try Program(besides: TrafficSignalsTests.self).run(
      ["report", "out"], in: folder.url)
    XCTAssertEqual(report.code, 0, report.err)
    XCTAssertEqual(try text("out/report.html"), page)
  }

  func testSecondsOnFootAreKeptAndShortStagesNamed() throws {
    let folder = try folder()
    try folder.write("tls_id,stage,crossing_m,speed_m_s\nC,1,48,1.2\n", to: "foot.csv")
    let result = try run(folder, ["--pedestrians", "foot.csv", "--day-to-day", "10"])
    XCTAssertEqual(result.code, 0, result.err)
    // Ten days, three seeds each.
    let pairs = try String(
      contentsOf: folder.url.appending(path: "out/comparison.csv"), encoding: .utf8)
    XCTAssertEqual(pairs.split(separator: "\n").count, 31)
    let rows = try String(
      contentsOf: folder.url.appending(path: "out/plans.csv"), encoding: .utf8
    ).split(separator: "\n").map { $0.split(separator: ",") }
    let north = try XCTUnwrap(rows.first { $0.last == "rG" })
    XCTAssertGreaterThanOrEqual(Double(north[3]) ?? 0, 47)
    let checks = try String(
      contentsOf: folder.url.appending(path: "out/checks.csv"), encoding: .utf8)
    XCTAssertTrue(checks.contains("42 s, and people on foot need 47 s"), checks)
  }

  func testFaultsOfFilesAreNamed() throws {
    let folder = try folder()
    let header = "tls_id,offset_s,phase_index,duration_s,state\n"
    try folder.write(header + "X,0,0,30,Gr\n", to: "plan.csv")
    let unknown = try run(folder, ["--plans", "plan.csv"])
    XCTAssertEqual(unknown.code, 65)
    XCTAssertTrue(
      unknown.err.contains("plan.csv: signal \"X\" is not in c.net.xml. Its signals are: C."),
      unknown.err)
    try folder.write(header + "C,0,0,30,G\n", to: "plan.csv")
    let short = try run(folder, ["--plans", "plan.csv"])
    XCTAssertEqual(short.code, 65)
    XCTAssertTrue(short.err.contains("the state has 1 letters and the signal 2 links"), short.err)
    try folder.write(header + "C,0,0,secret,Gr\n", to: "plan.csv")
    let hidden = try run(folder, ["--plans", "plan.csv"])
    XCTAssertEqual(hidden.code, 65)
    XCTAssertTrue(hidden.err.contains("plan.csv:2: "), hidden.err)
    XCTAssertFalse(hidden.err.contains("secret"), hidden.err)
    let early = try run(folder, ["--period", "05:00-06:00"])
    XCTAssertEqual(early.code, 65)
    XCTAssertTrue(early.err.contains("no trip departs in the period 05:00 to 06:00"), early.err)
    try folder.write("tls_id,stage,seconds\nC,2,9\n", to: "foot.csv")
    let stage = try run(folder, ["--pedestrians", "foot.csv"])
    XCTAssertEqual(stage.code, 65)
    XCTAssertTrue(stage.err.contains("has 2 stages, counted from 0"), stage.err)
  }

  func testSeveralPlansForWorstDays() throws {
    let folder = try folder()
    try folder.write(
      """
      <routes>
        <flow id="a" begin="25200" end="28800" vehsPerHour="800" from="w" to="e"/>
        <flow id="b" begin="25200" end="28800" vehsPerHour="120" from="s" to="n"/>
        <flow id="c" begin="28800" end="32400" vehsPerHour="120" from="w" to="e"/>
        <flow id="d" begin="28800" end="32400" vehsPerHour="800" from="s" to="n"/>
      </routes>
      """, to: "c.rou.xml")
    let result = try run(
      folder,
      ["--demand", "c.rou.xml", "--day-plans", "3", "--design-day", "90"])
    XCTAssertEqual(result.code, 0, result.err)
    func rows(_ name: String) throws -> [String] {
      try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
        .split(separator: "\n").map(String.init)
    }
    let switching = try rows("out/switching.csv")
    XCTAssertEqual(switching.count, 3, "\(switching)")
    XCTAssertTrue(switching[1].hasPrefix("1,25200,28800,07:00 to 08:00,"), switching[1])
    XCTAssertEqual(
      try rows("out/day-plans.csv")[0], "tls_id,plan,offset_s,phase_index,duration_s,state")
    // Two days, three seeds each.
    XCTAssertEqual(try rows("out/comparison.csv").count, 7)
    XCTAssertTrue(result.err.contains("would gain from a plan of their own"), result.err)
  }

  // MARK: - Tables

  private func tables() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(
      """
      node,x,y,zone,control
      w,-300,0,w,
      c,0,0,,signal
      e,300,0,e,
      s,0,-300,s,
      n,0,300,n,

      """, to: "nodes.csv")
    try folder.write(
      """
      link,from,to,capacity,free_flow_time,length,lanes,free_speed
      wc,w,c,1800,0.36,0.3,1,50
      ce,c,e,1800,0.36,0.3,1,50
      sc,s,c,1800,0.36,0.3,1,50
      cn,c,n,1800,0.36,0.3,1,50

      """, to: "links.csv")
    return folder
  }

  private func run(
    _ folder: TemporaryFolder, demand: String, _ more: [String] = ["--period", "07:00-07:15"]
  ) throws -> (code: Int32, err: String, page: String) {
    let result = try Program(besides: TrafficSignalsTests.self).run(
      [
        "traffic", "signals", "--network", "links.csv", "--nodes", "nodes.csv", "--demand", demand,
        "--simulations", "20", "--judging-seeds", "2", "--out", "out",
      ] + more, in: folder.url)
    let page = try? String(
      contentsOf: folder.url.appending(path: "out/report.html"), encoding: .utf8)
    return (result.code, result.err, page ?? "")
  }

  func testCountsOnTurnsAndTripsBetweenZonesAreDemands() throws {
    let folder = try tables()
    try folder.write("from,to,vehicles\nwc,ce,800\nsc,cn,200\n", to: "turns.csv")
    let counted = try run(folder, demand: "turns.csv")
    XCTAssertEqual(counted.code, 0, counted.err)
    XCTAssertTrue(counted.page.contains("Where is time lost?"))
    // A quarter of an hour of 1,000 vehicles.
    let pairs = try String(
      contentsOf: folder.url.appending(path: "out/comparison.csv"), encoding: .utf8)
    XCTAssertTrue(pairs.split(separator: "\n")[1].split(separator: ",")[2] == "250", pairs)
    let table = try tables()
    try table.write("from,to,trips\nw,e,800\ns,n,200\n", to: "trips.csv")
    let assigned = try run(table, demand: "trips.csv")
    XCTAssertEqual(assigned.code, 0, assigned.err)
    XCTAssertTrue(assigned.page.contains("user equilibrium"))
  }

  func testTablesSayWhatIsMissing() throws {
    let folder = try tables()
    try folder.write("from,to,vehicles\nwc,sc,800\n", to: "turns.csv")
    let timeless = try run(folder, demand: "turns.csv", [])
    XCTAssertEqual(timeless.code, 64)
    XCTAssertTrue(timeless.err.contains("turns.csv: a table says how many"), timeless.err)
    let wrong = try run(folder, demand: "turns.csv")
    XCTAssertEqual(wrong.code, 65)
    XCTAssertTrue(wrong.err.contains("no turn from wc to sc"), wrong.err)
    let markup = try self.folder()
    try markup.write("from,to,trips\nw,e,800\n", to: "c.rou.xml")
    let zones = try run(markup, ["--period", "07:00-07:15"])
    XCTAssertEqual(zones.code, 64)
    XCTAssertTrue(zones.err.contains("need the tables of links and nodes"), zones.err)
  }

  func testNoTimesAreWrittenForCrossingGreens() throws {
    let folder = try folder()
    try folder.write(
      "tls_id,offset_s,phase_index,duration_s,state\nC,0,0,40,GG\nC,0,1,3,yy\n", to: "plan.csv")
    let result = try run(folder, ["--plans", "plan.csv"])
    XCTAssertEqual(result.code, 65)
    XCTAssertTrue(
      result.err.contains(
        "plan.csv: no signal is left to time: each shows crossing turns the right of way at once, "
          + "the first in signal \"C\", phase 0: links 0 and 1 cross"), result.err)
  }
}
