import LinearAlgebra

/// Fits what a specification asks for, and tests it on rows it has not seen.
///
/// - Parameters:
///   - frame: the data; rows that lack what the formula needs are left out and counted.
///   - threads: folds and blocks of rows run in parallel; results do not depend on it.
/// - Throws: what stops a regression, see `RegressionError`.
public func fitRegression(
  _ specification: RegressionSpecification, frame: ModelFrame, threads: Int = 1
) throws(RegressionError) -> RegressionOutcome {
  let prepared = try PreparedRegression(specification, frame)
  let (rows, resolved) = (prepared.rows, prepared.resolved)
  let core = try RegressionCore(
    rows, resolved, specification, levels: prepared.levels, clusters: prepared.clusters,
    threads: threads)
  let folds = try RegressionFolds(
    specification, rows, frame, resolved.response, levels: prepared.levels)
  var heldOut = try HeldOutPredictions(
    rows, resolved, specification, splits: folds.splits, levels: prepared.levels,
    threads: threads)

  let errors = heldOut.widen(level: specification.level)
  let lines = heldOut.lines()
  var notes = rows.notes + core.fitted.fitNotes
  notes += try core.influenceNotes(prepared.schema.design.spans)
  if let note = resolved.note { notes.insert(note, at: 0) }
  let unseen = heldOut.metricRows(quantiles: specification.quantiles)
  let metrics = unseen + (try core.inSample(rows, resolved, specification))
  var calibration: CalibrationCurve?
  if resolved.response == .yesNo, resolved.method != .multinomial, rows.trials == nil,
    !lines.isEmpty
  {
    let usable = lines.filter { !$0.mean.isNaN }
    calibration = try CalibrationCurve(
      outcomes: usable.map(\.actual), probabilities: usable.map { min(max($0.mean, 0), 1) })
  }
  let card = ModelCard(
    response: prepared.schema.formula.response?.description ?? "", method: core.words(resolved),
    rowsRead: frame.rowCount, rowsUsed: rows.count,
    inputs: prepared.schema.inputs.map(ModelCard.Input.init), metrics: metrics,
    doNotUse: doNotUse(resolved, notes, metrics), notes: notes)
  let model = RegressionModel(
    specification: specification, method: resolved.method, response: resolved.response,
    schema: prepared.schema, core: core, errors: errors, card: card)
  return RegressionOutcome(
    model: model, foldsInWords: folds.words,
    terms: core.fitted.termTests(prepared.schema.design.spans),
    tests: try core.assumptionTests(rows, isInOrder: specification.time != nil),
    metrics: metrics, heldOut: lines,
    foldModels: heldOut.folds.map { fold in
      RegressionOutcome.FoldModel(
        model: RegressionModel(
          specification: specification, method: resolved.method, response: resolved.response,
          schema: prepared.schema, core: fold.core, errors: errors, card: card),
        rows: fold.split.test.map { rows.kept[$0] })
    }, calibration: calibration, notes: notes)
}

/// Data read as a specification asks, ready to be fitted.
struct PreparedRegression: Sendable {
  var schema: RegressionSchema
  var rows: RegressionRows
  var resolved: ResolvedMethod
  var levels: [String]?
  var clusters: [Int32]?

  init(
    _ specification: RegressionSpecification, _ frame: ModelFrame
  ) throws(RegressionError) {
    try specification.check()
    schema = try RegressionSchema(
      specification.formulaWithExposure, frame, weights: specification.weights,
      isForTrees: specification.method == .trees)
    guard let response = schema.formula.response else {
      throw .formula("nothing stands left of ~: what is to be explained?", offset: 0)
    }
    let found = try schema.rows(
      of: frame, policy: specification.missing == .fail ? .strict : .fit)
    // Errors over time, and tests of them, take neighbouring rows for neighbours in time.
    if let time = specification.time {
      let moments = try frame.ordering(time, rows: found.kept)
      rows = found.selecting(
        moments.indices.sorted { (moments[$0], $0) < (moments[$1], $1) })
    } else {
      rows = found
    }
    levels = schema.design.responseLevels
    resolved = try ResolvedMethod(
      specification, response: rows.response, levels: levels, hasTrials: rows.trials != nil,
      name: response.description)
    if specification.errors == .cluster {
      guard let cluster = specification.cluster else {
        throw .setting(
          "cluster", reason: "cluster errors need the column whose rows belong together")
      }
      clusters = try frame.groups(cluster, rows: rows.kept)
    }
  }
}

extension RegressionSpecification {
  func check() throws(RegressionError) {
    guard level > 0, level < 1 else { throw .setting("level", reason: "must be inside (0, 1)") }
    guard !quantiles.isEmpty, quantiles.allSatisfy({ $0 > 0 && $0 < 1 }) else {
      throw .setting("quantiles", reason: "must be inside (0, 1)")
    }
    guard mixing >= 0, mixing <= 1 else {
      throw .setting("mixing", reason: "must be from 0 (ridge) to 1 (lasso)")
    }
  }

  /// The formula with the exposure as an offset.
  var formulaWithExposure: String {
    exposure.map { "\(formula) + offset(log(\(formulaName($0))))" } ?? formula
  }
}

extension ModelCard.Input {
  init(_ input: DesignInput) {
    self.init(name: input.name)
    lowest = input.least
    highest = input.greatest
    levels = input.levels
    counts = input.counts
  }
}

/// Where a model must not be used, in plain sentences.
private func doNotUse(
  _ resolved: ResolvedMethod, _ notes: [FitNote], _ metrics: [MetricRow]
) -> [String] {
  var sentences = [
    "Do not read a coefficient as what would happen if the agency changed that input: the data "
      + "show what goes together, not what causes what.",
    "Do not predict far outside the values it was fitted on; such rows are flagged.",
  ]
  if resolved.response == .yesNo {
    sentences.append(
      "Do not decide about a person by the probability alone: it ranks cases for a look by people.")
  }
  if notes.contains(where: { $0.kind == .separation }) {
    sentences.append(
      "Do not trust probabilities near 0 or 1: the data are separated and some estimates are "
        + "infinite.")
  }
  if notes.contains(where: { $0.kind == .notConverged }) {
    sentences.append("Do not use it before the fit has converged.")
  }
  if let own = metrics.first(where: { $0.part == .crossValidated }),
    let base = metrics.first(where: { $0.part == .baseline && $0.metric == own.metric }),
    own.value >= base.value
  {
    sentences.append(
      "Do not use it to predict: on unseen rows it is no better than the plain average.")
  }
  return sentences
}
