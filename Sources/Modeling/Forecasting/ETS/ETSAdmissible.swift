extension ETSModel {
  /// Whether the influence of old observations dies out at these parameters: the
  /// roots of the characteristic equation of the discount matrix lie inside the
  /// unit circle (Hyndman et al. 2008, §10.2). Written for the additive model of
  /// the same parameters, and used for all, as R's forecast::ets does.
  public func isAdmissible(_ parameters: ETSParameters) -> Bool {
    let (alpha, beta) = (parameters.alpha, form.trend == .none ? 0 : parameters.beta)
    let phi = form.trend == .none ? 1 : parameters.phi
    guard form.season != .none else {
      return alpha > 1 - 1 / phi && alpha < 1 + 1 / phi
        && beta >= alpha * (phi - 1) && beta < (1 + phi) * (2 - alpha)
    }
    let gamma = parameters.gamma
    // Coefficients from the highest power down.
    var polynomial: [Double]
    if form.trend == .none {
      polynomial = [Double](repeating: alpha, count: period + 1)
      polynomial[0] = 1
      polynomial[period] = alpha + gamma - 1
    } else {
      polynomial = [Double](repeating: alpha + beta - alpha * phi, count: period + 2)
      polynomial[0] = 1
      polynomial[1] = alpha + beta - phi
      polynomial[period] = alpha + beta - alpha * phi + gamma - 1
      polynomial[period + 1] = phi * (1 - alpha - gamma)
    }
    return ETSModel.isStable(polynomial)
  }

  /// Whether all roots of a monic polynomial, highest power first, lie inside the
  /// unit circle: the Schur–Cohn test by the step-down recursion, where every
  /// reflection coefficient must be below 1 in size.
  static func isStable(_ coefficients: [Double]) -> Bool {
    var a = coefficients
    var degree = a.count - 1
    while degree > 0 {
      let k = a[degree]
      guard abs(k) < 1 else { return false }
      let scale = 1 / (1 - k * k)
      var i = 1
      var j = degree - 1
      while i <= j {
        let (u, v) = (a[i], a[j])
        a[i] = (u - k * v) * scale
        a[j] = (v - k * u) * scale
        i += 1
        j -= 1
      }
      degree -= 1
    }
    return true
  }
}
