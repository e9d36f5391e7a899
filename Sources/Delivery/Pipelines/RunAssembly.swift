import Briefings
import Foundation
import LinearAlgebra
import Provenance

/// The last step of every run: report, manifest, ledger, folder.
struct RunAssembly {
  var version: String
  var command: [String]
  var inputs: [FileRecord]
  var seed: UInt64
  var timeZoneData: String?
  /// Members of `run.json` beside the manifest's own: status, objective and the like.
  var results: [String: JSONValue] = [:]

  /// Writes everything, or nothing.
  ///
  /// - Parameter notes: what was decided, for the terminal.
  func finish(
    facts: RunFacts, tables: RunTables, files: RunFiles, into folder: String, notes: [String],
    summary: [String]
  ) throws -> RunOutcome {
    try finish(
      facts: facts, tables: tables, files: files, into: RunSpool(RunFolder(folder)), at: folder,
      notes: notes, summary: summary)
  }

  /// The same after files that were written as they were made.
  func finish(
    facts: RunFacts, tables: RunTables, files: RunFiles, into spool: RunSpool, at folder: String,
    notes: [String], summary: [String]
  ) throws -> RunOutcome {
    var files = files
    let report = try ReportStep.files(facts: facts, tables: tables, version: version, seed: seed)
    for name in report.names { files[name] = report[name] }
    var results = results
    results["facts"] = try FactsCoding.json(facts)
    let manifest = RunManifest(
      version: version, command: command, inputs: inputs, seed: seed,
      blasCore: BLASThreads.coreName, timeZoneData: timeZoneData, results: results)
    let written = try spool.finish(files, manifest: manifest)
    return RunOutcome(
      folder: folder, files: spool.names + files.names + ["run.json", Ledger.fileName],
      notes: notes,
      summary: summary, json: written.json.prettyText)
  }
}

/// `RunFacts` as a member of `run.json`, and back.
enum FactsCoding {
  static func json(_ facts: RunFacts) throws -> JSONValue {
    try JSONValue(parsing: Array(JSONEncoder().encode(facts)))
  }

  static func facts(from json: JSONValue) throws -> RunFacts {
    try JSONDecoder().decode(RunFacts.self, from: Data(json.canonicalText.utf8))
  }
}
