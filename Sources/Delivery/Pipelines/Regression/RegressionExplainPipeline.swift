import Briefings
import Foundation
import Provenance
import Regression
import Reports
import Tables

/// What a saved model does with the rows of a file.
public struct RegressionExplainPipeline: Sendable {
  public var modelFile: String
  public var source: RegressionSource
  /// Rows, from the first, whose predictions are taken apart.
  public var rowLimit: Int
  public var version: String
  public var threads: Int

  public init(
    modelFile: String, source: RegressionSource, rowLimit: Int, version: String, threads: Int
  ) {
    self.modelFile = modelFile
    self.source = source
    self.rowLimit = rowLimit
    self.version = version
    self.threads = threads
  }

  public func run(into folder: String) throws -> RunOutcome {
    let (model, modelRecord) = try ModelFile.read(RegressionModel.self, from: modelFile)
    let rows = try LoadedRows(source, for: model)
    let explained: RegressionExplanation
    let contributions: [ContributionLine]
    do {
      explained = try RegressionExplanation(
        of: model, rows.frame, actual: rows.actual(of: model), unit: nil, threads: threads)
      let taken = Array(0..<min(rowLimit, rows.frame.rowCount))
      contributions = try RegressionReasons(model, rows.frame, rows: taken)
        .lines(numbers: taken.map { $0 + 1 })
    } catch { throw rows.told(error, formula: model.specification.formula) }
    var tables = RegressionTables()
    tables.effects = explained.effects
    tables.importance = explained.importance
    tables.coefficients = model.coefficients.map(CoefficientLine.init)
    let unusual = UnusualRows(model, rows.frame)
    var facts = RegressionFacts(
      title: "What the model of \(RegressionFacts.response(of: model)) does", unit: nil,
      model: model, rows: rows, rowsUsed: explained.rowsUsed, foldsInWords: "",
      drivers: explained.sentences, notes: [])
    facts.notes = unusual.sentences.map { .init(kind: "outOfRange", sentence: $0.sentence) }
    var files = RunFiles()
    files[CoefficientsFile.name] = CoefficientsFile.bytes(
      of: tables.coefficients, level: facts.level)
    files[EffectsFile.name] = EffectsFile.bytes(of: tables.effects, level: facts.level)
    files[ImportanceFile.name] = ImportanceFile.bytes(of: tables.importance)
    files[ContributionsFile.name] = ContributionsFile.bytes(of: contributions)
    files["rejects.csv"] = rows.rejects
    let report = ExplanationBriefing.report(
      facts: facts, tables: tables, contributions: contributions,
      origin: .regression(
        file: facts.file, hash: facts.fileHash, more: modelEntries(model, modelRecord), seed: nil,
        version: version))
    let assembly = RegressionAssembly(
      verb: "explain", version: version, inputs: [modelRecord, rows.record],
      seed: model.specification.seed)
    return try assembly.finish(
      report, files: files,
      results: [
        "status": .string("explained"), "rows": .integer(Int64(rows.frame.rowCount)),
        "rows_used": .integer(Int64(explained.rowsUsed)),
      ], into: folder, notes: rows.notes,
      summary: Array(explained.sentences.prefix(6)) + (unusual.warning.map { [$0] } ?? []))
  }
}
