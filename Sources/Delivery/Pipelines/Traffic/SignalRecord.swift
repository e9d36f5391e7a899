import Briefings
import Reports
import Statistics
import Traffic

/// A search's answer beside the plan in use: facts for the report, rows for the files.
struct SignalRecord {
  let request: SignalPipeline
  let inputs: SignalInputs
  let optimum: SignalOptimizer.Optimum
  let comparison: PlanComparison
  /// Several plans over the period; nil where one was asked for.
  let day: DayPlans?
  let stoppedEarly: Bool

  func facts() -> SignalFacts {
    let vehicles = comparison.mean { Double($0.before.vehicles) }
    let saved = estimate { $0.saved }
    let days = inputs.samples.count
    return SignalFacts(
      title: request.title ?? "Better times for \(signalWords)",
      network: request.network.split(separator: "/").last.map(String.init) ?? request.network,
      period: SignalWords.clock(
        inputs.period.lowerBound..<(inputs.period.lowerBound + inputs.hours * 3600)),
      vehicles: vehicles, demands: days, seeds: request.seeds,
      independentRuns: comparison.independentRuns, aim: aim,
      delayBefore: estimate { $0.before.delay }, delayAfter: estimate { $0.after.delay },
      saved: saved, unfinishedBefore: comparison.mean { Double($0.before.unfinished) },
      unfinishedAfter: comparison.mean { Double($0.after.unfinished) },
      keepsGiven: optimum.keepsGiven, stoppedEarly: stoppedEarly,
      simulations: optimum.simulations,
      benefit: .init(
        hoursPerDay: saved.times(vehicles / 3600), daysPerYear: request.daysPerYear,
        valueOfTime: request.valueOfTime, currency: request.currency),
      signals: signals, movements: movements, line: line, stretches: stretches,
      mapBefore: map { $0.before }, mapAfter: map { $0.after },
      faultsBefore: inputs.faults.map(SignalWords.sentence),
      faultsAfter: PlanCheck.faults(
        of: optimum.plan, on: inputs.network, stageMinimums: [:]
      ).map(SignalWords.sentence),
      notes: inputs.notes, assumptions: assumptions)
  }

  private var signalWords: String {
    PlainWords.count(inputs.plan.programs.count, "signal")
  }

  private var aim: String {
    guard let day = request.designDay else { return "the mean day" }
    return "the worst \(SignalWords.plain(100 - day)) % of days"
  }

  /// A mean over the runs with its 95 per cent interval.
  private func estimate(_ value: (PlanComparison.Run) -> Double) -> SignalFacts.Estimate {
    let mean = comparison.mean(value)
    guard let error = comparison.standardError(value),
      let t = try? StudentT(degreesOfFreedom: Double(comparison.independentRuns - 1))
    else { return .init(value: mean, low: nil, high: nil) }
    let half = t.quantile(0.975) * error
    return .init(value: mean, low: mean - half, high: mean + half)
  }

  // MARK: - Signals

  private var signals: [SignalFacts.Signal] {
    inputs.plan.programs.enumerated().map { k, program in
      let after = optimum.plan.programs[k]
      let staged = StagedProgram(program)
      return SignalFacts.Signal(
        id: program.id,
        stages: (staged?.stages ?? []).map { stageName($0, signal: k) },
        before: timing(program, stages: staged?.stages ?? []),
        after: timing(after, stages: staged?.stages ?? []),
        minimums: inputs.stageMinimums[program.id] ?? [],
        hoursBefore: comparison.mean { $0.before.delayBySignal[k] } / 3600,
        hoursAfter: comparison.mean { $0.after.delayBySignal[k] } / 3600)
    }
  }

  /// Greens by the stages of the plan in use; those the program leaves out have none.
  private func timing(
    _ program: SignalProgram, stages: [StagedProgram.Stage]
  ) -> SignalFacts.Timing {
    var rest = StagedProgram(program)?.stages ?? []
    let greens = stages.map { stage -> Double in
      guard let next = rest.first, next.state == stage.state else { return 0 }
      rest.removeFirst()
      return next.green
    }
    return .init(
      cycle: program.cycle, offset: program.offset,
      phases: program.phases.map { .init(seconds: $0.duration, state: $0.text) }, greens: greens)
  }

  // MARK: - Movements

  private var movements: [SignalFacts.Movement] {
    guard let first = comparison.runs.first else { return [] }
    let network = inputs.network
    let demand = inputs.samples[first.sample].demand
    func table(_ plan: SignalPlan, _ outcome: CorridorModel.Outcome) -> [SignalMovement] {
      MovementTable(
        network: network, plan: plan, demand: demand, hours: inputs.hours, outcome: outcome
      ).movements
    }
    let before = table(inputs.plan, first.before)
    let after = table(optimum.plan, first.after)
    var approach: [Int: Double] = [:]
    for movement in before { approach[movement.from, default: 0] += movement.flow }
    var busiest: [Int: Double] = [:]
    for movement in before {
      busiest[movement.signal] = max(
        busiest[movement.signal] ?? 0, approach[movement.from] ?? 0)
    }
    var turns: [[Int]: [Int]] = [:]
    for (i, turn) in network.turns.enumerated() {
      let way = [network.lanes[turn.fromLane].street, network.lanes[turn.toLane].street]
      turns[way, default: []].append(i)
    }
    return zip(before, after).map { old, new in
      let own = turns[[old.from, old.to]] ?? []
      let delays = simulated(own)
      return SignalFacts.Movement(
        signal: network.plan.programs[old.signal].id, from: network.streets[old.from].id,
        to: network.streets[old.to].id, turn: Self.words(old.direction), flow: old.flow,
        isSideStreet: 2 * (approach[old.from] ?? 0) < busiest[old.signal] ?? 0,
        ratioBefore: old.volumeToCapacity, ratioAfter: new.volumeToCapacity,
        controlBefore: old.controlDelay.isFinite ? old.controlDelay : nil,
        controlAfter: new.controlDelay.isFinite ? new.controlDelay : nil,
        gradeBefore: old.levelOfService.rawValue, gradeAfter: new.levelOfService.rawValue,
        simulatedBefore: delays?.before, simulatedAfter: delays?.after, change: delays?.change)
    }
  }

  /// Seconds a vehicle lost on the way to some turns, under both plans.
  private func simulated(
    _ turns: [Int]
  ) -> (before: Double, after: Double, change: SignalFacts.Estimate)? {
    func delay(_ outcome: CorridorModel.Outcome) -> Double? {
      let passed = turns.reduce(0) { $0 + outcome.passedByTurn[$1] }
      return passed > 0 ? turns.reduce(0.0) { $0 + outcome.delayByTurn[$1] } / Double(passed) : nil
    }
    guard comparison.runs.allSatisfy({ delay($0.before) != nil && delay($0.after) != nil }) else {
      return nil
    }
    return (
      comparison.mean { delay($0.before) ?? 0 }, comparison.mean { delay($0.after) ?? 0 },
      estimate { (delay($0.after) ?? 0) - (delay($0.before) ?? 0) }
    )
  }

  private static func words(_ direction: StreetNetwork.Direction) -> String {
    switch direction {
    case .straight: "straight on"
    case .left: "left"
    case .right: "right"
    case .turnaround: "U-turn"
    case .partlyLeft: "half left"
    case .partlyRight: "half right"
    case .none: "other"
    }
  }

  /// The streets that have green in a stage: "n and s, straight on and left".
  private func stageName(_ stage: StagedProgram.Stage, signal: Int) -> String {
    let network = inputs.network
    let strong = network.turns(ofSignal: signal).filter { stage.state[$0.link] == 0x47 }
    let served =
      strong.isEmpty
      ? network.turns(ofSignal: signal).filter { stage.state[$0.link] == 0x67 } : strong
    var streets: [String] = []
    var turns: [String] = []
    for (turn, _) in served {
      let street = network.streets[network.lanes[network.turns[turn].fromLane].street].id
      if !streets.contains(street) { streets.append(street) }
      let word = Self.words(network.turns[turn].direction)
      if word != "U-turn", !turns.contains(word) { turns.append(word) }
    }
    guard !streets.isEmpty else { return "no vehicles" }
    let names = PlainWords.list(Array(streets.prefix(4)))
    return turns.isEmpty ? names : "\(names), \(PlainWords.list(turns))"
  }

  private var line: [SignalFacts.Stop] {
    guard let sample = inputs.samples.first,
      let line = SignalLine(network: inputs.network, demand: sample.demand)
    else { return [] }
    return line.stops.map { stop in
      SignalFacts.Stop(
        signal: inputs.network.plan.programs[stop.signal].id, metres: stop.metres,
        seconds: stop.seconds, outboundLink: stop.outboundLink, inboundLink: stop.inboundLink)
    }
  }

  // MARK: - Several plans

  private var stretches: [SignalFacts.Stretch] {
    guard let day else { return [] }
    return day.stretches.enumerated().map { k, stretch in
      SignalFacts.Stretch(
        plan: k + 1, period: SignalWords.clock(stretch.period),
        from: stretch.period.lowerBound, to: stretch.period.upperBound,
        delayOfOnePlan: stretch.optimum.delayBefore, delay: stretch.optimum.delay,
        cycles: Set(stretch.optimum.plan.programs.map(\.cycle)).sorted(),
        keepsOnePlan: stretch.optimum.keepsGiven)
    }
  }

  // MARK: - Assumptions

  private var assumptions: [SignalFacts.Assumption] {
    var list: [SignalFacts.Assumption] = [
      .init(
        "Shortest green of a stage",
        "\(SignalWords.plain(request.minimumGreen)) s, or less where the plan in use has less",
        "--minimum-green"),
      .init("Yellow and all-red", "kept as in the plan in use", "plan in use"),
      .init("Order of stages", "kept; a stage that serves nobody may be left out", "plan in use"),
      .init(
        "Cycle",
        "\(SignalWords.plain(request.cycles.lowerBound)) to \(SignalWords.plain(request.cycles.upperBound)) s",
        "--cycles"),
    ]
    if inputs.stageMinimums.isEmpty {
      list.append(
        .init(
          "People on foot", "no times given: nothing is assumed of them",
          "give --pedestrians where they cross with a stage"))
    } else {
      list.append(
        .init(
          "People on foot",
          "\(SignalWords.plain(request.walkSeconds)) s to start and \(request.walkingSpeed) m/s across, unless the file says otherwise",
          "Manual on Uniform Traffic Control Devices (2009), section 4E.06"))
    }
    if request.dayToDay > 0, inputs.samples.count > 1 {
      list.append(
        .init(
          "Demand from day to day",
          "\(SignalWords.plain(request.dayToDay)) % standard deviation, in ten equally likely days",
          "--day-to-day"))
    }
    list.append(
      .init(
        "Days a year with such a period", SignalWords.plain(request.daysPerYear),
        "--days-per-year"))
    if let value = request.valueOfTime {
      list.append(
        .init(
          "Value of a vehicle-hour",
          PlainWords.money(value, sign: request.currency, digits: 2), "--value-of-time"))
    }
    return list
  }
}
