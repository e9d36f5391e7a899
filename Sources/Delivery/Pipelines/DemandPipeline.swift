import Briefings
import CivilTime
import Foundation
import Provenance
import Reports
public import Tables
public import TimeSeries

/// From a log of requests to demand, backlog and time to close.
public struct DemandPipeline: Sendable {
  public var path: String
  public var reading: ReadOptions
  public var events: EventLogOptions
  public var timeZone: String?
  public var frequency: Frequency
  /// Days within which the share closed is reported.
  public var withinDays: Double
  /// What one event is, in the plural.
  public var unit: String
  public var title: String
  public var version: String

  public init(
    path: String, reading: ReadOptions, events: EventLogOptions, timeZone: String? = nil,
    frequency: Frequency, withinDays: Double, unit: String, title: String, version: String
  ) {
    self.path = path
    self.reading = reading
    self.events = events
    self.timeZone = timeZone
    self.frequency = frequency
    self.withinDays = withinDays
    self.unit = unit
    self.title = title
    self.version = version
  }

  public func run(into folder: String) throws -> RunOutcome {
    var options = events
    var zoneData: String?
    if let timeZone {
      options.timeZone = try LoadedSeries.rules(for: timeZone)
      zoneData = TimeZoneFiles.dataVersion()
    }
    var reading = reading
    let times = [options.created] + (options.closed.map { [$0] } ?? [])
    let others = options.groups + options.filters.map(\.column) + (options.key.map { [$0] } ?? [])
    var seen: Set<String> = []
    reading.columns = (times + others).filter { seen.insert($0).inserted }
    for column in times where reading.types[column] == nil { reading.types[column] = .time }
    for column in others where reading.types[column] == nil { reading.types[column] = .text }
    let result = try TableReader.read(path: path, options: reading)
    let found: (log: EventLog, demand: Panel, backlog: Panel?)
    do {
      let log = try EventLog(from: result.table, options: options)
      found = (
        log, try log.counts(every: frequency),
        log.hasEnds ? try log.backlog(every: frequency) : nil
      )
    } catch { throw PipelineError(.data, "\(path): \(sentence("\(error)"))") }
    let record =
      path == "-"
      ? FileRecord(path: "-", bytes: 0, sha256: "")
      : FileRecord(path: path, content: try WholeFile.read(path, limit: 1 << 40))

    var tables = DemandTables()
    if !options.groups.isEmpty { tables.groupName = options.groups.joined(separator: "/") }
    tables.demand = DemandTables.rows(of: found.demand)
    tables.backlog = found.backlog.map(DemandTables.rows) ?? []
    if found.log.hasEnds {
      tables.closing = try closing(found.log)
    }
    var files = RunFiles()
    files["demand.csv"] = HistoryFile.bytes(of: tables.demand)
    if found.backlog != nil { files["backlog.csv"] = HistoryFile.bytes(of: tables.backlog) }
    if !tables.closing.isEmpty {
      files["closing.csv"] = ClosingFile.bytes(of: tables.closing, withinDays: withinDays)
    }
    if result.rejects.count > 0 { files["rejects.csv"] = result.rejects.csv }
    let facts = facts(found.log, found.demand, result, record: record)
    let report = DemandBriefing.report(
      facts: facts, tables: tables, withinDays: withinDays,
      origin: ReportStep.origin(facts: facts, version: version, seed: nil))
    files["report.html"] = Array(report.html().utf8)
    files["report.json"] = Array(report.json().utf8)
    let manifest = RunManifest(
      version: version, command: ["demand", record.path], inputs: [record], seed: 0,
      blasCore: "", timeZoneData: zoneData, results: ["facts": try FactsCoding.json(facts)])
    let written = try RunFolder(folder).write(files, manifest: manifest)
    return RunOutcome(
      folder: folder, files: files.names + ["run.json", Ledger.fileName],
      notes: result.inference.asSentences + facts.data.notes,
      summary: summary(found.log, tables), json: written.json.prettyText)
  }

  private func closing(_ log: EventLog) throws -> [ClosingRow] {
    var rows = [ClosingRow(group: "", period: "", log.timeToClose(), withinDays: withinDays)]
    if log.groups.count > 1 {
      rows += log.timeToCloseByGroup().map {
        ClosingRow(group: $0.group, period: "", $0.result, withinDays: withinDays)
      }
    }
    do {
      rows += try log.timeToCloseByPeriod(every: .months(12)).map {
        ClosingRow(
          group: "", period: String($0.period.prefix(4)), $0.result, withinDays: withinDays)
      }
    } catch { throw PipelineError(.data, "\(path): \(error).") }
    return rows
  }

  private func facts(
    _ log: EventLog, _ demand: Panel, _ result: ReadResult, record: FileRecord
  ) -> RunFacts {
    var notes = demand.quality.notes
    if log.quality.rowsFilteredOut > 0 {
      notes.append("\(log.quality.rowsFilteredOut) rows did not pass the filter.")
    }
    if log.quality.rowsOutsideDates > 0 {
      notes.append("\(log.quality.rowsOutsideDates) rows were created outside the dates asked for.")
    }
    let index = demand.index
    var fingerprint = SHA256()
    fingerprint.update(HistoryFile.bytes(of: DemandTables.rows(of: demand)))
    return RunFacts(
      title: title,
      data: DataFacts(
        file: record.path.split(separator: "/").last.map(String.init) ?? record.path,
        fingerprint: fingerprint.hexDigest(), unit: unit, step: frequency.noun, stepSeconds: nil,
        rowsRead: log.quality.rowsRead + result.rejects.count, rowsRejected: result.rejects.count,
        stepsExpected: index.count, stepsMissing: 0, seriesCount: demand.series.count,
        firstLabel: index.label(ofStep: 0), lastLabel: index.label(ofStep: max(0, index.count - 1)),
        timeZone: timeZone, notes: notes))
  }

  private func summary(_ log: EventLog, _ tables: DemandTables) -> [String] {
    let counted = "\(PlainWords.number(Double(log.events.count))) \(unit) counted"
    guard log.hasEnds, let all = tables.closing.first else { return [counted + "."] }
    func percent(_ share: Double) -> String { PlainWords.percent(share, digits: 1) }
    let median =
      all.median.map { "Half are closed within \(PlainWords.number($0)) days" }
      ?? "Fewer than half were ever closed"
    return [
      "\(counted), \(PlainWords.number(Double(log.openCount))) still open.",
      "\(median); \(percent(all.share)) within \(PlainWords.number(withinDays)) "
        + "\(withinDays == 1 ? "day" : "days") (95 % range: \(percent(all.shareLow)) to "
        + "\(percent(all.shareHigh))).",
    ]
  }
}

extension DemandTables {
  /// A panel as rows, missing steps as NaN.
  static func rows(of panel: Panel) -> [ObservationRow] {
    panel.series.flatMap { series in
      series.values.indices.compactMap { offset in
        IntervalLabel(panel.index.label(ofStep: series.firstStep + offset)).map {
          ObservationRow(id: series.id, start: $0, y: series.values[offset])
        }
      }
    }
  }
}

extension ClosingRow {
  init(group: String, period: String, _ result: TimeToClose, withinDays: Double) {
    let curve = result.curve
    let range = curve.interval(at: withinDays, z: 1.959963984540054)
    self.init(
      group: group, period: period, cases: result.count, open: result.openCount,
      setAside: result.negativeDurations, share: curve.share(within: withinDays),
      shareLow: 1 - range.upper, shareHigh: 1 - range.lower,
      quantiles: [0.25, 0.5, 0.75, 0.9].map { curve.quantile($0) },
      meanOfClosed: result.meanOfClosed)
  }
}
