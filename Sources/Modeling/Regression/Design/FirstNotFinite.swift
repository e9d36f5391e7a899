import LinearAlgebra

extension [Double] {
  /// The first value that is not a finite number.
  func firstNotFinite() -> Int? {
    // 0 · x is NaN for what is not finite: one test for all.
    if laneSum(map { $0 * 0 }) == 0 { return nil }
    return firstIndex { !$0.isFinite }
  }
}

extension DesignMatrix {
  /// The first value that is not a finite number: its column and row.
  func firstNotFinite() -> (column: Int, row: Int)? {
    for (block, start) in zip(blocks, starts) {
      switch block {
      case .intercept: continue
      case .column(let values):
        if let row = values.firstIndex(where: { !$0.isFinite }) { return (start, row) }
      case .matrix(let matrix):
        if let k = matrix.storage.firstIndex(where: { !$0.isFinite }) {
          return (start + k / matrix.rows, k % matrix.rows)
        }
      case .indicators(let codes, _, let values):
        if let row = values?.indices.first(where: { !values![$0].isFinite && codes[$0] >= 0 }) {
          return (start + Int(codes[row]), row)
        }
      case .sparse(let matrix):
        if let k = matrix.values.firstIndex(where: { !$0.isFinite }) {
          let column = matrix.columnStarts.lastIndex { $0 <= k }!
          return (start + column, Int(matrix.rowIndices[k]))
        }
      }
    }
    return nil
  }

  /// Names the first value that is not a finite number, of a design whose products are not.
  var notFiniteValue: RegressionError {
    guard let place = firstNotFinite() else {
      return .singular("products of the design's columns overflow")
    }
    return .notFinite(column: names[place.column], row: place.row)
  }
}
