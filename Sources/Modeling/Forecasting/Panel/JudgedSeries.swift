internal import LinearAlgebra

/// A series whose members have been combined at every origin.
struct JudgedSeries: Sendable {
  let series: PreparedSeries
  let trial: SeriesTrial
  let actuals: SeriesActuals
  /// The choice at each backtest origin and, last, for the real forecast.
  let selections: [MemberSelection]
  /// Weight of each member at each step of the real forecast; empty where none
  /// could speak.
  let shares: [[Double]]
  /// The combination at each origin; the baseline where no member could speak.
  let means: [[Double]]
  /// The size of error to expect at each origin and step.
  let widths: [[Double]]
  let horizon: Int

  init(_ compared: ComparedSeries, weights: CombinationWeights) {
    series = compared.series
    trial = compared.trial
    actuals = compared.actuals
    selections = compared.selections
    horizon = compared.horizon
    var last: [[Double]] = []
    means = compared.trial.origins.indices.map { origin in
      let selection = compared.selections[origin]
      let rows = compared.trial.means[origin]
      let canSpeak = selection.canSpeak
      guard canSpeak.contains(true) else { return compared.trial.baseline[origin] }
      let shares = weights.weights(
        canSpeak: canSpeak, errors: selection.errors, traits: compared.traits[origin],
        horizon: compared.horizon)
      if origin == compared.trial.origins.count - 1 { last = shares }
      return JudgedSeries.combined(
        rows, shares: shares, canSpeak: canSpeak, isCount: compared.series.isCount)
        ?? compared.trial.baseline[origin]
    }
    shares = last
    widths = JudgedSeries.widths(trial, selections: selections, seasons: series.seasons)
  }

  static func widths(
    _ trial: SeriesTrial, selections: [MemberSelection], seasons: [Int]
  ) -> [[Double]] {
    trial.origins.indices.map { origin in
      ErrorWidth.steps(
        scales: trial.stepScales[origin], deviations: trial.deviations[origin],
        means: trial.means[origin], canSpeak: selections[origin].canSpeak, seasons: seasons)
    }
  }

  /// The weighted mean of the members that speak; nil where none does.
  static func combined(
    _ rows: [[Double]?], shares: [[Double]], canSpeak: [Bool], isCount: Bool
  ) -> [Double]? {
    guard canSpeak.contains(true) else { return nil }
    var mean = [Double](repeating: 0, count: shares.count)
    for (slot, row) in rows.enumerated() where canSpeak[slot] {
      guard let row else { continue }
      for step in mean.indices { mean[step] += shares[step][slot] * row[step] }
    }
    return isCount ? mean.map { max(0, $0) } : mean
  }

  /// Weight of each member in the real forecast, mean over its steps.
  var weights: [Double] {
    var mean = [Double](repeating: 0, count: trial.names.count)
    for share in shares {
      for slot in mean.indices { mean[slot] += share[slot] / Double(shares.count) }
    }
    return mean
  }

  var vectorCount: Int { series.origins.count }

  /// Scaled errors on ordinary days, one vector an origin.
  func errorVectors(series index: Int) -> [ErrorVector] {
    series.origins.indices.map { origin in
      let scales = widths[origin]
      return ErrorVector(
        series: index, origin: series.origins[origin],
        scaled: actuals.ordinary[origin].enumerated().map { step, y in
          scales[step] > 0 ? (y - means[origin][step]) / scales[step] : .nan
        })
    }
  }

  /// The forecast made at `origin` with its quantiles.
  func distribution(
    origin: Int, shape: [Double], ratio: Double, calibration: IntervalCalibration
  ) -> Forecast {
    if let own = ownDistribution(origin: origin) { return own }
    let mean = means[origin]
    let scales = widths[origin]
    var values = Matrix(rows: horizon, columns: shape.count)
    for step in 0..<horizon {
      let width = scales[step] * calibration.growth[step] * ratio
      for (column, v) in shape.enumerated() { values[step, column] = mean[step] + width * v }
    }
    let adjustment = trial.adjustments[origin]
    for (day, deviation) in zip(adjustment.steps, adjustment.deviations) {
      let centre = mean[day.step]
      let base = day.multiplier > 0 ? centre / day.multiplier : 0
      for (column, level) in calibration.levels.enumerated() {
        let usual = (values[day.step, column] - centre) * day.multiplier
        let doubt = StandardNormal.quantile(level) * deviation * base
        let distance = (usual * usual + doubt * doubt).squareRoot()
        values[day.step, column] =
          day.multiplier > 0 ? centre + (level < 0.5 ? -distance : distance) : 0
        if level == 0.5 { values[day.step, column] = centre }
      }
    }
    return Forecast(
      .quantiles(mean: mean, levels: calibration.levels, values: values),
      floor: series.isCount ? 0 : nil, dependence: calibration.dependence)
  }
}
