/// A series' forecast and how many steps its backtest could check.
struct FinishedSeries: Sendable {
  var forecast: SeriesForecast
  var testedSteps: Int
}

extension JudgedSeries {
  /// Everything a reader of the forecast of this series is shown.
  func finished(
    series index: Int, firstVector: Int, calibration: IntervalCalibration?, options: ForecastOptions
  ) -> FinishedSeries {
    let last = trial.origins.count - 1
    var fallbacks: [Fallback] = []
    var outcomes = outcomes(of: selections[last])
    var name = combinedName(selections[last])
    var fits = trial.fits
    let isBlank = trial.baselineScale[last] == 0 && series.values.count < 8
    var final: Forecast
    if selections[last].canSpeak.contains(true) {
      let used = trial.names.indices.filter { selections[last].status[$0] == .used }
      for (slot, reason) in trial.failures.enumerated() {
        guard let reason else { continue }
        fallbacks.append(Fallback(from: trial.names[slot], to: name, reason: reason))
      }
      let own = used.compactMap { trial.finals[$0] }
      final = own.isEmpty ? unknown : Forecast.median(of: own)
      if isBlank { final = blank(final.mean) }
    } else {
      let stand = StandIn(self)
      fallbacks = stand.fallbacks
      name = stand.name
      final = stand.forecast
      fits = [stand.fit]
      outcomes.append(stand.outcome)
    }
    // A stand-in was not what the backtest tested; only its own spread is known.
    if let calibration, selections[last].canSpeak.contains(true), !isBlank {
      final = distribution(
        origin: last, shape: calibration.shape, ratio: calibration.ratios[index],
        calibration: calibration)
    } else if final.horizon > 0 {
      final = withCalendar(final)
    }
    if series.isCount { final.floor = 0 }
    let rows = backtestRows(
      firstVector: firstVector, series: index, calibration: calibration, options: options)
    let explaining = explainingFit(fits)
    let componentLength = explaining?.components.first?.values.count ?? 0
    return FinishedSeries(
      forecast: SeriesForecast(
        id: series.id, firstStep: series.start + series.values.count, forecast: final,
        modelName: name, members: outcomes, fallbacks: fallbacks, backtest: rows.rows,
        accuracy: rows.accuracy, components: explaining?.components ?? [],
        componentsFirstStep: series.start + series.values.count - componentLength,
        isCount: series.isCount, calendarSteps: trial.adjustments[last].steps),
      testedSteps: rows.tested)
  }

  private var unknown: Forecast {
    let nothing = [Double](repeating: .nan, count: horizon)
    return Forecast(.normal(mean: nothing, standardDeviation: nothing))
  }

  /// A handful of equal values does not show that nothing ever varies: by
  /// convention their size (at least 1 for counts) over √n is taken for the
  /// deviation of a random walk.
  private func blank(_ mean: [Double]) -> Forecast {
    let size = max(abs(series.values.last ?? 0), series.isCount ? 1 : 0)
    let deviation = size / Double(max(1, series.values.count)).squareRoot()
    return Forecast.median(of: [
      Forecast(
        .normal(
          mean: mean,
          standardDeviation: mean.indices.map { deviation * Double($0 + 1).squareRoot() }))
    ])
  }

  /// The used member that splits the past into most parts.
  private func explainingFit(_ fits: [(any FittedForecaster)?]) -> (any FittedForecaster)? {
    let status = selections[selections.count - 1].status
    let used = fits.enumerated().compactMap { slot, fit in
      fits.count != status.count || status[slot] == .used ? fit : nil
    }
    var best: (any FittedForecaster)?
    var parts = -1
    for fit in used where fit.components.count > parts {
      best = fit
      parts = fit.components.count
    }
    return best
  }

  private func outcomes(of selection: MemberSelection) -> [MemberOutcome] {
    let tested = Array(series.origins.indices)
    let scales = tested.map { trial.baselineScale[$0] }.filter { $0 > 0 }
    let scale = scales.isEmpty ? .nan : scales.reduce(0, +) / Double(scales.count)
    return trial.names.indices.map { slot in
      let error = actuals.memberError(slot, over: tested) / scale
      return MemberOutcome(
        name: trial.names[slot], modelName: trial.fits[slot]?.modelName ?? trial.names[slot],
        status: selection.status[slot],
        weight: weights[slot],
        backtestMASE: error.isFinite ? error : .nan)
    }
  }

  private func combinedName(_ selection: MemberSelection) -> String {
    let used = trial.names.indices.filter { selection.status[$0] == .used }
    // Who weighs next to nothing is not worth a name in a title.
    let heard = used.filter { weights[$0] >= 0.05 || used.count == 1 }
    let names = heard.map { trial.fits[$0]?.modelName ?? trial.names[$0] }
    return names.count == 1 ? names[0] : "mean of " + names.joined(separator: ", ")
  }

  private func withCalendar(_ forecast: Forecast) -> Forecast {
    let days = trial.adjustments[trial.adjustments.count - 1].steps
    guard !days.isEmpty, case .quantiles(var mean, let levels, var values) = forecast.distribution
    else { return forecast }
    for day in days {
      mean[day.step] *= day.multiplier
      for column in levels.indices { values[day.step, column] *= day.multiplier }
    }
    return Forecast(
      .quantiles(mean: mean, levels: levels, values: values), floor: forecast.floor)
  }

  private func backtestRows(
    firstVector: Int, series index: Int, calibration: IntervalCalibration?, options: ForecastOptions
  ) -> (rows: [BacktestRow], accuracy: [AccuracyRow], tested: Int) {
    var rows: [BacktestRow] = []
    var mine = AccuracyTally(levels: options.levels.count)
    var naive = AccuracyTally(levels: options.levels.count)
    for (k, origin) in series.origins.enumerated() {
      let banded = calibration.map {
        distribution(
          origin: k, shape: $0.shape(without: firstVector + k),
          ratio: $0.ratio(without: firstVector + k),
          calibration: $0)
      }
      let bounds = banded.map { band in options.levels.map { band.interval($0) } } ?? []
      let scored = banded.map { band in
        scoredLevels.map { (level: $0, values: band.quantile($0)) }
      }
      let scale = trial.baselineScale[k]
      let baseline = trial.baseline[k]
      for (step, y) in actuals.all[k].enumerated() {
        let row = BacktestRow(
          originStep: series.start + origin - 1, step: step + 1,
          targetStep: series.start + origin + step, y: y, mean: means[k][step],
          lower: bounds.map { $0.lower[step] }, upper: bounds.map { $0.upper[step] },
          baseline: baseline[step])
        rows.append(row)
        let squared = trial.baselineSquaredScale[k]
        mine.add(actual: y, forecast: row.mean, scale: scale, squaredScale: squared)
        naive.add(actual: y, forecast: row.baseline, scale: scale, squaredScale: squared)
        if !bounds.isEmpty {
          mine.add(
            actual: y, lower: row.lower, upper: row.upper, levels: options.levels, scale: scale)
        }
        if let scored {
          mine.add(
            actual: y, quantiles: scored.map { ($0.level, $0.values[step]) }, scale: scale)
        }
      }
    }
    let name = combinedName(selections[selections.count - 1])
    var accuracy = mine.rows(model: name, levels: options.levels)
    accuracy += naive.rows(model: SeasonalNaive.name, levels: [])
    if naive.scaled > 0 {
      accuracy.append(
        AccuracyRow(model: name, metric: "skill", value: 1 - mine.scaled / naive.scaled))
    }
    return (rows, accuracy, mine.count)
  }
}

/// Levels of the scaled quantile loss.
private let scoredLevels = [0.025, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.975]
