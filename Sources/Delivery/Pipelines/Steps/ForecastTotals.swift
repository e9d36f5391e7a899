import Briefings
import Forecasting
import LinearAlgebra
import Statistics
import TimeSeries

/// Sums of a forecast over days and over the horizon, with intervals from sample
/// paths: intervals of single steps cannot be added up.
struct ForecastTotals {
  static let pathCount = 2_000
  /// Forecasts beyond so many dependences draw for themselves.
  private static let mostDependences = 16

  let index: TimeIndex
  /// In per cent.
  let levels: [Double]
  let seed: UInt64
  /// Normal scores for each dependence there is among the forecasts: drawing them
  /// anew for every series would cost more than many a model.
  private var scores: [(dependence: ErrorDependence, horizon: Int, scores: Matrix)] = []

  init(index: TimeIndex, levels: [Double], seed: UInt64) {
    self.index = index
    self.levels = levels
    self.seed = seed
  }

  /// Draws what the totals of these forecasts need.
  mutating func prepare(for outcomes: [SeriesForecast]) {
    for outcome in outcomes where known(outcome.forecast) == nil {
      let forecast = outcome.forecast
      if case .paths = forecast.distribution { continue }
      guard scores.count < ForecastTotals.mostDependences else { return }
      var stream = RandomStream(seed: seed, "totals")
      scores.append(
        (
          forecast.dependence, forecast.horizon,
          forecast.dependence.scores(
            horizon: forecast.horizon, count: Self.pathCount, stream: &stream)
        ))
    }
  }

  private func known(_ forecast: Forecast) -> Matrix? {
    scores.first {
      $0.dependence == forecast.dependence && $0.horizon == forecast.horizon
    }?.scores
  }

  private func paths(of outcome: SeriesForecast) -> Matrix {
    guard let scores = known(outcome.forecast) else {
      return outcome.paths(Self.pathCount, seed: seed)
    }
    return outcome.forecast.paths(scores: scores)
  }

  /// - Precondition: `prepare(for:)` was called with the outcome, or it is slow.
  func rows(of outcome: SeriesForecast, history: Series) -> [TotalRow] {
    let horizon = outcome.forecast.horizon
    guard horizon > 0 else { return [] }
    let paths = paths(of: outcome)
    var rows: [TotalRow] = []
    if index.frequency.isSubDaily, index.date(ofStep: 0) != nil {
      var first = 0
      while first < horizon {
        let date = index.date(ofStep: outcome.firstStep + first)
        var end = first + 1
        while end < horizon, index.date(ofStep: outcome.firstStep + end) == date { end += 1 }
        if let row = row("day", first..<end, outcome: outcome, paths: paths, history: history) {
          rows.append(row)
        }
        first = end
      }
    }
    if let row = row("horizon", 0..<horizon, outcome: outcome, paths: paths, history: history) {
      rows.append(row)
    }
    return rows
  }

  private func row(
    _ period: String, _ steps: Range<Int>, outcome: SeriesForecast, paths: Matrix, history: Series
  ) -> TotalRow? {
    guard let first = label(outcome.firstStep + steps.lowerBound),
      let last = label(outcome.firstStep + steps.upperBound - 1)
    else { return nil }
    var sums = (0..<paths.columns).map { path in
      steps.reduce(0.0) { $0 + paths[$1, path] }
    }
    sums.sort()
    let mean = outcome.forecast.mean[steps].reduce(0, +)
    let bands = levels.map { level in
      ForecastRow.Band(
        level: level, lower: SampleQuantile.ofSorted(sums, at: 0.5 - level / 200),
        upper: SampleQuantile.ofSorted(sums, at: 0.5 + level / 200))
    }
    return TotalRow(
      id: outcome.id, period: period, first: first, last: last, mean: mean,
      median: SampleQuantile.ofSorted(sums, at: 0.5), bands: bands,
      weekBefore: weekBefore(steps, outcome: outcome, history: history))
  }

  /// A date for steps shorter than a day or a day long, else the step's own label.
  private func label(_ step: Int) -> IntervalLabel? {
    if index.frequency.isSubDaily, let date = index.date(ofStep: step) {
      return IntervalLabel(date.description)
    }
    return IntervalLabel(index.label(ofStep: step))
  }

  /// What was counted seven days before each step; NaN unless nearly all of it is
  /// known. An interval that was closed then counts as nothing.
  private func weekBefore(_ steps: Range<Int>, outcome: SeriesForecast, history: Series) -> Double {
    guard index.frequency.isWithinWeek else { return .nan }
    var sum = 0.0
    var known = 0
    for step in steps {
      let position = index.position(ofStep: outcome.firstStep + step)
      guard let past = index.step(ofPosition: position - 7 * 86_400) else { continue }
      let offset = past - history.firstStep
      guard history.values.indices.contains(offset), !history.values[offset].isNaN else { continue }
      sum += history.values[offset]
      known += 1
    }
    return known * 10 >= steps.count * 9 ? sum : .nan
  }
}

extension Frequency {
  /// True for steps of at most a day: seven days before is then a step of the axis.
  var isWithinWeek: Bool {
    switch self {
    case .seconds, .days(1): true
    case .days, .months, .index: false
    }
  }

  /// One step in words: "half hour", "5 minutes", "day", "month".
  var noun: String {
    switch self {
    case .seconds(1_800): "half hour"
    case .seconds(3_600): "hour"
    case .seconds(900): "quarter hour"
    case .seconds(let count) where count % 3_600 == 0: "\(count / 3_600)-hour interval"
    case .seconds(let count) where count % 60 == 0: "\(count / 60)-minute interval"
    case .seconds(let count): "\(count)-second interval"
    case .days(1): "day"
    case .days(7): "week"
    case .days(let count): "\(count)-day interval"
    case .months(1): "month"
    case .months(3): "quarter"
    case .months(12): "year"
    case .months(let count): "\(count)-month interval"
    case .index: "step"
    }
  }
}
