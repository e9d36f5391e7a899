/// The bounded dual simplex method (Koberstein 2005; Maros 2003): dual steepest
/// edge pricing (Forrest & Goldfarb 1992), a bound-flipping ratio test with
/// Harris tolerances, cost perturbation against stalling.
extension Simplex {
  /// Perturbs costs away from degeneracy, each in the direction that keeps its
  /// reduced cost feasible.
  func perturbCosts() {
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
  func workObjective() -> Double {
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
        if fresh {
          return provesInfeasibility(row: row, below: below) ? .infeasible : .failed
        }
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
  func edgeNorm() -> Double {
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
  func loadEdge() {
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
  func chooseRow() -> Int {
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
}
