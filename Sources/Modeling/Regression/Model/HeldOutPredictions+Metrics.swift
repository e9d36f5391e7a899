import Statistics

extension HeldOutPredictions {
  /// What is measured for this kind of response, the most telling first.
  static func metrics(
    _ method: RegressionSpecification.Method, _ response: RegressionSpecification.Response,
    quantiles: [Double]
  ) -> [Metric] {
    if method == .quantile {
      let level = quantiles.sorted()[quantiles.count / 2]
      return [.pinball(level: level), .mae]
    }
    return switch response {
    case .number: [.rmse, .mae, .rSquared]
    case .count: [.poissonDeviance, .rmse, .mae]
    case .yesNo: [.logLoss, .brier, .rocAUC, .averagePrecision]
    }
  }

  /// A metric on every fold, of the model or of the baseline.
  func scores(_ metric: Metric, ofBaseline: Bool = false) -> FoldScores {
    let values = folds.map { fold in
      let actual = fold.split.test.map { rows.response[$0] }
      let predicted =
        ofBaseline
        ? [Double](repeating: fold.baseline[0], count: actual.count) : fold.prediction.mean
      let usable = actual.indices.filter { !predicted[$0].isNaN }
      let weights = rows.caseWeights
      return metric.value(
        usable.map { actual[$0] }, usable.map { predicted[$0] },
        weights.map { all in usable.map { all[fold.split.test[$0]] } })
    }
    return foldScores(metric.name, values)
  }

  private func foldScores(_ name: String, _ values: [Double]) -> FoldScores {
    FoldScores(
      metric: name, values: values, trainRows: folds.map(\.split.train.count),
      testRows: folds.map(\.split.test.count))
  }

  /// Rows of `metrics.csv` for unseen rows: the model's, then the baseline's.
  func metricRows(quantiles: [Double]) -> [MetricRow] {
    guard !folds.isEmpty else { return [] }
    if method == .multinomial { return classRows() }
    var (own, base): ([MetricRow], [MetricRow]) = ([], [])
    for metric in Self.metrics(method, response, quantiles: quantiles) {
      own.append(Self.row(.crossValidated, scores(metric)))
      base.append(Self.row(.baseline, scores(metric, ofBaseline: true)))
    }
    if let coverage = coverage() { own.append(Self.row(.crossValidated, coverage)) }
    return own + base
  }

  private static func row(_ part: MetricRow.Part, _ scores: FoldScores) -> MetricRow {
    let interval = scores.interval()
    return MetricRow(
      part, scores.metric, scores.mean, lower: interval?.lowerBound, upper: interval?.upperBound)
  }

  /// Share of held-out rows inside the interval of a new observation.
  private func coverage() -> FoldScores? {
    guard response != .yesNo,
      folds.allSatisfy({ $0.prediction.lower != nil && $0.prediction.upper != nil })
    else { return nil }
    return foldScores(
      "coverage",
      folds.map { fold in
        let actual = fold.split.test.map { rows.response[$0] }
        return Scores.coverage(
          actual: actual, lower: fold.prediction.lower ?? [], upper: fold.prediction.upper ?? [])
      })
  }

  private func classRows() -> [MetricRow] {
    func loss(_ fold: Fold, _ probabilities: [[Double]]) -> Double {
      ClassMetrics.logLoss(
        classes: fold.split.test.map { Int(rows.response[$0]) }, probabilities: probabilities)
    }
    func hits(_ fold: Fold, _ probabilities: [[Double]]) -> Double {
      let right = fold.split.test.indices.count { place in
        let best = probabilities.indices.max { probabilities[$0][place] < probabilities[$1][place] }
        return Double(best ?? -1) == rows.response[fold.split.test[place]]
      }
      return Double(right) / Double(max(1, fold.split.test.count))
    }
    func spread(_ fold: Fold) -> [[Double]] {
      fold.baseline.map { [Double](repeating: $0, count: fold.split.test.count) }
    }
    return [
      Self.row(.crossValidated, foldScores("log loss", folds.map { loss($0, $0.classes) })),
      Self.row(.crossValidated, foldScores("accuracy", folds.map { hits($0, $0.classes) })),
      Self.row(.baseline, foldScores("log loss", folds.map { loss($0, spread($0)) })),
      Self.row(.baseline, foldScores("accuracy", folds.map { hits($0, spread($0)) })),
    ]
  }
}
