internal import Statistics

extension KalmanFilter {
  /// Mean, and variance in units of σ², of the next `horizon` observations of the
  /// first column.
  func forecast(horizon: Int) -> (mean: [Double], variance: [Double]) {
    var filter = self
    var mean: [Double] = []
    var variance: [Double] = []
    for _ in 0..<horizon {
      mean.append(filter.prediction())
      variance.append(filter.predictionVariance)
      filter.step(.nan)
    }
    return (mean, variance)
  }

  /// Draws futures from the joint distribution the model gives them, through its
  /// innovations form: y = Z a + v, v ~ N(0, σ² F), a ← T (a + K v).
  ///
  /// - Returns: `paths` runs of `horizon` values, path after path.
  func draw(
    horizon: Int, paths: Int, deviation: Double, stream: inout RandomStream
  ) -> [Double] {
    // Gains and variances do not depend on the values: one run serves all paths.
    var filter = self
    var gains: [[Double]] = []
    var roots: [Double] = []
    for _ in 0..<horizon {
      gains.append(filter.innovationGain())
      roots.append(deviation * filter.variance.squareRoot())
    }
    let origin = state()
    var drawn = [Double](repeating: 0, count: horizon * paths)
    for path in 0..<paths {
      var a = origin
      for step in 0..<horizon {
        let v = roots[step] * stream.normal()
        drawn[path * horizon + step] = model.observation(of: a) + v
        for i in a.indices { a[i] += gains[step][i] * v }
        a = model.next(a)
      }
    }
    return drawn
  }

  /// The correlation of two steps' forecast errors, on average over the pairs of
  /// the first `horizon` steps: steps h and h + k share Σ_j F_j ρ_j(h) ρ_j(h + k)
  /// over the innovations j up to h, ρ_j the response of the path to the j-th.
  func meanErrorCorrelation(horizon: Int) -> Double {
    guard horizon > 1 else { return 0 }
    var covariance = [Double](repeating: 0, count: horizon * horizon)
    var filter = self
    for step in 0..<horizon {
      var shock = filter.innovationGain()
      var response = [1.0]
      for _ in (step + 1)..<max(horizon, step + 1) {
        shock = model.next(shock)
        response.append(model.observation(of: shock))
      }
      for a in step..<horizon {
        let scaled = filter.variance * response[a - step]
        for b in step...a { covariance[a * horizon + b] += scaled * response[b - step] }
      }
    }
    var sum = 0.0
    for a in 0..<horizon {
      for b in 0..<a {
        let product = covariance[a * horizon + a] * covariance[b * horizon + b]
        if product > 0 { sum += covariance[a * horizon + b] / product.squareRoot() }
      }
    }
    return sum / Double(horizon * (horizon - 1) / 2)
  }
}

extension StateSpaceModel {
  /// Z a.
  func observation(of a: [Double]) -> Double {
    var sum = 0.0
    for (k, i) in observed.enumerated() { sum += weights[k] * a[i] }
    return sum
  }

  /// T a.
  func next(_ a: [Double]) -> [Double] {
    (0..<order).map { i in
      var sum = 0.0
      for e in rowStart[i]..<rowStart[i + 1] { sum += values[e] * a[columns[e]] }
      return sum
    }
  }
}
