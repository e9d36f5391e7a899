import Foundation
import LinearAlgebra
import Regression
import Statistics
import TestSupport
import XCTest

final class AdditiveEdgeTests: XCTestCase {
  func waves(rows: Int, seed: UInt64 = 1) -> (x: [Double], y: [Double]) {
    var random = RandomStream(seed: seed, "waves")
    let x = (0..<rows).map { _ in random.uniform() }
    let y = x.map { sin(6 * $0) + 0.2 * random.normal() }
    return (x, y)
  }

  func constant(_ rows: Int) -> DesignMatrix {
    DesignMatrix(rows: rows, names: ["(Intercept)"], blocks: [.intercept])
  }

  func assertThrows(
    _ expected: (RegressionError) -> Bool, line: UInt = #line, _ body: () throws -> AdditiveFit
  ) {
    XCTAssertThrowsError(try body(), line: line) { error in
      XCTAssert((error as? RegressionError).map(expected) ?? false, "\(error)", line: line)
    }
  }

  func testValuesThatCannotBeUsed() {
    let (x, y) = waves(rows: 40)
    var gap = x
    gap[3] = .nan
    assertThrows {
      $0 == .notFinite(column: "x", row: 3)
    } _: {
      try AdditiveFit(
        parametric: constant(40), smooths: [SmoothSpecification("x", gap)], response: y)
    }
    assertThrows {
      $0 == .notFinite(column: "response", row: 3)
    } _: {
      try AdditiveFit(
        parametric: constant(40), smooths: [SmoothSpecification("x", x)],
        response: y.enumerated().map { $0.offset == 3 ? .infinity : $0.element })
    }
    assertThrows {
      if case .unusableColumn("x", _) = $0 { true } else { false }
    } _: {
      try AdditiveFit(
        parametric: constant(40),
        smooths: [SmoothSpecification("x", x.map { $0 < 0.5 ? 0 : 1 })], response: y)
    }
    assertThrows {
      if case .setting = $0 { true } else { false }
    } _: {
      try AdditiveFit(
        parametric: constant(40), smooths: [SmoothSpecification("x", x, size: 2)], response: y)
    }
    assertThrows {
      if case .responseOutOfRange = $0 { true } else { false }
    } _: {
      try AdditiveFit(
        parametric: constant(40), smooths: [SmoothSpecification("x", x)], response: y,
        family: .poisson)
    }
    assertThrows {
      if case .tooFewRows = $0 { true } else { false }
    } _: {
      try AdditiveFit(
        parametric: DesignMatrix(
          Matrix(rows: [[1, 0, 0], [0, 1, 0], [0, 0, 1]])),
        smooths: [SmoothSpecification("x", [1, 2, 3], size: 3)], response: [1, 2, 3])
    }
  }

  func testColumnsThatSayTheSameAreLeftOutAndNamed() throws {
    let (x, y) = waves(rows: 120)
    let twice = DesignMatrix(
      rows: 120, names: ["(Intercept)", "a", "b"],
      blocks: [.intercept, .column(y.map { $0 * $0 }), .column(y.map { 2 * $0 * $0 })])
    let fit = try AdditiveFit(
      parametric: twice, smooths: [SmoothSpecification("x", x)], response: y)
    XCTAssertEqual(fit.coefficients[2].name, "b")
    XCTAssert(fit.coefficients[2].estimate.isNaN && fit.coefficients[2].standardError == nil)
    XCTAssert(fit.notes.contains { $0.kind == .droppedColumn && $0.sentence.contains("\"b\"") })
    // A covariate as a column and as a smooth: the line belongs to the column.
    let line = DesignMatrix(
      rows: 120, names: ["(Intercept)", "x"], blocks: [.intercept, .column(x)])
    let both = try AdditiveFit(
      parametric: line, smooths: [SmoothSpecification("x", x)], response: y)
    let alone = try AdditiveFit(
      parametric: constant(120), smooths: [SmoothSpecification("x", x)], response: y)
    XCTAssert(both.notes.contains { $0.kind == .droppedColumn })
    for (a, b) in zip(both.fittedValues, alone.fittedValues) {
      XCTAssertEqual(a, b, accuracy: 1e-8)
    }
  }

  func testThreadsChangeNothing() throws {
    let (x, y) = waves(rows: 9_000)
    let counts = y.map { (3 + 2 * $0).rounded().magnitude }
    var fits: [AdditiveFit] = []
    for threads in [1, 2] {
      fits.append(
        try AdditiveFit(
          parametric: constant(x.count), smooths: [SmoothSpecification("x", x, size: 4)],
          response: counts, family: .poisson,
          options: AdditiveOptions(threads: threads, smoothing: [2])))
    }
    XCTAssertEqual(fits[0].values, fits[1].values)
    XCTAssertEqual(fits[0].score, fits[1].score)
    XCTAssertEqual(fits[0].covariance, fits[1].covariance)
  }

  func testSavedAndReadAgain() throws {
    let (x, y) = waves(rows: 100)
    let by = Factor(codes: x.indices.map { Int32($0 % 2) }, levels: ["a", "b"])
    let fit = try AdditiveFit(
      parametric: constant(100), smooths: [SmoothSpecification("x", x, by: .factor(by))],
      response: y)
    let data = try JSONEncoder().encode(fit)
    let read = try JSONDecoder().decode(AdditiveFit.self, from: data)
    // New rows may list levels in another order, and lack a value.
    let rows = SmoothRows(
      [[0.1, 0.2, .nan]], by: .factor(Factor(codes: [0, 1, 0], levels: ["b", "a"])))
    let old = SmoothRows(
      [[0.1, 0.2, .nan]], by: .factor(Factor(codes: [1, 0, 1], levels: ["a", "b"])))
    let values = try read.predict(parametric: constant(3), smooths: [rows])
    let expected = try fit.predict(parametric: constant(3), smooths: [old])
    XCTAssertEqual(values.mean.prefix(2), expected.mean.prefix(2))
    XCTAssertEqual(values.meanLower!.prefix(2), expected.meanLower!.prefix(2))
    XCTAssert(values.mean[2].isNaN)
    XCTAssert(data.count < 40_000)
    XCTAssertThrowsError(try read.predict(parametric: constant(3), smooths: []))
  }

  /// The clock joins up: value and slope at 0:00 are those at 24:00.
  func testACyclicSmoothJoins() throws {
    var random = RandomStream(seed: 5, "clock")
    let hour = (0..<400).map { _ in 24 * random.uniform() }
    let y = hour.map { cos(($0 - 3) * .pi / 12) + 0.1 * random.normal() }
    let fit = try AdditiveFit(
      parametric: constant(400),
      smooths: [SmoothSpecification("hour", hour, basis: .cyclic(period: 24))], response: y)
    let at = fit.curve(of: 0, at: [[0, 24, 48, -24, 1e-4, 24 - 1e-4]]).values
    for k in 1..<4 { XCTAssertEqual(at[k], at[0], accuracy: 1e-9) }
    XCTAssertEqual((at[4] - at[0]) / 1e-4, (at[0] - at[5]) / 1e-4, accuracy: 1e-3)
    // Predictions of a weekday's hour given as 25 are those of 1.
    XCTAssertEqual(
      fit.curve(of: 0, at: [[25]]).values[0], fit.curve(of: 0, at: [[1]]).values[0],
      accuracy: 1e-9)
  }

  /// The criterion's derivatives, by differences of it.
  func testTheScoreIsLeastWhereItEnds() throws {
    let (x, y) = waves(rows: 150)
    let positive = y.map { exp($0) }
    for (family, response) in [(GLMFamily.gaussian, y), (.gamma, positive)] {
      for criterion in [AdditiveOptions.Criterion.restrictedLikelihood, .crossValidation] {
        let fit = try AdditiveFit(
          parametric: constant(150), smooths: [SmoothSpecification("x", x)], response: response,
          family: family, options: AdditiveOptions(criterion: criterion))
        let best = fit.smooths[0].smoothingParameters[0]
        for factor in [0.98, 1.02] {
          let other = try AdditiveFit(
            parametric: constant(150), smooths: [SmoothSpecification("x", x)],
            response: response, family: family,
            options: AdditiveOptions(criterion: criterion, smoothing: [factor * best]))
          XCTAssertGreaterThan(other.score, fit.score)
          XCTAssertLessThan(other.score - fit.score, 1e-3 * abs(fit.score))
        }
        XCTAssertLessThan(fit.scoreGradient, 1e-6 * (1 + abs(fit.score)))
      }
    }
  }

  func testNewObservationsFallInTheirRange() throws {
    let (x, y) = waves(rows: 1000)
    let fit = try AdditiveFit(
      parametric: constant(1000), smooths: [SmoothSpecification("x", x)], response: y)
    assertClose(fit.scale, 0.04, relative: 0.15)
    let (newX, newY) = waves(rows: 2000, seed: 9)
    let range = try fit.predict(
      parametric: constant(2000), smooths: [SmoothRows([newX])], level: 0.9)
    let inside = newY.indices.count { range.lower![$0] <= newY[$0] && newY[$0] <= range.upper![$0] }
    XCTAssertEqual(Double(inside) / 2000, 0.9, accuracy: 0.02)
  }
}

extension AdditiveEdgeTests {
  func testSeparatedOutcomesSaySo() {
    let x = (0..<60).map { Double($0) / 60 }
    assertThrows {
      if case .noConvergence(let what) = $0 { what.contains("separation") } else { false }
    } _: {
      try AdditiveFit(
        parametric: constant(60), smooths: [SmoothSpecification("x", x)],
        response: x.map { $0 < 0.5 ? 0 : 1 }, family: .binomial)
    }
  }

  func testResponsesThatDoNotVary() throws {
    let x = (0..<60).map { Double($0) / 60 }
    for (family, value) in [
      (GLMFamily.gaussian, 2.0), (.gaussian, 0), (.poisson, 0), (.gamma, 2), (.binomial, 1),
    ] {
      assertThrows {
        if case .unusableColumn("response", _) = $0 { true } else { false }
      } _: {
        try AdditiveFit(
          parametric: constant(60), smooths: [SmoothSpecification("x", x)],
          response: x.map { _ in value }, family: family)
      }
    }
  }

  func testOneLevelAndZeroWeights() throws {
    let (x, y) = waves(rows: 80)
    let one = Factor(codes: [Int32](repeating: 0, count: 80), levels: ["a", "never"])
    let fit = try AdditiveFit(
      parametric: constant(80), smooths: [SmoothSpecification("x", x, by: .factor(one))],
      response: y)
    let plain = try AdditiveFit(
      parametric: constant(80), smooths: [SmoothSpecification("x", x)], response: y)
    XCTAssertEqual(fit.smooths.count, 1)
    XCTAssertEqual(fit.values, plain.values)
    // A weight of zero is a row that is not there, but for where the knots and the centre are.
    var (moreX, moreY) = (x, y)
    moreX.append(x[0])
    moreY.append(1e6)
    let weighted = try AdditiveFit(
      parametric: constant(81), smooths: [SmoothSpecification("x", moreX)], response: moreY,
      weights: [Double](repeating: 1, count: 80) + [0])
    XCTAssertEqual(weighted.rowCount, 80)
    for (a, b) in zip(weighted.fittedValues, plain.fittedValues) {
      XCTAssertEqual(a, b, accuracy: 1e-6)
    }
  }
}
