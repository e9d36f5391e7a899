import Briefings
public import CivilTime
import Forecasting
import Foundation
import Provenance
import Reports
public import Tables
import TimeSeries
public import Traffic

/// All detectors of a file, minutes to a week ahead, with bounds, incidents of the past and
/// the errors on a part that was kept back.
public struct TrafficForecastPipeline: Sendable {
  /// How far ahead: so many steps, or so many seconds.
  public enum Horizon: Sendable, Equatable {
    case steps(Int)
    case seconds(Int)
  }

  public var path: String
  public var horizon: Horizon
  /// Shares in (0, 1), ascending.
  public var coverages = [0.8, 0.9]
  public var quick = false
  public var zeroIsMissing = false
  public var falseAlarmsPerWeek = 1.0
  /// What is forecast; the file's main measure where nil.
  public var measure: DetectorRecord.Measure?
  /// Calendars of days with the traffic of a Sunday.
  public var calendars: [String] = []
  public var timeZone: String?
  public var reading = ReadOptions()
  public var start: WallTime?
  public var stepSeconds: Int?
  public var title: String?
  public var seed: UInt64 = 1
  public var threads = 1
  public var version: String

  public init(path: String, horizon: Horizon, version: String) {
    self.path = path
    self.horizon = horizon
    self.version = version
  }

  public func run(into folder: String) throws -> RunOutcome {
    var source = DetectorSource(path: path)
    source.options.measure = measure
    source.options.start = start
    source.options.stepSeconds = stepSeconds
    source.reading = reading
    source.timeZone = timeZone
    let loaded = try LoadedDetectors(source)
    let record = loaded.record
    var inputs = loaded.files
    let (holidays, records) = try CalendarFile.read(calendars)
    inputs += records
    let answer = try TrafficForecastRecord(self, record: record, holidays: holidays)
    let facts = answer.facts
    let assembly = FactsAssembly(
      .traffic, verb: TrafficForecastFacts.verb, version: version, inputs: inputs, seed: seed,
      timeZoneData: loaded.timeZoneData,
      results: ["status": .string("forecast"), "incidents": .integer(Int64(facts.incidentCount))])
    return try assembly.finish(
      facts, files: answer.files, into: folder, notes: facts.notes, summary: summary(facts))
  }

  private func summary(_ facts: TrafficForecastFacts) -> [String] {
    var lines = [
      "\(PlainWords.count(facts.detectors, "detector")), \(PlainWords.count(facts.horizon, "step")) "
        + "ahead; \(PlainWords.count(facts.incidentCount, "incident")) in "
        + "\(PlainWords.number(facts.weeksJudged, digits: 1)) weeks."
    ]
    if let score = facts.score("ensemble", zerosCounted: !facts.zeroIsMissing) {
      let week = facts.score("same time last week", zerosCounted: !facts.zeroIsMissing)?.mean
      lines.append(
        "Mean absolute error \(PlainWords.number(score.mean, digits: 2))"
          + (week.map { " (same time last week \(PlainWords.number($0, digits: 2)))" } ?? "")
          + " over \(PlainWords.count(facts.heldOutDays, "day")) kept back.")
    }
    return lines
  }
}
