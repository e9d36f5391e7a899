/// Regressors of one series as a fitted model keeps them: from its first step
/// through the last one that is known.
///
/// A value that is not known, within the past or beyond its end, counts as the
/// column's mean over the training steps.
struct KnownRegressors: Sendable, Codable {
  struct Column: Sendable, Codable {
    var name: String
    /// Mean over the training steps: values are taken less it.
    var mean: Double
    @MissingAsNull var values: [Double]
  }

  var columns: [Column]

  /// Every regressor of the context that varies over the `count` training steps.
  init(_ context: SeriesContext?, count: Int) {
    columns = []
    guard let context else { return }
    for (index, regressor) in context.regressors.enumerated() {
      let values = Array(regressor.values.dropFirst(context.firstStep))
        .map { $0.isFinite ? $0 : .nan }
      let known = (0..<count).map { context.value(index, at: $0) }.filter(\.isFinite)
      guard let least = known.min(), let greatest = known.max(), greatest > least else { continue }
      var mean = 0.0
      for value in known { mean += value / Double(known.count) }
      columns.append(Column(name: regressor.name, mean: mean, values: values))
    }
  }

  init(columns: [Column] = []) { self.columns = columns }

  /// A column `step` steps after the first, less its mean.
  func value(_ column: Int, at step: Int) -> Double {
    let held = columns[column]
    guard held.values.indices.contains(step), held.values[step].isFinite else { return 0 }
    return held.values[step] - held.mean
  }

  /// Σ β x at a step.
  func effect(_ coefficients: [Double], at step: Int) -> Double {
    var sum = 0.0
    for c in columns.indices { sum += coefficients[c] * value(c, at: step) }
    return sum
  }
}
