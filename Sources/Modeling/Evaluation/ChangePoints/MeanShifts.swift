import Foundation
import Optimization
import Statistics

/// Shifts of the mean by dynamic programming over all partitions (Bai & Perron 2003),
/// as many as Schwarz's criterion wants, each with an interval for its date (Bai 1997).
public struct MeanShifts: Codable, Equatable, Sendable {
  public struct Shift: Codable, Equatable, Sendable {
    /// The last step of the old mean.
    public var last: Int
    /// Ends of the interval for `last`; may reach beyond the series.
    public var lower: Int
    public var upper: Int
    /// The new mean less the old.
    public var size: Double
  }

  public var shifts: [Shift]
  /// Of each stretch.
  public var means: [Double]
  public var sumOfSquares: Double
  /// Schwarz's criterion with 0, 1, … shifts.
  public var criteria: [Double]

  /// - Parameters:
  ///   - values: finite.
  ///   - share: the shortest stretch as a share of the series, inside (0, 0.5].
  ///   - maximum: shifts tried; no more than stretches of that length allow.
  ///   - count: that many shifts instead of the criterion's choice.
  ///   - level: of the intervals, inside (0, 1).
  /// - Throws: `.notFinite`, `.setting`, `.tooFewBefore` for a series too short for two
  ///   stretches of two steps.
  public init(
    of values: [Double], share: Double = 0.15, maximum: Int = 5, count: Int? = nil,
    level: Double = 0.95
  ) throws(EvaluationError) {
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite("values", at: place)
    }
    guard share > 0, share <= 0.5 else {
      throw .setting("share", reason: "must lie inside (0, 0.5]")
    }
    guard level > 0, level < 1 else { throw .setting("level", reason: "must lie inside (0, 1)") }
    let n = values.count
    let least = max(2, Int((share * Double(n)).rounded(.down)))
    guard n >= 2 * least, n >= 4 else { throw .tooFewBefore(have: n, need: 2 * least) }
    let most = min(max(0, max(maximum, count ?? 0)), n / least - 1)
    let costs = SegmentCosts(values, .mean, variance: 1)
    // table[m][t]: the least sum of squares of the first t values in m + 1 stretches.
    var table = [[Double](repeating: .infinity, count: n + 1)]
    var origin: [[Int]] = [[Int](repeating: 0, count: n + 1)]
    for t in least...n { table[0][t] = costs(0, t) }
    for m in stride(from: 1, through: most, by: 1) {
      var row = [Double](repeating: .infinity, count: n + 1)
      var from = [Int](repeating: 0, count: n + 1)
      for t in stride(from: (m + 1) * least, through: n, by: 1) {
        for s in (m * least)...(t - least) {
          let value = table[m - 1][s] + costs(s, t)
          if value < row[t] { (row[t], from[t]) = (value, s) }
        }
      }
      table.append(row)
      origin.append(from)
    }
    // −2 log-likelihood + (means, dates and variance) log n, as strucchange has it.
    let criteria = table.enumerated().map { m, row in
      Double(n) * (log(2 * Double.pi * max(row[n], 1e-300) / Double(n)) + 1)
        + Double(2 * (m + 1)) * log(Double(n))
    }
    self.criteria = criteria
    let best = criteria.indices.min { criteria[$0] < criteria[$1] }!
    let chosen = min(count ?? best, most)
    var ends = [n]
    for m in stride(from: chosen, through: 1, by: -1) {
      ends.insert(origin[m][ends[0]], at: 0)
    }
    let bounds = [0] + ends
    let stretches = zip(bounds, bounds.dropFirst()).map { Array(values[$0..<$1]) }
    let means = stretches.map { $0.reduce(0, +) / Double($0.count) }
    self.means = means
    sumOfSquares = table[chosen][n]
    let variances = stretches.map { Descriptive.sumOfSquaredDeviations($0) / Double($0.count) }
    shifts = (0..<chosen).map { k in
      let size = means[k + 1] - means[k]
      let law = BreakDateLaw(varianceRatio: variances[k + 1] / variances[k])
      let unit = variances[k] / (size * size)
      let last = bounds[k + 1]
      let tail = (1 - level) / 2
      let early = Double(last) - law.quantile(1 - tail) * unit
      let late = Double(last) - law.quantile(tail) * unit
      func step(_ x: Double, _ rule: FloatingPointRoundingRule) -> Int {
        Int(max(-1e9, min(1e9, x.isNaN ? Double(last) : x)).rounded(rule)) - 1
      }
      return Shift(last: last - 1, lower: step(early, .down), upper: step(late, .up), size: size)
    }
  }
}

/// The law of the date of a shift: the place at which a two-sided Brownian motion less
/// a multiple of the distance is greatest, its two sides of different variance (Bai
/// 1997, "Estimation of a change point in multiple regression models", appendix B).
struct BreakDateLaw {
  /// φ: the variance after the shift over that before.
  private let ratio: Double

  init(varianceRatio: Double) {
    ratio = min(1e6, max(1e-6, varianceRatio.isNaN ? 1 : varianceRatio))
  }

  func cdf(_ x: Double) -> Double {
    x < 0 ? left(-x) : right(x)
  }

  private func left(_ x: Double) -> Double {
    let phi = ratio
    let frac = 1 / phi
    let root = x.squareRoot()
    let a = -(x / (2 * Double.pi)).squareRoot() * exp(-x / 8)
    let b =
      phi * (phi + 2) / (phi + 1)
      * exp(frac * (1 + frac) * x / 2 + logLower(-(0.5 + frac) * root))
    let c =
      (x / 2 - 2 + (phi + 2) * (phi + 2) / (phi + 1)) * exp(logLower(-root / 2))
    return a - b + c
  }

  private func right(_ x: Double) -> Double {
    let phi = ratio
    let frac = 1 / phi
    let root = x.squareRoot()
    let a = 1 + (frac * x / (2 * Double.pi)).squareRoot() * exp(-frac * x / 8)
    let b =
      (2 * phi + 1) / (phi * (phi + 1))
      * exp((phi + 1) * x / 2 + logLower(-(phi + 0.5) / phi.squareRoot() * root))
    let c =
      ((2 * phi + 1) * (2 * phi + 1) / ((phi + 1) * phi) - 2 + frac * x / 2)
      * exp(logLower(-(frac * x).squareRoot() / 2))
    return a + b - c
  }

  /// log Φ(z) for z ≤ 0; far out by the first terms of its expansion.
  private func logLower(_ z: Double) -> Double {
    guard z < -20 else { return log(Normal.standard.cdf(z)) }
    let square = 1 / (z * z)
    return -z * z / 2 - log(-z * (2 * Double.pi).squareRoot())
      + log(1 - square + 3 * square * square)
  }

  func quantile(_ p: Double) -> Double {
    var reach = 1.0
    while reach < 1e8, p < cdf(0) ? cdf(-reach) > p : cdf(reach) < p { reach *= 2 }
    let (low, high) = p < cdf(0) ? (-reach, 0.0) : (0.0, reach)
    return Brent.root(low, high) { cdf($0) - p } ?? .nan
  }
}
