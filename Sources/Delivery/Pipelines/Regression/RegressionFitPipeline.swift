import Briefings
import Foundation
import Provenance
public import Regression
import Tables

/// From a file and a formula to a folder with what drives the number.
public struct RegressionFitPipeline: Sendable {
  public var source: RegressionSource
  public var specification: RegressionSpecification
  /// What the response counts, in the plural; its name where nil.
  public var unit: String?
  public var title: String?
  public var version: String
  public var threads: Int

  public init(
    source: RegressionSource, specification: RegressionSpecification, unit: String?,
    title: String?, version: String, threads: Int
  ) {
    self.source = source
    self.specification = specification
    self.unit = unit
    self.title = title
    self.version = version
    self.threads = threads
  }

  public func run(into folder: String) throws -> RunOutcome {
    // Before the file is read: it may be long.
    let rows = try LoadedRows.checked(source, [specification])
    var outcome: RegressionOutcome
    do {
      outcome = try fitRegression(specification, frame: rows.frame, threads: threads)
    } catch { throw rows.told(error, formula: specification.formula) }
    outcome.model.card.dataHash = rows.record.sha256.isEmpty ? nil : rows.record.sha256
    var tables = RegressionTables(outcome)
    let explained: RegressionExplanation
    do {
      explained = try RegressionExplanation(
        of: outcome.model, rows.frame, actual: rows.actual(of: outcome.model),
        folds: outcome.foldModels, unit: unit, threads: threads)
    } catch { throw rows.told(error, formula: specification.formula) }
    tables.effects = explained.effects
    tables.importance = explained.importance
    let facts = RegressionFacts(
      title: title ?? "What drives \(RegressionFacts.response(of: outcome.model))", unit: unit,
      model: outcome.model, rows: rows, rowsUsed: outcome.model.card.rowsUsed,
      foldsInWords: outcome.foldsInWords, drivers: explained.sentences, notes: outcome.notes)
    var files = RegressionFiles.files(facts, tables)
    files[ModelFile.name] = try ModelFile.bytes(of: outcome.model, programVersion: version)
    files["rejects.csv"] = rows.rejects
    let assembly = RegressionAssembly(
      verb: "fit", version: version, inputs: [rows.record], seed: specification.seed)
    return try assembly.finish(
      RegressionFiles.report(facts, tables, version: version), files: files,
      results: [
        RegressionFiles.member: try RegressionFiles.json(facts),
        "status": .string(RegressionFitPipeline.status(outcome.notes)),
        "method": .string(outcome.model.method.rawValue),
        "formula": .string(outcome.model.formula.description),
        "rows_used": .integer(Int64(outcome.model.card.rowsUsed)),
      ], into: folder, notes: rows.notes, summary: RegressionSummary.lines(facts, tables))
  }

  /// In one word, what kind of answer this is.
  static func status(_ notes: [FitNote]) -> String {
    if notes.contains(where: { $0.kind == .notConverged }) { return "not converged" }
    if notes.contains(where: { $0.kind == .separation }) { return "separated" }
    return "fitted"
  }
}

extension LoadedRows {
  /// Reads the rows once formulas and the columns that options name make sense.
  static func checked(
    _ source: RegressionSource, _ specifications: [RegressionSpecification]
  ) throws -> LoadedRows {
    for specification in specifications {
      do { _ = try Formula(specification.formula) } catch {
        throw PipelineError(.usage, FormulaCaret.message(error, formula: specification.formula))
      }
    }
    // What a column is for says what it must hold: a cell that is no number is then a fault
    // of its row, with its line, and not a column of text.
    var types: [String: ColumnType] = [:]
    for specification in specifications {
      for name in specification.numbersNeeded { types[name] = .number }
    }
    let rows = try LoadedRows(source, types: types)
    for specification in specifications {
      try rows.check(specification.exposure, option: "--exposure")
      try rows.check(specification.cluster, option: "--cluster")
      try rows.check(specification.group, option: "--group")
      try rows.check(specification.time, option: "--time")
    }
    return rows
  }
}

extension RegressionSpecification {
  /// Columns that must hold numbers, whatever they look like.
  fileprivate var numbersNeeded: [String] {
    let names = [exposure].compactMap { $0 }
    switch method {
    case .auto, .logistic, .multinomial, .ridge, .lasso, .elasticNet, .trees: return names
    case .linear, .poisson, .quasipoisson, .negativeBinomial, .gamma, .inverseGaussian, .tweedie,
      .quantile, .huber, .bisquare:
      return names + ((try? Formula(formula))?.response?.variables ?? [])
    }
  }
}
