import LinearAlgebra

/// From the estimates of a sample to within a step of those of all rows, on passes
/// that sum the score alone.
///
/// Each step is that of the sample's information, scaled to all rows and corrected
/// by the differences of scores seen so far: limited memory BFGS (Nocedal 1980, Math.
/// Comp. 35, sec. 2; the two loops) with the sample's information as the first matrix.
/// A sample of m rows gains a factor of about √(m / columns) a pass, growing with the
/// corrections; whether it did is measured, and where it did not, what is returned is
/// the best point seen, as a start like any other.
struct GLMApproach {
  /// Where the scoring steps go on.
  private(set) var coefficients: [Double]
  /// Set where the coming step is expected to be the last.
  private(set) var last: Visit?

  /// A point and what was measured there.
  struct Visit {
    var coefficients: [Double]
    var score: [Double]
    /// Length of the step from there, in standard errors.
    var length: Double
    /// Σ w.
    var weight: Double
  }

  private static let passes = 8
  /// Relative change of the weights by a step that leaves the information as it is.
  private static let steady = 1e-6

  init(
    _ design: DesignMatrix, _ kernel: GLMKernel, from sample: (b: [Double], system: GLMSystem),
    scale: Double, limits: GLMIterations.Limits
  ) {
    coefficients = sample.b
    var pairs: [(step: [Double], change: [Double], curvature: Double)] = []
    var previous: Visit?
    for _ in 0..<Self.passes {
      let now = GLMScore(design, kernel, at: coefficients, threads: limits.threads)
      guard now.values.allSatisfy({ $0.isFinite }) else { break }
      if let previous {
        let step = zip(coefficients, previous.coefficients).map { $0 - $1 }
        let change = zip(previous.score, now.values).map { $0 - $1 }
        let curvature = dot(step, change)
        guard curvature > 0 else { break }
        pairs.append((step, change, curvature))
      }
      // The two loops over the corrections, around the sample's own step.
      var direction = now.values
      var shares: [Double] = []
      for pair in pairs.reversed() {
        let share = dot(pair.step, direction) / pair.curvature
        shares.append(share)
        for j in direction.indices { direction[j] -= share * pair.change[j] }
      }
      guard var step = try? sample.system.solve(direction) else { break }
      for j in step.indices { step[j] /= scale }
      for (pair, share) in zip(pairs, shares.reversed()) {
        let correction = share - dot(pair.change, step) / pair.curvature
        for j in step.indices { step[j] += correction * pair.step[j] }
      }
      let visit = Visit(
        coefficients: coefficients, score: now.values,
        length: max(0, dot(step, now.values)).squareRoot(), weight: now.weight)
      guard visit.length.isFinite, visit.weight > 0 else { break }
      var gain = 0.05
      if let previous {
        gain = visit.length / previous.length
        if gain > 0.5 {
          // Worse than the plain iterations do.
          if gain > 1 { coefficients = previous.coefficients }
          return
        }
      }
      for j in step.indices { coefficients[j] += step[j] }
      previous = visit
      if Self.isLast(length: gain * visit.length, weight: visit.weight, limits.tolerance) {
        last = visit
        return
      }
    }
    coefficients = previous?.coefficients ?? sample.b
  }

  /// Whether a scoring step of this length leads to the estimates: of a canonical link it
  /// errs by its length times the relative change of the weights, which is about the
  /// change of the predictors, length / √Σw.
  private static func isLast(length: Double, weight: Double, _ tolerance: Double) -> Bool {
    let change = length / weight.squareRoot()
    return change <= steady && length * change <= max(tolerance, 1e-10)
  }

  /// Whether the step of this length from here, with the information of all rows known,
  /// leads to the estimates within the tolerance.
  func isLast(
    length: Double, at b: [Double], score: [Double], gram: Matrix, tolerance: Double
  ) -> Bool {
    guard let last, Self.isLast(length: length, weight: last.weight, tolerance) else {
      return false
    }
    // How far the information was from constant over the step before tells how far it is over this.
    let step = zip(b, last.coefficients).map { $0 - $1 }
    let expected = dot(step, gram * step)
    let seen = dot(step, zip(last.score, score).map { $0 - $1 })
    let change = abs(seen / expected - 1) * length / last.length
    return change <= Self.steady && length * change <= max(tolerance, 1e-10)
  }
}
