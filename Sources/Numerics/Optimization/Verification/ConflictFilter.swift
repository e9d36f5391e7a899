extension Problem {
  /// A smallest conflict, in the sense that none of its members can be left out: the
  /// remaining limits and bounds could then be met (an irreducible infeasible subsystem).
  ///
  /// The members of a Farkas ray are tried one by one by the deletion filter of Chinneck
  /// & Dravnieks (1991), warm from basis to basis; every new ray drops all it does not
  /// use at once (Chinneck 2008, section 6.2). Where only the integers make the program
  /// impossible, constraints are tried in halving groups by searches limited by `limits`;
  /// what a search leaves undecided stays in, and `isIrreducible` is then false.
  ///
  /// - Returns: nil when the program can be met, or when nothing was proved.
  public func irreducibleConflict(limits: SolverLimits = .init()) -> Conflict? {
    if let crossed = crossedLimits() { return crossed }
    var filter = LinearConflictFilter(self)
    if let conflict = filter.run(limits) { return conflict }
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

/// The deletion filter over the linear relaxation.
private struct LinearConflictFilter {
  /// A limit of a constraint, or a bound of a variable.
  private struct Side: Hashable, Comparable {
    var isBound: Bool
    var index: Int
    var isLower: Bool

    static func < (a: Side, b: Side) -> Bool {
      (a.isBound ? 1 : 0, a.index, a.isLower ? 0 : 1)
        < (b.isBound ? 1 : 0, b.index, b.isLower ? 0 : 1)
    }
  }

  private let problem: Problem
  private let program: IncrementalLinearProgram
  /// Sides still in force, as they are in `program`.
  private var isActive: Set<Side> = []

  init(_ problem: Problem) {
    self.problem = problem
    var feasibility = problem
    for j in 0..<problem.variableCount { feasibility.setCost(variable: j, 0) }
    program = IncrementalLinearProgram(feasibility)
    program.perturbs = false
  }

  mutating func run(_ limits: SolverLimits) -> Conflict? {
    guard solve(limits) == .infeasible, var needed = support() else { return nil }
    for i in 0..<problem.constraintCount {
      for isLower in [true, false] {
        isActive.insert(.init(isBound: false, index: i, isLower: isLower))
      }
    }
    for j in 0..<problem.variableCount {
      for isLower in [true, false] {
        isActive.insert(.init(isBound: true, index: j, isLower: isLower))
      }
    }
    reduce(to: needed)
    guard solve(limits) == .infeasible else { return problem.conflict(provedBy: ray) }
    if let fewer = support() { needed = fewer }
    reduce(to: needed)
    var ray = self.ray
    var isIrreducible = true
    // Bounds first: what remains to explain is then made of constraints where it can be.
    var open = needed.sorted(by: >)
    while let side = open.popLast(by: { $0.isBound }) {
      guard isActive.contains(side) else { continue }
      set(side, active: false)
      switch solve(limits) {
      case .infeasible:
        ray = self.ray
        if let fewer = support() {
          reduce(to: fewer)
          open.removeAll { !isActive.contains($0) }
        }
      case .optimal, .unbounded: set(side, active: true)
      case .stopped, .failed:
        set(side, active: true)
        isIrreducible = false
      }
    }
    var conflict = problem.conflict(provedBy: ray) ?? Conflict(margin: 0)
    let members = isActive
    conflict.constraints.removeAll {
      !members.contains(.init(isBound: false, index: $0.index, isLower: $0.side == .lower))
    }
    conflict.bounds.removeAll {
      !members.contains(.init(isBound: true, index: $0.index, isLower: $0.side == .lower))
    }
    conflict.isIrreducible =
      isIrreducible && conflict.constraints.count + conflict.bounds.count == members.count
    return conflict
  }

  private func solve(_ limits: SolverLimits) -> IncrementalLinearProgram.Status {
    program.solve(iterationLimit: limits.simplexIterations, shouldStop: limits.shouldStop)
  }

  private var ray: [Double] { program.farkasRay ?? [] }

  /// The sides the last ray uses.
  private func support() -> Set<Side>? {
    guard let conflict = problem.conflict(provedBy: ray) else { return nil }
    var result: Set<Side> = []
    for m in conflict.constraints {
      result.insert(.init(isBound: false, index: m.index, isLower: m.side == .lower))
    }
    for m in conflict.bounds {
      result.insert(.init(isBound: true, index: m.index, isLower: m.side == .lower))
    }
    return result
  }

  private mutating func reduce(to needed: Set<Side>) {
    for side in isActive.subtracting(needed).sorted() { set(side, active: false) }
  }

  private mutating func set(_ side: Side, active: Bool) {
    if active { isActive.insert(side) } else { isActive.remove(side) }
    let infinite: Double = side.isLower ? -.infinity : .infinity
    if side.isBound {
      var (l, u) = program.bounds(of: side.index)
      let value =
        side.isLower ? problem.variableLowers[side.index] : problem.variableUppers[side.index]
      if side.isLower { l = active ? value : infinite } else { u = active ? value : infinite }
      program.setBounds(side.index, lower: l, upper: u)
    } else {
      var (l, u) = program.bounds(ofRow: side.index)
      let value =
        side.isLower ? problem.constraintLowers[side.index] : problem.constraintUppers[side.index]
      if side.isLower { l = active ? value : infinite } else { u = active ? value : infinite }
      program.setBounds(row: side.index, lower: l, upper: u)
    }
  }
}

extension Array {
  /// Removes the last element that satisfies `isPreferred`, or the last of all.
  fileprivate mutating func popLast(by isPreferred: (Element) -> Bool) -> Element? {
    guard let k = lastIndex(where: isPreferred) ?? indices.last else { return nil }
    return remove(at: k)
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
