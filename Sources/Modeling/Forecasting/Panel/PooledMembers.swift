internal import LinearAlgebra

/// Models that learn from all series of a panel at once, and what they forecast
/// at every origin.
///
/// Two window lengths are fitted, the longest season and the shortest more, and
/// twice the longest; the member is the mean of those that could be. For the
/// backtest they are fitted twice on what lies before an origin: before the
/// first one for the earlier half of the origins, before the middle one for the
/// later half.
struct PooledMembers: Sendable {
  static let name = "pooled-ridge"
  /// What was decided, for the report.
  var notes: [String] = []
  /// `forecasts[series][origin]`; empty when the panel has no pooled model.
  private var forecasts: [[[Double]?]] = []

  init(_ series: [PreparedSeries], options: ForecastOptions) {
    guard options.model == "auto", !series.isEmpty else { return }
    let horizon = options.horizon
    let forms = parallelMap(series.count, threads: options.threads) { k in
      LagWindows.form(of: series[k].values)
    }
    let threads = options.threads
    let stages = series.map { Stage.plan($0) }
    var made = series.map { [[Double]?](repeating: nil, count: $0.origins.count + 1) }
    var fitted = 0
    for stage in 0..<Stage.count {
      let training = parallelMap(series.count, threads: threads) { k in
        series[k].training(at: stages[k].cuts[stage]).values
      }
      let scales = series.indices.map { k in
        Spread.seasonalDifference(of: training[k], period: series[k].seasons.first ?? 1)
      }
      for form in LagWindows.Form.allCases {
        let group = series.indices.filter { forms[$0] == form && !training[$0].isEmpty }
        let models = PooledMembers.spans(series, group, options: options).compactMap { lags in
          PooledRidge(
            group.map { training[$0] }, scales: group.map { scales[$0] },
            windows: LagWindows(
              lags: lags.lags, season: lags.season, form: form),
            horizon: horizon, threads: threads)
        }
        guard !models.isEmpty else { continue }
        if stage == Stage.count - 1 { fitted += group.count }
        let answers = parallelMap(group.count, threads: threads) { g in
          let k = group[g]
          return stages[k].origins[stage].map { slot -> [Double]? in
            let end = slot < series[k].origins.count ? series[k].origins[slot] : nil
            let seen = end.map { series[k].training(at: $0).values } ?? training[k]
            return PooledMembers.mean(models.compactMap { $0.forecast(seen) })
          }
        }
        for (g, answer) in answers.enumerated() {
          for (slot, mean) in zip(stages[group[g]].origins[stage], answer) {
            made[group[g]][slot] = mean
          }
        }
      }
    }
    guard fitted > 0 else { return }
    forecasts = made
    notes.append("A pooled linear model was learnt from \(fitted) series together.")
  }

  /// Means at every origin of a series and at its end, by member.
  func means(series: Int) -> [(name: String, means: [[Double]?])] {
    guard !forecasts.isEmpty, forecasts[series].last.flatMap({ $0 }) != nil else { return [] }
    return [(PooledMembers.name, forecasts[series])]
  }

  private static func mean(_ members: [[Double]]) -> [Double]? {
    guard let first = members.first else { return nil }
    return first.indices.map { step in
      members.reduce(0) { $0 + $1[step] } / Double(members.count)
    }
  }

  /// Window lengths for a group of series with the same seasons in the options.
  private static func spans(
    _ series: [PreparedSeries], _ group: [Int], options: ForecastOptions
  ) -> [(lags: Int, season: Int)] {
    // Seasons that most of the group can hold with a window and a horizon.
    let lengths = group.map { series[$0].values.count }.sorted()
    guard let typical = lengths.isEmpty ? nil : lengths[lengths.count / 2] else { return [] }
    let room = typical - options.horizon
    let seasons = PreparedSeries.usable(options.seasonalPeriods, length: room)
    guard let longest = seasons.last, let shortest = seasons.first else {
      return [3, 6].filter { $0 < room }.map { (lags: $0, season: 1) }
    }
    let short = longest + (seasons.count > 1 ? shortest : max(1, min(shortest / 4, 12)))
    let spans = [short, 2 * longest].filter { $0 <= room && $0 <= 700 }
    return spans.map { (lags: $0, season: longest) }
  }
}

/// Which origins of a series are forecast from which fit of a pooled model.
private struct Stage {
  static let count = 3
  /// How many values each fit is shown.
  var cuts: [Int]
  /// Slots of the origins each fit serves; the end of the data is the last.
  var origins: [[Int]]

  static func plan(_ series: PreparedSeries) -> Stage {
    let origins = series.origins
    let half = (origins.count + 1) / 2
    guard !origins.isEmpty else {
      return Stage(cuts: [0, 0, series.values.count], origins: [[], [], [0]])
    }
    return Stage(
      cuts: [origins[0], half < origins.count ? origins[half] : 0, series.values.count],
      origins: [Array(0..<half), Array(half..<origins.count), [origins.count]])
  }
}
