import Briefings
import Foundation
import LinearAlgebra
import Provenance
import Reports
import Tables

/// The last step of every traffic command: report, manifest, ledger, folder.
struct TrafficAssembly {
  static let member = "traffic"

  var version: String
  /// Words of the command that made it, without options that change no answer.
  var command: [String]
  /// Files read, the one the report names first in front.
  var inputs: [FileRecord]
  var seed: UInt64
  var timeZoneData: String?
  /// Members of `run.json` beside the manifest's own: status, gap and the like.
  var results: [String: JSONValue] = [:]

  /// - Parameter verb: of the command; its options stand in the recipe or in `results`.
  init(
    verb: String, version: String, inputs: [FileRecord], seed: UInt64, timeZoneData: String? = nil,
    results: [String: JSONValue] = [:]
  ) {
    self.init(
      command: ["traffic", verb] + inputs.map(\.path), version: version, inputs: inputs,
      seed: seed, timeZoneData: timeZoneData, results: results)
  }

  init(
    command: [String], version: String, inputs: [FileRecord], seed: UInt64,
    timeZoneData: String? = nil, results: [String: JSONValue] = [:]
  ) {
    self.command = command
    self.version = version
    self.inputs = inputs
    self.seed = seed
    self.timeZoneData = timeZoneData
    self.results = results
  }

  /// Writes everything, or nothing.
  ///
  /// - Parameters:
  ///   - notes: what was decided, for the terminal.
  ///   - summary: the answer in a few lines.
  func finish<Facts: TrafficFacts>(
    _ facts: Facts, files: RunFiles, into folder: String, notes: [String], summary: [String]
  ) throws -> RunOutcome {
    var files = files
    var results = results
    results[Self.member] = try JSONValue(parsing: Array(JSONEncoder().encode(facts)))
    results["verb"] = .string(Facts.verb)
    let manifest = RunManifest(
      version: version, command: command, inputs: inputs, seed: seed,
      blasCore: BLASThreads.coreName, timeZoneData: timeZoneData, results: results)
    Self.add(facts.report(origin: Self.origin(manifest)), to: &files)
    let written = try RunFolder(folder).write(files, manifest: manifest)
    return RunOutcome(
      folder: folder, files: files.names + ["run.json", Ledger.fileName], notes: notes,
      summary: summary, json: written.json.prettyText)
  }

  /// Makes the report of a folder that a traffic command wrote again.
  static func rewrite(_ folder: RunFolder, manifest: RunManifest) throws {
    guard let json = manifest.results[member], let verb = manifest.results["verb"]?.stringValue,
      let kind = kinds.first(where: { $0.verb == verb })
    else {
      throw PipelineError(
        .data, "\(folder.path)/run.json: \"\(member)\" is not as a traffic command writes it.")
    }
    let facts: any TrafficFacts
    do {
      facts = try JSONDecoder().decode(kind, from: Data(json.canonicalText.utf8))
    } catch {
      throw PipelineError(
        .data, "\(folder.path)/run.json: \"\(member)\" is not as traffic \(verb) writes it.")
    }
    var files = RunFiles()
    add(facts.report(origin: origin(manifest)), to: &files)
    try folder.rewrite(files, manifest: manifest)
  }

  /// What the traffic commands know, one kind each.
  private static let kinds: [any TrafficFacts.Type] = [
    CheckFacts.self, AssignFacts.self, SignalFacts.self, TrafficForecastFacts.self,
    EvaluateFacts.self, CorridorFacts.self,
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
