extension Formula {
  /// What the right side reads of each row before it is coded: a column an atom or
  /// smooth, named as the formula prints it, missing values left in place. What trees
  /// split on.
  ///
  /// - Parameter rows: of the frame.
  /// - Throws: `.unknownColumn`, `.unusableColumn` where the frame does not fit.
  func features(of frame: ModelFrame, rows: [Int]) throws(RegressionError) -> ModelFrame {
    let terms = try terms()
    let gathered = try GatheredRows(self, terms, weights: nil, of: frame, needsResponse: false)
    var columns: [ModelFrame.Column] = []
    func add(_ label: String, _ values: GatheredRows.Values) {
      guard !columns.contains(where: { $0.name == label }) else { return }
      switch values.taking(rows) {
      case .numeric(let values):
        // ±∞ says no more than a missing value does.
        columns.append(.init(label, .numeric(values.map { $0.isFinite ? $0 : .nan })))
      case .factor(let factor): columns.append(.init(label, .factor(factor)))
      }
    }
    for (atom, values) in zip(terms.atoms, gathered.atoms) { add(atom.splitLabel, values) }
    for (smooth, values) in zip(terms.smooths, gathered.smooths) {
      add(smooth.splitLabel, .numeric(values.values))
      if let by = smooth.argument("by"), let grouping = values.by {
        add(by.description, grouping)
      }
    }
    return ModelFrame(columns: columns)
  }
}

extension FormulaExpression {
  /// Of a polynomial, spline or smooth the value it is made of.
  fileprivate var splitLabel: String {
    switch self {
    case .call(.polynomial, let arguments), .call(.spline, let arguments),
      .call(.smooth, let arguments):
      arguments[0].value.description
    default: description
    }
  }
}
