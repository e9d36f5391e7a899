extension DesignSchema {
  /// Freezes how the rows of `frame` become a design.
  ///
  /// Levels, polynomials, knots and ranges are those of the complete rows.
  /// - Parameters:
  ///   - weights: a column or an expression of columns; rows whose weight is missing
  ///     are incomplete.
  ///   - rows: of the frame, ascending, to learn from; all by default. Give the
  ///     training rows of a fold this way rather than as a frame of their own:
  ///     `lag` and `diff` then still find the rows before.
  /// - Throws: `.unknownColumn`, `.unusableColumn` or `.formula` where the formula
  ///   does not fit the frame; `.tooFewRows` where no row is complete.
  public init(
    _ formula: Formula, _ frame: ModelFrame, weights: String? = nil, rows chosen: [Int]? = nil
  ) throws(RegressionError) {
    let weightExpression = try weights.map { text throws(RegressionError) in
      try FormulaParser.expression(text)
    }
    let expanded = try formula.expanding(
      over: frame.columns.map(\.name), except: weightExpression?.variables ?? [])
    let terms = try expanded.terms()
    let gathered = try GatheredRows(
      expanded, terms, weights: weightExpression, of: frame, needsResponse: true)
    let complete = try gathered.complete(
      terms, expanded.response, weightExpression, .fit, among: chosen)
    guard !complete.kept.isEmpty else { throw .tooFewRows(rows: 0, columns: terms.terms.count) }

    var codings: [AtomCoding] = []
    for (atom, values) in zip(terms.atoms, gathered.atoms) {
      codings.append(try Self.coding(of: atom, values, rows: complete.kept))
    }
    var smooths: [SmoothTerm] = []
    for (expression, values) in zip(terms.smooths, gathered.smooths) {
      smooths.append(try Self.smooth(expression, values, rows: complete.kept))
    }
    var response = ResponseCoding(kind: .none)
    switch gathered.response {
    case .numeric: response.kind = .number
    case .counts: response.kind = .counts
    case .factor(let factor):
      let (levels, _) = factor.taking(complete.kept).used()
      guard levels.count > 1 else {
        throw .unusableColumn(
          expanded.response?.description ?? "", reason: "has the same category in every row")
      }
      response = ResponseCoding(kind: .category, levels: levels)
    case nil: break
    }
    try self.init(
      formula: expanded, weights: weightExpression?.description,
      inputs: Self.inputs(terms, frame, rows: complete.kept), codings: codings, smooths: smooths,
      response: response, rowCount: complete.kept.count)
    for (term, full) in zip(self.terms.terms, isFull) {
      try requireNarrowContrasts(term, full)
    }
  }

  private static func coding(
    of atom: FormulaExpression, _ values: GatheredRows.Values, rows: [Int]
  ) throws(RegressionError) -> AtomCoding {
    var coding = AtomCoding(label: atom.description)
    switch (atom, values) {
    case (_, .factor(let factor)):
      let (levels, counts) = factor.taking(rows).used()
      let contrast = Contrast(rawValue: atom.word("contrast") ?? "") ?? .treatment
      var reference = contrast == .sum ? levels.count - 1 : 0
      if let named = atom.word("reference") {
        guard let index = levels.firstIndex(of: named) else {
          let near = nearestName(named, among: levels)
          throw .unusableColumn(
            atom.description,
            reason: "no complete row has the reference category"
              + (near.map { "; did you mean \(formulaQuoted($0))?" } ?? ""))
        }
        reference = index
      }
      coding.factor = FactorCoding(
        levels: levels, counts: counts, contrast: contrast, reference: reference)
    case (.call(.polynomial, _), .numeric(let all)):
      let (degree, raw) = (Int(atom.option("degree") ?? 1), atom.word("raw") == "true")
      let values = all.taking(rows)
      guard raw || hasMoreValues(than: degree, values) else {
        throw .unusableColumn(
          atom.description,
          reason: "a polynomial of degree \(degree) needs more than \(degree) distinct values")
      }
      coding.polynomial = PolynomialBasis(degree: degree, raw: raw, fittedTo: values)
    case (.call(.spline, _), .numeric(let all)):
      let degree = Int(atom.option("degree") ?? 3)
      let values = all.taking(rows)
      guard hasMoreValues(than: 1, values) else {
        throw .unusableColumn(atom.description, reason: "a spline needs more than one value")
      }
      coding.spline = SplineBasis(
        degree: degree, df: Int(atom.option("df") ?? Double(degree)), fittedTo: values)
    default: break
    }
    return coding
  }

  /// Whether there are more than `count` distinct values, without sorting many.
  private static func hasMoreValues(than count: Int, _ values: [Double]) -> Bool {
    var seen: Set<Double> = []
    for value in values {
      seen.insert(value)
      if seen.count > count { return true }
    }
    return false
  }

  private static func smooth(
    _ expression: FormulaExpression, _ values: GatheredRows.Smooth, rows: [Int]
  ) throws(RegressionError) -> SmoothTerm {
    var term = SmoothTerm(
      label: expression.description, variables: expression.variables,
      k: expression.option("k").map { Int($0) }, period: expression.option("period"),
      by: expression.argument("by")?.description)
    if case .factor(let factor) = values.by { term.byLevels = factor.taking(rows).used().levels }
    guard hasMoreValues(than: 1, values.values.taking(rows)) else {
      throw .unusableColumn(term.label, reason: "has the same value in every complete row")
    }
    return term
  }

  static func inputs(
    _ terms: FormulaTerms, _ frame: ModelFrame, rows: [Int]
  ) throws(RegressionError) -> [DesignInput] {
    let names = (terms.atoms + terms.smooths + terms.offsets).variables
    let evaluator = FrameEvaluator(frame)
    var inputs: [DesignInput] = []
    for name in names {
      switch try evaluator.column(name) {
      case .numeric(let values):
        var (low, high) = (Double.infinity, -Double.infinity)
        for row in rows where values[row].isFinite {
          low = min(low, values[row])
          high = max(high, values[row])
        }
        inputs.append(
          DesignInput(
            name: name, kind: .number, least: low <= high ? low : nil,
            greatest: low <= high ? high : nil))
      case .factor(let factor):
        let (levels, counts) = factor.taking(rows).used()
        inputs.append(DesignInput(name: name, kind: .category, levels: levels, counts: counts))
      case .time(let times, let missing):
        let seen = rows.lazy.filter { !missing[$0] }.map { times.seconds[$0] }
        inputs.append(
          DesignInput(
            name: name, kind: .time, least: seen.min().map { Double($0) },
            greatest: seen.max().map { Double($0) }))
      }
    }
    return inputs
  }

  /// Contrasts without zeros are written out, so they must be few.
  private func requireNarrowContrasts(_ term: [Int], _ full: [Bool]) throws(RegressionError) {
    for (atom, full) in zip(term, full) {
      guard let factor = codings[atom].factor, !full, factor.contrast != .treatment,
        factor.levels.count > FactorCoding.widestDense,
        factor.contrast != .sum || term.count > 1
      else { continue }
      throw .unusableColumn(
        codings[atom].label,
        reason: "has \(factor.levels.count) categories, too many for \(factor.contrast.rawValue) "
          + "contrasts\(term.count > 1 ? " in an interaction" : ""); use treatment contrasts")
    }
  }
}

extension GatheredRows {
  /// The rows that have all the formula needs.
  func complete(
    _ terms: FormulaTerms, _ responseExpression: FormulaExpression?,
    _ weightExpression: FormulaExpression?, _ policy: RowPolicy, among chosen: [Int]?
  ) throws(RegressionError) -> CompleteRows {
    var complete = CompleteRows(rowCount: rowCount, among: chosen, policy: policy)
    if policy.needsResponse, let response {
      let label = responseExpression?.description ?? ""
      switch response {
      case .numeric(let values), .counts(let values, _):
        try complete.require(values, label)
      case .factor(let factor): try complete.require(factor, label)
      }
    }
    for (atom, values) in zip(terms.atoms, atoms) {
      switch values {
      case .numeric(let values):
        try complete.require(values, atom.description)
      case .factor(let factor):
        try complete.require(factor, atom.description)
      }
    }
    for (smooth, values) in zip(terms.smooths, smooths) {
      try complete.require(values.values, smooth.description)
      let by = smooth.argument("by")?.description ?? ""
      switch values.by {
      case .numeric(let values): try complete.require(values, by)
      case .factor(let factor): try complete.require(factor, by)
      case nil: break
      }
    }
    for (offset, values) in zip(terms.offsets, offsets) {
      try complete.require(values, "offset(\(offset))")
    }
    if policy.needsResponse, let weights {
      try complete.require(weights, weightExpression?.description ?? "weights")
    }
    complete.finish()
    return complete
  }
}

extension Factor {
  /// Levels that occur, in order, and how often.
  func used() -> (levels: [String], counts: [Int]) {
    var counts = [Int](repeating: 0, count: levels.count)
    for code in codes where code >= 0 { counts[Int(code)] += 1 }
    let present = levels.indices.filter { counts[$0] > 0 }
    return (present.map { levels[$0] }, present.map { counts[$0] })
  }
}
