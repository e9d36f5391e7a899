extension ErrorDependence {
  /// Of a linear innovations model with responses c_1, c_2, …: the correlation of
  /// two steps' errors on average over the pairs of the first 48 steps, from
  /// cov(h, h + k) = σ² (c_k + Σ_{j<h} c_j c_{j+k}).
  init(responses: [Double]) {
    self = .independent
    let c = [1] + responses.prefix(47)
    let steps = c.count
    guard steps > 1 else { return }
    var variances = [Double](repeating: 0, count: steps)
    for h in 0..<steps { variances[h] = (h > 0 ? variances[h - 1] : 0) + c[h] * c[h] }
    var sum = 0.0
    for k in 1..<steps {
      var covariance = 0.0
      for h in 0..<(steps - k) {
        covariance += c[h] * c[h + k]
        sum += covariance / (variances[h] * variances[h + k]).squareRoot()
      }
    }
    persistent = min(max(sum / Double(steps * (steps - 1) / 2), 0), 1)
  }
}
