import Briefings
import CivilTime
import CommandLineInterface
import Foundation
import LinearAlgebra
import Optimization
import Provenance
import Staffing

/// From `forecast.csv` to `requirement.csv`, `schedule.csv` and `coverage.csv`.
struct StaffStep {
  var requirement: StaffingRecipe.RequirementPart
  var schedule: StaffingRecipe.SchedulePart
  var sources: [String: String]
  /// What one forecast number counts, in the plural.
  var unit: String
  var threads: Int

  struct Result {
    var files: RunFiles
    var requirement: [RequirementRow]
    var schedule: [ScheduleRow]
    var coverage: [CoverageRow]
    var facts: PlanFacts
  }

  /// - Throws: `PipelineError` with exit code 75 where no shifts can cover the
  ///   need, naming the intervals or limits.
  func run(_ forecast: [ForecastRow], file: String) throws -> Result {
    let slots = try ForecastSlot.slots(of: forecast, file: file)
    let service = try ServiceModel(requirement)
    let levels = Set([0.5, requirement.confidence, 0.9, 0.95]).sorted()
    // Every level of certainty is a plan of its own; they share no work.
    let outcomes = parallelMap(levels.count, threads: threads) { k in
      Swift.Result { try plan(for: slots, service: service, confidence: levels[k]) }
    }
    var alternatives: [PlanFacts.Alternative] = []
    var chosen: Plan?
    var notes: [String] = []
    for (level, outcome) in zip(levels, outcomes) {
      switch outcome {
      case .success(let plan):
        alternatives.append(plan.alternative(at: level))
        if level == requirement.confidence { chosen = plan }
      case .failure(let error):
        if level == requirement.confidence { throw error }
        notes.append("No plan was found that is \(Int((level * 100).rounded())) % sure.")
      }
    }
    guard let chosen else { throw PipelineError(.noPlan, "no plan was found.") }
    return result(chosen, alternatives: alternatives, notes: notes)
  }

  /// A solved plan with its need and what it gives.
  private struct Plan: Sendable {
    var requirement: [RequirementRow]
    var coverage: [CoverageRow]
    var solved: StaffingPlan

    func alternative(at confidence: Double) -> PlanFacts.Alternative {
      // Means over all contacts; nil without a target of this kind.
      func mean(_ share: (ShareRange) -> Double) -> Double? {
        var sum = 0.0
        var weight = 0.0
        for (row, need) in zip(coverage, requirement) where row.service.expected.isFinite {
          sum += need.mean * share(row.service)
          weight += need.mean
        }
        return weight > 0 ? (sum / weight * 1e4).rounded() / 1e4 : nil
      }
      return PlanFacts.Alternative(
        confidence: confidence, cost: rounded2(solved.cost.total),
        paidHours: rounded2(solved.paidHours), shifts: solved.shiftCount,
        serviceLevel: mean(\.expected), serviceLow: mean(\.low),
        serviceHigh: mean(\.high))
    }
  }

  private func plan(for slots: [ForecastSlot], service: ServiceModel, confidence: Double) throws
    -> Plan
  {
    let needs = try slots.map { slot in
      RequirementRow(
        unit: slot.row.id, start: slot.row.start, end: slot.end, mean: slot.row.mean,
        required: try service.required(slot, confidence: confidence),
        low: try service.required(slot, confidence: 0.1),
        high: try service.required(slot, confidence: 0.9))
    }
    let intervals = zip(slots, needs).map { slot, need in
      CoverInterval(
        unit: need.unit, start: slot.row.start.position, end: slot.end.position,
        wallStart: slot.wall, required: Double(need.required))
    }
    var limits = SolverLimits()
    limits.nodes = schedule.nodeLimit
    limits.relativeGap = schedule.relativeGap
    let solved: StaffingPlan
    do {
      let model = try CoverModel(
        intervals: intervals, patterns: schedule.patterns,
        rules: CoverRules(
          underCoverPrice: schedule.underCoverCostPerHour,
          overCoverPrice: schedule.overCoverCostPerHour))
      solved = try model.solve(limits: limits)
    } catch {
      throw PipelineError(
        error.exitCode,
        sentence(UncoverableNeed(error, slots)?.description ?? error.inTheRecipesWords))
    }
    let cover = Dictionary(
      solved.cover.map { (SlotKey(unit: $0.interval.unit, start: $0.interval.start), $0) },
      uniquingKeysWith: { first, _ in first })
    let coverage = try zip(slots, needs).map { slot, need in
      let given = cover[SlotKey(unit: need.unit, start: slot.row.start.position)]
      let present = given?.present ?? 0
      let measures = try service.performance(slot, people: present)
      return CoverageRow(
        unit: need.unit, start: need.start, end: need.end, required: need.required,
        covered: present, service: measures.service, occupancy: measures.occupancy,
        abandonment: measures.abandonment, price: given?.price ?? .nan)
    }
    return Plan(requirement: needs, coverage: coverage, solved: solved)
  }

  private struct SlotKey: Hashable {
    var unit: String
    var start: Int64
  }

  private func result(
    _ plan: Plan, alternatives: [PlanFacts.Alternative], notes: [String]
  ) -> Result {
    let zoned = plan.requirement.first?.start.offset != nil
    let digits = String(plan.solved.shifts.count).count
    let rows = plan.solved.shifts.enumerated().map { position, shift in
      let number = String(position + 1)
      let zeros = String(repeating: "0", count: max(0, max(3, digits) - number.count))
      func label(_ wall: WallTime, _ at: Int64) -> IntervalLabel {
        IntervalLabel(wall: wall, offset: zoned ? Int(wall.wallSeconds - at) : nil)
      }
      return ScheduleRow(
        shiftID: "S" + zeros + number, unit: shift.unit, pattern: shift.pattern,
        start: label(shift.wallStart, shift.start), end: label(shift.wallEnd, shift.end),
        breaks: shift.breaks.map { "\(clock($0.wallStart))-\(clock($0.wallEnd))" }
          .joined(separator: " "),
        count: shift.count, cost: Double(shift.count) * shift.cost)
    }
    var files = RunFiles()
    files[RequirementFile.name] = RequirementFile.bytes(of: plan.requirement)
    files[ScheduleFile.name] = ScheduleFile.bytes(of: rows)
    files[CoverageFile.name] = CoverageFile.bytes(of: plan.coverage)
    let solved = plan.solved
    let facts = PlanFacts(
      currency: schedule.currency, status: solved.status.rawValue,
      objective: rounded2(solved.cost.total), bound: boundInCents(solved),
      // Asked for a gap, the solver calls "optimal" what is within it.
      relativeGap: solved.status == .optimal && schedule.relativeGap == 0 ? 0 : solved.relativeGap,
      paidHours: rounded2(solved.paidHours), confidence: requirement.confidence,
      promise: requirement.promise(unit: unit), answeredShare: requirement.answeredShare,
      withinSeconds: requirement.withinSeconds, shrinkage: requirement.shrinkage,
      alternatives: alternatives, assumptions: assumptions(),
      notes: notes + edgeNotes(plan) + limitNotes(solved))
    return Result(
      files: files, requirement: plan.requirement, schedule: rows, coverage: plan.coverage,
      facts: facts)
  }

  /// Night shifts that reach out of the plan see only a part of what they must do.
  private func edgeNotes(_ plan: Plan) -> [String] {
    guard let first = plan.requirement.map(\.start.position).min(),
      let last = plan.requirement.map(\.end.position).max()
    else { return [] }
    func people(_ isOutside: (StaffingPlan.Shift) -> Bool) -> Int {
      plan.solved.shifts.filter { $0.wallStart.date != $0.wallEnd.date && isOutside($0) }
        .reduce(0) { $0 + $1.count }
    }
    let before = people { $0.start < first }
    let after = people { $0.end > last }
    let places =
      (before > 0 ? ["\(before) begin before the plan's first interval"] : [])
      + (after > 0 ? ["\(after) end after its last"] : [])
    guard !places.isEmpty else { return [] }
    return [
      "Of the people on night shifts, \(places.joined(separator: " and ")): their number is right "
        + "only for their hours inside the plan. Take those nights from a plan that holds them "
        + "whole."
    ]
  }

  private func limitNotes(_ plan: StaffingPlan) -> [String] {
    plan.bindingLimits.filter { abs($0.price) > 0.005 }.prefix(10).map {
      let change = $0.price < 0 ? "save" : "cost"
      return
        "The limit \($0.text) binds: one higher would \(change) about "
        + "\(schedule.currency)\(rounded2(abs($0.price)))."
    }
  }

  /// The assumptions a reader may want to change, with where they come from.
  private func assumptions() -> [PlanFacts.Assumption] {
    let part = requirement
    var list: [PlanFacts.Assumption] = []
    func add(_ statement: String, _ value: String, _ name: String) {
      list.append(.init(statement: statement, value: value, source: sources[name] ?? "the recipe"))
    }
    add(
      "An agent is busy with one of the \(unit) for",
      "\(seconds(part.meanHandleSeconds)) on average", "meanHandleSeconds")
    if let patience = part.patienceSeconds {
      add("Somebody who waits hangs up after", "\(seconds(patience)) on average", "patienceSeconds")
    } else {
      add("Nobody who waits hangs up", "Erlang C", "patienceSeconds")
    }
    add("The promise", part.promise(unit: unit), "answeredShare")
    add("Certainty of the promise in each interval", percent(part.confidence), "confidence")
    add(
      "Paid time away from work: training, meetings, absence", percent(part.shrinkage), "shrinkage")
    for pattern in schedule.patterns {
      add(
        "Shift \"\(pattern.name)\"",
        "\(clockText(pattern.length)) long, \(clockText(pattern.paidLength)) paid, starts \(pattern.earliestStart) to \(pattern.latestStart), \(schedule.currency)\(pattern.costPerHour) an hour",
        "costPerHour")
    }
    add("Arrivals within an interval", "at random, at the interval's own rate", "arrivals")
    return list
  }

  private func clock(_ wall: WallTime) -> String {
    ClockTime(minuteOfDay: wall.secondOfDay / 60).description
  }
  private func clockText(_ minutes: Int) -> String {
    minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
  }
  private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
  private func seconds(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value)) seconds" : "\(value) seconds"
  }
}

/// No more than the proved bound: to the cent below, unless it is the cost itself.
private func boundInCents(_ plan: StaffingPlan) -> Double {
  plan.bound >= plan.cost.total
    ? rounded2(plan.cost.total) : (plan.bound * 100 + 1e-6).rounded(.down) / 100
}

/// To the cent, or to a hundredth of an hour.
func rounded2(_ value: Double) -> Double { (value * 100).rounded() / 100 }

extension StaffingError {
  fileprivate var exitCode: ExitCode {
    switch self {
    case .noIntervals, .invalidInterval, .invalidPattern, .invalidRule: .data
    case .uncoverable, .conflictingLimits, .tooManyCandidates, .noPlanWithinLimit: .noPlan
    case .unexpected: .software
    }
  }
}

extension StaffingRecipe.RequirementPart {
  /// The target in words.
  func promise(unit: String) -> String {
    func percent(_ share: Double) -> String {
      let value = (share * 1_000).rounded() / 10
      return value == value.rounded() ? "\(Int(value)) %" : "\(value) %"
    }
    func whole(_ value: Double) -> String {
      value == value.rounded() ? String(Int(value)) : String(value)
    }
    var parts: [String] = []
    if let answeredShare, let withinSeconds {
      parts.append(
        "\(percent(answeredShare)) of \(unit) answered within \(whole(withinSeconds)) seconds")
    }
    if let maximumAbandonment {
      parts.append("at most \(percent(maximumAbandonment)) of \(unit) lost")
    }
    if let maximumWaitSeconds {
      parts.append("a mean wait of at most \(whole(maximumWaitSeconds)) seconds")
    }
    if let maximumOccupancy {
      parts.append("agents busy at most \(percent(maximumOccupancy)) of their time")
    }
    return parts.joined(separator: ", and ")
  }
}
