import Briefings
import CivilTime
import Optimization
import Provenance
import Reports
import Staffing

/// A backlog's problem, its plan, and what both say.
struct BacklogRecord {
  var recipe: BacklogRecipe
  var calendar: BacklogCalendar
  var futures: BacklogFutures
  var weeks: Int
  var planning: PlanningOptions

  private var limits: SolverLimits { SolverLimits(nodes: 20_000, relativeGap: 1e-9) }

  func result() throws -> (files: RunFiles, facts: BacklogFacts) {
    let horizon = weeks + recipe.goal.pricedWeeks
    let longest = problem(weeks: horizon)
    let wanted = longest.truncated(toWeeks: weeks)
    try planning.write(wanted.model.problem, named: recipe.title)
    let plan = try solve(wanted)
    let facts = facts(plan, wanted, deadlines: deadlines(longest, plan))
    var files = RunFiles()
    files[BacklogFiles.weeks] = BacklogFiles.weeks(of: facts)
    files[BacklogFiles.deadlines] = BacklogFiles.deadlines(of: facts)
    return (files, facts)
  }

  private func problem(weeks: Int) -> ClearingProblem {
    let (goal, staff) = (recipe.goal, recipe.staff)
    return ClearingProblem(
      onHand: goal.onHand, allowedLeft: goal.allowedLeft,
      arrivals: futures.paths.prefix(goal.paths).map { Array($0.prefix(weeks)) },
      certainty: goal.certainty,
      staff: .init(
        people: staff.people,
        hours: (0..<weeks).map { staff.hoursPerWeek * calendar.openShare($0) },
        presence: 1 - staff.shrinkage, casesPerHour: staff.casesPerHour,
        costPerHour: staff.costPerHour, overtimeCostPerHour: staff.overtimeCostPerHour,
        hireCost: staff.hireCost, trainingWeeks: staff.trainingWeeks),
      limits: .init(
        overtimeHoursPerWeek: staff.overtimeHoursPerWeek, hiresPerWeek: staff.hiresPerWeek,
        hires: staff.maximumHires))
  }

  private func solve(_ problem: ClearingProblem) throws -> ClearingPlan {
    do {
      return try problem.solve(limits: planning.applied(to: limits))
    } catch {
      switch error {
      case .impossible(let chance):
        throw PipelineError(
          .noPlan, BacklogConflict(self, problem, chance: chance).description)
      case .noPlanWithinLimit(let bound):
        throw PipelineError(
          .noPlan,
          "no plan was found within the time limit; none costs less than "
            + "\(PlainWords.money(max(0, bound), sign: recipe.staff.currency)). Give it more time.")
      }
    }
  }

  /// The dates around the one asked for, each planned by itself.
  private func deadlines(_ longest: ClearingProblem, _ plan: ClearingPlan)
    -> [BacklogFacts.Deadline]
  {
    let around = recipe.goal.pricedWeeks
    return (max(1, weeks - around)...weeks + around).compactMap { count in
      guard let date = calendar.last(count - 1) else { return nil }
      var entry = BacklogFacts.Deadline(date: count == weeks ? "\(recipe.goal.clearBy)" : "\(date)")
      let problem = longest.truncated(toWeeks: count)
      do throws(ClearingError) {
        let other = count == weeks ? plan : try problem.solve(limits: planning.applied(to: limits))
        entry.cost = rounded2(other.cost)
        entry.bound = rounded2(other.bound)
        entry.hires = other.hires.reduce(0, +)
        entry.overtimeHours = rounded2(other.overtime.reduce(0, +))
      } catch {
        if case .impossible(let chance) = error { entry.bestChance = chance }
      }
      return entry
    }
  }

  private func facts(
    _ plan: ClearingPlan, _ problem: ClearingProblem, deadlines: [BacklogFacts.Deadline]
  ) -> BacklogFacts {
    let goal = recipe.goal
    let unseen = futures.paths.dropFirst(goal.paths).map { Array($0.prefix(weeks)) }
    let capacity = problem.capacity(hires: plan.hires, overtime: plan.overtime)
    let standing = problem.capacity(
      hires: plan.hires.map { _ in 0 }, overtime: plan.overtime.map { _ in 0 })
    let courses = unseen.map { problem.course($0, capacity: capacity) }
    let list = (0..<weeks).map { week in
      let inflow = Quantiles(unseen.map { $0[week] })
      let left = Quantiles(courses.map { $0[week] })
      return BacklogFacts.Week(
        first: calendar.first(week)?.description ?? "",
        last: calendar.last(week)?.description ?? "",
        inflow: rounded2(inflow.mean), inflowLow: rounded2(inflow.at(0.1)),
        inflowHigh: rounded2(inflow.at(0.9)),
        people: problem.staff.people + Double(plan.hires.prefix(week + 1).reduce(0, +)),
        hires: plan.hires[week], overtimeHours: rounded2(plan.overtime[week]),
        capacity: rounded2(capacity[week]), left: rounded2(left.at(0.5)),
        leftLow: rounded2(left.at(0.1)), leftHigh: rounded2(left.at(0.9)),
        chance: Double(courses.count { $0[week] <= goal.allowedLeft + 1e-6 })
          / Double(max(1, courses.count)))
    }
    return BacklogFacts(
      currency: recipe.staff.currency, onHand: goal.onHand, allowedLeft: goal.allowedLeft,
      clearBy: "\(goal.clearBy)", certainty: goal.certainty, people: problem.staff.people,
      cost: rounded2(plan.cost),
      bound: plan.isProved ? rounded2(plan.cost) : (plan.bound * 100).rounded(.down) / 100,
      relativeGap: plan.relativeGap, checkedChance: problem.chance(unseen, capacity: capacity),
      standingChance: problem.chance(unseen, capacity: standing), paths: goal.paths, weeks: list,
      deadlines: deadlines, assumptions: assumptions, notes: notes)
  }

  private var notes: [String] {
    guard let last = calendar.last(weeks - 1), last < recipe.goal.clearBy else { return [] }
    return [
      "The plan counts whole weeks: the last ends on \(PlainWords.date(last)), before the date."
    ]
  }

  private var assumptions: [PlanFacts.Assumption] {
    let (goal, staff) = (recipe.goal, recipe.staff)
    var list: [PlanFacts.Assumption] = []
    func add(_ statement: String, _ value: String, _ name: String) {
      list.append(
        .init(statement: statement, value: value, source: recipe.sources[name] ?? "the recipe"))
    }
    let money = { PlainWords.money($0, sign: staff.currency, digits: 2) }
    let unit = recipe.data.unit
    add("\(PlainWords.sentence(unit)) waiting at the start", number(goal.onHand), "onHand")
    add("May still be open at the date", number(goal.allowedLeft), "allowedLeft")
    add("People on the \(unit) now", number(staff.people), "people")
    add("Finished in an hour of work", number(staff.casesPerHour), "casesPerHour")
    add("Paid hours in a week", number(staff.hoursPerWeek), "hoursPerWeek")
    add("Paid time away from the \(unit)", PlainWords.percent(staff.shrinkage), "shrinkage")
    add("A paid hour", money(staff.costPerHour), "costPerHour")
    add("An hour of overtime", money(staff.overtimeCostPerHour), "overtimeCostPerHour")
    add(
      "Overtime, at most", "\(number(staff.overtimeHoursPerWeek)) hours a person and week",
      "overtimeHoursPerWeek")
    add(
      "New people, at most", "\(staff.hiresPerWeek) a week and \(staff.maximumHires) in all",
      "maximumHires")
    add("A new person costs, beside the wage", money(staff.hireCost), "hireCost")
    add(
      "Before a new person works on \(unit)", PlainWords.count(staff.trainingWeeks, "week"),
      "trainingWeeks")
    add("New people are paid until", "the date", "hires")
    return list
  }

  func number(_ value: Double) -> String { PlainWords.number(value) }

  /// Whether a date that many weeks away can be kept, with other limits.
  func isPossible(_ problem: ClearingProblem, _ change: (inout ClearingProblem) -> Void) -> Bool {
    var other = problem
    change(&other)
    return other.isPossible
  }

  /// The first week count at which the recipe's limits suffice.
  func firstPossibleWeeks() -> Int? {
    let longest = futures.paths.first?.count ?? 0
    return (1...max(1, longest)).first { problem(weeks: $0).isPossible }
  }
}

/// Which rules of the recipe stand in the way of the date, and the least change of each
/// that would be enough.
struct BacklogConflict: CustomStringConvertible {
  private var rules: [String] = []
  private var remedies: [String] = []
  private let opening: String

  init(_ record: BacklogRecord, _ problem: ClearingProblem, chance: Double) {
    let (goal, staff) = (record.recipe.goal, record.recipe.staff)
    opening =
      "\(goal.clearBy) cannot be kept with a chance of \(PlainWords.percent(goal.certainty)): with "
      + "everybody who may be hired and all overtime it is \(PlainWords.percent(chance))"
    func least(_ upper: Double, _ step: Double, _ change: (inout ClearingProblem, Double) -> Void)
      -> Double?
    {
      guard record.isPossible(problem, { change(&$0, upper) }) else { return nil }
      var (low, high) = (0.0, (upper / step).rounded(.up))
      while low < high {
        let middle = ((low + high) / 2).rounded(.down)
        if record.isPossible(problem, { change(&$0, middle * step) }) {
          high = middle
        } else {
          low = middle + 1
        }
      }
      return high * step
    }
    /// A rule takes part where the date could be kept if it alone were changed enough.
    func consider(_ rule: String, _ remedy: String?) {
      guard let remedy else { return }
      rules.append(rule)
      remedies.append(remedy)
    }
    consider(
      "at most \(PlainWords.number(staff.overtimeHoursPerWeek)) hours of overtime a week",
      least(40, 0.5) { $0.limits.overtimeHoursPerWeek = $1 }.map {
        "overtimeHoursPerWeek \($0 == $0.rounded() ? String(Int($0)) : String($0))"
      })
    let crowd = Double(staff.maximumHires) + 10 * max(10, staff.people)
    consider(
      "at most \(PlainWords.count(staff.maximumHires, "new person", plural: "new people")) in all",
      least(crowd, 1) { $0.limits.hires = Int($1) }.map { "maximumHires \(Int($0))" })
    consider(
      "at most \(PlainWords.count(staff.hiresPerWeek, "new person", plural: "new people")) a week",
      least(Double(max(staff.maximumHires, 1)), 1) { $0.limits.hiresPerWeek = Int($1) }.map {
        "hiresPerWeek \(Int($0))"
      })
    consider(
      "\(PlainWords.number(goal.allowedLeft)) left at the date",
      least(goal.onHand + goal.allowedLeft, max(1, (goal.onHand / 1_000).rounded(.up))) {
        $0.allowedLeft = max(goal.allowedLeft, $1)
      }.map { "allowedLeft \(Int($0))" })
    if let weeks = record.firstPossibleWeeks(), let date = record.calendar.last(weeks - 1) {
      remedies.append("clearBy \(date)")
    }
    if chance >= 0.5 { remedies.append("certainty \((chance * 100).rounded(.down) / 100)") }
  }

  var description: String {
    let conflict =
      rules.isEmpty ? "" : ". These rules stand against it: \(PlainWords.list(rules))"
    let help =
      remedies.isEmpty
      ? ". Change several limits together, or give a later date."
      : ". Any one of these would be enough: \(PlainWords.list(remedies, joining: "or"))."
    return opening + conflict + help
  }
}
