import Briefings
import CivilTime
import CommandLineInterface
import Optimization
import Staffing

/// A need, the plan that covers it, and what the plan gives.
struct CoveredNeed: Sendable {
  var requirement: [RequirementRow]
  var coverage: [CoverageRow]
  var solved: StaffingPlan
}

/// From what a forecast says to the people an interval needs.
enum NeedStep {
  /// The needs of a quiet and of a busy period: at 10 and 90 % certainty.
  struct Range: Sendable {
    var low: [Int]
    var high: [Int]

    init(for slots: [ForecastSlot], service: ServiceModel) throws {
      low = try service.required(slots, confidence: 0.1)
      high = try service.required(slots, confidence: 0.9)
    }

    /// For needs that are not shown.
    init(none count: Int) {
      low = [Int](repeating: 0, count: count)
      high = low
    }
  }

  /// One row an interval.
  static func rows(
    for slots: [ForecastSlot], service: ServiceModel, confidence: Double, range: Range
  ) throws -> [RequirementRow] {
    let required = try service.required(slots, confidence: confidence)
    return slots.indices.map { k in
      RequirementRow(
        unit: slots[k].row.id, start: slots[k].row.start, end: slots[k].end,
        mean: slots[k].row.mean * service.volume, required: required[k],
        low: min(range.low[k], required[k]),
        high: max(range.high[k], required[k]))
    }
  }
}

extension StaffingRecipe.SchedulePart {
  /// The cheapest shifts for a need, with what they give where the forecast is known.
  ///
  /// - Parameter slots: the intervals of `needs` with their forecast, in the same order.
  /// - Throws: `PipelineError` with exit code 75 where no shifts can cover the need,
  ///   naming the intervals or limits.
  func cover(
    _ needs: [RequirementRow], slots: [ForecastSlot]?, service: ServiceModel
  ) throws -> CoveredNeed {
    let solved = try solve(needs)
    let cover = Dictionary(
      solved.cover.map { (IntervalKey(unit: $0.interval.unit, start: $0.interval.start), $0) },
      uniquingKeysWith: { first, _ in first })
    let given = needs.map { cover[IntervalKey(unit: $0.unit, start: $0.start.position)] }
    let measures =
      try slots.map { try service.performance($0, people: given.map { $0?.present ?? 0 }) }
      ?? needs.map { _ in ServiceModel.Measures() }
    let coverage = needs.indices.map { k in
      CoverageRow(
        unit: needs[k].unit, start: needs[k].start, end: needs[k].end, required: needs[k].required,
        covered: given[k]?.present ?? 0, service: measures[k].service,
        occupancy: measures[k].occupancy, abandonment: measures[k].abandonment,
        price: given[k]?.price ?? .nan)
    }
    return CoveredNeed(requirement: needs, coverage: coverage, solved: solved)
  }

  var limits: SolverLimits {
    var limits = SolverLimits()
    limits.nodes = nodeLimit
    limits.relativeGap = relativeGap
    return limits
  }

  /// The cheapest shifts for a need.
  func solve(_ needs: [RequirementRow]) throws -> StaffingPlan {
    let intervals = try needs.map { need in
      guard let wall = need.start.wallTime else {
        throw PipelineError(
          .data, "unit \"\(need.unit)\": staffing needs intervals with a time of day.")
      }
      return CoverInterval(
        unit: need.unit, start: need.start.position, end: need.end.position, wallStart: wall,
        required: Double(need.required))
    }
    var rules = CoverRules(
      underCoverPrice: underCoverCostPerHour, overCoverPrice: overCoverCostPerHour)
    rules.rotations = rotations
    rules.weekOrigin = intervals.map(\.wallStart.date).min()
    let extended = PlanEdges.extended(intervals)
    if extended.count > intervals.count, !hasTotals || spans(intervals).count == 1 {
      // A limit on all shifts of the plan is not one on those of the days around it.
      var counted = rules
      if hasTotals { counted.countedSpan = spans(intervals).first }
      if let solved = try? solve(extended, rules: counted, limits: limits) {
        return solved.part(covering: intervals, rules: rules)
      }
    }
    do { return try solve(intervals, rules: rules, limits: limits) } catch let error
      as StaffingError
    { throw noPlan(error, needs) }
  }

  private var hasTotals: Bool {
    patterns.contains { $0.minimumTotal != nil || $0.maximumTotal != nil }
  }

  /// From the first to the last interval of each unit, each span once.
  private func spans(_ intervals: [CoverInterval]) -> Set<Range<Int64>> {
    var byUnit: [String: Range<Int64>] = [:]
    for interval in intervals {
      let known = byUnit[interval.unit] ?? interval.start..<interval.end
      byUnit[interval.unit] =
        min(known.lowerBound, interval.start)..<max(known.upperBound, interval.end)
    }
    return Set(byUnit.values)
  }

  private func solve(_ intervals: [CoverInterval], rules: CoverRules, limits: SolverLimits) throws
    -> StaffingPlan
  {
    let model = try CoverModel(intervals: intervals, patterns: patterns, rules: rules)
    if planning.export != nil { try planning.write(model.joinedProblem, named: "shifts") }
    return try model.solve(limits: planning.applied(to: limits))
  }

  private func noPlan(_ error: StaffingError, _ needs: [RequirementRow]) -> PipelineError {
    PipelineError(
      error.exitCode,
      sentence(UncoverableNeed(error, needs)?.description ?? error.inTheRecipesWords))
  }
}

private struct IntervalKey: Hashable {
  var unit: String
  var start: Int64
}

extension StaffingError {
  var exitCode: ExitCode {
    switch self {
    case .noIntervals, .invalidInterval, .invalidPattern, .invalidRule: .data
    case .uncoverable, .conflictingLimits, .conflictingRules, .tooManyCandidates,
      .noPlanWithinLimit:
      .noPlan
    case .unexpected: .software
    }
  }
}
