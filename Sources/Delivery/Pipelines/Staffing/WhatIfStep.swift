import Briefings
import LinearAlgebra
import Provenance

/// The same period planned under other assumptions, each beside the first plan kept.
struct WhatIfStep {
  var record: PlanRecord
  var threads: Int
  /// The forecast's sample paths, of a plan that is sure of days.
  var paths: SamplePaths?
  /// More combinations than this are refused.
  static let mostCases = 200

  /// - Parameter variations: every combination of their values is a case; none asks for
  ///   the usual ones, each by itself.
  func run(_ forecast: [ForecastRow], file: String, variations: [StaffVariation]) throws
    -> WhatIfFacts
  {
    let slots = try ForecastSlot.slots(of: forecast, file: file)
    let first = StaffCase(requirement: record.requirement, schedule: record.schedule)
    let names = distinctAssumptions(variations)
    var cases = try combinations(first, variations)
    let base = try plan(first, slots)
    for k in cases.indices { cases[k].assumptions.schedule.planning.export = nil }
    let kept = base.need.coverage.map(\.covered)
    let planned = cases
    let outcomes = parallelMap(planned.count, threads: threads) { k in
      Result { try answer(planned[k], slots, kept: kept, base: k == 0 ? base : nil) }
    }
    let varied = names.isEmpty ? usual.map(\.assumption) : names
    let shown = distinct(varied)
    return WhatIfFacts(
      currency: record.schedule.currency,
      promise: record.requirement.promise(unit: record.unit),
      confidence: record.requirement.confidence, withinSeconds: record.requirement.withinSeconds,
      intervals: slots.count, varied: shown.map(\.rawValue),
      cases: try zip(cases, outcomes).map { entry, outcome in
        var result = try outcome.get()
        result.name = entry.name
        result.values = shown.map { entry.wages(or: entry.assumptions.value(of: $0), $0) }
        return result
      }, assumptions: record.assumptions)
  }

  /// Without a wish: each assumption a tenth up and down, by itself.
  private var usual: [StaffVariation] {
    let part = record.requirement
    var list = [
      StaffVariation(.volume, [0.9, 1.1, 1.2]),
      StaffVariation(
        .meanHandleSeconds, [part.meanHandleSeconds * 0.9, part.meanHandleSeconds * 1.1].map(tidy)),
    ]
    if part.shrinkage > 0 {
      list.append(
        StaffVariation(.shrinkage, [part.shrinkage / 2, min(0.9, part.shrinkage * 1.5)].map(tidy)))
    }
    if let share = part.answeredShare {
      list.append(
        StaffVariation(.answeredShare, [share - (1 - share) / 2, (1 + share) / 2].map(tidy)))
    }
    list.append(StaffVariation(.confidence, [0.5, 0.9].filter { $0 != part.confidence }))
    return list
  }

  private func tidy(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }

  private struct Case {
    var name: String
    var assumptions: StaffCase
    var wage = 1.0

    func wages(or value: Double, _ assumption: StaffVariation.Assumption) -> Double {
      assumption == .wages ? wage : value
    }
  }

  private func distinctAssumptions(_ variations: [StaffVariation]) -> [StaffVariation.Assumption] {
    distinct(variations.map(\.assumption))
  }

  private func distinct(_ list: [StaffVariation.Assumption]) -> [StaffVariation.Assumption] {
    StaffVariation.Assumption.allCases.filter(list.contains)
  }

  private func combinations(_ first: StaffCase, _ variations: [StaffVariation]) throws -> [Case] {
    let base = Case(name: "as the recipe has it", assumptions: first)
    func changed(_ entry: Case, _ assumption: StaffVariation.Assumption, _ value: Double) -> Case {
      var next = entry
      next.assumptions.set(assumption, to: value)
      if assumption == .wages { next.wage = value }
      let words = assumption.words(value, unit: record.unit)
      next.name = entry.name == base.name ? words : entry.name + "; " + words
      return next
    }
    if variations.isEmpty {
      return [base]
        + usual.flatMap { entry in entry.values.map { changed(base, entry.assumption, $0) } }
    }
    for name in distinctAssumptions(variations)
    where variations.count(where: { $0.assumption == name }) > 1 {
      throw PipelineError(
        .usage, "--vary \(name.rawValue) is given twice: name all its values at once.")
    }
    let size = variations.reduce(1) { min(1_000_000, $0 * $1.values.count) }
    guard size <= WhatIfStep.mostCases else {
      throw PipelineError(
        .usage,
        "these variations make \(size) cases; at most \(WhatIfStep.mostCases) are planned. "
          + "Give fewer values.")
    }
    var list = [base]
    for variation in variations {
      list = list.flatMap { entry in
        variation.values.map { changed(entry, variation.assumption, $0) }
      }
    }
    return [base] + list
  }

  /// A case planned, and the share of its days on which the promise is kept where the plan is
  /// sure of days.
  private struct Planned {
    var need: CoveredNeed
    var service: ShareRange?
    var chance: Double?
  }

  private func sampled(_ entry: StaffCase) -> SampledStep? {
    guard entry.requirement.uncertainty == .sampled else { return nil }
    var record = record
    record.requirement = entry.requirement
    record.schedule = entry.schedule
    // Cases are spread over the threads, not what is inside them.
    return SampledStep(record: record, threads: 1)
  }

  private func plan(_ entry: StaffCase, _ slots: [ForecastSlot]) throws -> Planned {
    let service = try ServiceModel(entry.requirement, volume: entry.volume)
    if let sampled = sampled(entry) {
      let found = try sampled.covered(slots, paths: paths, service: service)
      return Planned(need: found.need, service: found.service, chance: found.chance)
    }
    // The range is not shown of a case.
    let needs = try NeedStep.rows(
      for: slots, service: service, confidence: entry.requirement.confidence,
      range: NeedStep.Range(none: slots.count))
    return Planned(need: try entry.schedule.cover(needs, slots: slots, service: service))
  }

  private func answer(
    _ entry: Case, _ slots: [ForecastSlot], kept: [Int], base: Planned?
  ) throws -> WhatIfFacts.Case {
    var result = WhatIfFacts.Case(name: entry.name, values: [])
    let requirement = entry.assumptions.requirement
    let service = try ServiceModel(requirement, volume: entry.assumptions.volume)
    var own: Planned?
    do {
      let planned = try base ?? plan(entry.assumptions, slots)
      own = planned
      let figures = planned.need.alternative(at: requirement.confidence)
      result.cost = figures.cost
      result.bound = boundInCents(planned.need.solved)
      result.paidHours = figures.paidHours
      result.shifts = figures.shifts
      result.service = planned.service?.expected ?? figures.serviceLevel
      result.serviceLow = planned.service?.low ?? figures.serviceLow
      result.serviceHigh = planned.service?.high ?? figures.serviceHigh
      result.chance = planned.chance
    } catch let error as PipelineError where error.exitCode == .noPlan {
      result.reason = error.description
    }
    let unplanned: ShareRange?
    if let sampled = sampled(entry.assumptions) {
      let found = try sampled.kept(kept, slots, paths: paths, service: service)
      unplanned = found.service
      result.keptChance = found.chance
      result.keptShort = own.map { zip(kept, $0.need.requirement).count { $0 < $1.required } } ?? 0
    } else {
      let needs = try service.required(slots, confidence: requirement.confidence)
      result.keptShort = zip(kept, needs).count { $0 < $1 }
      unplanned = try service.mean(slots, people: kept)
    }
    result.keptService = unplanned?.expected
    result.keptLow = unplanned?.low
    result.keptHigh = unplanned?.high
    return result
  }
}

extension ServiceModel {
  /// Service over all contacts of a plan; nil without a target of this kind.
  func mean(_ slots: [ForecastSlot], people: [Int]) throws -> ShareRange? {
    var sums = (expected: 0.0, low: 0.0, high: 0.0)
    var weight = 0.0
    for (slot, measures) in zip(slots, try performance(slots, people: people))
    where measures.service.expected.isFinite {
      sums.expected += slot.row.mean * measures.service.expected
      sums.low += slot.row.mean * measures.service.low
      sums.high += slot.row.mean * measures.service.high
      weight += slot.row.mean
    }
    guard weight > 0 else { return nil }
    func share(_ sum: Double) -> Double { (sum / weight * 1e4).rounded() / 1e4 }
    return ShareRange(expected: share(sums.expected), low: share(sums.low), high: share(sums.high))
  }
}
