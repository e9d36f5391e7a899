/// Cases on hand and cases to come, to be cleared by a date: which weeks to hire in, and how
/// much overtime to work, at least cost.
public struct ClearingProblem: Sendable, Equatable {
  /// Cases on hand at the start, and cases that may be left at the end.
  public var onHand: Double
  public var allowedLeft: Double
  /// New cases of each week of each path: equally likely futures.
  public var arrivals: [[Double]]
  /// The share of the futures, above 0 and at most 1, in which the cases are cleared.
  public var certainty: Double
  public var staff: Staff
  public var limits: Limits

  /// Who is there, and what an hour gives and costs.
  public struct Staff: Sendable, Equatable {
    /// Full-time persons at the start.
    public var people: Double
    /// Paid hours a person has in each week.
    public var hours: [Double]
    /// The share of paid hours at the cases, above 0 and at most 1.
    public var presence: Double
    public var casesPerHour: Double
    public var costPerHour: Double
    public var overtimeCostPerHour: Double
    public var hireCost: Double
    /// Paid weeks before a new person works on cases.
    public var trainingWeeks: Int

    public init(
      people: Double, hours: [Double], presence: Double, casesPerHour: Double, costPerHour: Double,
      overtimeCostPerHour: Double, hireCost: Double, trainingWeeks: Int
    ) {
      self.people = people
      self.hours = hours
      self.presence = presence
      self.casesPerHour = casesPerHour
      self.costPerHour = costPerHour
      self.overtimeCostPerHour = overtimeCostPerHour
      self.hireCost = hireCost
      self.trainingWeeks = trainingWeeks
    }
  }

  /// What may be done about it. An hour of overtime is worked on cases throughout.
  public struct Limits: Sendable, Equatable {
    /// Of a trained person.
    public var overtimeHoursPerWeek: Double
    public var hiresPerWeek: Int
    public var hires: Int

    public init(overtimeHoursPerWeek: Double, hiresPerWeek: Int, hires: Int) {
      self.overtimeHoursPerWeek = overtimeHoursPerWeek
      self.hiresPerWeek = hiresPerWeek
      self.hires = hires
    }
  }

  /// - Precondition: every path has as many weeks as `staff.hours`, and there is a path.
  public init(
    onHand: Double, allowedLeft: Double, arrivals: [[Double]], certainty: Double, staff: Staff,
    limits: Limits
  ) {
    precondition(!arrivals.isEmpty && arrivals.allSatisfy { $0.count == staff.hours.count })
    precondition(certainty > 0 && certainty <= 1)
    self.onHand = onHand
    self.allowedLeft = allowedLeft
    self.arrivals = arrivals
    self.certainty = certainty
    self.staff = staff
    self.limits = limits
  }

  public var weeks: Int { staff.hours.count }

  /// In how many futures the cases need not be cleared.
  public var pathsSpared: Int {
    Int(((1 - certainty) * Double(arrivals.count) + 1e-9).rounded(.down))
  }

  /// The same with an earlier date.
  public func truncated(toWeeks count: Int) -> ClearingProblem {
    var earlier = self
    earlier.staff.hours = Array(staff.hours.prefix(count))
    earlier.arrivals = arrivals.map { Array($0.prefix(count)) }
    return earlier
  }

  /// Cases that an ordinary week of one trained person clears.
  func cases(inWeek week: Int) -> Double {
    staff.hours[week] * staff.presence * staff.casesPerHour
  }

  /// Persons who work on cases in each week.
  public func trained(hires: [Int]) -> [Double] {
    (0..<weeks).map { week in
      let joined = hires.prefix(max(0, week - staff.trainingWeeks + 1)).reduce(0, +)
      return staff.people + Double(joined)
    }
  }

  /// Cases that can be worked on in each week.
  public func capacity(hires: [Int], overtime: [Double]) -> [Double] {
    let trained = trained(hires: hires)
    return (0..<weeks).map { cases(inWeek: $0) * trained[$0] + staff.casesPerHour * overtime[$0] }
  }

  /// What it costs beyond the staff already there.
  public func extraCost(hires: [Int], overtime: [Double]) -> Double {
    var cost = 0.0
    for (week, count) in hires.enumerated() where count > 0 {
      cost += Double(count) * (staff.hireCost + staff.costPerHour * paidHours(from: week))
    }
    return cost + staff.overtimeCostPerHour * overtime.reduce(0, +)
  }

  func paidHours(from week: Int) -> Double { staff.hours[week...].reduce(0, +) }

  /// The backlog at the end of each week of a path: nobody works on a case before it comes.
  public func course(_ arrivals: [Double], capacity: [Double]) -> [Double] {
    var left = onHand
    return zip(arrivals, capacity).map { new, cases in
      left = max(0, left + new - cases)
      return left
    }
  }

  /// The share of paths at whose end no more than the allowed cases are left.
  public func chance(_ paths: [[Double]], capacity: [Double]) -> Double {
    let hits = paths.count {
      let left = course($0, capacity: capacity).last ?? onHand
      return left <= allowedLeft + 1e-6 * (onHand + allowedLeft + 1)
    }
    return Double(hits) / Double(max(1, paths.count))
  }

  /// All hires as early as they may come, and all overtime: no plan clears more, in any path.
  public var most: (hires: [Int], overtime: [Double]) {
    var left = limits.hires
    let hires = (0..<weeks).map { _ in
      let next = min(left, limits.hiresPerWeek)
      left -= next
      return next
    }
    return (hires, trained(hires: hires).map { $0 * limits.overtimeHoursPerWeek })
  }

  /// Whether any plan keeps the date with the certainty asked for.
  public var isPossible: Bool {
    let (hires, overtime) = most
    let capacity = capacity(hires: hires, overtime: overtime)
    return chance(arrivals, capacity: capacity) >= certainty - 1e-9
  }
}

/// Hires and overtime by week.
public struct ClearingPlan: Sendable, Equatable {
  public var hires: [Int]
  /// Hours of all persons together.
  public var overtime: [Double]
  /// What it costs beyond the staff already there, and a bound that no plan beats.
  public var cost: Double
  public var bound: Double
  /// By how much one more case of allowed backlog, at the end, would lower the cost, by the
  /// duals of the linear relaxation; nil where the solver found none.
  public var pricePerCase: Double?

  /// Up to the hundredths of an hour in which overtime is paid.
  public var isProved: Bool { cost - bound <= 2e-6 * max(1, abs(cost)) }
  public var relativeGap: Double { isProved ? 0 : (cost - bound) / max(1, abs(cost)) }
}

/// Why there is no plan that clears the cases in time.
public enum ClearingError: Error, Equatable, Sendable {
  /// With all hires and overtime the date is kept in this share of the futures.
  case impossible(chance: Double)
  /// The solver reached a limit first; no plan costs less than `bound`.
  case noPlanWithinLimit(bound: Double)
}
