import Briefings
import Foundation
import LinearAlgebra
import Provenance
import Reports
import Tables

/// The last step of every regress command: report, manifest, ledger, folder.
struct RegressionAssembly {
  /// The verb: fit, predict, explain, compare.
  var verb: String
  var version: String
  var inputs: [FileRecord]
  var seed: UInt64

  /// Writes everything, or nothing.
  ///
  /// - Parameters:
  ///   - results: members of `run.json` beside the manifest's own.
  ///   - notes: what was decided, for the terminal.
  func finish(
    _ report: Report, files: RunFiles, results: [String: JSONValue], into folder: String,
    notes: [String], summary: [String]
  ) throws -> RunOutcome {
    var files = files
    files[ReportStep.page] = Array(report.html().utf8)
    files[ReportStep.data] = Array(report.json().utf8)
    let manifest = RunManifest(
      version: version, command: ["regress", verb] + inputs.map(\.path), inputs: inputs,
      seed: seed, blasCore: BLASThreads.coreName, results: results)
    let written = try RunFolder(folder).write(files, manifest: manifest)
    return RunOutcome(
      folder: folder, files: files.names + ["run.json", Ledger.fileName], notes: notes,
      summary: summary, json: written.json.prettyText)
  }
}

extension Report.Origin {
  /// Nothing here depends on when, where or on how many threads it was made.
  static func regression(
    file: String, hash: String, more: [Report.Origin.Entry] = [], seed: UInt64?, version: String
  ) -> Report.Origin {
    var entries: [Report.Origin.Entry] = [.init("Made from", "\(code: file)")]
    if !hash.isEmpty { entries.append(.init("SHA-256 of the file", "\(code: hash)")) }
    entries += more
    if let seed { entries.append(.init("Seed", InlineText(String(seed)))) }
    entries.append(.init("Made by", InlineText("apportion \(version)")))
    return Report.Origin(entries: entries, verifyCommand: "apportion verify DIR")
  }
}

extension FileRecord {
  /// The file's name without its folder.
  var fileName: String { path.split(separator: "/").last.map(String.init) ?? path }
}

/// Facts and tables of a fit as files of its folder, and back.
enum RegressionFiles {
  static let member = "regression"

  static func files(_ facts: RegressionFacts, _ tables: RegressionTables) -> RunFiles {
    var files = RunFiles()
    let level = facts.level
    files[CoefficientsFile.name] = CoefficientsFile.bytes(of: tables.coefficients, level: level)
    files[TermsFile.name] = TermsFile.bytes(of: tables.terms)
    files[MetricsFile.name] = MetricsFile.bytes(of: tables.metrics)
    files[TestsFile.name] = TestsFile.bytes(of: tables.tests)
    files[HeldOutFile.name] = HeldOutFile.bytes(
      of: tables.heldOut, level: level, classes: tables.classes)
    files[EffectsFile.name] = EffectsFile.bytes(of: tables.effects, level: level)
    files[ImportanceFile.name] = ImportanceFile.bytes(of: tables.importance)
    if !tables.calibration.isEmpty {
      files[CalibrationFile.name] = CalibrationFile.bytes(of: tables.calibration)
    }
    return files
  }

  static func report(
    _ facts: RegressionFacts, _ tables: RegressionTables, version: String
  ) -> Report {
    RegressionBriefing.report(
      facts: facts, tables: tables,
      origin: .regression(
        file: facts.file, hash: facts.fileHash, seed: facts.seed, version: version))
  }

  /// Makes the report of a folder that regress fit wrote again.
  static func rewrite(_ folder: RunFolder, manifest: RunManifest) throws {
    guard let json = manifest.results[member] else {
      throw PipelineError(
        .data,
        "\(folder.path): the report of this folder is made with its answers. Run the command "
          + "again.")
    }
    let facts: RegressionFacts
    do {
      facts = try JSONDecoder().decode(
        RegressionFacts.self, from: Data(json.canonicalText.utf8))
    } catch {
      throw PipelineError(
        .data, "\(folder.path)/run.json: \"\(member)\" is not as regress fit writes it.")
    }
    let report = report(facts, try tables(in: folder), version: manifest.version)
    var files = RunFiles()
    files[ReportStep.page] = Array(report.html().utf8)
    files[ReportStep.data] = Array(report.json().utf8)
    try folder.rewrite(files, manifest: manifest)
  }

  static func json(_ facts: RegressionFacts) throws -> JSONValue {
    try JSONValue(parsing: Array(JSONEncoder().encode(facts)))
  }

  private static func tables(in folder: RunFolder) throws -> RegressionTables {
    var tables = RegressionTables()
    func table(_ name: String, text: [String]) throws -> ContractTable? {
      guard try folder.read(name) != nil else { return nil }
      return try ContractTable(reading: "\(folder.path)/\(name)", text: text)
    }
    if let file = try table(CoefficientsFile.name, text: ["name"]) {
      tables.coefficients = try CoefficientsFile.rows(from: file)
    }
    if let file = try table(TermsFile.name, text: ["term"]) {
      tables.terms = try TermsFile.rows(from: file)
    }
    if let file = try table(MetricsFile.name, text: ["part", "metric"]) {
      tables.metrics = try MetricsFile.rows(from: file)
    }
    if let file = try table(TestsFile.name, text: ["test", "sentence"]) {
      tables.tests = try TestsFile.rows(from: file)
    }
    if let file = try table(HeldOutFile.name, text: []) {
      tables.heldOut = try HeldOutFile.rows(from: file)
    }
    if var file = try table(EffectsFile.name, text: ["variable", "level"]) {
      if file.has("class") {
        file = try table(EffectsFile.name, text: ["variable", "level", "class"]) ?? file
      }
      tables.effects = try EffectsFile.rows(from: file)
    }
    if let file = try table(ImportanceFile.name, text: ["variable"]) {
      tables.importance = try ImportanceFile.rows(from: file)
    }
    if let file = try table(CalibrationFile.name, text: []) {
      tables.calibration = try CalibrationFile.rows(from: file)
    }
    return tables
  }
}

/// A fit in a few lines for the terminal.
enum RegressionSummary {
  private static let drivers = 5

  static func lines(_ facts: RegressionFacts, _ tables: RegressionTables) -> [String] {
    var lines = Array(facts.drivers.prefix(drivers))
    if let verdict = RegressionBriefing.verdict(facts: facts, tables: tables) {
      lines.append(verdict.plainText)
    }
    lines += facts.notes.map(\.sentence).prefix(6)
    return lines
  }
}
