/// Quantiles: the middle one is the prediction, the outer ones its range.
struct QuantileCore: FittedCore {
  var fit: QuantileRegression

  func predict(_ rows: RegressionRows, level: Double?) throws(RegressionError) -> Prediction {
    let quantiles = fit.predict(rows.design)
    let middle = fit.levels.count / 2
    func shifted(_ column: Int) -> [Double] {
      guard let offset = rows.offset else { return quantiles.column(column) }
      return zip(quantiles.column(column), offset).map { $0 + $1 }
    }
    var prediction = Prediction(mean: shifted(middle))
    if level != nil, fit.levels.count > 1 {
      prediction.lower = shifted(0)
      prediction.upper = shifted(fit.levels.count - 1)
      prediction.level = fit.levels[fit.levels.count - 1] - fit.levels[0]
    }
    return prediction
  }

  func linearPredictor(_ rows: RegressionRows) throws(RegressionError) -> [Double] {
    try predict(rows, level: nil).mean
  }

  /// Every level's coefficients; of several levels the name says which.
  func coefficientTable(level: Double) -> [Coefficient] {
    guard fit.levels.count > 1 else {
      return fit.coefficients(level: fit.levels[0], confidence: level)
    }
    return fit.levels.flatMap { quantile in
      fit.coefficients(level: quantile, confidence: level).map { coefficient in
        var named = coefficient
        named.name = "q\(formulaNumber(quantile)) \(coefficient.name)"
        return named
      }
    }
  }

  var fitNotes: [FitNote] { fit.notes }

  var scale: CoefficientScale { .units }
}
