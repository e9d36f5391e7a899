import LinearAlgebra

/// Weighted means of a design's columns and of a response, and their second
/// moments about them (or about zero), by one pass over the rows.
///
/// The sums are taken about the means of the first rows and then moved to those
/// of all rows: a column whose mean is far greater than its spread keeps its digits.
struct CenteredMoments: Sendable {
  /// Σ w.
  let weight: Double
  let means: [Double]
  /// Standard deviations about the mean (divisor Σ w), also where moments are about zero.
  let spreads: [Double]
  let responseMean: Double
  /// Σ w (x − m)(x − m)ᵀ / Σ w; both triangles.
  private(set) var gram: Matrix
  /// Σ w (x − m)(z − z̄) / Σ w.
  private(set) var cross: [Double]
  /// Σ w (z − z̄)² / Σ w.
  let responseSquare: Double

  private static let pilotRows = 512

  /// - Parameters:
  ///   - design: without an intercept.
  ///   - weights: ≥ 0, one a row, not all zero; nil for ones.
  ///   - centered: false takes moments about zero; `means` are then zeros.
  init(
    of design: DesignMatrix, response: [Double], weights: [Double]?, centered: Bool,
    threads: Int
  ) {
    let p = design.columns
    let whole = DesignMatrix(
      rows: design.rows, names: design.names + ["", ""],
      blocks: design.blocks + [.column(response), .intercept])
    let shift = centered ? Self.pilotMeans(whole) : nil
    let sums = NormalEquations(of: whole, shift: shift, threads: threads) {
      rows, _, weight, response in
      if let weights {
        for i in 0..<rows.count { weight[i] = weights[rows.lowerBound + i] }
      } else {
        weight.update(repeating: 1, count: rows.count)
      }
      response.update(repeating: 0, count: rows.count)
    }
    let total = sums.gram[p + 1, p + 1]
    weight = total
    let offsets = (0...p).map { sums.gram[$0, p + 1] / total }
    // Rounding must not leave a spread of less than none; a NaN stays one.
    let positive = { (value: Double) in value < 0 ? 0 : value }
    spreads = (0..<p).map {
      positive(sums.gram[$0, $0] / total - offsets[$0] * offsets[$0]).squareRoot()
    }
    let moved = centered ? offsets : [Double](repeating: 0, count: p + 1)
    means = (0..<p).map { (shift?[$0] ?? 0) + moved[$0] }
    responseMean = (shift?[p] ?? 0) + moved[p]
    gram = Matrix(rows: p, columns: p)
    for j in 0..<p {
      for i in 0..<p { gram[i, j] = sums.gram[i, j] / total - moved[i] * moved[j] }
      gram[j, j] = positive(gram[j, j])
    }
    cross = (0..<p).map { sums.gram[$0, p] / total - moved[$0] * moved[p] }
    responseSquare = positive(sums.gram[p, p] / total - moved[p] * moved[p])
  }

  /// Means of the first rows: within √(n / rows) standard deviations of the mean of all.
  private static func pilotMeans(_ design: DesignMatrix) -> [Double] {
    let count = min(design.rows, pilotRows)
    var means = [Double](repeating: 0, count: design.columns)
    for (block, start) in zip(design.blocks, design.starts) {
      switch block {
      case .column(let values): means[start] = laneSum(Array(values[..<count])) / Double(count)
      case .matrix(let matrix):
        for j in 0..<matrix.columns {
          let low = j * matrix.rows
          means[start + j] = laneSum(Array(matrix.storage[low..<low + count])) / Double(count)
        }
      case .intercept, .indicators, .sparse: continue
      }
    }
    return means
  }

  /// Divides column j by `scales[j]`, and leaves out (as zeros) those whose scale is zero.
  mutating func scale(by scales: [Double]) {
    let p = scales.count
    let factors = scales.map { $0 > 0 ? 1 / $0 : 0 }
    for j in 0..<p {
      for i in 0..<p { gram[i, j] *= factors[i] * factors[j] }
      cross[j] *= factors[j]
    }
  }
}
