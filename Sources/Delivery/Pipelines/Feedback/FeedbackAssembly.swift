import Briefings
import Foundation
import LinearAlgebra
import Provenance
import Reports
import Tables

/// The last step of every feedback command: report, manifest, ledger, folder.
struct FeedbackAssembly {
  static let member = "feedback"

  var version: String
  var inputs: [FileRecord]
  var seed: UInt64

  /// Writes everything, or nothing.
  ///
  /// - Parameters:
  ///   - notes: what was decided, for the terminal.
  ///   - summary: the answer in a few lines.
  func finish<Facts: FeedbackFacts>(
    _ facts: Facts, files: RunFiles, into folder: String, notes: [String], summary: [String]
  ) throws -> RunOutcome {
    var files = files
    let results: [String: JSONValue] = [
      "status": .string("done"), "verb": .string(Facts.verb),
      Self.member: try JSONValue(parsing: Array(JSONEncoder().encode(facts))),
    ]
    let manifest = RunManifest(
      version: version, command: ["feedback", Facts.verb] + inputs.map(\.path), inputs: inputs,
      seed: seed, blasCore: BLASThreads.coreName, results: results)
    Self.add(facts.report(origin: Self.origin(manifest)), to: &files)
    let written = try RunFolder(folder).write(files, manifest: manifest)
    return RunOutcome(
      folder: folder, files: files.names + ["run.json", Ledger.fileName], notes: notes,
      summary: summary, json: written.json.prettyText)
  }

  /// Makes the report of a folder that a feedback command wrote again.
  static func rewrite(_ folder: RunFolder, manifest: RunManifest) throws {
    guard let json = manifest.results[member], let verb = manifest.results["verb"]?.stringValue,
      let kind = kinds.first(where: { $0.verb == verb }),
      let facts = try? JSONDecoder().decode(kind, from: Data(json.canonicalText.utf8))
    else {
      throw PipelineError(
        .data, "\(folder.path)/run.json: \"\(member)\" is not as a feedback command writes it.")
    }
    var files = RunFiles()
    add(facts.report(origin: origin(manifest)), to: &files)
    try folder.rewrite(files, manifest: manifest)
  }

  /// What the feedback commands know, one kind each.
  private static let kinds: [any FeedbackFacts.Type] = [
    ThemesFacts.self, TrendsFacts.self, TrainFacts.self, ClassifyFacts.self,
  ]

  private static func add(_ report: Report, to files: inout RunFiles) {
    files[ReportStep.page] = Array(report.html().utf8)
    files[ReportStep.data] = Array(report.json().utf8)
  }

  /// Nothing here depends on when, where or on how many threads it was made.
  private static func origin(_ manifest: RunManifest) -> Report.Origin {
    var entries = manifest.inputs.map { input in
      Report.Origin.Entry(
        "Made from", "\(code: input.fileName), SHA-256 \(code: input.sha256)")
    }
    entries.append(.init("Seed", InlineText(String(manifest.seed))))
    entries.append(.init("Made by", InlineText("apportion \(manifest.version)")))
    return Report.Origin(entries: entries, verifyCommand: "apportion verify DIR")
  }
}
