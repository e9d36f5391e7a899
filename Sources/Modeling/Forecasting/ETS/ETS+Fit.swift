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
///
/// Smoothing parameters and initial states are fitted together by Gauss–Newton
/// steps with exact derivatives (`ETSObjective`): seven to twenty on sixty monthly
/// series of M1, M3 and Tourism, where the simplex search of forecast::ets ended
/// lower in 87 % of the fits. Additive states are linear in the residuals, so the
/// same step profiles them out.
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

  /// Relative decrease of the sum of squares that ends a fit: n/2 times this in
  /// the log-likelihood.
  private static let tolerance = 1e-7

  /// Values of α, β*, γ*, φ to try before the first step: slow and quick levels,
  /// steady and changing trends and seasons.
  private static let starts: [(alpha: Double, beta: Double, gamma: Double, phi: Double)] = [
    (0.05, 0.05, 0.05, 0.97), (0.2, 0.1, 0.1, 0.95), (0.5, 0.05, 0.1, 0.9),
    (0.9, 0.02, 0.5, 0.95), (0.3, 0.6, 0.02, 0.9), (0.1, 0.02, 0.6, 0.97),
    (0.8, 0.6, 0.1, 0.9), (0.95, 0.9, 0.3, 0.85),
  ]
  private static let still = (alpha: 0.01, beta: 0.0, gamma: 0.0, phi: 0.9)

  /// A form with its starting points, valued.
  struct Entry {
    let model: ETSModel
    fileprivate let objective: ETSObjective
    fileprivate let starts: [(value: Double, point: ETSObjective.Point)]
    /// The criterion at the best of them.
    let criterion: Double
  }

  /// Makes `form` ready; nil where no starting point is in its domain.
  func enter(_ form: ETSForm) -> Entry? {
    let model = ETSModel(form, period: period)
    var objective = ETSObjective(model, values: scaled, observed: observed)
    for shrinkage in [1, 0.5, 0] {
      var starts: [(value: Double, point: ETSObjective.Point)] = []
      // Without trend and season, and all but still, predictions stay positive.
      for candidate in ETSFitter.starts + (shrinkage == 0 ? [ETSFitter.still] : []) {
        guard let point = point(form, candidate, shrinkage) else { return nil }
        starts.append((objective.value(point), point))
      }
      let least = starts.map(\.value).min() ?? .infinity
      if least.isFinite {
        return Entry(
          model: model, objective: objective, starts: starts,
          criterion: criterion(model, least))
      }
    }
    return nil
  }

  /// Maximizes the likelihood of a form.
  ///
  /// - Parameters:
  ///   - relative: a fit of the same trend and season under the other error, a
  ///     further place to start from.
  ///   - best: the lowest criterion so far; a fit that is not going to come below
  ///     it is given up where it stands, unconverged.
  func fit(_ entry: Entry, relative: ETSFit?, best: Double = .infinity) -> ETSFit? {
    let model = entry.model
    var objective = entry.objective
    var starts = entry.starts
    if let relative {
      let point = self.point(relative)
      starts.append((objective.value(point), point))
    }
    guard let first = starts.min(by: { $0.value < $1.value }), first.value.isFinite else {
      return nil
    }
    let optimizer = LevenbergMarquardt(maximumIterations: 100, tolerance: ETSFitter.tolerance)
    var bar = best
    func run(_ start: ETSObjective.Point) -> SmoothMinimum {
      var count = 0
      return optimizer.minimize(
        &objective, from: objective.variables(start), lower: objective.lower,
        upper: objective.upper
      ) { value, predicted in
        // Early models promise too little: ten times as much must not do.
        count += 1
        return count > 3 && criterion(model, value - 10 * predicted) > bar
      }
    }
    var minimum = run(first.point)
    let other = starts.filter { isQuick($0.point) != isQuick(first.point) }
      .min { $0.value < $1.value }
    if let other, other.value.isFinite {
      bar = min(bar, criterion(model, minimum.value))
      let second = run(other.point)
      if second.value < minimum.value { minimum = second }
    }
    return finish(model, objective.point(minimum.point), minimum)
  }

  /// The likelihood often has two hills: one where the trend (the season or the
  /// level, in forms without) is steady, one where it changes quickly.
  private func isQuick(_ point: ETSObjective.Point) -> Bool {
    (point.betaStar ?? point.gammaStar ?? point.parameters.alpha) >= 0.3
  }

  private func point(
    _ form: ETSForm, _ start: (alpha: Double, beta: Double, gamma: Double, phi: Double),
    _ shrinkage: Double
  ) -> ETSObjective.Point? {
    let phi = form.trend.isDamped ? start.phi : 1
    guard let state = self.start.state(form, phi: phi, shrinkage: shrinkage) else { return nil }
    var point = ETSObjective.Point()
    if form.trend != .none { point.betaStar = start.beta }
    if form.season != .none { point.gammaStar = start.gamma }
    point.parameters = ETSParameters(alpha: start.alpha, phi: phi)
    point.place()
    point.state = state
    return point
  }

  /// The point a finished fit stopped at, in scaled units.
  private func point(_ fit: ETSFit) -> ETSObjective.Point {
    var point = ETSObjective.Point()
    point.parameters = fit.parameters
    point.locate(fit.model.form)
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

  /// The criterion of `model` at ½Σ(εG)² of the scaled series.
  private func criterion(_ model: ETSModel, _ halfSquares: Double) -> Double {
    rule.value(
      logLikelihood: logLikelihood(halfSquares),
      parameters: model.form.parameterCount(period: period), observations: observed)
  }

  private func finish(
    _ model: ETSModel, _ point: ETSObjective.Point, _ minimum: SmoothMinimum
  ) -> ETSFit {
    ETSFit(
      model: model, parameters: point.parameters,
      initialState: rescaled(point.state, model.form, by: scale),
      logLikelihood: logLikelihood(minimum.value), criterion: criterion(model, minimum.value),
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
