internal import Glibc
internal import Optimization

/// One form fitted to one series.
struct ETSFit {
  var model: ETSModel
  var parameters: ETSParameters
  var initialState: ETSState
  var logLikelihood: Double
  /// The criterion the selection compares.
  var criterion: Double
  var converged: Bool
  var iterations: Int
}

/// A series made ready for fits of several forms.
struct ETSFitter {
  private let scaled: [Double]
  private let scale: Double
  private let observed: Int
  private let start: ETSStart
  private let rule: ETS.Criterion
  private let period: Int

  /// - Parameter values: at least two different values that are not NaN.
  init(_ values: [Double], period: Int, rule: ETS.Criterion) {
    var sum = 0.0
    var count = 0
    var least = Double.infinity
    for y in values where !y.isNaN {
      sum += abs(y)
      count += 1
      least = min(least, y)
    }
    // A power of two, so that scaling back and forth is exact.
    scale = exp2((log2(sum / Double(count))).rounded(.down))
    observed = count
    self.period = period
    self.rule = rule
    let factor = 1 / scale
    scaled = values.map { $0 * factor }
    start = ETSStart(scaled, period: period, isPositive: least > 0)
  }

  /// Values of α, β*, γ*, φ to try before the first step: slow and quick levels,
  /// steady and changing trends and seasons.
  private static let starts: [(alpha: Double, beta: Double, gamma: Double, phi: Double)] = [
    (0.05, 0.05, 0.05, 0.97), (0.2, 0.1, 0.1, 0.95), (0.5, 0.05, 0.1, 0.9),
    (0.9, 0.02, 0.5, 0.95), (0.3, 0.5, 0.02, 0.9), (0.1, 0.02, 0.6, 0.97),
  ]

  /// Maximizes the likelihood of `form`.
  ///
  /// - Parameters:
  ///   - relative: a fit of the same trend and season under the other error, a
  ///     further place to start from.
  ///   - best: the lowest criterion so far; a fit that cannot come below it may
  ///     be abandoned, and then returns nil.
  func fit(_ form: ETSForm, relative: ETSFit?, best: Double = .infinity) -> ETSFit? {
    let model = ETSModel(form, period: period)
    var objective = ETSObjective(model, values: scaled, observed: observed)
    var lowest = Double.infinity
    var first: ETSObjective.Point?
    for candidate in ETSFitter.starts {
      guard let point = point(form, candidate) else { return nil }
      let value = objective.value(point)
      if value < lowest {
        lowest = value
        first = point
      }
    }
    if let relative {
      let point = self.point(relative)
      let value = objective.value(point)
      if value < lowest {
        lowest = value
        first = point
      }
    }
    guard let first else { return nil }
    let minimum = LevenbergMarquardt(maximumIterations: 100, tolerance: 1e-8)
      .minimize(
        &objective, from: objective.variables(first), lower: objective.lower,
        upper: objective.upper)
    guard minimum.value.isFinite else { return nil }
    return finish(model, objective.point(minimum.point), minimum)
  }

  private func point(
    _ form: ETSForm, _ start: (alpha: Double, beta: Double, gamma: Double, phi: Double)
  ) -> ETSObjective.Point? {
    let phi = form.trend.isDamped ? start.phi : 1
    guard let state = self.start.state(form, phi: phi) else { return nil }
    var point = ETSObjective.Point()
    point.betaStar = form.trend == .none ? 0 : start.beta
    point.gammaStar = form.season == .none ? 0 : start.gamma
    point.parameters = ETSParameters(
      alpha: start.alpha, beta: start.alpha * point.betaStar,
      gamma: (1 - start.alpha) * point.gammaStar, phi: phi)
    point.state = state
    return point
  }

  /// The point a finished fit stopped at, in scaled units.
  private func point(_ fit: ETSFit) -> ETSObjective.Point {
    var point = ETSObjective.Point()
    point.parameters = fit.parameters
    point.betaStar = fit.parameters.beta / fit.parameters.alpha
    point.gammaStar = fit.parameters.gamma / (1 - fit.parameters.alpha)
    point.state = rescaled(fit.initialState, fit.model.form, by: 1 / scale)
    return point
  }

  private func rescaled(_ state: ETSState, _ form: ETSForm, by factor: Double) -> ETSState {
    var state = state
    state.level *= factor
    if !form.trend.isMultiplicative { state.trend *= factor }
    if form.season == .additive { state.season = state.season.map { $0 * factor } }
    return state
  }

  private func finish(
    _ model: ETSModel, _ point: ETSObjective.Point, _ minimum: SmoothMinimum
  ) -> ETSFit {
    let logLikelihood = self.logLikelihood(minimum.value)
    return ETSFit(
      model: model, parameters: point.parameters,
      initialState: rescaled(point.state, model.form, by: scale),
      logLikelihood: logLikelihood,
      criterion: rule.value(
        logLikelihood: logLikelihood, parameters: model.form.parameterCount(period: period),
        observations: observed),
      converged: minimum.converged, iterations: minimum.iterations)
  }

  /// From ½Σ(εG)² of the scaled series to the log-likelihood of the series itself.
  private func logLikelihood(_ halfSquares: Double) -> Double {
    let n = Double(observed)
    // Rounding alone leaves this much; below it, fits are equally perfect.
    let floor = n * 1e-22
    return -0.5 * n * (log(2 * Double.pi * max(2 * halfSquares, floor) / n) + 1) - n * log(scale)
  }
}
