import Foundation
import LinearAlgebra

/// Functions of one covariate, each value of which meets at most four rows of a table: the
/// kernels all smooths are made of.
///
/// A cubic spline with values β at its knots and second derivatives γ = F β is, between two
/// knots, a combination of two values and two second derivatives (Wood 2017, table 5.1); a
/// cubic B-spline basis has four functions that are not zero. Either way a row of the model
/// matrix is four rows of a small table, combined: see `SmoothBasis`.
struct SplineKernel: Codable, Sendable {
  enum Kind: String, Codable, Sendable { case cubic, cyclic, bSpline, levels }

  /// Up to four rows of the table, and what each counts.
  struct Local {
    var rows = SIMD4<Int32>(repeating: 0)
    var weights = SIMD4<Double>(repeating: 0)
  }

  let kind: Kind
  /// Ascending; for `.levels` only their number counts.
  let knots: [Double]

  /// Coefficients before any constraint.
  var size: Int {
    switch kind {
    case .cubic, .levels: knots.count
    case .cyclic: knots.count - 1
    case .bSpline: knots.count - 4
    }
  }

  /// Whether x is where the data of the fit were; a cyclic covariate always is.
  func covers(_ x: Double) -> Bool {
    switch kind {
    case .cubic: x >= knots[0] && x <= knots[knots.count - 1]
    case .cyclic: true
    case .bSpline: x >= knots[3] && x <= knots[knots.count - 4]
    case .levels: x >= 0 && x < Double(knots.count)
    }
  }

  /// The rows that the value x meets. A level that is not known meets none.
  func local(_ x: Double) -> Local {
    switch kind {
    case .cubic: cubic(x)
    case .cyclic: cyclic(x)
    case .bSpline: bSpline(x)
    case .levels: level(x)
    }
  }

  /// The last knot at or below x that has another above it.
  private func interval(_ x: Double, _ first: Int, _ last: Int) -> Int {
    var (low, high) = (first, last)
    while high - low > 1 {
      let middle = (low + high) / 2
      if x < knots[middle] { high = middle } else { low = middle }
    }
    return low
  }

  /// Rows 0 ..< k are values at the knots, k ..< 2 k second derivatives there.
  private func cubic(_ x: Double) -> Local {
    let k = knots.count
    var result = Local()
    if x < knots[0] {
      let h = knots[1] - knots[0]
      let t = (x - knots[0]) / h
      result.rows = [0, 1, Int32(k), Int32(k + 1)]
      result.weights = [1 - t, t, -h * h * t / 3, -h * h * t / 6]
    } else if x > knots[k - 1] {
      let h = knots[k - 1] - knots[k - 2]
      let t = (x - knots[k - 1]) / h
      result.rows = [Int32(k - 2), Int32(k - 1), Int32(2 * k - 2), Int32(2 * k - 1)]
      result.weights = [-t, 1 + t, h * h * t / 6, h * h * t / 3]
    } else {
      let j = interval(x, 0, k - 1)
      result.rows = [Int32(j), Int32(j + 1), Int32(k + j), Int32(k + j + 1)]
      result.weights = hermite(x, knots[j], knots[j + 1])
    }
    return result
  }

  private func cyclic(_ value: Double) -> Local {
    let (first, last) = (knots[0], knots[knots.count - 1])
    var x = value
    if x < first || x > last {
      let period = last - first
      x = value - ((value - first) / period).rounded(.down) * period
      x = min(max(x, first), last)
    }
    let k = size
    let j = interval(x, 0, knots.count - 1)
    let next = j + 1 == k ? 0 : j + 1
    var result = Local()
    result.rows = [Int32(j), Int32(next), Int32(k + j), Int32(k + next)]
    result.weights = hermite(x, knots[j], knots[j + 1])
    return result
  }

  /// What the values and second derivatives at two knots count between them.
  private func hermite(_ x: Double, _ low: Double, _ high: Double) -> SIMD4<Double> {
    let h = high - low
    let (below, above) = (high - x, x - low)
    return [
      below / h, above / h, (below * below * below / h - h * below) / 6,
      (above * above * above / h - h * above) / 6,
    ]
  }

  /// Four cubic B-splines on even knots; beyond the outermost inner knots the tangent there.
  private func bSpline(_ x: Double) -> Local {
    let (first, last) = (3, knots.count - 4)
    let h = knots[4] - knots[3]
    let inside = min(max(x, knots[first]), knots[last])
    let j = min(interval(inside, first, last), last - 1)
    let t = (inside - knots[j]) / h
    let s = 1 - t
    var result = Local()
    let low = Int32(j - 3)
    result.rows = [low, low + 1, low + 2, low + 3]
    result.weights =
      [s * s * s, 3 * t * t * t - 6 * t * t + 4, 3 * s * s * s - 6 * s * s + 4, t * t * t] / 6
    if x != inside {
      let slope: SIMD4<Double> = [-s * s, 3 * t * t - 4 * t, 4 * s - 3 * s * s, t * t] / (2 * h)
      result.weights += (x - inside) * slope
    }
    return result
  }

  private func level(_ x: Double) -> Local {
    var result = Local()
    if x >= 0, x < Double(knots.count) {
      result.rows[0] = Int32(x)
      result.weights[0] = 1
    } else if x.isNaN {
      result.weights[0] = .nan
    }
    return result
  }
}

extension SplineKernel {
  /// The table and the penalty in terms of the coefficients: `rows × size`, `size × size`, and
  /// how many functions, polynomials, the penalty leaves free.
  func build() throws(FactorizationError) -> (table: Matrix, penalty: Matrix, free: Int) {
    switch kind {
    case .cubic: return try buildCubic()
    case .cyclic: return try buildCyclic()
    case .bSpline:
      var difference = Matrix(rows: size - 2, columns: size)
      for i in 0..<size - 2 {
        difference[i, i] = 1
        difference[i, i + 1] = -2
        difference[i, i + 2] = 1
      }
      return (.identity(size), difference.gram(), 2)
    case .levels: return (.identity(size), .identity(size), 0)
    }
  }

  /// γ = B⁻¹ D β inside, zero at both ends; ∫ f″² = βᵀ Dᵀ B⁻¹ D β.
  private func buildCubic() throws(FactorizationError) -> (Matrix, Matrix, Int) {
    let k = knots.count
    var (b, d) = (Matrix(rows: k - 2, columns: k - 2), Matrix(rows: k - 2, columns: k))
    for i in 0..<k - 2 {
      let (h, next) = (knots[i + 1] - knots[i], knots[i + 2] - knots[i + 1])
      d[i, i] = 1 / h
      d[i, i + 1] = -1 / h - 1 / next
      d[i, i + 2] = 1 / next
      b[i, i] = (h + next) / 3
      if i + 1 < k - 2 {
        b[i, i + 1] = next / 6
        b[i + 1, i] = next / 6
      }
    }
    let inner = try Cholesky(b).solve(d)
    var table = Matrix(rows: 2 * k, columns: k)
    for j in 0..<k {
      table[j, j] = 1
      for i in 0..<k - 2 { table[k + i + 1, j] = inner[i, j] }
    }
    return (table, d.transposeTimes(inner).symmetrized(), 2)
  }

  private func buildCyclic() throws(FactorizationError) -> (Matrix, Matrix, Int) {
    let k = size
    var (b, d) = (Matrix(rows: k, columns: k), Matrix(rows: k, columns: k))
    for i in 0..<k {
      let (before, after) = ((i + k - 1) % k, (i + 1) % k)
      let (h, next) = (knots[before + 1] - knots[before], knots[i + 1] - knots[i])
      b[i, i] += (h + next) / 3
      b[i, before] += h / 6
      b[i, after] += next / 6
      d[i, i] -= 1 / h + 1 / next
      d[i, before] += 1 / h
      d[i, after] += 1 / next
    }
    let second = try Cholesky(b).solve(d)
    var table = Matrix(rows: 2 * k, columns: k)
    for j in 0..<k {
      table[j, j] = 1
      for i in 0..<k { table[k + i, j] = second[i, j] }
    }
    return (table, d.transposeTimes(second).symmetrized(), 1)
  }
}

extension Matrix {
  fileprivate func symmetrized() -> Matrix { 0.5 * (self + transpose) }
}
