/// Boosted trees on the uncoded inputs.
struct TreesCore: FittedCore {
  var fit: BoostedTrees

  func predict(_ rows: RegressionRows, level: Double?) throws(RegressionError) -> Prediction {
    Prediction(mean: try fit.predict(rows.features, offset: rows.offset))
  }

  func linearPredictor(_ rows: RegressionRows) throws(RegressionError) -> [Double] {
    try fit.rawScores(rows.features, offset: rows.offset)[0]
  }

  func coefficientTable(level: Double) -> [Coefficient] { [] }

  var fitNotes: [FitNote] { fit.notes }

  var scale: CoefficientScale { .none }
}
