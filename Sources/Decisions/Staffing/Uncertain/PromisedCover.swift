import Foundation
public import Optimization
public import Queueing

/// The cheapest shifts that keep a promise to the contacts of whole days on a share of the days
/// that a forecast holds possible.
///
/// What too few people miss in an interval, over all courses of the rates, is a convex price of
/// missing persons there (`shortfallSteps`); wages and misses at a price λ_d a missed contact of
/// day d are minimised together, and λ_d is the least at which the day keeps its promise on
/// enough courses. This is the Lagrangian of "least wages with at most so many expected misses"
/// (Gans, Shen, Zhou, Korolev, McCord and Ristock 2015, "Parametric forecasting and stochastic
/// programming models for call-center workforce scheduling", M&SOM 17(4), with the scenarios
/// summed into one convex function an interval), and its bound is one on wages: no plan of these
/// shifts with as few expected misses costs less.
public struct PromisedCover: Sendable {
  /// One opening of one unit.
  public struct Day: Sendable {
    /// In time order; what they require is not read.
    public var intervals: [CoverInterval]
    public var promise: DayPromise
    /// Persons that must be there in each interval.
    public var floors: [Int]

    public init(intervals: [CoverInterval], promise: DayPromise, floors: [Int]) {
      self.intervals = intervals
      self.promise = promise
      self.floors = floors
    }
  }

  /// A plan, and what it gives each day.
  public struct Outcome: Sendable {
    public var plan: StaffingPlan
    /// Price of a missed contact on each day.
    public var prices: [Double]
    /// Share of each day's courses that keep the promise.
    public var chances: [Double]
    /// Persons in each interval of each day.
    public var people: [[Int]]
    /// The intervals as they were solved, with the prices of missing persons.
    var priced: [CoverInterval]

    /// Wages, and what they cannot be below for as few misses.
    public var wages: Double { plan.cost.total - plan.cost.underCover }
    public var wageBound: Double { min(wages, plan.bound - plan.cost.underCover) }
  }

  public let days: [Day]
  public let patterns: [ShiftPattern]
  public private(set) var rules: CoverRules
  public let shrinkage: Shrinkage
  public let limits: SolverLimits
  /// Expected misses by persons, of each interval of each day.
  private let penalties: [[StaffingPenalty]]
  /// A price to begin with: an hour's wage for a person an interval.
  private let scale: Double

  /// - Parameter days: one for each unit and day; units may be mixed.
  public init(
    days: [Day], patterns: [ShiftPattern], rules: CoverRules = CoverRules(), shrinkage: Shrinkage,
    limits: SolverLimits = SolverLimits()
  ) {
    self.days = days
    self.patterns = patterns
    self.rules = rules
    self.shrinkage = shrinkage
    self.limits = limits
    penalties = days.map {
      PromisedCover.penalties(of: $0.promise, floors: $0.floors, weights: nil, shrinkage)
    }
    let wage = patterns.map(\.costPerHour).reduce(0, +) / Double(max(1, patterns.count))
    let hours = days.first?.intervals.first?.hours ?? 0.5
    scale = max(1e-6, wage * hours)
  }

  /// The cheapest plan whose days keep the promise on a share `chance` of their courses, or
  /// come as near to it as the shifts allow.
  public func plan(chance: Double) throws(StaffingError) -> Outcome {
    let wanted = chance - 1e-9
    let first = try search(penalties, chance: wanted)
    // Only courses near the promise's edge decide whether a day keeps it: with the misses of
    // those alone the price buys people where they turn days.
    let edges = days.indices.map { d in
      PromisedCover.penalties(
        of: days[d].promise, floors: days[d].floors, weights: edgeWeights(first, day: d),
        shrinkage)
    }
    let second = try search(edges, chance: wanted)
    let reaches = { (outcome: Outcome) in outcome.chances.count { $0 >= wanted } }
    let (a, b) = (reaches(first), reaches(second))
    return a > b || (a == b && first.wages <= second.wages) ? first : second
  }

  /// The plan with the fewest expected misses among those of at most so many paid hours.
  public func plan(paidHours: Double) throws(StaffingError) -> Outcome {
    var bounded = self
    bounded.rules.maximumPaidHours = min(paidHours, rules.maximumPaidHours ?? .infinity)
    // At a price far above any wage a miss saves, hours alone are scarce.
    return try bounded.plan(price: scale * 100)
  }

  /// Wages and misses at a price a missed contact.
  public func plan(price: Double) throws(StaffingError) -> Outcome {
    try solve([Double](repeating: price, count: days.count), penalties)
  }

  /// What one more person there would save in misses at the day's price, less than which no
  /// person is worth its wage.
  public func savings(day: Int, interval: Int, people: Int, price: Double) -> Double {
    let penalty = penalties[day][interval]
    let floor = days[day].floors[interval]
    return price
      * (penalty.value(agents: max(0, people - floor))
        - penalty.value(agents: max(0, people + 1 - floor)))
  }

  /// The integer program whose answer an outcome is, for other solvers.
  public func program(of outcome: Outcome) throws(StaffingError) -> Problem {
    try CoverModel(intervals: outcome.priced, patterns: patterns, rules: rules).joinedProblem
  }

  // MARK: The search for prices

  /// For each day the least price at which the plan keeps the promise on a share `wanted` of
  /// the courses: bracketed by factors of 4, then halved on the logarithm, all days at once.
  private func search(
    _ penalties: [[StaffingPenalty]], chance wanted: Double
  ) throws(StaffingError) -> Outcome {
    let (least, most) = (log(scale * 1e-3), log(scale * 1e4))
    var low = [Double](repeating: least, count: days.count)
    var high = [Double](repeating: most, count: days.count)
    var hasMissed = [Bool](repeating: false, count: days.count)
    var hasKept = hasMissed
    var prices = [Double](repeating: log(scale), count: days.count)
    var best: Outcome?
    for _ in 0..<14 {
      let outcome = try solve(prices.map { exp($0) }, penalties)
      for d in days.indices {
        if outcome.chances[d] >= wanted {
          high[d] = prices[d]
          hasKept[d] = true
        } else {
          low[d] = prices[d]
          hasMissed[d] = true
        }
      }
      if outcome.chances.allSatisfy({ $0 >= wanted }),
        best.map({ outcome.wages <= $0.wages }) ?? true
      {
        best = outcome
      }
      if days.indices.allSatisfy({ high[$0] - low[$0] < 0.06 }) { break }
      for d in days.indices {
        prices[d] =
          if !hasKept[d] { min(most, low[d] + log(4)) } else if !hasMissed[d] {
            max(least, high[d] - log(4))
          } else { (low[d] + high[d]) / 2 }
      }
    }
    // Every day at its own end of the search; days may share rules, so that it is solved anew.
    let final = try solve(high.map { exp($0) }, penalties)
    guard let best else { return final }
    return final.chances.allSatisfy { $0 >= wanted } && final.wages <= best.wages ? final : best
  }

  private func solve(
    _ prices: [Double], _ penalties: [[StaffingPenalty]]
  ) throws(StaffingError) -> Outcome {
    var intervals: [CoverInterval] = []
    for (d, day) in days.enumerated() {
      for (k, interval) in day.intervals.enumerated() {
        var priced = interval
        let penalty = penalties[d][k]
        priced.required = Double(day.floors[k] + (penalty.agents.last ?? 0))
        priced.shortfallSteps = penalty.pieces.reversed().map {
          ShortfallStep(persons: $0.to - $0.from, pricePerPerson: $0.savingPerAgent * prices[d])
        }
        intervals.append(priced)
      }
    }
    let plan = try CoverModel(intervals: intervals, patterns: patterns, rules: rules)
      .solve(limits: limits)
    var present: [Place: Int] = [:]
    for cover in plan.cover { present[Place(cover.interval)] = cover.present }
    let people = days.map { $0.intervals.map { present[Place($0)] ?? 0 } }
    let chances = zip(days, people).map { day, people in
      day.promise.chance(agents: agents(people))
    }
    return Outcome(
      plan: plan, prices: prices, chances: chances, people: people, priced: intervals)
  }

  private struct Place: Hashable {
    var unit: String
    var start: Int64

    init(_ interval: CoverInterval) {
      unit = interval.unit
      start = interval.start
    }
  }

  /// The whole persons at work of those on the schedule.
  public func agents(_ people: [Int]) -> [Int] {
    PromisedCover.agents(people, shrinkage)
  }

  // MARK: Prices of persons

  private static func agents(_ people: Int, _ shrinkage: Shrinkage) -> Int {
    Int((shrinkage.present(rostered: people) + 1e-9).rounded(.down))
  }

  static func agents(_ people: [Int], _ shrinkage: Shrinkage) -> [Int] {
    people.map { agents($0, shrinkage) }
  }

  /// By persons beyond the floor.
  static func penalties(
    of promise: DayPromise, floors: [Int], weights: [Double]?, _ shrinkage: Shrinkage
  ) -> [StaffingPenalty] {
    floors.indices.map { k in
      let misses = promise.misses(interval: k, weights: weights)
      let floor = floors[k]
      var values: [Double] = []
      var people = floor
      while true {
        let agents = agents(people, shrinkage)
        values.append(misses[min(agents, misses.count - 1)])
        if agents >= misses.count - 1 { break }
        people += 1
      }
      return StaffingPenalty(hullOf: values)
    }
  }

  /// Weights of the courses by how near a plan's misses there are to what the promise allows,
  /// in ranks: a bell of a tenth of the courses.
  private func edgeWeights(_ outcome: Outcome, day: Int) -> [Double] {
    let promise = days[day].promise
    let shares = promise.missShares(agents: agents(outcome.people[day]))
    let order = shares.indices.sorted {
      shares[$0] != shares[$1] ? shares[$0] < shares[$1] : $0 < $1
    }
    let edge = Double(shares.count { $0 <= promise.allowance })
    let width = 0.1 * Double(shares.count)
    var weights = [Double](repeating: 0, count: shares.count)
    for (rank, path) in order.enumerated() {
      let away: Double = (Double(rank) + 0.5 - edge) / width
      weights[path] = exp(-0.5 * away * away) + 0.01
    }
    return weights
  }
}
