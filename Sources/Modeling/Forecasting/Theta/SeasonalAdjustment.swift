internal import Foundation

/// Classical seasonal indices, where a series passes the test for a season.
///
/// The test is the one of the theta method and of the M competitions
/// (Assimakopoulos & Nikolopoulos, 2000): the autocorrelation at lag m is
/// significant at 90 % against Bartlett's standard error,
/// |r_m| > 1.645 √((1 + 2 Σ_{k<m} r_k²) / n). Indices are phase means of the
/// series over (or less) its centred moving average, normalized to mean 1 (or 0).
public struct SeasonalAdjustment: Sendable, Codable, Equatable {
  public enum Kind: String, Sendable, Codable { case multiplicative, additive }
  public var kind: Kind
  /// One index a phase; phase 0 is that of the first value.
  public var indices: [Double]

  public var period: Int { indices.count }

  /// - Parameters:
  ///   - values: none missing.
  ///   - turns: how many whole seasons the series must hold, at least 2.
  /// - Returns: nil when there is no significant season.
  public init?(_ values: [Double], period: Int, turns: Int = 2) {
    guard period > 1, values.count >= max(2, turns) * period,
      SeasonalAdjustment.isSeasonal(values, period: period)
    else { return nil }
    let average = SeasonalAdjustment.centredAverage(values, period: period)
    if values.allSatisfy({ $0 > 0 }) {
      let ratios = SeasonalAdjustment.phaseMeans(values, average, period: period) { $0 / $1 }
      let mean = ratios.reduce(0, +) / Double(period)
      let normalized = ratios.map { $0 / mean }
      if normalized.allSatisfy({ $0 >= 0.01 }) {
        kind = .multiplicative
        indices = normalized
        return
      }
    }
    let gaps = SeasonalAdjustment.phaseMeans(values, average, period: period) { $0 - $1 }
    let mean = gaps.reduce(0, +) / Double(period)
    kind = .additive
    indices = gaps.map { $0 - mean }
  }

  /// Whether the autocorrelation at the season's lag is significant at 90 %.
  public static func isSeasonal(_ values: [Double], period: Int) -> Bool {
    let n = values.count
    let mean = values.reduce(0, +) / Double(n)
    let centred = values.map { $0 - mean }
    let variance = centred.reduce(0) { $0 + $1 * $1 }
    guard variance > 0 else { return false }
    var squares = 0.0
    var last = 0.0
    for lag in 1...period {
      var sum = 0.0
      for t in lag..<n { sum += centred[t] * centred[t - lag] }
      last = sum / variance
      if lag < period { squares += last * last }
    }
    return abs(last) > 1.645 * ((1 + 2 * squares) / Double(n)).squareRoot()
  }

  public func index(at t: Int) -> Double { indices[t % period] }

  /// The value without its season.
  public func removed(_ value: Double, at t: Int) -> Double {
    kind == .multiplicative ? value / index(at: t) : value - index(at: t)
  }

  /// The value with its season put back.
  public func restored(_ value: Double, at t: Int) -> Double {
    kind == .multiplicative ? value * index(at: t) : value + index(at: t)
  }

  /// What a deviation of the adjusted series is worth at t.
  public func stretch(at t: Int) -> Double { kind == .multiplicative ? index(at: t) : 1 }

  /// Moving average over one season (2 × m for even m); NaN within half a season
  /// of the ends.
  private static func centredAverage(_ values: [Double], period: Int) -> [Double] {
    let half = period / 2
    var averages = [Double](repeating: .nan, count: values.count)
    guard values.count > 2 * half else { return averages }
    for t in half..<(values.count - half) {
      var sum = 0.0
      if period % 2 == 0 {
        sum = 0.5 * (values[t - half] + values[t + half])
        for s in (t - half + 1)..<(t + half) { sum += values[s] }
      } else {
        for s in (t - half)...(t + half) { sum += values[s] }
      }
      averages[t] = sum / Double(period)
    }
    return averages
  }

  private static func phaseMeans(
    _ values: [Double], _ average: [Double], period: Int, _ part: (Double, Double) -> Double
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: period)
    var counts = [Double](repeating: 0, count: period)
    for t in values.indices where !average[t].isNaN {
      sums[t % period] += part(values[t], average[t])
      counts[t % period] += 1
    }
    return zip(sums, counts).map { $0 / $1 }
  }
}
