public import Optimization

extension ClearingProblem {
  /// The integer program, and where its variables and rows stand.
  public struct Model: Sendable {
    public var problem = Problem()
    var hires: [Int] = []
    var overtime: [Int] = []
    /// Rows that ask for cases to be cleared.
    var demands: [Int] = []
  }

  /// Hires h and overtime o by week, and a path given up by z = 1.
  ///
  /// The backlog at the end is the largest of 0 and, for every week s, the cases that come from
  /// s on (for the first week with those on hand) less the capacity from s on (Lindley 1952), so
  /// that a path ω is cleared when for all s
  ///
  ///     capacity(s…) ≥ need_s(ω) − (need_s(ω) − q_s) z_ω,   Σ z ≤ k
  ///
  /// where k paths may be given up and q_s is the (k + 1)-th largest need: it binds whatever
  /// paths are given up (Luedtke, Ahmed and Nemhauser 2010, "An integer programming approach for
  /// linear programs with probabilistic constraints", Mathematical Programming 122(2), §2).
  /// Paths whose need is at most q_s need no row.
  public var model: Model {
    var model = Model()
    for week in 0..<weeks {
      model.hires.append(
        model.problem.addVariable(
          "hires_week_\(week + 1)",
          cost: staff.hireCost + staff.costPerHour * paidHours(from: week),
          upper: Double(min(limits.hiresPerWeek, limits.hires)), isInteger: true))
    }
    for week in 0..<weeks {
      model.overtime.append(
        model.problem.addVariable("overtime_week_\(week + 1)", cost: staff.overtimeCostPerHour))
    }
    model.problem.addConstraint(
      "hires_in_all", terms: model.hires.map { Problem.Term($0, 1) }, upper: Double(limits.hires))
    for week in 0..<weeks {
      var terms = [Problem.Term(model.overtime[week], 1)]
      for joined in 0..<max(0, week - staff.trainingWeeks + 1) {
        terms.append(Problem.Term(model.hires[joined], -limits.overtimeHoursPerWeek))
      }
      model.problem.addConstraint(
        "overtime_limit_week_\(week + 1)", terms: terms,
        upper: limits.overtimeHoursPerWeek * staff.people)
    }
    addNeeds(to: &model)
    return model
  }

  private func addNeeds(to model: inout Model) {
    let spared = pathsSpared
    var givenUp: [Int: Int] = [:]
    var rows: [(start: Int, path: Int, need: Double, floor: Double)] = []
    let most = most
    let capacity = capacity(hires: most.hires, overtime: most.overtime)
    var standing = 0.0
    var largest = 0.0
    for start in (0..<weeks).reversed() {
      standing += cases(inWeek: start) * staff.people
      largest += capacity[start]
      let needs = arrivals.map {
        $0[start...].reduce(start == 0 ? onHand : 0, +) - allowedLeft
      }
      let order = needs.indices.sorted {
        needs[$0] != needs[$1] ? needs[$0] > needs[$1] : $0 < $1
      }
      let floor = needs[order[min(spared, order.count - 1)]]
      if floor > standing {
        model.demands.append(
          model.problem.addConstraint(
            "cases_from_week_\(start + 1)", terms: terms(from: start, model),
            lower: floor - standing))
      }
      let base = max(floor, standing)
      for path in order.prefix(spared) where needs[path] > base {
        rows.append((start, path, needs[path] - standing, base - standing))
        if givenUp[path] == nil { givenUp[path] = -1 }
      }
    }
    guard !givenUp.isEmpty else { return }
    for path in givenUp.keys.sorted() {
      givenUp[path] = model.problem.addVariable(
        "given_up_path_\(path + 1)", cost: 0, upper: 1, isInteger: true)
    }
    model.problem.addConstraint(
      "paths_given_up", terms: givenUp.keys.sorted().map { Problem.Term(givenUp[$0]!, 1) },
      upper: Double(spared))
    for row in rows {
      model.demands.append(
        model.problem.addConstraint(
          "cases_from_week_\(row.start + 1)_path_\(row.path + 1)",
          terms: terms(from: row.start, model) + [
            Problem.Term(givenUp[row.path]!, row.need - max(0, row.floor))
          ], lower: row.need))
    }
  }

  /// What hires and overtime add to the capacity from a week on.
  private func terms(from start: Int, _ model: Model) -> [Problem.Term] {
    var terms: [Problem.Term] = []
    for joined in 0..<weeks {
      let first = max(start, joined + staff.trainingWeeks)
      guard first < weeks else { continue }
      let cases = (first..<weeks).reduce(0) { $0 + self.cases(inWeek: $1) }
      if cases > 0 { terms.append(Problem.Term(model.hires[joined], cases)) }
    }
    return terms
      + (start..<weeks).map { Problem.Term(model.overtime[$0], staff.casesPerHour) }
  }

  /// The cheapest plan.
  public func solve(limits solverLimits: SolverLimits = .init()) throws(ClearingError)
    -> ClearingPlan
  {
    guard isPossible else {
      let most = most
      let capacity = capacity(hires: most.hires, overtime: most.overtime)
      throw .impossible(chance: chance(arrivals, capacity: capacity))
    }
    let model = model
    let solution = minimize(model.problem, limits: solverLimits)
    guard !solution.primal.isEmpty else { throw .noPlanWithinLimit(bound: solution.bound) }
    let hires = model.hires.map { Int(solution.primal[$0].rounded()) }
    // Paid by the hundredth of an hour, and within the limit.
    let trained = trained(hires: hires)
    let overtime = model.overtime.enumerated().map { week, variable in
      let hours = ((solution.primal[variable] * 100 - 1e-4).rounded(.up)) / 100
      return min(max(0, hours), limits.overtimeHoursPerWeek * trained[week])
    }
    let cost = extraCost(hires: hires, overtime: overtime)
    return ClearingPlan(
      hires: hires, overtime: overtime, cost: cost, bound: min(cost, solution.bound),
      pricePerCase: solution.rowDuals.isEmpty
        ? nil : model.demands.reduce(0) { $0 + solution.rowDuals[$1] })
  }
}
