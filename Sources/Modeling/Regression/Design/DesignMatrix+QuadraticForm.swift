import LinearAlgebra

extension DesignMatrix {
  /// xᵢᵀ C xᵢ of each row, over some of the columns, a panel of rows at a time.
  ///
  /// - Parameter form: symmetric and not negative, of the order of `columns`.
  func quadraticForm(_ form: Matrix, columns chosen: [Int]) -> [Double] {
    var result = [Double](repeating: 0, count: rows)
    forEachPanel(columns: chosen) { rows, part in
      let product = part * form
      for j in 0..<chosen.count {
        for i in 0..<rows.count {
          result[rows.lowerBound + i] += product[i, j] * part[i, j]
        }
      }
    }
    // Rounding may leave a zero a little below itself.
    return result.map { $0 < 0 ? 0 : $0 }
  }

  /// Hands over blocks of rows, written out, of some of the columns.
  func forEachPanel(columns chosen: [Int], _ body: (Range<Int>, Matrix) -> Void) {
    let panel = RowPanel(columns: columns)
    var first = 0
    while first < rows {
      let range = first..<min(rows, first + panel.capacity)
      fill(panel, rows: range)
      var storage: [Double] = []
      storage.reserveCapacity(range.count * chosen.count)
      for j in chosen {
        storage += UnsafeBufferPointer(start: panel.column(j), count: range.count)
      }
      body(range, Matrix(rows: range.count, columns: chosen.count, storage: storage))
      first = range.upperBound
    }
  }
}
