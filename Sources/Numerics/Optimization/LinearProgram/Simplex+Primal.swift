/// The bounded primal simplex method with Devex pricing (Harris 1973). It cleans up
/// after the dual when perturbed costs are taken back, and decides between
/// unbounded and infeasible where no dual feasible basis exists.
extension Simplex {
  /// Runs from the basis at hand: phase one minimizes the sum of infeasibilities,
  /// phase two the costs in use.
  func runPrimal() -> SimplexOutcome {
    if !hasFactors { factorize() }
    devexWeight.update(repeating: 1, count: totalCount)
    computePrimal()
    var phaseOne = primalInfeasibility() > 0
    computePhaseDuals(phaseOne)
    var fresh = factors.updateCount == 0
    var stalled = 0
    var rejectedColumns = 0
    while true {
      if limitReached { return .stopped }
      if !hasFactors {
        factorize()
        computePrimal()
        phaseOne = primalInfeasibility() > 0
        computePhaseDuals(phaseOne)
        devexWeight.update(repeating: 1, count: totalCount)
        fresh = true
      } else if phaseOne {
        phaseOne = primalInfeasibility() > 0
        computePhaseDuals(phaseOne)
      }
      // Long stalls: least index of those that help (Bland 1977), which cannot cycle.
      let entering = choosePrimalColumn(leastIndex: stalled > 500 + rowCount)
      if entering < 0 {
        if !fresh {
          hasFactors = false
          continue
        }
        if phaseOne {
          // The phase-one prices combine the rows into a proof.
          for i in 0..<rowCount { rho[i] = tau[i] }
          return .infeasible
        }
        resetDevex()
        storeBasicValues()
        return .optimal
      }
      computePivotColumn(entering)
      let direction: Double = enteringDirection(entering)
      let (row, length, toUpper) = primalRatio(entering, direction, phaseOne)
      if length == .infinity {
        if !fresh {
          hasFactors = false
          continue
        }
        if phaseOne { return .failed }
        storeBasicValues()
        return .unbounded
      }
      stalled = length > 1e-12 ? 0 : stalled + 1
      let move = direction * length
      if row >= 0 && abs(pivotColumn[row]) < 1e-7 && !fresh {
        hasFactors = false
        rejectedColumns += 1
        if rejectedColumns > 50 { return .failed }
        continue
      }
      for i in 0..<rowCount {
        let a = pivotColumn[i]
        if a != 0 { basicValue[i] -= move * a }
      }
      if row < 0 {
        state[entering] = state[entering] == .atLower ? .atUpper : .atLower
        x[entering] = state[entering] == .atLower ? lower[entering] : upper[entering]
        iterations += 1
        continue
      }
      computeInverseRow(row)
      if !phaseOne {
        computePivotRow()
        updateDevex(row: row, entering: entering)
      }
      if !exchange(
        row: row, entering: entering, value: x[entering] + move,
        leavingState: toUpper ? .atUpper : .atLower)
      {
        hasFactors = false
      }
      edgeWeight[row] = 1
      fresh = false
    }
  }

  private func resetDevex() {
    devexWeight.update(repeating: 1, count: totalCount)
  }

  /// The sum by which basic variables miss their bounds, beyond the tolerance each.
  func primalInfeasibility() -> Double {
    var sum = 0.0
    for i in 0..<rowCount {
      let v = basicValue[i]
      if v < basicLower[i] - Self.primalTolerance { sum += basicLower[i] - v }
      if v > basicUpper[i] + Self.primalTolerance { sum += v - basicUpper[i] }
    }
    return sum
  }

  private func computePhaseDuals(_ phaseOne: Bool) {
    guard phaseOne else { return computeDuals() }
    for i in 0..<rowCount {
      let v = basicValue[i]
      tau[i] =
        v < basicLower[i] - Self.primalTolerance
        ? -1 : v > basicUpper[i] + Self.primalTolerance ? 1 : 0
    }
    factors.solveTransposed(tau)
    for j in 0..<structuralCount { reducedCost[j] = state[j] == .basic ? 0 : -dot(j, tau) }
    for i in 0..<rowCount {
      let j = structuralCount + i
      reducedCost[j] = state[j] == .basic ? 0 : -tau[i]
    }
  }

  private func choosePrimalColumn(leastIndex: Bool) -> Int {
    var best = -1
    var bestMerit = 0.0
    for j in 0..<totalCount {
      let d = reducedCost[j]
      let improves: Bool
      switch state[j] {
      case .basic: improves = false
      case .atLower: improves = d < -Self.dualTolerance && lower[j] < upper[j]
      case .atUpper: improves = d > Self.dualTolerance && lower[j] < upper[j]
      case .free: improves = abs(d) > Self.dualTolerance
      }
      guard improves else { continue }
      if leastIndex { return j }
      let merit = d * d / devexWeight[j]
      if merit > bestMerit {
        bestMerit = merit
        best = j
      }
    }
    return best
  }

  private func enteringDirection(_ j: Int) -> Double {
    switch state[j] {
    case .atLower: return 1
    case .atUpper: return -1
    default: return reducedCost[j] < 0 ? 1 : -1
    }
  }

  /// Harris's two-pass ratio test. The row is −1 when the entering variable reaches
  /// its own other bound first.
  private func primalRatio(
    _ entering: Int, _ direction: Double, _ phaseOne: Bool
  ) -> (row: Int, length: Double, toUpper: Bool) {
    let tolerance = Self.primalTolerance
    let span = upper[entering] - lower[entering]
    // How far row i lets the entering variable go, with some slack.
    func room(_ i: Int, _ slack: Double) -> (Double, Bool) {
      let rate = -direction * pivotColumn[i]
      let v = basicValue[i]
      if rate > Self.pivotTolerance {
        if phaseOne && v < basicLower[i] - tolerance {
          return ((basicLower[i] - v + slack) / rate, false)
        }
        if basicUpper[i] == .infinity || phaseOne && v > basicUpper[i] + tolerance {
          return (.infinity, true)
        }
        return ((basicUpper[i] - v + slack) / rate, true)
      }
      if rate < -Self.pivotTolerance {
        if phaseOne && v > basicUpper[i] + tolerance {
          return ((basicUpper[i] - v - slack) / rate, true)
        }
        if basicLower[i] == -.infinity || phaseOne && v < basicLower[i] - tolerance {
          return (.infinity, false)
        }
        return ((basicLower[i] - v - slack) / rate, false)
      }
      return (.infinity, false)
    }
    var bound = Double.infinity
    for i in 0..<rowCount where pivotColumn[i] != 0 { bound = min(bound, room(i, tolerance).0) }
    if span <= bound && span < .infinity { return (-1, span, false) }
    guard bound < .infinity else { return (-1, .infinity, false) }
    var best = -1
    var bestPivot = 0.0
    var result = (0.0, false)
    for i in 0..<rowCount where pivotColumn[i] != 0 {
      let candidate = room(i, 0)
      if candidate.0 <= bound, abs(pivotColumn[i]) > bestPivot {
        best = i
        bestPivot = abs(pivotColumn[i])
        result = candidate
      }
    }
    return (best, max(0, result.0), result.1)
  }

  private func updateDevex(row: Int, entering: Int) {
    let alpha = pivotRow[entering]
    let theta = reducedCost[entering] / alpha
    let leaving = Int(basic[row])
    let weight = devexWeight[entering]
    for k in 0..<rowIndexCount {
      let j = Int(rowIndices[k])
      let a = pivotRow[j]
      reducedCost[j] -= theta * a
      let ratio = a / alpha
      devexWeight[j] = max(devexWeight[j], ratio * ratio * weight)
    }
    reducedCost[entering] = 0
    reducedCost[leaving] = -theta
    devexWeight[leaving] = max(weight / (alpha * alpha), 1)
  }
}
