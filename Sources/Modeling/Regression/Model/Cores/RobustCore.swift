/// A regression that outliers cannot pull.
struct RobustCore: FittedCore {
  var fit: RobustRegression

  func predict(_ rows: RegressionRows, level: Double?) throws(RegressionError) -> Prediction {
    var mean = fit.predict(rows.design)
    if let offset = rows.offset { for i in mean.indices { mean[i] += offset[i] } }
    return Prediction(mean: mean)
  }

  func linearPredictor(_ rows: RegressionRows) throws(RegressionError) -> [Double] {
    try predict(rows, level: nil).mean
  }

  func coefficientTable(level: Double) -> [Coefficient] { fit.coefficients(confidence: level) }

  var fitNotes: [FitNote] { fit.notes }

  var scale: CoefficientScale { .units }
}
