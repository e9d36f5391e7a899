extension Matrix {
  /// The identity of this order.
  public static func identity(_ order: Int) -> Matrix {
    diagonal([Double](repeating: 1, count: order))
  }

  /// A square matrix with these values on its diagonal and zeros elsewhere.
  public static func diagonal(_ values: [Double]) -> Matrix {
    var matrix = Matrix(rows: values.count, columns: values.count)
    for (i, value) in values.enumerated() { matrix[i, i] = value }
    return matrix
  }

  /// A matrix from its rows, all of equal length.
  public init(rows: [[Double]]) {
    let width = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == width }, "rows must be of equal length")
    self.init(rows: rows.count, columns: width)
    for (i, row) in rows.enumerated() {
      for (j, value) in row.enumerated() { storage[i + j * rows.count] = value }
    }
  }

  /// A matrix of one column.
  public init(column: [Double]) {
    self.init(rows: column.count, columns: 1, storage: column)
  }

  public var isSquare: Bool { rows == columns }

  /// The values (i, i), min(rows, columns) of them.
  public var diagonal: [Double] {
    (0..<min(rows, columns)).map { storage[$0 + $0 * rows] }
  }

  /// A copy of column `j`.
  public func column(_ j: Int) -> [Double] {
    precondition(j >= 0 && j < columns, "matrix column out of range")
    return Array(storage[j * rows..<(j + 1) * rows])
  }

  /// A copy of row `i`.
  public func row(_ i: Int) -> [Double] {
    precondition(i >= 0 && i < rows, "matrix row out of range")
    return (0..<columns).map { storage[i + $0 * rows] }
  }

  public mutating func setColumn(_ j: Int, to values: [Double]) {
    precondition(j >= 0 && j < columns, "matrix column out of range")
    precondition(values.count == rows, "a column has `rows` values")
    storage.replaceSubrange(j * rows..<(j + 1) * rows, with: values)
  }

  /// Calls `body` with the `rows` values of column `j`, in place.
  @inlinable
  public func withUnsafeColumn<Result, Failure: Error>(
    _ j: Int, _ body: (UnsafeBufferPointer<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(j >= 0 && j < columns, "matrix column out of range")
    return try storage.withUnsafeBufferPointer { all throws(Failure) in
      try body(UnsafeBufferPointer(rebasing: all[j * rows..<(j + 1) * rows]))
    }
  }

  /// Calls `body` with the `rows` values of column `j`, in place and writable.
  @inlinable
  public mutating func withUnsafeMutableColumn<Result, Failure: Error>(
    _ j: Int, _ body: (UnsafeMutableBufferPointer<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(j >= 0 && j < columns, "matrix column out of range")
    let range = j * rows..<(j + 1) * rows
    return try storage.withUnsafeMutableBufferPointer { all throws(Failure) in
      try body(UnsafeMutableBufferPointer(rebasing: all[range]))
    }
  }

  /// Rows `i` and columns `j` of the ranges, copied.
  public subscript(i: Range<Int>, j: Range<Int>) -> Matrix {
    precondition(
      i.lowerBound >= 0 && i.upperBound <= rows && j.lowerBound >= 0 && j.upperBound <= columns,
      "matrix block out of range")
    var block: [Double] = []
    block.reserveCapacity(i.count * j.count)
    for column in j {
      block += storage[column * rows + i.lowerBound..<column * rows + i.upperBound]
    }
    return Matrix(rows: i.count, columns: j.count, storage: block)
  }

  /// Aᵀ, read in square tiles so that both matrices stay in cache.
  public var transpose: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    let (m, n, tile) = (rows, columns, 16)
    storage.withUnsafeBufferPointer { source in
      result.storage.withUnsafeMutableBufferPointer { target in
        for j0 in stride(from: 0, to: n, by: tile) {
          for i0 in stride(from: 0, to: m, by: tile) {
            for j in j0..<min(j0 + tile, n) {
              for i in i0..<min(i0 + tile, m) { target[j + i * n] = source[i + j * m] }
            }
          }
        }
      }
    }
    return result
  }
}
