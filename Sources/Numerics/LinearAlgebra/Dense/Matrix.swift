/// A dense matrix of `Double`, stored by columns in one contiguous buffer.
///
/// Element (i, j) lies at `storage[i + j * rows]`, the layout LAPACK works in,
/// so no call transposes into a copy.
public struct Matrix: Equatable, Hashable, Sendable, Codable {
  public let rows: Int
  public let columns: Int
  /// `rows * columns` values, column after column.
  public var storage: [Double]

  /// A `rows × columns` matrix filled with `value`.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot have a negative size")
    self.rows = rows
    self.columns = columns
    storage = [Double](repeating: value, count: rows * columns)
  }

  /// A matrix over values that are already laid out by columns.
  public init(rows: Int, columns: Int, storage: [Double]) {
    precondition(
      rows >= 0 && columns >= 0 && storage.count == rows * columns,
      "storage must hold rows * columns values")
    self.rows = rows
    self.columns = columns
    self.storage = storage
  }

  /// Element in row `i`, column `j`, both counted from zero.
  @inlinable
  public subscript(i: Int, j: Int) -> Double {
    get {
      precondition(i >= 0 && i < rows && j >= 0 && j < columns, "matrix index out of range")
      return storage[i &+ j &* rows]
    }
    set {
      precondition(i >= 0 && i < rows && j >= 0 && j < columns, "matrix index out of range")
      storage[i &+ j &* rows] = newValue
    }
  }
}
