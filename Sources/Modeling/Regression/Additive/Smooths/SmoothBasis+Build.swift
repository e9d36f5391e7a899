import Foundation
import LinearAlgebra

extension SmoothBasis {
  /// The basis of a smooth for the rows it is fitted to.
  ///
  /// - Parameter constrained: whether the smooth sums to zero over the rows, as all do but
  ///   random effects and smooths times a number that varies.
  init(
    _ specification: SmoothSpecification, constrained: Bool
  ) throws(RegressionError) {
    let covariates = specification.rows.values
    let wanted = specification.basis == .tensor ? 2 : 1
    guard covariates.count == wanted, specification.variables.count == wanted else {
      throw .setting(specification.label, reason: "needs \(wanted) covariate(s)")
    }
    var kernels: [SplineKernel] = []
    for (variable, values) in zip(specification.variables, covariates) {
      kernels.append(
        try SplineKernel(
          specification.basis, size: specification.size, values: values, variable: variable))
    }
    do {
      if kernels.count == 1 {
        try self.init(kernel: kernels[0], values: covariates[0], constrained: constrained)
      } else {
        try self.init(tensor: kernels, values: covariates, constrained: constrained)
      }
    } catch {
      throw .unusableColumn(
        specification.variables.joined(separator: ", "), reason: "no spline basis: \(error)")
    }
  }

  private init(
    kernel: SplineKernel, values: [Double], constrained: Bool
  ) throws(FactorizationError) {
    let (table, penalty, free) = try kernel.build()
    var turn = Matrix.identity(kernel.size)
    var scaled = penalty
    var freeLeft = free
    if kernel.kind != .levels {
      let met = Self.totals(kernel: kernel, table: table, values: values)
      // Wood's scaling: ‖S‖₁ becomes ‖X‖∞².
      scaled = (met.largest * met.largest / penalty.oneNorm) * penalty
      if constrained {
        turn = Self.nullSpace(of: met.means)
        freeLeft -= 1
      }
    }
    let inner = turn.transposeTimes(scaled * turn)
    let eigen = try SymmetricEigen(inner)
    var diagonal = eigen.values
    for j in 0..<freeLeft { diagonal[j] = 0 }
    kernels = [kernel]
    self.table = table * (turn * eigen.vectors)
    tableRows = [table.rows]
    penalties = [diagonal]
  }

  /// The product of two smooths, each turned until its first function is the constant and its
  /// penalty diagonal: then both penalties of the product are diagonal, and the constraint
  /// drops one column and centres the others (Wood 2017, sec. 5.6 and 5.4.1).
  private init(
    tensor kernels: [SplineKernel], values: [[Double]], constrained: Bool
  ) throws(FactorizationError) {
    var (tables, diagonals): ([Matrix], [[Double]]) = ([], [])
    for (kernel, column) in zip(kernels, values) {
      let (table, penalty, free) = try kernel.build()
      let met = Self.totals(kernel: kernel, table: table, values: column)
      let eigen = try SymmetricEigen(
        (met.largest * met.largest / penalty.oneNorm) * penalty)
      var diagonal = eigen.values
      for j in 0..<free { diagonal[j] = 0 }
      // Within the free functions: the constant first, then what is orthogonal to it.
      let constant = Matrix(
        column: [Double](repeating: 1 / Double(kernel.size).squareRoot(), count: kernel.size))
      var vectors = eigen.vectors
      let inFree = vectors[0..<kernel.size, 0..<free].transposeTimes(constant.storage)
      let rest = Self.nullSpace(of: inFree)
      let freeVectors = vectors[0..<kernel.size, 0..<free] * rest
      vectors.setColumn(0, to: constant.storage)
      for j in 0..<free - 1 { vectors.setColumn(j + 1, to: freeVectors.column(j)) }
      tables.append(table * vectors)
      diagonals.append(diagonal)
    }
    let (m, n) = (kernels[0].size, kernels[1].size)
    let (a, b) = (tables[0], tables[1])
    var product = Matrix(rows: a.rows * b.rows, columns: m * n)
    var penalties = [[Double]](repeating: [], count: 2)
    for i in 0..<m {
      for j in 0..<n {
        for r in 0..<a.rows {
          for s in 0..<b.rows { product[r * b.rows + s, i * n + j] = a[r, i] * b[s, j] }
        }
        penalties[0].append(diagonals[0][i])
        penalties[1].append(diagonals[1][j])
      }
    }
    self.kernels = kernels
    tableRows = [a.rows, b.rows]
    guard constrained else {
      table = product
      self.penalties = penalties
      return
    }
    // Subtracting a mean from a column is subtracting a multiple of the constant, which each
    // value's weights sum to along the value rows of both tables.
    let means = Self.means(tensor: kernels, tableRows: tableRows, table: product, values: values)
    var kept = Matrix(rows: product.rows, columns: m * n - 1)
    for c in 1..<m * n {
      var column = product.column(c)
      for r in 0..<kernels[0].valueRows {
        for s in 0..<kernels[1].valueRows { column[r * b.rows + s] -= means[c] }
      }
      kept.setColumn(c - 1, to: column)
    }
    table = kept
    self.penalties = penalties.map { Array($0.dropFirst()) }
  }

  /// Means of the raw basis over the rows, and its largest sum of magnitudes in a row.
  private static func totals(
    kernel: SplineKernel, table: Matrix, values: [Double]
  ) -> (means: [Double], largest: Double) {
    var weights = [Double](repeating: 0, count: table.rows)
    var largest = 0.0
    let rows = table.transpose
    let size = table.columns
    for value in values {
      let local = kernel.local(value)
      var sum = 0.0
      for m in 0..<4 { weights[Int(local.rows[m])] += local.weights[m] }
      rows.storage.withUnsafeBufferPointer { row in
        let first = Int(local.rows[0]) * size
        let second = Int(local.rows[1]) * size
        let third = Int(local.rows[2]) * size
        let fourth = Int(local.rows[3]) * size
        for j in 0..<size {
          sum += abs(
            local.weights[0] * row[first + j] + local.weights[1] * row[second + j]
              + local.weights[2] * row[third + j] + local.weights[3] * row[fourth + j])
        }
      }
      largest = max(largest, sum)
    }
    let count = Double(values.count)
    return (table.transposeTimes(weights).map { $0 / count }, largest)
  }

  private static func means(
    tensor kernels: [SplineKernel], tableRows: [Int], table: Matrix, values: [[Double]]
  ) -> [Double] {
    var weights = [Double](repeating: 0, count: table.rows)
    for (x, z) in zip(values[0], values[1]) {
      let (first, second) = (kernels[0].local(x), kernels[1].local(z))
      for a in 0..<4 {
        for b in 0..<4 {
          weights[Int(first.rows[a]) * tableRows[1] + Int(second.rows[b])] +=
            first.weights[a] * second.weights[b]
        }
      }
    }
    return table.transposeTimes(weights).map { $0 / Double(values[0].count) }
  }

  /// An orthonormal basis of the vectors at right angles to c: all but the first column of the
  /// Householder reflection that turns c onto the first axis.
  private static func nullSpace(of c: [Double]) -> Matrix {
    let norm = euclideanNorm(c)
    var v = c
    v[0] += c[0] < 0 ? -norm : norm
    let square = dot(v, v)
    var result = Matrix(rows: c.count, columns: c.count - 1)
    for j in 1..<max(1, c.count) {
      for i in 0..<c.count {
        result[i, j - 1] = (i == j ? 1 : 0) - (square > 0 ? 2 * v[i] * v[j] / square : 0)
      }
    }
    return result
  }
}

extension SplineKernel {
  /// The rows of the table that hold values at knots, as against second derivatives.
  var valueRows: Int {
    switch kind {
    case .cubic, .cyclic: size
    case .bSpline, .levels: size
    }
  }
}
