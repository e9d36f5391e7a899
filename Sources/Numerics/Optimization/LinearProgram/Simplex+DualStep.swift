/// One step of the dual method: which variable enters, and what the exchange changes.
extension Simplex {
  /// The long-step ratio test (Maros 2003): passes breakpoints of boxed variables,
  /// which are to flip to their other bound, while the dual objective still rises; among
  /// near-ties takes the largest pivot. Nothing is changed yet: the pivot may turn out
  /// not to be one. −1 when the dual is unbounded.
  func chooseColumn(sign: Double, slope: Double) -> Int {
    var count = 0
    for k in 0..<rowIndexCount {
      let j = Int(rowIndices[k])
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
      var nearest = passed
      for c in passed..<count {
        let j = Int(candidates[c])
        let ratio = (max(0, feasibleDual(j)) + Self.dualTolerance) / abs(pivotRow[j])
        if ratio < bound {
          bound = ratio
          nearest = c
        }
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
      if groupEnd == passed {
        // Reduced costs so large that the tolerance is lost in them: the nearest goes alone.
        (candidates[nearest], candidates[passed]) = (candidates[passed], candidates[nearest])
        groupEnd += 1
        let j = Int(candidates[passed])
        drop = abs(pivotRow[j]) * (upper[j] - lower[j])
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
    flipCount = passed
    return best
  }

  /// Whether the pivot row keeps the variable that is basic in `row` beyond its bound
  /// wherever the others stand between theirs, recomputed from the bounds alone.
  func provesInfeasibility(row: Int, below: Bool) -> Bool {
    var reach = 0.0
    for k in 0..<rowIndexCount {
      let j = Int(rowIndices[k])
      // Of the nearest that −α·x comes to the bound.
      let rate = below ? -pivotRow[j] : pivotRow[j]
      let bound = rate > 0 ? upper[j] : lower[j]
      if bound.isFinite {
        reach += rate * bound
      } else if abs(rate) > Self.pivotTolerance {
        return false
      }
    }
    return below
      ? reach < basicLower[row] - 0.5 * Self.primalTolerance
      : -reach > basicUpper[row] + 0.5 * Self.primalTolerance
  }

  /// The reduced cost, positive when feasible for the bound the variable stands at.
  @inline(__always)
  func feasibleDual(_ j: Int) -> Double {
    switch state[j] {
    case .atLower: return reducedCost[j]
    case .atUpper: return -reducedCost[j]
    default: return abs(reducedCost[j])
    }
  }

  func bestPivot(_ from: Int, _ to: Int) -> Int {
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
  func step(row: Int, entering: Int, below: Bool) -> Double {
    let sign = below ? -1.0 : 1.0
    var rise = 0.0
    if flipCount > 0 {
      columnWork.update(repeating: 0, count: rowCount)
      for c in 0..<flipCount {
        let j = Int(candidates[c])
        state[j] = state[j] == .atLower ? .atUpper : .atLower
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
      for k in 0..<rowIndexCount {
        let j = Int(rowIndices[k])
        reducedCost[j] -= theta * pivotRow[j]
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
