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

  /// Equal for equal rows; the words of the row mixed one after the other as in
  /// SplitMix64 (Steele, Lea & Flood 2014).
  func rowHash(_ row: Int32) -> Int {
    var hash: UInt64 = 0
    func mix(_ word: UInt64) {
      hash = (hash ^ word) &+ 0x9E37_79B9_7F4A_7C15
      hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
      hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
      hash ^= hash >> 31
    }
    for column in columns where !column.missing[Int(row)] {
      switch column.values {
      case .double(let values): mix((values[Int(row)] + 0).bitPattern)
      case .integer(let values): mix(UInt64(bitPattern: values[Int(row)]))
      case .text(let text): mix(UInt64(bitPattern: Int64(text.codes[Int(row)])))
      case .time(let times): mix(UInt64(bitPattern: times.seconds[Int(row)]))
      }
    }
    return Int(truncatingIfNeeded: hash)
  }
}
