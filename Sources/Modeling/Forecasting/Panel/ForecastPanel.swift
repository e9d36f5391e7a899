internal import LinearAlgebra
public import TimeSeries

/// Forecasts every series of a panel, with intervals calibrated on what the same
/// method would have said in the past.
///
/// Each series: models are chosen by its seasons, fitted at every origin of a
/// rolling backtest and at the end of the data, checked against the seasonal
/// naive, and combined with weights learnt from those backtests
/// (`CombinationWeights`). Errors of the combination, scaled and pooled over the
/// panel, set the intervals.
///
/// The answer depends on the data, the options and the calendar only: it is the
/// same to the bit for any number of threads.
///
/// - Parameters:
///   - panel: series sorted by id; a series is forecast from the step after its
///     own last observation.
///   - options: horizon, model, seasons, origins.
///   - calendar: what kind of day each step of the axis is; nil for all ordinary.
///   - regressors: columns known through the horizon, for the models that take them.
///   - progress: called, on any thread, whenever one more series has been tried.
/// - Throws: `ForecastError` when the options make no sense. Bad series do not
///   throw: they fall back down a chain, listed in their `fallbacks`.
public func forecast(
  panel: Panel, options: ForecastOptions, calendar: CalendarEffects? = nil,
  regressors: PanelRegressors? = nil, progress: (@Sendable () -> Void)? = nil
) throws(ForecastError) -> PanelForecast {
  try JudgedPanel(
    panel, options: options, calendar: calendar, regressors: regressors, progress: progress
  ).answer(options: options).forecast
}

/// The series of a panel with their members combined, and what was learnt from all
/// of them together.
struct JudgedPanel: Sendable {
  var judged: [JudgedSeries]
  /// Scaled errors of forecasts made before those in `judged`, one list a series.
  var earlier: [[ErrorVector]]
  var pooled: PooledMembers

  init(
    _ panel: Panel, options: ForecastOptions, calendar: CalendarEffects?,
    regressors: PanelRegressors?, progress: (@Sendable () -> Void)?
  ) throws(ForecastError) {
    try check(options)
    let compared: [ComparedSeries]
    (compared, pooled) = comparison(
      panel: panel, options: options, calendar: calendar, regressors: regressors,
      stacks: options.model == "auto" && StackedMember.suits(options.seasonalPeriods),
      progress: progress)
    let weights = PanelWeights(compared, options: options)
    judged = parallelMap(compared.count, threads: options.threads) { k in
      JudgedSeries(
        compared[k], weights: weights.weights(ofSeries: k, names: compared[k].trial.names))
    }
    earlier = judged.map { _ in [] }
  }

  init(judged: [JudgedSeries], earlier: [[ErrorVector]], pooled: PooledMembers) {
    self.judged = judged
    self.earlier = earlier
    self.pooled = pooled
  }

  /// Scaled errors of a series, the latest origin last.
  func errors(series k: Int) -> [ErrorVector] { earlier[k] + judged[k].errorVectors(series: k) }

  /// Intervals from the errors of all series, and with them the answer.
  func answer(options: ForecastOptions) -> (forecast: PanelForecast, finished: [FinishedSeries]) {
    let vectors = judged.indices.map { errors(series: $0) }
    let calibration = IntervalCalibration(
      vectors.flatMap { $0 }, seriesCount: judged.count, horizon: options.horizon)
    // Position of each series' first error vector among all.
    let first = vectors.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    let results = parallelMap(judged.count, threads: options.threads) { k in
      judged[k].finished(
        series: k, firstVector: first[k] + earlier[k].count, calibration: calibration,
        options: options)
    }
    return (
      PanelForecast(
        options: options, series: results.map(\.forecast),
        accuracy: panelAccuracy(results, levels: options.levels),
        notes: pooled.notes + notes(results, calibration: calibration)), results
    )
  }
}

/// The members of every series at every origin, held against what came.
///
/// - Parameter stacks: whether a `StackedRidge` joins them.
private func comparison(
  panel: Panel, options: ForecastOptions, calendar: CalendarEffects?,
  regressors: PanelRegressors?, stacks: Bool, progress: (@Sendable () -> Void)?
) -> ([ComparedSeries], PooledMembers) {
  let horizon = options.horizon
  let axis = StepAxis(panel.index, ahead: horizon, calendar: calendar)
  let prepared = panel.series.map {
    PreparedSeries($0, options: options, axis: axis, regressors: regressors)
  }
  var pooled = PooledMembers(prepared, options: options)
  var trials = parallelMap(prepared.count, threads: options.threads) { [pooled] k in
    let trial = SeriesTrial(
      prepared[k], names: memberNames(prepared[k], options: options),
      pooled: pooled.means(series: k), horizon: horizon)
    progress?()
    return trial
  }
  if stacks,
    let stacked = StackedMember(
      trials, series: prepared, horizon: horizon, threads: options.threads)
  {
    trials = parallelMap(trials.count, threads: options.threads) { [trials] k in
      stacked.joined(trials[k], series: k)
    }
    pooled.stacked = stacked.model
    pooled.notes.append("How to read the members together was learnt from their backtests.")
  }
  let compared = parallelMap(prepared.count, threads: options.threads) { [trials] k in
    ComparedSeries(prepared[k], trial: trials[k], horizon: horizon)
  }
  return (compared, pooled)
}

/// The same for whoever learns weights, without the model of models: small panels, to
/// which these weights matter most, have none.
func comparedSeries(panel: Panel, options: ForecastOptions) -> [ComparedSeries] {
  comparison(
    panel: panel, options: options, calendar: nil, regressors: nil, stacks: false, progress: nil
  ).0
}

private func check(_ options: ForecastOptions) throws(ForecastError) {
  guard options.horizon > 0 else { throw .badHorizon(options.horizon) }
  for level in options.levels where !(level > 0 && level < 1) { throw .badLevel(level) }
  for season in options.seasonalPeriods where season < 1 { throw .badSeason(season) }
  if options.model != "auto" && ForecasterRegistry.named(options.model) == nil {
    throw .unknownModel(options.model, known: ["auto"] + ForecasterRegistry.all.map(\.name))
  }
}

private func memberNames(_ series: PreparedSeries, options: ForecastOptions) -> [String] {
  options.model == "auto" ? EnsembleMembers.names(for: series) : [options.model]
}

/// Means over series, with coverage and SQL weighted by tested steps.
private func panelAccuracy(_ results: [FinishedSeries], levels: [Double]) -> [AccuracyRow] {
  var order: [(model: String, metric: String)] = []
  var sums: [(sum: Double, weight: Double)] = []
  for result in results {
    for row in result.forecast.accuracy {
      let model = row.model == SeasonalNaive.name ? row.model : "forecast"
      let byStep = row.metric.hasPrefix("coverage") || row.metric == "SQL"
      let weight = byStep ? Double(result.testedSteps) : 1
      if row.metric == "skill" { continue }
      if let known = order.firstIndex(where: { $0.model == model && $0.metric == row.metric }) {
        sums[known].sum += weight * row.value
        sums[known].weight += weight
      } else {
        order.append((model, row.metric))
        sums.append((weight * row.value, weight))
      }
    }
  }
  var rows = zip(order, sums).map {
    AccuracyRow(model: $0.model, metric: $0.metric, value: $1.sum / $1.weight)
  }
  let mase = { (model: String) in
    rows.first { $0.model == model && $0.metric == "MASE" }?.value
  }
  if let mine = mase("forecast"), let baseline = mase(SeasonalNaive.name), baseline > 0 {
    rows.append(AccuracyRow(model: "forecast", metric: "skill", value: 1 - mine / baseline))
  }
  return rows
}

private func notes(_ results: [FinishedSeries], calibration: IntervalCalibration?) -> [String] {
  var notes: [String] = []
  if calibration == nil && !results.isEmpty {
    notes.append(
      "No series is long enough for a backtest: intervals come from the models alone.")
  }
  let fallen = results.filter { !$0.forecast.fallbacks.isEmpty }.count
  if fallen > 0 {
    notes.append("\(fallen) of \(results.count) series could not use every model asked for.")
  }
  return notes
}
