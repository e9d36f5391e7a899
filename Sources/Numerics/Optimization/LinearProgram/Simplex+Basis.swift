/// The basis: where variables stand, and ways to come back to it.
extension Simplex {
  /// All logicals basic, all structurals at a bound.
  func setLogicalBasis() {
    for j in 0..<structuralCount {
      state[j] = .atLower
      restAtBound(j)
    }
    for i in 0..<rowCount {
      basic[i] = Int32(structuralCount + i)
      state[structuralCount + i] = .basic
      edgeWeight[i] = 1
    }
    hasFactors = false
  }

  /// Puts a nonbasic variable on the bound its state names, or on the one it has.
  @inline(__always)
  func restAtBound(_ j: Int) {
    if state[j] == .atUpper && upper[j] < .infinity || lower[j] == -.infinity {
      if upper[j] < .infinity {
        state[j] = .atUpper
        x[j] = upper[j]
      } else {
        state[j] = .free
        x[j] = 0
      }
    } else {
      state[j] = .atLower
      x[j] = lower[j]
    }
  }

  /// The states of all variables, to come back to.
  func basisSnapshot() -> [BasisState] {
    Array(UnsafeBufferPointer(start: state, count: totalCount))
  }

  /// A basis with its factors and weights, to come back to at little cost.
  final class Checkpoint {
    fileprivate let factors: BasisFactors
    fileprivate var basic: [Int32] = []
    fileprivate var weights: [Double] = []
    fileprivate var states: [BasisState] = []

    init(_ simplex: Simplex) {
      factors = BasisFactors(size: simplex.rowCount, updateLimit: simplex.factors.updateLimit)
    }
  }

  /// Keeps the basis at hand in a checkpoint.
  func save(to checkpoint: Checkpoint) {
    if !hasFactors { factorize() }
    checkpoint.factors.copy(from: factors)
    checkpoint.basic = Array(UnsafeBufferPointer(start: basic, count: rowCount))
    checkpoint.weights = Array(UnsafeBufferPointer(start: edgeWeight, count: rowCount))
    checkpoint.states = basisSnapshot()
  }

  /// Comes back to the basis of a checkpoint.
  func restore(_ checkpoint: Checkpoint) {
    factors.copy(from: checkpoint.factors)
    for i in 0..<rowCount {
      basic[i] = checkpoint.basic[i]
      edgeWeight[i] = checkpoint.weights[i]
    }
    for j in 0..<totalCount {
      state[j] = checkpoint.states[j]
      if state[j] != .basic { restAtBound(j) }
    }
    hasFactors = true
  }

  /// Takes up a basis; weights of variables that stay basic are kept.
  func restore(_ snapshot: [BasisState]) {
    devexWeight.update(repeating: 1, count: totalCount)
    for i in 0..<rowCount { devexWeight[Int(basic[i])] = edgeWeight[i] }
    var isSame = true
    for j in 0..<totalCount {
      if (state[j] == .basic) != (snapshot[j] == .basic) { isSame = false }
      state[j] = snapshot[j]
      if state[j] != .basic { restAtBound(j) }
    }
    if isSame { return }
    var count = 0
    for j in 0..<totalCount where state[j] == .basic {
      if count < rowCount { basic[count] = Int32(j) }
      count += 1
    }
    precondition(count == rowCount, "a basis has one variable a row")
    for i in 0..<rowCount { edgeWeight[i] = devexWeight[Int(basic[i])] }
    hasFactors = false
  }
}
