/// Everything a formula reads from a frame, before rows are chosen.
struct GatheredRows {
  enum Values {
    case numeric([Double])
    case factor(Factor)

    func taking(_ rows: [Int]) -> Values {
      switch self {
      case .numeric(let values): .numeric(values.taking(rows))
      case .factor(let factor): .factor(factor.taking(rows))
      }
    }
  }

  struct Smooth {
    var values: [Double]
    var by: Values?
  }

  enum Response {
    case numeric([Double])
    case factor(Factor)
    /// Proportions and the trials behind them.
    case counts([Double], trials: [Double])
  }

  let rowCount: Int
  let needsResponse: Bool
  var atoms: [Values] = []
  var smooths: [Smooth] = []
  var offsets: [[Double]] = []
  var response: Response?
  var weights: [Double]?

  /// - Parameter needsResponse: without it a response whose columns are not there,
  ///   and the weights, are passed over.
  init(
    _ formula: Formula, _ terms: FormulaTerms, weights: FormulaExpression?, of frame: ModelFrame,
    needsResponse: Bool
  ) throws(RegressionError) {
    let evaluator = FrameEvaluator(frame)
    rowCount = frame.rowCount
    self.needsResponse = needsResponse
    for atom in terms.atoms { atoms.append(try Self.values(of: atom, evaluator)) }
    for smooth in terms.smooths {
      guard case .call(_, let arguments) = smooth else { continue }
      var by: Values?
      if let grouping = smooth.argument("by") { by = try Self.values(of: grouping, evaluator) }
      smooths.append(Smooth(values: try evaluator.numbers(arguments[0].value), by: by))
    }
    for offset in terms.offsets { offsets.append(try evaluator.numbers(offset)) }
    if let response = formula.response,
      needsResponse || response.variables.allSatisfy({ evaluator.has($0) })
    {
      self.response = try Self.response(response, evaluator)
    }
    if let weights, needsResponse {
      let values = try evaluator.numbers(weights)
      if let row = values.firstIndex(where: { $0 < 0 }) {
        throw .unusableColumn(
          weights.description, reason: "a weight below zero in row \(row + 1)")
      }
      self.weights = values
    }
  }

  private static func values(
    of atom: FormulaExpression, _ evaluator: FrameEvaluator
  ) throws(RegressionError) -> Values {
    switch atom {
    case .call(.category, _): return .factor(try evaluator.factor(atom))
    case .call(.polynomial, let arguments), .call(.spline, let arguments):
      return .numeric(try evaluator.numbers(arguments[0].value))
    case .variable:
      if case .factor(let factor) = try evaluator.value(of: atom) { return .factor(factor) }
      return .numeric(try evaluator.numbers(atom))
    default: return .numeric(try evaluator.numbers(atom))
    }
  }

  private static func response(
    _ expression: FormulaExpression, _ evaluator: FrameEvaluator
  ) throws(RegressionError) -> Response {
    switch expression {
    case .call(let function, let arguments) where function.role == .response:
      let successes = try evaluator.numbers(arguments[0].value)
      let others = try evaluator.numbers(arguments[1].value)
      let trials =
        function == .counts ? others : successes.indices.map { successes[$0] + others[$0] }
      var proportions = successes
      for row in successes.indices where trials[row].isFinite && successes[row].isFinite {
        guard successes[row] >= 0, successes[row] <= trials[row] else {
          throw .responseOutOfRange(
            reason: "successes must lie between zero and the number of trials", row: row)
        }
        // Without a trial there is nothing to learn: 0 / 0 is a missing value.
        proportions[row] = successes[row] / trials[row]
      }
      return .counts(proportions, trials: trials)
    case .call(.category, _): return .factor(try evaluator.factor(expression))
    default:
      if case .factor(let factor) = try evaluator.value(of: expression) { return .factor(factor) }
      return .numeric(try evaluator.numbers(expression))
    }
  }
}

/// Rows of categories the fit has not seen.
struct UnseenCategories {
  /// Stands for such a category among recoded codes; −1 is a missing value.
  static let code: Int32 = -2

  var label: String
  var original: Factor
  var codes: [Int32]
}

/// Which of the rows asked for are complete, and what the others lack.
struct CompleteRows {
  /// Ascending.
  private(set) var kept: [Int]
  private let asked: Int
  private var unseenRows = 0
  /// What was lacking, in order of the formula, and in how many rows.
  private(set) var reasons: [(label: String, rows: Int)] = []
  private var incomplete: [Bool] = []
  private let policy: RowPolicy

  /// - Parameter chosen: ascending; all rows by default.
  init(rowCount: Int, among chosen: [Int]?, policy: RowPolicy) {
    kept = chosen ?? Array(0..<rowCount)
    asked = kept.count
    incomplete = [Bool](repeating: false, count: rowCount)
    self.policy = policy
  }

  mutating func require(_ values: [Double], _ label: String) throws(RegressionError) {
    try require(label) { values[$0].isFinite }
  }

  mutating func require(_ factor: Factor, _ label: String) throws(RegressionError) {
    try require(label) { factor.codes[$0] != -1 }
  }

  private mutating func require(
    _ label: String, _ has: (Int) -> Bool
  ) throws(RegressionError) {
    var count = 0
    for row in kept where !has(row) {
      if policy.missing == .fail { throw .notFinite(column: label, row: row) }
      incomplete[row] = true
      count += 1
    }
    if count > 0 { reasons.append((label, count)) }
  }

  mutating func finish() {
    if !reasons.isEmpty { kept.removeAll { incomplete[$0] } }
  }

  /// Leaves out rows of unseen categories that lack nothing else.
  mutating func leaveOut(_ stranger: UnseenCategories) throws(RegressionError) -> FitNote? {
    let rows = kept.filter { stranger.codes[$0] == UnseenCategories.code }
    guard let first = rows.first else { return nil }
    if policy.unseen == .fail {
      let level = stranger.original.levels[Int(stranger.original.codes[first])]
      throw .unseenLevel(column: stranger.label, level: level, row: first)
    }
    kept.removeAll { stranger.codes[$0] == UnseenCategories.code }
    unseenRows += rows.count
    return FitNote(
      .unseenLevel,
      "\(rows.count) of \(asked) rows have a category of \(stranger.label) the model was not "
        + "fitted on.")
  }

  /// One sentence where rows are lacking.
  var note: FitNote? {
    let dropped = asked - kept.count - unseenRows
    guard dropped > 0 else { return nil }
    let parts = reasons.map { "\($0.label) in \($0.rows)" }.joined(separator: ", ")
    return FitNote(
      .missingRows,
      "\(dropped) of \(asked) rows are left out; missing or not finite: \(parts).")
  }
}

extension [Double] {
  /// The values at `rows`, which ascend; the array itself where they are all.
  func taking(_ rows: [Int]) -> [Double] {
    rows.count == count ? self : rows.map { self[$0] }
  }
}

extension Factor {
  func taking(_ rows: [Int]) -> Factor {
    rows.count == codes.count ? self : Factor(codes: rows.map { codes[$0] }, levels: levels)
  }
}
