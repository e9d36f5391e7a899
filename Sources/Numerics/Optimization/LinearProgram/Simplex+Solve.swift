/// The way from any basis to an answer: dual feasibility by flips and small shifts, phase
/// one where that is not enough, the dual method, and the primal for what is left.
extension Simplex {
  /// Solves from the basis at hand, whatever its feasibility.
  func solve() -> SimplexOutcome {
    for j in 0..<totalCount where lower[j] > upper[j] {
      return contradictoryBounds(j)
    }
    prepare()
    if dualInfeasibility() > 0 {
      // From a feasible point the primal method needs no phase one.
      computePrimal()
      if primalInfeasibility() == 0 {
        let outcome = runPrimal()
        if outcome != .failed { return outcome }
        resetCosts()
        setLogicalBasis()
        prepare()
      }
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

  func contradictoryBounds(_ j: Int) -> SimplexOutcome {
    rho.update(repeating: 0, count: rowCount)
    if j >= structuralCount { rho[j - structuralCount] = 1 }
    return .infeasible
  }

  func prepare() {
    for j in 0..<totalCount where state[j] != .basic { restAtBound(j) }
    if !hasFactors || factors.updateCount > 0 || costsArePerturbed {
      if !hasFactors { factorize() }
      if costsArePerturbed { resetCosts() }
    }
    takeBasicBounds()
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
  func settle(_ j: Int) {
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
  func shift(_ j: Int, by amount: Double) {
    workCost[j] += amount
    reducedCost[j] += amount
    costsArePerturbed = true
  }

  // MARK: Phase one

  /// Pan's subproblem (Koberstein 2005, section 4.3): with bounds 0 or ±1 in place
  /// of the true ones the problem is boxed, and its optimum is a basis that is dual
  /// feasible for the true bounds whenever there is one.
  func runPhaseOne() -> SimplexOutcome {
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
    takeBasicBounds()
    for j in 0..<totalCount where state[j] != .basic && state[j] != .free { restAtBound(j) }
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
    takeBasicBounds()
    computeDuals()
    return outcome
  }

  func takeBasicBounds() {
    for i in 0..<rowCount {
      basicLower[i] = lower[Int(basic[i])]
      basicUpper[i] = upper[Int(basic[i])]
    }
  }
}
