/// Several plans over a day, with the times at which they change.
///
/// The day is cut where the manual's control delay says that one plan no longer serves: for every
/// stretch of intervals, Webster's cycle and splits for its mean flows are charged with each
/// interval's own flows, and the cheapest cut into at most `maximumPlans` stretches is found
/// exactly by dynamic programming (Fisher 1958). Each stretch is then searched by
/// `SignalOptimizer` on its own departures.
public struct DayPlans: Sendable {
  public struct Settings: Sendable {
    /// Minutes of an interval, and the shortest time a plan is kept.
    public var interval = 15.0
    public var shortest = 60.0
    public var maximumPlans = 5
    /// Vehicle-hours a change of plans must save: a change costs drivers a cycle or two.
    public var changeCost = 1.0
    public var search = SignalOptimizer.Settings()

    public init() {}
  }

  public struct Stretch: Sendable {
    /// Seconds since midnight.
    public let period: Range<Double>
    public let optimum: SignalOptimizer.Optimum
  }

  public let stretches: [Stretch]

  /// - Parameters:
  ///   - demand: vehicles of the whole day (a forecast's sample, or the day counted).
  ///   - plan: the plan in use; the network's own where nil.
  ///   - shouldStop: asked between simulations; the best plans so far are then returned.
  public init(
    network: StreetNetwork, demand: TripDemand, plan: SignalPlan? = nil,
    settings: Settings = .init(), shouldStop: () -> Bool = { false }
  ) {
    self.init(
      network: network, samples: [DemandSample(demand)], plan: plan, settings: settings,
      shouldStop: shouldStop)
  }

  /// - Parameters:
  ///   - samples: days a forecast holds possible, at least one. Switching times are those of
  ///     least delay over all of them, and each plan is searched on all of them.
  ///   - plan: the plan in use; the network's own where nil.
  ///   - shouldStop: asked between simulations; the best plans so far are then returned.
  public init(
    network: StreetNetwork, samples: [DemandSample], plan: SignalPlan? = nil,
    settings: Settings = .init(), shouldStop: () -> Bool = { false }
  ) {
    let cuts = Self.switchingTimes(network: network, samples: samples, settings: settings)
    var stretches: [Stretch] = []
    for (from, to) in zip(cuts, cuts.dropFirst()) {
      let parts = samples.map {
        DemandSample($0.demand.during(from..<to), weight: $0.weight)
      }.filter { !$0.demand.trips.isEmpty }
      guard let first = parts.first else { continue }
      let optimizer = SignalOptimizer(settings: settings.search)
      let optimum =
        samples.count == 1
        ? optimizer.optimum(
          network: network, demand: first.demand, plan: plan, shouldStop: shouldStop)
        : optimizer.optimum(
          network: network, samples: parts, plan: plan, period: from..<(to + 3600),
          shouldStop: shouldStop)
      stretches.append(Stretch(period: from..<to, optimum: optimum))
    }
    self.stretches = stretches
  }

  /// One row a phase: `tls_id, plan, offset_s, phase_index, duration_s, state`; plans are numbered
  /// from 1 in the order of the day.
  public var csv: String { csv(without: []) }

  /// The same without some signals.
  public func csv(without signals: Set<String>) -> String {
    var text = "tls_id,plan,offset_s,phase_index,duration_s,state\n"
    for (k, stretch) in stretches.enumerated() {
      let plan = SignalPlan(
        programs: stretch.optimum.plan.programs.filter { !signals.contains($0.id) })
      for line in plan.csv.split(separator: "\n").dropFirst() {
        // The identifier may hold commas in quotes; the plan goes behind it.
        let end =
          line.first == "\""
          ? line.dropFirst().firstIndex(of: "\"").map { line.index(after: $0) }
          : line.firstIndex(of: ",")
        let split = end ?? line.endIndex
        text += "\(line[..<split]),\(k + 1)\(line[split...])\n"
      }
    }
    return text
  }

  /// The ends of the stretches, seconds since midnight, the day's own ends included.
  public static func switchingTimes(
    network: StreetNetwork, demand: TripDemand, settings: Settings = .init()
  ) -> [Double] {
    switchingTimes(network: network, samples: [DemandSample(demand)], settings: settings)
  }

  /// The ends of the stretches of least mean delay over all samples.
  public static func switchingTimes(
    network: StreetNetwork, samples: [DemandSample], settings: Settings = .init()
  ) -> [Double] {
    let samples = samples.filter { !$0.demand.trips.isEmpty }
    guard let first = samples.compactMap({ $0.demand.trips.first?.departure }).min(),
      let last = samples.compactMap({ $0.demand.trips.last?.departure }).max()
    else { return [] }
    let width = settings.interval * 60
    let start = (first / width).rounded(.down) * width
    let count = max(1, Int(((last - start) / width).rounded(.down)) + 1)
    let ratios = samples.map {
      stageRatios(
        network: network, demand: $0.demand, start: start, width: width, count: count,
        search: settings.search)
    }
    let total = samples.reduce(0) { $0 + $1.weight }
    let cuts = cheapestCuts(
      count: count, least: max(1, Int((settings.shortest / settings.interval).rounded(.up))),
      most: settings.maximumPlans, change: settings.changeCost
    ) { from, to in
      var mean = 0.0
      for (sample, signals) in zip(samples, ratios) {
        mean +=
          sample.weight / total
          * cost(
            signals, timedOn: ratios, from: from, to: to, hours: width / 3600,
            cycles: settings.search.cycles)
      }
      return mean
    }
    return cuts.map { start + Double($0) * width }
  }

  /// What a signal's stages ask for in each interval, and its seconds of clearance.
  struct SignalRatios {
    let lost: Double
    let byInterval: [[Double]]
  }

  private static func stageRatios(
    network: StreetNetwork, demand: TripDemand, start: Double, width: Double, count: Int,
    search: SignalOptimizer.Settings
  ) -> [SignalRatios] {
    let model = CorridorModel(network: network, demand: demand)
    let flows = TurnFlows(model: model, plan: network.plan, seed: search.seed)
    // How the vehicles of each movement spread over the intervals.
    struct Movement: Hashable {
      let from: Int
      let to: Int
    }
    var counts: [Movement: [Double]] = [:]
    for trip in demand.trips {
      let interval = min(count - 1, max(0, Int((trip.departure - start) / width)))
      for (a, b) in zip(trip.route, trip.route.dropFirst()) {
        counts[Movement(from: a, to: b), default: .init(repeating: 0, count: count)][interval] += 1
      }
    }
    let passed = flows.hourly.reduce(0, +)
    guard passed > 0 else { return [] }
    let hours = ((demand.trips.last?.departure ?? 0) - (demand.trips.first?.departure ?? 0)) / 3600
    let byInterval = (0..<count).map { interval in
      TurnFlows(
        hourly: network.turns.enumerated().map { i, turn in
          let key = Movement(
            from: network.lanes[turn.fromLane].street, to: network.lanes[turn.toLane].street)
          guard let spread = counts[key] else { return 0 }
          let part = spread[interval] / max(1, spread.reduce(0, +))
          return flows.hourly[i] * part * hours / (width / 3600)
        }, saturation: flows.saturation)
    }
    return network.plan.programs.enumerated().compactMap { i, program in
      guard let staged = StagedProgram(program) else { return nil }
      let rooms = byInterval.map {
        $0.room(for: staged, signal: i, network: network, settings: search)
      }
      return SignalRatios(
        lost: staged.lost(kept: Array(staged.stages.indices)),
        byInterval: rooms.map(\.flowRatios))
    }
  }

  /// Vehicle-hours of control delay of one sample when one plan, timed on the mean flows of all,
  /// serves a stretch.
  static func cost(
    _ signals: [SignalRatios], timedOn all: [[SignalRatios]], from: Int, to: Int, hours: Double,
    cycles: ClosedRange<Double>
  ) -> Double {
    let saturation = 1800.0
    var total = 0.0
    for (place, signal) in signals.enumerated() {
      let stages = signal.byInterval[from].indices
      let known = all.filter { $0.count == signals.count }
      let mean = stages.map { k in
        known.reduce(0.0) { sum, sample in
          (from..<to).reduce(sum) { $0 + sample[place].byInterval[$1][k] }
        } / Double((to - from) * known.count)
      }
      let ideal =
        WebsterSignal.cycle(lost: signal.lost, flowRatios: mean) ?? cycles.upperBound
      let cycle = min(cycles.upperBound, max(cycles.lowerBound, ideal))
      let greens = WebsterSignal.greens(cycle: cycle, lost: signal.lost, flowRatios: mean)
      for interval in from..<to {
        for k in stages where signal.byInterval[interval][k] > 0 {
          var input = ControlDelay.Input(
            cycle: cycle, green: max(greens[k], 1),
            flow: signal.byInterval[interval][k] * saturation,
            saturation: saturation)
          input.period = hours
          total += ControlDelay(input).total * input.flow * hours / 3600
        }
      }
    }
    return total
  }

  /// The cheapest cut of `count` intervals into stretches of at least `least`.
  static func cheapestCuts(
    count: Int, least: Int, most: Int, change: Double, cost: (Int, Int) -> Double
  ) -> [Int] {
    var best = [[(cost: Double, from: Int)]](
      repeating: .init(repeating: (.infinity, 0), count: count + 1), count: most + 1)
    best[0][0] = (0, 0)
    for to in 1...count {
      for from in 0..<to where to - from >= least || (from == 0 && to == count) {
        let price = cost(from, to)
        for plans in 1...max(1, most) where best[plans - 1][from].cost.isFinite {
          let total = best[plans - 1][from].cost + price + (from > 0 ? change : 0)
          if total < best[plans][to].cost { best[plans][to] = (total, from) }
        }
      }
    }
    guard
      var plans = best.indices.min(by: { best[$0][count].cost < best[$1][count].cost }),
      best[plans][count].cost.isFinite
    else { return [0, count] }
    var cuts = [count]
    while let to = cuts.last, to > 0 {
      cuts.append(best[plans][to].from)
      plans -= 1
    }
    return cuts.reversed()
  }
}
