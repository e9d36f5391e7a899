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
  /// the scale is known. Holidays do not count.
  var samples: [CombinationSample] {
    series.origins.indices.compactMap { origin in
      let canSpeak = selections[origin].canSpeak
      let scale = trial.baselineScale[origin]
      guard canSpeak.count(where: { $0 }) > 1, scale > 0 else { return nil }
      var actual = actuals.ordinary[origin]
      actual += [Double](repeating: .nan, count: max(0, horizon - actual.count))
      guard actual.contains(where: { !$0.isNaN }) else { return nil }
      return CombinationSample(
        forecasts: trial.means[origin].flatMap { mean in
          mean ?? [Double](repeating: 0, count: horizon)
        },
        canSpeak: canSpeak, actual: actual, scale: scale, errors: selections[origin].errors,
        traits: traits[origin])
    }
  }
}
