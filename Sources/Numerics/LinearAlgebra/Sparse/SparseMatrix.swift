/// A sparse matrix in compressed columns (CSC): the values that are not zero,
/// column after column, rows ascending within a column (Davis 2006, §2.1).
public struct SparseMatrix: Equatable, Sendable {
  /// One value of a sparse matrix, as it is collected.
  public struct Triplet: Sendable, Equatable {
    public var row: Int
    public var column: Int
    public var value: Double

    public init(row: Int, column: Int, value: Double) {
      self.row = row
      self.column = column
      self.value = value
    }
  }

  public let rows: Int
  public let columns: Int
  /// Column j holds entries `columnStarts[j] ..< columnStarts[j + 1]`;
  /// `columns + 1` values.
  public let columnStarts: [Int]
  /// The row of each entry, ascending within its column.
  public let rowIndices: [Int32]
  /// The value of each entry.
  public var values: [Double]

  /// A matrix from triplets in any order. Triplets of one place are summed, in
  /// the order given; an entry whose sum is zero is kept.
  public init(rows: Int, columns: Int, triplets: [Triplet]) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot have a negative size")
    precondition(rows <= Int32.max && columns <= Int32.max, "sparse indices are 32 bits wide")
    // Two stable counting sorts, by row and then by column, bring every
    // triplet to its place in time proportional to their number.
    var byRow = [Int](repeating: 0, count: rows + 1)
    for triplet in triplets {
      precondition(
        triplet.row >= 0 && triplet.row < rows && triplet.column >= 0 && triplet.column < columns,
        "triplet out of range")
      byRow[triplet.row + 1] += 1
    }
    for i in 0..<rows { byRow[i + 1] += byRow[i] }
    var rowOrder = [Int](repeating: 0, count: triplets.count)
    for (k, triplet) in triplets.enumerated() {
      rowOrder[byRow[triplet.row]] = k
      byRow[triplet.row] += 1
    }
    var byColumn = [Int](repeating: 0, count: columns + 1)
    for triplet in triplets { byColumn[triplet.column + 1] += 1 }
    for j in 0..<columns { byColumn[j + 1] += byColumn[j] }
    var order = [Int](repeating: 0, count: triplets.count)
    for k in rowOrder {
      order[byColumn[triplets[k].column]] = k
      byColumn[triplets[k].column] += 1
    }

    var starts = [0]
    starts.reserveCapacity(columns + 1)
    var indices: [Int32] = []
    var values: [Double] = []
    indices.reserveCapacity(triplets.count)
    values.reserveCapacity(triplets.count)
    var next = 0
    for j in 0..<columns {
      while next < order.count, triplets[order[next]].column == j {
        let triplet = triplets[order[next]]
        if indices.count > starts[j], indices[indices.count - 1] == Int32(triplet.row) {
          values[values.count - 1] += triplet.value
        } else {
          indices.append(Int32(triplet.row))
          values.append(triplet.value)
        }
        next += 1
      }
      starts.append(indices.count)
    }
    self.init(
      rows: rows, uncheckedStarts: starts, rowIndices: indices, values: values)
  }

  /// A matrix from arrays already in compressed columns.
  ///
  /// - Precondition: `columnStarts` rises from 0 to the number of entries, and
  ///   rows ascend within each column.
  public init(rows: Int, columnStarts: [Int], rowIndices: [Int32], values: [Double]) {
    precondition(
      columnStarts.first == 0 && columnStarts.last == rowIndices.count
        && rowIndices.count == values.count, "columnStarts must span the entries")
    for j in 0..<columnStarts.count - 1 {
      precondition(columnStarts[j] <= columnStarts[j + 1], "columnStarts must not fall")
      var last: Int32 = -1
      for k in columnStarts[j]..<columnStarts[j + 1] {
        precondition(
          rowIndices[k] > last && Int(rowIndices[k]) < rows, "rows must ascend within a column")
        last = rowIndices[k]
      }
    }
    self.init(
      rows: rows, uncheckedStarts: columnStarts, rowIndices: rowIndices, values: values)
  }

  init(rows: Int, uncheckedStarts: [Int], rowIndices: [Int32], values: [Double]) {
    self.rows = rows
    columns = uncheckedStarts.count - 1
    columnStarts = uncheckedStarts
    self.rowIndices = rowIndices
    self.values = values
  }

  /// The entries of a dense matrix that are not zero.
  public init(_ matrix: Matrix) {
    var starts = [0]
    var indices: [Int32] = []
    var values: [Double] = []
    for j in 0..<matrix.columns {
      for i in 0..<matrix.rows where matrix[i, j] != 0 {
        indices.append(Int32(i))
        values.append(matrix[i, j])
      }
      starts.append(indices.count)
    }
    self.init(rows: matrix.rows, uncheckedStarts: starts, rowIndices: indices, values: values)
  }

  /// How many entries are stored.
  public var entryCount: Int { values.count }

  /// Element (i, j), zero where none is stored; a binary search of the column.
  public subscript(i: Int, j: Int) -> Double {
    precondition(i >= 0 && i < rows && j >= 0 && j < columns, "matrix index out of range")
    var (low, high) = (columnStarts[j], columnStarts[j + 1])
    while low < high {
      let middle = (low + high) / 2
      if Int(rowIndices[middle]) < i { low = middle + 1 } else { high = middle }
    }
    return low < columnStarts[j + 1] && Int(rowIndices[low]) == i ? values[low] : 0
  }

  /// The same values as a dense matrix.
  public func dense() -> Matrix {
    var matrix = Matrix(rows: rows, columns: columns)
    for j in 0..<columns {
      for k in columnStarts[j]..<columnStarts[j + 1] {
        matrix.storage[Int(rowIndices[k]) + j * rows] = values[k]
      }
    }
    return matrix
  }

  /// Aᵀ: also the same matrix in compressed rows. Linear in the entries.
  public var transpose: SparseMatrix {
    var starts = [Int](repeating: 0, count: rows + 1)
    for row in rowIndices { starts[Int(row) + 1] += 1 }
    for i in 0..<rows { starts[i + 1] += starts[i] }
    var next = starts
    var indices = [Int32](repeating: 0, count: values.count)
    var transposed = [Double](repeating: 0, count: values.count)
    for j in 0..<columns {
      for k in columnStarts[j]..<columnStarts[j + 1] {
        let row = Int(rowIndices[k])
        indices[next[row]] = Int32(j)
        transposed[next[row]] = values[k]
        next[row] += 1
      }
    }
    return SparseMatrix(
      rows: columns, uncheckedStarts: starts, rowIndices: indices, values: transposed)
  }
}
