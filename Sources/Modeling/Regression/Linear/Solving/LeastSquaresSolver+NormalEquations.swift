import Foundation
import LinearAlgebra

extension LeastSquaresSolver {
  /// Normal equations with columns scaled to unit length (van der Sluis 1969: near
  /// the best of all scalings), then refined by the residual, which is formed from
  /// the rows (Björck 1987, "Stability analysis of the method of seminormal
  /// equations").
  ///
  /// A column whose remainder is under 10⁻⁵ of it cannot be told from a dependent
  /// one this way and is dropped.
  func normal() throws(RegressionError) -> LeastSquaresSolution {
    let (z, weights) = (response, sample.weights)
    let sums = NormalEquations(of: sample.design, threads: options.threads) { rows, _, w, y in
      for i in 0..<rows.count {
        w[i] = weights?[rows.lowerBound + i] ?? 1
        y[i] = z[rows.lowerBound + i]
      }
    }
    guard sums.gram.storage.firstNotFinite() == nil, sums.cross.firstNotFinite() == nil else {
      throw sample.unusableValue()
    }
    let scales = sums.gram.diagonal.map { $0.squareRoot() }
    var scaled = sums.gram
    for j in 0..<columns {
      for i in 0..<columns where scales[i] > 0 && scales[j] > 0 {
        scaled[i, j] /= scales[i] * scales[j]
      }
    }
    let least = max(options.tolerance * options.tolerance, 1e-10)
    let kept = Self.independentColumns(of: scaled, above: least)
    guard !kept.isEmpty else { throw .singular("every column of the design is zero") }
    var gram = Matrix(rows: kept.count, columns: kept.count)
    for (b, j) in kept.enumerated() {
      for (a, i) in kept.enumerated() { gram[a, b] = scaled[i, j] }
    }
    do {
      let factor = try Cholesky(gram)
      var estimates = try factor.solve(kept.map { sums.cross[$0] / scales[$0] })
      var residual = remainder(estimates, kept, scales)
      for _ in 0..<2 {
        let gradient = sample.design.transposeTimes(weighted(residual))
        let step = try factor.solve(kept.map { gradient[$0] / scales[$0] })
        for k in step.indices { estimates[k] += step[k] }
        residual = remainder(estimates, kept, scales)
      }
      let effects = factor.lower.transposeTimes(estimates)
      var inverse = factor.inverse()
      for (b, j) in kept.enumerated() {
        for (a, i) in kept.enumerated() { inverse[a, b] /= scales[i] * scales[j] }
      }
      for (k, j) in kept.enumerated() { estimates[k] /= scales[j] }
      return LeastSquaresSolution(
        kept: kept, estimates: estimates, unscaledCovariance: inverse, effects: effects,
        residualSumOfSquares: dot(residual, weighted(residual)),
        hasConstant: !probesConstant || spansConstant(factor, kept, scales),
        condition: min(1 / factor.reciprocalCondition.squareRoot(), .greatestFiniteMagnitude),
        method: .normalEquations)
    } catch {
      throw .singular("the normal equations: \(error)")
    }
  }

  private func weighted(_ values: [Double]) -> [Double] {
    guard let weights = sample.weights else { return values }
    return zip(weights, values).map { $0 * $1 }
  }

  /// The residual of estimates that belong to columns of unit length.
  private func remainder(_ scaled: [Double], _ kept: [Int], _ scales: [Double]) -> [Double] {
    var b = [Double](repeating: 0, count: columns)
    for (k, j) in kept.enumerated() { b[j] = scaled[k] / scales[j] }
    var result = sample.design.times(b)
    for i in result.indices { result[i] = response[i] - result[i] }
    return result
  }

  /// Whether 1 is a combination of the kept columns.
  private func spansConstant(_ factor: Cholesky, _ kept: [Int], _ scales: [Double]) -> Bool {
    let ones = weighted([Double](repeating: 1, count: response.count))
    let cross = sample.design.transposeTimes(ones)
    guard let b = try? factor.solve(kept.map { cross[$0] / scales[$0] }) else { return false }
    var full = [Double](repeating: 0, count: columns)
    for (k, j) in kept.enumerated() { full[j] = b[k] / scales[j] }
    let fitted = sample.design.times(full)
    let distance = zip(ones, fitted).reduce(0.0) { $0 + $1.0 * ($1.1 - 1) * ($1.1 - 1) }
    return distance < 1e-14 * laneSum(ones)
  }

  /// Columns whose pivot, with unit diagonal, stays above `least`, in their order.
  private static func independentColumns(of gram: Matrix, above least: Double) -> [Int] {
    let n = gram.rows
    let candidates = (0..<n).filter { gram[$0, $0] > 0 }
    if candidates.count == n, let whole = try? Cholesky(gram),
      whole.lower.diagonal.allSatisfy({ $0 * $0 > least })
    {
      return candidates
    }
    // Right-looking, a column at a time; columns left out are never eliminated with.
    var work = gram
    var kept: [Int] = []
    work.storage.withUnsafeMutableBufferPointer { a in
      for (place, j) in candidates.enumerated() where a[j + j * n] > least {
        kept.append(j)
        let pivot = a[j + j * n].squareRoot()
        for i in candidates[place...] { a[i + j * n] /= pivot }
        for c in candidates[(place + 1)...] {
          let factor = a[c + j * n]
          guard factor != 0 else { continue }
          for i in c..<n { a[i + c * n] -= factor * a[i + j * n] }
        }
      }
    }
    return kept
  }
}
