import Tables

extension Table {
  /// Whether two rows agree in every column, missing agreeing with missing.
  func rowsAreEqual(_ a: Int32, _ b: Int32) -> Bool {
    let (a, b) = (Int(a), Int(b))
    return columns.allSatisfy { column in
      if column.missing[a] || column.missing[b] { return column.missing[a] == column.missing[b] }
      switch column.values {
      case .double(let values): return values[a] == values[b]
      case .integer(let values): return values[a] == values[b]
      case .text(let text): return text.codes[a] == text.codes[b]
      case .time(let times): return times.seconds[a] == times.seconds[b]
      }
    }
  }

  /// Equal for equal rows; for buckets within one run, never for an output.
  func rowHash(_ row: Int32) -> Int {
    var hasher = Hasher()
    for column in columns where !column.missing[Int(row)] {
      switch column.values {
      case .double(let values): hasher.combine(values[Int(row)])
      case .integer(let values): hasher.combine(values[Int(row)])
      case .text(let text): hasher.combine(text.codes[Int(row)])
      case .time(let times): hasher.combine(times.seconds[Int(row)])
      }
    }
    return hasher.finalize()
  }
}
