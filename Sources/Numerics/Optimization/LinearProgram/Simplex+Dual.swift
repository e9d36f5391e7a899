/// The bounded dual simplex method (Koberstein 2005; Maros 2003): dual steepest
/// edge pricing (Forrest & Goldfarb 1992), a bound-flipping ratio test with
/// Harris tolerances, cost perturbation against stalling.
extension Simplex {
  /// Solves from the basis at hand, whatever its feasibility.
  func solve() -> SimplexOutcome {
    for j in 0..<totalCount where lower[j] > upper[j] {
      return contradictoryBounds(j)
    }
    prepare()
    if dualInfeasibility() > 0 {
      let outcome = runPhaseOne()
      if outcome == .stopped || outcome == .failed { return outcome }
    }
    var attempts = 0
    while true {
      var outcome: SimplexOutcome
      if makeDualFeasible(shiftingUpTo: attempts == 0 ? 1e-6 : 1e-5) {
        outcome = runDual()
        if outcome == .optimal {
          if costsArePerturbed && cleansUp {
            resetCosts()
            computeDuals()
            outcome = runPrimal()
          } else {
            storeBasicValues()
          }
        }
      } else {
        resetCosts()
        outcome = runPrimal()
      }
      if outcome != .failed || attempts >= 2 { return outcome }
      // A clean start from the same vertex, once with and once without perturbation.
      attempts += 1
      resetCosts()
      perturbs = attempts < 2 ? perturbs : false
      if attempts == 2 { setLogicalBasis() }
      prepare()
    }
  }

  private func contradictoryBounds(_ j: Int) -> SimplexOutcome {
    rho.update(repeating: 0, count: rowCount)
    if j >= structuralCount { rho[j - structuralCount] = 1 }
    return .infeasible
  }

  private func prepare() {
    for j in 0..<totalCount where state[j] != .basic { restAtBound(j) }
    if !hasFactors || factors.updateCount > 0 || costsArePerturbed {
      if !hasFactors { factorize() }
      if costsArePerturbed { resetCosts() }
    }
    for i in 0..<rowCount {
      basicLower[i] = lower[Int(basic[i])]
      basicUpper[i] = upper[Int(basic[i])]
    }
    computeDuals()
  }

  /// The largest reduced cost of the wrong sign that no flip to another bound mends.
  func dualInfeasibility() -> Double {
    var worst = 0.0
    for j in 0..<totalCount where state[j] != .basic && lower[j] < upper[j] {
      let d = reducedCost[j]
      if d > Self.dualTolerance && lower[j] == -.infinity { worst = max(worst, d) }
      if d < -Self.dualTolerance && upper[j] == .infinity { worst = max(worst, -d) }
    }
    return worst
  }

  /// Flips boxed variables to the bound their reduced cost asks for and shifts the
  /// costs of the others by at most `limit`; false when that is not enough.
  func makeDualFeasible(shiftingUpTo limit: Double) -> Bool {
    if dualInfeasibility() > limit { return false }
    for j in 0..<totalCount where state[j] != .basic {
      settle(j)
    }
    return true
  }

  /// Puts a nonbasic variable where its reduced cost is feasible, if need be by a shift.
  @inline(__always)
  private func settle(_ j: Int) {
    let d = reducedCost[j]
    if lower[j] == upper[j] {
      if state[j] != .atLower && state[j] != .atUpper { state[j] = .atLower }
      x[j] = lower[j]
    } else if lower[j] == -.infinity && upper[j] == .infinity {
      state[j] = .free
      if d != 0 { shift(j, by: -d) }
    } else if state[j] == .atLower && d >= 0 || state[j] == .atUpper && d <= 0 {
      return
    } else if abs(d) > Self.dualTolerance
      && (d > 0 && lower[j] > -.infinity || d < 0 && upper[j] < .infinity)
    {
      // A flip moves the primal point: only for a sign that is beyond doubt.
      state[j] = d > 0 ? .atLower : .atUpper
      x[j] = d > 0 ? lower[j] : upper[j]
    } else if d != 0 {
      shift(j, by: -d)
    }
  }

  @inline(__always)
  private func shift(_ j: Int, by amount: Double) {
    workCost[j] += amount
    reducedCost[j] += amount
    costsArePerturbed = true
  }

  // MARK: Phase one

  /// Pan's subproblem (Koberstein 2005, section 4.3): with bounds 0 or ±1 in place
  /// of the true ones the problem is boxed, and its optimum is a basis that is dual
  /// feasible for the true bounds whenever there is one.
  private func runPhaseOne() -> SimplexOutcome {
    let savedLower = Array(UnsafeBufferPointer(start: lower, count: totalCount))
    let savedUpper = Array(UnsafeBufferPointer(start: upper, count: totalCount))
    let savedCutoff = objectiveCutoff
    objectiveCutoff = .infinity
    for j in 0..<totalCount {
      switch (lower[j] == -.infinity, upper[j] == .infinity) {
      case (true, true): (lower[j], upper[j]) = (-1000, 1000)
      case (false, true): (lower[j], upper[j]) = (0, 1)
      case (true, false): (lower[j], upper[j]) = (-1, 0)
      case (false, false): (lower[j], upper[j]) = (0, 0)
      }
    }
    _ = makeDualFeasible(shiftingUpTo: 0)
    let outcome = runDual()
    for j in 0..<totalCount {
      lower[j] = savedLower[j]
      upper[j] = savedUpper[j]
    }
    objectiveCutoff = savedCutoff
    resetCosts()
    for j in 0..<totalCount where state[j] != .basic {
      if state[j] == .free { state[j] = .atLower }
      restAtBound(j)
    }
    if !hasFactors { factorize() }
    for i in 0..<rowCount {
      basicLower[i] = lower[Int(basic[i])]
      basicUpper[i] = upper[Int(basic[i])]
    }
    computeDuals()
    return outcome
  }

  // MARK: Phase two

  /// Perturbs costs away from degeneracy, each in the direction that keeps its
  /// reduced cost feasible.
  private func perturbCosts() {
    var largest = 0.0
    for j in 0..<structuralCount { largest = max(largest, abs(cost[j])) }
    let base = 5e-7 * (largest > 100 ? largest.squareRoot().squareRoot() : 1)
    for j in 0..<totalCount {
      guard lower[j] < upper[j] else { continue }
      let random = Self.uniform(UInt64(j))
      let size = j < structuralCount ? (1 + abs(workCost[j])) * (1 + random) * base : random * 1e-12
      let hasLower = lower[j] > -.infinity
      let hasUpper = upper[j] < .infinity
      if hasLower && !hasUpper {
        workCost[j] += size
      } else if !hasLower && hasUpper {
        workCost[j] -= size
      } else if hasLower && hasUpper {
        workCost[j] += state[j] == .atUpper ? -size : size
      }
    }
    costsArePerturbed = true
    isPerturbed = true
    computeDuals()
    for j in 0..<totalCount where state[j] != .basic { settle(j) }
  }

  /// A fixed pseudo-random number in [0, 1) for an index (SplitMix64's finalizer).
  static func uniform(_ index: UInt64) -> Double {
    var z = (index &+ 1) &* 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    z ^= z >> 31
    return Double(z >> 11) * 0x1p-53
  }

  /// The objective of the costs in use at the current point.
  private func workObjective() -> Double {
    var sum = 0.0
    for j in 0..<structuralCount where state[j] != .basic { sum += workCost[j] * x[j] }
    for i in 0..<rowCount { sum += workCost[Int(basic[i])] * basicValue[i] }
    return sum
  }

  /// Runs the dual from a dual feasible basis.
  func runDual() -> SimplexOutcome {
    if perturbs && !isPerturbed { perturbCosts() }
    computePrimal()
    var objective = workObjective()
    var fresh = factors.updateCount == 0
    var rejected = 0
    let patience = iterations + 300 + rowCount / 2
    while true {
      if !isPerturbed && iterations > patience {
        // It stalls after all.
        perturbCosts()
        objective = workObjective()
      }
      if limitReached { return .stopped }
      if !hasFactors {
        factorize()
        computeDuals()
        for j in 0..<totalCount where state[j] != .basic { settle(j) }
        computePrimal()
        objective = workObjective()
        fresh = true
      }
      // Perturbed costs prove nothing about the given ones.
      if objective > objectiveCutoff && !isPerturbed { return .cutoff }
      let row = chooseRow()
      if row < 0 {
        if fresh { return .optimal }
        // Values computed anew show whether updating them has drifted.
        computeDuals()
        for j in 0..<totalCount where state[j] != .basic { settle(j) }
        computePrimal()
        objective = workObjective()
        fresh = true
        continue
      }
      computeInverseRow(row)
      let norm = edgeNorm()
      let remembered = edgeWeight[row]
      edgeWeight[row] = norm
      if remembered < 0.25 * norm && rejected < 20 {
        // The weight was far off: this may not be the steepest edge after all.
        rejected += 1
        continue
      }
      rejected = 0
      computePivotRow()
      let below = basicValue[row] < basicLower[row]
      let infeasibility =
        below ? basicLower[row] - basicValue[row] : basicValue[row] - basicUpper[row]
      let entering = chooseColumn(sign: below ? -1 : 1, slope: infeasibility)
      if entering < 0 {
        if fresh { return .infeasible }
        hasFactors = false
        continue
      }
      computePivotColumn(entering)
      let pivot = pivotColumn[row]
      let disagreement = abs(pivot - pivotRow[entering])
      if disagreement > 1e-7 * (1 + abs(pivot)) || abs(pivot) < Self.pivotTolerance {
        if !fresh {
          hasFactors = false
          continue
        }
        if abs(pivot) < Self.pivotTolerance { return .failed }
      }
      objective += step(row: row, entering: entering, below: below)
      fresh = false
    }
  }

  /// The squared length of the dual edge in `rho`.
  private func edgeNorm() -> Double {
    var norm = 0.0
    if isDifference.isEmpty {
      for i in 0..<rowCount { norm += rho[i] * rho[i] }
    } else {
      isDifference.withUnsafeBufferPointer { isDifference in
        for i in 0..<rowCount {
          let r = i + 1 < rowCount && isDifference[i + 1] ? rho[i] - rho[i + 1] : rho[i]
          norm += r * r
        }
      }
    }
    return norm
  }

  /// The right-hand side of the weight update into `tau`: `rho`, or T·Tᵀ·rho where
  /// the rows are differences.
  private func loadEdge() {
    if isDifference.isEmpty {
      tau.update(from: rho, count: rowCount)
      return
    }
    isDifference.withUnsafeBufferPointer { isDifference in
      var previous = 0.0
      for i in 0..<rowCount {
        let r = i + 1 < rowCount && isDifference[i + 1] ? rho[i] - rho[i + 1] : rho[i]
        tau[i] = isDifference[i] ? r - previous : r
        previous = r
      }
    }
  }

  /// The row of greatest infeasibility per unit of its edge; −1 when all are feasible.
  private func chooseRow() -> Int {
    var best = 0.0
    var row = -1
    let tolerance = Self.primalTolerance
    for i in 0..<rowCount {
      let v = basicValue[i]
      let under = basicLower[i] - v
      let over = v - basicUpper[i]
      let amount = under > over ? under : over
      if amount > tolerance {
        let merit = amount * amount
        if merit > best * edgeWeight[i] {
          best = merit / edgeWeight[i]
          row = i
        }
      }
    }
    return row
  }

  /// The long-step ratio test (Maros 2003): passes breakpoints of boxed variables,
  /// which flip to their other bound, while the dual objective still rises; among
  /// near-ties takes the largest pivot. Flips and shifts are applied; −1 when the
  /// dual is unbounded.
  private func chooseColumn(sign: Double, slope: Double) -> Int {
    var count = 0
    for j in 0..<totalCount {
      let alpha = sign * pivotRow[j]
      let isCandidate: Bool
      switch state[j] {
      case .atLower: isCandidate = alpha > Self.pivotTolerance && lower[j] < upper[j]
      case .atUpper: isCandidate = alpha < -Self.pivotTolerance && lower[j] < upper[j]
      case .free: isCandidate = abs(alpha) > Self.pivotTolerance
      case .basic: isCandidate = false
      }
      if isCandidate {
        candidates[count] = Int32(j)
        count += 1
      }
    }
    candidateCount = count
    flipCount = 0
    guard count > 0 else { return -1 }

    // Candidates are partitioned into groups of near-equal ratio: 0..<passed are
    // flipped, the group that exhausts the slope holds the entering variable.
    var passed = 0
    var remaining = slope
    var groupEnd = 0
    var previousStart = 0
    while true {
      var bound = Double.infinity
      for c in passed..<count {
        let j = Int(candidates[c])
        bound = min(bound, (max(0, feasibleDual(j)) + Self.dualTolerance) / abs(pivotRow[j]))
      }
      groupEnd = passed
      var drop = 0.0
      for c in passed..<count {
        let j = Int(candidates[c])
        let alpha = abs(pivotRow[j])
        if feasibleDual(j) <= bound * alpha {
          candidates[c] = candidates[groupEnd]
          candidates[groupEnd] = Int32(j)
          groupEnd += 1
          drop += alpha * (upper[j] - lower[j])
        }
      }
      if drop < remaining && groupEnd < count {
        remaining -= drop
        previousStart = passed
        passed = groupEnd
        continue
      }
      // With all at their other bounds the row still misses: no point satisfies it.
      if remaining - drop > Self.primalTolerance { return -1 }
      break
    }
    var best = bestPivot(passed, groupEnd)
    if abs(pivotRow[best]) < 1e-5 && passed > 0 {
      // A tiny pivot: rather stop one group earlier, if that is better.
      let earlier = bestPivot(previousStart, passed)
      if abs(pivotRow[earlier]) > 10 * abs(pivotRow[best]) {
        best = earlier
        passed = previousStart
      }
    }
    for c in 0..<passed {
      let j = Int(candidates[c])
      state[j] = state[j] == .atLower ? .atUpper : .atLower
    }
    flipCount = passed
    return best
  }

  /// The reduced cost, positive when feasible for the bound the variable stands at.
  @inline(__always)
  private func feasibleDual(_ j: Int) -> Double {
    switch state[j] {
    case .atLower: return reducedCost[j]
    case .atUpper: return -reducedCost[j]
    default: return abs(reducedCost[j])
    }
  }

  private func bestPivot(_ from: Int, _ to: Int) -> Int {
    var best = Int(candidates[from])
    for c in from..<to {
      let j = Int(candidates[c])
      let a = abs(pivotRow[j])
      let b = abs(pivotRow[best])
      if a > b || a == b && j < best { best = j }
    }
    return best
  }

  /// Carries out the basis change chosen; returns the rise of the objective.
  private func step(row: Int, entering: Int, below: Bool) -> Double {
    let sign = below ? -1.0 : 1.0
    var rise = 0.0
    if flipCount > 0 {
      columnWork.update(repeating: 0, count: rowCount)
      for c in 0..<flipCount {
        let j = Int(candidates[c])
        let target = state[j] == .atUpper ? upper[j] : lower[j]
        let change = target - x[j]
        x[j] = target
        rise += change * reducedCost[j]
        addColumn(j, times: change, to: columnWork)
      }
      factors.solve(columnWork)
      for i in 0..<rowCount { basicValue[i] -= columnWork[i] }
    }

    // Dual step; reduced costs pushed over zero are mended by a cost shift.
    let alphaIn = pivotRow[entering]
    var length = feasibleDual(entering) / abs(alphaIn)
    if length < 0 || state[entering] == .free {
      shift(entering, by: -reducedCost[entering])
      length = 0
    }
    let theta = sign * length
    if theta != 0 {
      for j in 0..<totalCount {
        let a = pivotRow[j]
        if a != 0 { reducedCost[j] -= theta * a }
      }
    }
    for c in 0..<candidateCount {
      let j = Int(candidates[c])
      if feasibleDual(j) < 0, j != entering { shift(j, by: -reducedCost[j]) }
    }
    let leaving = Int(basic[row])
    let enteringCost = theta * alphaIn
    reducedCost[entering] = 0
    reducedCost[leaving] = -theta

    // Primal step.
    let bound = below ? basicLower[row] : basicUpper[row]
    let alpha = pivotColumn[row]
    let move = (basicValue[row] - bound) / alpha
    for i in 0..<rowCount {
      let a = pivotColumn[i]
      if a != 0 { basicValue[i] -= move * a }
    }
    rise += move * enteringCost

    // Edge weights.
    loadEdge()
    factors.solve(tau)
    let weight = edgeWeight[row]
    let newWeight = max(weight / (alpha * alpha), 1e-4)
    for i in 0..<rowCount where i != row {
      let a = pivotColumn[i]
      if a != 0 {
        let ratio = a / alpha
        edgeWeight[i] = max(
          edgeWeight[i] + ratio * (ratio * weight - 2 * tau[i]), 1e-4)
      }
    }
    edgeWeight[row] = newWeight

    if !exchange(
      row: row, entering: entering, value: x[entering] + move,
      leavingState: below ? .atLower : .atUpper)
    {
      hasFactors = false
    }
    return rise
  }
}
