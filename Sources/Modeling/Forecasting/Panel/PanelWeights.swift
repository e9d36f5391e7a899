/// The weights of the members of every series of a panel: those shipped with the
/// program, moved by what the panel's own backtest says. Series asked the same
/// members learn from each other.
struct PanelWeights: Sendable {
  /// Which entry of `weights` each series takes.
  private let group: [Int]
  private(set) var weights: [CombinationWeights]

  init(_ compared: [ComparedSeries], options: ForecastOptions) {
    var names: [[String]] = []
    group = compared.map { series in
      let mine = series.trial.names
      if let known = names.firstIndex(of: mine) { return known }
      names.append(mine)
      return names.count - 1
    }
    weights = []
    for (index, members) in names.enumerated() {
      let own = compared.indices.filter { group[$0] == index }
      let season = own.first.flatMap { compared[$0].series.seasons.last } ?? 1
      let prior = CombinationPrior.weights(names: members, longestSeason: season)
      let samples = own.flatMap { compared[$0].samples }
      weights.append(
        prior.adapted(to: samples, horizon: options.horizon, threads: options.threads))
    }
  }

  func weights(ofSeries index: Int) -> CombinationWeights { weights[group[index]] }
}
