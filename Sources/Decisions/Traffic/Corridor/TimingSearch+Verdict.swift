import LinearAlgebra

extension TimingSearch {
  /// The finalists against the given plan on seeds the search did not use, and with every driver
  /// free to choose the way under each.
  mutating func verdict() -> SignalOptimizer.Optimum {
    // Far from the seeds of the search, whatever the number of its scenarios.
    let drivers = (1...max(1, settings.unseenDrivers)).map { settings.seed &+ 1000 &+ UInt64($0) }
    let plans = [given] + finalists.map { plan($0.timing) }
    let runs = free.indices.flatMap { k in drivers.map { (scenario: k, seed: $0) } }
    let delays = parallelMap(plans.count * runs.count, threads: settings.threads) {
      [free] index in
      let run = runs[index % runs.count]
      return free[run.scenario].outcome(of: plans[index / runs.count], seed: run.seed)
        .delay
    }
    spent += delays.count
    let weights = runs.map { self.weights[$0.scenario] }
    func ofPlan(_ k: Int) -> [Double] { Array(delays[k * runs.count..<(k + 1) * runs.count]) }
    let values = plans.indices.map { settings.objective.value(ofPlan($0), weights: weights) }
    let best = finalists.indices.min { values[$0 + 1] < values[$1 + 1] }
    guard let best, values[best + 1] < values[0] * (1 - settings.margin) || !givesTimeOnFoot else {
      return .init(
        plan: given, delayBefore: values[0], delay: values[0], simulations: spent,
        keepsGiven: true)
    }
    return .init(
      plan: plans[best + 1], delayBefore: values[0], delay: values[best + 1], simulations: spent,
      keepsGiven: false)
  }

  /// Whether the given plan has the seconds people on foot need: else it cannot be kept.
  private var givesTimeOnFoot: Bool {
    rooms.allSatisfy { room in
      zip(room.staged.stages, settings.stageMinimums[room.staged.id] ?? []).allSatisfy {
        $0.green >= $1
      }
    }
  }
}
