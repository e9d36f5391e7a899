import Briefings
import Foundation
import Provenance
import Regression
import Reports
import Tables

/// From a saved model and new rows to a folder with predictions.
public struct RegressionPredictPipeline: Sendable {
  public var modelFile: String
  public var source: RegressionSource
  /// Column whose values are carried over.
  public var idColumn: String?
  public var givesReasons: Bool
  /// Of the intervals, inside (0, 1).
  public var level: Double
  public var version: String
  public var threads: Int

  public init(
    modelFile: String, source: RegressionSource, idColumn: String?, givesReasons: Bool,
    level: Double, version: String, threads: Int
  ) {
    self.modelFile = modelFile
    self.source = source
    self.idColumn = idColumn
    self.givesReasons = givesReasons
    self.level = level
    self.version = version
    self.threads = threads
  }

  public func run(into folder: String) throws -> RunOutcome {
    let (model, modelRecord) = try ModelFile.read(RegressionModel.self, from: modelFile)
    let rows = try LoadedRows(source, for: model)
    let ids = try idColumn.map { try rows.texts(of: $0) }
    let prediction: RegressionPrediction
    var reasons: [[String]] = []
    do {
      prediction = try model.predict(rows.frame, level: level)
      if givesReasons {
        reasons = try RegressionReasons(
          model, rows.frame, rows: Array(0..<rows.frame.rowCount)
        ).strongest(PredictionsFile.reasonCount)
      }
    } catch { throw rows.told(error, formula: model.specification.formula) }
    let unusual = UnusualRows(model, rows.frame)
    let values = prediction.values
    let classes = model.method == .multinomial ? model.responseLevels ?? [] : []
    let lines = (0..<rows.frame.rowCount).map { row in
      PredictionLine(
        row: row + 1, id: ids?[row] ?? "", mean: values.mean[row],
        lower: (values.lower ?? values.meanLower)?[row] ?? .nan,
        upper: (values.upper ?? values.meanUpper)?[row] ?? .nan, flags: unusual.flags[row],
        reasons: reasons.isEmpty ? [] : reasons[row],
        likeliest: classes.isEmpty || !values.mean[row].isFinite
          ? "" : classes[Int(values.mean[row])],
        classes: prediction.classes.map { $0[row] })
    }
    let card = RegressionFacts(
      title: "", unit: nil, model: model, rows: rows, rowsUsed: rows.frame.rowCount,
      foldsInWords: "", drivers: [], notes: [])
    var facts = PredictionFacts(
      title: "Predictions of \(card.response)", file: card.file, response: card.response,
      kind: card.kind, method: card.method, formula: card.formula,
      level: FileNumbers.percent(level), rows: lines.count, flags: unusual.sentences,
      rowsRejected: rows.rejectedCount, inputs: card.inputs, doNotUse: card.doNotUse,
      readingNotes: card.readingNotes)
    facts.classes = classes
    var files = RunFiles()
    files[PredictionsFile.name] = PredictionsFile.bytes(
      of: lines, level: facts.level, idName: idColumn, hasReasons: givesReasons,
      classes: classes)
    files["rejects.csv"] = rows.rejects
    let report = PredictionBriefing.report(
      facts: facts, lines: lines,
      origin: .regression(
        file: card.file, hash: card.fileHash, more: modelEntries(model, modelRecord), seed: nil,
        version: version))
    let assembly = RegressionAssembly(
      verb: "predict", version: version, inputs: [modelRecord, rows.record],
      seed: model.specification.seed)
    let missing = lines.count { !$0.mean.isFinite }
    var summary = [report.decision.headline + "."]
    if let line = unusual.warning { summary.append(line) }
    if missing > 0 {
      summary.append(
        "\(PlainWords.count(missing, "row")) could not be predicted: what the model needs is "
          + "missing or new there.")
    }
    return try assembly.finish(
      report, files: files,
      results: [
        "status": .string("predicted"), "rows": .integer(Int64(lines.count)),
        "rows_flagged": .integer(Int64(lines.count { !$0.flags.isEmpty })),
        "rows_without_prediction": .integer(Int64(missing)),
      ], into: folder, notes: rows.notes, summary: summary)
  }
}

/// What a report says of the model it used.
func modelEntries(_ model: RegressionModel, _ record: FileRecord) -> [Report.Origin.Entry] {
  var entries: [Report.Origin.Entry] = [
    .init("Model", "\(code: record.fileName), SHA-256 \(code: record.sha256)")
  ]
  if let hash = model.card.dataHash {
    entries.append(.init("The model was fitted on data with SHA-256", "\(code: hash)"))
  }
  return entries
}

extension LoadedRows {
  /// Rows read as the model's own columns were.
  init(_ source: RegressionSource, for model: RegressionModel) throws {
    var types: [String: ColumnType] = [:]
    for input in model.inputs {
      types[input.name] =
        switch input.kind {
        case .number: .number
        case .category: .text
        case .time: .time
        }
    }
    try self.init(source, types: types)
    for input in model.inputs where frame[input.name] == nil {
      throw missing(input.name)
    }
  }
}

/// Rows in which an input lies outside what a model has seen.
struct UnusualRows {
  /// One a row, empty where nothing is unusual.
  var flags: [String]
  /// One a column and kind of flag.
  var sentences: [PredictionFacts.Flag] = []
  /// One line that names the columns; nil where no row is unusual.
  var warning: String?

  init(_ model: RegressionModel, _ frame: ModelFrame) {
    var parts = [[String]](repeating: [], count: frame.rowCount)
    var columns: [String] = []
    func note(_ rows: [Int], _ flag: String, _ name: String, _ words: String) -> PredictionFacts
      .Flag?
    {
      guard !rows.isEmpty else { return nil }
      for row in rows { parts[row].append(flag) }
      if !columns.contains(name) { columns.append(name) }
      return PredictionFacts.Flag(
        "\(PlainWords.sentence(PlainWords.count(rows.count, "row"))) \(rows.count == 1 ? "has" : "have") \(words).",
        rows: rows.count)
    }
    for input in model.inputs {
      guard let column = frame[input.name] else { continue }
      let name = input.name
      var found: [PredictionFacts.Flag?] = []
      switch column.values {
      case .numeric(let values):
        let missing = values.indices.filter { !values[$0].isFinite }
        found.append(note(missing, "\(name) missing", name, "no value of \(name)"))
        guard input.kind == .number, let least = input.least, let greatest = input.greatest else {
          break
        }
        let range = PlainWords.range(least, greatest)
        let low = values.indices.filter { values[$0] < least }
        let high = values.indices.filter { values[$0] > greatest }
        found.append(
          note(
            low, "\(name) below its range", name, "\(name) below what the model has seen (\(range))"
          ))
        found.append(
          note(
            high, "\(name) above its range", name,
            "\(name) above what the model has seen (\(range))"))
      case .factor(let factor):
        let known = Set(input.levels ?? [])
        let isNew = factor.levels.map { !known.contains($0) }
        let missing = factor.codes.indices.filter { factor.codes[$0] < 0 }
        found.append(note(missing, "\(name) missing", name, "no value of \(name)"))
        let strange = factor.codes.indices.filter { row in
          let code = Int(factor.codes[row])
          return code >= 0 && isNew[code]
        }
        found.append(
          note(strange, "\(name) new", name, "a category of \(name) the model has not seen"))
      case .time(_, let missing):
        found.append(
          note(
            missing.indices.filter { missing[$0] }, "\(name) missing", name,
            "no value of \(name)"))
      }
      sentences += found.compactMap { $0 }
    }
    flags = parts.map { $0.joined(separator: "; ") }
    let count = parts.count { !$0.isEmpty }
    if count > 0 {
      warning =
        "Mind this: \(PlainWords.count(count, "row")) of \(frame.rowCount) "
        + "\(count == 1 ? "is" : "are") not like the data of the fit, in "
        + "\(PlainWords.list(columns)); see the column flags."
    }
  }
}
