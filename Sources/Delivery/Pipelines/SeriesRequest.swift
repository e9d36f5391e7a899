import CivilTime
import Forecasting
import Foundation
import Provenance
import Tables
import TimeSeries

/// What `forecast`, `backtest` and `compare` are all asked: which file, how to
/// forecast it, and which days are special.
public struct SeriesRequest: Sendable {
  public var source: SeriesSource
  public var step: ForecastStep
  /// Paths of holiday calendars; what all of them say holds.
  public var calendarFiles: [String]
  /// Whether to look for special days in the data themselves.
  public var learnsDays: Bool
  public var title: String
  public var version: String

  public init(
    source: SeriesSource, step: ForecastStep, calendarFiles: [String] = [],
    learnsDays: Bool = false, title: String, version: String
  ) {
    self.source = source
    self.step = step
    self.calendarFiles = calendarFiles
    self.learnsDays = learnsDays
    self.title = title
    self.version = version
  }

  /// The request with its files read.
  struct Opened {
    var step: ForecastStep
    var loaded: LoadedSeries
    /// The data first, then what goes with them.
    var inputs: [FileRecord]
    /// `learned-days.json`, where days were looked for and found.
    var files = RunFiles()
  }

  /// Reads every file that the request names.
  func opened() throws -> Opened {
    var source = source
    if case .hierarchy(let hierarchy) = step.manner { source = try hierarchy.source(source) }
    let (calendar, records) = try CalendarFile.read(calendarFiles)
    let loaded = try LoadedSeries(source)
    var opened = Opened(
      step: step, loaded: loaded,
      inputs: [loaded.record] + records + (loaded.known?.records ?? []))
    opened.step.calendar = calendar ?? step.calendar
    if learnsDays {
      let learned = try LearnedCalendar(loaded.panel, known: opened.step.calendar)
      opened.step.calendar = learned.joined(to: opened.step.calendar)
      opened.loaded.notes += learned.notes
      opened.loaded.panel.quality.notes += learned.notes
      if let bytes = learned.file { opened.files[LearnedCalendar.fileName] = bytes }
    }
    return opened
  }

  func assembly(_ verb: String, _ opened: Opened) -> RunAssembly {
    RunAssembly(
      version: version, command: [verb, opened.loaded.record.path], inputs: opened.inputs,
      seed: opened.step.seed, timeZoneData: opened.loaded.timeZoneData)
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

  /// Several calendars as one; nil for none.
  static func read(_ paths: [String]) throws -> (HolidayCalendar?, [FileRecord]) {
    var joined: HolidayCalendar?
    var records: [FileRecord] = []
    for path in paths {
      let (calendar, record) = try read(path)
      joined = joined.map { $0.joined(with: calendar) } ?? calendar
      records.append(record)
    }
    return (joined, records)
  }
}

extension HolidayCalendar {
  /// What either says; of two holidays on one day the first, closed ones before
  /// others.
  func joined(with other: HolidayCalendar) -> HolidayCalendar {
    HolidayCalendar(
      name: "\(name), \(other.name)", source: "\(source); \(other.source)",
      rules: rules + other.rules, periods: periods + other.periods)
  }
}
