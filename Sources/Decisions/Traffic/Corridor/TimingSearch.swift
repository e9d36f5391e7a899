/// The search of a signal optimizer.
struct TimingSearch {
  let network: StreetNetwork
  let given: SignalPlan
  let settings: SignalOptimizer.Settings
  /// The demands and drivers plans are compared on.
  let scenarios: [(model: CorridorModel, seed: UInt64)]
  /// Signals that can be timed, as positions in the plan, and what they may be given.
  let timed: [Int]
  let rooms: [TimingRoom]
  let neighbours: SignalNeighbours
  let flows: TurnFlows
  var spent = 0
  var known: [SignalTiming: Double] = [:]
  /// Finished descents, best first.
  var finalists: [(timing: SignalTiming, delay: Double)] = []

  init(
    network: StreetNetwork, demand: TripDemand, period: Range<Double>?, given: SignalPlan,
    settings: SignalOptimizer.Settings
  ) {
    self.network = network
    self.given = given
    self.settings = settings
    let nominal = CorridorModel(network: network, demand: demand, period: period)
    scenarios = settings.demandFactors.enumerated().map { k, factor in
      let model =
        factor == 1
        ? nominal
        : CorridorModel(network: network, demand: demand.scaled(by: factor), period: nominal.period)
      return (model, settings.seed &+ UInt64(k))
    }
    flows = TurnFlows(model: nominal, plan: given, seed: settings.seed)
    var timed: [Int] = []
    var rooms: [TimingRoom] = []
    for (i, program) in given.programs.enumerated() {
      guard let staged = StagedProgram(program) else { continue }
      timed.append(i)
      rooms.append(
        flows.room(for: staged, signal: i, network: network, settings: settings))
    }
    self.timed = timed
    self.rooms = rooms
    neighbours = SignalNeighbours(network: network, demand: demand)
  }

  // MARK: - Judging

  func plan(_ timing: SignalTiming) -> SignalPlan {
    var plan = given
    for (k, signal) in timing.signals.enumerated() {
      plan.programs[timed[k]] = rooms[k].staged.program(
        greens: signal.greens.map(Double.init), offset: Double(signal.offset))
    }
    return plan
  }

  /// Mean delay over the scenarios; infinite as soon as it cannot be below `limit`.
  mutating func delay(_ timing: SignalTiming, below limit: Double = .infinity) -> Double {
    if let value = known[timing] { return value }
    let plan = plan(timing)
    var total = 0.0
    let bound = limit * Double(scenarios.count)
    for scenario in scenarios {
      spent += 1
      let rest = bound - total
      total += scenario.model.outcome(of: plan, seed: scenario.seed, limit: rest).delay
      if total >= bound { return .infinity }
    }
    let value = total / Double(scenarios.count)
    known[timing] = value
    return value
  }

  var isSpent: Bool { spent >= settings.simulations }

  // MARK: - Starting points

  mutating func run(shouldStop: () -> Bool) {
    guard !timed.isEmpty else { return }
    var starts: [(timing: SignalTiming, delay: Double)] = []
    var cycle = settings.cycles.lowerBound
    var best = Double.infinity
    while cycle <= settings.cycles.upperBound, !isSpent, !shouldStop() {
      if let timing = websterTiming(cycle: Int(cycle.rounded())) {
        let value = delay(timing, below: best * 1.25)
        if value.isFinite {
          starts.append((timing, value))
          best = min(best, value)
        }
      }
      cycle = max(cycle + 2, cycle * 1.1)
    }
    if let timing = givenTiming() { starts.append((timing, delay(timing))) }
    starts.sort { $0.delay < $1.delay }
    let wanted = rooms.count > 3 ? 2 : 3
    for (k, start) in starts.prefix(wanted).enumerated() {
      guard !isSpent, !shouldStop() else { break }
      let share = (settings.simulations - spent) / (min(wanted, starts.count) - k)
      finalists.append(descended(from: start, budget: spent + share, shouldStop: shouldStop))
    }
    finalists.sort { $0.delay < $1.delay }
  }

  /// Webster's splits at a common cycle, offsets along the strongest streams; nil where the
  /// shortest greens do not fit.
  func websterTiming(cycle: Int) -> SignalTiming? {
    var signals: [SignalTiming.Signal] = []
    for room in rooms {
      let weights = room.flowRatios.indices.map { k in
        room.mayDrop[k] && room.flowRatios[k] < 1e-9 ? 0 : max(room.flowRatios[k], 1e-3)
      }
      guard let greens = room.fitted(weights, cycle: cycle) else { return nil }
      signals.append(.init(greens: greens, offset: 0))
    }
    return withOffsets(SignalTiming(signals: signals), cycle: cycle)
  }

  /// The given plan, where it has whole seconds.
  func givenTiming() -> SignalTiming? {
    SignalTiming(
      signals: rooms.map { room in
        let greens = room.staged.stages.map { max(1, Int($0.green.rounded())) }
        return .init(
          greens: greens, offset: wrapped(Int(room.staged.offset.rounded()), room.cycle(greens)))
      })
  }

  private func wrapped(_ offset: Int, _ cycle: Int) -> Int {
    let rest = offset % cycle
    return rest < 0 ? rest + cycle : rest
  }

  /// Seconds from the start of the program to the green of a link.
  private func greenStart(_ room: TimingRoom, _ greens: [Int], link: Int) -> Double {
    let program = room.staged.program(greens: greens.map(Double.init), offset: 0)
    var at = 0.0
    var wasGo = program.phases.last.map { isGo($0.state[link]) } ?? false
    for phase in program.phases {
      let goes = isGo(phase.state[link])
      if goes, !wasGo { return at }
      wasGo = goes
      at += phase.duration
    }
    return 0
  }

  private func withOffsets(_ timing: SignalTiming, cycle: Int) -> SignalTiming {
    var result = timing
    let place = Dictionary(uniqueKeysWithValues: timed.enumerated().map { ($1, $0) })
    var links = [[(to: Int, shift: Double)]](repeating: [], count: timed.count)
    for pair in neighbours.tree(of: given.programs.count) {
      guard let a = place[pair.from], let b = place[pair.to] else { continue }
      let from = greenStart(rooms[a], timing.signals[a].greens, link: pair.fromLink)
      let to = greenStart(rooms[b], timing.signals[b].greens, link: pair.toLink)
      // The first of a platoon needs a little longer than free travel.
      let shift = from + pair.seconds * 1.05 + 1 - to
      links[a].append((b, shift))
      links[b].append((a, -shift))
    }
    var seen = [Bool](repeating: false, count: timed.count)
    for start in timed.indices where !seen[start] {
      seen[start] = true
      var queue: [(signal: Int, offset: Double)] = [(start, 0)]
      while let (signal, offset) = queue.popLast() {
        result.signals[signal].offset = wrapped(Int(offset.rounded()), cycle)
        for link in links[signal] where !seen[link.to] {
          seen[link.to] = true
          queue.append((link.to, offset + link.shift))
        }
      }
    }
    return result
  }
}
