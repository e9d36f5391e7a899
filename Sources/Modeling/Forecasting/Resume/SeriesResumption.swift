internal import LinearAlgebra

/// One saved series taken on over the values that came since.
///
/// New values are gone through in stretches of at most a horizon: what was forecast
/// from the start of a stretch is held against it, the members take it in, and the
/// next forecast is made, as if the program had been run each time. Members and
/// weights stay; a member whose forecast is no longer finite, or has strayed from
/// the rest, is left out.
struct SeriesResumption: Sendable {
  let judged: JudgedSeries
  let earlier: [ErrorVector]
  /// Members fitted anew, because dates or regressors of the new steps matter to
  /// them.
  let refitted: [String]

  struct Speaker {
    var entry: RegisteredForecaster?
    var fit: (any FittedForecaster)?
    /// A model shared by all series; nil for a member of its own.
    var shared: SharedModels.Model?
    var needsRefit: Bool
  }

  /// - Parameters:
  ///   - saved: with members that can speak.
  ///   - series: the same series with at least the saved values, prepared with the
  ///     same options.
  ///   - index: its place in the panel.
  init(
    _ saved: SavedSeries, series prepared: PreparedSeries, index: Int,
    pooled: SharedModels, horizon: Int
  ) {
    var series = prepared
    series.seasons = saved.seasons
    series.isCount = saved.isCount
    let end = series.values.count
    series.origins = Array(stride(from: saved.values.count, to: end, by: horizon))
    let form = LagWindows.form(of: saved.values)
    let hasContext = !series.kinds.isEmpty || !series.regressors.isEmpty
    let isRead = saved.readsAllMembers
    var speakers = saved.members.map { member -> Speaker in
      let entry = ForecasterRegistry.named(member.outcome.name)
      let knows = entry?.promises.isDisjoint(with: [.calendar, .regressors]) == false
      return Speaker(
        entry: entry, fit: member.fit?.fit,
        shared: member.outcome.status == .used || isRead
          ? pooled.model(member.outcome.name, form: form) : nil,
        needsRefit: knows && hasContext)
    }
    var trial = SeriesTrial(resuming: saved, origins: series.origins + [end])
    var selections: [MemberSelection] = []
    var means: [[Double]] = []
    var shares: [[Double]] = []
    for (place, origin) in trial.origins.enumerated() {
      let training = series.training(at: origin)
      let adjustment = CalendarAdjustment(
        series: series, origin: origin, training: training, horizon: horizon)
      let before = place == 0 ? saved.values.count : trial.origins[place - 1]
      var row: [[Double]?] = []
      var deviations: [[Double]?] = []
      for slot in speakers.indices {
        let final = speakers[slot].advanced(
          over: before..<origin, of: series, training: training, horizon: horizon)
        let mean = final.mean.flatMap { $0.allSatisfy(\.isFinite) ? $0 : nil }
        let knowsCalendar = speakers[slot].entry?.promises.contains(.calendar) ?? false
        row.append(mean.map { knowsCalendar ? $0 : adjustment.applied(to: $0) })
        deviations.append(final.forecast?.deviation(of: saved.members[slot].outcome.name))
        trial.finals[slot] = final.forecast
        trial.fits[slot] = speakers[slot].fit
      }
      let naive = NaiveScale(
        Array(series.values[..<origin]), seasons: training.seasonalPeriods)
      if let slot = trial.names.firstIndex(of: StackedRidge.name), let stacked = pooled.stacked {
        row[slot] = stacked.forecast(
          names: trial.names, means: row, turn: training.lastTurn, unit: naive.absolute
        ).flatMap { $0.allSatisfy(\.isFinite) ? $0 : nil }
      }
      let isIssued = place == 0 && origin < end
      trial.append(
        row: row, deviations: deviations, adjustment: adjustment,
        scale: ErrorScale(training: training, horizon: horizon), naive: naive,
        baseline: adjustment.applied(to: SeriesTrial.baseline(training, horizon: horizon)),
        traits: [], turn: training.lastTurn)
      var selection = MemberSelection(saved)
      for slot in row.indices where row[slot] == nil && selection.status[slot] == .used {
        selection.status[slot] = .failed("its forecast was not finite")
      }
      if origin > saved.values.count {
        selection.rejectStrays(row, scale: trial.baselineScale[place])
      }
      selections.append(selection)
      shares = saved.shares(canSpeak: selection.canSpeak)
      if isIssued {
        means.append(saved.issued.mean)
      } else {
        means.append(
          JudgedSeries.combined(
            row, shares: shares, canSpeak: selection.canSpeak, isCount: saved.isCount)
            ?? trial.baseline[place])
      }
    }
    judged = JudgedSeries(
      resumed: series, trial: trial, selections: selections, shares: shares, means: means,
      horizon: horizon)
    earlier = saved.errors.map { ErrorVector(series: index, origin: $0.origin, scaled: $0.scaled) }
    refitted =
      end > saved.values.count
      ? zip(speakers, saved.members).filter { $0.needsRefit && $1.fit != nil }
        .map { $1.outcome.name } : []
  }
}

extension SeriesResumption.Speaker {
  /// Takes in the values of `range` and forecasts from its end.
  mutating func advanced(
    over range: Range<Int>, of series: PreparedSeries, training: TrainingSeries, horizon: Int
  ) -> (mean: [Double]?, forecast: Forecast?) {
    if let shared { return (shared(training.values, horizon), nil) }
    guard fit != nil else { return (nil, nil) }
    if var bearing = fit as? any RegressorBearing, let context = training.context {
      bearing.look(at: context)
      fit = bearing
    }
    if needsRefit, !range.isEmpty, let entry {
      fit = try? entry.fit(training)
    } else if !range.isEmpty {
      fit?.update(
        with: range.map { t in
          series.kinds.isEmpty || series.kinds[t] == .ordinary ? series.values[t] : .nan
        })
    }
    guard let forecast = fit?.forecast(horizon: horizon) else { return (nil, nil) }
    return (forecast.mean, forecast)
  }
}

extension SavedSeries {
  /// The saved weights of those that can speak, step by step; as they were where
  /// all can.
  func shares(canSpeak: [Bool]) -> [[Double]] {
    guard canSpeak.contains(true) else { return [] }
    return issued.mean.indices.map { step in
      let row = members.indices.map { canSpeak[$0] ? members[$0].weights[step] : 0 }
      let silent = members.indices.contains { !canSpeak[$0] && members[$0].weights[step] > 0 }
      guard silent else { return row }
      let total = row.reduce(0, +)
      let speaking = Double(canSpeak.count { $0 })
      return row.indices.map {
        total > 0 ? row[$0] / total : canSpeak[$0] ? 1 / speaking : 0
      }
    }
  }
}

extension MemberSelection {
  /// What was chosen when the state was made.
  init(_ saved: SavedSeries) {
    status = saved.members.map(\.outcome.status)
    errors = saved.relativeErrors
  }
}

extension SeriesTrial {
  /// An empty trial of the saved members.
  init(resuming saved: SavedSeries, origins: [Int]) {
    names = saved.members.map(\.outcome.name)
    self.origins = origins
    means = []
    fits = names.map { _ in nil }
    finals = names.map { _ in nil }
    deviations = []
    failures = saved.members.map(\.failure)
    baseline = []
    baselineScale = []
    baselineSquaredScale = []
    stepScales = []
    traits = []
    turns = []
    adjustments = []
  }

  mutating func append(
    row: [[Double]?], deviations: [[Double]?], adjustment: CalendarAdjustment, scale: ErrorScale,
    naive: NaiveScale, baseline mean: [Double], traits own: [Double], turn: [Double]
  ) {
    means.append(row)
    self.deviations.append(deviations)
    adjustments.append(adjustment)
    baseline.append(mean)
    baselineScale.append(naive.absolute)
    baselineSquaredScale.append(naive.square)
    stepScales.append(scale.steps)
    traits.append(own)
    turns.append(turn)
  }
}

extension JudgedSeries {
  init(
    resumed series: PreparedSeries, trial: SeriesTrial, selections: [MemberSelection],
    shares: [[Double]], means: [[Double]], horizon: Int
  ) {
    self.series = series
    self.trial = trial
    actuals = SeriesActuals(series, trial: trial, horizon: horizon)
    self.selections = selections
    self.shares = shares
    self.means = means
    widths = JudgedSeries.widths(trial, selections: selections, seasons: series.seasons)
    self.horizon = horizon
  }
}
