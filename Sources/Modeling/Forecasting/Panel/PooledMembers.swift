internal import LinearAlgebra

/// Models that have learnt from many series at once, and what they forecast at
/// every origin.
///
/// Each `RidgeVariant` is a member, fitted to this panel. For the backtest each is
/// fitted twice on what lies before an origin: before the first one for the
/// earlier half of the origins, before the middle one for the later half. A network
/// trained beforehand on other series of the same season (`TrainedNetworks`) is a
/// member where there is one; it learns nothing from this panel.
struct PooledMembers: Sendable {
  /// What was decided, for the report.
  var notes: [String] = []
  /// Members of the panel, in the order of their first fit.
  private var names: [String] = []
  /// `forecasts[member][series][origin]`, the end of the data last.
  private var forecasts: [[[[Double]?]]] = []
  /// The fits on all of the data.
  private(set) var finals: [SavedPooledModel] = []

  /// The model of what the other members say, where the panel is large enough.
  var stacked: StackedRidge?

  /// Models learnt before, for series that are gone on with.
  init(finals: [SavedPooledModel]) { self.finals = finals }

  init(_ series: [PreparedSeries], options: ForecastOptions) {
    guard options.model == "auto", !series.isEmpty else { return }
    let threads = options.threads
    let isAlone = series.map(\.isLeftToCounts)
    let forms = parallelMap(series.count, threads: threads) { k in
      LagWindows.form(of: series[k].values)
    }
    let stages = series.map { Stage.plan($0) }
    var fitted = 0
    for stage in 0..<Stage.count {
      let training = parallelMap(series.count, threads: threads) { k in
        series[k].training(at: stages[k].cuts[stage]).values
      }
      let scales = series.indices.map { k in
        Spread.seasonalDifference(of: training[k], period: series[k].seasons.first ?? 1)
      }
      for form in LagWindows.Form.allCases {
        let group = series.indices.filter {
          forms[$0] == form && !training[$0].isEmpty && !isAlone[$0]
        }
        let models = PooledMembers.fitted(
          group.map { training[$0] }, scales: group.map { scales[$0] }, form: form,
          options: options)
        guard !models.isEmpty else { continue }
        if stage == Stage.count - 1 {
          fitted += group.count
          finals += models.map { SavedPooledModel(name: $0.name, form: form, model: $0.model) }
        }
        let answers = parallelMap(group.count, threads: threads) { g in
          let k = group[g]
          return stages[k].origins[stage].map { slot -> [[Double]?] in
            let end = slot < series[k].origins.count ? series[k].origins[slot] : nil
            let seen = end.map { series[k].training(at: $0).values } ?? training[k]
            return models.map { $0.model.forecast(seen) }
          }
        }
        for (index, model) in models.enumerated() {
          let member = member(model.name, stages: stages)
          for (g, answer) in answers.enumerated() {
            for (slot, means) in zip(stages[group[g]].origins[stage], answer) {
              forecasts[member][group[g]][slot] = means[index]
            }
          }
        }
      }
    }
    if fitted > 0 {
      notes.append("Linear models were learnt from \(fitted) series together.")
    }
    ask(options, series: series, stages: stages)
  }

  /// Adds what the shipped network for these seasons says of the series that suit it.
  private mutating func ask(_ options: ForecastOptions, series: [PreparedSeries], stages: [Stage]) {
    let seasons = PreparedSeries.usable(options.seasonalPeriods, length: .max)
    guard let network = TrainedNetworks.network(seasons: seasons) else { return }
    let answers = parallelMap(series.count, threads: options.threads) { k -> [[Double]?] in
      let ends = series[k].origins + [series[k].values.count]
      guard !series[k].isLeftToCounts else { return ends.map { _ in nil } }
      return ends.map {
        network.forecast(series[k].training(at: $0).values, horizon: options.horizon)
      }
    }
    let suited = answers.filter { $0.last.flatMap { $0 } != nil }.count
    guard suited > 0 else { return }
    let name = "network-\(network.model.frequency)"
    let member = member(name, stages: stages)
    forecasts[member] = answers
    notes.append(
      "A network trained beforehand on other \(network.model.frequency) series was asked about "
        + "\(suited) series.")
  }

  /// Whether the member has learnt before it saw this panel.
  static func isPretrained(_ name: String) -> Bool { name.hasPrefix("network-") }

  /// What a member of this kind is, in words; nil for a name that is none's.
  static func title(_ name: String) -> String? {
    if name == StackedRidge.name {
      return "a linear model of what the other members say, learnt from the whole file"
    }
    if name.hasPrefix("ridge-") {
      return "a linear model of recent values learnt from the whole file"
    }
    if isPretrained(name) {
      return "a neural network trained beforehand on other \(name.dropFirst(8)) series"
    }
    return nil
  }

  /// Means at every origin of a series and at its end, by member; those without
  /// a forecast at the end are left out.
  func means(series: Int) -> [(name: String, means: [[Double]?])] {
    names.indices.filter { forecasts[$0][series].last.flatMap { $0 } != nil }
      .map { (names[$0], forecasts[$0][series]) }
  }

  /// The member of that name, which becomes one if it was none.
  private mutating func member(_ name: String, stages: [Stage]) -> Int {
    if let known = names.firstIndex(of: name) { return known }
    names.append(name)
    forecasts.append(
      stages.map { stage in
        [[Double]?](repeating: nil, count: stage.origins.reduce(0) { $0 + $1.count })
      })
    return names.count - 1
  }

  private static func fitted(
    _ training: [[Double]], scales: [Double], form: LagWindows.Form, options: ForecastOptions
  ) -> [(name: String, model: PooledRidge)] {
    // Seasons that most of the group can hold with a window and a horizon.
    let lengths = training.map(\.count).sorted()
    guard !lengths.isEmpty else { return [] }
    let room = lengths[lengths.count / 2] - options.horizon
    let seasons = PreparedSeries.usable(options.seasonalPeriods, length: room)
    return RidgeVariant.all(seasons: seasons, room: room).compactMap { variant in
      PooledRidge(
        training, scales: scales,
        windows: LagWindows(
          lags: variant.lags, reference: variant.reference, season: variant.season, form: form),
        penalty: variant.penalty, horizon: options.horizon, threads: options.threads
      ).map { (variant.name, $0) }
    }
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
