internal import Glibc
internal import Optimization

/// One ARIMA order fitted to one series.
struct ARIMAFit: Sendable {
  var order: ARIMAOrder
  var hasConstant: Bool
  var coefficients: ARIMACoefficients
  /// In partial autocorrelations, where the search of a neighbouring order starts.
  var partials: [Double]
  /// Of the constant, if there is one, then of the regressors.
  var regression: [Double]
  /// Σ v²/F.
  var sumOfSquares: Double
  /// Values that count in the likelihood.
  var count: Int
  var logLikelihood: Double
  var aicc: Double
  var converged: Bool
}

/// A series made ready for fits of several orders.
struct ARIMAFitter: Sendable {
  /// In units of `scale`; NaN is missing.
  private let scaled: [Double]
  private let scale: Double
  private let regressors: [[Double]]

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
    let width = greatest - least
    scale = exp2((log2(width > 0 ? width : max(abs(greatest), 1))).rounded(.down))
    let factor = 1 / scale
    scaled = values.map { $0 * factor }
    self.regressors = regressors
  }

  /// Relative decrease of the sum of squares that ends a fit: n/2 times this in
  /// the log-likelihood.
  private static let tolerance = 1e-8
  /// How near a unit root partial autocorrelations may come: the stationary
  /// variance grows like 1/(1 − κ²), and with it what rounding costs.
  private static let edge = 1 - 1e-7

  /// First and seasonal partial autocorrelations to try before the first step, in
  /// the order p, q, P, Q; those of moving averages stand for θ = −κ.
  private static let starts: [[Double]] = [
    [0.1, 0.1, 0.1, 0.1], [0.5, 0.05, 0.5, 0.05], [0.9, 0.3, 0.3, 0.5], [0.05, 0.6, 0.05, 0.7],
    [-0.4, 0.05, 0.05, 0.9], [0.95, 0.7, 0.9, 0.6], [0.3, -0.4, 0.1, 0.3], [-0.4, 0.6, -0.3, 0.3],
  ]

  /// Columns of a fit, the response first.
  private func columns(_ order: ARIMAOrder, hasConstant: Bool) -> [[Double]] {
    var columns = [scaled]
    if hasConstant {
      // Its coefficient is the mean, or the drift a step.
      let isTrend = order.d + order.seasonalD > 0
      columns.append(scaled.indices.map { isTrend ? Double($0 + 1) : 1 })
    }
    return columns + regressors
  }

  /// Maximizes the exact likelihood of an order.
  ///
  /// - Parameters:
  ///   - relative: the fit of a neighbouring order, a further place to start from.
  ///   - best: the lowest AICc so far; a fit that is not going to come below it
  ///     is given up where it stands, unconverged.
  ///   - thorough: whether to go to the end from more than one start.
  func fit(
    _ order: ARIMAOrder, hasConstant: Bool, relative: ARIMAFit? = nil, best: Double = .infinity,
    thorough: Bool = true
  ) -> ARIMAFit? {
    let columns = self.columns(order, hasConstant: hasConstant)
    let data = ARIMAData(columns, order: order)
    guard data.count > order.coefficientCount + columns.count else { return nil }
    let k = order.coefficientCount
    guard k > 0 else {
      return finish(order, hasConstant, [], data, converged: true)
    }
    var objective = ARIMAObjective(data, order: order)
    var points = ARIMAFitter.starts.map { start in
      ARIMAFitter.spread(start, over: order)
    }
    if let relative { points.append(relative.adapted(to: order)) }
    let values = objective.values(points)
    var ranked = values.indices.filter { values[$0].isFinite }
      .sorted { (values[$0], $0) < (values[$1], $1) }
    guard let first = ranked.first else { return nil }
    let optimizer = LevenbergMarquardt(maximumIterations: 60, tolerance: ARIMAFitter.tolerance)
    let bound = movingBounds(order)
    var bar = best
    func run(_ start: [Double]) -> SmoothMinimum {
      var steps = 0
      return optimizer.minimize(
        &objective, from: start, lower: bound.map { -$0 }, upper: bound
      ) { value, predicted in
        // Early models promise too little: ten times as much must not do.
        steps += 1
        return steps > 3 && aicc(value - 10 * predicted, data, order, hasConstant) > bar
      }
    }
    var minimum = run(points[first])
    if thorough {
      // Orders with both kinds of terms have several hills.
      ranked.removeFirst()
      for other in ranked.prefix(k > 1 ? 2 : 1) {
        bar = min(bar, aicc(minimum.value, data, order, hasConstant))
        let second = run(points[other])
        if second.value < minimum.value { minimum = second }
      }
    }
    return finish(order, hasConstant, minimum.point, data, converged: minimum.converged)
  }

  /// The largest partial autocorrelations: moving averages may end on the unit
  /// circle, where the likelihood often has its maximum.
  private func movingBounds(_ order: ARIMAOrder) -> [Double] {
    [
      (order.p, ARIMAFitter.edge), (order.q, 1), (order.seasonalP, ARIMAFitter.edge),
      (order.seasonalQ, 1),
    ].flatMap { [Double](repeating: $0.1, count: $0.0) }
  }

  private static func spread(_ start: [Double], over order: ARIMAOrder) -> [Double] {
    zip(start, [order.p, order.q, order.seasonalP, order.seasonalQ]).flatMap { first, count in
      (0..<count).map { $0 == 0 ? first : ($0 % 2 == 0 ? 0.3 : 0.1) * first }
    }
  }

  /// Mean, drift and regressors by generalized least squares at the coefficients.
  private func finish(
    _ order: ARIMAOrder, _ hasConstant: Bool, _ partials: [Double], _ data: ARIMAData,
    converged: Bool
  ) -> ARIMAFit? {
    let coefficients = ARIMACoefficients(partials: partials, order: order)
    let process = ARIMAProcess(coefficients, order: order)
    guard var filtered = process.filtered(data) else { return nil }
    let regression = RegressionOnInnovations(
      &filtered.innovations, columns: data.columns, steps: data.steps)
    let likelihood = ARIMAFitter.logLikelihood(
      sumOfSquares: regression.sumOfSquares, logDeterminant: filtered.logDeterminant,
      count: data.count, scale: scale)
    return ARIMAFit(
      order: order, hasConstant: hasConstant, coefficients: coefficients, partials: partials,
      regression: regression.coefficients.map { $0 * scale },
      sumOfSquares: regression.sumOfSquares * scale * scale, count: data.count,
      logLikelihood: likelihood,
      aicc: criterion(likelihood, data, order), converged: converged)
  }

  private func aicc(
    _ level: Double, _ data: ARIMAData, _ order: ARIMAOrder, _ hasConstant: Bool
  ) -> Double {
    let likelihood = ARIMAFitter.logLikelihood(
      sumOfSquares: 2 * level, logDeterminant: 0, count: data.count, scale: scale)
    return criterion(likelihood, data, order)
  }

  private func criterion(_ likelihood: Double, _ data: ARIMAData, _ order: ARIMAOrder) -> Double {
    let parameters = Double(order.coefficientCount + data.columns)
    let rest = Double(data.count) - parameters - 1
    guard rest > 0 else { return .infinity }
    return -2 * likelihood + 2 * parameters + 2 * parameters * (parameters + 1) / rest
  }

  /// With σ² at its best.
  private static func logLikelihood(
    sumOfSquares: Double, logDeterminant: Double, count: Int, scale: Double
  ) -> Double {
    let n = Double(count)
    // Rounding alone leaves this much; below it, fits are equally perfect.
    let mean = max(sumOfSquares / n, 1e-24)
    return -0.5 * (n * (log(2 * Double.pi * mean) + 1) + logDeterminant) - n * log(scale)
  }
}

extension ARIMAFit {
  /// These partial autocorrelations under another order: what it has no place for
  /// is dropped, what it has more of begins near zero.
  fileprivate func adapted(to other: ARIMAOrder) -> [Double] {
    var point: [Double] = []
    var start = 0
    let parts = [
      (order.p, other.p), (order.q, other.q), (order.seasonalP, other.seasonalP),
      (order.seasonalQ, other.seasonalQ),
    ]
    for (own, wanted) in parts {
      for i in 0..<wanted { point.append(i < own ? partials[start + i] : 0.01) }
      start += own
    }
    return point
  }
}

extension ARIMAProcess {
  /// Innovations over √F of every column, column after column, and Σ log F; nil
  /// where the process is not stationary.
  func filtered(_ data: ARIMAData) -> (innovations: [Double], logDeterminant: Double)? {
    switch data.form {
    case .differenced(let values):
      var lanes = ARMALanes(
        values, steps: data.steps, autoregressiveDegree: autoregression.count,
        movingAverageDegree: movingAverage.count)
      for lane in 0..<ARMALane.scalarCount {
        lanes.set(lane: lane, autoregression: autoregression, movingAverage: movingAverage)
      }
      lanes.run()
      guard lanes.logDeterminant[0].isFinite else { return nil }
      return (lanes.innovations.map { $0[0] }, lanes.logDeterminant[0])
    case .levels(let values):
      guard let covariance = stationaryCovariance else { return nil }
      var filter = KalmanFilter(stateSpace(covariance: covariance), columns: data.columns)
      let pass = filter.run(values, steps: data.steps)
      return (pass.innovations, pass.logDeterminant)
    }
  }
}
