import Foundation
import Optimization

extension GLMFit {
  /// The interval of one coefficient by profile likelihood: all values whose
  /// deviance, the other coefficients refitted, is above the least by no more than
  /// φ times the squared normal (Student's t, where φ is estimated) quantile
  /// (Venzon & Moolgavkar 1988; Venables & Ripley 2002, sec. 7.2).
  ///
  /// An end is infinite where the deviance never gets so far. Parameters of the
  /// family, such as θ, stay as fitted.
  ///
  /// - Parameters:
  ///   - column: of the design; must not be dropped.
  ///   - level: inside (0, 1).
  /// - Throws: `.setting` for a model read from a file, a dropped column, Firth's
  ///   estimator; `.noConvergence` where a refit fails.
  public func profileInterval(
    column: Int, level: Double = 0.95
  ) throws(RegressionError) -> (lower: Double, upper: Double) {
    let data = try rows()
    guard level > 0, level < 1 else {
      throw .setting("level", reason: "must lie inside (0, 1)")
    }
    guard options.estimator == .maximumLikelihood else {
      throw .setting("estimator", reason: "profiles are for maximum likelihood")
    }
    guard let place = kept.firstIndex(of: column) else {
      throw .setting("column", reason: "column \(column) was dropped from the model")
    }
    let profile = GLMProfile(fit: self, data: data, column: column)
    // An infinite estimate has no error; steps are then of the order of its column.
    let isSeparated = separated.contains(coefficients[column].name)
    let size = data.design.column(column).reduce(0) { max($0, abs($1)) }
    let error = isSeparated ? 1 / size : covariance[place, place].squareRoot()
    let critical = criticalValue(level: level)
    return (
      try profile.end(-1, error: error, critical: critical),
      try profile.end(1, error: error, critical: critical)
    )
  }
}

/// The deviance as a function of one coefficient.
private struct GLMProfile {
  let fit: GLMFit
  let data: GLMFit.Data
  let column: Int
  private let values: [Double]
  private let others: [Int]

  init(fit: GLMFit, data: GLMFit.Data, column: Int) {
    self.fit = fit
    self.data = data
    self.column = column
    values = data.design.column(column)
    others = fit.kept.filter { $0 != column }
  }

  /// Deviance and coefficients with this one held, from a start for the others.
  private func refit(
    _ value: Double, from start: [Double]
  ) throws(RegressionError) -> (deviance: Double, coefficients: [Double]) {
    var start = start
    start[column] = 0
    let offset = values.indices.map { (data.offset?[$0] ?? 0) + value * values[$0] }
    let kernel = GLMKernel(
      family: fit.family, link: fit.link, response: data.response, weights: data.weights,
      offset: offset)
    var limits = GLMIterations.Limits()
    limits.threads = fit.options.threads
    let result = try GLMIterations(
      data.design, kernel, start: start, kept: others, limits: limits)
    return (result.deviance, result.coefficients)
  }

  /// Where √(rise / φ) reaches the critical value, on one side.
  func end(
    _ side: Double, error: Double, critical: Double
  ) throws(RegressionError) -> Double {
    let best = fit.estimates[column]
    let target = critical * critical * fit.dispersion
    var start = fit.estimates
    func rise(_ value: Double) -> Double? {
      guard let refitted = try? refit(value, from: start) else { return nil }
      start = refitted.coefficients
      // The square root is nearly straight, so that few refits are needed.
      return (max(0, refitted.deviance - fit.deviance)).squareRoot() - target.squareRoot()
    }
    var inner = best
    var step = critical * error
    for _ in 0..<12 {
      let outer = inner + side * step
      guard let value = rise(outer) else {
        throw .noConvergence("the profile of \"\(fit.coefficients[column].name)\"")
      }
      if value >= 0 {
        let root = Brent.root(inner, outer, tolerance: 1e-12 * max(abs(best), error)) {
          $0 == best ? -target.squareRoot() : rise($0) ?? .nan
        }
        guard let root else {
          throw .noConvergence("the profile of \"\(fit.coefficients[column].name)\"")
        }
        return root
      }
      inner = outer
      step *= 1.5
    }
    return side * .infinity
  }
}
