import Foundation
import Optimization
import TestSupport
import XCTest

/// Smallest conflicts, cheapest relaxations and ranges.
final class ExplainTests: XCTestCase {
  private func keeping(_ problem: Problem, _ conflict: Conflict, without: Conflict.Member?)
    -> Problem
  {
    var part = problem
    for i in 0..<part.constraintCount {
      part.setBounds(constraint: i, lower: -.infinity, upper: .infinity)
    }
    for j in 0..<part.variableCount {
      part.setBounds(variable: j, lower: -.infinity, upper: .infinity)
    }
    for m in conflict.constraints where m != without {
      part.setBounds(
        constraint: m.index, lower: m.side == .lower ? m.limit : part.constraintLowers[m.index],
        upper: m.side == .upper ? m.limit : part.constraintUppers[m.index])
    }
    for m in conflict.bounds where m != without {
      part.setBounds(
        variable: m.index, lower: m.side == .lower ? m.limit : part.variableLowers[m.index],
        upper: m.side == .upper ? m.limit : part.variableUppers[m.index])
    }
    return part
  }

  /// Its members contradict each other, and no longer do without any one of them.
  private func checkIrreducible(
    _ conflict: Conflict, _ problem: Problem, file: StaticString = #filePath, line: UInt = #line
  ) {
    XCTAssertTrue(conflict.isIrreducible, file: file, line: line)
    let whole = minimize(keeping(problem, conflict, without: nil))
    XCTAssertEqual(whole.status, .infeasible, file: file, line: line)
    for m in conflict.constraints {
      let part = minimize(keeping(problem, conflict, without: m))
      XCTAssertNotEqual(
        part.status, .infeasible, "\(m.name) is superfluous", file: file, line: line)
    }
    for m in conflict.bounds {
      var part = keeping(problem, conflict, without: nil)
      part.setBounds(
        variable: m.index, lower: m.side == .lower ? -.infinity : part.variableLowers[m.index],
        upper: m.side == .upper ? .infinity : part.variableUppers[m.index])
      XCTAssertNotEqual(
        minimize(part).status, .infeasible, "bound of \(m.name) is superfluous", file: file,
        line: line)
    }
  }

  func testASmallRoster() throws {
    var problem = Problem()
    let a = problem.addVariable("early", cost: 1, upper: 3)
    let b = problem.addVariable("late", cost: 1)
    problem.addConstraint("Monday 8-16", terms: [.init(a, 1)], lower: 2)
    problem.addConstraint("Monday 14-22", terms: [.init(b, 1)], lower: 4)
    problem.addConstraint("at most five people", terms: [.init(a, 1), .init(b, 1)], upper: 5)
    problem.addConstraint("late shifts", terms: [.init(b, 1)], upper: 9)
    let conflict = try XCTUnwrap(problem.irreducibleConflict())
    XCTAssertEqual(
      Set(conflict.constraints.map(\.name)),
      ["Monday 8-16", "Monday 14-22", "at most five people"])
    XCTAssertEqual(conflict.bounds, [])
    checkIrreducible(conflict, problem)

    let relaxation = try XCTUnwrap(problem.cheapestRelaxation())
    XCTAssertEqual(relaxation.cost, 1, accuracy: 1e-9)
    XCTAssertEqual(relaxation.changes.count, 1)
    XCTAssertEqual(relaxation.solution.status, .optimal)
    // With prices: the staff limit may not move, the evening is half price.
    let priced = try XCTUnwrap(problem.cheapestRelaxation(prices: [1, 0.5, nil, 1]))
    XCTAssertEqual(priced.cost, 0.5, accuracy: 1e-9)
    XCTAssertEqual(priced.changes.map(\.name), ["Monday 14-22"])
    XCTAssertEqual(priced.changes[0].amount, 1, accuracy: 1e-9)
    XCTAssertNil(problem.cheapestRelaxation(prices: [nil, nil, nil, nil]))
  }

  func testNothingToExplain() throws {
    var problem = Problem()
    let x = problem.addVariable(cost: 1, upper: 4)
    problem.addConstraint(terms: [.init(x, 1)], lower: 2)
    XCTAssertNil(problem.irreducibleConflict())
    let relaxation = try XCTUnwrap(problem.cheapestRelaxation())
    XCTAssertEqual(relaxation.changes, [])
    XCTAssertEqual(relaxation.solution.objective, 2, accuracy: 1e-9)
  }

  func testRandomPrograms() throws {
    var state: UInt64 = 3
    func dice(_ n: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % n
    }
    var found = 0
    for _ in 0..<60 {
      var problem = Problem()
      for j in 0..<(3 + dice(6)) {
        problem.addVariable("x\(j)", cost: Double(dice(5)), upper: dice(2) == 0 ? 6 : .infinity)
      }
      for i in 0..<(4 + dice(8)) {
        let terms = (0..<problem.variableCount).filter { _ in dice(2) == 0 }.map {
          Problem.Term($0, Double(dice(9) - 4))
        }
        let b = Double(dice(20) - 8)
        problem.addConstraint(
          "r\(i)", terms: terms, lower: dice(2) == 0 ? b : -.infinity,
          upper: dice(2) == 0 ? b + Double(dice(4)) : .infinity)
      }
      guard minimize(problem).status == .infeasible else {
        XCTAssertNil(problem.irreducibleConflict())
        continue
      }
      found += 1
      checkIrreducible(try XCTUnwrap(problem.irreducibleConflict()), problem)
      let relaxation = try XCTUnwrap(problem.cheapestRelaxation())
      XCTAssertGreaterThan(relaxation.cost, 0)
      XCTAssertNotEqual(relaxation.solution.status, .infeasible)
    }
    XCTAssertGreaterThan(found, 20)
  }

  /// 2x + 2y = 7 has no whole solution, 2x = 4 beside it has nothing to do with it.
  func testOnlyIntegersForbidIt() throws {
    var problem = Problem()
    let x = problem.addVariable("x", cost: 0, upper: 5, isInteger: true)
    let y = problem.addVariable("y", cost: 0, upper: 5, isInteger: true)
    problem.addConstraint("even", terms: [.init(x, 2)], lower: 0, upper: 4)
    problem.addConstraint("odd", terms: [.init(x, 2), .init(y, 2)], lower: 7, upper: 7)
    problem.addConstraint("loose", terms: [.init(y, 1)], upper: 3)
    let conflict = try XCTUnwrap(problem.irreducibleConflict())
    XCTAssertEqual(Set(conflict.constraints.map(\.name)), ["odd"])
    XCTAssertTrue(conflict.isIrreducible)
  }

  private struct Ranged: Decodable {
    var a: [[Double]]
    var b, c, x, duals, activity: [Double]
    var costDown, costUp, limitDown, limitUp: [Double?]
  }

  /// Ranges of random programs, as HiGHS gives them.
  func testRanges() throws {
    let data = try Data(contentsOf: Repository.reference("optimization/ranging/ranging.json"))
    for program in try JSONDecoder().decode([Ranged].self, from: data) {
      var problem = Problem()
      for c in program.c { problem.addVariable(cost: -c, upper: 20) }
      for (row, b) in zip(program.a, program.b) {
        problem.addConstraint(
          terms: row.enumerated().map { .init($0.offset, $0.element) }, upper: b)
      }
      let solution = minimize(problem)
      let ranges = try XCTUnwrap(SensitivityRanges(problem, solution))
      func check(_ value: Double, _ expected: Double?, _ infinite: Double, _ what: String) {
        guard let expected else { return XCTAssertEqual(value, infinite, what) }
        XCTAssertEqual(value, expected, accuracy: 1e-7 * max(1, abs(expected)), what)
      }
      for j in program.c.indices {
        XCTAssertEqual(solution.primal[j], program.x[j], accuracy: 1e-9)
        check(ranges.costs[j].lower, program.costDown[j], -.infinity, "cost \(j) down")
        check(ranges.costs[j].upper, program.costUp[j], .infinity, "cost \(j) up")
      }
      for i in program.b.indices {
        XCTAssertEqual(solution.rowDuals[i], program.duals[i], accuracy: 1e-9)
        if program.duals[i] != 0 {
          check(ranges.limits[i].lower, program.limitDown[i], -.infinity, "limit \(i) down")
          check(ranges.limits[i].upper, program.limitUp[i], .infinity, "limit \(i) up")
        } else {
          XCTAssertEqual(ranges.limits[i].lower, program.activity[i], accuracy: 1e-9)
          XCTAssertEqual(ranges.limits[i].upper, .infinity)
        }
      }
    }
  }
}
