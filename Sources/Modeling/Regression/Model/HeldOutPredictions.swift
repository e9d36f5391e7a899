import LinearAlgebra
import Statistics

/// What models fitted on the other folds say of each fold's rows, and what the mean
/// of their training rows would have said.
struct HeldOutPredictions: Sendable {
  struct Fold: Sendable {
    var split: DataSplit
    /// What was fitted to the other folds.
    var core: RegressionCore
    var prediction: Prediction
    /// Of several classes, one array a class; else empty.
    var classes: [[Double]]
    /// Mean (median for quantiles and robust methods) of the training rows, or the
    /// shares of the classes.
    var baseline: [Double]
  }

  var folds: [Fold]
  let rows: RegressionRows
  let method: RegressionSpecification.Method
  let response: RegressionSpecification.Response
  let levels: [String]?

  /// - Throws: what a fold's fit throws, of the first that fails.
  init(
    _ rows: RegressionRows, _ resolved: ResolvedMethod, _ specification: RegressionSpecification,
    splits: [DataSplit], levels: [String]?, threads: Int
  ) throws(RegressionError) {
    self.rows = rows
    (method, response) = (resolved.method, resolved.response)
    self.levels = levels
    let classes = resolved.method == .multinomial ? levels?.count ?? 0 : 0
    folds = try parallelTryMap(splits.count, threads: threads) { index throws(RegressionError) in
      let split = splits[index]
      let train = rows.selecting(split.train)
      let test = rows.selecting(split.test)
      let core = try RegressionCore(
        train, resolved, specification, levels: levels, clusters: nil, threads: 1)
      let prediction = try core.fitted.predict(test, level: specification.level)
      return Fold(
        split: split, core: core, prediction: prediction,
        classes: classes > 0 ? try core.classProbabilities(test) : [],
        baseline: Self.baseline(train, resolved.method, specification, classes: classes))
    }
  }

  /// Whether predictions come without a range that could be given one: numbers and
  /// counts of methods that know no errors.
  private var lacksRange: Bool {
    response != .yesNo && method != .multinomial && method != .quantile && !folds.isEmpty
      && folds.allSatisfy { $0.prediction.lower == nil }
  }

  /// Errors on all held-out rows, or those of other folds than one; nil where the
  /// method has ranges of its own, or rows are too few.
  private func errors(without omitted: Int?) -> HeldOutErrors? {
    var (actual, predicted): ([Double], [Double]) = ([], [])
    for (index, fold) in folds.enumerated() where index != omitted {
      actual += fold.split.test.map { rows.response[$0] }
      predicted += fold.prediction.mean
    }
    return HeldOutErrors(actual: actual, predicted: predicted, isScaled: response == .count)
  }

  /// Gives folds that lack ranges those from the errors of the other folds, so that
  /// no row helps to make its own, and returns the errors for new rows.
  mutating func widen(level: Double) -> HeldOutErrors? {
    guard lacksRange else { return nil }
    let others = folds.indices.map { errors(without: $0) }
    guard let all = errors(without: nil), others.allSatisfy({ $0 != nil }) else { return nil }
    for index in folds.indices {
      folds[index].prediction = others[index]!.widen(folds[index].prediction, level: level)
    }
    return all
  }

  private static func baseline(
    _ train: RegressionRows, _ method: RegressionSpecification.Method,
    _ specification: RegressionSpecification, classes: Int
  ) -> [Double] {
    if classes > 0 {
      var counts = [Double](repeating: 0, count: classes)
      for code in train.response { counts[Int(code)] += 1 }
      return counts.map { $0 / Double(train.count) }
    }
    if method == .quantile {
      let level = specification.quantiles.sorted()[specification.quantiles.count / 2]
      return [SampleQuantile.of(train.response, at: level)]
    }
    let weights = train.caseWeights
    var (sum, total) = (0.0, 0.0)
    for (row, value) in train.response.enumerated() {
      let weight = weights?[row] ?? 1
      sum += weight * value
      total += weight
    }
    return [total > 0 ? sum / total : .nan]
  }

  /// One line a held-out row, in the order of the rows and, where a row was tested
  /// more than once, of the folds.
  func lines() -> [RegressionOutcome.HeldOutRow] {
    var lines: [RegressionOutcome.HeldOutRow] = []
    for (index, fold) in folds.enumerated() {
      let lower = fold.prediction.lower ?? fold.prediction.meanLower
      let upper = fold.prediction.upper ?? fold.prediction.meanUpper
      for (place, row) in fold.split.test.enumerated() {
        lines.append(
          .init(
            row: rows.kept[row], fold: index + 1, actual: rows.response[row],
            mean: fold.prediction.mean[place], lower: lower?[place], upper: upper?[place],
            classes: fold.classes.map { $0[place] }))
      }
    }
    return lines.sorted { ($0.row, $0.fold) < ($1.row, $1.fold) }
  }
}

extension RegressionRows {
  /// What a row counts for in a mean: its weight, times its trials.
  var caseWeights: [Double]? {
    guard let trials else { return weights }
    return weights.map { weights in zip(weights, trials).map { $0 * $1 } } ?? trials
  }
}
