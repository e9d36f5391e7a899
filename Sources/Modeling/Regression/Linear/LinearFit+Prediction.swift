import Foundation
import LinearAlgebra

extension LinearFit {
  /// Xb + offset for new rows.
  ///
  /// - Parameters:
  ///   - design: the columns of the fit, in their order; dropped ones do not count.
  ///   - offset: a value a row; nil for zeros.
  ///   - weights: of new observations, for their intervals; nil for 1.
  ///   - level: of the intervals, inside (0, 1); nil gives means alone.
  ///   - inference: whose covariance the intervals use; classical by default.
  /// - Returns: intervals of the mean, and of a new observation with variance σ̂²/w;
  ///   none where nothing is left to estimate σ from. With degrees of freedom that
  ///   differ by coefficient the least of them is used.
  /// - Throws: `.setting` for a design of other width, arrays of other length or a
  ///   level out of range.
  public func predict(
    _ design: DesignMatrix, offset: [Double]? = nil, weights: [Double]? = nil,
    level: Double? = nil, inference: CoefficientInference? = nil
  ) throws(RegressionError) -> Prediction {
    guard design.columns == names.count else {
      throw .setting("design", reason: "\(design.columns) columns, fitted on \(names.count)")
    }
    for (name, values) in [("offset", offset), ("weights", weights)] {
      guard let values, values.count != design.rows else { continue }
      throw .setting(name, reason: "\(values.count) values for \(design.rows) rows")
    }
    var mean = design.times(fullEstimates)
    if let offset {
      for i in mean.indices { mean[i] += offset[i] }
    }
    var prediction = Prediction(mean: mean)
    guard let level else { return prediction }
    guard level > 0, level < 1 else {
      throw .setting("level", reason: "must be inside (0, 1)")
    }
    let inference = inference ?? classicalInference
    guard inference.covariance.storage.allSatisfy(\.isFinite), residualVariance.isFinite else {
      return prediction
    }
    let reference = ReferenceLaw(inference.degreesOfFreedom?.min())
    let quantile = reference.upperQuantile((1 - level) / 2)
    let variance = design.quadraticForm(inference.covariance, columns: kept)
    var ends: (lower: [Double], upper: [Double]) = ([], [])
    var newEnds = ends
    for i in mean.indices {
      let width = quantile * variance[i].squareRoot()
      ends.lower.append(mean[i] - width)
      ends.upper.append(mean[i] + width)
      let noise = residualVariance / (weights?[i] ?? 1)
      let newWidth = quantile * (variance[i] + noise).squareRoot()
      newEnds.lower.append(mean[i] - newWidth)
      newEnds.upper.append(mean[i] + newWidth)
    }
    prediction.meanLower = ends.lower
    prediction.meanUpper = ends.upper
    prediction.lower = newEnds.lower
    prediction.upper = newEnds.upper
    prediction.level = level
    return prediction
  }
}
