extension Table {
  /// The rows that equal no earlier row in every column, in order.
  ///
  /// Rows are compared by hash and then value by value; missing equals missing.
  /// Times take one pass and memory for two words a row.
  public func distinctRows() -> [Int] {
    var mask = 16
    while mask < rowCount * 2 { mask *= 2 }
    mask -= 1
    var slots = [Int32](repeating: -1, count: mask + 1)
    let hashes = rowHashes()
    var kept: [Int] = []
    kept.reserveCapacity(rowCount)
    rows: for row in 0..<rowCount {
      var slot = Int(truncatingIfNeeded: hashes[row]) & mask
      while slots[slot] >= 0 {
        let earlier = Int(slots[slot])
        if hashes[earlier] == hashes[row], areEqual(earlier, row) { continue rows }
        slot = (slot + 1) & mask
      }
      slots[slot] = Int32(row)
      kept.append(row)
    }
    return kept
  }

  /// The given rows, in that order.
  public func selecting(rows: [Int]) -> Table {
    Table(columns: columns.map { $0.selecting(rows: rows) })
  }

  private func rowHashes() -> [UInt64] {
    var hashes = [UInt64](repeating: 0, count: rowCount)
    for column in columns {
      func mix(_ bits: (Int) -> UInt64) {
        for row in 0..<rowCount {
          let value = column.missing[row] ? 0x5851_F42D_4C95_7F2D : bits(row)
          let product = (hashes[row] ^ value ^ 0x9E37_79B9_7F4A_7C15)
            .multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
          hashes[row] = product.high ^ product.low &+ 0xA076_1D64_78BD_642F
        }
      }
      switch column.values {
      case .double(let values): mix { values[$0].bitPattern }
      case .integer(let values): mix { UInt64(bitPattern: values[$0]) }
      case .text(let text): mix { UInt64(UInt32(bitPattern: text.codes[$0])) }
      case .time(let times): mix { UInt64(bitPattern: times.seconds[$0]) }
      }
    }
    return hashes
  }

  private func areEqual(_ a: Int, _ b: Int) -> Bool {
    columns.allSatisfy { column in
      if column.missing[a] || column.missing[b] { return column.missing[a] == column.missing[b] }
      return switch column.values {
      case .double(let values): values[a].bitPattern == values[b].bitPattern
      case .integer(let values): values[a] == values[b]
      case .text(let text): text.codes[a] == text.codes[b]
      case .time(let times): times.seconds[a] == times.seconds[b]
      }
    }
  }
}

extension Column {
  /// The given rows, in that order; a text column keeps only the texts they use.
  public func selecting(rows: [Int]) -> Column {
    let values: ColumnValues =
      switch self.values {
      case .double(let all): .double(rows.map { all[$0] })
      case .integer(let all): .integer(rows.map { all[$0] })
      case .text(let text):
        .text(
          CodedText(codes: rows.map { text.codes[$0] }, dictionary: text.dictionary).compacted())
      case .time(let times):
        .time(TimeColumn(kind: times.kind, seconds: rows.map { times.seconds[$0] }))
      }
    return Column(name: name, values: values, missing: rows.map { missing[$0] })
  }
}

extension ReadResult {
  /// Counts rows that repeat an earlier one, and drops them if the rule says so.
  mutating func markDuplicates(_ rule: DuplicateRule) {
    let kept = table.distinctRows()
    duplicateRows = table.rowCount - kept.count
    guard duplicateRows > 0 else { return }
    let words = duplicateRows == 1 ? "1 row repeats" : "\(grouped(duplicateRows)) rows repeat"
    inference.notes.append(
      "\(words) an earlier row in every column kept"
        + (rule == .drop ? "; dropped" : "; kept"))
    if rule == .drop {
      lines = lines.selecting(kept)
      table = table.selecting(rows: kept)
    }
  }
}
