public import Optimization

/// Covers a requirement by shifts at least cost, one unit after the other.
///
/// For the columns j (shifts with their breaks, weeks of tours) and intervals i
/// of a unit, in Dantzig's form (1954, "A comment on Edie's 'Traffic delays at
/// toll booths'"):
///
///     minimize    Σ cost_j x_j + Σ (under price) h_i u_i + Σ (over price) h_i o_i
///     subject to  Σ_j a_ij x_j + u_i − o_i = required_i
///                 least ≤ Σ_j∈pattern x_j ≤ most      where a pattern has limits
///                 x_j ≥ 0 integer,  u_i, o_i ≥ 0      (u_i only where priced)
///
/// where h_i is the length of interval i in hours and a_ij says whether column j
/// is there through all of i. The over-cover is eliminated, so that its price
/// moves to the columns. Two or more breaks whose windows do not meet, and the
/// breaks of tours, are placed by variables of their own, linked to the shifts
/// they belong to (Aykin 1996, "Optimal shift scheduling with multiple break
/// windows").
///
/// Without breaks, limits and repetition the columns have consecutive ones: the
/// matrix is totally unimodular, and every vertex of the linear relaxation is a
/// plan in whole persons.
public struct CoverModel: Sendable {
  public let patterns: [ShiftPattern]
  public let rules: CoverRules
  let units: [UnitModel]

  /// Expands the patterns into candidate shifts and checks that they can cover
  /// what is required.
  ///
  /// - Parameters:
  ///   - intervals: in time order within each unit; units may be mixed.
  ///     Intervals may have gaps between them (closed hours), but no overlap.
  ///   - patterns: at least one, with distinct names.
  ///   - rules: prices and limits, for each unit by itself.
  public init(
    intervals: [CoverInterval], patterns: [ShiftPattern], rules: CoverRules = CoverRules()
  ) throws(StaffingError) {
    do throws(PatternError) {
      try ShiftPattern.validate(patterns)
      try Rotation.validate(rules.rotations, patterns)
    } catch {
      throw .invalidPattern(error)
    }
    try rules.validate()
    if intervals.isEmpty { throw .noIntervals }
    self.patterns = patterns
    self.rules = rules
    var byUnit: [String: [(index: Int, interval: CoverInterval)]] = [:]
    for (index, interval) in intervals.enumerated() {
      byUnit[interval.unit, default: []].append((index, interval))
    }
    var units: [UnitModel] = []
    for unit in byUnit.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      let grid = try CoverGrid(byUnit[unit]!, rules: rules)
      units.append(try UnitModel(unit, on: grid, patterns: patterns, rules: rules))
    }
    let uncovered = units.flatMap(\.uncoverable)
    if rules.underCoverPrice == nil && !uncovered.isEmpty { throw .uncoverable(uncovered) }
    self.units = units
  }

  /// How many columns the models of all units have together.
  public var candidateCount: Int { units.reduce(0) { $0 + $1.candidates.columns.count } }

  /// The integer program of a unit, for other solvers and for tests.
  public func problem(ofUnit unit: String) -> Problem? {
    units.first { $0.unit == unit }?.problem
  }

  /// Solves every unit.
  ///
  /// - Parameter limits: for each unit by itself.
  /// - Throws: `.conflictingLimits`, `.noPlanWithinLimit`.
  public func solve(limits: SolverLimits = SolverLimits()) throws(StaffingError) -> StaffingPlan {
    var parts: [StaffingPlan] = []
    for unit in units { parts.append(try unit.solve(limits: limits)) }
    return StaffingPlan(merging: parts)
  }
}
