/// Ridge at the penalty that leave-one-out chose.
struct RidgeCore: FittedCore {
  var fit: Ridge

  func predict(_ rows: RegressionRows, level: Double?) throws(RegressionError) -> Prediction {
    Prediction(mean: fit.predict(rows.design, offset: rows.offset))
  }

  func linearPredictor(_ rows: RegressionRows) throws(RegressionError) -> [Double] {
    fit.predict(rows.design, offset: rows.offset)
  }

  func coefficientTable(level: Double) -> [Coefficient] { fit.coefficients }

  var fitNotes: [FitNote] { fit.notes }

  var scale: CoefficientScale { .units }
}
