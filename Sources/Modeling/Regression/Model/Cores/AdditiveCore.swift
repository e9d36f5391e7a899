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

  func termTests(_ spans: [TermSpan]) -> [TermRow] {
    fit.smooths.map { smooth in
      TermRow(
        label: smooth.label, degreesOfFreedom: smooth.effectiveDegrees,
        statistic: smooth.statistic, pValue: smooth.pValue)
    }
  }
}
