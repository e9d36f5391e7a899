import Traffic

/// A chain of streets and the signals at their ends.
struct CorridorWay {
  struct Stop {
    /// Position in the network's plan.
    var signal: Int
    /// Letters of the through movements in the signal's states.
    var outbound: [Int]
    var inbound: [Int]
    var distance: Double
    var outboundSeconds: Double
    var inboundSeconds: Double
  }

  /// In the order of the streets; at least one.
  let stops: [Stop]

  /// Nil where a street is unknown, two do not join, or no signal is on the way.
  init?(_ network: StreetNetwork, streets ids: [String], speed: Double?) {
    var streets: [Int] = []
    for id in ids {
      guard let street = network.street(id) else { return nil }
      if let last = streets.last, network.streets[last].to != network.streets[street].from {
        return nil
      }
      streets.append(street)
    }
    /// Turns of one signal at a junction by the streets they lead from and to; nil for any.
    func letters(from: Int?, to: Int?, straight: Bool) -> [(signal: Int, link: Int)] {
      network.turns.compactMap { turn in
        guard let signal = turn.signal else { return nil }
        let (tail, head) = (network.lanes[turn.fromLane].street, network.lanes[turn.toLane].street)
        guard from.map({ $0 == tail }) ?? true, to.map({ $0 == head }) ?? true,
          !straight || turn.direction == .straight
        else { return nil }
        return signal
      }
    }
    /// The street between the same junctions the other way.
    func opposite(_ street: Int) -> Int? {
      network.streets.indices.first {
        network.streets[$0].from == network.streets[street].to
          && network.streets[$0].to == network.streets[street].from
      }
    }
    var stops: [Stop] = []
    var distance = 0.0
    var seconds = 0.0
    for (place, street) in streets.enumerated() {
      let lanes = network.streets[street].lanes
      let length = lanes.map { network.lanes[$0].length }.max() ?? 0
      let limit = lanes.map { network.lanes[$0].speed }.max() ?? 0
      distance += length
      let pace = speed ?? limit
      seconds += pace > 0 ? length / pace : 0
      let next = place + 1 < streets.count ? streets[place + 1] : nil
      let onward = letters(from: street, to: next, straight: next == nil)
      guard let signal = onward.first?.signal else { continue }
      var back: [(signal: Int, link: Int)] = []
      if let home = opposite(street) {
        let from = next.flatMap(opposite)
        back = letters(from: from, to: home, straight: from == nil)
      }
      let outbound = onward.filter { $0.signal == signal }.map(\.link)
      let inbound = back.filter { $0.signal == signal }.map(\.link)
      stops.append(
        Stop(
          signal: signal, outbound: outbound,
          // A street of one direction has no way back: its red bars are drawn once.
          inbound: inbound.isEmpty ? outbound : inbound, distance: distance,
          outboundSeconds: seconds, inboundSeconds: 0))
    }
    guard let first = stops.first, let last = stops.last else { return nil }
    self.stops = stops.map { stop in
      var stop = stop
      stop.inboundSeconds = last.outboundSeconds - stop.outboundSeconds
      stop.outboundSeconds -= first.outboundSeconds
      return stop
    }
  }
}

extension CorridorDiagramFacts.Timing {
  init(_ program: SignalProgram, stop: CorridorWay.Stop, names: StageNames) {
    cycle = program.cycle
    offset = program.offset
    outbound = Self.greens(of: stop.outbound, in: program)
    inbound = Self.greens(of: stop.inbound, in: program)
    let staged = StagedProgram(program)
    stagesOffset = staged?.offset ?? program.offset
    stages = (staged?.stages ?? []).map { stage in
      let yellow = stage.clearance.filter { $0.state.contains(UInt8(ascii: "y")) }
      return CorridorDiagramFacts.Stage(
        movement: names.name(of: stage.state), green: stage.green,
        yellow: yellow.reduce(0) { $0 + $1.duration },
        red: stage.clearance.reduce(0) { $0 + $1.duration } - yellow.reduce(0) { $0 + $1.duration })
    }
  }

  /// When any of the letters lets drivers go; one that lasts over the end of the cycle is one.
  private static func greens(of letters: [Int], in program: SignalProgram)
    -> [CorridorDiagramFacts.Green]
  {
    var greens: [CorridorDiagramFacts.Green] = []
    var start = 0.0
    for phase in program.phases {
      let end = start + phase.duration
      let isGreen = letters.contains {
        phase.state.indices.contains($0)
          && (phase.state[$0] == UInt8(ascii: "G") || phase.state[$0] == UInt8(ascii: "g"))
      }
      if isGreen {
        if let last = greens.last, abs(last.end - start) < 1e-9 {
          greens[greens.count - 1].end = end
        } else {
          greens.append(CorridorDiagramFacts.Green(start: start, end: end))
        }
      }
      start = end
    }
    if greens.count > 1, let first = greens.first, let last = greens.last, first.start == 0,
      abs(last.end - start) < 1e-9
    {
      greens[greens.count - 1].end = start + first.end
      greens.removeFirst()
    }
    return greens
  }
}

/// What a stage lets go, by the streets that come in.
struct StageNames {
  /// By letter of the state: the street it comes from and the way it turns.
  private let movements: [Int: [(street: String, direction: StreetNetwork.Direction)]]
  private let streets: [String]

  init(_ network: StreetNetwork, signal: Int, streetName: (String) -> String) {
    var movements: [Int: [(street: String, direction: StreetNetwork.Direction)]] = [:]
    var streets: [String] = []
    for (turn, link) in network.turns(ofSignal: signal) {
      let street = network.lanes[network.turns[turn].fromLane].street
      let name = streetName(network.streets[street].id)
      if !streets.contains(name) { streets.append(name) }
      movements[link, default: []].append((name, network.turns[turn].direction))
    }
    self.movements = movements
    self.streets = streets
  }

  /// "Main Street; Mill Lane left": an approach that may do all it can goes by its name alone.
  func name(of state: [UInt8]) -> String {
    let order: [(StreetNetwork.Direction, String)] = [
      (.straight, "straight"), (.left, "left"), (.partlyLeft, "left"), (.right, "right"),
      (.partlyRight, "right"), (.turnaround, "turning back"),
    ]
    let parts = streets.compactMap { street -> String? in
      let own = movements.filter { $0.value.contains { $0.street == street } }.keys
      let going = own.filter {
        state.indices.contains($0)
          && (state[$0] == UInt8(ascii: "G") || state[$0] == UInt8(ascii: "g"))
      }
      if going.isEmpty { return nil }
      if going.count == own.count { return street }
      let turns = Set(going.flatMap { movements[$0]?.map(\.direction) ?? [] })
      var words: [String] = []
      for (direction, word) in order where turns.contains(direction) && !words.contains(word) {
        words.append(word)
      }
      return words.isEmpty ? street : "\(street) \(words.joined(separator: " and "))"
    }
    return parts.isEmpty ? "others" : parts.joined(separator: "; ")
  }
}
