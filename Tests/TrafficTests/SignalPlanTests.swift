import XCTest

@testable import Traffic

final class SignalPlanTests: XCTestCase {
  private let program = SignalProgram(
    id: "a", offset: 5,
    phases: [
      .init(duration: 30, state: "GgrG"), .init(duration: 3, state: "ygrG"),
      .init(duration: 6, state: "rGrG"), .init(duration: 3, state: "ryry"),
      .init(duration: 2, state: "rrrr"), .init(duration: 20, state: "rrGr"),
      .init(duration: 4, state: "rryr"), .init(duration: 1, state: "rrrr"),
    ])

  func testPlanSurvivesItsTable() throws {
    let plan = SignalPlan(programs: [
      program, SignalProgram(id: "b,c", offset: 2.5, phases: program.phases),
    ])
    XCTAssertEqual(try SignalPlan(csv: Array(plan.csv.utf8)), plan)
  }

  func testTableErrorsNameTheLine() {
    func read(_ text: String) throws -> SignalPlan { try SignalPlan(csv: Array(text.utf8)) }
    let header = "tls_id,offset_s,phase_index,duration_s,state\n"
    XCTAssertThrowsError(try read("tls_id,offset_s\n"))
    XCTAssertThrowsError(try read(header)) {
      XCTAssertEqual($0 as? SignalFileError, .empty("phases in the plan"))
    }
    XCTAssertThrowsError(try read(header + "a,0,0,0,GG\n")) {
      XCTAssertEqual(
        $0 as? SignalFileError, .malformed(line: 2, reason: "a phase of no duration"))
    }
    XCTAssertThrowsError(try read(header + "a,x,0,3,GG\n"))
  }

  func testPhaseAtAnInstant() {
    XCTAssertEqual(program.cycle, 69)
    XCTAssertEqual(program.phase(at: 5), 0)
    XCTAssertEqual(program.phase(at: 34.9), 0)
    XCTAssertEqual(program.phase(at: 35), 1)
    XCTAssertEqual(program.phase(at: 4.9), 7)
    XCTAssertEqual(program.phase(at: 5 + 690), 0)
  }

  func testStagesKeepTheirClearances() throws {
    let staged = try XCTUnwrap(StagedProgram(program))
    XCTAssertEqual(staged.stages.map(\.green), [30, 6, 20])
    XCTAssertEqual(staged.program(greens: [30, 6, 20], offset: 5), program)
    XCTAssertEqual(staged.lost(kept: [0, 1, 2]), 3 + 5 + 5)
  }

  func testLeftOutStageLeavesYellowAndRedToAllThatLoseGreen() throws {
    let staged = try XCTUnwrap(StagedProgram(program))
    let phases = staged.program(greens: [30, 0, 20], offset: 0).phases
    XCTAssertEqual(phases.map(\.text), ["GgrG", "yyry", "rrrr", "rrGr", "rryr", "rrrr"])
    XCTAssertEqual(phases.map(\.duration), [30, 3, 2, 20, 4, 1])
  }

  /// No link goes from green to red without yellow, whichever stages are left out.
  func testEveryLossOfGreenIsYellowFirst() throws {
    let staged = try XCTUnwrap(StagedProgram(program))
    for mask in 1..<8 {
      let greens = (0..<3).map { mask >> $0 & 1 == 1 ? 10.0 : 0 }
      let phases = staged.program(greens: greens, offset: 0).phases
      for (now, next) in zip(phases, phases.dropFirst() + phases.prefix(1)) {
        for link in 0..<4 where isGo(now.state[link]) {
          XCTAssertNotEqual(next.state[link], 0x72, "\(greens) link \(link)")
        }
      }
    }
  }
}
