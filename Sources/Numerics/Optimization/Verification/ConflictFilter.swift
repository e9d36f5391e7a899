extension Problem {
  /// A smallest conflict, in the sense that none of its members can be left out: the
  /// remaining limits and bounds could then be met (an irreducible infeasible subsystem).
  ///
  /// The members of a Farkas ray, or of a single row that the bounds forbid, are tried one by one by the deletion filter of Chinneck
  /// & Dravnieks (1991), warm from basis to basis; every new ray drops all it does not
  /// use at once (Chinneck 2008, section 6.2). Where only the integers make the program
  /// impossible, constraints are tried in halving groups by searches limited by `limits`;
  /// what a search leaves undecided stays in, and `isIrreducible` is then false.
  ///
  /// - Returns: nil when the program can be met, or when nothing was proved.
  public func irreducibleConflict(limits: SolverLimits = .init()) -> Conflict? {
    if let crossed = crossedLimits() { return crossed }
    var filter = LinearConflictFilter(self, limits)
    if let conflict = filter.run() { return conflict }
    guard hasIntegers else { return nil }
    var search = IntegerConflictFilter(self, limits)
    return search.run()
  }

  /// A single constraint or variable whose limits contradict each other.
  private func crossedLimits() -> Conflict? {
    func conflict(_ i: Int, _ name: String, _ l: Double, _ u: Double) -> [Conflict.Member] {
      [
        .init(index: i, name: name, side: .lower, limit: l, weight: 1),
        .init(index: i, name: name, side: .upper, limit: u, weight: 1),
      ]
    }
    for j in 0..<variableCount where variableLowers[j] > variableUppers[j] {
      var result = Conflict(margin: variableLowers[j] - variableUppers[j], isIrreducible: true)
      result.bounds = conflict(j, variableNames[j], variableLowers[j], variableUppers[j])
      return result
    }
    for i in 0..<constraintCount where constraintLowers[i] > constraintUppers[i] {
      var result = Conflict(margin: constraintLowers[i] - constraintUppers[i], isIrreducible: true)
      result.constraints = conflict(
        i, constraintNames[i], constraintLowers[i], constraintUppers[i])
      return result
    }
    return nil
  }
}

/// Deletion in halving groups, for programs that only their integers make impossible.
private struct IntegerConflictFilter {
  private let problem: Problem
  private let limits: SolverLimits
  private var kept: [Bool]
  private var isIrreducible = true

  init(_ problem: Problem, _ limits: SolverLimits) {
    self.problem = problem
    self.limits = limits
    kept = [Bool](repeating: true, count: problem.constraintCount)
  }

  mutating func run() -> Conflict? {
    guard isImpossible(kept) == true else { return nil }
    var group = max(1, problem.constraintCount / 2)
    while true {
      var start = 0
      while start < problem.constraintCount {
        let members = (start..<min(start + group, problem.constraintCount)).filter { kept[$0] }
        start += group
        if members.isEmpty { continue }
        var fewer = kept
        for i in members { fewer[i] = false }
        switch isImpossible(fewer) {
        case true?: kept = fewer
        case false?: break
        case nil: if group == 1 { isIrreducible = false }
        }
      }
      if group == 1 { break }
      group = (group + 1) / 2
    }
    var conflict = Conflict(margin: 0, isIrreducible: isIrreducible)
    for i in kept.indices where kept[i] {
      let (l, u) = (problem.constraintLowers[i], problem.constraintUppers[i])
      if l > -.infinity {
        conflict.constraints.append(
          .init(index: i, name: problem.constraintNames[i], side: .lower, limit: l, weight: 1))
      }
      if u < .infinity && u != l {
        conflict.constraints.append(
          .init(index: i, name: problem.constraintNames[i], side: .upper, limit: u, weight: 1))
      }
    }
    return conflict
  }

  /// Whether the constraints chosen, with all bounds and integers, cannot be met; nil
  /// where the search did not decide.
  private func isImpossible(_ chosen: [Bool]) -> Bool? {
    var part = problem
    for j in 0..<part.variableCount { part.setCost(variable: j, 0) }
    for i in chosen.indices where !chosen[i] {
      part.setBounds(constraint: i, lower: -.infinity, upper: .infinity)
    }
    switch minimize(part, limits: limits).status {
    case .infeasible: return true
    case .optimal, .feasible, .unbounded: return false
    case .undecided, .malformed: return nil
    }
  }
}
