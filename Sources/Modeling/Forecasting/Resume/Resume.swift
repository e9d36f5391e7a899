internal import LinearAlgebra
public import TimeSeries

/// A forecast gone on with: the new answer, what to save for the next time, and
/// what changed since the last.
public struct ResumedForecast: Sendable {
  public var forecast: PanelForecast
  public var state: ForecastState
  public var changes: [SeriesChange]
}

/// What became of one series between two forecasts.
public struct SeriesChange: Sendable, Equatable {
  public enum Kind: String, Sendable, Codable {
    /// No new value: the forecast is the one made before.
    case unchanged
    /// New values were taken in; members and weights were kept.
    case updated
    /// Not in the state: fitted from its beginning.
    case new
    /// Its past is no longer the one it was fitted on, or it could not be gone on
    /// with: fitted anew.
    case refitted
  }
  public var id: String
  public var kind: Kind
  /// Steps since the last forecast, and how many of them have a value.
  public var newSteps: Int
  public var newValues: Int
  /// Mean |actual − forecast| since, in the units of the series, and the same in
  /// the backtest; NaN where nothing was tested.
  public var meanAbsoluteError: Double
  public var backtestError: Double
  /// Share of the new values that lay in the interval of each level when they
  /// were forecast; the levels of the options. Empty where nothing was tested.
  public var coverage: [Double]
  /// Mean of the steps that both forecasts speak of, before and now; NaN for none.
  public var meanBefore: Double
  public var meanNow: Double
  /// Members that were fitted anew because dates or regressors matter to them.
  public var refittedMembers: [String]
}

/// Forecasts a panel and keeps what is needed to go on from there.
///
/// - Parameter fingerprint: what the caller knows the data by.
/// - Returns: the forecast `forecast(panel:options:)` gives, to the last bit, and
///   its state.
public func forecastToResume(
  panel: Panel, options: ForecastOptions, fingerprint: String,
  calendar: CalendarEffects? = nil, regressors: PanelRegressors? = nil,
  progress: (@Sendable () -> Void)? = nil
) throws(ForecastError) -> (forecast: PanelForecast, state: ForecastState) {
  let judged = try JudgedPanel(
    panel, options: options, calendar: calendar, regressors: regressors, progress: progress)
  let (forecast, finished) = judged.answer(options: options)
  let state = ForecastState(
    options: options, fingerprint: fingerprint, axis: SavedAxis(panel.index),
    series: judged.judged.indices.map { k in
      SavedSeries(
        judged.judged[k], finished[k], errors: judged.errors(series: k), kept: nil)
    }, pooled: judged.pooled.finals, stacked: judged.pooled.stacked)
  return (forecast, state)
}

/// Takes in what was observed since a state was made, without fitting again.
///
/// Every member of a series' ensemble goes on by its own recursion
/// (`FittedForecaster.update`), models of the whole panel keep their coefficients (a
/// network trained beforehand is that of the program that resumes),
/// weights are kept, and the errors of the forecasts that were issued join those
/// the intervals rest on. What is promised:
///
/// - Without new values the forecast is, to the last bit, the one the state was
///   made with, whether the state was written to a file in between or not.
/// - Members and weights do not depend on how new values are split over calls: a
///   member that took in ten values at once holds the state of one that took them
///   in one by one, to the last bit. Intervals do, since they rest on the errors of
///   the forecasts that were made.
/// - A series that is new, whose past was revised, or whose saved fit came from a
///   fallback, is fitted anew and said to be.
///
/// - Parameters:
///   - panel: from `ForecastState.merged(with:)`.
///   - fingerprint: of the newer data; nil to keep the old one.
///   - threads: changes nothing but time.
public func resume(
  _ state: ForecastState, panel: Panel, fingerprint: String? = nil,
  calendar: CalendarEffects? = nil,
  regressors: PanelRegressors? = nil, threads: Int = 1
) throws(ResumeError) -> ResumedForecast {
  var options = state.options
  options.threads = threads
  let horizon = options.horizon
  let axis = StepAxis(panel.index, ahead: horizon, calendar: calendar)
  let prepared = panel.series.map {
    PreparedSeries($0, options: options, axis: axis, regressors: regressors)
  }
  let known = Dictionary(uniqueKeysWithValues: state.series.enumerated().map { ($1.id, $0) })
  let saved = prepared.map { known[$0.id].map { state.series[$0] } }
  let fits = zip(prepared, saved).map { $1?.continues(in: $0) ?? false }
  // Series that cannot be gone on with are forecast as a panel of their own.
  let fresh = prepared.indices.filter { !fits[$0] }
  var part = panel
  part.series = fresh.map { panel.series[$0] }
  let refit: JudgedPanel
  do throws(ForecastError) {
    refit = try JudgedPanel(
      part, options: options, calendar: calendar, regressors: regressors, progress: nil)
  } catch { throw .forecast(error) }
  let shared = SharedModels(state.pooled, stacked: state.stacked, options: options)
  let resumed = parallelMap(prepared.count, threads: threads) { k -> SeriesResumption? in
    guard fits[k], let old = saved[k] else { return nil }
    return SeriesResumption(
      old, series: prepared[k], index: k, pooled: shared, horizon: horizon)
  }
  var place = 0
  let judged = prepared.indices.map { k -> JudgedSeries in
    if let resumed = resumed[k] { return resumed.judged }
    place += 1
    return refit.judged[place - 1]
  }
  let whole = JudgedPanel(
    judged: judged, earlier: resumed.map { $0?.earlier ?? [] },
    pooled: PooledMembers(finals: state.pooled))
  var (forecast, finished) = whole.answer(options: options)
  for k in prepared.indices where fits[k] {
    guard let old = saved[k] else { continue }
    for slot in old.members.indices where slot < forecast.series[k].members.count {
      let error = old.members[slot].outcome.backtestMASE
      forecast.series[k].members[slot].backtestMASE = error
      finished[k].forecast.members[slot].backtestMASE = error
    }
  }
  let changes = prepared.indices.map { k in
    SeriesChange(
      judged[k], forecast.series[k], saved: saved[k], isResumed: fits[k],
      refitted: resumed[k]?.refitted ?? [], levels: options.levels)
  }
  let lost = state.series.count { old in !prepared.contains { $0.id == old.id } }
  if lost > 0 { forecast.notes.append("\(lost) saved series are not in the data any more.") }
  var next = ForecastState(
    options: state.options, fingerprint: fingerprint ?? state.fingerprint,
    axis: SavedAxis(panel.index),
    series: judged.indices.map { k in
      SavedSeries(
        judged[k], finished[k], errors: whole.errors(series: k),
        kept: fits[k] ? saved[k] : nil)
    }, pooled: state.pooled, stacked: state.stacked)
  next.columns = state.columns
  return ResumedForecast(forecast: forecast, state: next, changes: changes)
}

extension SavedSeries {
  /// Whether the prepared series begins with the values this one was fitted on.
  func continues(in series: PreparedSeries) -> Bool {
    guard canResume, series.start == start, series.values.count >= values.count,
      series.isCount == isCount
    else { return false }
    return zip(values, series.values).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
  }
}

extension SeriesChange {
  fileprivate init(
    _ judged: JudgedSeries, _ forecast: SeriesForecast, saved: SavedSeries?, isResumed: Bool,
    refitted: [String], levels: [Double]
  ) {
    let nothing = Double.nan
    id = judged.series.id
    let start = saved.map { $0.start + $0.values.count } ?? 0
    let since = saved.map { _ in
      max(0, judged.series.start + judged.series.values.count - start)
    }
    newSteps = since ?? judged.series.values.count
    newValues = judged.series.values.suffix(newSteps).count { $0.isFinite }
    kind =
      saved == nil ? .new : !isResumed ? .refitted : newSteps == 0 ? .unchanged : .updated
    refittedMembers = refitted
    backtestError = saved?.backtestError ?? nothing
    let errors = isResumed ? forecast.backtest.map { abs($0.y - $0.mean) }.filter(\.isFinite) : []
    meanAbsoluteError = errors.isEmpty ? nothing : errors.reduce(0, +) / Double(errors.count)
    coverage = []
    meanBefore = nothing
    meanNow = nothing
    guard let saved, isResumed else { return }
    let came = judged.series.values.dropFirst(saved.values.count).prefix(judged.horizon)
    let observed = came.enumerated().filter { $1.isFinite }
    if !observed.isEmpty {
      coverage = levels.map { level in
        let interval = saved.issued.interval(level)
        let inside = observed.count { $1 >= interval.lower[$0] && $1 <= interval.upper[$0] }
        return Double(inside) / Double(observed.count)
      }
    }
    let common = judged.horizon - newSteps
    if common > 0 {
      meanBefore = saved.issued.mean.suffix(common).reduce(0, +) / Double(common)
      meanNow = forecast.forecast.mean.prefix(common).reduce(0, +) / Double(common)
    }
  }
}
