import LinearAlgebra

/// Least squares, with the covariance that was asked for.
struct LinearCore: FittedCore {
  var fit: LinearFit
  /// Of the kept columns.
  var covariance: Matrix
  var estimator: String
  var degreesOfFreedom: [Double]?
  var inferenceNotes: [FitNote]

  init(_ fit: LinearFit, _ inference: CoefficientInference) {
    self.fit = fit
    covariance = inference.covariance
    estimator = inference.estimator
    degreesOfFreedom = inference.degreesOfFreedom
    inferenceNotes = inference.notes
  }

  var inference: CoefficientInference {
    CoefficientInference(
      estimator: estimator, names: fit.names, kept: fit.kept, estimates: fit.estimates,
      covariance: covariance, degreesOfFreedom: degreesOfFreedom, notes: inferenceNotes)
  }

  func predict(_ rows: RegressionRows, level: Double?) throws(RegressionError) -> Prediction {
    try fit.predict(
      rows.design, offset: rows.offset, weights: rows.weights, level: level, inference: inference)
  }

  func linearPredictor(_ rows: RegressionRows) throws(RegressionError) -> [Double] {
    try fit.predict(rows.design, offset: rows.offset).mean
  }

  func coefficientTable(level: Double) -> [Coefficient] { inference.coefficients(level: level) }

  var fitNotes: [FitNote] { fit.notes + inferenceNotes }

  var scale: CoefficientScale { .units }

  func termTests(_ spans: [TermSpan]) -> [TermRow] { inference.termTests(spans) }
}
