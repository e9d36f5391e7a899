/// The search of a signal optimizer.
struct TimingSearch {
  let network: StreetNetwork
  let given: SignalPlan
  let settings: SignalOptimizer.Settings
  /// The demands and drivers plans are compared on: every trip on its way.
  private(set) var scenarios: [(model: CorridorModel, seed: UInt64)]
  /// The demands as given, on which trips may choose their way under each plan.
  let free: [CorridorModel]
  let weights: [Double]
  /// Signals that can be timed, as positions in the plan, and what they may be given.
  let timed: [Int]
  let rooms: [TimingRoom]
  let neighbours: SignalNeighbours
  let flows: TurnFlows
  var spent = 0
  /// How many of the scenarios count at the moment: coarse steps are judged on the first alone.
  var inPlay = 1
  var known: [SignalTiming: Double] = [:]
  /// Finished descents, best first.
  var finalists: [(timing: SignalTiming, delay: Double)] = []

  /// - Parameter samples: at least one; the first is the one coarse steps are judged on.
  init(
    network: StreetNetwork, samples: [DemandSample], period: Range<Double>?, given: SignalPlan,
    settings: SignalOptimizer.Settings
  ) {
    self.network = network
    self.given = given
    self.settings = settings
    let nominal = CorridorModel(network: network, demand: samples[0].demand, period: period)
    free =
      [nominal]
      + samples.dropFirst().map {
        CorridorModel(network: network, demand: $0.demand, period: nominal.period)
      }
    scenarios = Self.settled(free, under: given, seed: settings.seed)
    weights = samples.map(\.weight)
    flows = TurnFlows(model: scenarios[0].model, plan: given, seed: settings.seed)
    var timed: [Int] = []
    var rooms: [TimingRoom] = []
    for (i, program) in given.programs.enumerated() {
      guard !settings.kept.contains(program.id), let staged = StagedProgram(program) else {
        continue
      }
      timed.append(i)
      rooms.append(
        flows.room(for: staged, signal: i, network: network, settings: settings))
    }
    self.timed = timed
    self.rooms = rooms
    neighbours = SignalNeighbours(network: network, demand: scenarios[0].model.demand)
  }

  /// Every trip on the way its driver takes under a plan (Allsop 1974: timing and choice of way
  /// in turn).
  private static func settled(
    _ free: [CorridorModel], under plan: SignalPlan, seed: UInt64
  ) -> [(model: CorridorModel, seed: UInt64)] {
    free.enumerated().map { k, model in
      let seed = seed &+ UInt64(k)
      guard model.choice != nil else { return (model, seed) }
      return (
        CorridorModel(
          network: model.network, demand: model.settled(under: plan, seed: seed),
          period: model.period), seed
      )
    }
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

  /// The objective over the scenarios in play; infinite as soon as it cannot be below `limit`.
  mutating func delay(_ timing: SignalTiming, below limit: Double = .infinity) -> Double {
    if let value = known[timing] { return value }
    let plan = plan(timing)
    let weights = Array(weights.prefix(inPlay))
    var delays: [Double] = []
    for (k, scenario) in scenarios.prefix(inPlay).enumerated() {
      spent += 1
      let rest = settings.objective.allowance(
        of: k, known: delays, weights: weights, below: limit)
      let delay = scenario.model.outcome(of: plan, seed: scenario.seed, limit: rest).delay
      if delay >= rest { return .infinity }
      delays.append(delay)
    }
    let value = settings.objective.value(delays, weights: weights)
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
      if let webster = websterTiming(cycle: Int(cycle.rounded())) {
        var seeds = [withOffsets(webster, cycle: Int(cycle.rounded()), fixed: [:])]
        for bands in bandOffsets(webster, cycle: Int(cycle.rounded())) {
          seeds.append(withOffsets(webster, cycle: Int(cycle.rounded()), fixed: bands))
        }
        for timing in seeds {
          let value = delay(timing, below: best * 1.25)
          guard value.isFinite, !starts.contains(where: { $0.timing == timing }) else { continue }
          starts.append((timing, value))
          best = min(best, value)
        }
      }
      cycle = max(cycle + 2, cycle * 1.1)
    }
    if let timing = givenTiming() { starts.append((timing, delay(timing))) }
    starts.sort { $0.delay < $1.delay }
    // Coarse steps from several starts on one scenario, fine ones from the best on all.
    var coarse: [(timing: SignalTiming, delay: Double)] = []
    let wanted = min(3, starts.count)
    for (k, start) in starts.prefix(wanted).enumerated() {
      // The first start stands even where nothing is left to improve it.
      guard k == 0 || (!isSpent && !shouldStop()) else { break }
      let share = (settings.simulations / 2 - spent) / (wanted - k)
      coarse.append(
        descended(from: start, steps: [8, 4, 2], budget: spent + share, shouldStop: shouldStop))
    }
    coarse.sort { $0.delay < $1.delay }
    if let best = coarse.first {
      // The fine steps on the ways drivers take under the best so far.
      scenarios = Self.settled(free, under: plan(best.timing), seed: settings.seed)
    }
    inPlay = scenarios.count
    known = [:]
    for (k, start) in coarse.prefix(2).enumerated() {
      let share = (settings.simulations - spent) / (2 - k)
      let value = delay(start.timing)
      finalists.append(
        descended(
          from: (start.timing, value), steps: [4, 2, 1], budget: spent + share,
          shouldStop: shouldStop))
    }
    finalists.sort { $0.delay < $1.delay }
  }

  /// Webster's splits at a common cycle; nil where the shortest greens do not fit.
  func websterTiming(cycle: Int) -> SignalTiming? {
    var signals: [SignalTiming.Signal] = []
    for room in rooms {
      let weights = room.flowRatios.indices.map { k in
        room.mayDrop[k] && room.flowRatios[k] < 1e-9 ? 0 : max(room.flowRatios[k], 1e-3)
      }
      guard let greens = room.fitted(weights, cycle: cycle) else { return nil }
      signals.append(.init(greens: greens, offset: 0))
    }
    return SignalTiming(signals: signals)
  }

  /// The given plan in whole seconds, no stage below its shortest.
  func givenTiming() -> SignalTiming? {
    SignalTiming(
      signals: rooms.map { room in
        let greens = room.staged.stages.enumerated().map {
          max(room.shortest[$0], Int($1.green.rounded()))
        }
        return .init(
          greens: greens, offset: wrapped(Int(room.staged.offset.rounded()), room.cycle(greens)))
      })
  }
}
