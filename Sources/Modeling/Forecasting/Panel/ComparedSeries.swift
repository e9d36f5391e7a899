/// A series whose members have been held against what came: who may speak at each
/// origin, and the samples from which weights are learnt.
struct ComparedSeries: Sendable {
  let series: PreparedSeries
  let trial: SeriesTrial
  let actuals: SeriesActuals
  /// The choice at each backtest origin and, last, for the real forecast.
  let selections: [MemberSelection]
  /// `SeriesTraits` at each origin.
  let traits: [[Double]]
  let horizon: Int

  init(_ series: PreparedSeries, trial: SeriesTrial, horizon: Int) {
    self.series = series
    self.trial = trial
    self.horizon = horizon
    let actuals = SeriesActuals(series, trial: trial, horizon: horizon)
    self.actuals = actuals
    selections = trial.origins.indices.map {
      MemberSelection(trial, actuals: actuals, origin: $0)
    }
    traits = trial.traits
  }

  /// One sample for each backtest origin at which at least two members spoke and
  /// the scale is known, with the members in the order of `names`. Holidays do
  /// not count.
  func samples(of names: [String]) -> [CombinationSample] {
    let slots = names.map { trial.names.firstIndex(of: $0) }
    let benchmark = trial.names.firstIndex(of: NaiveTwo.name)
    let silent = [Double](repeating: 0, count: horizon)
    return series.origins.indices.compactMap { origin in
      let canSpeak = selections[origin].canSpeak
      let scale = trial.baselineScale[origin]
      guard canSpeak.count(where: { $0 }) > 1, scale > 0 else { return nil }
      var actual = actuals.ordinary[origin]
      actual += [Double](repeating: .nan, count: max(0, horizon - actual.count))
      guard actual.contains(where: { !$0.isNaN }) else { return nil }
      let means = trial.means[origin]
      return CombinationSample(
        forecasts: slots.flatMap { slot in slot.flatMap { means[$0] } ?? silent },
        canSpeak: slots.map { slot in slot.map { canSpeak[$0] } ?? false }, actual: actual,
        scale: scale,
        benchmarkError: actuals.meanError(
          of: benchmark.flatMap { means[$0] } ?? trial.baseline[origin], origin: origin),
        errors: slots.map { slot in slot.map { selections[origin].errors[$0] } ?? 0 },
        traits: traits[origin])
    }
  }
}
