import Foundation

/// The forward equations of a time-varying queue, an interval at a time.
struct ForwardDay {
  let queue: TimeVaryingQueue
  let answer: ServiceTarget.AnswerTime?
  private let serviceRate: Double
  private let abandonmentRate: Double

  init(_ queue: TimeVaryingQueue, _ answer: ServiceTarget.AnswerTime?) throws(QueueingError) {
    guard queue.service.isExponential else { throw .serviceNotExponential }
    if let answer {
      try require(
        answer.seconds >= 0 && answer.seconds.isFinite, "answer time", answer.seconds,
        "at least 0 seconds")
    }
    self.queue = queue
    self.answer = answer
    serviceRate = 1 / queue.service.mean
    abandonmentRate = queue.meanPatience.map { 1 / $0 } ?? 0
  }

  /// The distribution at second 0: empty, or the one that a day with these agents comes back
  /// to.
  func start(_ agents: [Int]) throws(QueueingError) -> BirthDeathState {
    guard queue.rate.isCyclic else { return BirthDeathState(at: 0) }
    try requireSettling(agents)
    var state = BirthDeathState(at: Int(queue.offeredLoad.value(at: 0).rounded()))
    for _ in 0..<1000 {
      let before = state
      for (k, servers) in agents.enumerated() { cross(k, servers, &state) }
      if state.distance(to: before) < 1e-10 { break }
    }
    state.clearError()
    return state
  }

  /// Throws where a cyclic day without patience leaves more behind every day.
  func requireSettling(_ agents: [Int]) throws(QueueingError) {
    guard queue.rate.isCyclic, queue.meanPatience == nil else { return }
    let work = queue.rate.arrivals(from: 0, to: queue.rate.duration) * queue.service.mean
    let capacity = agents.reduce(0.0) { $0 + Double($1) } * queue.intervalSeconds
    if work >= capacity && work > 0 { throw .neverSettles }
  }

  func performance(
    of agents: [Int], from state: inout BirthDeathState
  ) -> DayPerformance {
    var intervals: [IntervalPerformance] = []
    for k in agents.indices {
      intervals.append(measure(k, agents[k], later: following(k, agents), &state))
    }
    let last = agents[agents.count - 1]
    let waiting = state.p.indices.reduce(0.0) {
      $0 + Double(max(0, state.low + $1 - last)) * state.p[$1]
    }
    return DayPerformance(intervals: intervals, queueAtEnd: waiting, errorBound: state.error)
  }

  /// The agents after interval k, as far as a customer who comes in it may have to wait.
  private func following(_ k: Int, _ agents: [Int]) -> [Int] {
    guard let answer else { return [] }
    let count = Int((answer.seconds / queue.intervalSeconds).rounded(.up))
    return (0..<count).map { j in
      let place = k + 1 + j
      return queue.rate.isCyclic
        ? agents[place % agents.count] : agents[min(place, agents.count - 1)]
    }
  }

  private func rates(_ servers: Int) -> BirthDeathState.Rates {
    .init(serviceRate: serviceRate, abandonmentRate: abandonmentRate, servers: servers)
  }

  /// Goes through interval k without looking.
  func cross(_ k: Int, _ servers: Int, _ state: inout BirthDeathState) {
    let start = Double(k) * queue.intervalSeconds
    _ = advance(from: start, to: start + queue.intervalSeconds, servers, &state)
  }

  private func advance(
    from start: Double, to end: Double, _ servers: Int, _ state: inout BirthDeathState
  ) -> BirthDeathState.Sojourn {
    var sojourn = BirthDeathState.Sojourn()
    let rate = queue.rate
    var k = rate.index(at: start)
    var now = start
    while now < end, k < rate.pieces.count {
      let piece = rate.pieces[k]
      let stop = min(end, piece.end)
      // Knots and bounds that are meant to be one differ by roundings.
      if stop - now > 1e-9 * queue.intervalSeconds {
        state.advance(
          stop - now, arrivals: max(0, piece.value(at: now)), to: max(0, piece.value(at: stop)),
          rates(servers), into: &sojourn)
      }
      now = stop
      k += 1
    }
    return sojourn
  }

  /// Goes through interval k with `servers`; `later` are the agents of the intervals after.
  func measure(
    _ k: Int, _ servers: Int, later: [Int], _ state: inout BirthDeathState
  ) -> IntervalPerformance {
    let width = queue.intervalSeconds
    let start = Double(k) * width
    let end = start + width
    let threshold = answer?.seconds ?? 0
    let split = max(start, end - threshold)
    var inTime = Answered()
    var sojourn = BirthDeathState.Sojourn()
    if split > start {
      sojourn = advance(from: start, to: split, servers, &state)
      let longest = sojourn.low + sojourn.time.count - servers
      if threshold > 0, longest > 0 {
        let passage = QueuePassage(
          phases: [(threshold, servers)], longest: longest, serviceRate: serviceRate,
          abandonmentRate: abandonmentRate)
        inTime.add(sojourn.low, sojourn.arrivals, servers, passage)
      } else {
        inTime.add(sojourn.low, sojourn.arrivals, servers, nil)
      }
    }
    if split < end {
      sojourn.add(measureEnd(split, end, servers, later, &state, &inTime))
    }
    return summary(k, servers, sojourn, inTime)
  }

  /// The end of an interval, whose customers may meet other numbers of agents while they
  /// wait: their chances at the nodes of Gauss's quadrature.
  private func measureEnd(
    _ from: Double, _ to: Double, _ servers: Int, _ later: [Int], _ state: inout BirthDeathState,
    _ inTime: inout Answered
  ) -> BirthDeathState.Sojourn {
    let threshold = answer?.seconds ?? 0
    var sojourn = BirthDeathState.Sojourn()
    // Panels end at the knots of the rate, and where the threshold passes a bound.
    var bounds = [from, to]
    for piece in queue.rate.pieces where piece.start > from && piece.start < to {
      bounds.append(piece.start)
    }
    for k in 1...later.count {
      let time = to - threshold + Double(k) * queue.intervalSeconds
      if time > from && time < to { bounds.append(time) }
    }
    bounds.sort()
    // Panels no longer than a service, so that the probabilities are smooth over each.
    let longest = max(queue.service.mean, (to - from) / 16)
    for b in 1..<bounds.count {
      let width = bounds[b] - bounds[b - 1]
      let panels = max(1, Int((width / longest).rounded(.up)))
      for panel in 0..<panels {
        let low = bounds[b - 1] + width * Double(panel) / Double(panels)
        let half = width / Double(panels) / 2
        var now = low
        for (node, weight) in zip(Self.nodes, Self.weights) {
          let time = low + half * (1 + node)
          sojourn.add(advance(from: now, to: time, servers, &state))
          now = time
          let piece = queue.rate.pieces[queue.rate.index(at: time)]
          let mass = state.p.map { $0 * weight * half * piece.value(at: time) }
          let waiting = state.low + state.p.count - servers
          guard waiting > 0 else {
            inTime.add(state.low, mass, servers, nil)
            continue
          }
          var phases = [(seconds: min(threshold, to - time), servers: servers)]
          var left = threshold - phases[0].seconds
          for servers in later where left > 0 {
            phases.append((min(left, queue.intervalSeconds), servers))
            left -= phases[phases.count - 1].seconds
          }
          let passage = QueuePassage(
            phases: phases, longest: waiting, serviceRate: serviceRate,
            abandonmentRate: abandonmentRate)
          inTime.add(state.low, mass, servers, passage)
        }
        sojourn.add(advance(from: now, to: low + 2 * half, servers, &state))
      }
    }
    return sojourn
  }

  private func summary(
    _ k: Int, _ servers: Int, _ sojourn: BirthDeathState.Sojourn, _ inTime: Answered
  ) -> IntervalPerformance {
    let width = queue.intervalSeconds
    var arrivals = 0.0
    var delayed = 0.0
    var waiting = 0.0
    var present = 0.0
    var busy = 0.0
    for (index, time) in sojourn.time.enumerated() {
      let n = sojourn.low + index
      arrivals += sojourn.arrivals[index]
      if n >= servers { delayed += sojourn.arrivals[index] }
      waiting += Double(max(0, n - servers)) * time
      present += Double(n) * time
      busy += Double(min(n, servers)) * time
    }
    let someone = arrivals > 1e-12
    let delay = someone ? max(0, min(1, delayed / arrivals)) : 0
    let threshold = answer?.seconds ?? 0
    let convention = answer?.convention ?? .answered
    let share =
      someone
      ? threshold > 0
        ? inTime.share(convention, threshold * abandonmentRate) : 1 - delay
      : 1
    return IntervalPerformance(
      agents: servers, arrivals: arrivals, probabilityOfDelay: delay,
      service: ServiceMeasures(
        answeredInTime: max(0, min(1, share)),
        abandonment: someone ? abandonmentRate * waiting / arrivals : 0,
        meanWait: someone ? waiting / arrivals : 0,
        occupancy: servers > 0 ? min(1, busy / (Double(servers) * width)) : someone ? 1 : 0),
      meanQueue: waiting / width, meanInSystem: present / width)
  }

  /// Gauss–Legendre with six points.
  private static let nodes = [
    -0.932469514203152028, -0.661209386466264514, -0.238619186083196909,
    0.238619186083196909, 0.661209386466264514, 0.932469514203152028,
  ]
  private static let weights = [
    0.171324492379170345, 0.360761573048138608, 0.467913934572691047,
    0.467913934572691047, 0.360761573048138608, 0.171324492379170345,
  ]
}

/// Arrivals, and how many of them are answered in time.
private struct Answered {
  var arrivals = 0.0
  var served = 0.0
  var reached = 0.0

  mutating func add(_ low: Int, _ mass: [Double], _ servers: Int, _ passage: QueuePassage?) {
    for (index, mass) in mass.enumerated() {
      let before = low + index - servers
      arrivals += mass
      if before < 0 {
        served += mass
        reached += mass
      } else if let passage {
        served += mass * passage.served[before]
        reached += mass * passage.reached[before]
      }
    }
  }

  /// By the convention; `age` is the threshold over the mean patience.
  func share(_ convention: ServiceTarget.Convention, _ age: Double) -> Double {
    let late = (arrivals - reached) * exp(-age)
    switch convention {
    case .answered: return served / arrivals
    case .offeredWait: return reached / arrivals
    case .answeredOrAbandoned: return 1 - late / arrivals
    case .excludingShortAbandons: return served + late > 0 ? served / (served + late) : 0
    }
  }
}
