public import Briefings
public import CivilTime
import Forecasting
import Foundation
import LinearAlgebra
public import Provenance
import Statistics
import TimeSeries

/// From series to `forecast.csv`, `totals.csv`, `backtest.csv`, `accuracy.csv`
/// and `history.csv`.
public struct ForecastStep: Sendable {
  /// How far to forecast.
  public enum Reach: Sendable {
    case steps(Int)
    /// From the first step after the data through the end of the day so many
    /// days on.
    case days(Int)
  }
  public var reach: Reach
  /// In per cent, ascending.
  public var levels: [Double]
  public var model = "auto"
  /// Nil: from the frequency of the data.
  public var seasonalPeriods: [Int]?
  public var backtestOrigins: Int?
  public var seed: UInt64 = 1
  public var threads = 1
  public var calendar: HolidayCalendar?
  /// What is counted, in the plural.
  public var unit = "observations"
  /// How many sample paths to write; 0 for none.
  public var pathCount = 0

  public init(reach: Reach, levels: [Double] = [80, 95]) {
    self.reach = reach
    self.levels = levels
  }

  /// What the step made.
  public struct Result: Sendable {
    public var files: RunFiles
    public var tables: RunTables
    public var data: DataFacts
    public var forecast: ForecastFacts
    /// What was decided on the way, in sentences for whoever called the program.
    public var notes: [String]
  }

  public func run(_ loaded: LoadedSeries) throws -> Result {
    let panel = loaded.panel
    let index = panel.index
    let horizon = try horizonSteps(index)
    let longest = panel.series.map(\.values.count).max() ?? 0
    let seasons =
      seasonalPeriods
      ?? (index.domain == .integer
        ? panel.detectedPeriods() : index.seasonalPeriods(seriesLength: longest))
    let days = calendar.map { DayKinds(calendar: $0, panel: panel, horizon: horizon) }
    let options = ForecastOptions(
      horizon: horizon, levels: Set([0.8, 0.95] + levels.map { $0 / 100 }).sorted(),
      seasonalPeriods: seasons, model: model, backtestOrigins: backtestOrigins, seed: seed,
      threads: threads)
    let result: PanelForecast
    do throws(ForecastError) {
      result = try forecast(panel: panel, options: options, calendar: days?.effects)
    } catch { throw PipelineError(.usage, error.words) }
    return assemble(loaded, result, seasons: seasons, days: days)
  }

  private func horizonSteps(_ index: TimeIndex) throws -> Int {
    switch reach {
    case .steps(let count): return count
    case .days(let days):
      guard let first = index.date(ofStep: index.count) else {
        throw PipelineError(
          .usage, "a horizon in days needs dates or times, and this data has a plain integer index."
        )
      }
      let end = first.adding(days: days)
      var step = index.count
      while let date = index.date(ofStep: step), date < end { step += 1 }
      return step - index.count
    }
  }

  private func assemble(
    _ loaded: LoadedSeries, _ result: PanelForecast, seasons: [Int], days: DayKinds?
  ) -> Result {
    let index = loaded.panel.index
    var tables = RunTables()
    var files = RunFiles()
    let totals = ForecastTotals(index: index, levels: levels, seed: seed)
    for (series, outcome) in zip(loaded.panel.series, result.series) {
      tables.forecast += rows(of: outcome, index: index)
      tables.totals += totals.rows(of: outcome, history: series)
      tables.history += history(of: series, outcome: outcome, index: index, seasons: seasons)
      tables.accuracy += outcome.accuracy.map {
        AccuracyLine(id: series.id, model: $0.model, metric: $0.metric, value: $0.value)
      }
    }
    if result.series.count > 1 {
      tables.accuracy += result.accuracy.map {
        AccuracyLine(id: "", model: $0.model, metric: $0.metric, value: $0.value)
      }
    }
    files[ForecastFile.name] = ForecastFile.bytes(of: tables.forecast, levels: levels)
    files[TotalsFile.name] = TotalsFile.bytes(of: tables.totals, levels: levels)
    files["backtest.csv"] = BacktestFile.bytes(of: result, index: index)
    files[AccuracyFile.name] = AccuracyFile.bytes(of: tables.accuracy)
    files[HistoryFile.name] = HistoryFile.bytes(of: tables.history)
    if pathCount > 0 {
      files["paths.csv"] = PathsFile.bytes(of: result, index: index, count: pathCount)
    }
    if let rejects = loaded.rejects { files["rejects.csv"] = rejects }
    return Result(
      files: files, tables: tables,
      data: DataFacts(loaded, unit: unit, days: days),
      forecast: ForecastFacts(
        levels: levels, seasonalPeriods: seasons, seasons: seasons.map { index.words(season: $0) },
        seed: seed,
        backtestOrigins: result.series.map { Set($0.backtest.map(\.originStep)).count }.max() ?? 0,
        models: result.series.map { ForecastFacts.Model($0) },
        specialDays: days?.specialDays ?? [], notes: result.notes),
      notes: notes(of: loaded, days: days))
  }

  private func notes(of loaded: LoadedSeries, days: DayKinds?) -> [String] {
    let closed = days?.closedMissingSteps(of: loaded.panel) ?? 0
    return loaded.notes
      + (closed > 0 ? ["\(closed) of them fall on closed days, where nothing is counted."] : [])
  }

  private func rows(of outcome: SeriesForecast, index: TimeIndex) -> [ForecastRow] {
    let forecast = outcome.forecast
    let mean = forecast.mean
    let median = forecast.median
    let intervals = levels.map { forecast.interval($0 / 100) }
    return mean.indices.compactMap { step in
      guard let label = IntervalLabel(index.label(ofStep: outcome.firstStep + step)) else {
        return nil
      }
      let bands = zip(levels, intervals).map { level, interval in
        ForecastRow.Band(level: level, lower: interval.lower[step], upper: interval.upper[step])
      }
      return ForecastRow(
        id: outcome.id, start: label, mean: mean[step], median: median[step], bands: bands)
    }
  }

  /// The last two longest seasons, or the last hundred steps: what a chart shows.
  private func history(
    of series: Series, outcome: SeriesForecast, index: TimeIndex, seasons: [Int]
  ) -> [ObservationRow] {
    let wanted = min(1_500, max(100, (seasons.max() ?? 0) * 2))
    let first = max(0, outcome.firstStep - series.firstStep - wanted)
    return (first..<max(first, outcome.firstStep - series.firstStep)).compactMap { offset in
      guard offset < series.values.count,
        let label = IntervalLabel(index.label(ofStep: series.firstStep + offset))
      else { return nil }
      return ObservationRow(id: series.id, start: label, y: series.values[offset])
    }
  }
}

extension ForecastError {
  /// The error as a sentence that says what to do.
  fileprivate var words: String {
    switch self {
    case .unknownModel(let name, let known):
      "there is no model \"\(name)\". Known: \(known.joined(separator: ", "))."
    case .badHorizon(let steps): "a horizon of \(steps) steps makes no sense: give at least 1."
    case .badLevel(let level): "an interval level of \(level * 100) % makes no sense."
    case .badSeason(let season): "a season of \(season) steps makes no sense: give at least 1."
    }
  }
}

extension ForecastFacts.Model {
  fileprivate init(_ outcome: SeriesForecast) {
    let members = outcome.members.map { member -> String in
      switch member.status {
      case .used: "\(member.titled): used"
      case .pruned: "\(member.titled): left out, it tested worse than the others"
      case .rejected: "\(member.titled): left out, its forecast lay far from the others"
      case .failed(let reason): "\(member.titled): not possible, \(reason)"
      }
    }
    self.init(
      id: outcome.id, model: outcome.modelName, members: members,
      fallbacks: outcome.fallbacks.map { "\($0.from) gave way to \($0.to): \($0.reason)" })
  }
}

extension DataFacts {
  /// Steps of days on which the place was closed are not expected to have a value.
  fileprivate init(_ loaded: LoadedSeries, unit: String, days: DayKinds?) {
    let panel = loaded.panel
    let index = panel.index
    let quality = panel.quality
    // What concerns the reader of a report: not how to call the program.
    var notes = quality.notes.compactMap { note -> String? in
      let sentences = note.split(separator: ". ").filter {
        !$0.contains("--") && !$0.contains("have no value")
      }
      guard let last = sentences.last else { return nil }
      return sentences.joined(separator: ". ") + (last.hasSuffix(".") ? "" : ".")
    }
    let closed = days?.closedMissingSteps(of: panel) ?? 0
    if closed > 0 {
      notes.append("\(closed) more fall on closed days, where nothing is counted.")
    }
    let zone: String? = if case .zoned(let rules) = index.domain { rules.identifier } else { nil }
    self.init(
      file: loaded.record.path.split(separator: "/").last.map(String.init) ?? loaded.record.path,
      fingerprint: loaded.fingerprint, unit: unit, step: index.frequency.noun,
      stepSeconds: index.frequency.isSubDaily ? index.durationSeconds(ofStep: 0) : nil,
      rowsRead: quality.rowsRead + loaded.rejectedCount, rowsRejected: loaded.rejectedCount,
      stepsExpected: quality.stepsExpected - closed, stepsMissing: quality.stepsMissing - closed,
      seriesCount: panel.series.count, firstLabel: index.label(ofStep: 0),
      lastLabel: index.label(ofStep: max(0, index.count - 1)), timeZone: zone,
      notes: notes)
  }
}

extension MemberOutcome {
  /// The fit's name with what the family does: "mstl(142), decomposition by loess".
  fileprivate var titled: String {
    if let entry = ForecasterRegistry.named(name) { return "\(modelName), \(entry.title)" }
    return name == "pooled-ridge"
      ? "\(modelName), a linear model of recent values learnt from the whole file" : modelName
  }
}

extension TimeIndex {
  /// A season in words: "week (142 half hours)", or the bare count of steps.
  fileprivate func words(season: Int) -> String {
    let noun = frequency.noun
    let count = "\(season) \(noun.hasSuffix("s") ? noun : noun + "s")"
    guard let seconds = frequency.isSubDaily ? durationSeconds(ofStep: 0) : nil else {
      return count
    }
    if season == opening?.openPerWeek ?? (7 * 86_400 / seconds) { return "week (\(count))" }
    if season == opening?.commonOpenPerDay ?? (86_400 / seconds) { return "day (\(count))" }
    return count
  }
}
