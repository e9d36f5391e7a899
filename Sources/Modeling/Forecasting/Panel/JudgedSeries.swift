internal import LinearAlgebra

/// A series whose members have been compared: the combination at every origin.
struct JudgedSeries: Sendable {
  let series: PreparedSeries
  let trial: SeriesTrial
  let actuals: SeriesActuals
  /// The choice at each backtest origin and, last, for the real forecast.
  let selections: [MemberSelection]
  /// The combination at each origin; the baseline where no member could speak.
  let means: [[Double]]
  let horizon: Int

  init(_ series: PreparedSeries, trial: SeriesTrial, horizon: Int) {
    self.series = series
    self.trial = trial
    self.horizon = horizon
    let actuals = SeriesActuals(series, trial: trial, horizon: horizon)
    self.actuals = actuals
    let selections = trial.origins.indices.map {
      MemberSelection(trial, actuals: actuals, origin: $0)
    }
    self.selections = selections
    means = trial.origins.indices.map { origin in
      let mean = selections[origin].mean ?? trial.baseline[origin]
      return series.isCount ? mean.map { max(0, $0) } : mean
    }
  }

  var vectorCount: Int { series.origins.count }

  /// Scaled errors on ordinary days, one vector an origin.
  func errorVectors(series index: Int) -> [ErrorVector] {
    series.origins.indices.map { origin in
      let scales = trial.stepScales[origin]
      return ErrorVector(
        series: index,
        scaled: actuals.ordinary[origin].enumerated().map { step, y in
          scales[step] > 0 ? (y - means[origin][step]) / scales[step] : .nan
        })
    }
  }

  /// The forecast made at `origin` with its quantiles.
  func distribution(
    origin: Int, shape: [Double], ratio: Double, calibration: IntervalCalibration
  ) -> Forecast {
    let mean = means[origin]
    let scales = trial.stepScales[origin]
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
