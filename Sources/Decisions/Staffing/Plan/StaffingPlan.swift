public import CivilTime
public import Optimization

/// Which shifts to work, what they cost and cover, and what is proved about it.
public struct StaffingPlan: Sendable, Equatable {
  /// Shifts that are alike, and how many of them.
  public struct Shift: Sendable, Hashable {
    public var unit: String
    /// Name of its pattern.
    public var pattern: String
    /// Seconds on the axis of the intervals, and what the wall clock shows.
    public var start: Int64
    public var end: Int64
    public var wallStart: WallTime
    public var wallEnd: WallTime
    /// In the order of the pattern's rules.
    public var breaks: [Break]
    public var count: Int
    /// Of one such shift.
    public var cost: Double
    public var paidHours: Double
    /// Index into `tours`, where the shift is part of one.
    public var tour: Int?
  }

  public struct Break: Sendable, Hashable {
    public var start: Int64
    public var end: Int64
    public var wallStart: WallTime
    public var wallEnd: WallTime
    public var paid: Bool
  }

  /// Persons who work the same days: of a week, always with the same start, or at the same place
  /// of a rotation.
  public struct Tour: Sendable, Hashable {
    public var unit: String
    /// Name of its pattern, or of its rotation.
    public var pattern: String
    public var days: [CivilDate]
    public var wallStart: WallTime
    public var count: Int
  }

  /// What the plan gives an interval.
  public struct Cover: Sendable, Hashable {
    public var interval: CoverInterval
    /// Persons there through all of it.
    public var present: Int
    /// What one more required person in this interval would cost, by the duals
    /// of the linear relaxation; nil where the solver found none.
    public var price: Double?

    public var over: Double { max(0, Double(present) - interval.required) }
    public var under: Double { max(0, interval.required - Double(present)) }
  }

  /// A limit that holds the cost up.
  public struct BindingLimit: Sendable, Hashable {
    public var unit: String
    /// For example `"night": at most 4 on 2025-03-09`.
    public var text: String
    /// What the cost would change by if the limit were one higher, by the duals
    /// of the linear relaxation: negative for a most, positive for a least.
    public var price: Double
  }

  public struct Cost: Sendable, Hashable {
    public var shifts = 0.0
    public var underCover = 0.0
    public var overCover = 0.0
    public var total: Double { shifts + underCover + overCover }
  }

  /// How a unit was solved.
  public struct UnitOutcome: Sendable, Hashable {
    public var unit: String
    public var status: SolutionStatus
    public var cost: Double
    public var bound: Double
    /// Columns of the model, after those that cannot help were dropped.
    public var candidates: Int
    public var nodes: Int
    public var iterations: Int
  }

  /// `.optimal` when every unit is solved to the gap asked for, else `.feasible`.
  public var status: SolutionStatus
  public var cost: Cost
  /// No plan within the rules costs less than this.
  public var bound: Double
  /// By unit, start, pattern (in the order of the list) and breaks.
  public var shifts: [Shift]
  public var tours: [Tour]
  /// One an interval, by unit and time.
  public var cover: [Cover]
  public var bindingLimits: [BindingLimit]
  public var units: [UnitOutcome]
  /// Whether the days around the plan were planned with it (see `PlanEdges`).
  public var spansEdges = false

  /// `cost.total − bound`, never negative.
  public var gap: Double { max(0, cost.total - bound) }

  /// `gap` as a share of the cost (of 1 where that is smaller).
  public var relativeGap: Double { gap / max(1, abs(cost.total)) }

  /// Persons at work more and less than required, times hours.
  public var overHours: Double { cover.reduce(0) { $0 + $1.over * $1.interval.hours } }
  public var underHours: Double { cover.reduce(0) { $0 + $1.under * $1.interval.hours } }
  public var requiredHours: Double {
    cover.reduce(0) { $0 + $1.interval.required * $1.interval.hours }
  }
  public var paidHours: Double { shifts.reduce(0) { $0 + Double($1.count) * $1.paidHours } }
  public var shiftCount: Int { shifts.reduce(0) { $0 + $1.count } }
}

extension StaffingPlan {
  /// One plan from the plans of the units.
  init(merging parts: [StaffingPlan]) {
    self.init(
      status: parts.allSatisfy { $0.status == .optimal } ? .optimal : .feasible, cost: Cost(),
      bound: 0, shifts: [], tours: [], cover: [], bindingLimits: [], units: [])
    for part in parts {
      cost.shifts += part.cost.shifts
      cost.underCover += part.cost.underCover
      cost.overCover += part.cost.overCover
      bound += part.bound
      let firstTour = tours.count
      shifts += part.shifts.map {
        var shift = $0
        shift.tour = $0.tour.map { $0 + firstTour }
        return shift
      }
      tours += part.tours
      cover += part.cover
      bindingLimits += part.bindingLimits
      units += part.units
    }
  }
}
