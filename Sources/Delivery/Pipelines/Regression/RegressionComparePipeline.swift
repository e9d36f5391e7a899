import Briefings
import Foundation
import Provenance
public import Regression
import Reports
import Tables

/// Several models of one response on the same unseen rows.
public struct RegressionComparePipeline: Sendable {
  public var source: RegressionSource
  public var specifications: [RegressionSpecification]
  /// What the response counts, in the plural; its name where nil.
  public var unit: String?
  public var title: String?
  public var version: String
  public var threads: Int

  public init(
    source: RegressionSource, specifications: [RegressionSpecification], unit: String?,
    title: String?, version: String, threads: Int
  ) {
    self.source = source
    self.specifications = specifications
    self.unit = unit
    self.title = title
    self.version = version
    self.threads = threads
  }

  public func run(into folder: String) throws -> RunOutcome {
    let rows = try LoadedRows.checked(source, specifications)
    let comparison: RegressionComparison
    do {
      comparison = try compareRegressions(specifications, frame: rows.frame, threads: threads)
    } catch { throw rows.told(error, formula: specifications[0].formula) }
    let candidates = comparison.candidates
    let lines = candidates.flatMap { candidate in
      candidate.scores.flatMap { scores in
        func line(_ fold: Int, _ value: Double) -> ComparisonLine {
          ComparisonLine(
            model: candidate.name, method: candidate.method.rawValue,
            formula: candidate.specification.formula, metric: scores.metric, fold: fold,
            value: value)
        }
        return [line(0, scores.mean)]
          + scores.values.enumerated().map { line($0.offset + 1, $0.element) }
      }
    }
    let pairs = comparison.pairs.map { pair in
      PairLine(
        a: candidates[pair.first].name, b: candidates[pair.second].name,
        metric: comparison.metric, gain: pair.gain, lower: pair.lower ?? .nan,
        upper: pair.upper ?? .nan, pValue: pair.test.pValue, verdict: pair.verdict)
    }
    var notes: [String] = []
    for candidate in candidates {
      for note in candidate.notes where !notes.contains(note.sentence) {
        notes.append(note.sentence)
      }
    }
    let facts = ComparisonFacts(
      title: title ?? "Which model explains \(response)", file: rows.record.fileName,
      response: response, rowsRead: rows.frame.rowCount + rows.rejectedCount,
      rowsUsed: comparison.rows, folds: specifications[0].folds,
      foldsInWords: comparison.foldsInWords, metric: comparison.metric,
      models: candidates.map {
        .init(
          name: $0.name, method: $0.method.rawValue, formula: $0.specification.formula)
      }, verdict: verdict(comparison, lines), baseline: comparison.baseline.mean,
      notes: notes + rows.notes)
    var files = RunFiles()
    files[ComparisonFile.name] = ComparisonFile.bytes(of: lines)
    files[PairsFile.name] = PairsFile.bytes(of: pairs)
    files["rejects.csv"] = rows.rejects
    let assembly = RegressionAssembly(
      verb: "compare", version: version, inputs: [rows.record], seed: specifications[0].seed)
    return try assembly.finish(
      ComparisonBriefing.report(
        facts: facts, lines: lines, pairs: pairs,
        origin: .regression(
          file: facts.file, hash: rows.record.sha256, seed: specifications[0].seed,
          version: version)), files: files,
      results: [
        "status": .string("compared"), "metric": .string(comparison.metric),
        "verdict": .string(facts.verdict), "rows_used": .integer(Int64(comparison.rows)),
      ], into: folder, notes: rows.notes, summary: summary(facts, lines, pairs))
  }

  private var response: String {
    (try? Formula(specifications[0].formula))?.response?.description ?? "the response"
  }

  /// The best model against the one next to it.
  private func verdict(_ comparison: RegressionComparison, _ lines: [ComparisonLine]) -> String {
    let means = comparison.candidates.indices.map { index in
      comparison.candidates[index].scores.first { $0.metric == comparison.metric }?.mean
        ?? .infinity
    }
    let ranked = means.indices.sorted { (means[$0], $0) < (means[$1], $1) }
    guard ranked.count > 1 else { return "" }
    let (best, next) = (ranked[0], ranked[1])
    return comparison.pairs.first {
      Set([$0.first, $0.second]) == Set([best, next])
    }?.verdict ?? ""
  }

  private func summary(
    _ facts: ComparisonFacts, _ lines: [ComparisonLine], _ pairs: [PairLine]
  ) -> [String] {
    var words = facts.models.map { model -> String in
      let mean = lines.first {
        $0.model == model.name && $0.metric == facts.metric && $0.fold == 0
      }?.value
      return "\(model.name): \(model.method), \(model.formula): \(facts.metric) "
        + PlainWords.number(mean ?? .nan)
    }
    words.append(facts.verdict)
    return words
  }
}
