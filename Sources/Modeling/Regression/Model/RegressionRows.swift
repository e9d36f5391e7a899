import LinearAlgebra

/// Rows as every method takes them: coded for those that want columns of numbers,
/// uncoded for trees.
struct RegressionRows: Sendable {
  var design: DesignMatrix
  /// Empty where rows are only predicted and have no response.
  var response: [Double]
  var trials: [Double]?
  var weights: [Double]?
  var offset: [Double]?
  var smooths: [SmoothColumn]
  /// For trees alone; elsewhere without columns.
  var features: ModelFrame
  /// Rows of the frame these are.
  var kept: [Int]
  var frameRows: Int
  var notes: [FitNote]

  var count: Int { kept.count }

  init(_ rows: DesignRows, features: ModelFrame) {
    design = rows.design
    response = rows.response
    (trials, weights, offset) = (rows.trials, rows.weights, rows.offset)
    smooths = rows.smooths
    self.features = features
    kept = rows.kept
    frameRows = rows.frameRows
    notes = rows.notes
  }

  /// Some of these rows; their places are counted among these.
  func selecting(_ chosen: [Int]) -> RegressionRows {
    func pick(_ values: [Double]) -> [Double] { chosen.map { values[$0] } }
    var result = self
    result.design = design.selecting(rows: chosen)
    result.response = response.isEmpty ? [] : pick(response)
    result.trials = trials.map(pick)
    result.weights = weights.map(pick)
    result.offset = offset.map(pick)
    result.smooths = smooths.map { smooth in
      var smooth = smooth
      smooth.values = pick(smooth.values)
      smooth.byCodes = smooth.byCodes.map { codes in chosen.map { codes[$0] } }
      smooth.byValues = smooth.byValues.map(pick)
      return smooth
    }
    result.features = features.selecting(rows: chosen)
    result.kept = chosen.map { kept[$0] }
    return result
  }

  /// Values of these rows at their places among the frame's; NaN elsewhere.
  func scattered(_ values: [Double]) -> [Double] {
    var result = [Double](repeating: .nan, count: frameRows)
    for (value, row) in zip(values, kept) { result[row] = value }
    return result
  }
}
