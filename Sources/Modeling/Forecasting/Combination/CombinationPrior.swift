public import TimeSeries

/// What is believed of the members of a combination before a panel has been
/// seen: weights learnt from rolling origins of other panels, by kind of season.
///
/// The shipped one stands in `Models/forecasting/combination.json`, where its
/// card says what it was learnt from.
public struct CombinationPrior: Codable, Sendable {
  /// The seasons of a series, as far as the choice of weights goes.
  enum Kind: String, Codable, CaseIterable {
    case none, quarters, week, year, long, several

    init(seasons: [Int]) {
      guard let longest = seasons.last else {
        self = .none
        return
      }
      if seasons.count > 1 {
        self = .several
      } else if longest < 6 {
        self = .quarters
      } else if longest < 9 {
        self = .week
      } else {
        self = longest < 24 ? .year : .long
      }
    }
  }

  /// Weights of one kind, and how much they saw.
  struct Entry: Codable, Sendable {
    var kind: Kind
    var series: Int
    var samples: Int
    var weights: CombinationWeights
  }
  var entries: [Entry]

  /// Learns weights from panels, those of one kind together.
  ///
  /// Networks trained beforehand take no part: where they have seen the series, their
  /// backtest flatters them.
  ///
  /// - Parameter panels: each with the options it is forecast with; members are
  ///   asked at the origins of `options.backtestOrigins`.
  public init(learningFrom panels: [(panel: Panel, options: ForecastOptions)]) {
    entries = []
    for kind in Kind.allCases {
      var names: [String] = []
      var samples: [CombinationSample] = []
      var series = 0
      var horizon = 1
      for (panel, options) in panels {
        let compared = comparedSeries(panel: panel, options: options).filter {
          Kind(seasons: $0.series.seasons) == kind
        }
        guard !compared.isEmpty else { continue }
        // Samples are learnt from together where their horizons agree.
        if samples.isEmpty { horizon = options.horizon }
        guard options.horizon == horizon else { continue }
        for one in compared {
          for name in one.trial.names
          where !names.contains(name) && !PooledMembers.isPretrained(name) { names.append(name) }
        }
        series += compared.count
        samples += compared.flatMap { $0.samples(of: names) }
      }
      guard samples.count > 200 else { continue }
      let learnt = CombinationWeights(names: names).adapted(
        to: samples, horizon: horizon, threads: panels.first?.options.threads ?? 1)
      entries.append(
        Entry(kind: kind, series: series, samples: samples.count, weights: learnt.rounded))
    }
  }

  /// The belief about these members of series with these seasons.
  func weights(names: [String], seasons: [Int]) -> CombinationWeights {
    let kind = Kind(seasons: seasons)
    guard let entry = entries.first(where: { $0.kind == kind }) else {
      return CombinationWeights(names: names)
    }
    return entry.weights.restricted(to: names)
  }
}
