internal import TimeSeries

/// One series made ready for the models: cleaned, cut to what is observed, with
/// its seasons, its calendar and the origins it will be tried at.
struct PreparedSeries: Sendable {
  var id: String
  /// Step of the panel's axis of `values[0]`.
  var start: Int
  /// First and last are observed; infinite values count as missing.
  var values: [Double]
  var isCount: Bool
  /// Seasons of which the whole series holds two turns, ascending.
  var seasons: [Int]
  /// Day kinds of the values and of the horizon after them; empty when no
  /// calendar was given.
  var kinds: [CalendarEffects.DayKind]
  var origins: [Int]
  /// Dates and kinds of day of the panel's axis.
  var axis: StepAxis
  var regressors: [Regressor]

  init(
    _ series: Series, options: ForecastOptions, axis: StepAxis, regressors: PanelRegressors?
  ) {
    self.axis = axis
    self.regressors = regressors?.columns(of: series.id) ?? []
    id = series.id
    let clean = series.values.map { $0.isFinite ? $0 : .nan }
    let first = clean.firstIndex { !$0.isNaN } ?? 0
    let end = (clean.lastIndex { !$0.isNaN } ?? -1) + 1
    values = Array(clean[first..<max(first, end)])
    start = series.firstStep + first
    let observed = values.filter { !$0.isNaN }
    isCount =
      options.isCount
      ?? (!observed.isEmpty && observed.allSatisfy { $0 >= 0 && $0 == $0.rounded() })
    seasons = PreparedSeries.usable(options.seasonalPeriods, length: values.count)
    let count = values.count + options.horizon
    kinds = []
    if !axis.kinds.isEmpty {
      kinds = (0..<count).map { [start] in axis.kind(at: start + $0) }
      if kinds.allSatisfy({ $0 == .ordinary }) { kinds = [] }
    }
    let longest = seasons.last ?? 1
    origins =
      RollingOrigins(
        length: values.count, horizon: options.horizon,
        shortestTraining: max(2 * longest + 1, 6), count: options.backtestOrigins ?? 6,
        step: options.backtestStep, season: seasons.first ?? 1
      ).origins
  }

  /// Seasons of which `length` values hold two turns, ascending, each once.
  static func usable(_ periods: [Int], length: Int) -> [Int] {
    var held: [Int] = []
    for period in periods.sorted() where period > 1 && 2 * period <= length {
      if held.last != period { held.append(period) }
    }
    return held
  }

  /// What the models are shown at `origin`: ordinary days only, gaps filled from
  /// what lies before the origin.
  func training(at origin: Int) -> TrainingSeries {
    var base = Array(values[..<origin])
    for t in kinds.indices.prefix(origin) where kinds[t] != .ordinary { base[t] = .nan }
    // A history of nothing but holidays is better than no history.
    if base.allSatisfy(\.isNaN) { base = Array(values[..<origin]) }
    let seasons = PreparedSeries.usable(self.seasons, length: origin)
    return TrainingSeries(
      id: id, values: SeasonalFill.completed(base, seasonalPeriods: seasons),
      seasonalPeriods: seasons, isCount: isCount,
      context: SeriesContext(
        axis: axis, firstStep: start, regressors: regressors, recorded: Array(values[..<origin])))
  }
}
