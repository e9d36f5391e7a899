import LinearAlgebra

/// min ½ bᵀGb − cᵀb + Σ vⱼ (λ₁ |bⱼ| + ½ λ₂ bⱼ²) within bounds, by cyclic
/// coordinate descent on the Gram matrix ("covariance updates"; Friedman, Hastie
/// & Tibshirani 2010, sec. 2.2), helped by Newton steps on the active set.
///
/// Descent finds which coefficients are not zero and with which signs. With
/// those fixed the problem is a linear system, so a Cholesky solve then gives the
/// minimum to rounding; a step that would cross a zero or a bound stops there
/// (an active-set method; Osborne, Presnell & Turlach 2000).
struct PenalizedQuadratic: Sendable {
  /// G, symmetric positive semidefinite.
  var gram: Matrix
  var linear: [Double]
  /// vⱼ ≥ 0; infinite keeps the coefficient at zero.
  var factors: [Double]
  var lower: [Double]
  var upper: [Double]

  /// A state of the search: coefficients and c − G b.
  struct Point: Sendable {
    var coefficients: [Double]
    var gradient: [Double]
  }

  var order: Int { linear.count }

  func start() -> Point {
    Point(coefficients: [Double](repeating: 0, count: order), gradient: linear)
  }

  /// c − G b of these coefficients.
  func point(at coefficients: [Double]) -> Point {
    var gradient = linear
    gram.storage.withUnsafeBufferPointer { gram in
      for (j, b) in coefficients.enumerated() where b != 0 {
        for i in 0..<order { gradient[i] -= b * gram[j * order + i] }
      }
    }
    return Point(coefficients: coefficients, gradient: gradient)
  }

  /// The smallest λ₁ that holds every penalized coefficient at zero, seen from this gradient.
  func largestSlope(_ point: Point) -> Double {
    var largest = 0.0
    for j in 0..<order where factors[j] > 0 && factors[j].isFinite {
      let slope = point.gradient[j]
      let blocked = slope > 0 ? upper[j] <= 0 : lower[j] >= 0
      if !blocked { largest = max(largest, abs(slope) / factors[j]) }
    }
    return largest
  }

  /// Sweeps on the active set before a linear solve is tried.
  private static let patience = 16

  /// Moves `point` to the minimum.
  ///
  /// - Parameters:
  ///   - tolerance: ends when no coordinate step changes the fit by more than
  ///     this (√Gⱼⱼ |Δbⱼ|, the units of the response).
  /// - Returns: whether it ended so within the sweeps allowed.
  func minimize(
    _ point: inout Point, l1: Double, l2: Double, tolerance: Double, sweeps: Int = 100_000
  ) -> Bool {
    let every = (0..<order).filter { factors[$0].isFinite && lower[$0] < upper[$0] }
    var left = sweeps
    while left > 0 {
      left -= 1
      if sweep(every, &point, l1, l2) <= tolerance { return true }
      let active = every.filter { point.coefficients[$0] != 0 || factors[$0] == 0 }
      var tries = 0
      while left > 0 {
        left -= 1
        tries += 1
        if sweep(active, &point, l1, l2) <= tolerance { break }
        if tries == Self.patience {
          tries = 0
          solveActive(active, &point, l1, l2)
        }
      }
    }
    return false
  }

  /// One pass of exact coordinate steps; returns the largest √Gⱼⱼ |Δbⱼ|.
  private func sweep(
    _ chosen: [Int], _ point: inout Point, _ l1: Double, _ l2: Double
  ) -> Double {
    let m = order
    var largest = 0.0
    gram.storage.withUnsafeBufferPointer { gram in
      point.coefficients.withUnsafeMutableBufferPointer { b in
        point.gradient.withUnsafeMutableBufferPointer { q in
          for j in chosen {
            let column = gram.baseAddress! + j * m
            let (curvature, old, factor) = (column[j], b[j], factors[j])
            let divisor = curvature + l2 * factor
            guard divisor > 0 else { continue }
            let pull = q[j] + curvature * old
            let slack = abs(pull) - l1 * factor
            guard slack > 0 || old != 0 else { continue }
            let free = slack > 0 ? (pull > 0 ? slack : -slack) / divisor : 0
            let new = min(upper[j], max(lower[j], free))
            guard new != old else { continue }
            let step = new - old
            b[j] = new
            for i in 0..<m { q[i] -= step * column[i] }
            largest = max(largest, curvature.squareRoot() * abs(step))
          }
        }
      }
    }
    return largest
  }

  /// A Newton step on the coefficients that are free to move, as far as signs and
  /// bounds hold.
  private func solveActive(
    _ active: [Int], _ point: inout Point, _ l1: Double, _ l2: Double
  ) {
    let free = active.filter {
      let b = point.coefficients[$0]
      return b > lower[$0] && b < upper[$0] && (b != 0 || factors[$0] == 0)
    }
    guard !free.isEmpty else { return }
    var system = Matrix(rows: free.count, columns: free.count)
    var right = [Double](repeating: 0, count: free.count)
    for (b, j) in free.enumerated() {
      for (a, i) in free.enumerated() { system[a, b] = gram[i, j] }
      system[b, b] += l2 * factors[j]
      let value = point.coefficients[j]
      let sign = value > 0 ? 1.0 : (value < 0 ? -1.0 : 0.0)
      right[b] = point.gradient[j] - factors[j] * (l1 * sign + l2 * value)
    }
    guard let step = Self.newtonStep(system, right) else { return }
    var length = 1.0
    for (a, j) in free.enumerated() {
      let (value, target) = (point.coefficients[j], point.coefficients[j] + step[a])
      if factors[j] > 0, l1 > 0, value * target < 0 { length = min(length, -value / step[a]) }
      if target > upper[j] { length = min(length, (upper[j] - value) / step[a]) }
      if target < lower[j] { length = min(length, (lower[j] - value) / step[a]) }
    }
    for (a, j) in free.enumerated() {
      let old = point.coefficients[j]
      var new = min(upper[j], max(lower[j], old + length * step[a]))
      // The coefficient that stopped the step lands on zero, not beside it.
      if factors[j] > 0, l1 > 0, length < 1, abs(new) <= 1e-14 * abs(step[a]) { new = 0 }
      point.coefficients[j] = new
    }
    point = self.point(at: point.coefficients)
  }

  /// The solution, or where columns repeat one another that of a system with a little
  /// added to its diagonal: a long step along what the rows do not tell apart, which
  /// ends where the first of those coefficients is zero.
  private static func newtonStep(_ system: Matrix, _ right: [Double]) -> [Double]? {
    if let factored = try? Cholesky(system), factored.reciprocalCondition > 1e-12 {
      return try? factored.solve(right)
    }
    var damped = system
    let largest = system.diagonal.max() ?? 0
    for j in right.indices { damped[j, j] += 1e-9 * largest }
    return try? Cholesky(damped).solve(right)
  }
}
