import TestSupport
import XCTest

@testable import Optimization

/// Small programs over integers and reals of every shape — equalities, negative bounds, free
/// reals — against the enumeration of all choices of the integers.
final class SmallIntegerProgramTests: XCTestCase {
  private struct Numbers {
    var state: UInt64
    mutating func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  private func program(_ numbers: inout Numbers, reals: Int) -> Problem {
    var problem = Problem()
    let integers = 2 + numbers.next(reals > 0 ? 2 : 4)
    var point: [Double] = []
    for j in 0..<integers + reals {
      let isInteger = j < integers
      let lower = isInteger || numbers.next(3) > 0 ? Double(numbers.next(4) - 2) : -.infinity
      let upper = lower == -.infinity ? .infinity : lower + Double(1 + numbers.next(3))
      problem.addVariable(
        cost: Double(numbers.next(15) - 7), lower: lower, upper: upper, isInteger: isInteger)
      point.append(lower == -.infinity ? 1 : lower + Double(numbers.next(2)))
    }
    for _ in 0..<1 + numbers.next(4) {
      let terms = point.indices.compactMap { j -> Problem.Term? in
        let a = Double(numbers.next(14) - 5)
        return a == 0 ? nil : .init(j, a)
      }
      // Most rows hold at one point, so that most programs have plans.
      let activity = terms.reduce(0) { $0 + $1.coefficient * point[$1.variable] }
      let slack = Double(numbers.next(4))
      switch numbers.next(7) {
      case 0: problem.addConstraint(terms: terms, lower: activity, upper: activity)
      case 1: problem.addConstraint(terms: terms, lower: activity + 1, upper: activity + 1 + slack)
      case 2, 3: problem.addConstraint(terms: terms, upper: activity + slack)
      default: problem.addConstraint(terms: terms, lower: activity - slack)
      }
    }
    return problem
  }

  /// The least objective; +∞ without plans, −∞ where it has no end.
  private func least(_ problem: Problem) -> Double {
    let integers = problem.isInteger.indices.filter { problem.isInteger[$0] }
    var fixed = problem
    fixed.isInteger = problem.isInteger.map { _ in false }
    var best = Double.infinity
    func descend(_ k: Int) {
      guard k < integers.count else {
        let solution = minimize(fixed)
        if solution.status == .optimal || solution.status == .unbounded {
          best = min(best, solution.objective)
        }
        return
      }
      let j = integers[k]
      for v in Int(problem.variableLowers[j])...Int(problem.variableUppers[j]) {
        fixed.setBounds(variable: j, lower: Double(v), upper: Double(v))
        descend(k + 1)
      }
    }
    descend(0)
    return best
  }

  func testAgreesWithEnumerationWithAndWithoutCuts() {
    var numbers = Numbers(state: 29)
    var counts = [0, 0]
    for trial in 0..<150 {
      let problem = program(&numbers, reals: trial % 3)
      let best = least(problem)
      if best == -.infinity { continue }
      counts[best.isFinite ? 0 : 1] += 1
      for (presolves, separatesCuts) in [(true, true), (false, true), (true, false)] {
        let name = "trial \(trial), presolve \(presolves), cuts \(separatesCuts)"
        let solution = minimize(
          problem, limits: SolverLimits(presolves: presolves, separatesCuts: separatesCuts))
        guard best.isFinite else {
          // A relaxation without end says nothing about plans.
          XCTAssertTrue([.infeasible, .unbounded].contains(solution.status), name)
          continue
        }
        XCTAssertEqual(solution.status, .optimal, name)
        XCTAssertEqual(solution.objective, best, accuracy: 1e-6, name)
        XCTAssertLessThanOrEqual(solution.bound, best + 1e-6, name)
        XCTAssertLessThanOrEqual(
          OptimalityCheck(solution, of: problem).primalViolation, 1e-6, name)
      }
    }
    XCTAssertGreaterThan(counts[0], 60)
    XCTAssertGreaterThan(counts[1], 5)
  }

  /// Programs with nothing to decide, nothing to cover, one row, or no plan at all.
  func testEmptyImpossibleAndOneRowPrograms() {
    var empty = Problem()
    XCTAssertEqual(minimize(empty).status, .optimal)
    empty.addConstraint(lower: 1)
    XCTAssertEqual(minimize(empty).status, .infeasible)
    for need in [0.0, 3.5, 40] {
      var cover = Problem()
      let row = cover.addConstraint(lower: need)
      for k in 0..<3 {
        cover.addColumn(
          cost: Double(5 + 3 * k), entries: [.init(row: row, value: Double(1 + k))], upper: 5,
          isInteger: true)
      }
      for presolves in [true, false] {
        for separatesCuts in [true, false] {
          let limits = SolverLimits(presolves: presolves, separatesCuts: separatesCuts)
          let solution = minimize(cover, limits: limits)
          XCTAssertEqual(solution.status, need > 30 ? .infeasible : .optimal)
          if need <= 30 { XCTAssertEqual(solution.objective, need == 0 ? 0 : 16) }
        }
      }
    }
  }

  /// A plan that a box was searched around is not searched around again, and what is let go
  /// keeps to its limits.
  func testTheScheduleSearchesNoBoxTwice() {
    var schedule = NeighbourhoodSchedule()
    XCTAssertTrue(schedule.isNew([1, 2, 3], 10))
    XCTAssertFalse(schedule.isNew([1, 2, 3], 10))
    XCTAssertTrue(schedule.isNew([1, 2, 3], 9))
    XCTAssertTrue(schedule.isNew([1, 2], 10))
    for trial in 0..<500 {
      let (kind, share) = schedule.next()
      XCTAssertNotEqual(kind, .plans, "no earlier plan")
      XCTAssertTrue((0.01...1).contains(share))
      schedule.record(kind, isBetter: false, isFinished: trial % 3 > 0, work: 1)
    }
  }
}
