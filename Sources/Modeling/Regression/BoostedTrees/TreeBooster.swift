import Statistics

/// Rows made ready once, on which models are fitted: the columns as bins, and what
/// the loss needs.
struct TreeBooster: Sendable {
  let data: BinnedRows
  let features: [BoostedTrees.Feature]
  let response: [Double]
  let weights: [Double]?
  let offset: [Double]?
  let objective: BoostedTrees.Objective

  init(
    _ frame: ModelFrame, response: [Double], weights: [Double]?, offset: [Double]?,
    objective: BoostedTrees.Objective, options: BoostedTrees.Options
  ) throws(RegressionError) {
    try options.check()
    let rows = response.count
    guard rows > 0, !frame.columns.isEmpty else {
      throw .tooFewRows(rows: rows, columns: frame.columns.count)
    }
    precondition(frame.rowCount == rows, "one response a row")
    precondition((weights?.count ?? rows) == rows, "one weight a row")
    precondition((offset?.count ?? rows) == rows, "one offset a row")
    try TreeObjective(kind: objective).check(response)
    if let row = weights?.firstIndex(where: { !($0 >= 0) || $0.isInfinite }) {
      throw .notFinite(column: "weights", row: row)
    }
    if let row = offset?.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(column: "offset", row: row)
    }
    if case .softmax = objective, offset != nil {
      throw .setting("offset", reason: "has no meaning with several classes")
    }
    let names = frame.columns.map(\.name)
    for name in options.monotone.keys.sorted() {
      guard let column = frame[name] else { throw .unknownColumn(name, nearest: nil) }
      guard case .numeric = column.values else {
        throw .setting("monotone", reason: "column \"\(name)\" is not numeric")
      }
    }
    guard Set(names).count == names.count else {
      throw .unusableColumn(
        names.first { name in names.filter { $0 == name }.count > 1 } ?? "",
        reason: "its name is there twice")
    }
    features = frame.columns.map { column in
      if case .factor(let factor) = column.values {
        return BoostedTrees.Feature(name: column.name, levels: factor.levels)
      }
      return BoostedTrees.Feature(name: column.name, levels: nil)
    }
    data = try BinnedRows(
      frame, maximumBins: options.maximumBins, seed: options.seed, threads: options.threads)
    self.response = response
    self.weights = weights
    self.offset = offset
    self.objective = objective
  }

  /// Training and validation rows, ascending; rows of weight 0 are in neither.
  func divide(
    _ validation: BoostedTrees.Validation, seed: UInt64
  ) throws(RegressionError) -> (training: [UInt32], held: [UInt32]) {
    var isHeld = [Bool](repeating: false, count: data.rows)
    switch validation {
    case .none: break
    case .rows(let held):
      precondition(held.count == data.rows, "one mark a row")
      isHeld = held
    case .share(let share):
      guard share > 0, share < 1 else {
        throw .setting("validation", reason: "the share must lie in (0, 1)")
      }
      var stream = RandomStream(seed: seed, "boosted trees", "validation")
      for row in isHeld.indices { isHeld[row] = stream.uniform() < share }
    }
    var (training, held): ([UInt32], [UInt32]) = ([], [])
    for row in 0..<data.rows where (weights?[row] ?? 1) > 0 {
      if isHeld[row] { held.append(UInt32(row)) } else { training.append(UInt32(row)) }
    }
    if held.isEmpty, validation != .none {
      throw .setting("validation", reason: "holds out no row")
    }
    return (training, held)
  }

  /// Boosts on `training`, all rows ascending; `validation` may be empty.
  func fit(
    training: [UInt32], validation: [UInt32], options: BoostedTrees.Options
  ) throws(RegressionError) -> BoostedTrees {
    guard !training.isEmpty else { throw .tooFewRows(rows: 0, columns: data.columns) }
    let state = BoostingState(self, training: training, validation: validation, options: options)
    let base = state.base
    var trees: [DecisionTree] = []
    var losses: [Double] = []
    var best = (loss: validation.isEmpty ? .infinity : state.validationLoss(), rounds: 0)
    for round in 0..<options.rounds {
      let grown = state.round(round)
      if options.rowShare == 1, options.columnShare == 1, grown.allSatisfy({ $0.leaves == 1 }) {
        break
      }
      trees += grown
      guard !validation.isEmpty else { continue }
      let loss = state.validationLoss()
      losses.append(loss)
      if loss < best.loss { best = (loss, round + 1) }
      if round + 1 - best.rounds >= options.patience { break }
    }
    if !validation.isEmpty { trees.removeLast(trees.count - best.rounds * base.count) }
    var notes: [FitNote] = []
    if trees.isEmpty {
      notes.append(FitNote(.other, "No split lowers the loss: the model is a constant."))
    }
    if !validation.isEmpty, losses.count == options.rounds, best.rounds == options.rounds {
      notes.append(
        FitNote(
          .notConverged,
          "The validation loss still fell at the last of \(options.rounds) rounds."))
    }
    return BoostedTrees(
      objective: objective, features: features, base: base, trees: trees, notes: notes,
      validationLoss: losses)
  }
}
