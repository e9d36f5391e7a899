public import Briefings
public import CivilTime
public import Forecasting
import Foundation
import LinearAlgebra
public import Provenance
import Statistics
import Synchronization
import Tables
import TimeSeries

/// From series to `forecast.csv`, `totals.csv`, `backtest.csv`, `accuracy.csv`,
/// `history.csv`, `series.csv` and `members.csv`.
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
  public var manner = ForecastManner.anew
  /// Nil: from the frequency of the data.
  public var seasonalPeriods: [Int]?
  public var backtestOrigins: Int?
  /// Steps between the origins of the backtest; nil for the horizon or less.
  public var backtestStep: Int?
  /// False to look back only: a backtest without a forecast.
  public var looksAhead = true
  public var seed: UInt64 = 1
  public var threads = 1
  public var calendar: HolidayCalendar?
  /// What is counted, in the plural.
  public var unit = "observations"
  /// How many sample paths to write; 0 for none.
  public var pathCount = 0

  /// What to do about outliers and level shifts in the past.
  public var repair = RepairRule.none
  /// What intervals are stretched by, learnt from what came of earlier forecasts.
  public var calibration: IntervalFactors?
  /// A run to set this one against.
  var earlier: EarlierRun?
  /// Called with the number of series done and of all; on any thread.
  public var progress: (@Sendable (Int, Int) -> Void)?

  public init(reach: Reach, levels: [Double] = [80, 95]) {
    self.reach = reach
    self.levels = levels
  }

  /// What the step made.
  public struct Result: Sendable {
    /// The files that were not written on the way.
    public var files: RunFiles
    public var tables: RunTables
    /// Nil where the past was not examined.
    public var anomalies: AnomalyFacts?
    /// What changed since an earlier run, where one was named.
    public var since: SinceFacts?
    /// Of a backtest only: the forecast beside the baseline.
    public var contest: ContestFacts?
    public var data: DataFacts
    public var forecast: ForecastFacts
    /// What was decided on the way, in sentences for whoever called the program.
    public var notes: [String]
    /// What to save for the next time, where the manner keeps it.
    public var state: ForecastState?
  }

  /// Forecasts with all files and all rows in memory, for a later step.
  public func run(_ loaded: LoadedSeries) throws -> Result {
    var files = RunFiles()
    var result = try run(loaded, keepsAll: true) { name, bytes in
      files[name] = (files[name] ?? []) + bytes
    }
    for name in result.files.names { files[name] = result.files[name] }
    result.files = files
    return result
  }

  /// Forecasts with the files going out as they are made.
  ///
  /// - Parameter keepsAll: keep the rows of all series, however many.
  func run(_ loaded: LoadedSeries, keepsAll: Bool = false, into sink: FileSink) throws -> Result {
    let whole = try whole(loaded)
    let panel = whole?.panel ?? loaded.panel
    let index = panel.index
    let setting = try whole?.setting ?? setting(for: panel, known: loaded.known)
    let (options, days) = (setting.options, setting.days)
    let (horizon, seasons) = (options.horizon, options.seasonalPeriods)
    let labels = AxisLabels(index, ahead: horizon)
    var maker = AnswerMaker(
      levels: levels, labels: labels,
      totals: ForecastTotals(index: index, levels: levels, seed: seed), seed: seed,
      pathCount: pathCount, looksAhead: looksAhead, calibration: calibration)
    try writeHeaders(options.levels, into: sink)
    var scenarios = ScenarioRecord(loaded.known?.source.scenarios ?? [], total: whole?.total)
    try scenarios.writeHeader(levels: levels, into: sink)
    var answers = ForecastAnswers(seriesCount: panel.series.count, keepsAll: keepsAll)
    let count = SeriesCount(of: panel.series.count, report: progress)
    var contest = ContestRecord(names: ["forecast", AccuracyLine.baseline], setting: setting)
    var anomalies = AnomalyStep(rule: repair, labels: labels, panel: panel)
    var effects: [AnomalyFacts.Effect] = []
    var since = earlier.map { SinceRecord($0, index: index, total: whole?.total) }
    var drivers = DriverRecord(
      columns: looksAhead && !keepsAll ? loaded.known?.source.names ?? [] : [], seasons: seasons)
    try sink(AnomalyStep.fileName, AnomalyStep.header)
    let all = panel.series.count
    for range in whole == nil ? ForecastStep.blocks(of: all) : [0..<all] {
      let series = panel.series[range]
      let recorded = Panel(index: index, series: Array(series))
      let (block, other) = try anomalies.examine(recorded, setting, into: sink)
      let result =
        try whole?.forecast
        ?? ForecastStep.forecast(block, setting, progress: { count.add() })
      if let other, other.series.count <= AnomalyStep.mostCompared, comparesRepair, looksAhead,
        !keepsAll
      {
        let compared = try ForecastStep.forecast(other, setting)
        effects += zip(result.series, compared.series).map {
          ForecastStep.effect($0, $1, isRepaired: repair != .none)
        }
      }
      if looksAhead { maker.totals.prepare(for: result.series) }
      let answer = maker
      let made = parallelMap(block.series.count, threads: threads) { place in
        answer.answer(result.series[place], of: block.series[place])
      }
      let remake = whole?.remake ?? { try remade(block, setting, loaded, $0) }
      try scenarios.add(beside: result, answer, into: sink) { try remake(.scenario($0)) }
      if panel.series.count <= ReportSelection.full {
        try drivers.add(result, count: index.count, remake)
      }
      since?.add(result.series, of: recorded.series)
      try answers.take(result, made, of: series, into: sink)
      if !looksAhead {
        contest.add(
          block.series,
          rivals: [
            result.series.map { $0.pastForecasts(levels: options.levels) },
            result.series.map(\.naivePastForecasts),
          ])
      }
    }
    try answers.finish(
      history: min(1_500, max(100, (seasons.max() ?? 0) * 2)), labels: labels,
      drivers: drivers, into: sink)
    var files = whole?.files ?? RunFiles()
    if let rejects = loaded.rejects { files["rejects.csv"] = rejects }
    if let since { files[SinceRecord.fileName] = since.file }
    if let calibration, looksAhead { files[IntervalFactors.fileName] = calibration.bytes }
    let stretched = looksAhead ? calibration.map { [$0.sentence] } ?? [] : []
    // Steps of a merged axis are not those of the file.
    let ownDays = whole?.isMerged == true ? nil : days
    return Result(
      files: files, tables: answers.tables,
      anomalies: anomalies.facts(effects: effects),
      since: since?.facts(fingerprint: loaded.fingerprint),
      contest: looksAhead ? nil : contest.facts(labels: labels, notes: []),
      data: DataFacts(loaded, unit: unit, days: ownDays),
      forecast: ForecastFacts(
        levels: levels, seasonalPeriods: seasons, seasons: seasons.map { index.words(season: $0) },
        seed: seed, backtestOrigins: answers.originCount, models: answers.models,
        uses: answers.commonModels, fallbackCount: answers.fallbackCount,
        specialDays: days?.specialDays ?? [], notes: answers.panelNotes + stretched,
        wasResumed: whole?.isMerged == true ? true : nil, total: whole?.total,
        scenarios: scenarios.facts),
      notes: notes(of: loaded, days: ownDays) + (whole?.notes ?? []) + scenarios.notes + stretched,
      state: whole?.state)
  }

  /// Whether another forecast can be made beside it to show what a repair does.
  private var comparesRepair: Bool {
    switch manner {
    case .anew, .toResume: true
    case .resuming, .hierarchy: false
    }
  }

  private static func effect(
    _ made: SeriesForecast, _ other: SeriesForecast, isRepaired: Bool
  ) -> AnomalyFacts.Effect {
    let (a, b) = (made.forecast.mean.reduce(0, +), other.forecast.mean.reduce(0, +))
    return .init(id: made.id, recorded: isRepaired ? b : a, repaired: isRepaired ? a : b)
  }

  /// What is the same for every block and model.
  struct Setting {
    var options: ForecastOptions
    var days: DayKinds?
    var regressors: PanelRegressors?
  }

  func setting(for panel: Panel, known: KnownColumns? = nil) throws -> Setting {
    let index = panel.index
    let horizon = try horizonSteps(index)
    let longest = panel.series.map(\.values.count).max() ?? 0
    let seasons =
      seasonalPeriods
      ?? (index.domain == .integer
        ? panel.detectedPeriods() : index.seasonalPeriods(seriesLength: longest))
    return Setting(
      options: ForecastOptions(
        horizon: horizon, levels: Set([0.8, 0.95] + levels.map { $0 / 100 }).sorted(),
        seasonalPeriods: seasons, model: model, backtestOrigins: backtestOrigins,
        backtestStep: backtestStep, seed: seed, threads: threads),
      days: calendar.map { DayKinds(calendar: $0, panel: panel, horizon: horizon) },
      regressors: try regressors(of: panel, known: known, horizon: horizon))
  }

  static func forecast(
    _ block: Panel, _ setting: Setting, progress: (@Sendable () -> Void)? = nil
  ) throws -> PanelForecast {
    do throws(ForecastError) {
      return try Forecasting.forecast(
        panel: block, options: setting.options, calendar: setting.days?.effects,
        regressors: setting.regressors, progress: progress)
    } catch { throw PipelineError(.usage, error.words) }
  }

  /// A file is there even where no series has a row in it.
  private func writeHeaders(_ tested: [Double], into sink: FileSink) throws {
    if looksAhead {
      try sink(ForecastFile.name, ForecastFile.writer(levels: levels).bytes)
      try sink(TotalsFile.name, TotalsFile.writer(levels: levels).bytes)
    }
    try sink(BacktestFile.name, BacktestFile.writer(levels: tested).bytes)
    try sink(AccuracyFile.name, AccuracyFile.writer().bytes)
    try sink(SeriesFile.name, SeriesFile.writer().bytes)
    try sink(MembersFile.name, MembersFile.writer().bytes)
    if looksAhead, pathCount > 0 { try sink(PathsFile.name, PathsFile.writer().bytes) }
  }

  /// Series are forecast together in blocks, so that memory does not grow with
  /// their number. A block is large enough to learn from.
  static let blockSize = 8_192

  /// Blocks of nearly equal size.
  static func blocks(of count: Int) -> [Range<Int>] {
    let blocks = max(1, (count + blockSize - 1) / blockSize)
    return (0..<blocks).map { count * $0 / blocks..<count * ($0 + 1) / blocks }
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

  private func notes(of loaded: LoadedSeries, days: DayKinds?) -> [String] {
    let closed = days?.closedMissingSteps(of: loaded.panel) ?? 0
    return loaded.notes
      + (closed > 0 ? ["\(closed) of them fall on closed days, where nothing is counted."] : [])
  }
}

/// Counts series as they are done, on any thread.
final class SeriesCount: Sendable {
  private let done = Mutex(0)
  private let total: Int
  private let report: (@Sendable (Int, Int) -> Void)?

  init(of total: Int, report: (@Sendable (Int, Int) -> Void)?) {
    self.total = total
    self.report = report
  }

  func add() {
    guard let report else { return }
    let count = done.withLock { count in
      count += 1
      return count
    }
    report(count, total)
  }
}

extension ForecastError {
  /// The error as a sentence that says what to do.
  var words: String {
    switch self {
    case .unknownModel(let name, let known):
      "there is no model \"\(name)\". Known: \(known.joined(separator: ", "))."
    case .badHorizon(let steps): "a horizon of \(steps) steps makes no sense: give at least 1."
    case .badLevel(let level): "an interval level of \(level * 100) % makes no sense."
    case .badSeason(let season): "a season of \(season) steps makes no sense: give at least 1."
    }
  }
}
