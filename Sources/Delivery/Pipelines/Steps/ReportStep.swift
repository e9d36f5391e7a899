import Briefings
import Foundation
import Provenance
import Reports
import Tables

/// From the files of a run to `report.html` and `report.json`.
public enum ReportStep {
  static let page = "report.html"
  static let data = "report.json"

  static func files(facts: RunFacts, tables: RunTables, version: String, seed: UInt64) throws
    -> RunFiles
  {
    let origin = origin(facts: facts, version: version, seed: seed)
    let report =
      if let contest = facts.contest {
        ContestBriefing.report(facts: facts, tables: tables, contest: contest, origin: origin)
      } else if let whatIf = facts.whatIf {
        WhatIfBriefing.report(facts: facts, whatIf: whatIf, origin: origin)
      } else if let simulation = facts.simulation {
        SimulatedServiceBriefing.report(facts: facts, simulation: simulation, origin: origin)
      } else if let intraday = facts.intraday {
        IntradayBriefing.report(facts: facts, intraday: intraday, origin: origin)
      } else if let roster = facts.roster {
        RosterBriefing.report(facts: facts, roster: roster, rows: tables.roster, origin: origin)
      } else if let backlog = facts.backlog {
        BacklogBriefing.report(facts: facts, backlog: backlog, tables: tables, origin: origin)
      } else if let requests = facts.requests {
        RequestsBriefing.report(facts: facts, requests: requests, tables: tables, origin: origin)
      } else if let booking = facts.booking {
        BookingBriefing.report(facts: facts, booking: booking, origin: origin)
      } else if let response = facts.response {
        ResponseBriefing.report(facts: facts, response: response, tables: tables, origin: origin)
      } else if let need = facts.need {
        NeedBriefing.report(facts: facts, need: need, tables: tables, origin: origin)
      } else {
        StaffingBriefing.report(facts: facts, tables: tables, origin: origin)
      }
    var files = RunFiles()
    files[page] = Array(report.html().utf8)
    files[data] = Array(report.json().utf8)
    return files
  }

  /// Nothing here depends on when, where or on how many threads it was made.
  static func origin(facts: RunFacts, version: String, seed: UInt64?) -> Report.Origin {
    var entries: [Report.Origin.Entry] = [
      .init("Made from", "\(code: facts.data.file)"),
      .init("Fingerprint of the data", "\(code: facts.data.fingerprint)"),
    ]
    if let seed { entries.append(.init("Seed", InlineText(String(seed)))) }
    entries.append(.init("Made by", InlineText("apportion \(version)")))
    return Report.Origin(entries: entries, verifyCommand: "apportion verify DIR")
  }

  /// Makes the report of a folder again, and enters it in the ledger.
  ///
  /// - Returns: the path of the page.
  /// - Throws: `TableError.input` where the folder has no run, `PipelineError`
  ///   where its files do not fit together.
  public static func rewrite(folder: String) throws -> String {
    let runFolder = RunFolder(folder)
    let manifest = try StoredRun.manifest(of: runFolder)
    if manifest.command.first == "regress" {
      try RegressionFiles.rewrite(runFolder, manifest: manifest)
      return "\(folder)/\(page)"
    }
    if try FactsAssembly.rewrite(runFolder, manifest: manifest) { return "\(folder)/\(page)" }
    let run = try StoredRun(runFolder)
    // Its report is of another kind, and is not made from what run.json keeps.
    guard run.manifest.command.first != "demand" else {
      throw PipelineError(
        .data,
        "\(folder): this folder was written by apportion demand, whose report is made with the "
          + "counts. Run apportion demand again.")
    }
    let files = try ReportStep.files(
      facts: run.facts, tables: run.tables, version: run.manifest.version, seed: run.manifest.seed)
    try runFolder.rewrite(files, manifest: run.manifest)
    return "\(folder)/\(page)"
  }
}

/// A run read back from its folder.
struct StoredRun {
  var facts: RunFacts
  var tables: RunTables
  var manifest: RunManifest

  init(_ folder: RunFolder) throws {
    let path = "\(folder.path)/run.json"
    manifest = try StoredRun.manifest(of: folder)
    guard let facts = manifest.results["facts"] else {
      throw PipelineError(.data, "\(path): this is not a run's manifest.")
    }
    do { self.facts = try FactsCoding.facts(from: facts) } catch {
      throw PipelineError(.data, "\(path): \"facts\" is not as a run writes it.")
    }
    tables = try StoredRun.tables(in: folder)
  }

  /// `run.json`, read strictly.
  static func manifest(of folder: RunFolder) throws -> RunManifest {
    let path = "\(folder.path)/run.json"
    guard let bytes = try folder.read("run.json") else {
      throw TableError.input(
        path: path,
        reason: "no such file. A report is made from a folder that forecast, staff or "
          + "run wrote")
    }
    let json: JSONValue
    do { json = try JSONValue(parsing: bytes) } catch {
      throw PipelineError(
        .data,
        "\(path):\(error.line):\(error.column): this is not JSON: expected \(error.expected).")
    }
    guard let manifest = RunManifest(json) else {
      throw PipelineError(.data, "\(path): this is not a run's manifest.")
    }
    return manifest
  }

  static func tables(in folder: RunFolder) throws -> RunTables {
    var tables = RunTables()
    func table(_ name: String, text: [String]) throws -> ContractTable? {
      guard try folder.read(name) != nil else { return nil }
      return try ContractTable(reading: "\(folder.path)/\(name)", text: text)
    }
    if let file = try table(SeriesFile.name, text: ["unique_id", "model"]) {
      tables.series = try SeriesFile.rows(from: file)
    }
    // Of very many series a report shows a few.
    let kept = ReportSelection.kept(tables.series)
    if let file = try table(MembersFile.name, text: MembersFile.textColumns) {
      tables.members = try MembersFile.rows(from: file, keeping: kept)
    }
    if let file = try table(ForecastFile.name, text: ["unique_id", "ds"]) {
      tables.forecast = try ForecastFile.rows(from: file, keeping: kept)
    }
    if let file = try table(HistoryFile.name, text: ["unique_id", "ds"]) {
      tables.history = try HistoryFile.rows(from: file)
    }
    if let file = try table(TotalsFile.name, text: ["unique_id", "period", "first", "last"]) {
      tables.totals = try TotalsFile.rows(from: file, keeping: kept)
    }
    if let file = try table(AccuracyFile.name, text: ["unique_id", "model", "metric"]) {
      tables.accuracy = try AccuracyFile.rows(from: file, keeping: kept)
    }
    if let file = try table(RequirementFile.name, text: ["unit", "start", "end"]) {
      tables.requirement = try RequirementFile.rows(from: file)
    }
    if let file = try table(CoverageFile.name, text: ["unit", "start", "end"]) {
      tables.coverage = try CoverageFile.rows(from: file)
    }
    if let file = try table(
      ScheduleFile.name, text: ["shift_id", "unit", "start", "end", "breaks", "pattern"])
    {
      tables.schedule = try ScheduleFile.rows(from: file)
    }
    if let file = try table(RosterFile.name, text: RosterFile.textColumns) {
      tables.roster = try RosterFile.rows(from: file)
    }
    return tables
  }
}

extension ContractTable {
  /// Reads a file of the house's own contracts.
  ///
  /// - Parameters:
  ///   - text: columns that are text, whatever they look like.
  ///   - optional: the same of columns that may be absent.
  init(reading path: String, text: [String], optional: [String] = []) throws {
    var options = ReadOptions()
    for name in text { options.types[name] = .text }
    if !optional.isEmpty {
      let header = String(
        decoding: try WholeFile.read(path).prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
      for name in optional where header.contains(name) { options.types[name] = .text }
    }
    // A series may be called "NA": only an empty cell is missing here.
    options.missing = [""]
    self.init(try TableReader.read(path: path, options: options).table, file: path)
  }
}
