/// Levenberg–Marquardt for nonlinear least squares with bounds.
///
/// Each step minimizes gᵀd + ½dᵀ(H + λ diag H)d over the box, with H = JᵀJ
/// (Marquardt 1963); variables whose bound the step would cross are held at it
/// and the rest is solved again. The damping λ follows the ratio of actual to
/// predicted decrease (Nielsen 1999; Madsen, Nielsen & Tingleff 2004, §3.2).
/// It stops when the decrease that an undamped step predicts is below
/// `tolerance` times the value, or two steps on end gained less than ten times that.
/// Where residuals stay large, JᵀJ is a poor Hessian and `LBFGSB` the better choice.
public struct LevenbergMarquardt: Sendable {
  public var maximumIterations: Int
  /// Relative predicted decrease at which the fit counts as converged.
  public var tolerance: Double
  /// λ of the first step, relative to the diagonal of JᵀJ.
  public var initialDamping: Double

  public init(
    maximumIterations: Int = 100, tolerance: Double = 1e-10, initialDamping: Double = 1e-3
  ) {
    self.maximumIterations = maximumIterations
    self.tolerance = tolerance
    self.initialDamping = initialDamping
  }

  /// Minimizes `objective` from `start` (moved into the box first).
  ///
  /// - Parameters:
  ///   - lower, upper: bounds, one each a variable, ±∞ for none; a variable
  ///     with `lower == upper` is held.
  ///   - abandon: called after each linearization with the value and the
  ///     decrease the model still predicts; true stops the run (status
  ///     `abandoned`), for races between several fits.
  public func minimize<Objective: LeastSquaresObjective>(
    _ objective: inout Objective, from start: [Double], lower: [Double], upper: [Double],
    abandon: (_ value: Double, _ predicted: Double) -> Bool = { _, _ in false }
  ) -> SmoothMinimum {
    let n = objective.dimension
    precondition(
      start.count == n && lower.count == n && upper.count == n,
      "start and bounds need one value a variable")
    var x = start
    for i in 0..<n { x[i] = min(max(x[i], lower[i]), upper[i]) }
    var gradient = [Double](repeating: 0, count: n)
    var normal = [Double](repeating: 0, count: n * n)
    var trial = x
    var box = BoxStep(dimension: n)
    var value = objective.linearize(at: x, gradient: &gradient, normal: &normal)
    var evaluations = 1
    guard value.isFinite else {
      return SmoothMinimum(
        point: x, value: value, iterations: 0, evaluations: 1, status: .infeasibleStart)
    }
    var damping = initialDamping
    var growth = 2.0
    var stalled = 0
    var iteration = 0
    var status = SmoothMinimum.Status.iterationLimit
    while iteration < maximumIterations {
      iteration += 1
      let predicted = box.solve(
        x: x, gradient: gradient, normal: normal, damping: damping, lower: lower, upper: upper)
      guard let predicted else {
        damping = max(damping, 1e-12) * growth
        growth *= 2
        if damping > 1e16 {
          status = .noProgress
          break
        }
        continue
      }
      // A damped model predicts less than is left; only trust it when λ is small.
      if predicted <= tolerance * value && damping <= 1 || value == 0 {
        status = .converged
        break
      }
      if abandon(value, predicted) {
        status = .abandoned
        break
      }
      for i in 0..<n { trial[i] = min(max(x[i] + box.step[i], lower[i]), upper[i]) }
      let next = objective.value(at: trial)
      evaluations += 1
      let ratio = (value - next) / predicted
      if next.isFinite && ratio > 1e-4 {
        swap(&x, &trial)
        stalled = value - next <= 10 * tolerance * value ? stalled + 1 : 0
        value = objective.linearize(at: x, gradient: &gradient, normal: &normal)
        evaluations += 1
        let cube = (2 * ratio - 1) * (2 * ratio - 1) * (2 * ratio - 1)
        damping = max(damping * max(1.0 / 10, 1 - cube), 1e-12)
        growth = 2
        if stalled == 2 {
          status = .converged
          break
        }
      } else if !next.isFinite {
        // Outside the domain: the model knows nothing of that border.
        damping = max(damping, 1e-4) * 10
      } else {
        damping = max(damping, 1e-9) * growth
        growth *= 2
        if damping > 1e12 {
          // The predicted decrease is below what rounding lets the value show.
          status = predicted <= 1e-6 * value ? .converged : .noProgress
          break
        }
      }
    }
    return SmoothMinimum(
      point: x, value: value, iterations: iteration, evaluations: evaluations, status: status)
  }
}

/// The step of one damped model inside a box, with its scratch space.
struct BoxStep {
  let n: Int
  private(set) var step: [Double]
  private var held: [Bool]
  private var free: [Int]
  private var factor: [Double]
  private var right: [Double]

  init(dimension n: Int) {
    self.n = n
    step = [Double](repeating: 0, count: n)
    held = [Bool](repeating: false, count: n)
    free = []
    free.reserveCapacity(n)
    factor = [Double](repeating: 0, count: n * n)
    right = [Double](repeating: 0, count: n)
  }

  /// Fills `step` and returns the decrease the model predicts, or nil where the
  /// damped matrix is not positive definite or predicts none.
  mutating func solve(
    x: [Double], gradient: [Double], normal: [Double], damping: Double, lower: [Double],
    upper: [Double]
  ) -> Double? {
    var largest = 0.0
    for i in 0..<n {
      largest = max(largest, normal[i * n + i])
      let atLower = x[i] <= lower[i] && gradient[i] >= 0
      let atUpper = x[i] >= upper[i] && gradient[i] <= 0
      held[i] = lower[i] == upper[i] || atLower || atUpper
      step[i] = 0
    }
    let least = max(largest * 1e-14, Double.leastNormalMagnitude)
    while true {
      free.removeAll(keepingCapacity: true)
      for i in 0..<n where !held[i] { free.append(i) }
      if free.isEmpty { break }
      guard solveFree(gradient: gradient, normal: normal, damping: damping, least: least) else {
        return nil
      }
      var crossed = false
      for i in free {
        if x[i] + step[i] < lower[i] {
          step[i] = lower[i] - x[i]
          held[i] = true
          crossed = true
        } else if x[i] + step[i] > upper[i] {
          step[i] = upper[i] - x[i]
          held[i] = true
          crossed = true
        }
      }
      if !crossed { break }
    }
    var decrease = 0.0
    for i in 0..<n where step[i] != 0 {
      var product = 0.5 * normal[i * n + i] * step[i]
      for j in 0..<i { product += normal[i * n + j] * step[j] }
      decrease -= step[i] * (gradient[i] + product)
    }
    return decrease >= 0 ? decrease : nil
  }

  /// Solves (H + λD) step = −gradient over the free variables by Cholesky, the
  /// held ones keeping their step. Columns of the factor are contiguous, so that
  /// every inner loop adds a multiple of one to another.
  private mutating func solveFree(
    gradient: [Double], normal: [Double], damping: Double, least: Double
  ) -> Bool {
    let count = free.count
    let n = self.n
    return factor.withUnsafeMutableBufferPointer { buffer in
      right.withUnsafeMutableBufferPointer { vector in
        let a = buffer.baseAddress!
        let b = vector.baseAddress!
        for r in 0..<count {
          let i = free[r]
          for c in 0...r { a[c * n + r] = normal[i * n + free[c]] }
          a[r * n + r] += damping * max(normal[i * n + i], least) + least
          var g = gradient[i]
          if count < n {
            for j in 0..<n where held[j] && step[j] != 0 {
              g += (j < i ? normal[i * n + j] : normal[j * n + i]) * step[j]
            }
          }
          b[r] = -g
        }
        for k in 0..<count {
          let column = a + k * n
          guard column[k] > 0, column[k].isFinite else { return false }
          // The diagonal holds the reciprocal: one division a column.
          let reciprocal = 1 / column[k].squareRoot()
          column[k] = reciprocal
          b[k] *= reciprocal
          for i in (k + 1)..<max(count, k + 1) { column[i] *= reciprocal }
          BoxStep.subtract(b[k], column, from: b, k + 1, count)
          for j in (k + 1)..<max(count, k + 1) {
            BoxStep.subtract(column[j], column, from: a + j * n, j, count)
          }
        }
        for r in stride(from: count - 1, through: 0, by: -1) {
          let column = a + r * n
          var s = b[r]
          for c in (r + 1)..<max(count, r + 1) { s -= column[c] * b[c] }
          b[r] = s * column[r]
          step[free[r]] = b[r]
        }
        return true
      }
    }
  }

  /// target[i] −= factor · source[i] for i in start ..< end.
  @inline(__always)
  private static func subtract(
    _ factor: Double, _ source: UnsafeMutablePointer<Double>,
    from target: UnsafeMutablePointer<Double>, _ start: Int, _ end: Int
  ) {
    var i = start
    while i + 4 <= end {
      let u = UnsafeRawPointer(source + i).loadUnaligned(as: SIMD4<Double>.self)
      let v = UnsafeRawPointer(target + i).loadUnaligned(as: SIMD4<Double>.self)
      UnsafeMutableRawPointer(target + i).storeBytes(
        of: v - factor * u, as: SIMD4<Double>.self)
      i += 4
    }
    while i < end {
      target[i] -= factor * source[i]
      i += 1
    }
  }
}
