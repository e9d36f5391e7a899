import Foundation

/// Summaries of one sample. A NaN in the sample gives NaN; drop missing values first,
/// or use `SampleSummary`, which counts them.
public enum Descriptive {
  /// The sum, compensated.
  public static func sum(_ x: [Double]) -> Double {
    x.withUnsafeBufferPointer { p in CompensatedSum.of(p.count) { p[$0] } }
  }

  /// The arithmetic mean; NaN of nothing.
  public static func mean(_ x: [Double]) -> Double {
    x.isEmpty ? .nan : sum(x) / Double(x.count)
  }

  /// Σ(x − mean)², by the corrected two-pass algorithm (Chan, Golub and LeVeque 1983,
  /// "Algorithms for computing the sample variance", The American Statistician 37).
  public static func sumOfSquaredDeviations(_ x: [Double]) -> Double {
    let center = mean(x)
    return x.withUnsafeBufferPointer { p in
      let squares = CompensatedSum.of(p.count) { (p[$0] - center) * (p[$0] - center) }
      let residue = CompensatedSum.of(p.count) { p[$0] - center }
      return p.isEmpty ? .nan : max(0, squares - residue * residue / Double(p.count))
    }
  }

  /// The variance with divisor n − 1; NaN of fewer than two.
  public static func variance(_ x: [Double]) -> Double {
    x.count < 2 ? .nan : sumOfSquaredDeviations(x) / Double(x.count - 1)
  }

  /// The standard deviation with divisor n − 1.
  public static func standardDeviation(_ x: [Double]) -> Double { sqrt(variance(x)) }

  /// The autocorrelation at `lag` ≥ 0, deviations from the overall mean over the
  /// overall sum of squares; NaN for a constant sample or a lag beyond it.
  public static func autocorrelation(_ x: [Double], lag: Int) -> Double {
    autocorrelations(x, through: lag).last ?? .nan
  }

  /// The autocorrelations at lags 0, …, `lag`; see `autocorrelation(_:lag:)`.
  public static func autocorrelations(_ x: [Double], through lag: Int) -> [Double] {
    precondition(lag >= 0, "a lag is not negative")
    let center = mean(x)
    let n = x.count
    return x.withUnsafeBufferPointer { p in
      let total = CompensatedSum.of(n) { (p[$0] - center) * (p[$0] - center) }
      return (0...lag).map { k in
        guard k < n, total > 0 else { return .nan }
        let product = CompensatedSum.of(n - k) { (p[$0] - center) * (p[$0 + k] - center) }
        return product / total
      }
    }
  }

  /// The covariance with divisor n − 1 of two samples of equal length.
  public static func covariance(_ x: [Double], _ y: [Double]) -> Double {
    precondition(x.count == y.count, "paired samples have the same length")
    guard x.count > 1 else { return .nan }
    let (a, b) = (mean(x), mean(y))
    return CompensatedSum.of(x.count) { (x[$0] - a) * (y[$0] - b) } / Double(x.count - 1)
  }

  /// Pearson's correlation; NaN where either sample is constant.
  public static func correlation(_ x: [Double], _ y: [Double]) -> Double {
    let value = covariance(x, y) / (standardDeviation(x) * standardDeviation(y))
    return value.isFinite ? min(1, max(-1, value)) : .nan
  }
}

/// What a column holds, for reports. Missing values (NaN) are counted and left out.
public struct SampleSummary: Sendable, Equatable {
  public let count: Int
  public let missing: Int
  public let mean: Double
  public let standardDeviation: Double
  public let minimum: Double
  public let lowerQuartile: Double
  public let median: Double
  public let upperQuartile: Double
  public let maximum: Double

  public init(_ sample: [Double]) {
    let present = sample.filter { !$0.isNaN }.sorted()
    count = present.count
    missing = sample.count - present.count
    mean = Descriptive.mean(present)
    standardDeviation = Descriptive.standardDeviation(present)
    minimum = present.first ?? .nan
    maximum = present.last ?? .nan
    lowerQuartile = SampleQuantile.ofSorted(present, at: 0.25)
    median = SampleQuantile.ofSorted(present, at: 0.5)
    upperQuartile = SampleQuantile.ofSorted(present, at: 0.75)
  }
}
