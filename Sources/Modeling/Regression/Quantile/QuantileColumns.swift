import LinearAlgebra

/// The columns of a design that do not repeat what stands before them.
///
/// A QR factorization gathered a panel of rows at a time gives R; on its columns
/// Gram–Schmidt, done twice over, measures what of each is new.
struct QuantileColumns {
  /// Kept, ascending.
  private(set) var kept: [Int] = []
  private(set) var notes: [FitNote] = []

  /// - Parameter tolerance: a column is new when at least this share of its length is.
  /// - Throws: `.tooFewRows` when there are fewer rows than columns kept.
  init(of design: DesignMatrix, tolerance: Double = 1e-9) throws(RegressionError) {
    var stacked = StackedQR(columns: design.columns)
    let panel = RowPanel(columns: design.columns)
    var first = 0
    do {
      while first < design.rows {
        let rows = first..<min(design.rows, first + panel.capacity)
        design.fill(panel, rows: rows)
        try stacked.absorb(panel, rows: rows.count)
        first = rows.upperBound
      }
    } catch {
      throw .singular("the design: \(error)")
    }
    var directions: [[Double]] = []
    for j in 0..<design.columns {
      var column = stacked.upper.column(j)
      let length = euclideanNorm(column)
      for _ in 0..<2 {
        for direction in directions {
          let part = dot(direction, column)
          for i in column.indices { column[i] -= part * direction[i] }
        }
      }
      let rest = euclideanNorm(column)
      if length > 0, rest > tolerance * length {
        kept.append(j)
        directions.append(column.map { $0 / rest })
      } else {
        notes.append(
          FitNote(
            .droppedColumn,
            "Column \(design.names[j]) repeats columns before it; its coefficient is zero."))
      }
    }
    if kept.count > design.rows { throw .tooFewRows(rows: design.rows, columns: kept.count) }
  }
}
