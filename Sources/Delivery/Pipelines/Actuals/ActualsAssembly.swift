import Briefings
import Foundation
import LinearAlgebra
import Provenance
import Reports
import Tables

/// The last step of `feedback actuals`: report, manifest, ledger, folder.
struct ActualsAssembly {
  static let member = "actuals"
  static let command = ["feedback", "actuals"]

  var version: String
  /// The forecast and the actual values in front.
  var inputs: [FileRecord]

  func finish(
    _ facts: ActualsFacts, files: RunFiles, into folder: String, notes: [String],
    summary: [String]
  ) throws -> RunOutcome {
    var files = files
    let manifest = RunManifest(
      version: version, command: Self.command + inputs.map(\.path), inputs: inputs, seed: 0,
      blasCore: BLASThreads.coreName, timeZoneData: nil,
      results: [
        "status": .string("measured"), "matched": .integer(Int64(facts.matched)),
        Self.member: try JSONValue(parsing: Array(JSONEncoder().encode(facts))),
      ])
    Self.add(facts, manifest, to: &files)
    let written = try RunFolder(folder).write(files, manifest: manifest)
    return RunOutcome(
      folder: folder, files: files.names + ["run.json", Ledger.fileName], notes: notes,
      summary: summary, json: written.json.prettyText)
  }

  /// Makes the report of a folder that `feedback actuals` wrote again.
  static func rewrite(_ folder: RunFolder, manifest: RunManifest) throws {
    guard let json = manifest.results[member],
      let facts = try? JSONDecoder().decode(
        ActualsFacts.self, from: Data(json.canonicalText.utf8))
    else {
      throw PipelineError(
        .data, "\(folder.path)/run.json: \"\(member)\" is not as feedback actuals writes it.")
    }
    var files = RunFiles()
    add(facts, manifest, to: &files)
    try folder.rewrite(files, manifest: manifest)
  }

  private static func add(_ facts: ActualsFacts, _ manifest: RunManifest, to files: inout RunFiles)
  {
    var entries = manifest.inputs.map { input in
      Report.Origin.Entry("Made from", "\(code: input.fileName), SHA-256 \(code: input.sha256)")
    }
    entries.append(.init("Made by", InlineText("apportion \(manifest.version)")))
    let report = ActualsBriefing.report(
      facts: facts,
      origin: Report.Origin(entries: entries, verifyCommand: "apportion verify DIR"))
    files[ReportStep.page] = Array(report.html().utf8)
    files[ReportStep.data] = Array(report.json().utf8)
  }
}
