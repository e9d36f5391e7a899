import Briefings
import Foundation
import Provenance
import Reports

/// From a file of counts to how well it can be forecast: no forecast is made.
public struct BacktestPipeline: Sendable {
  public var request: SeriesRequest

  public init(_ request: SeriesRequest) {
    self.request = request
    self.request.step.looksAhead = false
  }

  /// - Throws: `PipelineError` where no series is long enough to test on.
  public func run(into folder: String) throws -> RunOutcome {
    let opened = try request.opened()
    let spool = try RunSpool(RunFolder(folder))
    let made = try opened.step.run(opened.loaded) { name, bytes in
      try spool.append(bytes, to: name)
    }
    guard let contest = made.contest, contest.tested > 0 else { throw ContestPipeline.tooShort }
    let facts = RunFacts(
      title: request.title, data: made.data, forecast: made.forecast, contest: contest,
      anomalies: made.anomalies)
    var files = opened.files
    for name in made.files.names { files[name] = made.files[name] }
    files[LeaderboardFile.name] = LeaderboardFile.bytes(of: contest)
    var summary = [
      "\(PlainWords.count(contest.seriesCount, "series", plural: "series")) tested from "
        + "\(PlainWords.count(contest.origins, "past moment")), "
        + "\(PlainWords.count(contest.tested, "step")) in all."
    ]
    summary += [ForecastSummary.tested(facts: facts, tables: made.tables)].compactMap { $0 }
    return try request.assembly("backtest", opened).finish(
      facts: facts, tables: made.tables, files: files, into: spool, at: folder,
      notes: made.notes, summary: summary)
  }
}
