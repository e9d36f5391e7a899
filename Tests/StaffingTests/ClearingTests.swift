import Optimization
import Staffing
import XCTest

/// Backlogs to be cleared by a date.
final class ClearingTests: XCTestCase {
  private func problem(
    people: Double = 4, certainty: Double = 0.75, overtime: Double = 5, hires: Int = 3,
    perWeek: Int = 1, training: Int = 1, arrivals: [[Double]]? = nil
  ) -> ClearingProblem {
    ClearingProblem(
      onHand: 100, allowedLeft: 10,
      arrivals: arrivals ?? [
        [40, 50, 45, 40], [60, 40, 50, 60], [50, 50, 50, 50], [30, 45, 80, 70],
      ],
      certainty: certainty,
      staff: .init(
        people: people, hours: [10, 10, 8, 10], presence: 0.9, casesPerHour: 1.1, costPerHour: 30,
        overtimeCostPerHour: 45, hireCost: 100, trainingWeeks: training),
      limits: .init(overtimeHoursPerWeek: overtime, hiresPerWeek: perWeek, hires: hires))
  }

  /// Every hiring plan tried, and for each the least overtime by a linear program over every
  /// choice of futures given up.
  private func leastCost(_ problem: ClearingProblem) -> Double? {
    var best: Double?
    let weeks = problem.weeks
    var plans: [[Int]] = [[]]
    for _ in 0..<weeks {
      plans = plans.flatMap { plan in (0...problem.limits.hiresPerWeek).map { plan + [$0] } }
    }
    let paths = problem.arrivals.count
    for hires in plans where hires.reduce(0, +) <= problem.limits.hires {
      for mask in 0..<(1 << paths) where mask.nonzeroBitCount <= problem.pathsSpared {
        var program = Problem()
        let trained = problem.trained(hires: hires)
        let base = problem.capacity(hires: hires, overtime: [Double](repeating: 0, count: weeks))
        let variables = (0..<weeks).map {
          program.addVariable(
            "o\($0)", cost: problem.staff.overtimeCostPerHour,
            upper: trained[$0] * problem.limits.overtimeHoursPerWeek)
        }
        for path in 0..<paths where mask >> path & 1 == 0 {
          for start in 0..<weeks {
            let cases = problem.arrivals[path][start...].reduce(start == 0 ? problem.onHand : 0, +)
            program.addConstraint(
              terms: (start..<weeks).map { .init(variables[$0], problem.staff.casesPerHour) },
              lower: cases - problem.allowedLeft - base[start...].reduce(0, +))
          }
        }
        let solution = minimize(program)
        guard solution.status == .optimal else { continue }
        let cost =
          solution.objective
          + problem.extraCost(hires: hires, overtime: [Double](repeating: 0, count: weeks))
        best = min(best ?? .infinity, cost)
      }
    }
    return best
  }

  func testThePlanIsTheCheapestOfAllAndKeepsTheDate() throws {
    for problem in [
      problem(), problem(certainty: 0.5), problem(certainty: 1, overtime: 9), problem(people: 5.5),
      problem(hires: 2, perWeek: 2, training: 0), problem(people: 8),
    ] {
      guard let least = leastCost(problem) else {
        XCTAssertThrowsError(try problem.solve())
        continue
      }
      let plan = try problem.solve()
      XCTAssertEqual(plan.cost, least, accuracy: 2.0, "\(problem.limits)")
      XCTAssertLessThanOrEqual(plan.bound, least + 1e-6)
      let capacity = problem.capacity(hires: plan.hires, overtime: plan.overtime)
      XCTAssertGreaterThanOrEqual(
        problem.chance(problem.arrivals, capacity: capacity), problem.certainty - 1e-9)
      let trained = problem.trained(hires: plan.hires)
      for week in 0..<problem.weeks {
        XCTAssertLessThanOrEqual(
          plan.overtime[week], trained[week] * problem.limits.overtimeHoursPerWeek + 1e-9)
        XCTAssertLessThanOrEqual(plan.hires[week], problem.limits.hiresPerWeek)
      }
      XCTAssertLessThanOrEqual(plan.hires.reduce(0, +), problem.limits.hires)
    }
  }

  func testAnImpossibleDateSaysHowNearItComes() {
    let tight = problem(people: 1, overtime: 1, hires: 0)
    XCTAssertThrowsError(try tight.solve()) { error in
      XCTAssertEqual(error as? ClearingError, .impossible(chance: 0))
    }
  }

  /// Rules of thumb that hold for any such problem.
  func testMoreFreedomNeverCostsMore() throws {
    let cost = { (problem: ClearingProblem) in try problem.solve().cost }
    let base = try cost(problem())
    XCTAssertLessThanOrEqual(try cost(problem(certainty: 0.5)), base + 1)
    XCTAssertLessThanOrEqual(try cost(problem(overtime: 9)), base + 1)
    XCTAssertLessThanOrEqual(try cost(problem(hires: 4, perWeek: 2)), base + 1)
    var later = problem()
    later.allowedLeft = 60
    XCTAssertLessThanOrEqual(try cost(later), base + 1)
  }

  func testNothingToDoCostsNothing() throws {
    let plan = try problem(people: 40).solve()
    XCTAssertEqual(plan.cost, 0)
    XCTAssertEqual(plan.hires, [0, 0, 0, 0])
  }
}
