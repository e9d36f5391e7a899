import Briefings
import Foundation
import LinearAlgebra
import Provenance
import Reports
import Tables

/// The last step of every evaluation: report, manifest, ledger, folder.
struct EvaluationAssembly {
  static let member = "evaluation"

  /// Writes everything, or nothing.
  ///
  /// - Parameters:
  ///   - verb: of the command: "series", "groups".
  ///   - summary: the answer in a few lines.
  static func finish(
    _ facts: ProgrammeFacts, verb: String, version: String, input: FileRecord, files: RunFiles,
    results: [String: JSONValue], into folder: String, summary: [String]
  ) throws -> RunOutcome {
    var files = files
    var results = results
    results[member] = try JSONValue(parsing: Array(JSONEncoder().encode(facts)))
    results["verb"] = .string(verb)
    let manifest = RunManifest(
      version: version, command: ["evaluate", verb, input.path], inputs: [input], seed: 0,
      blasCore: BLASThreads.coreName, timeZoneData: nil, results: results)
    add(ProgrammeBriefing.report(facts: facts, origin: origin(manifest)), to: &files)
    let written = try RunFolder(folder).write(files, manifest: manifest)
    return RunOutcome(
      folder: folder, files: files.names + ["run.json", Ledger.fileName], notes: [],
      summary: summary, json: written.json.prettyText)
  }

  /// Makes the report of a folder that an evaluation wrote again.
  static func rewrite(_ folder: RunFolder, manifest: RunManifest) throws {
    guard let json = manifest.results[member],
      let facts = try? JSONDecoder().decode(
        ProgrammeFacts.self, from: Data(json.canonicalText.utf8))
    else {
      throw PipelineError(
        .data, "\(folder.path)/run.json: \"\(member)\" is not as evaluate writes it.")
    }
    var files = RunFiles()
    add(ProgrammeBriefing.report(facts: facts, origin: origin(manifest)), to: &files)
    try folder.rewrite(files, manifest: manifest)
  }

  private static func add(_ report: Report, to files: inout RunFiles) {
    files[ReportStep.page] = Array(report.html().utf8)
    files[ReportStep.data] = Array(report.json().utf8)
  }

  private static func origin(_ manifest: RunManifest) -> Report.Origin {
    var entries = manifest.inputs.map { input in
      Report.Origin.Entry(
        "Made from", "\(code: input.fileName), SHA-256 \(code: input.sha256)")
    }
    entries.append(.init("Made by", InlineText("apportion \(manifest.version)")))
    return Report.Origin(entries: entries, verifyCommand: "apportion verify DIR")
  }
}
