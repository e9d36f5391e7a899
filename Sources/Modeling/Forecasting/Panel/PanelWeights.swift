/// The weights of the members of every series of a panel: those shipped with the
/// program, moved by what the panel's own backtest says. Series with the same
/// seasons learn from each other, those of sparse demand apart from the others.
struct PanelWeights: Sendable {
  private let group: [Int]
  private var weights: [CombinationWeights]

  init(_ compared: [ComparedSeries], options: ForecastOptions) {
    struct Kind: Equatable {
      var seasons: [Int]
      var isSparse: Bool
    }
    var kinds: [Kind] = []
    group = compared.map { series in
      let mine = Kind(seasons: series.series.seasons, isSparse: series.series.isSparse)
      if let known = kinds.firstIndex(of: mine) { return known }
      kinds.append(mine)
      return kinds.count - 1
    }
    weights = []
    for (index, kind) in kinds.enumerated() {
      let own = compared.indices.filter { group[$0] == index }
      var names: [String] = []
      for k in own {
        for name in compared[k].trial.names where !names.contains(name) { names.append(name) }
      }
      let prior = CombinationPrior.shipped.weights(names: names, seasons: kind.seasons)
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
