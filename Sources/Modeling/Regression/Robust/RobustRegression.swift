import Foundation
import Statistics

/// Linear regression that outlying responses do not carry off: M-estimation by
/// iteratively reweighted least squares (Huber 1981, ch. 7), as R's `MASS::rlm`, or
/// from a resistant start with its scale held (MM; Yohai 1987), as `robustbase::lmrob`.
public struct RobustRegression: Codable, Equatable, Sendable {
  /// How the size of the errors is found.
  public enum Scale: Codable, Equatable, Sendable {
    /// Median of the absolute residuals / 0.6745, anew at each step.
    case medianAbsoluteDeviation
    /// Huber's proposal 2: mean square of the residuals, each cut off at k scales.
    case proposal2(k: Double)
    /// That of an S-estimate, from which the steps start: half the rows may be wrong,
    /// also in the columns. Samples of rows are drawn by the seed.
    case resistant(samples: Int, seed: UInt64)

    public static let proposal2 = Scale.proposal2(k: 1.345)
    public static let resistant = Scale.resistant(samples: 500, seed: 1)
  }

  public let loss: RobustLoss
  public let names: [String]
  /// One a column; zero for one that repeats others.
  public let estimates: [Double]
  /// Asymptotic (Huber 1981, eq. 7.6.6), one a column; nil where the scale is zero or
  /// there are no more rows than columns.
  public let standardErrors: [Double]?
  /// Size of the errors: their standard deviation where they are normal.
  public let scale: Double
  public let rows: Int
  public let rank: Int
  /// Independent columns, ascending.
  public let kept: [Int]
  public let iterations: Int
  public let notes: [FitNote]

  /// - Parameters:
  ///   - design: n × p, n ≥ its rank.
  ///   - response: n finite values.
  ///   - weights: n values ≥ 0, each the inverse of a variance; nil for ones. Rows of
  ///     weight zero count for nothing.
  /// - Throws: `.notFinite`, `.tooFewRows`, `.setting`, `.singular`.
  public init(
    design: DesignMatrix, response: [Double], weights: [Double]? = nil,
    loss: RobustLoss = .huber, scale kind: Scale = .medianAbsoluteDeviation
  ) throws(RegressionError) {
    guard loss.tuning > 0, loss.tuning.isFinite else {
      throw .setting("loss", reason: "its constant is positive")
    }
    if case .resistant(let samples, _) = kind, samples < 1 {
      throw .setting("samples", reason: "at least one")
    }
    if case .proposal2(let k) = kind, !(k > 0) { throw .setting("k", reason: "is positive") }
    try design.requireFinite(response: response, weights: weights)
    var (design, response, weights) = (design, response, weights)
    if let given = weights, given.contains(0) {
      let used = given.indices.filter { given[$0] > 0 }
      (design, response) = (design.selecting(rows: used), used.map { response[$0] })
      weights = used.map { given[$0] }
    }
    let independent = try design.independentColumns()
    var notes = independent.notes
    let p = independent.kept.count
    guard p > 0 else { throw .tooFewRows(rows: design.rows, columns: design.columns) }
    let problem = RobustProblem(
      design: design.selecting(columns: independent.kept), response: response, weights: weights)
    let found: (b: [Double], scale: Double, iterations: Int, converged: Bool)
    switch kind {
    case .resistant(let samples, let seed):
      let start = try ResistantStart(problem: problem, samples: samples, seed: seed).estimate()
      found = try problem.reweighted(from: start.b, loss: loss) { _, _ in start.scale }
    case .medianAbsoluteDeviation:
      found = try problem.reweighted(from: problem.leastSquares(nil), loss: loss) {
        residuals, _ in RobustProblem.medianScale(residuals)
      }
    case .proposal2(let k):
      let theta = 2 * SpecialFunctions.normalCDF(k) - 1
      let gamma =
        theta + k * k * (1 - theta) - 2 * k * SpecialFunctions.normalDensity(k)
      let freedom = Double(design.rows - p)
      found = try problem.reweighted(from: problem.leastSquares(nil), loss: loss) {
        residuals, last in
        let limit = (k * last) * (k * last)
        let sum = residuals.reduce(0) { $0 + min($1 * $1, limit) }
        return freedom > 0 ? (sum / (freedom * gamma)).squareRoot() : 0
      }
    }
    if !found.converged {
      notes.append(FitNote(.notConverged, "Reweighting had not settled after 500 steps."))
    }
    if found.scale == 0 {
      notes.append(
        FitNote(
          .boundary, "Half the rows or more lie on one fit, so the errors have no scale."))
    }
    self.loss = loss
    names = design.names
    rows = design.rows
    rank = p
    kept = independent.kept
    scale = found.scale
    iterations = found.iterations
    var estimates = [Double](repeating: 0, count: names.count)
    for (a, j) in independent.kept.enumerated() { estimates[j] = found.b[a] }
    self.estimates = estimates
    var errors: [Double]?
    if found.scale > 0, design.rows > p,
      let deviation = Self.deviation(
        problem.residuals(found.b).map { $0 / found.scale }, loss: loss, columns: p)
    {
      let inverse = try problem.inverseDiagonal()
      var all = [Double](repeating: 0, count: names.count)
      for (a, j) in independent.kept.enumerated() {
        all[j] = found.scale * deviation * inverse[a].squareRoot()
      }
      errors = all
    }
    standardErrors = errors
    self.notes = notes
  }

  /// κ √(Σψ²/(n − p)) / mean ψ′, with Huber's correction κ = 1 + p var(ψ′) / (n (mean ψ′)²).
  private static func deviation(
    _ residuals: [Double], loss: RobustLoss, columns p: Int
  ) -> Double? {
    let n = Double(residuals.count)
    let square = residuals.reduce(0.0) { sum, u in
      let psi = u * loss.weight(u)
      return sum + psi * psi
    }
    let slopes = residuals.map(loss.slope)
    let mean = Descriptive.mean(slopes)
    guard mean > 0 else { return nil }
    let kappa = 1 + Double(p) * Descriptive.variance(slopes) / (n * mean * mean)
    return (square / (n - Double(p))).squareRoot() * kappa / mean
  }

  /// With z statistics and normal intervals; an estimate of NaN for a column that
  /// repeats others.
  public func coefficients(confidence: Double) -> [Coefficient] {
    let reach = SpecialFunctions.normalQuantile(0.5 + confidence / 2)
    return names.indices.map { j in
      var result = Coefficient(
        name: names[j], estimate: kept.contains(j) ? estimates[j] : .nan)
      guard let error = standardErrors?[j], error > 0 else { return result }
      let statistic = estimates[j] / error
      result.standardError = error
      result.statistic = statistic
      result.pValue = 2 * SpecialFunctions.normalCDF(-abs(statistic))
      result.lower = estimates[j] - reach * error
      result.upper = estimates[j] + reach * error
      return result
    }
  }

  /// With intervals of 95 %.
  public var coefficients: [Coefficient] { coefficients(confidence: 0.95) }

  /// Means of new rows.
  public func predict(_ design: DesignMatrix) -> [Double] {
    precondition(design.columns == names.count, "a design of the columns that were fitted")
    return design.times(estimates)
  }

  /// How much each row counted, 0 … 1: low ones are the outliers.
  ///
  /// - Parameter weights: those of the fit.
  public func rowWeights(
    _ design: DesignMatrix, response: [Double], weights: [Double]? = nil
  ) -> [Double] {
    let fitted = predict(design)
    return response.indices.map { i in
      let r = (response[i] - fitted[i]) * (weights?[i] ?? 1).squareRoot()
      if scale == 0 { return r == 0 ? 1 : 0 }
      return loss.weight(r / scale)
    }
  }
}
