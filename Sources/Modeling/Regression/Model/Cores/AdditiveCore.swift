import LinearAlgebra

/// An additive model: the smooths of the formula beside its other terms.
struct AdditiveCore: FittedCore {
  var fit: AdditiveFit

  func predict(_ rows: RegressionRows, level: Double?) throws(RegressionError) -> Prediction {
    try fit.predict(
      parametric: rows.design, smooths: rows.smooths.map(SmoothRows.init), offset: rows.offset,
      trials: rows.trials, level: level)
  }

  func linearPredictor(_ rows: RegressionRows) throws(RegressionError) -> [Double] {
    try fit.linearPredictor(
      parametric: rows.design, smooths: rows.smooths.map(SmoothRows.init), offset: rows.offset
    ).values
  }

  func coefficientTable(level: Double) -> [Coefficient] { fit.coefficients }

  var fitNotes: [FitNote] { fit.notes }

  var scale: CoefficientScale { CoefficientScale(fit.link) }

  /// Wald tests of the parametric terms, then those of the smooths (Wood 2013).
  func termTests(_ spans: [TermSpan]) -> [TermRow] {
    let kept = fit.coefficients.indices.filter { fit.coefficients[$0].standardError != nil }
    var covariance = Matrix(rows: kept.count, columns: kept.count)
    for (b, j) in kept.enumerated() {
      for (a, i) in kept.enumerated() { covariance[a, b] = fit.covariance[i, j] }
    }
    let parametric = CoefficientInference(
      estimator: "Bayesian", names: fit.names, kept: kept,
      estimates: kept.map { fit.coefficients[$0].estimate }, covariance: covariance,
      degreesOfFreedom: fit.scaleEstimated
        ? [Double](repeating: fit.residualDegrees, count: kept.count) : nil)
    return parametric.termTests(spans)
      + fit.smooths.map { smooth in
        TermRow(
          label: smooth.label, degreesOfFreedom: smooth.effectiveDegrees,
          statistic: smooth.statistic, pValue: smooth.pValue)
      }
  }
}
