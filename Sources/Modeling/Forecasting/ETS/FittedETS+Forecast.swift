internal import LinearAlgebra
internal import Statistics

extension FittedETS {
  /// The distribution of the next `horizon` steps.
  ///
  /// Normal, with exact mean and variance, for classes 1 to 3 of Hyndman et al.
  /// (2008, ch. 6); for the other forms the point forecast and quantiles of
  /// 5,000 simulated futures, drawn from a stream of their own, so that the same
  /// fit gives the same forecast.
  public func forecast(horizon: Int) -> Forecast {
    precondition(horizon >= 0, "a horizon cannot be negative")
    switch model.form.varianceClass {
    case .linear:
      let mean = pointForecast(horizon: horizon)
      return normal(mean, linearVariance(horizon: horizon))
    case .multiplicativeError:
      let mean = pointForecast(horizon: horizon)
      return normal(mean, multiplicativeErrorVariance(mean))
    case .multiplicativeSeason:
      let (mean, variance) = multiplicativeSeasonMoments(horizon: horizon)
      return normal(mean, variance)
    case .simulated:
      return simulatedForecast(horizon: horizon)
    }
  }

  /// What the equations yield when all coming innovations are zero.
  public func pointForecast(horizon: Int) -> [Double] {
    var steps = ETSStepper(model, parameters: parameters, state: finalState)
    return (0..<horizon).map { _ in
      let mean = steps.prediction
      _ = steps.advance(.nan)
      return mean
    }
  }

  private func normal(_ mean: [Double], _ variance: [Double]) -> Forecast {
    Forecast(
      .normal(mean: mean, standardDeviation: variance.map { max(0, $0).squareRoot() }),
      floor: isCount ? 0 : nil, dependence: dependence(horizon: mean.count))
  }

  /// The correlation of two steps' errors, on average over the pairs of the first
  /// 48 steps: cov(h, h + k) = σ² (c_k + Σ_{j<h} c_j c_{j+k}) for class 1, and near
  /// enough for the others.
  private func dependence(horizon: Int) -> ErrorDependence {
    let steps = min(horizon, 48)
    guard steps > 1 else { return .independent }
    let c = [1] + responses(horizon: steps)
    var variances = [Double](repeating: 0, count: steps)
    var sum = 0.0
    for h in 0..<steps { variances[h] = (h > 0 ? variances[h - 1] : 0) + c[h] * c[h] }
    for k in 1..<steps {
      var covariance = 0.0
      for h in 0..<(steps - k) {
        covariance += c[h] * c[h + k]
        sum += covariance / (variances[h] * variances[h + k]).squareRoot()
      }
    }
    let mean = sum / Double(steps * (steps - 1) / 2)
    return ErrorDependence(persistent: min(max(mean, 0), 1), decay: 0)
  }

  /// c_j for j = 1 ..< horizon: what an innovation adds to the value j steps on,
  /// c_j = α + β (φ + … + φ^j) + γ [m divides j] (table 6.1).
  private func responses(horizon: Int) -> [Double] {
    var damped = 0.0
    var power = 1.0
    return (1..<max(1, horizon)).map { j in
      power *= parameters.phi
      damped += power
      var c = parameters.alpha
      if model.form.trend != .none { c += parameters.beta * damped }
      if model.form.season == .additive && j % model.period == 0 { c += parameters.gamma }
      return c
    }
  }

  /// Class 1: σ² (1 + Σ c_j²) (eq. 6.1).
  private func linearVariance(horizon: Int) -> [Double] {
    var sum = 1.0
    let c = responses(horizon: horizon)
    return (0..<horizon).map { h in
      if h > 0 { sum += c[h - 1] * c[h - 1] }
      return variance * sum
    }
  }

  /// Class 2: (1 + σ²) θ_h − μ_h², θ_h = μ_h² + σ² Σ c_j² θ_{h−j} (eq. 6.2).
  private func multiplicativeErrorVariance(_ mean: [Double]) -> [Double] {
    let c = responses(horizon: mean.count)
    var theta = [Double](repeating: 0, count: mean.count)
    return mean.indices.map { h in
      var sum = 0.0
      for j in 0..<h { sum += c[j] * c[j] * theta[h - 1 - j] }
      // θ − μ² apart from σ²θ, or the difference of two large squares loses it.
      theta[h] = mean[h] * mean[h] + variance * sum
      return variance * (theta[h] + sum)
    }
  }

  /// Class 3 (§6.4.3), exactly: a step h uses one seasonal state, which moves
  /// only when its own turn comes, by the factor 1 + γε. So the pair u = (l, b)
  /// times that state obeys u' = (A + Bε + Cε²) u, with C = 0 and B = G between
  /// its turns, and mean and second moments follow in closed form with E ε² = σ²,
  /// E ε⁴ = 3σ⁴. With F the level-trend transition: A = F, G = (α w; β w),
  /// w = (1, φ); at its turns B = G + γF, C = γG.
  private func multiplicativeSeasonMoments(
    horizon: Int
  ) -> (mean: [Double], variance: [Double]) {
    let phi = model.form.trend == .none ? 0 : parameters.phi
    let beta = model.form.trend == .none ? 0 : parameters.beta
    let f = Square(1, phi, 0, phi)
    let g = Square(parameters.alpha, parameters.alpha * phi, beta, beta * phi)
    let turn = TransitionMoments(
      a: f, b: g + parameters.gamma * f, c: parameters.gamma * g, variance: variance)
    let between = TransitionMoments(a: f, b: g, c: Square(0, 0, 0, 0), variance: variance)
    let state = finalState
    var means: [Double] = []
    var variances: [Double] = []
    for h in 0..<horizon {
      let slot = h % model.period
      var mean = (state.level * state.season[slot], state.trend * state.season[slot])
      // The covariance, not the second moment, is carried: no cancellation.
      var covariance = Square(0, 0, 0, 0)
      for step in 0..<h {
        let transition = step % model.period == slot ? turn : between
        (mean, covariance) = transition.apply(mean, covariance)
      }
      let mu = mean.0 + phi * mean.1
      let spread = covariance.form(1, phi)
      means.append(mu)
      variances.append(spread + variance * (spread + mu * mu))
    }
    return (means, variances)
  }

  private func simulatedForecast(horizon: Int) -> Forecast {
    let levels = Forecast.standardLevels
    let count = 5_000
    var stream = RandomStream(seed: 0, "ETS", model.form.code, "forecast")
    let futures = simulate(horizon: horizon, paths: count, stream: &stream)
    var values = Matrix(rows: horizon, columns: levels.count)
    for h in 0..<horizon {
      let sorted = (0..<count).map { futures[h, $0] }.sorted()
      for (k, level) in levels.enumerated() {
        let position = level * Double(count - 1)
        let below = Int(position)
        let above = min(below + 1, count - 1)
        values[h, k] = sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
      }
    }
    return Forecast(
      .quantiles(mean: pointForecast(horizon: horizon), levels: levels, values: values),
      floor: isCount ? 0 : nil)
  }
}

/// A 2 × 2 matrix, row by row.
private struct Square {
  var a, b, c, d: Double

  init(_ a: Double, _ b: Double, _ c: Double, _ d: Double) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }

  static func + (x: Square, y: Square) -> Square {
    Square(x.a + y.a, x.b + y.b, x.c + y.c, x.d + y.d)
  }
  static func * (s: Double, x: Square) -> Square { Square(s * x.a, s * x.b, s * x.c, s * x.d) }
  static func * (x: Square, y: Square) -> Square {
    Square(
      x.a * y.a + x.b * y.c, x.a * y.b + x.b * y.d, x.c * y.a + x.d * y.c,
      x.c * y.b + x.d * y.d)
  }
  var transposed: Square { Square(a, c, b, d) }
  /// X S Xᵀ.
  func around(_ s: Square) -> Square { self * s * transposed }
  /// (u, v) S (u, v)ᵀ.
  func form(_ u: Double, _ v: Double) -> Double { u * (a * u + b * v) + v * (c * u + d * v) }
  func apply(_ u: (Double, Double)) -> (Double, Double) {
    (a * u.0 + b * u.1, c * u.0 + d * u.1)
  }
  static func outer(_ u: (Double, Double), _ v: (Double, Double)) -> Square {
    Square(u.0 * v.0, u.0 * v.1, u.1 * v.0, u.1 * v.1)
  }
}

/// Mean and covariance of (A + Bε + Cε²) u for normal ε independent of u.
private struct TransitionMoments {
  var a, b, c: Square
  var variance: Double

  func apply(
    _ mean: (Double, Double), _ covariance: Square
  ) -> (mean: (Double, Double), covariance: Square) {
    // With the mean transition M = A + σ²C, Cov = M S Mᵀ + σ² B P Bᵀ + 2σ⁴ C P Cᵀ,
    // S the covariance and P = S + μμᵀ the second moment: Var ε² = 2σ⁴, E ε³ = 0.
    let transition = a + variance * c
    let second = covariance + Square.outer(mean, mean)
    return (
      transition.apply(mean),
      transition.around(covariance) + variance * b.around(second)
        + (2 * variance * variance) * c.around(second)
    )
  }
}
