import Statistics

/// Ranges for methods that have none of their own, from errors on held-out rows.
///
/// The range of a new row is its prediction plus quantiles of the errors that models
/// made on rows they had not seen (split conformal prediction pooled over folds; Vovk 2015,
/// "Cross-conformal predictors"). Errors of counts are divided by the root of their
/// prediction, by which they grow.
struct HeldOutErrors: Codable, Equatable, Sendable {
  /// Ascending: all errors, or of many an even selection.
  var errors: [Double]
  var isScaled: Bool

  /// Of more errors than this, quantiles are kept.
  private static let most = 1_001
  /// Predictions of counts below this are scaled as this.
  private static let leastMean = 1e-3

  /// Nil where there are too few errors for a range.
  init?(actual: [Double], predicted: [Double], isScaled: Bool) {
    self.isScaled = isScaled
    let all = actual.indices.filter { !predicted[$0].isNaN }.map { row in
      (actual[row] - predicted[row]) / (isScaled ? Self.scale(predicted[row]) : 1)
    }.sorted()
    guard all.count >= 20 else { return nil }
    errors =
      all.count <= Self.most
      ? all
      : (0..<Self.most).map {
        SampleQuantile.ofSorted(all, at: Double($0) / Double(Self.most - 1))
      }
  }

  private static func scale(_ mean: Double) -> Double { max(leastMean, mean).squareRoot() }

  /// Prediction with the range of a new observation.
  ///
  /// - Parameter level: inside (0, 1).
  func widen(_ prediction: Prediction, level: Double) -> Prediction {
    // (n + 1) in place of n is what gives the coverage for a new row.
    let n = Double(errors.count)
    let reach = min(1, (1 + level) / 2 * (n + 1) / n)
    let low = SampleQuantile.ofSorted(errors, at: 1 - reach)
    let high = SampleQuantile.ofSorted(errors, at: reach)
    var result = prediction
    result.level = level
    result.lower = prediction.mean.map { mean in
      let end = mean + low * (isScaled ? Self.scale(mean) : 1)
      return isScaled ? max(0, end) : end
    }
    result.upper = prediction.mean.map { $0 + high * (isScaled ? Self.scale($0) : 1) }
    return result
  }
}
