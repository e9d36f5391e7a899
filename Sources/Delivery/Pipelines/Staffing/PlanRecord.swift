import Briefings
import CivilTime
import Foundation
import Provenance
import Reports
import Staffing

/// What a plan was made to keep, as its facts say it.
struct PlanTerms: Sendable {
  var promise: String
  var confidence: Double
  var answeredShare: Double?
  var withinSeconds: Double?
  var shrinkage: Double
  var assumptions: [PlanFacts.Assumption]
}

/// A solved plan as files and facts.
struct PlanRecord {
  var requirement: StaffingRecipe.RequirementPart
  var schedule: StaffingRecipe.SchedulePart
  var sources: [String: String]
  /// What one forecast number counts, in the plural.
  var unit: String

  func result(
    _ plan: CoveredNeed, alternatives: [PlanFacts.Alternative], notes: [String]
  ) -> PlanFiles.Result {
    PlanFiles(
      schedule: schedule,
      terms: PlanTerms(
        promise: requirement.promise(unit: unit), confidence: requirement.confidence,
        answeredShare: requirement.answeredShare, withinSeconds: requirement.withinSeconds,
        shrinkage: requirement.shrinkage, assumptions: assumptions)
    ).result(plan, alternatives: alternatives, notes: notes)
  }
}

/// A plan's shifts, files and facts, whatever its need comes from.
struct PlanFiles {
  var schedule: StaffingRecipe.SchedulePart
  var terms: PlanTerms

  struct Result {
    var files: RunFiles
    var requirement: [RequirementRow]
    var schedule: [ScheduleRow]
    var coverage: [CoverageRow]
    var facts: PlanFacts
  }

  func result(
    _ plan: CoveredNeed, alternatives: [PlanFacts.Alternative], notes: [String]
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
    files[CalendarEventsFile.name] = CalendarEventsFile.bytes(of: rows)
    let solved = plan.solved
    let facts = PlanFacts(
      currency: schedule.currency, status: solved.status.rawValue,
      objective: rounded2(solved.cost.total), bound: boundInCents(solved),
      // Asked for a gap, the solver calls "optimal" what is within it.
      relativeGap: solved.status == .optimal && schedule.relativeGap == 0 ? 0 : solved.relativeGap,
      paidHours: rounded2(solved.paidHours), confidence: terms.confidence,
      promise: terms.promise, answeredShare: terms.answeredShare,
      withinSeconds: terms.withinSeconds, shrinkage: terms.shrinkage,
      alternatives: alternatives, assumptions: terms.assumptions,
      notes: notes + edgeNotes(plan) + limitNotes(solved), crews: crews(solved))
    if let crews = facts.crews { files[CrewsFile.name] = CrewsFile.bytes(of: crews) }
    return Result(
      files: files, requirement: plan.requirement, schedule: rows, coverage: plan.coverage,
      facts: facts)
  }

  /// Who works the same days; nil where no shift is part of a tour.
  private func crews(_ plan: StaffingPlan) -> [PlanFacts.Crew]? {
    guard !plan.tours.isEmpty else { return nil }
    var days = [[String]](repeating: [], count: plan.tours.count)
    for shift in plan.shifts {
      guard let tour = shift.tour else { continue }
      let entry =
        "\(shift.wallStart.date) \(shift.pattern) \(clock(shift.wallStart))-\(clock(shift.wallEnd))"
      // Breaks may part the people of one day.
      if days[tour].last != entry { days[tour].append(entry) }
    }
    return plan.tours.enumerated().map {
      .init(name: $1.pattern, people: $1.count, days: days[$0])
    }
  }

  /// Night shifts that reach out of the plan.
  private func edgeNotes(_ plan: CoveredNeed) -> [String] {
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
      "Of the people on night shifts, \(places.joined(separator: " and "))"
        + (plan.solved.spansEdges
          ? ". Their number is that of the whole night, with the days around the plan taken to be "
            + "like the same weekdays in it; the plans before and after have them too."
          : ": their number is right only for their hours inside the plan. Take those nights from "
            + "a plan that holds them whole.")
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

  private func clock(_ wall: WallTime) -> String {
    ClockTime(minuteOfDay: wall.secondOfDay / 60).description
  }
}

/// No more than the proved bound: to the cent below, unless it is the cost itself.
func boundInCents(_ plan: StaffingPlan) -> Double {
  plan.bound >= plan.cost.total
    ? rounded2(plan.cost.total) : (plan.bound * 100 + 1e-6).rounded(.down) / 100
}

/// To the cent, or to a hundredth of an hour.
func rounded2(_ value: Double) -> Double { (value * 100).rounded() / 100 }
