public import Briefings
import CivilTime
import Foundation
import LinearAlgebra
public import Provenance
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
      facts: facts, tables: made.tables, files: made.files, into: folder, notes: loaded.notes,
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
    var lines: [String] = []
    if totals.count == 1, let total = totals.first, let band = total.mainBand {
      let level = Int(band.level)
      lines.append(
        "Expected \(facts.data.unit): \(whole(total.mean)) (\(level) %: \(whole(band.lower)) to "
          + "\(whole(band.upper))).")
    } else {
      lines.append("\(totals.count) series forecast.")
    }
    let id = totals.count == 1 ? totals[0].id : ""
    if let own = value("MASE", id, tables, isBaseline: false),
      let naive = value("MASE", id, tables, isBaseline: true)
    {
      lines.append(
        "Backtest MASE \(three(own)); repeating the last season \(three(naive)).")
    }
    return lines
  }

  private static func value(
    _ metric: String, _ id: String, _ tables: RunTables, isBaseline: Bool
  ) -> Double? {
    tables.accuracy.first {
      $0.id == id && $0.metric == metric && ($0.model == AccuracyLine.baseline) == isBaseline
    }?.value
  }

  static func whole(_ value: Double) -> String {
    value.isFinite && abs(value) < 1e15 ? String(Int(value.rounded())) : String(value)
  }
  private static func three(_ value: Double) -> String {
    String((value * 1_000).rounded() / 1_000)
  }
}
