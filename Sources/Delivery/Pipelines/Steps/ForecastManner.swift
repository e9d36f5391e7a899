public import Forecasting
import Provenance
import TimeSeries

/// How the series of a file come to their forecasts.
public enum ForecastManner: Sendable {
  /// Fitted in blocks, nothing kept.
  case anew
  /// Fitted all together; what is needed to go on from there is kept.
  case toResume
  /// A saved model taken on: nothing is fitted again.
  case resuming(ForecastState)
  /// Together with all their sums, so that the forecasts add up.
  case hierarchy(HierarchyStep)
}

extension ForecastStep {
  /// The forecast of all series at once, for a manner that does not go in blocks.
  struct Whole {
    /// The series that were forecast: merged, or with their sums.
    var panel: Panel
    var forecast: PanelForecast
    var setting: Setting
    var state: ForecastState?
    var files = RunFiles()
    var notes: [String] = []
    /// Id of the series that sums all others up.
    var total: String?
    /// Whether the axis is longer than that of the file.
    var isMerged = false
    /// The same with other columns.
    var remake: (OtherColumns) throws -> PanelForecast
  }

  /// - Returns: nil where series are forecast in blocks.
  func whole(_ loaded: LoadedSeries) throws -> Whole? {
    switch manner {
    case .anew: return nil
    case .toResume: return try wholeToResume(loaded)
    case .resuming(let state): return try wholeResuming(state, loaded)
    case .hierarchy(let hierarchy): return try wholeHierarchy(hierarchy, loaded)
    }
  }

  private func wholeToResume(_ loaded: LoadedSeries) throws -> Whole {
    let setting = try setting(for: loaded.panel, known: loaded.known)
    let columns = try loaded.known?.regressors(
      of: loaded.panel, horizon: setting.options.horizon)
    let count = SeriesCount(of: loaded.panel.series.count, report: progress)
    do throws(ForecastError) {
      var made = try forecastToResume(
        panel: loaded.panel, options: setting.options, fingerprint: loaded.fingerprint,
        calendar: setting.days?.effects, regressors: setting.regressors,
        progress: { count.add() })
      made.state.columns = columns.map(SavedColumns.init)
      return Whole(
        panel: loaded.panel, forecast: made.forecast, setting: setting, state: made.state,
        remake: { try remade(loaded.panel, setting, loaded, $0) })
    } catch { throw PipelineError(.usage, error.words) }
  }

  private func wholeResuming(_ state: ForecastState, _ loaded: LoadedSeries) throws -> Whole {
    var step = ResumeStep()
    step.calendar = calendar
    step.threads = threads
    let made = try step.run(loaded, from: state)
    var options = state.options
    options.threads = threads
    var forecast = made.forecast
    forecast.notes += made.notes
    return Whole(
      panel: made.panel, forecast: forecast,
      setting: Setting(
        options: options,
        days: calendar.map {
          DayKinds(calendar: $0, panel: made.panel, horizon: options.horizon)
        }), state: made.state, files: made.files, notes: made.notes, isMerged: true,
      remake: { other in try step.run(loaded, from: state, other).forecast })
  }

  private func wholeHierarchy(_ step: HierarchyStep, _ loaded: LoadedSeries) throws -> Whole {
    let setting = try setting(for: loaded.panel, known: loaded.known)
    let made = try step.run(
      loaded, options: setting.options, calendar: setting.days?.effects,
      regressors: setting.regressors)
    var forecast = made.forecast
    forecast.notes = made.notes
    return Whole(
      panel: made.nodes, forecast: forecast, setting: setting, files: made.files,
      notes: made.notes,
      total: made.hierarchy.hierarchy.nodes.first { $0.keys.allSatisfy { $0 == nil } }?.id,
      remake: { other in
        try step.run(
          loaded, options: setting.options, calendar: setting.days?.effects,
          regressors: regressors(
            of: loaded.panel, known: loaded.known, horizon: setting.options.horizon, other)
        ).forecast
      })
  }

  /// Levels of a saved model, in per cent as they were given.
  public static func levels(of state: ForecastState) -> [Double] {
    state.options.levels.map { ($0 * 1e11).rounded() / 1e9 }
  }
}
