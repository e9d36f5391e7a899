import Foundation
import TestSupport
import XCTest

@testable import Optimization

/// Cuts keep every plan: the greatest left-hand side over all plans, found by trying every
/// choice of the integers and solving for the rest, never passes the limit.
final class CutTests: XCTestCase {
  private struct Numbers {
    var state: UInt64
    mutating func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  /// Integers with small bounds, reals some of which only open with an integer.
  private func mixed(_ numbers: inout Numbers) -> Problem {
    var problem = Problem()
    let integers = 3 + numbers.next(2)
    for _ in 0..<integers {
      let lower = Double(numbers.next(2))
      problem.addVariable(
        cost: Double(numbers.next(9) + 1), lower: lower, upper: lower + Double(1 + numbers.next(3)),
        isInteger: true)
    }
    let reals = numbers.next(4)
    for k in 0..<reals {
      let j = problem.addVariable(
        cost: Double(numbers.next(7)) - 3, lower: 0, upper: Double(4 + numbers.next(9)))
      let y = (k + numbers.next(2)) % integers
      switch numbers.next(3) {
      case 0:
        problem.addConstraint(
          terms: [.init(j, 1), .init(y, -Double(2 + numbers.next(5)))], upper: 0)
      case 1:
        problem.addConstraint(terms: [.init(y, -2), .init(j, 3)], lower: -4)
      default: break
      }
    }
    for _ in 0..<(2 + numbers.next(3)) {
      let terms = (0..<integers + reals).map {
        Problem.Term($0, Double(numbers.next(11)) - 2 + ($0 >= integers ? 0.5 : 0))
      }
      let low = Double(4 + numbers.next(14))
      if numbers.next(3) == 0 {
        problem.addConstraint(terms: terms, upper: low + 3)
      } else {
        problem.addConstraint(terms: terms, lower: low)
      }
    }
    return problem
  }

  /// Rows of small whole coefficients over 0/1 variables.
  private func binary(_ numbers: inout Numbers) -> Problem {
    var problem = Problem()
    let n = 6 + numbers.next(3)
    for _ in 0..<n {
      problem.addVariable(cost: -Double(3 + numbers.next(9)), lower: 0, upper: 1, isInteger: true)
    }
    for r in 0..<(3 + numbers.next(4)) {
      let isPacking = r % 2 == 0
      let terms = (0..<n).compactMap { j -> Problem.Term? in
        let a = isPacking ? numbers.next(2) : 2 + numbers.next(9)
        return a == 0 ? nil : .init(j, Double(a))
      }
      let sum = terms.reduce(0) { $0 + $1.coefficient }
      problem.addConstraint(terms: terms, upper: (sum / 2 + (isPacking ? 0 : 0.5)).rounded(.down))
    }
    return problem
  }

  /// The greatest value of the cut's left-hand side over all plans; nil without plans.
  private func greatest(_ cut: CuttingPlane, _ problem: Problem) -> Double? {
    if problem.isInteger.allSatisfy({ $0 }) {
      return plans(problem).map { x in
        zip(cut.variables, cut.values).reduce(0) { $0 + $1.1 * x[$1.0] }
      }.max()
    }
    var objective = problem
    for j in 0..<problem.variableCount { objective.setCost(variable: j, 0) }
    for (j, value) in zip(cut.variables, cut.values) { objective.setCost(variable: j, -value) }
    let integers = problem.isInteger.indices.filter { problem.isInteger[$0] }
    var best: Double?
    var fixed = objective
    fixed.isInteger = problem.isInteger.map { _ in false }
    func descend(_ k: Int) {
      guard k < integers.count else {
        let solution = minimize(fixed)
        if solution.status == .optimal { best = max(best ?? -.infinity, -solution.objective) }
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

  /// All plans of a program over integers.
  private func plans(_ problem: Problem) -> [[Double]] {
    var result: [[Double]] = []
    var x = problem.variableLowers
    func descend(_ j: Int) {
      if j == x.count {
        let isPlan = zip(problem.activities(of: x), problem.constraintLowers.indices).allSatisfy {
          problem.constraintLowers[$1] <= $0 && $0 <= problem.constraintUppers[$1]
        }
        if isPlan { result.append(x) }
        return
      }
      for v in Int(problem.variableLowers[j])...Int(problem.variableUppers[j]) {
        x[j] = Double(v)
        descend(j + 1)
      }
    }
    descend(0)
    return result
  }

  /// Separates for a few rounds and checks every cut; returns how many there were.
  private func check(_ problem: Problem, _ name: String) -> Int {
    let core = IntegerCore(problem)
    let sums = BranchingSums(core)
    let separation = CutSeparation(core, sumCount: sums.members.count)
    var cuts: [CuttingPlane] = []
    var count = 0
    for round in 0..<3 {
      let program = sums.program(of: core, cuts: cuts)
      guard program.simplex.solve() == .optimal else { break }
      let point = Array(program.primal.prefix(core.variableCount))
      let found = separation.separate(program, at: point)
      for cut in found {
        if let most = greatest(cut, problem) {
          XCTAssertLessThanOrEqual(
            most, cut.limit + 1e-6, "\(name), round \(round): \(cut.variables) \(cut.values)")
        }
        XCTAssertGreaterThan(cut.efficacy(at: point), 0)
      }
      count += found.count
      cuts += found.prefix(6)
      separation.take(cuts)
    }
    return count
  }

  func testNoPlanIsCutOffOfMixedPrograms() {
    var numbers = Numbers(state: 11)
    var count = 0
    for trial in 0..<40 { count += check(mixed(&numbers), "trial \(trial)") }
    XCTAssertGreaterThan(count, 40)
  }

  func testNoPlanIsCutOffOfBinaryPrograms() {
    var numbers = Numbers(state: 5)
    var count = 0
    for trial in 0..<12 { count += check(binary(&numbers), "trial \(trial)") }
    XCTAssertGreaterThan(count, 20)
  }

  /// On public programs whose optimum is known, the relaxation with all cuts stays below
  /// it, and rises where cuts are known to work.
  func testTheRelaxationStaysBelowKnownOptima() throws {
    let cases: [(name: String, optimum: Double, least: Double)] = [
      ("p0033", 3089, 2900), ("lseu", 1120, 1000), ("pp08a", 7350, 4000), ("vpm1", 20, 17),
      ("rgn", 82.19999924, 60), ("flugpl", 1_201_500, 1_167_000), ("gt2", 21166, 20_000),
    ]
    for (name, optimum, least) in cases {
      let url = try SharedData.url("optimization/miplib3/\(name).mps")
      let problem = try MPSReader.read(String(contentsOf: url, encoding: .utf8))
      let core = IntegerCore(problem)
      let separation = CutSeparation(core, sumCount: 0)
      var cuts: [CuttingPlane] = []
      var value = -Double.infinity
      for _ in 0..<4 {
        let program = BranchingSums.none.program(of: core, cuts: cuts)
        guard program.simplex.solve() == .optimal else {
          XCTFail("\(name): the relaxation with cuts has no optimum")
          break
        }
        let point = Array(program.primal.prefix(core.variableCount))
        value = core.objective(point) + problem.objectiveConstant
        XCTAssertLessThanOrEqual(value, optimum + 1e-6 * abs(optimum), name)
        cuts += separation.separate(program, at: point)
          .sorted { $0.efficacy(at: point) > $1.efficacy(at: point) }.prefix(40)
        separation.take(cuts)
      }
      XCTAssertGreaterThan(value, least, name)
    }
  }

  func testRowsOverIntegersAreRoundedToTheirCommonDivisor() {
    var problem = Problem()
    for _ in 0..<3 { problem.addVariable(cost: 1, upper: 9, isInteger: true) }
    problem.addConstraint(terms: [.init(0, 6), .init(1, 9), .init(2, -3)], lower: 4, upper: 11)
    XCTAssertEqual(IntegerCore(problem).rowLower, [6])
    XCTAssertEqual(IntegerCore(problem).rowUpper, [9])
    // No multiple of three lies between them: no plan, and no ray of the relaxation.
    problem.setBounds(constraint: 0, lower: 4, upper: 5)
    for presolves in [true, false] {
      let solution = minimize(problem, limits: SolverLimits(presolves: presolves))
      XCTAssertEqual(solution.status, .infeasible)
      XCTAssertNil(solution.farkasRay)
    }
  }

  func testNearlyParallelCutsAreTakenOnce() {
    let bounds = [Double](repeating: 0, count: 2)
    let upper = [Double](repeating: 5, count: 2)
    func cut(_ a: Double, _ b: Double, _ limit: Double) -> CuttingPlane {
      CuttingPlane([(0, a), (1, b)], limit: limit, lower: bounds, upper: upper)!
    }
    var pool = CutPool()
    for c in [cut(1, 1, 1), cut(1, 1.01, 1), cut(2, 2, 2), cut(1, -1, -1)] { pool.add(c) }
    let chosen = pool.chosen(at: [1, 4], atMost: 10)
    XCTAssertEqual(chosen.count, 1)
    XCTAssertEqual(chosen[0].values, [1, 1.01])
    // The last one is met at that point; it is chosen where it is not.
    XCTAssertEqual(pool.chosen(at: [4, 0.5], atMost: 10).last?.values, [1, -1])
  }
}
