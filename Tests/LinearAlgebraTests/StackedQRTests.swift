import LinearAlgebra
import Statistics
import XCTest

final class StackedQRTests: XCTestCase {
  /// RᵀR = AᵀA, and the triangle solves the least-squares problem as QR does.
  func testPanelsGiveTheTriangleOfTheWhole() throws {
    var random = RandomStream(seed: 8, "stacked")
    for (rows, columns, capacity) in [(3, 2, 7), (100, 1, 9), (1000, 40, 64), (77, 33, 256)] {
      let matrix = Matrix(
        rows: rows, columns: columns, storage: (0..<rows * columns).map { _ in random.normal() })
      let panel = RowPanel(columns: columns, capacity: capacity)
      var stacked = StackedQR(columns: columns)
      var first = 0
      while first < rows {
        let count = min(capacity, rows - first)
        for j in 0..<columns {
          for i in 0..<count { panel.column(j)[i] = matrix[first + i, j] }
        }
        try stacked.absorb(panel, rows: count)
        first += count
      }
      XCTAssertEqual(stacked.rows, rows)
      let whole = try QR(matrix).upper
      for j in 0..<columns {
        for i in 0...j {
          XCTAssertEqual(abs(stacked.upper[i, j]), abs(whole[i, j]), accuracy: 1e-12)
        }
      }
    }
  }
}
