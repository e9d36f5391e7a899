/// One series of a `ForecastState`.
struct SavedSeries: Codable, Sendable {
  /// A member of the combination.
  struct Member: Codable, Sendable {
    var outcome: MemberOutcome
    /// Nil for a member that could not be fitted, and for models of the panel.
    var fit: SavedFit?
    /// Why there is no fit.
    var failure: String?
    /// Weight at each step of the horizon.
    var weights: [Double]
  }
  var id: String
  /// Step of the axis of the first value.
  var start: Int
  @MissingAsNull var values: [Double]
  var isCount: Bool
  var seasons: [Int]
  /// How many values the members were fitted on.
  var fittedLength: Int
  var members: [Member]
  /// Relative backtest errors of the members.
  var relativeErrors: [Double]
  /// Scaled errors of past forecasts, one array an origin, the latest last.
  var errors: [SavedErrors]
  /// What was forecast from the end of `values`.
  var issued: Forecast
  /// Mean absolute error over the backtest in the units of the series.
  var backtestError: Double

  /// Origins whose errors are kept.
  static let mostOrigins = 60

  /// Whether members that are not heard themselves are read by one that is.
  var readsAllMembers: Bool {
    members.contains { $0.outcome.name == StackedRidge.name && $0.outcome.status == .used }
  }

  /// Whether a member speaks; a stand-in is fitted anew every time.
  var canResume: Bool { members.contains { $0.outcome.status == .used } }

  /// What is kept of a series just forecast.
  ///
  /// - Parameter kept: the saved series it was gone on from, nil for a new fit.
  init(
    _ judged: JudgedSeries, _ finished: FinishedSeries, errors: [ErrorVector], kept: SavedSeries?
  ) {
    let series = judged.series
    let trial = judged.trial
    id = series.id
    start = series.start
    values = series.values
    isCount = series.isCount
    seasons = series.seasons
    fittedLength = kept?.fittedLength ?? series.values.count
    let last = judged.selections[judged.selections.count - 1]
    relativeErrors = last.errors
    // Who is not heard itself may be read by the model of models.
    let isStacked = zip(trial.names, last.status).contains {
      $0 == StackedRidge.name && $1 == .used
    }
    members = trial.names.indices.map { slot in
      let isUsed = last.status[slot] == .used || isStacked
      return Member(
        outcome: finished.forecast.members[slot],
        fit: isUsed
          ? trial.fits[slot].map { SavedFit(model: trial.names[slot], fit: $0) } : nil,
        failure: trial.failures[slot],
        weights: judged.shares.isEmpty
          ? [Double](repeating: 0, count: judged.horizon) : judged.shares.map { $0[slot] })
    }
    self.errors = errors.suffix(SavedSeries.mostOrigins).map {
      SavedErrors(origin: $0.origin, scaled: $0.scaled)
    }
    issued = finished.forecast.forecast
    let tested = finished.forecast.backtest.map { abs($0.y - $0.mean) }.filter(\.isFinite)
    backtestError =
      kept?.backtestError
      ?? (tested.isEmpty ? .nan : tested.reduce(0, +) / Double(tested.count))
  }
}

/// Scaled errors of one origin.
struct SavedErrors: Codable, Sendable, Equatable {
  /// How many values of the series lay before the forecast.
  var origin: Int
  @MissingAsNull var scaled: [Double]
}

/// A model learnt from all series of a panel, for series of one form.
struct SavedPooledModel: Codable, Sendable {
  /// The member it is.
  var name: String
  var form: LagWindows.Form
  var model: PooledRidge
}
