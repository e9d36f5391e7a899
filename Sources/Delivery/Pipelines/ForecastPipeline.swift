import Briefings
import CivilTime
import Foundation
import LinearAlgebra
import Provenance
import Reports
import Tables

/// From a file of counts to a folder with its forecast and a report.
public struct ForecastPipeline: Sendable {
  public var source: SeriesSource
  public var step: ForecastStep
  /// Path of a holiday calendar.
  public var calendarFile: String?
  public var title: String
  public var version: String

  public init(
    source: SeriesSource, step: ForecastStep, calendarFile: String? = nil, title: String,
    version: String
  ) {
    self.source = source
    self.step = step
    self.calendarFile = calendarFile
    self.title = title
    self.version = version
  }

  public func run(into folder: String) throws -> RunOutcome {
    var step = step
    var inputs: [FileRecord] = []
    if let calendarFile {
      let (calendar, record) = try CalendarFile.read(calendarFile)
      step.calendar = calendar
      inputs.append(record)
    }
    let loaded = try LoadedSeries(source)
    inputs.insert(loaded.record, at: 0)
    let made = try step.run(loaded)
    let facts = RunFacts(title: title, data: made.data, forecast: made.forecast)
    let run = RunAssembly(
      version: version, command: ["forecast", loaded.record.path], inputs: inputs,
      seed: step.seed, timeZoneData: loaded.timeZoneData)
    return try run.finish(
      facts: facts, tables: made.tables, files: made.files, into: folder, notes: made.notes,
      summary: ForecastSummary.lines(facts: facts, tables: made.tables))
  }
}

/// Reads holiday calendars.
enum CalendarFile {
  static func read(_ path: String, displayName: String? = nil) throws -> (
    HolidayCalendar, FileRecord
  ) {
    let bytes = try WholeFile.read(path)
    do {
      let calendar = try HolidayCalendar(json: Data(bytes))
      return (calendar, FileRecord(path: displayName ?? path, content: bytes))
    } catch {
      throw PipelineError(.data, "\(path): \(error)")
    }
  }
}

/// A forecast in a few lines for the terminal.
enum ForecastSummary {
  static func lines(facts: RunFacts, tables: RunTables) -> [String] {
    let totals = tables.totals.filter { $0.period == "horizon" }
    let unit = facts.data.unit
    var lines: [String] = []
    if totals.count > 1 { lines.append("\(totals.count) series forecast.") }
    if totals.count <= mostTotals {
      for total in totals {
        guard let band = total.mainBand else { continue }
        let name = totals.count > 1 ? "  \(total.id): " : ""
        let digits = max(abs(band.lower), abs(band.upper)) < 100 ? 1 : 0
        func words(_ value: Double) -> String { PlainWords.number(value, digits: digits) }
        lines.append(
          "\(name)\(words(total.mean)) \(unit) expected from \(total.first.text) to "
            + "\(total.last.text) (\(PlainWords.number(band.level)) % range: \(words(band.lower)) to "
            + "\(words(band.upper))).")
      }
    } else {
      lines.append("Their totals and ranges are in \(TotalsFile.name).")
    }
    let id = totals.count == 1 ? totals[0].id : ""
    if let own = value("MASE", id, tables, isBaseline: false),
      let naive = value("MASE", id, tables, isBaseline: true), own.isFinite, naive > 0
    {
      let share = PlainWords.percent(abs(1 - own / naive))
      let verdict =
        own <= naive
        ? "\(share) nearer than repeating the last season"
        : "\(share) further off than repeating the last season: consider the model seasonal-naive"
      lines.append(
        "Tested on the past: \(verdict) (MASE \(PlainWords.number(own, digits: 2)) against "
          + "\(PlainWords.number(naive, digits: 2))).")
    } else if (facts.forecast?.backtestOrigins ?? 0) == 0 {
      lines.append(
        "The data are too short to test the forecast on its past: take the ranges as rough.")
    }
    return lines
  }

  /// Of more series than this, the terminal gives no totals.
  private static let mostTotals = 6

  private static func value(
    _ metric: String, _ id: String, _ tables: RunTables, isBaseline: Bool
  ) -> Double? {
    tables.accuracy.first {
      $0.id == id && $0.metric == metric && ($0.model == AccuracyLine.baseline) == isBaseline
    }?.value
  }
}
