import LinearAlgebra
import Regression
import Statistics
import XCTest

/// The conditions of a minimum, checked from the rows: they prove a path right
/// whatever way it was found.
final class ElasticNetOptimalityTests: XCTestCase {
  private struct Problem {
    var design: DesignMatrix
    var response: [Double]
    var weights: [Double]
  }

  /// A design of every kind of block; `wide` columns of numbers.
  private func problem(rows: Int, wide: Int, family: ElasticNetFamily) -> Problem {
    var random = RandomStream(seed: 5, "optimality", family.rawValue)
    let common = (0..<rows).map { _ in random.normal() }
    var matrix = Matrix(rows: rows, columns: wide)
    for j in 0..<wide {
      for i in 0..<rows { matrix[i, j] = 50 + random.normal() + 0.5 * common[i] }
    }
    let codes = (0..<rows).map { _ in Int32(random.integer(below: 8)) - 1 }
    let sparse = SparseMatrix(
      rows: rows, columns: 3,
      triplets: (0..<rows / 2).map { .init(row: $0 * 2, column: $0 % 3, value: random.normal()) })
    let design = DesignMatrix(
      rows: rows, names: (0..<wide + 11).map { "c\($0)" },
      blocks: [
        .indicators(codes: codes, width: 7, values: nil), .intercept, .matrix(matrix),
        .sparse(sparse),
      ])
    let eta = (0..<rows).map { i in
      matrix[i, 0] - matrix[i, 1] + (codes[i] == 2 ? 1 : 0) + 0.5 * (matrix[i, 2] - 50)
    }
    let response = eta.map { eta in
      switch family {
      case .gaussian: 100 * (eta + random.normal())
      case .binomial: random.uniform() < 1 / (1 + exp(-eta)) ? 1.0 : 0
      case .poisson: (exp(0.5 * eta) * (0.5 + random.uniform())).rounded()
      }
    }
    return Problem(
      design: design, response: response, weights: (0..<rows).map { _ in 0.2 + random.uniform() })
  }

  private func exp(_ x: Double) -> Double { ElasticNetOptimalityTests.exponential(x) }
  private static func exponential(_ x: Double) -> Double {
    (1...40).reversed().reduce(1.0) { 1 + $0 * x / Double($1) }
  }

  /// |gradient + ridge| equals λα where a coefficient is not zero and is no more elsewhere.
  private func assertOptimal(
    _ problem: Problem, _ family: ElasticNetFamily, mixing: Double, smallestRatio: Double = 0.02,
    line: UInt = #line
  ) throws {
    var options = ElasticNetOptions(mixing: mixing)
    options.count = 6
    options.smallestRatio = smallestRatio
    let fit = try ElasticNet(
      design: problem.design, response: problem.response, family: family,
      weights: problem.weights, options: options)
    XCTAssertFalse(fit.notes.contains { $0.kind == .notConverged }, line: line)
    let total = problem.weights.reduce(0, +)
    let share = problem.weights.map { $0 / total }
    var scale = 1.0
    if family == .gaussian { scale = 100 }
    for (k, lambda) in fit.lambdas.enumerated() {
      let mean = fit.predict(problem.design, at: lambda)
      let residual = mean.indices.map { share[$0] * (problem.response[$0] - mean[$0]) }
      let pull = problem.design.transposeTimes(residual)
      for j in 0..<problem.design.columns {
        if j == 7 {
          XCTAssertEqual(pull[j], 0, accuracy: 1e-8 * scale, line: line)
          continue
        }
        let column = problem.design.column(j)
        let center = zip(column, share).reduce(0) { $0 + $1.0 * $1.1 }
        let spread = zip(column, share).reduce(0) {
          $0 + $1.1 * ($1.0 - center) * ($1.0 - center)
        }.squareRoot()
        let b = fit.path[j, k] * spread
        let slope = pull[j] / spread - lambda * (1 - mixing) * b
        if b == 0 {
          XCTAssertLessThanOrEqual(abs(slope), lambda * mixing + 1e-8 * scale, line: line)
        } else {
          XCTAssertEqual(
            slope, (b > 0 ? 1 : -1) * lambda * mixing, accuracy: 1e-8 * scale,
            "λ \(lambda), column \(j)", line: line)
        }
      }
    }
    XCTAssertGreaterThan(fit.nonzero.last!, 3, line: line)
  }

  func testEveryBlockKind() throws {
    for family in ElasticNetFamily.allCases {
      try assertOptimal(problem(rows: 150, wide: 6, family: family), family, mixing: 0.8)
    }
  }

  /// More columns than rows: a working set, grown by the strong rules and the check.
  func testWorkingSets() throws {
    for family in ElasticNetFamily.allCases {
      try assertOptimal(
        problem(rows: 50, wide: 250, family: family), family, mixing: 0.9,
        smallestRatio: 0.1)
    }
  }
}
