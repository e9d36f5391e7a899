import Briefings
import Regression

extension RegressionTables {
  /// What a fit found, as the rows of its files.
  init(_ outcome: RegressionOutcome) {
    self.init()
    coefficients = outcome.model.coefficients.map(CoefficientLine.init)
    terms = outcome.terms.map {
      TestLine(
        name: $0.label, statistic: $0.statistic, degreesOfFreedom: $0.degreesOfFreedom,
        denominator: $0.denominator ?? .infinity, pValue: $0.pValue)
    }
    tests = outcome.tests.map {
      TestLine(
        name: $0.result.name, statistic: $0.result.statistic,
        degreesOfFreedom: $0.result.degreesOfFreedom ?? .nan,
        denominator: $0.result.denominator ?? .infinity, pValue: $0.result.pValue,
        sentence: $0.sentence)
    }
    metrics = outcome.metrics.map {
      MetricLine(
        part: $0.part.rawValue, metric: $0.metric, value: $0.value, lower: $0.lower ?? .nan,
        upper: $0.upper ?? .nan)
    }
    heldOut = outcome.heldOut.map {
      HeldOutLine(
        row: $0.row + 1, fold: $0.fold, actual: $0.actual, mean: $0.mean, lower: $0.lower ?? .nan,
        upper: $0.upper ?? .nan, classes: $0.classes)
    }
    if outcome.model.method == .multinomial { classes = outcome.model.responseLevels ?? [] }
    calibration = (outcome.calibration?.bins ?? []).enumerated().map { index, bin in
      CalibrationLine(
        bin: index + 1, rows: bin.count, predicted: bin.predicted, observed: bin.observed,
        lower: bin.lower, upper: bin.upper)
    }
  }
}

extension CoefficientLine {
  init(_ coefficient: Coefficient) {
    self.init(
      name: coefficient.name, estimate: coefficient.estimate,
      standardError: coefficient.standardError ?? .nan, statistic: coefficient.statistic ?? .nan,
      pValue: coefficient.pValue ?? .nan, lower: coefficient.lower ?? .nan,
      upper: coefficient.upper ?? .nan)
  }
}
