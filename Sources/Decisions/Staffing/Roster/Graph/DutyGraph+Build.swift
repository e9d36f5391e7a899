/// The rules of one person, apart from wishes: people who share them share a graph.
struct DutyRules: Hashable {
  var rules: [RosterRule]
  var weekend: ClosedRange<Int>
  var history: [Int?]

  init(_ person: RosterPerson) {
    rules = person.rules
    weekend = person.weekend
    history = person.history
  }
}

/// Puts the machines and counters of a set of rules together and unrolls them over the days.
struct DutyGraphBuilder {
  private let problem: RosterProblem
  private var machines: [(machine: RuleMachine, counter: Int?)] = []
  private var counters: [RosterCounter] = []
  private var counterKeys: [CounterKey] = []
  private var banned: [Bool]
  /// Machines that add to a counter on every duty alike need no state: their gain by duty.
  private var gains: [[Int]] = []

  private enum CounterKey: Hashable { case minutes, shifts([Int]), weekends, days }

  init(problem: RosterProblem, rules: DutyRules) {
    self.problem = problem
    banned = [Bool](repeating: false, count: problem.shifts.count + 1)
    let calendar = WeekendCalendar(problem: problem, weekend: rules.weekend)
    if let machine = RuleMachine.successions(of: problem) { machines.append((machine, nil)) }
    for rule in rules.rules { add(rule, calendar) }
    foldIdleCounters()
  }

  private mutating func add(_ rule: RosterRule, _ calendar: WeekendCalendar) {
    let force = rule.force
    let shiftCount = problem.shifts.count
    switch rule.kind {
    case .minutes(let min, let max):
      let lengths = problem.shifts.map(\.minutes)
      let unit = Swift.max(lengths.reduce(0, Self.commonDivisor), 1)
      limit(.minutes, [0] + lengths.map { $0 / unit }, unit: unit, min, max, force)
    case .shifts(let list, let min, let max):
      let counted = Set(list ?? Array(0..<shiftCount)).sorted()
      if max == 0, force == .hard {
        for s in counted { banned[s + 1] = true }
        if min == 0 { return }
      }
      var gain = [Int](repeating: 0, count: shiftCount + 1)
      for s in counted { gain[s + 1] = 1 }
      limit(.shifts(counted), gain, unit: 1, min, max, force)
    case .weekends(let min, let max):
      if let c = counterKeys.firstIndex(of: .weekends) {
        counters[c].limit(min: min, max: max, force: force)
        return
      }
      var counter = RosterCounter(unit: 1, most: (problem.days + 6) / 7 + 1)
      counter.limit(min: min, max: max, force: force)
      machines.append((.weekends(calendar), counters.count))
      counters.append(counter)
      counterKeys.append(.weekends)
      gains.append([Int](repeating: 0, count: shiftCount + 1))
    case .daysWorked(let list, let min, let max):
      let days = Set(list)
      var counter = RosterCounter(unit: 1, most: days.count)
      counter.limit(min: min, max: max, force: force)
      machines.append((.daysWorked(days), counters.count))
      counters.append(counter)
      counterKeys.append(.days)
      gains.append([Int](repeating: 0, count: shiftCount + 1))
    case .run(let run, let min, let max, let edges):
      let counter = RunCounter(min: min, max: max, force: force, edges: edges)
      machines.append((.run(of: run, counter: counter, shiftCount: shiftCount), nil))
    case .weekendRun(let min, let max, let edges):
      let counter = RunCounter(min: min, max: max, force: force, edges: edges)
      machines.append((.weekendRun(counter, calendar), nil))
    case .wholeWeekends:
      machines.append((.wholeWeekends(force, calendar), nil))
    case .sameShiftOnWeekends:
      machines.append((.sameShift(force, calendar, dutyCount: shiftCount + 1), nil))
    case .notBeforeWeekendOff(let shifts):
      machines.append((.notBeforeWeekendOff(shifts, force, calendar), nil))
    case .daysOffAfter(let shifts, let count):
      machines.append((.daysOffAfter(shifts, count: count, force: force), nil))
    case .unwanted(let steps, let weekday):
      machines.append(
        (.unwanted(steps, weekday: weekday, force: force, problem: problem), nil))
    }
  }

  private mutating func limit(
    _ key: CounterKey, _ gain: [Int], unit: Int, _ min: Int, _ max: Int?, _ force: RosterForce
  ) {
    if let c = counterKeys.firstIndex(of: key) {
      counters[c].limit(min: min, max: max, force: force)
      return
    }
    var counter = RosterCounter(unit: unit, most: (gain.max() ?? 0) * problem.days)
    counter.limit(min: min, max: max, force: force)
    counters.append(counter)
    counterKeys.append(key)
    gains.append(gain)
  }

  private static func commonDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? a : commonDivisor(b, a % b)
  }

  /// Drops counters that cost nothing, and turns those beyond the ones a label holds
  /// into machines, the ones with the fewest sums first.
  private mutating func foldIdleCounters() {
    while let idle = counters.firstIndex(where: \.isIdle) { removeCounter(idle) }
    while counters.count > DutyGraph.maxCounters {
      let c = counters.indices.min { counters[$0].prices.count < counters[$1].prices.count }!
      let counter = counters[c]
      let gain = gains[c]
      let inner = machines.first { $0.counter == c }?.machine
      let sums = counter.prices.count
      removeCounter(c)
      machines.append(
        (
          RuleMachine(start: (inner?.start ?? 0) * sums) { state, day, duty in
            let step = inner?.step(state / sums, day, duty)
            let gained = day < 0 ? 0 : gain[duty] + (step?.increment ?? 0)
            let sum = Swift.min(state % sums + gained, sums - 1)
            return .init(next: (step?.next ?? 0) * sums + sum)
          } finish: { state in
            counter.prices[state % sums]
          }, nil
        ))
    }
  }

  private mutating func removeCounter(_ c: Int) {
    counters.remove(at: c)
    counterKeys.remove(at: c)
    gains.remove(at: c)
    machines.removeAll { $0.counter == c }
    for m in machines.indices {
      if let counter = machines[m].counter, counter > c { machines[m].counter = counter - 1 }
    }
  }

  /// The states in which the horizon begins, after the days before it.
  private func start(history: [Int?]) -> [Int32] {
    var states = machines.map { Int32($0.machine.start) }
    for (i, shift) in history.enumerated() {
      let day = i - history.count
      for (m, entry) in machines.enumerated() {
        let step = entry.machine.step(Int(states[m]), day, shift.map { $0 + 1 } ?? 0)
        states[m] = Int32(step.next)
      }
    }
    return states
  }

  func build(history: [Int?]) -> DutyGraph {
    let dutyCount = problem.shifts.count + 1
    var increments: [DutyGraph.Counts] = []
    var incrementIndex: [DutyGraph.Counts: UInt8] = [:]
    var layers: [[[Int32]]] = [[start(history: history)]]
    var arcs: [[[DutyGraphNode.Arc]]] = []
    for day in 0..<problem.days {
      var index: [[Int32]: Int32] = [:]
      var next: [[Int32]] = []
      var layerArcs: [[DutyGraphNode.Arc]] = []
      for states in layers[day] {
        var out: [DutyGraphNode.Arc] = []
        for duty in 0..<dutyCount where !banned[duty] {
          var cost = 0.0
          var gain = DutyGraph.Counts()
          for c in counters.indices { gain[c] = Int16(clamping: gains[c][duty]) }
          var target = states
          for (m, entry) in machines.enumerated() {
            let step = entry.machine.step(Int(states[m]), day, duty)
            cost += step.cost
            if cost == .infinity { break }
            target[m] = Int32(step.next)
            if let c = entry.counter { gain[c] += Int16(clamping: step.increment) }
          }
          guard cost < .infinity else { continue }
          let to: Int32
          if let known = index[target] {
            to = known
          } else {
            to = Int32(next.count)
            index[target] = to
            next.append(target)
          }
          let which: UInt8
          if let known = incrementIndex[gain] {
            which = known
          } else {
            which = UInt8(increments.count)
            incrementIndex[gain] = which
            increments.append(gain)
          }
          out.append(.init(duty: UInt8(duty), target: to, cost: cost.bitPattern, increment: which))
        }
        layerArcs.append(out)
      }
      arcs.append(layerArcs)
      layers.append(next)
    }
    return DutyGraph(
      days: problem.days, dutyCount: dutyCount, counters: counters,
      layers: merged(layers, arcs), increments: increments)
  }

  /// Merges states with the same future and drops those without one.
  private func merged(
    _ layers: [[[Int32]]], _ arcs: [[[DutyGraphNode.Arc]]]
  ) -> [[DutyGraphNode]] {
    var result = [[DutyGraphNode]](repeating: [], count: layers.count)
    var place: [Int32] = []
    for day in stride(from: layers.count - 1, through: 0, by: -1) {
      var index: [DutyGraphNode: Int32] = [:]
      var here: [Int32] = []
      for (i, states) in layers[day].enumerated() {
        var node = DutyGraphNode()
        if day == layers.count - 1 {
          var finish = 0.0
          for (m, entry) in machines.enumerated() {
            finish += entry.machine.finish(Int(states[m]))
          }
          guard finish < .infinity else {
            here.append(-1)
            continue
          }
          node.finish = finish.bitPattern
        } else {
          for var arc in arcs[day][i] where place[Int(arc.target)] >= 0 {
            arc.target = place[Int(arc.target)]
            node.arcs.append(arc)
          }
          guard !node.arcs.isEmpty else {
            here.append(-1)
            continue
          }
        }
        if let known = index[node] {
          here.append(known)
        } else {
          here.append(Int32(result[day].count))
          index[node] = Int32(result[day].count)
          result[day].append(node)
        }
      }
      place = here
    }
    return result
  }
}
