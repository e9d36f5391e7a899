extension SparseMatrix {
  /// A x, for an `x` of `columns` values.
  public func times(_ x: [Double]) -> [Double] {
    precondition(x.count == columns, "A x needs a vector of `columns` values")
    var y = [Double](repeating: 0, count: rows)
    y.withUnsafeMutableBufferPointer { y in
      for j in 0..<columns {
        let factor = x[j]
        for k in columnStarts[j]..<columnStarts[j + 1] {
          y[Int(rowIndices[k])] += values[k] * factor
        }
      }
    }
    return y
  }

  /// Aᵀ x, for an `x` of `rows` values.
  public func transposeTimes(_ x: [Double]) -> [Double] {
    precondition(x.count == rows, "Aᵀ x needs a vector of `rows` values")
    return (0..<columns).map { j in
      var sum = 0.0
      for k in columnStarts[j]..<columnStarts[j + 1] { sum += values[k] * x[Int(rowIndices[k])] }
      return sum
    }
  }

  /// A B for a dense B of `columns` rows.
  public func times(_ b: Matrix) -> Matrix {
    precondition(b.rows == columns, "the inner sizes of a product must agree")
    var product: [Double] = []
    product.reserveCapacity(rows * b.columns)
    for j in 0..<b.columns { product += times(b.column(j)) }
    return Matrix(rows: rows, columns: b.columns, storage: product)
  }

  /// A B, column by column with a dense accumulator (Gustavson 1978).
  public func times(_ b: SparseMatrix) -> SparseMatrix {
    precondition(b.rows == columns, "the inner sizes of a product must agree")
    var starts = [0]
    var indices: [Int32] = []
    var entries: [Double] = []
    var sums = [Double](repeating: 0, count: rows)
    var seen = [Int](repeating: -1, count: rows)
    for j in 0..<b.columns {
      var touched: [Int32] = []
      for k in b.columnStarts[j]..<b.columnStarts[j + 1] {
        let column = Int(b.rowIndices[k])
        for l in columnStarts[column]..<columnStarts[column + 1] {
          let row = Int(rowIndices[l])
          if seen[row] != j {
            seen[row] = j
            sums[row] = 0
            touched.append(rowIndices[l])
          }
          sums[row] += values[l] * b.values[k]
        }
      }
      touched.sort()
      indices += touched
      entries += touched.map { sums[Int($0)] }
      starts.append(indices.count)
    }
    return SparseMatrix(rows: rows, uncheckedStarts: starts, rowIndices: indices, values: entries)
  }

  /// AᵀA, symmetric to the bit.
  public func gram() -> SparseMatrix { transpose.times(self) }
}
