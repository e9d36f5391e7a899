extension GLMFit {
  /// Bread and scores, for covariances that trust no variance. For CR2 the working
  /// model is the family's own variance.
  ///
  /// - Throws: `.setting` for a model read from a file.
  public func sandwich() throws(RegressionError) -> Sandwich {
    let data = try rows()
    var weights: [Double] = []
    var variances: [Double] = []
    for (i, predictor) in try linearPredictorOfRows().enumerated() {
      let prior = data.weights?[i] ?? 1
      let slope = link.slope(predictor)
      let variance = family.variance(
        link.mean(predictor), complement: link.complement(predictor))
      weights.append(prior > 0 ? prior * slope * slope / variance : 0)
      variances.append(prior > 0 ? variance / prior : 0)
    }
    return Sandwich(
      design: data.design, kept: kept, bread: unscaledCovariance, scoreFactors: try scores(),
      weights: weights, variances: variances, count: observations)
  }

  /// Estimates with errors of the kind asked for, compared with Student's t where the
  /// dispersion was estimated and with the normal otherwise.
  ///
  /// - Throws: `.setting` for a model read from a file (other than classical), groups
  ///   of other length or fewer than two, a negative lag.
  public func inference(
    _ estimator: CovarianceEstimator
  ) throws(RegressionError) -> CoefficientInference {
    let degrees = isDispersionEstimated ? Double(residualDegreesOfFreedom) : nil
    let names = coefficients.map(\.name)
    let estimates = kept.map { coefficients[$0].estimate }
    if case .classical = estimator {
      return CoefficientInference(
        estimator: estimator.name, names: names, kept: kept, estimates: estimates,
        covariance: covariance,
        degreesOfFreedom: degrees.map { [Double](repeating: $0, count: rank) })
    }
    guard residualDegreesOfFreedom > 0 else {
      throw .tooFewRows(rows: observations, columns: rank)
    }
    return try sandwich().inference(
      estimator, names: names, estimates: estimates, residualDegreesOfFreedom: degrees)
  }
}
