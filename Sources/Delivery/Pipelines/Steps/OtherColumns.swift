import CivilTime
import Forecasting
import TimeSeries

/// The same past with other columns beside it.
enum OtherColumns {
  /// Another future, by its place among the scenarios.
  case scenario(Int)
  /// One column over the horizon as it lately was, by its place among the names: at
  /// its mean over so many last values.
  case level(Int, over: Int)
}

extension ForecastStep {
  /// All columns beside the series of a panel: those of the file, and one for each
  /// named stretch of days of the calendar; nil for none.
  ///
  /// - Throws: `PipelineError` where a column is not known on a step to forecast.
  func regressors(
    of panel: Panel, known: KnownColumns?, horizon: Int, _ other: OtherColumns? = nil
  ) throws(PipelineError) -> PanelRegressors? {
    var columns = PanelRegressors()
    if let known {
      var scenario: Int?
      if case .scenario(let place) = other { scenario = place }
      columns = try known.regressors(
        of: panel, horizon: horizon, scenario: scenario, looksAhead: looksAhead)
      if case .level(let place, let count) = other {
        columns.level(known.source.names[place], from: panel.index.count, over: count)
      }
    }
    columns.shared += PanelRegressors.columns(of: calendar, on: panel.index, horizon: horizon)
    return columns.shared.isEmpty && columns.own.isEmpty ? nil : columns
  }

  /// Forecasts series anew with other columns.
  func remade(
    _ block: Panel, _ setting: Setting, _ loaded: LoadedSeries, _ other: OtherColumns
  ) throws -> PanelForecast {
    var changed = setting
    changed.regressors = try regressors(
      of: block, known: loaded.known, horizon: setting.options.horizon, other)
    return try ForecastStep.forecast(block, changed)
  }
}

extension PanelRegressors {
  /// The stretches of days of a calendar as columns. Steps longer than a day lie in
  /// several stretches, and get none.
  static func columns(
    of calendar: HolidayCalendar?, on index: TimeIndex, horizon: Int
  ) -> [Regressor] {
    guard let periods = calendar?.periods, !periods.isEmpty, index.frequency.isWithinWeek else {
      return []
    }
    return columns(of: periods, on: StepAxis(index, ahead: horizon))
  }

  /// Sets a column from `step` on to the mean of the last `count` values before it.
  mutating func level(_ name: String, from step: Int, over count: Int) {
    func leveled(_ column: Regressor) -> Regressor {
      guard column.name == name else { return column }
      let past = column.values.prefix(step).suffix(count).filter(\.isFinite)
      guard !past.isEmpty else { return column }
      var column = column
      let mean = past.reduce(0, +) / Double(past.count)
      for k in column.values.indices.dropFirst(step) { column.values[k] = mean }
      return column
    }
    shared = shared.map(leveled)
    own = own.mapValues { $0.map(leveled) }
  }

  /// The columns of sums of series: the mean of the parts' columns, and the column
  /// itself where all parts have the same. Each is continued by its last value for
  /// `spare` more steps.
  ///
  /// - Parameter nodes: ids of the sums, and of the parts of each.
  func summed(_ nodes: [(id: String, parts: [String])], spare: Int) -> PanelRegressors {
    func longer(_ column: Regressor) -> Regressor {
      var column = column
      if let last = column.values.last {
        column.values += [Double](repeating: last, count: spare)
      }
      return column
    }
    var result = PanelRegressors(shared: shared.map(longer))
    for node in nodes {
      let parts = node.parts.compactMap { own[$0] }
      guard let first = parts.first else { continue }
      result.own[node.id] = first.indices.map { place in
        longer(
          Regressor(
            name: first[place].name,
            values: first[place].values.indices.map { step in
              let known = parts.map { $0[place].values[step] }.filter(\.isFinite)
              return known.isEmpty ? .nan : known.reduce(0, +) / Double(known.count)
            }))
      }
    }
    return result
  }
}
