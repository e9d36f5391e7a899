extension BranchAndBound {
  /// A branching decision: split `variable`, or the sum of that number, around the
  /// fractional `value`.
  struct Branch {
    var variable: Int
    var value: Double
    var upFirst: Bool
  }

  /// Children tried by solving their relaxations, per node and per candidate.
  private static let strongCandidates = 8
  private static let strongIterations = 60
  private static let reliable = 4.0

  /// Reliability branching on variables and sums; nil when strong branching shows that
  /// nothing is left here.
  func chooseBranch(
    _ fractional: [Int], objective: Double, basis: [BasisState]
  ) -> Branch? {
    var ranked: [(score: Double, j: Int, value: Double)] = core.structure.leading(
      fractionalSums() + fractional
    ).map { j in
      let value = program.value(j)
      let fraction = value - value.rounded(.down)
      let score = PseudoCosts.score(
        pseudoCosts.estimate(j, up: false, move: fraction),
        pseudoCosts.estimate(j, up: true, move: 1 - fraction))
      return (score * (1 + 1e-3 * min(fraction, 1 - fraction)), j, value)
    }
    // Sums are few: they are tried before any estimate ranks them.
    let n = core.variableCount
    func isNewSum(_ j: Int) -> Bool { j >= n && pseudoCosts.reliability(j) < Self.reliable }
    ranked.sort {
      let (a, b) = (isNewSum($0.j), isNewSum($1.j))
      if a != b { return a }
      return $0.score != $1.score ? $0.score > $1.score : $0.j < $1.j
    }
    var best = ranked[0]
    var bestScore = -1.0
    var tried = 0
    var sinceBest = 0
    var moved = false
    for candidate in ranked {
      let j = candidate.j
      if pseudoCosts.reliability(j) >= Self.reliable {
        if candidate.score > bestScore {
          best = candidate
          bestScore = candidate.score
        }
        sinceBest += 1
      } else {
        if tried >= Self.strongCandidates { continue }
        tried += 1
        if !moved { simplex.save(to: checkpoint) }
        moved = true
        let (low, high) = (currentLower[j], currentUpper[j])
        let value = candidate.value
        let down = tryChild(j, low, value.rounded(.down), objective)
        let up = tryChild(j, value.rounded(.up), high, objective)
        setBounds(j, low, high)
        if down == nil && up == nil {
          return nil
        }
        let fraction = value - value.rounded(.down)
        if let down { pseudoCosts.record(j, up: false, rise: down, move: fraction) }
        if let up { pseudoCosts.record(j, up: true, rise: up, move: 1 - fraction) }
        let score = PseudoCosts.score(down ?? 1e9, up ?? 1e9)
        if score > bestScore {
          best = candidate
          bestScore = score
          sinceBest = 0
        } else {
          sinceBest += 1
        }
      }
      if sinceBest >= 8 { break }
    }
    if moved { simplex.restore(checkpoint) }
    let fraction = best.value - best.value.rounded(.down)
    return Branch(variable: best.j, value: best.value, upFirst: fraction > 0.3)
  }

  /// The rise of the objective in a child, by a short dual simplex run; nil when the
  /// child is closed.
  private func tryChild(
    _ j: Int, _ lower: Double, _ upper: Double, _ objective: Double
  ) -> Double? {
    setBounds(j, lower, upper)
    simplex.restore(checkpoint)
    let cleans = simplex.cleansUp
    simplex.cleansUp = false
    defer { simplex.cleansUp = cleans }
    switch solveRelaxation(iterationLimit: Self.strongIterations) {
    case .infeasible, .cutoff: return nil
    case .optimal: return max(0, relaxationObjective - objective)
    case .stopped:
      simplex.storeBasicValues()
      return max(0, relaxationObjective - objective)
    case .unbounded, .failed: return 0
    }
  }
}
