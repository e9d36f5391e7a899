import CivilTime
import Optimization

extension UnitModel {
  func solve(limits solverLimits: SolverLimits) throws(StaffingError) -> StaffingPlan {
    let solution = minimize(problem, limits: solverLimits)
    switch solution.status {
    case .optimal, .feasible: return plan(from: solution)
    case .infeasible: throw explanation(limits: solverLimits)
    case .undecided:
      guard var found = greedy() else {
        throw .noPlanWithinLimit(unit: unit, bound: solution.bound)
      }
      found.bound = min(found.objective, max(found.bound, solution.bound))
      return plan(from: found)
    case .unbounded, .malformed: throw .unexpected(unit: unit, solution.status)
    }
  }

  /// Reads the shifts off a solution, and recomputes cost and cover from them.
  private func plan(from solution: Solution) -> StaffingPlan {
    let counts = solution.primal.map { Int($0.rounded()) }
    var work = BreakAssignment(self, counts: counts)
    var shifts: [(key: ShiftKey, count: Int)] = []
    var tours: [StaffingPlan.Tour] = []
    var isPresent = [Int](repeating: 0, count: grid.intervals.count)
    let order = candidates.columns.indices.filter { counts[$0] > 0 }
    for k in order {
      let column = candidates.columns[k]
      let pattern = patterns[candidates.duties[column.duties[0]].pattern]
      var tour: Int?
      let rotation = column.rotation.map { rules.rotations[$0] }
      if pattern.tour != nil || rotation != nil {
        tour = tours.count
        tours.append(
          StaffingPlan.Tour(
            unit: unit, pattern: rotation?.name ?? pattern.name,
            days: column.duties.map { candidates.duties[$0].date },
            wallStart: grid.wall(at: candidates.duties[column.duties[0]].start), count: counts[k]))
      }
      for duty in column.duties {
        if let breaks = column.breaks {
          shifts.append((ShiftKey(duty: duty, breaks: breaks, tour: tour), counts[k]))
        } else {
          for (breaks, count) in work.take(counts[k], of: duty) {
            shifts.append((ShiftKey(duty: duty, breaks: breaks, tour: tour), count))
          }
        }
      }
    }
    shifts.sort { precedes($0.key, $1.key) }

    var cost = StaffingPlan.Cost()
    for shift in shifts {
      let duty = candidates.duties[shift.key.duty]
      cost.shifts += Double(shift.count) * shift.key.cost(of: duty)
      for interval in duty.presence(with: shift.key.breaks) {
        isPresent[Int(interval)] += shift.count
      }
    }
    let cover = grid.intervals.indices.map { k in
      StaffingPlan.Cover(
        interval: grid.intervals[k], present: isPresent[k], price: price(of: k, solution))
    }
    for place in cover {
      cost.overCover += rules.overCoverPrice * place.over * place.interval.hours
      cost.underCover += place.interval.shortfallCost(
        present: place.present, price: rules.underCoverPrice ?? 0)
    }
    let bound = min(solution.bound, cost.total)
    return StaffingPlan(
      status: solution.status, cost: cost, bound: bound,
      shifts: shifts.map { planned($0.key, count: $0.count) }, tours: tours, cover: cover,
      bindingLimits: bindingLimits(solution),
      units: [
        StaffingPlan.UnitOutcome(
          unit: unit, status: solution.status, cost: cost.total, bound: bound,
          candidates: candidates.columns.count, nodes: solution.nodes,
          iterations: solution.iterations)
      ])
  }

  /// The over-cover is priced on the columns, with the requirement as a
  /// constant: the price of one more required person lacks that part of it.
  private func price(of interval: Int, _ solution: Solution) -> Double? {
    guard !solution.rowDuals.isEmpty else { return nil }
    guard let row = coverRows[interval] else { return 0 }
    return solution.rowDuals[row] - rules.overCoverPrice * grid.intervals[interval].hours
  }

  private func bindingLimits(_ solution: Solution) -> [StaffingPlan.BindingLimit] {
    guard !solution.rowDuals.isEmpty else { return [] }
    return limits.compactMap { limit in
      let price = solution.rowDuals[limit.row]
      guard abs(price) > 1e-7 else { return nil }
      return StaffingPlan.BindingLimit(unit: unit, text: limit.text, price: price)
    }
  }

  private func precedes(_ a: ShiftKey, _ b: ShiftKey) -> Bool {
    let (x, y) = (candidates.duties[a.duty], candidates.duties[b.duty])
    if x.start != y.start { return x.start < y.start }
    if x.pattern != y.pattern { return x.pattern < y.pattern }
    let (s, t) = (a.breaks.map(\.start), b.breaks.map(\.start))
    if s != t { return s.lexicographicallyPrecedes(t) }
    return (a.tour ?? -1) < (b.tour ?? -1)
  }

  private func planned(_ key: ShiftKey, count: Int) -> StaffingPlan.Shift {
    let duty = candidates.duties[key.duty]
    let pattern = patterns[duty.pattern]
    return StaffingPlan.Shift(
      unit: unit, pattern: pattern.name, start: duty.start, end: duty.end,
      wallStart: grid.wall(at: duty.start), wallEnd: grid.wall(at: duty.end),
      breaks: zip(key.breaks, pattern.breaks).map { place, rule in
        StaffingPlan.Break(
          start: place.start, end: place.end, wallStart: grid.wall(at: place.start),
          wallEnd: grid.wall(at: place.end), paid: rule.paid)
      },
      count: count, cost: key.cost(of: duty), paidHours: duty.paidHours, tour: key.tour)
  }
}

/// What tells the shifts of a plan apart.
private struct ShiftKey {
  var duty: Int
  var breaks: [BreakPlacement]
  var tour: Int?

  func cost(of duty: Duty) -> Double {
    duty.cost - breaks.reduce(0) { $0 + $1.saving }
  }
}

/// Deals the places of breaks, which the model counts for all persons of a duty
/// together, to those persons: the earliest first break goes with the earliest
/// second break, which keeps breaks well apart.
private struct BreakAssignment {
  private var queues: [Int: [[BreakPlacement]]] = [:]

  init(_ model: UnitModel, counts: [Int]) {
    let first = model.candidates.columns.count
    for (k, variable) in model.breakVariables.enumerated() where counts[first + k] > 0 {
      let places = model.candidates.duties[variable.duty].placements
      if queues[variable.duty] == nil {
        queues[variable.duty] = [[BreakPlacement]](repeating: [], count: places.count)
      }
      // Variables are in order of place, so that each queue is, too.
      queues[variable.duty]![variable.rule] += Array(
        repeating: places[variable.rule][variable.placement], count: counts[first + k])
    }
  }

  /// The breaks of the next `count` persons of a duty, alike ones together.
  mutating func take(_ count: Int, of duty: Int) -> [(breaks: [BreakPlacement], count: Int)] {
    guard var queue = queues[duty] else { return [([], count)] }
    var taken: [(breaks: [BreakPlacement], count: Int)] = []
    for person in 0..<count {
      let breaks = queue.map { $0[person] }
      if let last = taken.last, last.breaks == breaks {
        taken[taken.count - 1].count += 1
      } else {
        taken.append((breaks, 1))
      }
    }
    for rule in queue.indices { queue[rule].removeFirst(count) }
    queues[duty] = queue
    return taken
  }
}
