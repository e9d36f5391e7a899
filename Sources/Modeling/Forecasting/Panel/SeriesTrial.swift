internal import Foundation

/// The forecasts of every member at every origin of one series, the last origin
/// being the end of its data.
struct SeriesTrial: Sendable {
  var names: [String]
  /// Origins of the backtest, then the length of the series.
  var origins: [Int]
  /// `means[origin][member]` with the calendar in them, nil where the member
  /// could not be fitted there.
  var means: [[[Double]?]]
  /// The fits at the end of the data.
  var fits: [(any FittedForecaster)?]
  /// Forecasts of the fits at the end of the data.
  var finals: [Forecast?]
  /// `deviations[origin][member]`: standard deviations by the model's own formula, nil
  /// where `ErrorWidth` does not ask for them.
  var deviations: [[[Double]?]]
  /// Why a member has no fit at the end of the data.
  var failures: [String?]
  /// Seasonal naive of the longest season (the naive without one) by origin.
  var baseline: [[Double]]
  /// In-sample error of the baseline by origin: the scale of MASE.
  var baselineScale: [Double]
  /// Mean square of the baseline's in-sample errors by origin: that of RMSSE.
  var baselineSquaredScale: [Double]
  /// Typical size of an error at each step of the horizon by origin.
  var stepScales: [[Double]]
  /// `SeriesTraits` at each origin.
  var traits: [[Double]]
  /// The last values that models were shown at each origin: one turn of the shortest
  /// season, without a season the last alone.
  var turns: [[Double]]
  /// What the calendar does to each origin's forecast.
  var adjustments: [CalendarAdjustment]
  /// The only member's forecast at each origin of the backtest where its own
  /// distribution is delivered (`OwnDistribution`); else empty.
  var ownForecasts: [Forecast?] = []

  /// - Parameters:
  ///   - names: registry names of the members.
  ///   - pooled: means of models fitted on the whole panel, by name and then by
  ///     origin; they join the members.
  init(
    _ series: PreparedSeries, names local: [String], pooled: [(name: String, means: [[Double]?])],
    horizon: Int
  ) {
    origins = series.origins + [series.values.count]
    names = local + pooled.map(\.name)
    means = []
    fits = []
    finals = []
    deviations = []
    failures = []
    baseline = []
    baselineScale = []
    baselineSquaredScale = []
    stepScales = []
    adjustments = []
    traits = []
    turns = []
    let models = local.map { ForecasterRegistry.named($0) }
    /// The last fit of each model and how many values it has seen.
    var earlier = [(fit: any FittedForecaster, count: Int)?](repeating: nil, count: local.count)
    for (index, origin) in origins.enumerated() {
      let training = series.training(at: origin)
      let isLast = index == origins.count - 1
      // Where seasons are long, fits are dear: between the first origin and the end
      // of the data a model that can takes the new values in with the parameters
      // it has.
      let goesOn = index > 0 && !isLast && (series.seasons.last ?? 1) > 8
      let adjustment = CalendarAdjustment(
        series: series, origin: origin, training: training, horizon: horizon)
      var row: [[Double]?] = []
      var unsure: [[Double]?] = []
      for (slot, model) in models.enumerated() {
        var mean: [Double]?
        var deviation: [Double]?
        var reason: String?
        do throws(FitError) {
          guard let model else { throw .unsuitable("no model of this name") }
          var fit: any FittedForecaster
          if goesOn, model.promises.contains(.dear), let known = earlier[slot] {
            fit = known.fit
            fit.update(with: Array(training.values.dropFirst(known.count)))
          } else {
            fit = try model.fit(training)
          }
          earlier[slot] = (fit, training.values.count)
          let forecast = fit.forecast(horizon: horizon)
          let values = forecast.mean
          if values.allSatisfy(\.isFinite) {
            mean = model.promises.contains(.calendar) ? values : adjustment.applied(to: values)
            deviation = forecast.deviation(of: local[slot])
            if !isLast && OwnDistribution.isDelivered(by: names) {
              ownForecasts += [Forecast?](repeating: nil, count: index - ownForecasts.count)
              ownForecasts.append(forecast)
            }
            if isLast {
              fits.append(fit)
              finals.append(forecast)
            }
          } else {
            reason = "its forecast was not finite"
          }
        } catch {
          reason = error.inWords
        }
        if isLast && mean == nil {
          fits.append(nil)
          finals.append(nil)
        }
        if isLast { failures.append(reason) }
        row.append(mean)
        unsure.append(deviation)
      }
      for member in pooled {
        let mean = member.means[index].flatMap { $0.allSatisfy(\.isFinite) ? $0 : nil }
        row.append(mean.map { adjustment.applied(to: $0) })
        unsure.append(nil)
        if isLast {
          fits.append(nil)
          finals.append(nil)
          failures.append(mean == nil ? "the series was too short for it" : nil)
        }
      }
      means.append(row)
      deviations.append(unsure)
      let scale = ErrorScale(training: training, horizon: horizon)
      baseline.append(
        adjustment.applied(to: SeriesTrial.baseline(training, horizon: horizon)))
      let naive = NaiveScale(
        Array(series.values[..<origin]), seasons: training.seasonalPeriods)
      baselineScale.append(naive.absolute)
      baselineSquaredScale.append(naive.square)
      stepScales.append(scale.steps)
      adjustments.append(adjustment)
      turns.append(training.lastTurn)
      traits.append(
        SeriesTraits.values(
          of: training.values,
          period: PreparedSeries.usable(series.seasons, length: origin).last ?? 1))
    }
  }

  static func baseline(_ training: TrainingSeries, horizon: Int) -> [Double] {
    if let fit = try? SeasonalNaive().fit(training) { return fit.forecast(horizon: horizon).mean }
    if let fit = try? Naive().fit(training) { return fit.forecast(horizon: horizon).mean }
    return [Double](repeating: .nan, count: horizon)
  }
}

extension TrainingSeries {
  /// One turn of the shortest season, without a season the last value.
  var lastTurn: [Double] { Array(values.suffix(seasonalPeriods.first ?? 1)) }
}

extension Forecast {
  /// How unsure the member of that name is of each step, by its own formula; nil where
  /// `ErrorWidth` does not ask.
  func deviation(of name: String) -> [Double]? {
    ErrorWidth.modelled.contains(name) ? standardDeviation : nil
  }
}

extension FitError {
  /// For a report: why the model was left out.
  var inWords: String {
    switch self {
    case .tooShort(let needed, let got): "needs \(needed) values, has \(got)"
    case .nonPositive: "needs values above zero"
    case .missingValues: "cannot take missing values"
    case .noSeason: "needs a season"
    case .unsuitable(let reason): reason
    }
  }
}
