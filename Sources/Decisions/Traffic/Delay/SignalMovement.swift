/// What a plan gives one movement at a signal: all lanes by which one street's traffic reaches
/// another, by the manual's method and by simulation.
public struct SignalMovement: Sendable {
  /// The signal, as a position in the network's plan.
  public let signal: Int
  /// Streets it leads from and to, as positions in the network.
  public let from: Int
  public let to: Int
  public let direction: StreetNetwork.Direction
  /// Links of the signal that rule it.
  public let links: [Int]
  public let lanes: Int
  /// Demand, vehicles an hour.
  public let flow: Double
  /// Vehicles an hour of green, all its lanes; of a shared lane, its part.
  public let saturation: Double
  /// Effective green, seconds in a cycle (the longest of its links).
  public let green: Double
  /// Vehicles an hour.
  public let capacity: Double
  /// Control delay of the manual, seconds a vehicle; the mean of its lanes by their flow.
  public let controlDelay: Double
  /// Seconds a simulated vehicle lost since the turn before; nil where none came.
  public let simulatedDelay: Double?

  public var volumeToCapacity: Double {
    capacity > 0 ? flow / capacity : flow > 0 ? .infinity : 0
  }
  public var levelOfService: LevelOfService {
    LevelOfService(controlDelay: controlDelay, volumeToCapacity: volumeToCapacity)
  }
}

/// The movements of all signals under a plan.
///
/// Effective green is the displayed green: start-up loss and the use of yellow, 2 s each by the
/// Highway Capacity Manual's defaults, cancel out. Greens that yield are charged with the oncoming
/// queue and with gaps (`PermittedLeftTurn`); lanes that turns share have the harmonic mean of
/// their turns' capacities.
public struct MovementTable: Sendable {
  /// By signal, then by street from and to.
  public let movements: [SignalMovement]

  /// - Parameters:
  ///   - demand: what is demanded, over `hours`.
  ///   - outcome: a simulation of the plan on that demand: how traffic spreads over lanes.
  public init(
    network: StreetNetwork, plan: SignalPlan, demand: TripDemand, hours: Double,
    outcome: CorridorModel.Outcome
  ) {
    struct Way: Hashable {
      let from: Int
      let to: Int
    }
    var demanded: [Way: Int] = [:]
    for trip in demand.trips {
      for (a, b) in zip(trip.route, trip.route.dropFirst()) {
        demanded[Way(from: a, to: b), default: 0] += 1
      }
    }
    let ways = network.turns.map {
      Way(from: network.lanes[$0.fromLane].street, to: network.lanes[$0.toLane].street)
    }
    var turnsOf: [Way: [Int]] = [:]
    for (turn, way) in ways.enumerated() { turnsOf[way, default: []].append(turn) }
    // Demand of each turn: its movement's, spread as simulated vehicles were.
    let flows = network.turns.indices.map { turn -> Double in
      let turns = turnsOf[ways[turn]] ?? []
      let passed = turns.reduce(0) { $0 + outcome.passedByTurn[$1] }
      let share =
        passed > 0
        ? Double(outcome.passedByTurn[turn]) / Double(passed) : 1 / Double(max(1, turns.count))
      return share * Double(demanded[ways[turn]] ?? 0) / hours
    }
    let kind = demand.trips.first.map { demand.kinds[$0.kind] } ?? VehicleKind()
    let saturation = TurnFlows.saturation(of: network, kind: kind)
    var result: [SignalMovement] = []
    for signal in plan.programs.indices {
      guard let place = network.plan.program(plan.programs[signal].id) else { continue }
      let rules = network.turns(ofSignal: place)
      let capacities = TurnCapacities(
        program: plan.programs[signal], rules: rules, network: network, flows: flows,
        saturation: saturation)
      let here = Set(rules.map { ways[$0.turn] })
      for way in here.sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) }) {
        let turns = rules.filter { ways[$0.turn] == way }
        var capacity = 0.0
        var delay = 0.0
        var charged = 0.0
        var perGreen = 0.0
        for (turn, _) in turns {
          let lane = capacities.lane(of: turn, period: hours)
          capacity += lane.capacity
          perGreen += saturation[turn] * lane.share
          // Lanes nobody uses say what the first driver would meet.
          let weight = max(flows[turn], 1e-9)
          delay += weight * lane.delay
          charged += weight
        }
        let passed = turns.reduce(0) { $0 + outcome.passedByTurn[$1.turn] }
        let lost = turns.reduce(0.0) { $0 + outcome.delayByTurn[$1.turn] }
        result.append(
          SignalMovement(
            signal: place, from: way.from, to: way.to,
            direction: network.turns[turns[0].turn].direction,
            links: Set(turns.map(\.link)).sorted(), lanes: turns.count,
            flow: turns.reduce(0) { $0 + flows[$1.turn] }, saturation: perGreen,
            green: turns.map { capacities.green[$0.turn] ?? 0 }.max() ?? 0, capacity: capacity,
            controlDelay: delay / charged,
            simulatedDelay: passed > 0 ? lost / Double(passed) : nil))
      }
    }
    movements = result
  }
}

/// What each turn of a signal could carry alone, and what lanes of several turns carry.
private struct TurnCapacities {
  let cycle: Double
  /// Seconds in a cycle, by turn.
  private(set) var green: [Int: Double] = [:]
  private var alone: [Int: Double] = [:]
  private var byLane: [Int: [Int]] = [:]
  private let flows: [Double]

  init(
    program: SignalProgram, rules: [(turn: Int, link: Int)], network: StreetNetwork,
    flows: [Double], saturation: [Double]
  ) {
    self.flows = flows
    cycle = program.cycle
    let linkOf = Dictionary(rules.map { ($0.turn, $0.link) }) { first, _ in first }
    func goes(_ turn: Int, _ phase: SignalProgram.Phase) -> Bool {
      guard let link = linkOf[turn], link < phase.state.count else { return false }
      return isGo(phase.state[link])
    }
    for (turn, link) in rules {
      byLane[network.turns[turn].fromLane, default: []].append(turn)
      var seconds = 0.0
      var vehicles = 0.0
      var yields = false
      for phase in program.phases where goes(turn, phase) {
        seconds += phase.duration
        let foes = network.turns[turn].yieldsTo.filter { goes($0, phase) && flows[$0] > 0 }
        if phase.state[link] == 0x47 || foes.isEmpty {
          vehicles += phase.duration * saturation[turn] / 3600
          continue
        }
        let gap = PermittedLeftTurn(opposingFlow: foes.reduce(0) { $0 + flows[$1] })
        let lanes = Set(foes.map { network.turns[$0].fromLane })
        let oncoming = lanes.reduce(0.0) { sum, lane in
          sum
            + (foes.filter { network.turns[$0].fromLane == lane }.map { saturation[$0] }.max() ?? 0)
        }
        let blocked = gap.blocked(
          green: phase.duration, cycle: program.cycle, opposingSaturation: oncoming)
        vehicles +=
          (phase.duration - blocked) * min(gap.saturation, saturation[turn]) / 3600
        yields = true
      }
      if yields { vehicles += PermittedLeftTurn(opposingFlow: 0).sneakers }
      green[turn] = min(seconds, program.cycle)
      alone[turn] = program.cycle > 0 ? vehicles * 3600 / program.cycle : 0
    }
    laneOf = Dictionary(
      uniqueKeysWithValues: rules.map { ($0.turn, network.turns[$0.turn].fromLane) })
    self.saturation = saturation
  }

  private let laneOf: [Int: Int]
  private let saturation: [Double]

  /// A turn's part of its lane's capacity, and the lane's control delay.
  func lane(of turn: Int, period: Double) -> (capacity: Double, share: Double, delay: Double) {
    let turns = laneOf[turn].flatMap { byLane[$0] } ?? [turn]
    let total = turns.reduce(0) { $0 + flows[$1] }
    func share(_ other: Int) -> Double {
      total > 0 ? flows[other] / total : other == turn ? 1 : 0
    }
    // Each vehicle takes the lane for as long as its own turn needs.
    let taken = turns.reduce(0.0) { sum, other in
      share(other) > 0 ? sum + share(other) / max(alone[other] ?? 0, 1e-9) : sum
    }
    let capacity = 1 / taken
    let seconds = turns.reduce(0.0) { $0 + share($1) * (green[$1] ?? 0) }
    guard capacity > 1e-3, seconds > 0, cycle > 0 else { return (0, share(turn), .infinity) }
    var input = ControlDelay.Input(
      cycle: cycle, green: seconds, flow: max(total, 1e-3), saturation: capacity * cycle / seconds)
    input.period = period
    return (capacity * share(turn), share(turn), ControlDelay(input).total)
  }
}
