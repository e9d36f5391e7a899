import LinearAlgebra
import Statistics

/// What a model said of rows it had not seen, fold by fold.
public struct CrossValidation: Sendable {
  public let splits: [DataSplit]
  /// For each fold, one value a test row, in the order of the rows.
  public let predictions: [[Double]]

  /// Fits and predicts each fold.
  ///
  /// - Parameters:
  ///   - threads: folds run at once; what they give does not depend on it.
  ///   - predict: gets a fold, must fit on its `train` rows alone, and gives one
  ///     value for each of its `test` rows.
  /// - Throws: what `predict` throws, of the first fold that failed.
  public init(
    _ splits: [DataSplit], threads: Int = 1,
    predict: @Sendable (DataSplit) throws(RegressionError) -> [Double]
  ) throws(RegressionError) {
    self.splits = splits
    predictions = try parallelTryMap(splits.count, threads: threads) {
      fold throws(RegressionError) in
      let values = try predict(splits[fold])
      precondition(values.count == splits[fold].test.count, "one prediction a test row")
      return values
    }
  }

  /// Predictions at their rows: the mean where a row was tested more than once,
  /// NaN where never.
  public func outOfFold(rows: Int) -> [Double] {
    var (sums, counts) = ([Double](repeating: 0, count: rows), [Double](repeating: 0, count: rows))
    for (split, values) in zip(splits, predictions) {
      for (row, value) in zip(split.test, values) {
        sums[row] += value
        counts[row] += 1
      }
    }
    return sums.indices.map { counts[$0] > 0 ? sums[$0] / counts[$0] : .nan }
  }

  /// A metric on each fold's test rows.
  ///
  /// - Parameters:
  ///   - actual: the response of every row, in the order the splits index.
  ///   - weights: of every row. Rows whose prediction or response is NaN do not
  ///     count, but in `unscored`.
  public func scores(
    _ metric: Metric, actual: [Double], weights: [Double]? = nil
  ) -> FoldScores {
    var unscored = 0
    let values = zip(splits, predictions).map { split, predicted in
      let usable = split.test.indices.filter {
        !predicted[$0].isNaN && !actual[split.test[$0]].isNaN
      }
      unscored += predicted.count - usable.count
      return metric.value(
        usable.map { actual[split.test[$0]] }, usable.map { predicted[$0] },
        weights.map { all in usable.map { all[split.test[$0]] } })
    }
    return FoldScores(
      metric: metric.name, values: values, trainRows: splits.map(\.train.count),
      testRows: splits.map(\.test.count), unscored: unscored)
  }
}

/// A figure a fold.
public struct FoldScores: Codable, Equatable, Sendable {
  public var metric: String
  public var values: [Double]
  public var trainRows: [Int]
  public var testRows: [Int]
  /// Test rows left out of the figures because the model gave them no prediction.
  public var unscored: Int

  public init(
    metric: String, values: [Double], trainRows: [Int], testRows: [Int], unscored: Int = 0
  ) {
    self.metric = metric
    self.values = values
    self.trainRows = trainRows
    self.testRows = testRows
    self.unscored = unscored
  }

  public var mean: Double { Descriptive.mean(values) }

  /// Standard error of the mean as if folds were independent, which they are not:
  /// they share training rows. What the one-standard-error rule uses.
  public var naiveStandardError: Double {
    (Descriptive.variance(values) / Double(values.count)).squareRoot()
  }

  /// Standard error that allows for shared training rows: s² (1/k + n₂/n₁), n₂ test
  /// rows to n₁ training rows (Nadeau & Bengio 2003, "Inference for the generalization
  /// error", eq. 8).
  public var standardError: Double {
    (Descriptive.variance(values) * (1 / Double(values.count) + testShare)).squareRoot()
  }

  /// Mean ratio of test to training rows.
  var testShare: Double {
    zip(testRows, trainRows).reduce(0.0) { $0 + Double($1.0) / Double(max(1, $1.1)) }
      / Double(max(1, testRows.count))
  }

  /// Student's interval of the mean by `standardError`; nil for a single fold.
  ///
  /// - Parameter level: inside (0, 1).
  public func interval(level: Double = 0.95) -> ClosedRange<Double>? {
    guard values.count > 1, standardError.isFinite,
      let t = try? StudentT(degreesOfFreedom: Double(values.count - 1))
    else { return nil }
    let half = t.upperQuantile((1 - level) / 2) * standardError
    guard half.isFinite, mean.isFinite else { return nil }
    return mean - half...mean + half
  }
}
