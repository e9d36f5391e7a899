import Foundation
import Statistics

/// Whether what was given 30 % happens three times in ten.
public struct CalibrationCurve: Codable, Equatable, Sendable {
  /// Rows of nearly the same probability.
  public struct Bin: Codable, Equatable, Sendable {
    public var count: Int
    /// Mean of the probabilities given.
    public var predicted: Double
    /// Share of rows in which it happened.
    public var observed: Double
    /// Wilson's interval of that share.
    public var lower: Double
    public var upper: Double
  }

  /// From low to high; rows of one probability stay together, so fewer than asked
  /// for where many are alike.
  public let bins: [Bin]
  /// Mean of |observed − predicted| over rows (Naeini, Cooper & Hauskrecht 2015).
  public let expectedError: Double
  /// Of the logistic regression of outcomes on the logit of the probabilities: 1
  /// where calibrated, below where they are too extreme (Cox 1958; Van Calster et
  /// al. 2016). Nil where outcomes are all alike or separated.
  public let slope: Double?
  /// The intercept of that regression: 0 where calibrated.
  public let intercept: Double?
  /// The intercept when the slope is held at 1: "calibration in the large", below 0
  /// where probabilities are too high on the whole.
  public let interceptAtSlopeOne: Double?

  /// - Parameters:
  ///   - outcomes: above one half counts as 1.
  ///   - probabilities: in 0…1; for the logit they are kept 10⁻¹⁵ away from the ends.
  ///   - bins: of equal count, cut at quantiles (type 7), at least 1.
  ///   - level: of the intervals, inside (0, 1).
  /// - Throws: `.setting`; `.tooFewRows` for none; `.responseOutOfRange` for a
  ///   probability outside 0…1.
  public init(
    outcomes: [Double], probabilities: [Double], bins count: Int = 10, level: Double = 0.95
  ) throws(RegressionError) {
    precondition(outcomes.count == probabilities.count, "one probability a row")
    guard count >= 1 else { throw .setting("bins", reason: "must be at least 1, is \(count)") }
    guard level > 0, level < 1 else {
      throw .setting("level", reason: "must lie between 0 and 1, is \(level)")
    }
    guard !outcomes.isEmpty else { throw .tooFewRows(rows: 0, columns: count) }
    if let row = probabilities.firstIndex(where: { !($0 >= 0 && $0 <= 1) }) {
      throw .responseOutOfRange(reason: "a probability outside 0 … 1", row: row)
    }
    let happened = outcomes.map { $0 > 0.5 }
    bins = Self.bins(happened, probabilities, count, level)
    let rows = Double(outcomes.count)
    expectedError = bins.reduce(0.0) {
      $0 + Double($1.count) / rows * abs($1.observed - $1.predicted)
    }
    let logits = probabilities.map { p in
      let p = min(max(p, 1e-15), 1 - 1e-15)
      return log(p) - log1p(-p)
    }
    let line = RecalibrationLine.fit(logits, happened)
    slope = line?.slope
    intercept = line?.intercept
    interceptAtSlopeOne = RecalibrationLine.intercept(logits, happened)
  }

  private static func bins(
    _ happened: [Bool], _ probabilities: [Double], _ count: Int, _ level: Double
  ) -> [Bin] {
    let sorted = probabilities.sorted()
    let cuts = (1..<max(1, count)).map {
      SampleQuantile.ofSorted(sorted, at: Double($0) / Double(count))
    }
    var sums = [(rows: Int, predicted: Double, happened: Int)](
      repeating: (0, 0, 0), count: count)
    for (row, p) in probabilities.enumerated() {
      // Cuts below p: those of one probability share a bin.
      var (low, high) = (0, cuts.count)
      while low < high {
        let middle = (low + high) / 2
        if cuts[middle] < p { low = middle + 1 } else { high = middle }
      }
      sums[low].rows += 1
      sums[low].predicted += p
      sums[low].happened += happened[row] ? 1 : 0
    }
    return sums.filter { $0.rows > 0 }.map { sum in
      let interval = wilsonInterval(successes: sum.happened, trials: sum.rows, level: level)
      return Bin(
        count: sum.rows, predicted: sum.predicted / Double(sum.rows),
        observed: Double(sum.happened) / Double(sum.rows), lower: interval.lowerBound,
        upper: interval.upperBound)
    }
  }

  /// Interval of a share by inverting the score test (Wilson 1927, JASA 22).
  ///
  /// - Parameters:
  ///   - successes: 0 … trials.
  ///   - trials: at least 1.
  ///   - level: inside (0, 1).
  public static func wilsonInterval(
    successes: Int, trials: Int, level: Double = 0.95
  ) -> ClosedRange<Double> {
    precondition(trials >= 1 && successes >= 0 && successes <= trials, "a share of trials")
    let (n, share) = (Double(trials), Double(successes) / Double(trials))
    let z = SpecialFunctions.normalQuantile(0.5 + level / 2)
    let center = share + z * z / (2 * n)
    let half = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    // At the ends the bound is 0 or 1 exactly, which rounding would miss.
    let lower = successes == 0 ? 0 : max(0, (center - half) / scale)
    let upper = successes == trials ? 1 : min(1, (center + half) / scale)
    return lower...upper
  }
}

/// The logistic regression of outcomes on one logit, by Newton's method.
enum RecalibrationLine {
  static func fit(_ x: [Double], _ happened: [Bool]) -> (intercept: Double, slope: Double)? {
    var (a, b) = (0.0, 1.0)
    for _ in 0..<100 {
      var (ga, gb, haa, hab, hbb) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for i in x.indices {
        let p = logistic(a + b * x[i])
        let (error, weight) = ((happened[i] ? 1 : 0) - p, p * (1 - p))
        ga += error
        gb += error * x[i]
        haa += weight
        hab += weight * x[i]
        hbb += weight * x[i] * x[i]
      }
      let determinant = haa * hbb - hab * hab
      guard determinant > 1e-12 * haa * hbb, haa > 0 else { return nil }
      let (da, db) = ((hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant)
      // Steps beyond this overshoot the flat ends of the likelihood.
      let shrink = min(1, 5 / max(abs(da), abs(db), 1e-300))
      a += shrink * da
      b += shrink * db
      guard abs(a) < 1e3, abs(b) < 1e3 else { return nil }
      if max(abs(da), abs(db)) < 1e-12 * max(1, abs(a), abs(b)) { return (a, b) }
    }
    return nil
  }

  static func intercept(_ offset: [Double], _ happened: [Bool]) -> Double? {
    let successes = happened.reduce(0.0) { $0 + ($1 ? 1 : 0) }
    guard successes > 0, successes < Double(happened.count) else { return nil }
    // The mean of p rises with a from 0 to 1: bracket and bisect, Newton inside.
    var (low, high, a) = (-100.0, 100.0, 0.0)
    for _ in 0..<200 {
      var (gradient, curvature) = (successes, 0.0)
      for x in offset {
        let p = logistic(a + x)
        gradient -= p
        curvature += p * (1 - p)
      }
      if gradient > 0 { low = a } else { high = a }
      let step = gradient / curvature
      let next = a + step
      if abs(step) < 1e-13 * max(1, abs(a)) { return a }
      a = next > low && next < high ? next : (low + high) / 2
    }
    return a
  }

  private static func logistic(_ x: Double) -> Double {
    x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))
  }
}
