import CKernels
import LinearAlgebra
import Statistics
import XCTest

final class RowPanelTests: XCTestCase {
  /// The lower triangle equals that of the exact sums, to the rounding of a dot product.
  func testGramOfAnyShape() {
    var random = RandomStream(seed: 3, "panels")
    for columns in 1...9 {
      for rows in [0, 1, 7, 8, 9, 13, 511, 512, 513, 1029] {
        let panel = filled(columns, rows, capacity: rows + 3, &random)
        var sums = Matrix(rows: columns, columns: columns)
        for k in sums.storage.indices { sums.storage[k] = Double(k) }
        panel.addGram(rows: rows, to: &sums)
        for j in 0..<columns {
          for i in 0..<columns {
            let before = Double(i + j * columns)
            let x = (0..<rows).map { panel.column(i)[$0] }
            let y = (0..<rows).map { panel.column(j)[$0] }
            let added = i < j ? 0 : dot(x, y)
            XCTAssertEqual(
              sums[i, j], before + added, accuracy: 1e-12 * Double(rows + 1),
              "\(rows) x \(columns) at \(i), \(j)")
          }
        }
      }
    }
  }

  /// Vectors of eight and of four values give the same bits.
  func testGramIsTheSameInEitherWidth() throws {
    var random = RandomStream(seed: 4, "widths")
    for (columns, rows) in [(1, 5), (4, 12), (5, 1000), (13, 777), (51, 1540)] {
      let panel = filled(columns, rows, capacity: rows, &random)
      var wide = [Double](repeating: 0.1, count: columns * columns)
      var narrow = wide
      guard apportion_add_gram(columns, rows, panel.values.baseAddress, rows, &wide),
        apportion_add_gram_narrow(columns, rows, panel.values.baseAddress, rows, &narrow)
      else { throw XCTSkip("this processor has no fused multiply-add of four values") }
      XCTAssertEqual(wide.map(\.bitPattern), narrow.map(\.bitPattern), "\(rows) x \(columns)")
    }
  }

  /// Rows after the last that counts, and values that are not finite, do as in a dot product.
  func testGramReadsTheRowsGivenAlone() {
    let panel = RowPanel(columns: 2, capacity: 16)
    for i in 0..<16 { (panel.column(0)[i], panel.column(1)[i]) = (1, i < 11 ? 2 : .nan) }
    var sums = Matrix(rows: 2, columns: 2)
    panel.addGram(rows: 11, to: &sums)
    XCTAssertEqual(sums.storage, [11, 22, 0, 44])
    panel.addGram(rows: 12, to: &sums)
    XCTAssertEqual(sums[0, 0], 23)
    XCTAssert(sums[1, 0].isNaN && sums[1, 1].isNaN)
  }

  private func filled(
    _ columns: Int, _ rows: Int, capacity: Int, _ random: inout RandomStream
  ) -> RowPanel {
    let panel = RowPanel(columns: columns, capacity: capacity)
    for j in 0..<columns { for i in 0..<rows { panel.column(j)[i] = random.normal() } }
    return panel
  }
}
