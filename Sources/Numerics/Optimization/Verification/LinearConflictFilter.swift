/// The deletion filter over the linear relaxation, on the part of it that a first proof
/// uses.
struct LinearConflictFilter {
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
  private let columns: SparseColumns
  private let limits: SolverLimits
  /// The part at hand: its constraints and variables by their own indices, and back.
  private var part = Problem()
  private var partRow: [Int: Int] = [:]
  private var partColumn: [Int: Int] = [:]
  private var rows: [Int] = []
  private var variables: [Int] = []
  private var program = IncrementalLinearProgram()
  /// Sides still in force, as they are in `program`.
  private var active: Set<Side> = []

  init(_ problem: Problem, _ limits: SolverLimits) {
    self.problem = problem
    self.limits = limits
    columns = problem.columns
  }

  /// Nil when the relaxation can be met, or nothing was proved.
  mutating func run() -> Conflict? {
    if let single = sidesOfOneRow() {
      take(single)
    } else {
      var feasibility = problem
      for j in 0..<problem.variableCount { feasibility.setCost(variable: j, 0) }
      let whole = minimize(
        feasibility,
        limits: SolverLimits(
          simplexIterations: limits.simplexIterations, presolves: false,
          shouldStop: limits.shouldStop))
      guard whole.status == .infeasible, let ray = whole.farkasRay else { return nil }
      take(
        sides(of: ray, in: problem) {
          $0
        } _: {
          $0
        })
    }
    if solve() != .infeasible {
      // Rounding hid a side the proof needs: all sides, then.
      take(allSides)
      guard solve() == .infeasible else { return nil }
    }
    return filter()
  }

  private mutating func filter() -> Conflict {
    var isIrreducible = true
    reduceToProof()
    // Bounds first: what is left to explain is then made of constraints where it can be.
    var open = active.sorted { $0.isBound == $1.isBound ? $0 < $1 : $0.isBound }
    open.reverse()
    while let side = open.popLast() {
      guard active.contains(side) else { continue }
      set(side, active: false)
      switch solve() {
      case .infeasible: reduceToProof()
      case .optimal, .unbounded: set(side, active: true)
      case .stopped, .failed:
        set(side, active: true)
        isIrreducible = false
      }
    }
    // The weights of a last proof, of the members alone.
    let isProved = solve() == .infeasible
    let ray = isProved ? program.farkasRay ?? [] : []
    let weights = FarkasCheck.combination(
      ray.isEmpty ? [Double](repeating: 0, count: rows.count) : ray, of: part)
    var conflict = Conflict(margin: 0, isIrreducible: isIrreducible && isProved)
    if !ray.isEmpty { conflict.margin = max(0, FarkasCheck(ray: ray, of: part).margin) }
    for side in active.sorted() {
      let i = side.index
      let weight: Double =
        side.isBound
        ? abs(weights[partColumn[i] ?? 0]) : ray.isEmpty ? 0 : abs(ray[partRow[i] ?? 0])
      let member = Conflict.Member(
        index: i, name: side.isBound ? problem.variableNames[i] : problem.constraintNames[i],
        side: side.isLower ? .lower : .upper, limit: limit(side), weight: weight)
      if side.isBound {
        conflict.bounds.append(member)
      } else {
        conflict.constraints.append(member)
      }
    }
    let order: (Conflict.Member, Conflict.Member) -> Bool = {
      $0.weight != $1.weight ? $0.weight > $1.weight : $0.index < $1.index
    }
    conflict.constraints.sort(by: order)
    conflict.bounds.sort(by: order)
    return conflict
  }

  // MARK: First proofs

  /// The shortest row that the bounds of its variables forbid by themselves.
  private func sidesOfOneRow() -> Set<Side>? {
    var least = [Double](repeating: 0, count: problem.constraintCount)
    var most = least
    var size = [Double](repeating: 1, count: problem.constraintCount)
    var count = [Int](repeating: 0, count: problem.constraintCount)
    for j in 0..<problem.variableCount {
      for k in columns.starts[j]..<columns.starts[j + 1] {
        let i = Int(columns.rows[k])
        let a = columns.values[k] * problem.variableLowers[j]
        let b = columns.values[k] * problem.variableUppers[j]
        least[i] += min(a, b)
        most[i] += max(a, b)
        for v in [a, b] where v.isFinite { size[i] = max(size[i], abs(v)) }
        count[i] += 1
      }
    }
    var best: (row: Int, isLower: Bool)?
    for i in least.indices where best == nil || count[i] < count[best!.row] {
      let slack = 1e-7 * size[i]
      if most[i] < problem.constraintLowers[i] - slack {
        best = (i, true)
      } else if least[i] > problem.constraintUppers[i] + slack {
        best = (i, false)
      }
    }
    guard let best else { return nil }
    var result: Set<Side> = [.init(isBound: false, index: best.row, isLower: best.isLower)]
    for j in 0..<problem.variableCount {
      for k in columns.starts[j]..<columns.starts[j + 1] where Int(columns.rows[k]) == best.row {
        result.insert(
          .init(isBound: true, index: j, isLower: (columns.values[k] > 0) != best.isLower))
      }
    }
    return result
  }

  /// The sides that a ray uses: as proved where it is a proof, else all sides of the rows
  /// and variables it touches.
  private func sides(
    of ray: [Double], in problem: Problem, _ row: (Int) -> Int, _ column: (Int) -> Int
  ) -> Set<Side> {
    var result: Set<Side> = []
    if let conflict = problem.conflict(provedBy: ray) {
      for m in conflict.constraints {
        result.insert(.init(isBound: false, index: row(m.index), isLower: m.side == .lower))
      }
      for m in conflict.bounds {
        result.insert(.init(isBound: true, index: column(m.index), isLower: m.side == .lower))
      }
      return result
    }
    let size = ray.reduce(0) { max($0, abs($1)) }
    let columns = problem.columns
    for i in ray.indices where abs(ray[i]) > 1e-9 * size {
      for isLower in [true, false] {
        result.insert(.init(isBound: false, index: row(i), isLower: isLower))
      }
    }
    for j in 0..<problem.variableCount {
      for k in columns.starts[j]..<columns.starts[j + 1]
      where abs(ray[Int(columns.rows[k])]) > 1e-9 * size {
        for isLower in [true, false] {
          result.insert(.init(isBound: true, index: column(j), isLower: isLower))
        }
        break
      }
    }
    return result
  }

  private var allSides: Set<Side> {
    var result: Set<Side> = []
    for isLower in [true, false] {
      for i in 0..<problem.constraintCount {
        result.insert(.init(isBound: false, index: i, isLower: isLower))
      }
      for j in 0..<problem.variableCount {
        result.insert(.init(isBound: true, index: j, isLower: isLower))
      }
    }
    return result
  }

  // MARK: The part at hand

  private func limit(_ side: Side) -> Double {
    switch (side.isBound, side.isLower) {
    case (false, true): problem.constraintLowers[side.index]
    case (false, false): problem.constraintUppers[side.index]
    case (true, true): problem.variableLowers[side.index]
    case (true, false): problem.variableUppers[side.index]
    }
  }

  /// A program of the rows named, over all their variables, with the sides named alone.
  private mutating func take(_ sides: Set<Side>) {
    active = sides.filter { limit($0).isFinite }
    rows = Set(active.filter { !$0.isBound }.map(\.index)).sorted()
    partRow = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1, $0) })
    variables = (0..<problem.variableCount).filter { j in
      (columns.starts[j]..<columns.starts[j + 1]).contains {
        partRow[Int(columns.rows[$0])] != nil
      }
    }
    partColumn = Dictionary(uniqueKeysWithValues: variables.enumerated().map { ($1, $0) })
    active = active.filter { !$0.isBound || partColumn[$0.index] != nil }
    part = Problem()
    for _ in rows { part.addConstraint() }
    for j in variables {
      part.addColumn(
        cost: 0,
        entries: (columns.starts[j]..<columns.starts[j + 1]).compactMap { k in
          partRow[Int(columns.rows[k])].map { .init(row: $0, value: columns.values[k]) }
        }, lower: -.infinity)
    }
    for side in active { setPart(side, limit(side)) }
    program = IncrementalLinearProgram(part)
    program.perturbs = false
  }

  private mutating func setPart(_ side: Side, _ value: Double) {
    if side.isBound {
      guard let j = partColumn[side.index] else { return }
      part.setBounds(
        variable: j, lower: side.isLower ? value : part.variableLowers[j],
        upper: side.isLower ? part.variableUppers[j] : value)
    } else if let i = partRow[side.index] {
      part.setBounds(
        constraint: i, lower: side.isLower ? value : part.constraintLowers[i],
        upper: side.isLower ? part.constraintUppers[i] : value)
    }
  }

  private mutating func set(_ side: Side, active isActive: Bool) {
    if isActive { active.insert(side) } else { active.remove(side) }
    setPart(side, isActive ? limit(side) : side.isLower ? -.infinity : .infinity)
    if side.isBound {
      guard let j = partColumn[side.index] else { return }
      program.setBounds(j, lower: part.variableLowers[j], upper: part.variableUppers[j])
    } else if let i = partRow[side.index] {
      program.setBounds(row: i, lower: part.constraintLowers[i], upper: part.constraintUppers[i])
    }
  }

  private func solve() -> IncrementalLinearProgram.Status {
    program.solve(iterationLimit: limits.simplexIterations, shouldStop: limits.shouldStop)
  }

  /// Drops what the proof at hand does not use, where it is one beyond doubt.
  private mutating func reduceToProof() {
    guard let ray = program.farkasRay, part.conflict(provedBy: ray) != nil else { return }
    let (rows, variables) = (rows, variables)
    let used = sides(of: ray, in: part) {
      rows[$0]
    } _: {
      variables[$0]
    }
    for side in active.subtracting(used).sorted() { set(side, active: false) }
  }
}
