import Foundation
internal import LinearAlgebra

/// One Fisher-scoring step of a penalized negative binomial regression with log
/// link on an `ArrowDesign`, its information matrix, and what follows from its
/// inverse.
///
/// Weights are w = ω μ/(1 + α μ), scores ω (y − μ)/(1 + α μ) (McCullagh & Nelder,
/// 1989, §2.5); α = 0 is Poisson. The information matrix is [A_s, B_s; B_sᵀ, C]
/// with one small A_s a slot, which are eliminated one by one: the Schur complement
/// C − Σ B_sᵀ A_s⁻¹ B_s has only the order of the border.
struct ArrowSystem {
  /// L_s of A_s = L_s L_sᵀ, row by row, one after the other.
  private var factors: [Double]
  /// L_s⁻¹ B_s, `blockCount` rows of `lanes` vectors a slot.
  private var reduced: [SIMD8<Double>]
  /// L_s⁻¹ of the scores.
  private var blockScores: [Double]
  private let blockCount: Int
  private let slotCount: Int
  private let lanes: Int
  private let width: Int
  /// Covariance of the border coefficients, before any dispersion.
  private(set) var borderCovariance: Matrix
  /// The same, a row padded to whole vectors.
  private var covarianceRows: [SIMD8<Double>]
  private(set) var step: ArrowCoefficients

  /// - Parameters:
  ///   - mu: mean of each row at `coefficients`.
  ///   - alpha: dispersion of each slot.
  ///   - penalties: with λ as it is to be used.
  /// - Returns: nil where the system cannot be solved.
  init?(
    _ design: ArrowDesign, at coefficients: ArrowCoefficients, mu: [Double], alpha: [Double],
    penalties: [CountPenalty]
  ) {
    let (b, q, lanes, slots) = (
      design.blockCount, design.width, design.lanes, design.slotCount
    )
    (blockCount, width, self.lanes, slotCount) = (b, q, lanes, slots)
    factors = [Double](repeating: 0, count: slots * b * b)
    reduced = [SIMD8<Double>](repeating: .zero, count: slots * b * lanes)
    blockScores = [Double](repeating: 0, count: slots * b)
    var dayWeight = [Double](repeating: 0, count: design.dayCount)
    var dayScore = dayWeight
    let r = design.extra
    var dayExtra = [Double](repeating: 0, count: design.dayCount * r)
    var c = [SIMD8<Double>](repeating: .zero, count: q * lanes)
    var scores = [Double](repeating: 0, count: q)
    ArrowSystem.accumulate(
      design, mu: mu, alpha: alpha, a: &factors, b: &reduced, g: &blockScores,
      dayWeight: &dayWeight, dayScore: &dayScore)
    ArrowSystem.accumulateExtra(
      design, mu: mu, alpha: alpha, b: &reduced, dayExtra: &dayExtra, c: &c, scores: &scores)
    ArrowSystem.addDays(
      design, dayWeight: dayWeight, dayScore: dayScore, dayExtra: dayExtra, c: &c, scores: &scores)
    var schur = Matrix(rows: q, columns: q)
    ArrowSystem.penalize(
      penalties, coefficients: coefficients, slots: slots, blockCount: b, a: &factors,
      g: &blockScores, scores: &scores, c: &c, lanes: lanes)
    // Eliminate the slots.
    for s in 0..<slots where b > 0 {
      guard
        ArrowSystem.eliminate(
          slot: s, order: b, lanes: lanes, factors: &factors, reduced: &reduced,
          scores: &blockScores)
      else { return nil }
    }
    reduced.withUnsafeBufferPointer { t in
      c.withUnsafeMutableBufferPointer { c in
        for row in 0..<(slots * b) {
          let source = t.baseAddress! + row * lanes
          for i in 0..<q {
            let factor = source[i >> 3][i & 7]
            if factor == 0 { continue }
            let target = c.baseAddress! + i * lanes
            // Only the upper triangle is needed.
            for lane in (i >> 3)..<lanes { target[lane] -= factor * source[lane] }
          }
        }
      }
    }
    for row in 0..<(slots * b) {
      let score = blockScores[row]
      for i in 0..<q { scores[i] -= reduced[row * lanes + (i >> 3)][i & 7] * score }
    }
    for i in 0..<q {
      for j in i..<q { schur[j, i] = c[i * lanes + (j >> 3)][j & 7] }
      schur[i, i] += 1e-10 * max(schur[i, i], 1e-6)
    }
    guard let factor = try? Cholesky(schur), let border = try? factor.solve(scores) else {
      return nil
    }
    borderCovariance = factor.inverse()
    covarianceRows = [SIMD8<Double>](repeating: .zero, count: q * lanes)
    for i in 0..<q {
      for j in 0..<q { covarianceRows[i * lanes + (j >> 3)][j & 7] = borderCovariance[i, j] }
    }
    step = ArrowCoefficients(border: border, block: [Double](repeating: 0, count: slots * b))
    for s in 0..<slots where b > 0 {
      for i in stride(from: b - 1, through: 0, by: -1) {
        var value = blockScores[s * b + i]
        for k in 0..<q { value -= reduced[(s * b + i) * lanes + (k >> 3)][k & 7] * border[k] }
        for k in (i + 1)..<max(b, i + 1) {
          value -= factors[s * b * b + k * b + i] * step.block[s * b + k]
        }
        step.block[s * b + i] = value / factors[s * b * b + i * b + i]
      }
    }
  }

  /// tr(V S) of a penalty, V the inverse of the information matrix.
  func trace(_ penalty: CountPenalty) -> Double {
    let n = penalty.columns.count
    var sum = 0.0
    switch penalty.place {
    case .border:
      for i in 0..<n {
        for j in 0..<n {
          let entry = penalty.entry(i, j)
          if entry != 0 {
            sum +=
              entry
              * borderCovariance[penalty.columns.lowerBound + i, penalty.columns.lowerBound + j]
          }
        }
      }
    case .block:
      for s in 0..<slotCount { sum += trace(penalty, slot: s) }
    }
    return sum
  }

  /// The part of one slot: V_ss = A⁻¹ + U V_FF Uᵀ with U = A⁻¹ B.
  private func trace(_ penalty: CountPenalty, slot: Int) -> Double {
    let b = blockCount
    let n = penalty.columns.count
    let first = penalty.columns.lowerBound
    var sum = 0.0
    // S = D Dᵀ for a diagonal S; otherwise columns of the projections.
    var directions: [([Double], Double)] = []
    switch penalty.shape {
    case .diagonal(let weights):
      for i in 0..<n {
        var unit = [Double](repeating: 0, count: b)
        unit[first + i] = 1
        directions.append((unit, weights[i]))
      }
    case .mean:
      var ones = [Double](repeating: 0, count: b)
      for i in 0..<n { ones[first + i] = 1 }
      directions.append((ones, 1 / Double(n)))
    case .deviation:
      for i in 0..<n {
        var unit = [Double](repeating: 0, count: b)
        unit[first + i] = 1
        directions.append((unit, 1))
      }
      var ones = [Double](repeating: 0, count: b)
      for i in 0..<n { ones[first + i] = 1 }
      directions.append((ones, -1 / Double(n)))
    }
    for (direction, weight) in directions {
      // u = L⁻¹ direction: |u|² is directionᵀ A⁻¹ direction, and Uᵀ direction is Tᵀ u.
      var u = direction
      for i in 0..<b {
        for k in 0..<i { u[i] -= factors[slot * b * b + i * b + k] * u[k] }
        u[i] /= factors[slot * b * b + i * b + i]
      }
      var own = 0.0
      var carried = [SIMD8<Double>](repeating: .zero, count: lanes)
      for i in 0..<b where u[i] != 0 {
        own += u[i] * u[i]
        for lane in 0..<lanes { carried[lane] += u[i] * reduced[(slot * b + i) * lanes + lane] }
      }
      for i in 0..<width {
        let left = carried[i >> 3][i & 7]
        if left == 0 { continue }
        var inner = SIMD8<Double>(repeating: 0)
        for lane in 0..<lanes { inner += covarianceRows[i * lanes + lane] * carried[lane] }
        own += left * inner.sum()
      }
      sum += weight * own
    }
    return sum
  }
}
