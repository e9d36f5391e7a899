import Briefings
import CivilTime
import Foundation
import Provenance
import Reports

/// From a file of counts to how well it can be forecast: no forecast is made.
public struct BacktestPipeline: Sendable {
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

  /// - Throws: `PipelineError` where no series is long enough to test on.
  public func run(into folder: String) throws -> RunOutcome {
    var step = step
    step.looksAhead = false
    var inputs: [FileRecord] = []
    if let calendarFile {
      let (calendar, record) = try CalendarFile.read(calendarFile)
      step.calendar = calendar
      inputs.append(record)
    }
    let loaded = try LoadedSeries(source)
    inputs.insert(loaded.record, at: 0)
    let spool = try RunSpool(RunFolder(folder))
    let made = try step.run(loaded) { name, bytes in try spool.append(bytes, to: name) }
    guard let contest = made.contest, contest.tested > 0 else { throw ContestPipeline.tooShort }
    let facts = RunFacts(
      title: title, data: made.data, forecast: made.forecast, contest: contest)
    var files = made.files
    files[LeaderboardFile.name] = LeaderboardFile.bytes(of: contest)
    let run = RunAssembly(
      version: version, command: ["backtest", loaded.record.path], inputs: inputs,
      seed: step.seed, timeZoneData: loaded.timeZoneData)
    var summary = [
      "\(PlainWords.count(contest.seriesCount, "series", plural: "series")) tested from "
        + "\(PlainWords.count(contest.origins, "past moment")), "
        + "\(PlainWords.count(contest.tested, "step")) in all."
    ]
    summary += [ForecastSummary.tested(facts: facts, tables: made.tables)].compactMap { $0 }
    return try run.finish(
      facts: facts, tables: made.tables, files: files, into: spool, at: folder,
      notes: made.notes, summary: summary)
  }
}
