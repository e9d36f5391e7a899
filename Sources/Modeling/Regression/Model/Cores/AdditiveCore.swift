import LinearAlgebra
import Statistics

/// An additive model: the smooths of the formula beside its other terms.
struct AdditiveCore: FittedCore {
  var fit: AdditiveFit

  func predict(_ rows: RegressionRows, level: Double?) throws(RegressionError) -> Prediction {
    let (values, errors) = fit.linearPredictor(
      parametric: rows.design, smooths: rows.smooths.map(SmoothRows.init), offset: rows.offset)
    var prediction = Prediction(mean: values)
    guard let level else { return prediction }
    let deviate = ReferenceLaw(fit.scaleEstimated ? fit.residualDegrees : nil)
      .upperQuantile((1 - level) / 2)
    prediction.level = level
    prediction.meanLower = zip(values, errors).map { $0 - deviate * $1 }
    prediction.meanUpper = zip(values, errors).map { $0 + deviate * $1 }
    let spread = errors.map { ($0 * $0 + fit.scale).squareRoot() }
    prediction.lower = zip(values, spread).map { $0 - deviate * $1 }
    prediction.upper = zip(values, spread).map { $0 + deviate * $1 }
    return prediction
  }

  func linearPredictor(_ rows: RegressionRows) throws(RegressionError) -> [Double] {
    fit.linearPredictor(
      parametric: rows.design, smooths: rows.smooths.map(SmoothRows.init), offset: rows.offset
    ).values
  }

  func coefficientTable(level: Double) -> [Coefficient] { fit.coefficients }

  var fitNotes: [FitNote] { fit.notes }

  var scale: CoefficientScale { .units }

  func termTests(_ spans: [TermSpan]) -> [TermRow] {
    fit.smooths.map { smooth in
      TermRow(
        label: smooth.label, degreesOfFreedom: smooth.effectiveDegrees,
        statistic: smooth.statistic, pValue: smooth.pValue)
    }
  }
}
