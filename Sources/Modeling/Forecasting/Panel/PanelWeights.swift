/// The weights of the members of every series of a panel: those shipped with the
/// program, moved by what the panel's own backtest says. Series with the same
/// seasons learn from each other.
struct PanelWeights: Sendable {
  private let group: [Int]
  private var weights: [CombinationWeights]

  init(_ compared: [ComparedSeries], options: ForecastOptions) {
    var seasons: [[Int]] = []
    group = compared.map { series in
      let mine = series.series.seasons
      if let known = seasons.firstIndex(of: mine) { return known }
      seasons.append(mine)
      return seasons.count - 1
    }
    weights = []
    for (index, periods) in seasons.enumerated() {
      let own = compared.indices.filter { group[$0] == index }
      var names: [String] = []
      for k in own {
        for name in compared[k].trial.names where !names.contains(name) { names.append(name) }
      }
      let prior = CombinationPrior.shipped.weights(names: names, seasons: periods)
      let samples = own.flatMap { compared[$0].samples(of: names) }
      weights.append(
        prior.adapted(to: samples, horizon: options.horizon, threads: options.threads))
    }
  }

  /// The weights of a series' members, in their order.
  func weights(ofSeries index: Int, names: [String]) -> CombinationWeights {
    weights[group[index]].restricted(to: names)
  }
}
