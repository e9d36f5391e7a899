public import LinearAlgebra

extension DesignMatrix {
  /// Writes rows `range` into the first columns of a panel, each multiplied by
  /// its factor where there are any. Every column is written out, also those of
  /// indicators: for designs of up to a few hundred columns.
  public func fill(
    _ panel: borrowing RowPanel, rows range: Range<Int>,
    scaledBy factors: UnsafePointer<Double>? = nil
  ) {
    precondition(panel.columns >= columns && range.count <= panel.capacity)
    for (block, start) in zip(blocks, starts) {
      block.fill(panel, from: start, rows: range, scaledBy: factors)
    }
  }

  /// X b.
  public func times(_ b: [Double]) -> [Double] {
    precondition(b.count == columns, "X b needs a value a column")
    var result = [Double](repeating: 0, count: rows)
    result.withUnsafeMutableBufferPointer { y in
      b.withUnsafeBufferPointer { b in
        for (block, start) in zip(blocks, starts) {
          block.addProduct(b.baseAddress! + start, to: y)
        }
      }
    }
    return result
  }

  /// Xᵀ r.
  public func transposeTimes(_ r: [Double]) -> [Double] {
    precondition(r.count == rows, "Xᵀ r needs a value a row")
    var result = [Double](repeating: 0, count: columns)
    for (block, start) in zip(blocks, starts) {
      for (j, value) in block.transposeTimes(r).enumerated() { result[start + j] = value }
    }
    return result
  }
}

extension DesignMatrix.Block {
  fileprivate func fill(
    _ panel: borrowing RowPanel, from start: Int, rows range: Range<Int>,
    scaledBy factors: UnsafePointer<Double>?
  ) {
    let count = range.count
    switch self {
    case .intercept:
      let target = panel.column(start)
      if let factors {
        target.update(from: factors, count: count)
      } else {
        target.update(repeating: 1, count: count)
      }
    case .column(let values):
      values.withUnsafeBufferPointer {
        copy($0.baseAddress! + range.lowerBound, to: panel.column(start), count, factors)
      }
    case .matrix(let matrix):
      matrix.storage.withUnsafeBufferPointer {
        for j in 0..<matrix.columns {
          copy(
            $0.baseAddress! + j * matrix.rows + range.lowerBound, to: panel.column(start + j),
            count, factors)
        }
      }
    case .indicators(let codes, let width, let values):
      for j in 0..<width { panel.column(start + j).update(repeating: 0, count: count) }
      let target = panel.column(start)
      for i in 0..<count {
        let code = Int(codes[range.lowerBound + i])
        guard code >= 0 else { continue }
        let value = values?[range.lowerBound + i] ?? 1
        target[code * panel.capacity + i] = value * (factors?[i] ?? 1)
      }
    case .sparse(let matrix):
      for j in 0..<matrix.columns {
        let target = panel.column(start + j)
        target.update(repeating: 0, count: count)
        var k = matrix.firstEntry(column: j, atOrBelow: range.lowerBound)
        while k < matrix.columnStarts[j + 1], Int(matrix.rowIndices[k]) < range.upperBound {
          let i = Int(matrix.rowIndices[k]) - range.lowerBound
          target[i] = matrix.values[k] * (factors?[i] ?? 1)
          k += 1
        }
      }
    }
  }

  private func copy(
    _ source: UnsafePointer<Double>, to target: UnsafeMutablePointer<Double>, _ count: Int,
    _ factors: UnsafePointer<Double>?
  ) {
    guard let factors else {
      target.update(from: source, count: count)
      return
    }
    for i in 0..<count { target[i] = source[i] * factors[i] }
  }

  fileprivate func addProduct(
    _ b: UnsafePointer<Double>, to y: UnsafeMutableBufferPointer<Double>
  ) {
    switch self {
    case .intercept:
      for i in y.indices { y[i] += b[0] }
    case .column(let values):
      values.withUnsafeBufferPointer { x in
        for i in y.indices { y[i] += b[0] * x[i] }
      }
    case .matrix(let matrix):
      let product = matrix * Array(UnsafeBufferPointer(start: b, count: matrix.columns))
      for i in y.indices { y[i] += product[i] }
    case .indicators(let codes, _, let values):
      for i in y.indices where codes[i] >= 0 { y[i] += b[Int(codes[i])] * (values?[i] ?? 1) }
    case .sparse(let matrix):
      for j in 0..<matrix.columns {
        for k in matrix.columnStarts[j]..<matrix.columnStarts[j + 1] {
          y[Int(matrix.rowIndices[k])] += b[j] * matrix.values[k]
        }
      }
    }
  }

  fileprivate func transposeTimes(_ r: [Double]) -> [Double] {
    switch self {
    case .intercept: return [laneSum(r)]
    case .column(let values): return [dot(values, r)]
    case .matrix(let matrix): return matrix.transposeTimes(r)
    case .indicators(let codes, let width, let values):
      var sums = [Double](repeating: 0, count: width)
      for i in codes.indices where codes[i] >= 0 {
        sums[Int(codes[i])] += r[i] * (values?[i] ?? 1)
      }
      return sums
    case .sparse(let matrix): return matrix.transposeTimes(r)
    }
  }
}

extension SparseMatrix {
  /// The first stored entry of column `j` whose row is not above `row`.
  func firstEntry(column j: Int, atOrBelow row: Int) -> Int {
    var (low, high) = (columnStarts[j], columnStarts[j + 1])
    while low < high {
      let middle = (low + high) / 2
      if Int(rowIndices[middle]) < row { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
