import LinearAlgebra

extension RegressionModel: ExplainableModel {
  public var inputNames: [String] { inputs.map(\.name) }

  public func predictions(
    of frame: ModelFrame, on scale: PredictionScale
  ) throws(RegressionError) -> [Double] {
    let rows = try schema.rows(of: frame, policy: .lenient)
    switch scale {
    case .link: return rows.scattered(try core.fitted.linearPredictor(rows))
    case .response: return rows.scattered(try core.fitted.predict(rows, level: nil).mean)
    }
  }

  /// Closed forms: a term of one input contributes what it adds less its mean over the background;
  /// a term of several is shared among them by Shapley's formula over all their subsets; trees by
  /// their own exact algorithm. Offsets count as the inputs that they read.
  public func exactContributions(
    of frame: ModelFrame, against background: ModelFrame
  ) throws(RegressionError) -> Contributions? {
    if case .trees(let core) = core {
      return try treeContributions(core, frame, background)
    }
    let others = try schema.rows(of: background, policy: .lenient)
    guard others.count > 0 else { throw .tooFewRows(rows: 0, columns: inputs.count) }
    guard let terms = try ExplainedTerms(self, others) else { return nil }
    let rows = try schema.rows(of: frame, policy: .lenient)
    let own = try terms.values(rows)
    let theirs = try terms.values(others)
    var result = Contributions(
      base: 0, names: inputNames,
      values: [[Double]](
        repeating: [Double](repeating: 0, count: rows.count), count: inputs.count))
    for (t, term) in terms.terms.enumerated() {
      let mean = Self.mean(theirs[t])
      result.base += mean
      let players = term.inputs.compactMap { inputNames.firstIndex(of: $0) }
      if players.isEmpty {
        // Nothing to attribute: the intercept.
        continue
      } else if players.count == 1 {
        for i in 0..<rows.count { result.values[players[0]][i] += own[t][i] - mean }
      } else {
        guard players.count <= 6 else { return nil }
        let shares = try shared(
          term: t, terms, players, frame, rows, background, own: own[t], mean: mean)
        for (k, player) in players.enumerated() {
          for i in 0..<rows.count { result.values[player][i] += shares[k][i] }
        }
      }
    }
    result.values = result.values.map(rows.scattered)
    // The offset apart, an input that no term reads has contributed nothing.
    return result
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : laneSum(values) / Double(values.count)
  }

  /// Shapley's formula for one term of several inputs: the term's mean over the background with
  /// every subset of them as in the row.
  private func shared(
    term: Int, _ terms: ExplainedTerms, _ players: [Int], _ frame: ModelFrame,
    _ rows: RegressionRows, _ background: ModelFrame, own: [Double], mean: Double
  ) throws(RegressionError) -> [[Double]] {
    let count = players.count
    let kept = try schema.rows(of: background, policy: .lenient).kept
    let mixed = try MixedRows(frame, background, columns: inputNames)
    let place = Dictionary(uniqueKeysWithValues: players.enumerated().map { (inputNames[$1], $0) })
    var worth = [[Double]](
      repeating: [Double](repeating: mean, count: rows.count), count: 1 << count)
    worth[(1 << count) - 1] = own
    let block = max(1, 50_000 / kept.count)
    for subset in 1..<(1 << count) - 1 {
      for start in stride(from: 0, to: rows.count, by: block) {
        let part = start..<min(rows.count, start + block)
        let made = mixed.frame(
          rows: part.flatMap { [Int](repeating: rows.kept[$0], count: kept.count) },
          background: part.flatMap { _ in kept },
          own: { name, _ in place[name].map { subset >> $0 & 1 == 1 } ?? false })
        let values = try terms.values(try schema.rows(of: made, policy: .lenient), only: term)
        for (offset, i) in part.enumerated() {
          worth[subset][i] = Self.mean(
            Array(values[offset * kept.count..<(offset + 1) * kept.count]))
        }
      }
    }
    var factorials = [1.0]
    for k in 1...count { factorials.append(factorials[k - 1] * Double(k)) }
    return (0..<count).map { k in
      var sums = [Double](repeating: 0, count: rows.count)
      for subset in 0..<1 << count where subset >> k & 1 == 0 {
        let size = subset.nonzeroBitCount
        let weight = factorials[size] * factorials[count - size - 1] / factorials[count]
        for i in sums.indices {
          sums[i] += weight * (worth[subset | 1 << k][i] - worth[subset][i])
        }
      }
      return sums
    }
  }

  private func treeContributions(
    _ core: TreesCore, _ frame: ModelFrame, _ background: ModelFrame
  ) throws(RegressionError) -> Contributions? {
    let rows = try schema.rows(of: frame, policy: .lenient)
    let others = try schema.rows(of: background, policy: .lenient)
    guard rows.offset == nil else { return nil }
    let made = try core.fit.shapleyValues(rows.features, against: others.features)
    guard made.base.count == 1 else { return nil }
    return Contributions(
      base: made.base[0], names: made.features, values: made.values[0].map(rows.scattered))
  }
}

/// A fit that is linear in its terms, term by term.
struct ExplainedTerms {
  struct Term {
    var label: String
    /// Columns of the data it reads.
    var inputs: [String]
    /// Its columns of the design, or nil for a smooth or the offset.
    var columns: [Int]?
    var smooth: Int?
  }

  private(set) var terms: [Term] = []
  private let estimates: [Double]
  private let additive: AdditiveFit?

  /// Nil where the fit is not a sum over terms.
  init?(_ model: RegressionModel, _ rows: RegressionRows) throws(RegressionError) {
    var table = model.core.fitted.coefficientTable(level: 0.95).map(\.estimate)
    let width = rows.design.columns
    if case .quantile(let core) = model.core, table.count == width * core.fit.levels.count {
      let middle = core.fit.levels.count / 2
      table = Array(table[middle * width..<(middle + 1) * width])
    }
    guard table.count == width else { return nil }
    // A dropped column has no coefficient and adds nothing.
    estimates = table.map { $0.isNaN ? 0 : $0 }
    if case .additive(let core) = model.core { additive = core.fit } else { additive = nil }
    for span in model.schema.design.spans {
      terms.append(
        Term(label: span.label, inputs: span.variables, columns: Array(span.columns)))
    }
    for (index, smooth) in rows.smooths.enumerated() {
      var inputs = smooth.term.variables
      if let by = smooth.term.by {
        for name in try FormulaParser.expression(by).variables where !inputs.contains(name) {
          inputs.append(name)
        }
      }
      terms.append(Term(label: smooth.term.label, inputs: inputs, smooth: index))
    }
    if rows.offset != nil {
      var inputs: [String] = []
      for offset in try model.schema.formula.terms().offsets {
        for name in offset.variables where !inputs.contains(name) { inputs.append(name) }
      }
      terms.append(Term(label: "offset", inputs: inputs))
    }
    // The terms must be the whole of the predictor.
    let whole = try model.core.fitted.linearPredictor(rows)
    let sums = try values(rows)
    for i in whole.indices where !whole[i].isNaN {
      let sum = sums.reduce(0) { $0 + $1[i] }
      guard abs(sum - whole[i]) <= 1e-9 * (1 + abs(whole[i])) else { return nil }
    }
  }

  /// What each term adds to the predictor of each row.
  func values(_ rows: RegressionRows) throws(RegressionError) -> [[Double]] {
    var result: [[Double]] = []
    for index in terms.indices { result.append(try values(rows, only: index)) }
    return result
  }

  func values(_ rows: RegressionRows, only index: Int) throws(RegressionError) -> [Double] {
    let term = terms[index]
    if let columns = term.columns {
      return rows.design.selecting(columns: columns).times(columns.map { estimates[$0] })
    }
    if let smooth = term.smooth, let additive {
      return try additive.smoothValues(smooth, SmoothRows(rows.smooths[smooth]))
    }
    return rows.offset ?? [Double](repeating: 0, count: rows.count)
  }
}
