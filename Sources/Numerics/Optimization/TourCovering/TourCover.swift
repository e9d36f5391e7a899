/// Covering a cyclic horizon of days with tours: everyone works the same kind of shift on
/// `daysOn` of the days, any of them.
///
///     minimize Σ_k Σ_d cost_kd · y_kd
///     subject to  Σ (k, d) on duty at slot t  y_kd ≥ demand_t        for every slot t
///                 Σ_d y_kd = daysOn · n_k,  y_kd ≤ n_k               for every kind k
///                 y, n integers ≥ 0
///
/// n_k is the number of tours of kind k, y_kd how many of them work on day d. Which days
/// off go together need not be modelled: every such y splits into n_k tours of `daysOn`
/// days each (Burns & Carter 1985), so that one tour is 1 + `dayCount` columns of a few
/// coefficients instead of a column for each choice of days.
///
/// Rows over the tours alone tighten the relaxation. Whoever is ever on duty at a time of
/// day τ belongs to a kind that covers τ, on `daysOn` days at most: the demand at τ,
/// summed over all days and divided by `daysOn`, bounds Σ n_k over these kinds, and rounds
/// up (Chvátal 1973), as the demand of the greatest day does:
///
///     Σ_{k covers τ} n_k ≥ max(max_d demand_dτ, ⌈Σ_d demand_dτ / daysOn⌉)
public struct TourCover: Sendable {
  /// A kind of shift.
  public struct Kind: Sendable, Equatable {
    /// Slots on duty, counted from the start of the day the shift begins on; they may run
    /// into the days after. Ascending, none twice, not more than a day from first to last.
    public var slots: [Int]
    /// Cost of a shift by the day it begins on.
    public var costs: [Double]

    public init(slots: [Int], costs: [Double]) {
      self.slots = slots
      self.costs = costs
    }
  }

  /// `count` people who work shifts of kind `kind` that begin on `days`.
  public struct Tour: Sendable, Equatable {
    public var kind: Int
    public var days: [Int]
    public var count: Int
  }

  /// A plan and what is proved about it. `solution.primal` holds, kind by kind, the number
  /// of tours and the numbers on duty by day; `solution.rowDuals` begins with the prices of
  /// the demand, one a slot.
  public struct Plan: Sendable {
    public var solution: Solution
    /// Empty where there is no plan.
    public var tours: [Tour]
  }

  public enum Failure: Error, Equatable, Sendable {
    /// The demand is not `dayCount` days of equally many slots, or is not finite.
    case demand
    /// Fewer than one day, or days on duty outside `1...dayCount`.
    case days
    /// Costs not one a day, not finite or negative; slots not ascending, negative or more
    /// than a day apart.
    case kind(Int)
  }

  public let demand: [Double]
  public let dayCount: Int
  public let daysOn: Int
  public let kinds: [Kind]
  var slotsPerDay: Int { demand.count / dayCount }

  /// - Parameters:
  ///   - demand: people needed in every slot, day after day; the horizon is cyclic.
  ///   - dayCount: days in `demand`.
  ///   - daysOn: days everyone works.
  ///   - kinds: shifts to choose from. Neighbours in this order are searched together:
  ///     list them by start.
  public init(demand: [Double], dayCount: Int, daysOn: Int, kinds: [Kind]) throws(Failure) {
    guard dayCount >= 1, (1...dayCount).contains(daysOn) else { throw .days }
    guard demand.count >= dayCount, demand.count % dayCount == 0, demand.allSatisfy(\.isFinite)
    else { throw .demand }
    let day = demand.count / dayCount
    for (k, kind) in kinds.enumerated() {
      guard kind.costs.count == dayCount, kind.costs.allSatisfy({ $0 >= 0 && $0.isFinite }),
        zip(kind.slots, kind.slots.dropFirst()).allSatisfy({ $0 < $1 }),
        let first = kind.slots.first, let last = kind.slots.last, first >= 0, last - first < day,
        last < demand.count
      else { throw .kind(k) }
    }
    self.demand = demand.map { $0.rounded(.up) }
    self.dayCount = dayCount
    self.daysOn = daysOn
    self.kinds = kinds
  }

  /// Greedy tours, then dives and neighbourhood searches over the numbers of tours first,
  /// then branch and bound.
  public func minimized(limits: SolverLimits = .init()) -> Plan {
    let problem = problem
    var core = IntegerCore(problem)
    core.structure = structure()
    let budget = WorkBudget(limits)
    let answer = ComponentSearch(core, limits, budget).run()
    let solution = answer.solution(
      of: problem, limits, budget, rowDuals: answer.rowDuals, reducedCosts: answer.reducedCosts)
    return Plan(solution: solution, tours: solution.primal.isEmpty ? [] : tours(solution.primal))
  }

  /// The integer program above, rows of the demand first; variables kind by kind, n_k and
  /// then y_k0, y_k1, …
  public var problem: Problem {
    var result = Problem()
    for d in demand { result.addConstraint(lower: d) }
    let times = (0..<slotsPerDay).map { time in
      let column = (0..<dayCount).map { demand[$0 * slotsPerDay + time] }
      let share = column.reduce(0, +) / Double(daysOn)
      return result.addConstraint(lower: max(0, column.max() ?? 0, (share - 1e-9).rounded(.up)))
    }
    for kind in kinds {
      let sum = result.addConstraint(lower: 0, upper: 0)
      let links = (0..<dayCount).map { _ in result.addConstraint(upper: 0) }
      var entries = kind.slots.map { Problem.Entry(row: times[$0 % slotsPerDay], value: 1) }
      entries.append(.init(row: sum, value: -Double(daysOn)))
      entries += links.map { .init(row: $0, value: -1) }
      result.addColumn(cost: 0, entries: entries, isInteger: true)
      for (d, link) in links.enumerated() {
        let slots = kind.slots.map { (d * slotsPerDay + $0) % demand.count }
        let cover = slots.map { Problem.Entry(row: $0, value: 1) }
        result.addColumn(
          cost: kind.costs[d],
          entries: cover + [.init(row: sum, value: 1), .init(row: link, value: 1)],
          isInteger: true)
      }
    }
    return result
  }

  private func structure() -> CoreStructure {
    let width = dayCount + 1
    var result = CoreStructure()
    result.blocks = kinds.indices.map { k in Array(k * width..<(k + 1) * width) }
    result.isLeading = (0..<kinds.count * width).map { $0 % width == 0 }
    // The number of all tours, of tours as long, and of those among neighbours.
    var sums = [kinds.indices.map { $0 * width }]
    let sizes = Set(kinds.map(\.slots.count)).sorted()
    if sizes.count > 1 {
      for size in sizes {
        sums.append(kinds.indices.filter { kinds[$0].slots.count == size }.map { $0 * width })
      }
    }
    for parts in [4, 8] where kinds.count >= 4 * parts {
      for part in 0..<parts {
        let range = part * kinds.count / parts..<(part + 1) * kinds.count / parts
        sums.append(range.map { $0 * width })
      }
    }
    result.sums = sums.filter { $0.count > 1 }
    result.plan = greedyPlan()
    return result
  }
}
