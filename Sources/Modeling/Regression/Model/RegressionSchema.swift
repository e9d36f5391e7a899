/// How a saved model reads new rows.
struct RegressionSchema: Codable, Equatable, Sendable {
  /// Without a dot.
  var formula: Formula
  /// Of a model of trees, the response and offsets alone.
  var design: DesignSchema
  /// Whether rows go to trees: uncoded, with gaps.
  var isForTrees: Bool
  /// Columns of the data it reads, and what was seen of them.
  var inputs: [DesignInput]

  /// Freezes the reading of a frame; throws what `DesignSchema` throws.
  init(
    _ text: String, _ frame: ModelFrame, weights: String?, isForTrees: Bool
  ) throws(RegressionError) {
    let written = try Formula(text)
    let taken = try weights.map { name throws(RegressionError) in
      try FormulaParser.expression(name).variables
    }
    formula = try written.expanding(over: frame.columns.map(\.name), except: taken ?? [])
    self.isForTrees = isForTrees
    guard isForTrees else {
      design = try DesignSchema(formula, frame, weights: weights)
      inputs = design.inputs
      return
    }
    let terms = try formula.terms()
    let offsets = terms.offsets.map { " + offset(\($0))" }.joined()
    let bare = try Formula("\(formula.response.map { "\($0) " } ?? "")~ 1\(offsets)")
    design = try DesignSchema(bare, frame, weights: weights)
    let kept = try design.rows(of: frame).kept
    inputs = try DesignSchema.inputs(terms, frame, rows: kept)
  }

  /// Rows of a frame; throws what `DesignSchema.rows` throws.
  func rows(of frame: ModelFrame, policy: RowPolicy) throws(RegressionError) -> RegressionRows {
    let rows = try design.rows(of: frame, policy: policy)
    return RegressionRows(
      rows,
      features: isForTrees
        ? try formula.features(of: frame, rows: rows.kept) : ModelFrame(columns: []))
  }
}
