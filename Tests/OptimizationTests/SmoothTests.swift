import Foundation
import Optimization
import TestSupport
import XCTest

final class SmoothTests: XCTestCase {
  private func assertSolved(
    _ problem: TestProblem, _ minimum: SmoothMinimum, loose: Double = 0,
    line: UInt = #line
  ) {
    let squares = 2 * minimum.value
    let room = problem.optimum == 0 ? 1e-12 + loose : problem.optimum * (6e-6 + loose)
    XCTAssertLessThan(abs(squares - problem.optimum), room, problem.name, line: line)
  }

  /// All but Brown & Dennis, whose residuals stay large: Gauss–Newton curvature is
  /// wrong there, and a quasi-Newton method the right choice.
  func testLevenbergMarquardtSolvesStandardProblems() {
    for var problem in TestProblem.all where problem.optimum < 1 {
      let minimum = LevenbergMarquardt(maximumIterations: 400).minimize(
        &problem, from: problem.start,
        lower: [Double](repeating: -.infinity, count: problem.dimension),
        upper: [Double](repeating: .infinity, count: problem.dimension))
      assertSolved(problem, minimum)
      if problem.optimum > 0 { XCTAssertTrue(minimum.converged, problem.name) }
    }
  }

  func testLBFGSBSolvesStandardProblems() {
    for var problem in TestProblem.all {
      let minimum = LBFGSB().minimize(&problem, from: problem.start)
      assertSolved(problem, minimum, loose: 1e-8)
    }
  }

  func testNelderMeadSolvesStandardProblems() {
    for problem in TestProblem.all {
      let minimum = NelderMead(maximumEvaluations: 20_000).minimize(from: problem.start) {
        problem.value(at: $0)
      }
      assertSolved(problem, minimum, loose: 1e-6)
    }
  }

  func testExtendedRosenbrockIn50Variables() {
    var problem = ExtendedRosenbrock(dimension: 50)
    let start = (0..<50).map { $0 % 2 == 0 ? -1.2 : 1 }
    let minimum = LBFGSB().minimize(&problem, from: start)
    XCTAssertTrue(minimum.converged)
    for x in minimum.point { XCTAssertEqual(x, 1, accuracy: 1e-6) }
    XCTAssertLessThan(minimum.evaluations, 200)
  }

  /// With x₁ ≤ ½ the least of Rosenbrock's valley is at (½, ¼), where 2f = ¼.
  func testBoundsThatBind() {
    var problem = TestProblem.rosenbrock
    let (lower, upper) = ([-2.0, -2.0], [0.5, 2.0])
    let quasiNewton = LBFGSB().minimize(&problem, from: [-1.2, 1], lower: lower, upper: upper)
    let gaussNewton = LevenbergMarquardt().minimize(
      &problem, from: [-1.2, 1], lower: lower, upper: upper)
    let simplex = NelderMead().minimize(from: [-1.2, 1], lower: lower, upper: upper) {
      problem.value(at: $0)
    }
    for (minimum, accuracy) in [(quasiNewton, 1e-6), (gaussNewton, 1e-6), (simplex, 1e-4)] {
      XCTAssertEqual(minimum.point[0], 0.5, accuracy: accuracy)
      XCTAssertEqual(minimum.point[1], 0.25, accuracy: accuracy)
      XCTAssertEqual(minimum.value, 0.125, accuracy: accuracy)
      XCTAssertTrue(minimum.converged)
    }
  }

  /// A convex quadratic on a box: the projected gradient must vanish, which for
  /// convex problems proves the optimum.
  func testRandomBoxQuadratics() {
    for seed in 0..<20 {
      var problem = BoxQuadratic(dimension: 15, seed: seed)
      let lower = (0..<15).map { -0.3 - 0.02 * Double($0) }
      let upper = (0..<15).map { 0.1 + 0.03 * Double($0 % 5) }
      let minimum = LBFGSB(maximumIterations: 2_000, valueTolerance: 0).minimize(
        &problem, from: [Double](repeating: 3, count: 15), lower: lower, upper: upper)
      var g = [Double](repeating: 0, count: 15)
      _ = problem.gradient(at: minimum.point, into: &g)
      for i in 0..<15 {
        let x = minimum.point[i]
        XCTAssertTrue((lower[i]...upper[i]).contains(x))
        let projected = min(max(x - g[i], lower[i]), upper[i]) - x
        XCTAssertEqual(projected, 0, accuracy: 1e-6, "seed \(seed), variable \(i)")
      }
    }
  }

  func testStartsOutsideTheDomainAreReported() {
    let problem = TestProblem(name: "log", start: [-1], optimum: 0) { [log($0[0])] }
    var first = problem
    XCTAssertEqual(LBFGSB().minimize(&first, from: [-1]).status, .infeasibleStart)
    XCTAssertEqual(
      LevenbergMarquardt().minimize(&first, from: [-1], lower: [-9], upper: [9]).status,
      .infeasibleStart)
    XCTAssertEqual(
      NelderMead().minimize(from: [-1]) { problem.value(at: $0) }.status, .infeasibleStart)
  }

  func testHeldVariablesStay() {
    var problem = TestProblem.rosenbrock
    let minimum = LevenbergMarquardt().minimize(
      &problem, from: [0.3, 5], lower: [0.3, -9], upper: [0.3, 9])
    XCTAssertEqual(minimum.point[0], 0.3)
    XCTAssertEqual(minimum.point[1], 0.09, accuracy: 1e-5)
  }

  func testARunCanBeAbandoned() {
    var problem = TestProblem.rosenbrock
    let minimum = LevenbergMarquardt().minimize(
      &problem, from: [-1.2, 1], lower: [-9, -9], upper: [9, 9]
    ) { value, predicted in
      XCTAssertGreaterThan(predicted, 0)
      return value < 2
    }
    XCTAssertEqual(minimum.status, .abandoned)
    XCTAssertGreaterThan(minimum.value, 1e-6)
  }

  func testBrentFindsMinimaAndRoots() throws {
    let parabola = Brent.minimize(-4, 7) { ($0 - 2) * ($0 - 2) + 1 }
    XCTAssertEqual(parabola.x, 2, accuracy: 1e-7)
    XCTAssertEqual(parabola.value, 1, accuracy: 1e-14)
    // x log x has its least, −1/e, at 1/e.
    let entropy = Brent.minimize(0.001, 2) { $0 * log($0) }
    XCTAssertEqual(entropy.x, exp(-1), accuracy: 1e-7)
    // At an end of the interval.
    XCTAssertEqual(Brent.minimize(1, 3) { $0 }.x, 1, accuracy: 1e-6)
    var calls = 0
    let root = try XCTUnwrap(
      Brent.root(0, 2) {
        calls += 1
        return cos($0) - $0
      })
    XCTAssertEqual(root, 0.739_085_133_215_160_6, accuracy: 1e-14)
    XCTAssertLessThan(calls, 12)
    XCTAssertEqual(try XCTUnwrap(Brent.root(-1, 3) { $0 * $0 * $0 }), 0, accuracy: 1e-4)
    XCTAssertNil(Brent.root(1, 2) { $0 })
    XCTAssertEqual(Brent.root(1, 2) { $0 - 2 }, 2)
  }
}

private struct ExtendedRosenbrock: SmoothObjective {
  let dimension: Int

  func value(at x: [Double]) -> Double {
    stride(from: 0, to: dimension, by: 2).reduce(0) { sum, i in
      let a = x[i + 1] - x[i] * x[i]
      return sum + 100 * a * a + (1 - x[i]) * (1 - x[i])
    }
  }

  func gradient(at x: [Double], into gradient: inout [Double]) -> Double {
    for i in stride(from: 0, to: dimension, by: 2) {
      let a = x[i + 1] - x[i] * x[i]
      gradient[i] = -400 * x[i] * a - 2 * (1 - x[i])
      gradient[i + 1] = 200 * a
    }
    return value(at: x)
  }
}

private struct BoxQuadratic: SmoothObjective {
  let dimension: Int
  private let rows: [[Double]]
  private let linear: [Double]

  init(dimension: Int, seed: Int) {
    self.dimension = dimension
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53 - 0.5
    }
    rows = (0..<dimension).map { _ in (0..<dimension).map { _ in next() } }
    linear = (0..<dimension).map { _ in next() }
  }

  private func products(_ x: [Double]) -> [Double] {
    rows.map { row in zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// ½‖Rx‖² + ½·0.05‖x‖² + cᵀx.
  func value(at x: [Double]) -> Double {
    products(x).reduce(0) { $0 + 0.5 * $1 * $1 }
      + zip(x, linear).reduce(0) { $0 + 0.025 * $1.0 * $1.0 + $1.0 * $1.1 }
  }

  func gradient(at x: [Double], into gradient: inout [Double]) -> Double {
    let r = products(x)
    for i in x.indices {
      gradient[i] = 0.05 * x[i] + linear[i]
      for k in rows.indices { gradient[i] += rows[k][i] * r[k] }
    }
    return value(at: x)
  }
}
