import Foundation
import Statistics

/// Whether of two models, judged on the same rows, one is better by more than chance.
public struct PairedComparison: Codable, Equatable, Sendable {
  public enum Test: String, Codable, Sendable {
    case correctedT = "corrected paired t"
    case wilcoxon = "Wilcoxon signed rank"
    case dieboldMariano = "Diebold–Mariano"
    case deLong = "DeLong"
  }

  public var test: Test
  /// First minus second: of mean scores, of mean losses, or of areas.
  public var difference: Double
  /// Of the difference; nil for rank tests.
  public var standardError: Double?
  /// t, z, or the sum of positive ranks; nil where the difference never varies.
  public var statistic: Double?
  /// Of Student's t, where that is the reference.
  public var degreesOfFreedom: Double?
  /// Two-sided. 1 where the two are alike in every row.
  public var pValue: Double
  /// Ends of the interval of the difference at `level`.
  public var lower: Double?
  public var upper: Double?
  public var level: Double

  /// The paired t test over cross-validation folds with the variance of Nadeau and
  /// Bengio (2003, eq. 8), s² (1/k + n₂/n₁), which allows for the training rows that
  /// folds share. The uncorrected test finds differences where there are none.
  ///
  /// - Throws: `.setting` for fewer than two folds or folds that do not match;
  ///   `.notFinite` for a score that is not.
  public static func correctedT(
    _ first: FoldScores, _ second: FoldScores, level: Double = 0.95
  ) throws(RegressionError) -> PairedComparison {
    guard first.testRows == second.testRows, first.trainRows == second.trainRows,
      first.values.count == second.values.count, first.values.count >= 2
    else { throw .setting("folds", reason: "two scores of the same two folds or more are needed") }
    let d = try differences(first.values, second.values)
    let k = Double(d.count)
    let variance = Descriptive.variance(d) * (1 / k + first.testShare)
    return student(
      .correctedT, Descriptive.mean(d), variance.squareRoot(), k - 1, level)
  }

  /// Diebold and Mariano's test (1995) that two forecasts lose alike on average.
  ///
  /// The variance of the mean difference is Newey and West's (1987, Bartlett
  /// weights); the statistic is corrected for small samples and referred to Student's
  /// t with n − 1 degrees (Harvey, Leybourne & Newbold 1997, eq. 9).
  /// - Parameters:
  ///   - firstLosses: a row each, in order of time: squared errors, say.
  ///   - horizon: steps ahead of the forecasts, at least 1.
  ///   - lags: of the variance; `horizon − 1` by default.
  /// - Throws: `.tooFewRows` unless there are more rows than lags and horizon.
  public static func dieboldMariano(
    _ firstLosses: [Double], _ secondLosses: [Double], horizon: Int = 1, lags: Int? = nil,
    level: Double = 0.95
  ) throws(RegressionError) -> PairedComparison {
    let d = try differences(firstLosses, secondLosses)
    let lags = lags ?? horizon - 1
    guard horizon >= 1 else {
      throw .setting("horizon", reason: "must be at least 1, is \(horizon)")
    }
    guard lags >= 0 else { throw .setting("lags", reason: "must not be negative, is \(lags)") }
    guard d.count > max(lags, horizon, 1) else {
      throw .tooFewRows(rows: d.count, columns: max(lags, horizon) + 1)
    }
    let (n, h) = (Double(d.count), Double(horizon))
    let mean = Descriptive.mean(d)
    let centered = d.map { $0 - mean }
    var variance = 0.0
    for lag in 0...lags {
      var sum = 0.0
      for t in lag..<d.count { sum += centered[t] * centered[t - lag] }
      variance += (lag == 0 ? 1 : 2 * (1 - Double(lag) / Double(lags + 1))) * sum / n
    }
    let correction = ((n + 1 - 2 * h + h * (h - 1) / n) / n).squareRoot()
    return student(
      .dieboldMariano, mean, (variance / n).squareRoot() / correction, n - 1, level)
  }

  static func differences(
    _ first: [Double], _ second: [Double]
  ) throws(RegressionError) -> [Double] {
    guard first.count == second.count else {
      throw .setting("pairs", reason: "\(first.count) values beside \(second.count)")
    }
    let d = zip(first, second).map { $0 - $1 }
    if let row = d.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(column: "difference", row: row)
    }
    return d
  }

  private static func student(
    _ test: Test, _ difference: Double, _ error: Double, _ degrees: Double, _ level: Double
  ) -> PairedComparison {
    var result = PairedComparison(
      test: test, difference: difference, standardError: error,
      statistic: error > 0 ? difference / error : nil,
      degreesOfFreedom: degrees, pValue: difference == 0 ? 1 : 0, level: level)
    guard error > 0, let t = try? StudentT(degreesOfFreedom: degrees) else {
      // A difference that never varies leaves nothing to doubt.
      (result.lower, result.upper) = (difference, difference)
      return result
    }
    result.pValue = min(1, 2 * t.survival(abs(difference / error)))
    let half = t.upperQuantile((1 - level) / 2) * error
    (result.lower, result.upper) = (difference - half, difference + half)
    return result
  }
}
