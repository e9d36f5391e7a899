import Briefings
import LinearAlgebra
import Queueing
import Staffing

/// A plan that is sure of whole days: from sample paths to shifts.
struct SampledStep {
  var record: PlanRecord
  var threads: Int
  /// Days are checked by the forward equations on about so many courses.
  private static let checked = 75

  /// - Parameter paths: the forecast's sample paths; nil where there are none.
  func run(_ forecast: [ForecastRow], file: String, paths: SamplePaths?) throws
    -> PlanFiles.Result
  {
    let part = record.requirement
    let slots = try ForecastSlot.slots(of: forecast, file: file)
    let service = try ServiceModel(part)
    let days = try SampledDays(slots, paths: paths, service: service)
    guard !days.days.isEmpty else {
      // Nothing is expected in any interval: no day is one to be sure of.
      return try StaffStep(record: record, threads: threads).run(forecast, file: file)
    }
    let cover = days.cover(record.schedule, shrinkage: service.shrinkage)
    let (chosen, seen) = try chosen(days, cover)
    try export(cover, chosen)
    var alternatives: [PlanFacts.Alternative] = []
    var notes: [String] = []
    if part.missedContactPrice == nil {
      let levels = Set([0.5, 0.9, 0.95]).subtracting([part.confidence]).sorted()
      let others = parallelMap(levels.count, threads: threads) { k in
        outcome(cover, chance: levels[k])
      }
      alternatives = zip(levels, others).compactMap { level, outcome in
        outcome.map { self.alternative($0, cover, at: level) }
      }
      alternatives.append(alternative(chosen, cover, at: part.confidence))
      alternatives.sort { $0.confidence < $1.confidence }
      let below = seen.count { $0.chance < part.confidence - 0.05 }
      if below > 0 {
        notes.append(
          "\(below) of \(seen.count) days keep the promise less often than asked for: these "
            + "shifts do not allow more, or the check finds a queue the search does not see.")
      }
    }
    let covered = try coveredNeed(slots, days, cover, chosen, seen, service)
    var result = record.result(covered, alternatives: alternatives, notes: notes)
    result.facts.sampled = SampledPlanFacts(
      courses: days.days[0].rates.count, isJoint: days.isJoint,
      days: zip(days.days, seen).enumerated().map { d, entry in
        fact(entry.0, entry.1, slots, price: chosen.prices[d])
      },
      gains: gains(slots, days, cover, chosen),
      meanPlan: meanPlan(slots, days, cover, service))
    return result
  }

  /// The plan the recipe asks for, and its days by the forward equations.
  private func chosen(
    _ days: SampledDays, _ cover: PromisedCover
  ) throws -> (PromisedCover.Outcome, [CheckedDay]) {
    let part = record.requirement
    func seen(_ outcome: PromisedCover.Outcome) throws -> [CheckedDay] {
      try days.days.indices.map {
        try check(days.days[$0], agents: cover.agents(outcome.people[$0]))
      }
    }
    let first = try plan(cover, chance: part.confidence, price: part.missedContactPrice)
    let checked = try seen(first)
    guard part.missedContactPrice == nil else { return (first, checked) }
    // Steady states leave out what one interval hands on to the next: the difference is
    // asked for on top, once.
    let short =
      zip(checked, first.chances).reduce(0) { $0 + $1.1 - $1.0.chance } / Double(checked.count)
    guard short > 0.02 else { return (first, checked) }
    let second = try plan(cover, chance: min(0.99, part.confidence + short), price: nil)
    return (second, try seen(second))
  }

  /// The program of the plan at its prices of missed contacts.
  private func export(_ cover: PromisedCover, _ outcome: PromisedCover.Outcome) throws {
    guard record.schedule.planning.export != nil else { return }
    do {
      try record.schedule.planning.write(
        cover.program(of: outcome), named: "shifts",
        comment: [
          "Shifts with a price of missing persons in every interval, from sample paths of the "
            + "forecast.",
          "The objective is wages and missed contacts at each day's price.",
        ])
    } catch let error as StaffingError { throw PipelineError(error.exitCode, "\(error).") }
  }

  // MARK: Cases

  /// A plan for other assumptions.
  func covered(
    _ slots: [ForecastSlot], paths: SamplePaths?, service: ServiceModel
  ) throws -> (need: CoveredNeed, service: ShareRange?, chance: Double) {
    let days = try SampledDays(slots, paths: paths, service: service)
    let cover = days.cover(record.schedule, shrinkage: service.shrinkage)
    let (chosen, seen) = try chosen(days, cover)
    let whole = overall(days, seen, service)
    return (
      try coveredNeed(slots, days, cover, chosen, seen, service), whole.service, whole.chance
    )
  }

  /// What people who are there whatever comes give: service over all contacts, and the share of
  /// days on which the promise is kept.
  func kept(
    _ people: [Int], _ slots: [ForecastSlot], paths: SamplePaths?, service: ServiceModel
  ) throws -> (service: ShareRange?, chance: Double) {
    let days = try SampledDays(slots, paths: paths, service: service)
    let seen = try days.days.map { day in
      try check(
        day, agents: people[day.slots].map { service.agents($0) })
    }
    return overall(days, seen, service)
  }

  /// Service over all contacts; nil without a target of this kind. The share of days on target.
  private func overall(
    _ days: SampledDays, _ seen: [CheckedDay], _ service: ServiceModel
  ) -> (service: ShareRange?, chance: Double) {
    let weights = days.days.map { day in
      day.rates.reduce(0) { $0 + $1.reduce(0, +) } / Double(day.rates.count)
    }
    let whole = weights.reduce(0, +)
    func mean(_ value: (CheckedDay) -> Double) -> Double {
      FileNumbers.rounded(zip(seen, weights).reduce(0) { $0 + value($1.0) * $1.1 } / whole)
    }
    let hasShare = service.target.answer != nil && whole > 0
    return (
      hasShare
        ? ShareRange(
          expected: mean(\.service.mean), low: mean(\.service.low), high: mean(\.service.high))
        : nil,
      FileNumbers.rounded(seen.reduce(0) { $0 + $1.chance } / Double(max(1, seen.count)))
    )
  }

  private func plan(
    _ cover: PromisedCover, chance: Double, price: Double?
  ) throws -> PromisedCover.Outcome {
    do {
      guard let price else { return try cover.plan(chance: chance) }
      return try cover.plan(price: price)
    } catch { throw PipelineError(error.exitCode, "\(error).") }
  }

  /// Nil where there is no such plan.
  private func outcome(_ cover: PromisedCover, chance: Double) -> PromisedCover.Outcome? {
    do { return try cover.plan(chance: chance) } catch { return nil }
  }

  // MARK: What a plan gives

  /// A day of a plan by the forward equations.
  struct CheckedDay: Sendable {
    var chance: Double
    var service: ServiceMeasure
    var intervals: [ServiceModel.Measures]
  }

  struct ServiceMeasure: Sendable {
    var mean: Double
    var low: Double
    var high: Double
  }

  private func check(_ day: SampledDays.Day, agents: [Int]) throws -> CheckedDay {
    let target = day.promise.target
    let found = try day.promise.days(
      agents: agents, stride: max(1, day.promise.paths.count / Self.checked), threads: threads)
    let kept = found.count { isKept($0.overall, target) }
    return CheckedDay(
      chance: Double(kept) / Double(found.count),
      service: measure(found.map(\.overall.answeredInTime), found.map(\.contacts)),
      intervals: agents.indices.map { k in
        let own = found.map { $0.intervals[k] }
        func range(_ share: (ServiceMeasures) -> Double) -> ShareRange {
          let all = measure(own.map { share($0.service) }, own.map(\.arrivals))
          return ShareRange(expected: all.mean, low: all.low, high: all.high)
        }
        var measures = ServiceModel.Measures()
        measures.occupancy = range(\.occupancy)
        measures.abandonment = range(\.abandonment)
        if target.answer != nil { measures.service = range(\.answeredInTime) }
        return measures
      })
  }

  /// Whether the day keeps what contacts are promised; how busy agents are is held by floors.
  private func isKept(_ day: ServiceMeasures, _ target: ServiceTarget) -> Bool {
    var promise = target
    promise.maximumOccupancy = nil
    return promise.isMet(by: day)
  }

  /// A mean weighted by contacts, and what 8 of 10 courses lie between.
  private func measure(_ values: [Double], _ weights: [Double]) -> ServiceMeasure {
    let whole = weights.reduce(0, +)
    let mean =
      whole > 0
      ? zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / whole
      : values.reduce(0, +) / Double(max(1, values.count))
    let sorted = values.sorted()
    func quantile(_ share: Double) -> Double {
      sorted.isEmpty ? .nan : sorted[Int((share * Double(sorted.count - 1)).rounded())]
    }
    return ServiceMeasure(mean: mean, low: quantile(0.1), high: quantile(0.9))
  }

  private func alternative(
    _ outcome: PromisedCover.Outcome, _ cover: PromisedCover, at level: Double
  ) -> PlanFacts.Alternative {
    var (sum, weight, low, high) = (0.0, 0.0, 0.0, 0.0)
    for (d, day) in cover.days.enumerated() where day.promise.target.answer != nil {
      let shares = day.promise.missShares(agents: cover.agents(outcome.people[d]))
      let contacts = day.promise.paths.map { $0.reduce(0, +) }
      let own = measure(shares.map { 1 - $0 }, contacts)
      let mean = contacts.reduce(0, +) / Double(contacts.count)
      sum += mean * own.mean
      low += mean * own.low
      high += mean * own.high
      weight += mean
    }
    func share(_ value: Double) -> Double? {
      weight > 0 ? (value / weight * 1e4).rounded() / 1e4 : nil
    }
    return PlanFacts.Alternative(
      confidence: level, cost: rounded2(outcome.wages), paidHours: rounded2(outcome.plan.paidHours),
      shifts: outcome.plan.shiftCount, serviceLevel: share(sum), serviceLow: share(low),
      serviceHigh: share(high))
  }

  private func coveredNeed(
    _ slots: [ForecastSlot], _ days: SampledDays, _ cover: PromisedCover,
    _ outcome: PromisedCover.Outcome, _ seen: [CheckedDay], _ service: ServiceModel
  ) throws -> CoveredNeed {
    let range = try NeedStep.Range(for: slots, service: service)
    var covered = [Int](repeating: 0, count: slots.count)
    var worthwhile = [Int](repeating: 0, count: slots.count)
    var measures = [ServiceModel.Measures](repeating: .init(), count: slots.count)
    let wage =
      record.schedule.patterns.map(\.costPerHour).min() ?? 0
    for (d, day) in days.days.enumerated() {
      for (k, place) in day.slots.enumerated() {
        covered[place] = outcome.people[d][k]
        measures[place] = seen[d].intervals[k]
        // The fewest people beyond whom one more saves less than the lowest wage.
        let hourly = wage * Double(slots[place].seconds) / 3_600
        var people = day.floors[k]
        while people < 1_000_000,
          cover.savings(day: d, interval: k, people: people, price: outcome.prices[d]) > hourly
        {
          people += 1
        }
        worthwhile[place] = people
      }
    }
    var prices: [String: Double] = [:]
    for place in outcome.plan.cover {
      prices["\(place.interval.start) \(place.interval.unit)"] = place.price ?? .nan
    }
    var solved = outcome.plan
    solved.bound = outcome.wageBound
    solved.cost.underCover = 0
    let requirement = slots.indices.map { k in
      RequirementRow(
        unit: slots[k].row.id, start: slots[k].row.start, end: slots[k].end,
        mean: slots[k].row.mean * service.volume, required: worthwhile[k],
        low: min(range.low[k], worthwhile[k]), high: max(range.high[k], worthwhile[k]))
    }
    let coverage = slots.indices.map { k in
      CoverageRow(
        unit: slots[k].row.id, start: slots[k].row.start, end: slots[k].end,
        required: worthwhile[k], covered: covered[k], service: measures[k].service,
        occupancy: measures[k].occupancy, abandonment: measures[k].abandonment,
        price: prices["\(slots[k].row.start.position) \(slots[k].row.id)"] ?? 0)
    }
    return CoveredNeed(requirement: requirement, coverage: coverage, solved: solved)
  }

  // MARK: Facts

  private func fact(
    _ day: SampledDays.Day, _ seen: CheckedDay, _ slots: [ForecastSlot], price: Double
  ) -> SampledPlanFacts.Day {
    SampledPlanFacts.Day(
      unit: slots[day.slots.lowerBound].row.id,
      date: slots[day.slots.lowerBound].wall.date.description,
      contacts: day.rates.reduce(0) { $0 + $1.reduce(0, +) } / Double(day.rates.count),
      chance: seen.chance, service: seen.service.mean, low: seen.service.low,
      high: seen.service.high, missedPrice: price)
  }

  private func gains(
    _ slots: [ForecastSlot], _ days: SampledDays, _ cover: PromisedCover,
    _ outcome: PromisedCover.Outcome
  ) -> [SampledPlanFacts.Gain] {
    var all: [SampledPlanFacts.Gain] = []
    for (d, day) in days.days.enumerated() {
      for (k, place) in day.slots.enumerated() {
        let people = outcome.people[d][k]
        let contacts = cover.savings(day: d, interval: k, people: people, price: 1)
        guard contacts > 0.005 else { continue }
        all.append(
          SampledPlanFacts.Gain(
            unit: slots[place].row.id, start: slots[place].row.start.text, people: people,
            contacts: contacts, worth: contacts * outcome.prices[d]))
      }
    }
    return Array(
      all.enumerated().sorted {
        $0.element.worth != $1.element.worth
          ? $0.element.worth > $1.element.worth : $0.offset < $1.offset
      }.prefix(20).map(\.element))
  }

  /// The same shifts for the means, interval by interval: what most tools do.
  private func meanPlan(
    _ slots: [ForecastSlot], _ days: SampledDays, _ cover: PromisedCover, _ service: ServiceModel
  ) -> SampledPlanFacts.MeanPlan? {
    guard let required = try? service.requiredForMeans(slots) else { return nil }
    let needs = slots.indices.map { k in
      RequirementRow(
        unit: slots[k].row.id, start: slots[k].row.start, end: slots[k].end,
        mean: slots[k].row.mean, required: required[k], low: required[k], high: required[k])
    }
    var schedule = record.schedule
    schedule.planning.export = nil
    guard let plan = try? schedule.solve(needs) else { return nil }
    let present = Dictionary(
      plan.cover.map { ("\($0.interval.start) \($0.interval.unit)", $0.present) },
      uniquingKeysWith: { first, _ in first })
    var chances = 0.0
    var (kept, contacts) = (0.0, 0.0)
    for day in days.days {
      let people = day.slots.map {
        present["\(slots[$0].row.start.position) \(slots[$0].row.id)"] ?? 0
      }
      let shares = day.promise.missShares(agents: cover.agents(people))
      chances += day.promise.chance(agents: cover.agents(people))
      for (share, rates) in zip(shares, day.rates) {
        let count = rates.reduce(0, +)
        kept += count * (1 - share)
        contacts += count
      }
    }
    return SampledPlanFacts.MeanPlan(
      cost: rounded2(plan.cost.total), paidHours: rounded2(plan.paidHours),
      chance: chances / Double(days.days.count), service: contacts > 0 ? kept / contacts : 1)
  }
}

extension DayPerformance {
  /// Contacts expected over the day.
  var contacts: Double { intervals.reduce(0) { $0 + $1.arrivals } }
}
