import LinearAlgebra

/// The value of a smoothness criterion at some ρ = ln λ, with its derivatives by ρ.
struct SmoothnessScore: Sendable {
  var value: Double
  var gradient: [Double]
  var hessian: Matrix
}

/// Newton's method on a smoothness criterion (Wood 2011, sec. 3.2 and 6.2).
///
/// The Hessian's eigenvalues are taken by magnitude, which makes every step one of descent; a
/// step is cut until the score falls. A parameter at its upper limit whose gradient still asks
/// for more stays there: its smooth has become one that no penalty reaches.
struct SmoothnessNewton {
  /// The largest change of a ρ in a step.
  var longestStep = 5.0
  var iterationLimit = 200
  /// Ends once a full step can be expected to gain no more than this, relative to 1 + |score| and
  /// on top of rounding; the step is still made.
  var tolerance = 1e-13

  struct Outcome {
    var rho: [Double]
    var score: SmoothnessScore
    var iterations: Int
    var converged: Bool
    /// Parameters left at a limit.
    var limited: [Bool]
  }

  func minimize(
    from start: [Double], lower: [Double], upper: [Double],
    _ score: (_ rho: [Double]) throws(RegressionError) -> SmoothnessScore
  ) throws(RegressionError) -> Outcome {
    var rho = start
    var current = try score(rho)
    let count = rho.count
    guard count > 0 else {
      return Outcome(rho: [], score: current, iterations: 0, converged: true, limited: [])
    }
    for iteration in 1...iterationLimit {
      let limited = (0..<count).map { j in
        rho[j] >= upper[j] && current.gradient[j] <= 0
          || rho[j] <= lower[j] && current.gradient[j] >= 0
      }
      let free = (0..<count).filter { !limited[$0] }
      let (step, gain) = try newtonStep(current, free)
      if free.isEmpty || gain <= tolerance * (1 + abs(current.value)) {
        let last = zip(rho, step).enumerated().map { min(max($1.0 + $1.1, lower[$0]), upper[$0]) }
        let final = free.isEmpty ? current : try score(last)
        let better = final.value.isFinite && !free.isEmpty
        return Outcome(
          rho: better ? last : rho, score: better ? final : current, iterations: iteration,
          converged: true, limited: limited)
      }
      var factor = min(1, longestStep / (step.map(abs).max() ?? 1))
      var moved = false
      for _ in 0..<40 {
        let next = (0..<count).map { min(max(rho[$0] + factor * step[$0], lower[$0]), upper[$0]) }
        let trial = try score(next)
        if trial.value.isFinite, trial.value < current.value {
          (rho, current, moved) = (next, trial, true)
          break
        }
        factor /= 2
      }
      if !moved {
        // No fall within rounding of the score: as far as it can be told, a minimum.
        let flat = gain <= 1e-9 * (1 + abs(current.value))
        return Outcome(
          rho: rho, score: current, iterations: iteration, converged: flat, limited: limited)
      }
    }
    return Outcome(
      rho: rho, score: current, iterations: iterationLimit, converged: false,
      limited: [Bool](repeating: false, count: count))
  }

  /// The step for the free parameters, zero for the others, and the fall it promises.
  private func newtonStep(
    _ score: SmoothnessScore, _ free: [Int]
  ) throws(RegressionError) -> ([Double], Double) {
    var step = [Double](repeating: 0, count: score.gradient.count)
    guard !free.isEmpty else { return (step, 0) }
    var inner = Matrix(rows: free.count, columns: free.count)
    for (a, i) in free.enumerated() {
      for (b, j) in free.enumerated() { inner[a, b] = score.hessian[i, j] }
    }
    let eigen: SymmetricEigen
    do { eigen = try SymmetricEigen(inner) } catch {
      throw .noConvergence("the smoothness criterion has no finite second derivatives")
    }
    let gradient = free.map { score.gradient[$0] }
    let largest = eigen.values.map(abs).max() ?? 0
    var gain = 0.0
    for (k, value) in eigen.values.enumerated() {
      let vector = eigen.vectors.column(k)
      let slope = dot(vector, gradient)
      let curvature = max(abs(value), largest * 1e-7, 1e-12)
      gain += 0.5 * slope * slope / curvature
      for (a, i) in free.enumerated() { step[i] -= slope / curvature * vector[a] }
    }
    return (step, gain)
  }
}
