import LinearAlgebra

/// Two plans over the same demands and the same drivers: what one costs more than the other, with
/// how sure that is.
public struct PlanComparison: Sendable {
  /// One simulation of each plan.
  public struct Run: Sendable {
    /// The demand, as a position in the samples.
    public let sample: Int
    public let seed: UInt64
    public let before: CorridorModel.Outcome
    public let after: CorridorModel.Outcome
    /// Seconds a vehicle the second plan loses less.
    public var saved: Double { before.delay - after.delay }
  }

  public let runs: [Run]
  public let weights: [Double]

  /// - Parameters:
  ///   - samples: at least one.
  ///   - seeds: of drivers; every demand is run with each.
  ///   - threads: of the simulations; the answer does not depend on it.
  public init(
    network: StreetNetwork, samples: [DemandSample], before: SignalPlan, after: SignalPlan,
    period: Range<Double>?, seeds: [UInt64], threads: Int
  ) {
    let models = samples.map {
      CorridorModel(network: network, demand: $0.demand, period: period)
    }
    let isSame = before == after
    runs = parallelMap(samples.count * seeds.count, threads: threads) { index in
      let model = models[index / seeds.count]
      let seed = seeds[index % seeds.count]
      let old = model.outcome(of: before, seed: seed)
      return Run(
        sample: index / seeds.count, seed: seed, before: old,
        after: isSame ? old : model.outcome(of: after, seed: seed))
    }
    weights = runs.map { samples[$0.sample].weight }
  }

  /// The weighted mean of a number of each run.
  public func mean(_ value: (Run) -> Double) -> Double {
    var sum = 0.0
    for (run, weight) in zip(runs, weights) { sum += weight * value(run) }
    return sum / weights.reduce(0, +)
  }

  /// How many results count as independent: the demands, or the seeds of one demand.
  public var independentRuns: Int { Set(runs.map(\.sample)).count > 1 ? groups.count : runs.count }

  /// Positions of the runs that share a demand; of single runs where all share one.
  private var groups: [[Int]] {
    let samples = Set(runs.map(\.sample)).sorted()
    guard samples.count > 1 else { return runs.indices.map { [$0] } }
    return samples.map { sample in runs.indices.filter { runs[$0].sample == sample } }
  }

  /// The standard error of the weighted mean of a number of each run; nil for a single one.
  /// Demands are taken as independent, the seeds of one demand are averaged first.
  public func standardError(_ value: (Run) -> Double) -> Double? {
    let groups = groups
    guard groups.count > 1 else { return nil }
    let mean = mean(value)
    let total = weights.reduce(0, +)
    var squares = 0.0
    for group in groups {
      let part = group.reduce(0) { $0 + weights[$1] / total * (value(runs[$1]) - mean) }
      squares += part * part
    }
    let count = Double(groups.count)
    return (squares * count / (count - 1)).squareRoot()
  }
}
