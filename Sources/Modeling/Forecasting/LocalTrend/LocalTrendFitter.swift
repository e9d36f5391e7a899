internal import Glibc
internal import Optimization

/// A form of a local trend model fitted to one series.
struct LocalTrendFit: Sendable {
  var form: LocalTrendForm
  /// Scaled so that the variances sum to one.
  var parameters: LocalTrendParameters
  var regression: [Double]
  /// Σ v²/F.
  var sumOfSquares: Double
  var count: Int
  var logLikelihood: Double
  var aicc: Double
  var converged: Bool
}

/// A series made ready for fits of several forms.
struct LocalTrendFitter {
  /// The response in units of `scale`, then the regressors.
  private let data: [Double]
  private let steps: Int
  private let columns: Int
  private let scale: Double

  /// - Parameters:
  ///   - values: at least two different values that are not NaN.
  ///   - regressors: complete columns as long as `values`.
  init(_ values: [Double], regressors: [[Double]]) {
    var least = Double.infinity
    var greatest = -Double.infinity
    for y in values where !y.isNaN {
      least = min(least, y)
      greatest = max(greatest, y)
    }
    // A power of two, so that scaling back and forth is exact.
    scale = exp2(log2(greatest - least).rounded(.down))
    let factor = 1 / scale
    data = values.map { $0 * factor } + regressors.flatMap { $0 }
    steps = values.count
    columns = 1 + regressors.count
  }

  /// Shares of irregular, level, slope and seasons to try before the first step.
  private static let starts: [(Double, Double, Double, Double)] = [
    (1, 0.1, 0.001, 0.01), (1, 0.01, 0.0001, 0.001), (0.2, 1, 0.001, 0.02), (1, 1, 0.05, 0.1),
    (0.1, 0.3, 0.3, 0.05), (1, 0.05, 0.01, 0.3), (0.05, 1, 0.0001, 0.3),
  ]

  /// Maximizes the diffuse likelihood of a form; nil where the series is too
  /// short for it.
  ///
  /// - Parameter relative: the fit of the same form without damping, a further
  ///   place to start from.
  func fit(_ form: LocalTrendForm, relative: LocalTrendFit? = nil) -> LocalTrendFit? {
    var objective = LocalTrendObjective(form, data: data, steps: steps, columns: columns)
    var points: [[Double]] = []
    for (irregular, level, slope, season) in LocalTrendFitter.starts {
      var point = [irregular, level]
      if form.slope != .none { point.append(slope) }
      point += form.seasons.map { _ in season }
      let sum = point.reduce(0, +)
      point = point.map { $0 / sum }
      if form.slope == .damped { point.append(0.9) }
      points.append(point)
    }
    if let relative, form.slope == .damped {
      let p = relative.parameters
      points = [[p.irregular, p.level, max(p.slope, 1e-4)] + p.seasons + [0.97]] + points
    }
    let ranked = points.map { (value: objective.value(at: $0), point: $0) }
      .filter { $0.value.isFinite }
      .sorted { $0.value < $1.value }
    guard !ranked.isEmpty else { return nil }
    let optimizer = LevenbergMarquardt(maximumIterations: 80, tolerance: 1e-9)
    var lower = [Double](repeating: 0, count: objective.dimension)
    var upper = [Double](repeating: 1e6, count: objective.dimension)
    if form.slope == .damped {
      lower[lower.count - 1] = LocalTrendFitter.damping.lowerBound
      upper[upper.count - 1] = LocalTrendFitter.damping.upperBound
    }
    var best: SmoothMinimum?
    for start in ranked.prefix(2) {
      let minimum = optimizer.minimize(&objective, from: start.point, lower: lower, upper: upper)
      if minimum.value < best?.value ?? .infinity { best = minimum }
    }
    return best.flatMap { finish(form, $0) }
  }

  /// Where φ of a damped slope is sought: below, it is hardly a trend.
  private static let damping = 0.5...0.999

  private func finish(_ form: LocalTrendForm, _ minimum: SmoothMinimum) -> LocalTrendFit? {
    var point = minimum.point
    let variances = point.prefix(form.varianceCount)
    let sum = variances.reduce(0, +)
    for i in 0..<form.varianceCount { point[i] /= sum }
    let parameters = LocalTrendParameters(point, form: form)
    var filter = KalmanFilter(form.stateSpace(parameters), columns: columns)
    var pass = filter.run(data, steps: steps)
    guard pass.count > columns else { return nil }
    let regression = RegressionOnInnovations(&pass.innovations, columns: columns, steps: steps)
    let n = Double(pass.count)
    let mean = max(regression.sumOfSquares / n, 1e-24)
    let likelihood =
      -0.5 * (n * (log(2 * Double.pi * mean) + 1) + pass.logDeterminant) - n * log(scale)
    let k = Double(objectiveParameters(form) + columns - 1)
    let rest = n - k - 1
    return LocalTrendFit(
      form: form, parameters: parameters, regression: regression.coefficients.map { $0 * scale },
      sumOfSquares: regression.sumOfSquares * scale * scale, count: pass.count,
      logLikelihood: likelihood,
      aicc: rest > 0 ? -2 * likelihood + 2 * k + 2 * k * (k + 1) / rest : .infinity,
      converged: minimum.converged)
  }

  private func objectiveParameters(_ form: LocalTrendForm) -> Int {
    form.varianceCount + (form.slope == .damped ? 1 : 0)
  }
}

/// The concentrated diffuse likelihood as ½ Σ (v/√F)² G², as in `ARIMAObjective`.
///
/// All variances are variables, though only their ratios count: the damped steps
/// do not mind the direction in which nothing changes, and no variance has to be
/// named beforehand that is surely not zero.
struct LocalTrendObjective: LeastSquaresObjective {
  let form: LocalTrendForm
  let dimension: Int
  private let data: [Double]
  private let steps: Int
  private let columns: Int
  private var pass: KalmanFilter.Pass
  private var point: [Double] = []
  private var level = Double.infinity
  private var residual: [Double]

  init(_ form: LocalTrendForm, data: [Double], steps: Int, columns: Int) {
    self.form = form
    self.data = data
    self.steps = steps
    self.columns = columns
    dimension = form.varianceCount + (form.slope == .damped ? 1 : 0)
    pass = KalmanFilter.Pass(innovations: [Double](repeating: 0, count: data.count))
    residual = [Double](repeating: 0, count: steps)
  }

  mutating func value(at x: [Double]) -> Double {
    point = x
    level = filter(x)
    for t in 0..<steps { residual[t] = pass.innovations[t] }
    return level
  }

  mutating func linearize(
    at x: [Double], gradient: inout [Double], normal: inout [Double]
  ) -> Double {
    if x != point { _ = value(at: x) }
    guard level.isFinite else { return level }
    let k = dimension
    var whole = 0.0
    for i in 0..<form.varianceCount { whole += x[i] }
    var jacobian = [Double](repeating: 0, count: k * steps)
    for a in 0..<k {
      var moved = x
      moved[a] += a < form.varianceCount ? 1e-5 * x[a] + 1e-9 * whole : -1e-6
      let reciprocal = 1 / (moved[a] - x[a])
      guard filter(moved).isFinite else { continue }
      for t in 0..<steps {
        jacobian[a * steps + t] = (pass.innovations[t] - residual[t]) * reciprocal
      }
    }
    for a in 0..<k {
      var slope = 0.0
      for t in 0..<steps { slope += jacobian[a * steps + t] * residual[t] }
      gradient[a] = slope
      for b in 0...a {
        var sum = 0.0
        for t in 0..<steps { sum += jacobian[a * steps + t] * jacobian[b * steps + t] }
        normal[a * k + b] = sum
      }
    }
    return level
  }

  /// The value at `x`, with the residuals times G left in `pass`.
  private mutating func filter(_ x: [Double]) -> Double {
    // Ratios alone count, but without any variance there is no model.
    var whole = 0.0
    for i in 0..<form.varianceCount { whole += x[i] }
    guard whole > 1e-6 else { return .infinity }
    let parameters = LocalTrendParameters(x, form: form)
    var filter = KalmanFilter(form.stateSpace(parameters), columns: columns)
    filter.run(data, steps: steps, into: &pass)
    guard filter.diffuseRank == 0, pass.count > columns + dimension else { return .infinity }
    let regression = RegressionOnInnovations(&pass.innovations, columns: columns, steps: steps)
    let scale = exp(0.5 * pass.logDeterminant / Double(pass.count))
    for t in 0..<steps { pass.innovations[t] *= scale }
    let value = 0.5 * regression.sumOfSquares * scale * scale
    return value.isNaN ? .infinity : value
  }
}
