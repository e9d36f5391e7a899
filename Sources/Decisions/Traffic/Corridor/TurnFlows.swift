/// How many vehicles use each turn, lane by lane, as the corridor model spreads them.
struct TurnFlows: Sendable {
  /// Vehicles an hour.
  let hourly: [Double]
  /// Vehicles an hour a turn lets pass while green.
  let saturation: [Double]

  init(hourly: [Double], saturation: [Double]) {
    self.hourly = hourly
    self.saturation = saturation
  }

  init(model: CorridorModel, plan: SignalPlan, seed: UInt64) {
    let outcome = model.outcome(of: plan, seed: seed)
    let trips = model.demand.trips
    let seconds = (trips.last?.departure ?? 0) - (trips.first?.departure ?? 0)
    let hours = max(seconds, 60) / 3600
    hourly = outcome.passedByTurn.map { Double($0) / hours }
    let kind = trips.first.map { model.demand.kinds[$0.kind] } ?? VehicleKind()
    saturation = Self.saturation(of: model.network, kind: kind)
  }

  /// Vehicles an hour of green by turn: headway at the speed of the turn, with what imperfect
  /// drivers add to it.
  static func saturation(of network: StreetNetwork, kind: VehicleKind) -> [Double] {
    network.turns.map { turn in
      let speed = min(turn.speed, 11)
      return 3600 / (kind.headway * 1.15 + (kind.length + kind.minGap) / speed)
    }
  }

  /// What a signal may be given.
  func room(
    for staged: StagedProgram, signal: Int, network: StreetNetwork,
    settings: SignalOptimizer.Settings
  ) -> TimingRoom {
    let links = network.turns(ofSignal: signal)
    let stages = staged.stages
    var ratios = [Double](repeating: 0, count: stages.count)
    var mayDrop = [Bool](repeating: true, count: stages.count)
    for (k, stage) in stages.enumerated() {
      var byLane: [Int: Double] = [:]
      for (turn, link) in links where hourly[turn] > 0 && isGo(stage.state[link]) {
        let isProtected = stage.state[link] == 0x47
        let others = stages.indices.filter { $0 != k }
        let isStrong = others.contains { stages[$0].state[link] == 0x47 }
        let isServed = others.contains { isGo(stages[$0].state[link]) }
        let missed = settings.dropsProtectedTurns ? !isServed : isProtected ? !isStrong : !isServed
        if missed { mayDrop[k] = false }
        // A turn counts where it has the right of way, if it has it anywhere.
        if !isProtected, isStrong { continue }
        let greens = stages.filter { $0.state[link] == stage.state[link] }.count
        byLane[network.turns[turn].fromLane, default: 0] +=
          hourly[turn] / saturation[turn] / Double(greens)
      }
      ratios[k] = byLane.values.max() ?? 0
    }
    let asked = settings.stageMinimums[staged.id] ?? []
    // People on foot cross in it, whether drivers use it or not.
    for k in stages.indices where k < asked.count && asked[k] > 0 { mayDrop[k] = false }
    // At least one stage stays.
    if mayDrop.allSatisfy({ $0 }),
      let longest = stages.indices.max(by: { stages[$0].green < stages[$1].green })
    {
      mayDrop[longest] = false
    }
    let least = max(1, Int(settings.minimumGreen.rounded(.up)))
    let shortest = stages.indices.map { k in
      let usual = min(least, max(1, Int(stages[k].green)))
      return k < asked.count ? max(usual, Int(asked[k].rounded(.up))) : usual
    }
    return TimingRoom(staged: staged, shortest: shortest, mayDrop: mayDrop, flowRatios: ratios)
  }
}
