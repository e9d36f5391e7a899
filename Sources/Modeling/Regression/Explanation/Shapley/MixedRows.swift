import Tables

/// Rows made of some columns of one row and the others of another.
struct MixedRows {
  /// Rows of the first frame, then those of the second; only the columns named.
  private let both: ModelFrame
  /// Where the second frame's rows begin.
  private let first: Int

  /// - Throws: `.unknownColumn` for a column one of the frames lacks, `.unusableColumn` for one
  ///   that is a number here and a category there.
  init(
    _ frame: ModelFrame, _ background: ModelFrame, columns names: [String]
  ) throws(RegressionError) {
    var columns: [ModelFrame.Column] = []
    for name in names {
      guard let a = frame[name], let b = background[name] else {
        throw .unknownColumn(name, nearest: nil)
      }
      columns.append(ModelFrame.Column(name, try Self.joined(name, a.values, b.values)))
    }
    both = ModelFrame(columns: columns)
    first = frame.rowCount
  }

  private static func joined(
    _ name: String, _ a: ModelFrame.Values, _ b: ModelFrame.Values
  ) throws(RegressionError) -> ModelFrame.Values {
    switch (a, b) {
    case (.numeric(let x), .numeric(let y)): return .numeric(x + y)
    case (.factor(let x), .factor(let y)):
      var levels = x.levels
      var place: [Int32] = []
      for level in y.levels {
        if let known = x.levels.firstIndex(of: level) {
          place.append(Int32(known))
        } else {
          place.append(Int32(levels.count))
          levels.append(level)
        }
      }
      return .factor(
        Factor(codes: x.codes + y.codes.map { $0 < 0 ? -1 : place[Int($0)] }, levels: levels))
    case (.time(let x, let missing), .time(let y, let others)) where x.kind == y.kind:
      return .time(
        TimeColumn(kind: x.kind, seconds: x.seconds + y.seconds), missing: missing + others)
    default:
      throw .unusableColumn(name, reason: "of another kind in the background than in the rows")
    }
  }

  /// One row a pair: columns where `own` is true from the first frame's row, the others from the
  /// background's.
  func frame(
    rows: [Int], background: [Int], own: (_ column: String, _ pair: Int) -> Bool
  ) -> ModelFrame {
    ModelFrame(
      columns: both.columns.map { column in
        let chosen = rows.indices.map { pair in
          own(column.name, pair) ? rows[pair] : first + background[pair]
        }
        return ModelFrame(columns: [column]).selecting(rows: chosen).columns[0]
      })
  }
}
