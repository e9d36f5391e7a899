import Foundation
import Regression
import TestSupport
import XCTest

/// Metrics and splits equal to scikit-learn's (Tests/Reference/regression/validation).
final class MetricTests: XCTestCase {
  private struct Reference: Decodable {
    struct Fold: Decodable {
      var train: [Int]
      var test: [Int]
    }
    var y, mu, w, counts, score, outcome, prob, observed, predicted: [Double]
    var three: [[Double]]
    var classes: [Int]
    var values: [String: Double]
    var forward, rolling: [Fold]
  }

  private let reference: Reference = {
    let url = Repository.reference("regression/validation/metrics.json")
    return try! JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
  }()

  func testMetricsEqualScikitLearns() {
    let r = reference
    var found: [String: Double] = [:]
    for (suffix, w) in [("", nil), (" weighted", r.w)] as [(String, [Double]?)] {
      func set(_ name: String, _ metric: Metric, _ y: [Double], _ p: [Double]) {
        found[name + suffix] = metric.value(y, p, w)
      }
      set("rmse", .rmse, r.y, r.mu)
      set("mae", .mae, r.y, r.mu)
      set("r2", .rSquared, r.y, r.mu)
      set("poisson", .poissonDeviance, r.counts, r.mu)
      set("gamma", .gammaDeviance, r.y, r.mu)
      for power in [0, 1.5, 1.9, 3] {
        let name = power == power.rounded() ? "\(Int(power))" : "\(power)"
        set("tweedie \(name)", .tweedieDeviance(power: power), r.y, r.mu)
      }
      set("tweedie counts 1.3", .tweedieDeviance(power: 1.3), r.counts, r.mu)
      for level in [0.1, 0.5, 0.9] { set("pinball \(level)", .pinball(level: level), r.y, r.mu) }
      set("log loss", .logLoss, r.outcome, r.prob)
      set("brier", .brier, r.outcome, r.prob)
      set("roc auc", .rocAUC, r.outcome, r.score)
      set("average precision", .averagePrecision, r.outcome, r.score)
    }
    found["log loss of three"] = ClassMetrics.logLoss(classes: r.classes, probabilities: r.three)
    for (name, value) in found {
      guard let expected = r.values[name] else { return XCTFail("no reference for \(name)") }
      assertClose(value, expected, relative: 1e-12, name)
    }
    XCTAssertEqual(found.count, r.values.count - 3)
  }

  func testMetricsSayWhereTheyHaveNoMeaning() {
    XCTAssert(RegressionMetrics.rSquared([2, 2], [1, 2]).isNaN)
    XCTAssert(RegressionMetrics.meanPoissonDeviance([1, 2], [1, 0]).isNaN)
    XCTAssert(RegressionMetrics.meanPoissonDeviance([-1, 2], [1, 1]).isNaN)
    XCTAssert(RegressionMetrics.meanGammaDeviance([0, 2], [1, 1]).isNaN)
    XCTAssert(RegressionMetrics.meanTweedieDeviance([1], [1], power: 0.5).isNaN)
    XCTAssert(ClassMetrics.rocAUC([1, 1], [0.1, 0.2]).isNaN)
    XCTAssert(ClassMetrics.averagePrecision([0, 0], [0.1, 0.2]).isNaN)
    XCTAssert(RegressionMetrics.rmse([], []).isNaN)
    XCTAssertEqual(RegressionMetrics.meanPoissonDeviance([0], [1.5]), 3)
  }

  func testTheTopSharesTiedRows() {
    let (outcomes, scores) = ([1.0, 0, 1, 0, 0], [0.9, 0.5, 0.5, 0.5, 0.1])
    XCTAssertEqual(ClassMetrics.precision(outcomes, scores, top: 1), 1)
    assertClose(ClassMetrics.precision(outcomes, scores, top: 2), 2.0 / 3, relative: 1e-15)
    XCTAssertEqual(ClassMetrics.precision(outcomes, scores, top: 4), 0.5)
    assertClose(ClassMetrics.recall(outcomes, scores, top: 3), (1 + 2.0 / 3) / 2, relative: 1e-15)
    XCTAssertEqual(ClassMetrics.recall(outcomes, scores, top: 5), 1)
    XCTAssert(ClassMetrics.precision(outcomes, scores, top: 6).isNaN)
  }

  func testCalibrationEqualsScikitLearnAndStatsmodels() throws {
    let r = reference
    let curve = try CalibrationCurve(outcomes: r.outcome, probabilities: r.prob, bins: 7)
    XCTAssertEqual(curve.bins.count, r.observed.count)
    for (bin, (observed, predicted)) in zip(curve.bins, zip(r.observed, r.predicted)) {
      assertClose(bin.observed, observed, relative: 1e-13)
      assertClose(bin.predicted, predicted, relative: 1e-13)
      XCTAssert(bin.lower <= bin.observed && bin.observed <= bin.upper)
    }
    XCTAssertEqual(curve.bins.reduce(0) { $0 + $1.count }, r.y.count)
    let error = curve.bins.reduce(0.0) {
      $0 + Double($1.count) * abs($1.observed - $1.predicted) / Double(r.y.count)
    }
    assertClose(curve.expectedError, error, relative: 1e-13)
    // Without the two rows at 0 and 1, whose logit the reference cannot take.
    let inner = try CalibrationCurve(
      outcomes: Array(r.outcome.dropFirst(2)), probabilities: Array(r.prob.dropFirst(2)))
    assertClose(inner.slope!, r.values["calibration slope"]!, relative: 1e-10)
    assertClose(inner.intercept!, r.values["calibration intercept"]!, relative: 1e-10)
    assertClose(
      inner.interceptAtSlopeOne!, r.values["calibration in the large"]!, relative: 1e-10)
  }

  func testCalibrationOfOutcomesAllAlikeOrSeparated() throws {
    let alike = try CalibrationCurve(outcomes: [1, 1, 1], probabilities: [0.2, 0.5, 0.7], bins: 2)
    XCTAssertNil(alike.slope)
    XCTAssertNil(alike.interceptAtSlopeOne)
    let separated = try CalibrationCurve(
      outcomes: [0, 0, 1, 1], probabilities: [0.2, 0.3, 0.6, 0.7], bins: 2)
    XCTAssertNil(separated.slope)
    XCTAssertNotNil(separated.interceptAtSlopeOne)
    XCTAssertThrowsError(try CalibrationCurve(outcomes: [1], probabilities: [1.2])) {
      guard case .responseOutOfRange(_, row: 0)? = $0 as? RegressionError else {
        return XCTFail("\($0)")
      }
    }
    XCTAssertThrowsError(try CalibrationCurve(outcomes: [], probabilities: []))
  }

  func testForwardFoldsEqualTimeSeriesSplit() throws {
    let forward = try DataSplit.forwardChaining(times: (0..<47).map(Double.init), folds: 4, gap: 3)
    XCTAssertEqual(forward.map(\.train), reference.forward.map(\.train))
    XCTAssertEqual(forward.map(\.test), reference.forward.map(\.test))
    let rolling = try DataSplit.forwardChaining(
      times: (0..<40).map(Double.init), folds: 3, testMoments: 5, gap: 2, window: 10)
    XCTAssertEqual(rolling.map(\.train), reference.rolling.map(\.train))
    XCTAssertEqual(rolling.map(\.test), reference.rolling.map(\.test))
  }
}
