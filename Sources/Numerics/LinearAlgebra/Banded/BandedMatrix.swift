/// A square matrix whose values lie within `lower` diagonals below the main one
/// and `upper` above it, in LAPACK's band storage.
public struct BandedMatrix: Equatable, Sendable {
  public let order: Int
  /// How many diagonals below and above the main one are stored.
  public let lower: Int
  public let upper: Int
  /// Element (i, j) lies at `upper + i − j + j · (lower + upper + 1)`.
  public var storage: [Double]

  /// A matrix of zeros.
  public init(order: Int, lower: Int, upper: Int) {
    precondition(order >= 0 && lower >= 0 && upper >= 0, "a band cannot have a negative size")
    self.order = order
    self.lower = lower
    self.upper = upper
    storage = [Double](repeating: 0, count: order * (lower + upper + 1))
  }

  /// The band of a dense square matrix; what lies outside it is dropped.
  public init(_ matrix: Matrix, lower: Int, upper: Int) {
    precondition(matrix.isSquare, "a banded matrix is square")
    self.init(order: matrix.rows, lower: lower, upper: upper)
    for j in 0..<order {
      for i in rows(ofColumn: j) { self[i, j] = matrix[i, j] }
    }
  }

  /// How many values a column of the storage holds.
  var height: Int { lower + upper + 1 }

  /// The rows in which column `j` may have values.
  public func rows(ofColumn j: Int) -> Range<Int> {
    max(0, j - upper)..<min(order, j + lower + 1)
  }

  /// Element (i, j): zero outside the band, where nothing can be set.
  public subscript(i: Int, j: Int) -> Double {
    get {
      precondition(i >= 0 && i < order && j >= 0 && j < order, "matrix index out of range")
      return rows(ofColumn: j).contains(i) ? storage[upper + i - j + j * height] : 0
    }
    set {
      precondition(j >= 0 && j < order && rows(ofColumn: j).contains(i), "outside the band")
      storage[upper + i - j + j * height] = newValue
    }
  }

  /// The same values as a dense matrix.
  public func dense() -> Matrix {
    var matrix = Matrix(rows: order, columns: order)
    for j in 0..<order {
      for i in rows(ofColumn: j) { matrix[i, j] = self[i, j] }
    }
    return matrix
  }

  /// A x, for an `x` of `order` values.
  public func times(_ x: [Double]) -> [Double] {
    precondition(x.count == order, "A x needs a vector of `order` values")
    var y = [Double](repeating: 0, count: order)
    for j in 0..<order {
      for i in rows(ofColumn: j) { y[i] += storage[upper + i - j + j * height] * x[j] }
    }
    return y
  }

  /// ‖A‖₁, the largest column sum of magnitudes.
  public var oneNorm: Double {
    maximumMagnitude(
      (0..<order).map { j in
        rows(ofColumn: j).reduce(0) { $0 + abs(storage[upper + $1 - j + j * height]) }
      })
  }

  func requireFinite(_ argument: String) throws(FactorizationError) {
    guard allFinite(storage) else { throw .notFinite(argument: argument) }
  }
}
