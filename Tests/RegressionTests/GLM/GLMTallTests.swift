import LinearAlgebra
import Statistics
import TestSupport
import XCTest

@testable import Regression

/// Fits of tall data, begun on samples and passes of the score alone, beside plain
/// scoring steps over all rows.
final class GLMTallTests: XCTestCase {
  private static let rows = 200_000

  /// An intercept, two numbers, a matrix and a factor.
  private static func tall(seed: UInt64) -> (design: DesignMatrix, signal: [Double]) {
    var stream = RandomStream(seed: seed, keys: ["tall"])
    let columns = (0..<3).map { _ in (0..<rows).map { _ in stream.normal() } }
    let codes = (0..<rows).map { _ in Int32(stream.uniform() * 3) - 1 }
    let design = DesignMatrix(
      rows: rows, names: ["(Intercept)", "a", "b", "c", "low", "high"],
      blocks: [
        .intercept, .column(columns[0]),
        .matrix(Matrix(rows: rows, columns: 2, storage: columns[1] + columns[2])),
        .indicators(codes: codes, width: 2, values: nil),
      ])
    return (design, design.times([0.3, 0.4, -0.3, 0.2, 0.5, -0.5]))
  }

  private func assertPlain(
    _ design: DesignMatrix, _ kernel: GLMKernel, steps: Int? = nil, line: UInt = #line
  ) throws {
    var limits = GLMIterations.Limits()
    let tall = try GLMIterations(design, kernel, limits: limits)
    limits.threads = 2
    let threaded = try GLMIterations(design, kernel, limits: limits)
    XCTAssertEqual(tall.coefficients, threaded.coefficients, line: line)
    limits.sampledRows = .max
    let plain = try GLMIterations(design, kernel, limits: limits)
    XCTAssert(tall.converged && plain.converged, line: line)
    if let steps { XCTAssertEqual(tall.iterations, steps, line: line) }
    let (inverse, expected) = (try tall.system.inverse(), try plain.system.inverse())
    for j in tall.coefficients.indices {
      XCTAssertEqual(tall.coefficients[j], plain.coefficients[j], accuracy: 1e-10, line: line)
      assertClose(
        inverse[j, j].squareRoot(), expected[j, j].squareRoot(), relative: 1e-7, line: line)
    }
    assertClose(tall.deviance, plain.deviance, relative: 1e-12, line: line)
    assertClose(tall.pearson, plain.pearson, relative: 1e-6, line: line)
  }

  func testPoissonEqualsPlainSteps() throws {
    let (design, signal) = Self.tall(seed: 1)
    var stream = RandomStream(seed: 1, keys: ["counts"])
    let counts = try signal.map { try Poisson(mean: exp($0)).sample(using: &stream) }
    let kernel = GLMKernel(
      family: .poisson, link: .log, response: counts, weights: nil, offset: nil)
    // The passes of the score alone leave a single step.
    try assertPlain(design, kernel, steps: 1)
  }

  func testWeightedLogitWithOffsetEqualsPlainSteps() throws {
    let (design, signal) = Self.tall(seed: 2)
    var stream = RandomStream(seed: 2, keys: ["events"])
    let events = signal.map { stream.uniform() < 1 / (1 + exp(-$0)) ? 1.0 : 0 }
    let kernel = GLMKernel(
      family: .binomial, link: .logit, response: events,
      weights: signal.indices.map { Double($0 % 4) }, offset: signal.map { 0.1 * $0 })
    try assertPlain(design, kernel, steps: 1)
  }

  /// Of 200,000 rows some 60 are events, most in the first quarter, where one column is
  /// far out: the sample says little.
  func testRareSkewedEventsEqualPlainSteps() throws {
    let (design, signal) = Self.tall(seed: 3)
    var stream = RandomStream(seed: 3, keys: ["rare"])
    let skewed = signal.indices.map { $0 < Self.rows / 4 ? exp(stream.normal()) : 0 }
    let wider = DesignMatrix(
      rows: design.rows, names: design.names + ["skewed"],
      blocks: design.blocks + [.column(skewed)])
    let events = signal.indices.map {
      stream.uniform() < exp(signal[$0] + skewed[$0] / 2 - 10) ? 1.0 : 0
    }
    let kernel = GLMKernel(
      family: .binomial, link: .logit, response: events, weights: nil, offset: nil)
    try assertPlain(wider, kernel)
  }

  func testScoreAloneIsThatOfAStep() throws {
    let (design, signal) = Self.tall(seed: 4)
    let kernel = GLMKernel(
      family: .poisson, link: .log, response: signal.map { abs($0).rounded() }, weights: nil,
      offset: signal)
    let b = [0.1, -0.2, 0.3, 0.1, 0.2, -0.1]
    let score = GLMScore(design, kernel, at: b, threads: 1)
    let sums = NormalEquations(of: design, coefficients: b, threads: 1) {
      kernel.step($0, $1, $2, $3)
    }
    for j in b.indices { assertClose(score.values[j], sums.cross[j], relative: 1e-11) }
    assertClose(score.weight, sums.gram[0, 0], relative: 1e-12)
  }
}
