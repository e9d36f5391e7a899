import Optimization
import TestSupport
import XCTest

final class GeneralizedAssignmentTests: XCTestCase {
  private func random(agents: Int, jobs: Int, seed: UInt64, capacity: Double = 0.8) throws
    -> GeneralizedAssignment
  {
    var state = seed
    func next(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    let costs = (0..<agents).map { _ in (0..<jobs).map { _ in Double(10 + next(16)) } }
    let needs = (0..<agents).map { _ in (0..<jobs).map { _ in 5 + next(21) } }
    let capacities = needs.map { Int(capacity * Double($0.reduce(0, +)) / Double(agents)) }
    return try GeneralizedAssignment(costs: costs, needs: needs, capacities: capacities)
  }

  /// The least cost by trying every assignment; +∞ where none fits.
  private func exhaustive(_ p: GeneralizedAssignment) -> Double {
    var best = Double.infinity
    var left = p.capacities
    func place(_ j: Int, _ cost: Double) {
      if j == p.jobCount {
        best = min(best, cost)
        return
      }
      for i in 0..<p.agentCount where p.needs[i][j] <= left[i] {
        left[i] -= p.needs[i][j]
        place(j + 1, cost + p.costs[i][j])
        left[i] += p.needs[i][j]
      }
    }
    place(0, 0)
    return best
  }

  private func check(_ s: Solution, of p: GeneralizedAssignment, line: UInt = #line) {
    var cost = 0.0
    for j in 0..<p.jobCount {
      let agents = (0..<p.agentCount).filter { s.primal[$0 * p.jobCount + j] == 1 }
      XCTAssertEqual(agents.count, 1, line: line)
      if let i = agents.first { cost += p.costs[i][j] }
    }
    for i in 0..<p.agentCount {
      let load = (0..<p.jobCount).reduce(0) {
        $0 + (s.primal[i * p.jobCount + $1] == 1 ? p.needs[i][$1] : 0)
      }
      XCTAssertLessThanOrEqual(load, p.capacities[i], line: line)
    }
    XCTAssertEqual(cost, s.objective, accuracy: 1e-9, line: line)
    XCTAssertLessThanOrEqual(s.bound, cost + 1e-9, line: line)
  }

  func testAgreesWithExhaustiveSearch() throws {
    for seed in 1...60 as ClosedRange<UInt64> {
      let p = try random(
        agents: 3, jobs: 7, seed: seed, capacity: seed % 3 == 0 ? 0.55 : 0.9)
      let solution = p.minimized()
      let best = exhaustive(p)
      if best == .infinity {
        XCTAssertEqual(solution.status, .infeasible, "seed \(seed)")
      } else {
        XCTAssertEqual(solution.status, .optimal, "seed \(seed)")
        XCTAssertEqual(solution.objective, best, accuracy: 1e-9, "seed \(seed)")
        check(solution, of: p)
      }
    }
  }

  func testAgreesWithTheGeneralSearch() throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let p = try random(agents: 4, jobs: 14, seed: seed)
      let solution = p.minimized()
      XCTAssertEqual(solution.objective, minimize(p.problem).objective, accuracy: 1e-6)
      check(solution, of: p)
    }
  }

  func testAProgramOfAssignmentsIsRecognized() throws {
    let p = try random(agents: 4, jobs: 9, seed: 6)
    let again = try XCTUnwrap(GeneralizedAssignment(p.problem))
    XCTAssertEqual(again.costs, p.costs)
    XCTAssertEqual(again.needs, p.needs)
    XCTAssertEqual(again.capacities, p.capacities)
    let solution = minimizeByStructure(p.problem)
    XCTAssertEqual(solution.objective, p.minimized().objective)
    check(solution, of: p)
    var other = p.problem
    other.setBounds(constraint: 9, lower: 1, upper: 50)
    XCTAssertNil(GeneralizedAssignment(other))
    var half = p.problem
    half.addEntry(9, 0, 0.5)
    XCTAssertNil(GeneralizedAssignment(half))
  }

  func testOrderOfAgentsAndJobsChangesNothing() throws {
    let p = try random(agents: 5, jobs: 20, seed: 8)
    let turned = try GeneralizedAssignment(
      costs: p.costs.reversed().map { $0.reversed() },
      needs: p.needs.reversed().map { $0.reversed() }, capacities: p.capacities.reversed())
    XCTAssertEqual(p.minimized().objective, turned.minimized().objective)
  }

  func testLessCapacityNeverImproves() throws {
    for seed in 1...8 as ClosedRange<UInt64> {
      let p = try random(agents: 4, jobs: 16, seed: seed, capacity: 0.9)
      var capacities = p.capacities
      capacities[Int(seed) % 4] -= 6
      let less = try GeneralizedAssignment(
        costs: p.costs, needs: p.needs, capacities: capacities)
      XCTAssertGreaterThanOrEqual(less.minimized().objective, p.minimized().objective)
    }
  }

  func testLimitsLeaveABound() throws {
    let p = try random(agents: 5, jobs: 30, seed: 4)
    let optimum = p.minimized()
    XCTAssertEqual(optimum.status, .optimal)
    let limited = p.minimized(limits: .init(nodes: 1))
    XCTAssertLessThanOrEqual(limited.bound, optimum.objective)
    XCTAssertGreaterThanOrEqual(limited.objective, optimum.objective)
  }

  func testEdges() throws {
    let none = try GeneralizedAssignment(costs: [[], []], needs: [[], []], capacities: [1, 2])
    XCTAssertEqual(none.minimized().objective, 0)
    let nobody = try GeneralizedAssignment(costs: [[1]], needs: [[3]], capacities: [2])
    XCTAssertEqual(nobody.minimized().status, .infeasible)
    XCTAssertThrowsError(
      try GeneralizedAssignment(costs: [[1, 2]], needs: [[1]], capacities: [2]))
    XCTAssertThrowsError(try GeneralizedAssignment(costs: [[1]], needs: [[-1]], capacities: [2]))
  }

  /// The first of the five problems of gap1, which maximize; optimum from the OR-Library.
  func testOptimumOfTheLibrary() throws {
    let url = try SharedData.url("optimization/gap/gap1.txt")
    let text = try String(contentsOf: url, encoding: .utf8)
    var numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }[...]
    func next() -> Int { numbers.removeFirst() }
    _ = next()
    let (m, n) = (next(), next())
    let p = try GeneralizedAssignment(
      costs: (0..<m).map { _ in (0..<n).map { _ in -Double(next()) } },
      needs: (0..<m).map { _ in (0..<n).map { _ in next() } },
      capacities: (0..<m).map { _ in next() })
    let solution = p.minimized()
    XCTAssertEqual(solution.status, .optimal)
    XCTAssertEqual(solution.objective, -336)
    check(solution, of: p)
  }
}
