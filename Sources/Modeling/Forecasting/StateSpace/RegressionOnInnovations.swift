/// Generalized least squares by way of a filter: the filtered response regressed
/// on the filtered regressors (Harvey & Phillips 1979), by Gram–Schmidt in the
/// order of the columns.
///
/// A column that the ones before it explain all but 1e-14 of is left out, and
/// its coefficient is zero.
struct RegressionOnInnovations {
  private(set) var coefficients: [Double]
  /// Sum of squares of what is left of the response.
  private(set) var sumOfSquares: Double

  /// - Parameter values: `columns × steps`, column after column, the response
  ///   first; it is left with its residual, the others orthogonal to each other.
  init(_ values: inout [Double], columns: Int, steps: Int) {
    let regressors = columns - 1
    var coefficients = [Double](repeating: 0, count: regressors)
    var shares = [Double](repeating: 0, count: regressors * columns)
    var sum = 0.0
    values.withUnsafeMutableBufferPointer { buffer in
      let base = buffer.baseAddress!
      for j in 0..<regressors {
        let q = base + (j + 1) * steps
        var whole = 0.0
        for t in 0..<steps { whole += q[t] * q[t] }
        // Twice is enough (Giraud, Langou & Rozložník 2005).
        for _ in 0..<2 {
          for i in 0..<j {
            let share = RegressionOnInnovations.project(q, on: base + (i + 1) * steps, steps)
            shares[i * columns + j] += share
          }
        }
        var square = 0.0
        for t in 0..<steps { square += q[t] * q[t] }
        guard square > 1e-14 * whole, square > 0 else {
          for t in 0..<steps { q[t] = 0 }
          continue
        }
        let length = square.squareRoot()
        shares[j * columns + j] = length
        for t in 0..<steps { q[t] /= length }
        shares[j * columns + regressors] = RegressionOnInnovations.project(base, on: q, steps)
      }
      for t in 0..<steps { sum += base[t] * base[t] }
    }
    for j in stride(from: regressors - 1, through: 0, by: -1) {
      let length = shares[j * columns + j]
      guard length > 0 else { continue }
      var rest = shares[j * columns + regressors]
      for k in (j + 1)..<max(regressors, j + 1) {
        rest -= shares[j * columns + k] * coefficients[k]
      }
      coefficients[j] = rest / length
    }
    self.coefficients = coefficients
    sumOfSquares = sum
  }

  /// Takes the part along the unit vector `q` out of `x`; returns its length.
  private static func project(
    _ x: UnsafeMutablePointer<Double>, on q: UnsafeMutablePointer<Double>, _ steps: Int
  ) -> Double {
    var share = 0.0
    for t in 0..<steps { share += x[t] * q[t] }
    for t in 0..<steps { x[t] -= share * q[t] }
    return share
  }
}
