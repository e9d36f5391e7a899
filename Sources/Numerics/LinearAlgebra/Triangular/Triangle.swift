import CLAPACK
import Foundation

/// Which half of a matrix, its diagonal included.
public enum Triangle: Sendable {
  case lower, upper

  var code: CChar { CChar(UInt8(ascii: self == .lower ? "L" : "U")) }
}

extension Matrix {
  /// This half of the matrix, with zeros in the other.
  public func triangle(_ half: Triangle) -> Matrix {
    var result = Matrix(rows: rows, columns: columns)
    for j in 0..<columns {
      let kept = half == .lower ? min(j, rows)..<rows : 0..<min(j + 1, rows)
      for i in kept { result.storage[i + j * rows] = storage[i + j * rows] }
    }
    return result
  }

  /// X of T X = B or Tᵀ X = B, where T is the triangle `half` of this matrix.
  ///
  /// - Parameter b: as many rows as this square matrix.
  /// - Throws: `.singular(pivot:)` for a zero on the diagonal, `.notFinite`.
  public func solveTriangle(
    _ half: Triangle, _ b: Matrix, transposed: Bool = false
  ) throws(FactorizationError) -> Matrix {
    precondition(isSquare, "a triangular system is square")
    precondition(b.rows == rows, "the right-hand side needs as many rows as the matrix")
    try triangle(half).requireFinite("matrix")
    try b.requireFinite("right-hand side")
    var x = b
    guard rows > 0, b.columns > 0 else { return x }
    let info = LAPACKE_dtrtrs_work(
      LAPACK_COL_MAJOR, half.code, CChar(UInt8(ascii: transposed ? "T" : "N")),
      CChar(UInt8(ascii: "N")), Int32(rows), Int32(b.columns), storage, leadingDimension,
      &x.storage, x.leadingDimension)
    requireSuccess(min(info, 0))
    if info > 0 { throw .singular(pivot: Int(info) - 1) }
    return x
  }

  /// An estimate of 1 / (‖T‖₁ ‖T⁻¹‖₁) for the triangle T = `half` of this
  /// square matrix, by LAPACK's dtrcon: from 0 (singular) to 1.
  public func triangleReciprocalCondition(_ half: Triangle) throws(FactorizationError) -> Double {
    precondition(isSquare, "the condition of a triangle needs a square matrix")
    try triangle(half).requireFinite("matrix")
    guard rows > 0 else { return 1 }
    var result = 0.0
    let info = LAPACKE_dtrcon(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "1")), half.code, CChar(UInt8(ascii: "N")),
      Int32(rows), storage, leadingDimension, &result)
    requireSuccess(info)
    return result
  }

  /// ‖A‖₁ of the symmetric matrix whose lower triangle this is.
  var symmetricOneNorm: Double {
    var sums = [Double](repeating: 0, count: columns)
    for j in 0..<columns {
      sums[j] += abs(self[j, j])
      for i in 0..<rows where i > j {
        let magnitude = abs(storage[i + j * rows])
        sums[i] += magnitude
        sums[j] += magnitude
      }
    }
    return maximumMagnitude(sums)
  }

  /// Copies the lower triangle of a square matrix over the upper one.
  mutating func mirrorLowerTriangle() {
    for j in 0..<columns {
      for i in 0..<rows where i > j { storage[j + i * rows] = storage[i + j * rows] }
    }
  }

  func requireFinite(_ argument: String) throws(FactorizationError) {
    guard allFinite(storage) else { throw .notFinite(argument: argument) }
  }
}

/// Stops the program where LAPACK refused an argument: every shape was checked
/// and every value was finite before the call, so this is a fault of the caller
/// in this module.
func requireSuccess(_ info: Int32, _ routine: StaticString = #function) {
  precondition(info >= 0, "LAPACK refused argument \(-info) in \(routine)")
}

func naturalLogarithm(_ x: Double) -> Double { log(x) }
