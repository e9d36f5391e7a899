import Traffic

/// Today's plan of a period and the one found, played through the same days.
struct CorridorPlan: Sendable {
  /// Seconds of the busiest stretch a plan is searched on.
  private static let searched = 3600.0

  let before: SignalPlan
  let optimum: SignalOptimizer.Optimum
  /// One run a day played, from the calmest to the busiest.
  let comparison: PlanComparison
  /// Traffic of each day over the expected.
  let factors: [Double]

  init(
    demand: CorridorDemand, before: SignalPlan, streets: StreetNetwork, recipe: CorridorRecipe
  ) {
    self.before = before
    let seed = recipe.forecast.seed
    let window = demand.busiest(seconds: Self.searched)
    var settings = SignalOptimizer.Settings()
    settings.minimumGreen = recipe.signals.minimumGreen
    settings.cycles = recipe.signals.shortestCycle...recipe.signals.longestCycle
    settings.simulations = recipe.signals.simulations
    settings.seed = seed
    let busy = demand.outlook.factor(at: recipe.signals.busyDay)
    let samples = [1, max(1, busy)].enumerated().map { place, factor in
      DemandSample(
        demand.vehicles(
          factor: factor, window: window, seed: seed &+ 1_000 &+ UInt64(place), streets: streets))
    }
    optimum = SignalOptimizer(settings: settings).optimum(
      network: streets, samples: samples, plan: before)
    let days = recipe.signals.playedDays
    let levels = (0..<days).map { $0 * demand.levels.count / days }
    factors = levels.map { demand.factors[$0] }
    let played = levels.enumerated().map { day, level in
      DemandSample(
        demand.vehicles(level: level, seed: seed &+ 2_000 &+ UInt64(day), streets: streets))
    }
    // An hour to empty the streets: a plan is charged with what it leaves behind.
    comparison = PlanComparison(
      network: streets, samples: played, before: before, after: optimum.plan,
      period: demand.period.from..<demand.period.to + 3600, seeds: [seed &+ 17], threads: 1)
  }
}
