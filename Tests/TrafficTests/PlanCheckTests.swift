import XCTest

@testable import Traffic

final class PlanCheckTests: XCTestCase {
  private func network() throws -> StreetNetwork {
    try StreetNetwork(network: Array(TinyCrossing.network.utf8))
  }

  private func faults(
    _ phases: [(Double, String)], minimums: [String: [Double]] = [:]
  ) throws -> [PlanCheck] {
    let plan = SignalPlan(programs: [
      SignalProgram(
        id: "C", offset: 0, phases: phases.map { .init(duration: $0.0, state: $0.1) })
    ])
    return PlanCheck.faults(of: plan, on: try network(), stageMinimums: minimums)
  }

  func testGoodPlanHasNoFault() throws {
    let network = try network()
    XCTAssertEqual(PlanCheck.faults(of: network.plan, on: network), [])
  }

  func testEachFaultIsNamed() throws {
    XCTAssertEqual(
      try faults([(40, "GG"), (3, "yy")]),
      [PlanCheck(signal: "C", phase: 0, fault: .conflict(link: 0, other: 1))])
    XCTAssertEqual(
      try faults([(40, "Gr"), (40, "rG"), (3, "ry")]),
      [PlanCheck(signal: "C", phase: 0, fault: .noYellow(link: 0))])
    XCTAssertEqual(
      try faults([(40, "Gr"), (2, "yr"), (40, "rG"), (3, "ry")]),
      [PlanCheck(signal: "C", phase: 1, fault: .shortYellow(seconds: 2))])
    XCTAssertEqual(
      try faults([(40, "Gr"), (3, "yr"), (12, "rG"), (3, "ry")], minimums: ["C": [10, 18]]),
      [PlanCheck(signal: "C", phase: 1, fault: .shortStage(seconds: 12, needs: 18))])
    let short = try faults([(40, "G"), (3, "y")])
    XCTAssertEqual(short.map(\.fault), [.letters(have: 1, links: 2)])
    XCTAssertTrue(short[0].isFatal)
  }

  func testTimesOnFoot() throws {
    var times = PedestrianTimes()
    times.speed = 1.2
    XCTAssertEqual(times.shortest(crossing: 12), 17)
    let text = """
      tls_id,stage,crossing_m,seconds,speed_m_s
      "a,b",1,12,,
      "a,b",1,6,,0.5
      c,0,,9.5,
      """
    XCTAssertEqual(
      try times.minimums(csv: Array(text.utf8)), ["a,b": [0, 19], "c": [9.5]])
    // The manual's values: 7 s and 3.5 ft/s over 40 ft (12.192 m): 7 + 11.43 s at 1.0668 m/s.
    XCTAssertEqual(PedestrianTimes().shortest(crossing: 12.192), 18.43, accuracy: 0.05)
    func read(_ text: String) throws -> [String: [Double]] {
      try times.minimums(csv: Array(text.utf8))
    }
    XCTAssertThrowsError(try read("tls_id,stage\nc,0\n"))
    XCTAssertThrowsError(try read("tls_id,stage,seconds\nc,0.5,9\n"))
    XCTAssertThrowsError(try read("tls_id,stage,seconds\nc,0,-9\n")) {
      XCTAssertEqual(
        $0 as? SignalFileError, .malformed(line: 2, reason: "seconds must be above 0"))
    }
    XCTAssertThrowsError(try read("tls_id,stage,seconds\nc,0,x\n"))
    XCTAssertThrowsError(try read("tls_id,stage,seconds,crossing_m\nc,0,,\n"))
  }

  /// Two streets cross: the table's numbers are the manual's for each lane.
  func testMovementsHaveTheManualsDelay() throws {
    let network = try network()
    let text = TinyCrossing.demand(east: 600, north: 300, seconds: 900)
    let demand = try TripDemand(demand: Array(text.utf8), on: network)
    let outcome = CorridorModel(network: network, demand: demand).outcome(
      of: network.plan, seed: 1)
    let table = MovementTable(
      network: network, plan: network.plan, demand: demand, hours: 0.25, outcome: outcome
    ).movements
    XCTAssertEqual(table.count, 2)
    let east = try XCTUnwrap(table.first { network.streets[$0.from].id == "w" })
    XCTAssertEqual(east.flow, 600, accuracy: 4)
    XCTAssertEqual(east.green, 42)
    // Headway 1.15 s and 7.5 m at 11 m/s.
    XCTAssertEqual(east.saturation, 3600 / (1.15 + 7.5 / 11), accuracy: 1e-9)
    XCTAssertEqual(east.capacity, east.saturation * 42 / 90, accuracy: 1e-9)
    let input = ControlDelay.Input(
      cycle: 90, green: 42, flow: east.flow, saturation: east.saturation)
    XCTAssertEqual(east.controlDelay, ControlDelay(input).total, accuracy: 1e-9)
    // What is lost before the signal is part of what is lost in all.
    let all = outcome.delayByTrip.reduce(0, +)
    XCTAssertLessThanOrEqual(outcome.delayByTurn.reduce(0, +), all + 1e-9)
    XCTAssertGreaterThan(outcome.delayByTurn.reduce(0, +), 0.7 * all)
    XCTAssertEqual(try XCTUnwrap(east.simulatedDelay), east.controlDelay, accuracy: 12)
  }

  func testAdditionalFileNamesProgramsAndEscapes() {
    let plan = SignalPlan(programs: [
      SignalProgram(
        id: "a&b", offset: 2.5,
        phases: [.init(duration: 30, state: "Gr"), .init(duration: 3, state: "yr")])
    ])
    XCTAssertEqual(
      plan.additionalFile(programID: "new"),
      """
      <additional>
        <tlLogic id="a&amp;b" type="static" programID="new" offset="2.5">
          <phase duration="30" state="Gr"/>
          <phase duration="3" state="yr"/>
        </tlLogic>
      </additional>

      """)
  }
}
