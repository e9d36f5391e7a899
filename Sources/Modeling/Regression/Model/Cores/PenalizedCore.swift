/// Lasso, elastic net or ridge at the penalty that folds of its own chose.
enum PenalizedCore: FittedCore {
  case net(ElasticNetSelection)
  /// Yes or no: also chooses the scale of its columns.
  case logistic(RegularizedLogistic)

  func predict(_ rows: RegressionRows, level: Double?) throws(RegressionError) -> Prediction {
    switch self {
    case .net(let fit): Prediction(mean: fit.predict(rows.design, offset: rows.offset))
    case .logistic(let fit): Prediction(mean: fit.predict(rows.design))
    }
  }

  func linearPredictor(_ rows: RegressionRows) throws(RegressionError) -> [Double] {
    switch self {
    case .net(let fit): fit.predict(rows.design, offset: rows.offset).map(fit.fit.family.link)
    case .logistic(let fit): fit.predict(rows.design).map(ElasticNetFamily.binomial.link)
    }
  }

  func coefficientTable(level: Double) -> [Coefficient] {
    switch self {
    case .net(let fit): fit.coefficients
    case .logistic(let fit): fit.coefficients
    }
  }

  var fitNotes: [FitNote] {
    switch self {
    case .net(let fit): fit.notes
    case .logistic(let fit): fit.notes
    }
  }

  var scale: CoefficientScale {
    guard case .net(let fit) = self else { return .odds }
    return switch fit.fit.family {
    case .gaussian: .units
    case .poisson: .percent
    case .binomial: .odds
    }
  }
}
