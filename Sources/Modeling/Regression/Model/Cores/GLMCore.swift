import LinearAlgebra

/// A generalized linear model, with the covariance that was asked for.
struct GLMCore: FittedCore {
  var fit: GLMFit
  /// Other than the model's own: what it is called, of the kept columns, and the
  /// degrees of freedom it is judged with.
  var robust: Robust?

  struct Robust: Codable, Sendable {
    var estimator: String
    var covariance: Matrix
    var degreesOfFreedom: [Double]?
    var notes: [FitNote]
  }

  var inference: CoefficientInference {
    let ownDegrees =
      fit.isDispersionEstimated
      ? [Double](repeating: Double(fit.residualDegreesOfFreedom), count: fit.rank) : nil
    return CoefficientInference(
      estimator: robust?.estimator ?? "classical", names: fit.coefficients.map(\.name),
      kept: fit.kept, estimates: fit.kept.map { fit.coefficients[$0].estimate },
      covariance: robust?.covariance ?? fit.covariance,
      degreesOfFreedom: robust.map(\.degreesOfFreedom) ?? ownDegrees, notes: robust?.notes ?? [])
  }

  func predict(_ rows: RegressionRows, level: Double?) throws(RegressionError) -> Prediction {
    var fit = fit
    if let robust { fit.covariance = robust.covariance }
    return try fit.predict(
      design: rows.design, offset: rows.offset, trials: rows.trials, level: level)
  }

  func linearPredictor(_ rows: RegressionRows) throws(RegressionError) -> [Double] {
    try fit.linearPredictor(design: rows.design, offset: rows.offset)
  }

  func coefficientTable(level: Double) -> [Coefficient] { inference.coefficients(level: level) }

  var fitNotes: [FitNote] { fit.notes + (robust?.notes ?? []) }

  var scale: CoefficientScale { CoefficientScale(fit.link) }

  func termTests(_ spans: [TermSpan]) -> [TermRow] { inference.termTests(spans) }
}
