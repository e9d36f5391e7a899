import LinearAlgebra

extension ElasticNetSetup {
  /// The path for squared error. All it needs of the rows is their moments.
  func gramPath(_ moments: CenteredMoments) -> Found {
    var moments = moments
    moments.scale(by: scales)
    let quadratic = PenalizedQuadratic(
      gram: moments.gram, linear: moments.cross, factors: factors, lower: lower, upper: upper)
    var unpenalized = quadratic
    for j in factors.indices where factors[j] > 0 { unpenalized.factors[j] = .infinity }
    let tolerance = options.tolerance * moments.responseSquare.squareRoot()
    var point = quadratic.start()
    var converged = unpenalized.minimize(&point, l1: 0, l2: 0, tolerance: tolerance)

    var found = Found()
    found.nullDeviance = moments.weight * moments.responseSquare
    let largest = quadratic.largestSlope(point)
    if largest == 0, options.lambdas == nil { found.notes.append(Self.nothingToExplain) }
    for lambda in lambdas(from: largest) {
      converged =
        quadratic.minimize(
          &point, l1: lambda * options.mixing, l2: lambda * (1 - options.mixing),
          tolerance: tolerance) && converged
      // bᵀc + bᵀ(c − G b): what the fit takes off the mean square.
      var explained = 0.0
      var intercept = moments.responseMean
      for (j, b) in point.coefficients.enumerated() where b != 0 {
        explained += b * (moments.cross[j] + point.gradient[j])
        intercept -= b * moments.means[j] / scales[j]
      }
      found.lambdas.append(lambda)
      found.intercepts.append(intercept)
      found.coefficients.append(point.coefficients)
      found.devianceRatio.append(
        moments.responseSquare > 0 ? min(1, explained / moments.responseSquare) : 0)
      if isSaturated(found) { break }
    }
    if !converged {
      found.notes.append(
        FitNote(.notConverged, "Coordinate descent stopped before it met its tolerance."))
    }
    return found
  }
}
