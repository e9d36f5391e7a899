import Foundation
import LinearAlgebra

/// Turns scores of yes-or-no outcomes into probabilities that hold.
///
/// Fit it on rows the scoring model has not seen.
public struct ProbabilityCalibrator: Codable, Equatable, Sendable {
  public enum Method: String, Codable, CaseIterable, Sendable {
    /// A monotone step function: no shape assumed, wants some thousand rows.
    case isotonic
    /// Logistic in the score, with outcomes drawn in as (n₊ + 1)/(n₊ + 2) and
    /// 1/(n₋ + 2) against overconfidence (Platt 1999).
    case platt
    /// Logistic in log p and −log(1 − p), both slopes not negative: probabilities in,
    /// probabilities out, and the identity among its shapes (Kull, Silva Filho & Flach 2017).
    case beta
  }

  private enum Curve: Codable, Equatable, Sendable {
    case steps(IsotonicRegression)
    /// Intercept and slope of the logit.
    case line(intercept: Double, slope: Double)
    /// c, a, b of the logit c + a log p − b log(1 − p).
    case beta(intercept: Double, first: Double, second: Double)
  }

  public let method: Method
  private let curve: Curve

  /// - Parameters:
  ///   - scores: n finite values, larger for likelier; inside 0 ... 1 for `beta`.
  ///   - outcomes: n values in 0 ... 1.
  ///   - weights: n values ≥ 0; nil for ones.
  /// - Throws: `.notFinite`, `.tooFewRows`, `.responseOutOfRange`, `.setting`, and
  ///   `.noConvergence` where beta calibration parts the outcomes without error.
  public init(
    _ method: Method, scores: [Double], outcomes: [Double], weights: [Double]? = nil
  ) throws(RegressionError) {
    let design = DesignMatrix(rows: scores.count, names: ["score"], blocks: [.column(scores)])
    try design.requireFinite(response: outcomes, weights: weights)
    try ElasticNetFamily.binomial.check(outcomes)
    self.method = method
    switch method {
    case .isotonic:
      curve = .steps(try IsotonicRegression(x: scores, response: outcomes, weights: weights))
    case .platt:
      let total = weights.map(laneSum) ?? Double(outcomes.count)
      let yes = outcomes.indices.reduce(0.0) { $0 + (weights?[$1] ?? 1) * outcomes[$1] }
      let (high, low) = ((yes + 1) / (yes + 2), 1 / (total - yes + 2))
      let found = try Self.logistic(
        [scores], outcomes.map { low + (high - low) * $0 }, weights, notNegative: false)
      curve = .line(intercept: found[0], slope: found[1])
    case .beta:
      if let row = scores.firstIndex(where: { $0 < 0 || $0 > 1 }) {
        throw .responseOutOfRange(reason: "a probability lies in 0 ... 1", row: row)
      }
      let kept = scores.map(Self.inside)
      let found = try Self.logistic(
        [kept.map { log($0) }, kept.map { -log1p(-$0) }], outcomes, weights, notNegative: true)
      curve = .beta(intercept: found[0], first: found[1], second: found[2])
    }
  }

  /// The probability that a score stands for.
  public func probability(_ score: Double) -> Double {
    switch curve {
    case .steps(let steps): return steps.value(at: score)
    case .line(let intercept, let slope):
      return ElasticNetFamily.binomial.mean(intercept + slope * score)
    case .beta(let intercept, let first, let second):
      let p = Self.inside(score)
      return ElasticNetFamily.binomial.mean(intercept + first * log(p) - second * log1p(-p))
    }
  }

  public func probabilities(_ scores: [Double]) -> [Double] { scores.map(probability) }

  private static func inside(_ p: Double) -> Double { min(max(p, 1e-15), 1 - 1e-15) }

  /// Intercept and slopes without penalty.
  private static func logistic(
    _ columns: [[Double]], _ outcomes: [Double], _ weights: [Double]?, notNegative: Bool
  ) throws(RegressionError) -> [Double] {
    var options = ElasticNetOptions()
    options.lambdas = [0]
    if notNegative { options.lower = [Double](repeating: 0, count: columns.count + 1) }
    let design = DesignMatrix(
      rows: outcomes.count, names: ["(Intercept)"] + columns.indices.map { "x\($0 + 1)" },
      blocks: [.intercept] + columns.map { .column($0) })
    let fit = try ElasticNet(
      design: design, response: outcomes, family: .binomial, weights: weights, options: options)
    if fit.notes.contains(where: { $0.kind == .notConverged }) {
      throw .noConvergence("the scores part the outcomes without error")
    }
    return fit.path.column(0)
  }
}
