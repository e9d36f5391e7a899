import Briefings
import Foundation
import LinearAlgebra
import Provenance
import Reports
import Tables

/// The last step of every command whose report is made from its facts alone: report,
/// manifest, ledger, folder.
struct FactsAssembly {
  /// Commands that share a member of `run.json`.
  enum Family: String, CaseIterable {
    case traffic, feedback, evaluation, actuals

    /// What its verbs know, one kind each; a single kind serves all of them.
    var kinds: [any ReportedFacts.Type] {
      switch self {
      case .traffic:
        [
          CheckFacts.self, AssignFacts.self, SignalFacts.self, TrafficForecastFacts.self,
          EvaluateFacts.self, CorridorFacts.self,
        ]
      case .feedback:
        [ThemesFacts.self, TrendsFacts.self, TrainFacts.self, ClassifyFacts.self]
      case .evaluation: [ProgrammeFacts.self]
      case .actuals: [ActualsFacts.self]
      }
    }

    /// The word that people type.
    var command: String {
      switch self {
      case .traffic: "traffic"
      case .feedback, .actuals: "feedback"
      case .evaluation: "evaluate"
      }
    }

    /// Whether anything is drawn at random.
    var hasSeed: Bool { self == .traffic || self == .feedback }
  }

  var family: Family
  var verb: String
  /// Words of the command that made it, without options that change no answer.
  var command: [String]
  var version: String
  /// Files read, the one the report names first in front.
  var inputs: [FileRecord]
  var seed: UInt64
  var timeZoneData: String?
  /// Members of `run.json` beside the manifest's own: status, gap and the like.
  var results: [String: JSONValue]

  /// - Parameters:
  ///   - verb: of the command; its options stand in the recipe or in `results`.
  ///   - command: nil for the family's own word, the verb and the files.
  init(
    _ family: Family, verb: String, command: [String]? = nil, version: String,
    inputs: [FileRecord], seed: UInt64 = 0, timeZoneData: String? = nil,
    results: [String: JSONValue] = [:]
  ) {
    self.family = family
    self.verb = verb
    self.command = command ?? [family.command, verb] + inputs.map(\.path)
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
  func finish(
    _ facts: some ReportedFacts, files: RunFiles, into folder: String, notes: [String] = [],
    summary: [String]
  ) throws -> RunOutcome {
    var files = files
    var results = results
    results[family.rawValue] = try JSONValue(parsing: Array(JSONEncoder().encode(facts)))
    results["verb"] = .string(verb)
    let manifest = RunManifest(
      version: version, command: command, inputs: inputs, seed: seed,
      blasCore: BLASThreads.coreName, timeZoneData: timeZoneData, results: results)
    Self.add(facts.report(origin: Self.origin(manifest, family)), to: &files)
    let written = try RunFolder(folder).write(files, manifest: manifest)
    return RunOutcome(
      folder: folder, files: files.names + ["run.json", Ledger.fileName], notes: notes,
      summary: summary, json: written.json.prettyText)
  }

  /// Makes the report of a folder again.
  ///
  /// - Returns: false where the folder was written by another kind of command.
  static func rewrite(_ folder: RunFolder, manifest: RunManifest) throws -> Bool {
    guard let family = Family.allCases.first(where: { manifest.results[$0.rawValue] != nil }),
      let json = manifest.results[family.rawValue]
    else { return false }
    let verb = manifest.results["verb"]?.stringValue
    let kind =
      family.kinds.count == 1
      ? family.kinds[0] : family.kinds.first { ($0 as? any VerbFacts.Type)?.verb == verb }
    let facts = kind.flatMap {
      try? JSONDecoder().decode($0, from: Data(json.canonicalText.utf8))
    }
    guard let facts else {
      throw PipelineError(
        .data,
        "\(folder.path)/run.json: \"\(family.rawValue)\" is not as "
          + "\(family.command)\(verb.map { " \($0)" } ?? "") writes it.")
    }
    var files = RunFiles()
    add(facts.report(origin: origin(manifest, family)), to: &files)
    try folder.rewrite(files, manifest: manifest)
    return true
  }

  private static func add(_ report: Report, to files: inout RunFiles) {
    files[ReportStep.page] = Array(report.html().utf8)
    files[ReportStep.data] = Array(report.json().utf8)
  }

  /// Nothing here depends on when, where or on how many threads it was made.
  private static func origin(_ manifest: RunManifest, _ family: Family) -> Report.Origin {
    var entries = manifest.inputs.map { input in
      Report.Origin.Entry(
        "Made from", "\(code: input.fileName), SHA-256 \(code: input.sha256)")
    }
    if family.hasSeed { entries.append(.init("Seed", InlineText(String(manifest.seed)))) }
    entries.append(.init("Made by", InlineText("apportion \(manifest.version)")))
    return Report.Origin(entries: entries, verifyCommand: "apportion verify DIR")
  }
}
