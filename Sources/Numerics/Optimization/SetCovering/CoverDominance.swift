/// Reductions of a set covering problem that keep an optimum (Beasley 1987): a column is
/// dropped where another covers all it covers and costs no more; a row is dropped where
/// all columns of another row cover it too. Sets are compared as bits.
extension CoverMatrix {
  /// Columns left when dominated ones are gone.
  func undominatedColumns() -> [Bool] {
    read { a in
      let words = (a.rowCount + 63) / 64
      let bits = Self.bits(a.columnCount, words, a.columnStarts, a.columnRows)
      var keeps = [Bool](repeating: true, count: a.columnCount)
      for j in 0..<a.columnCount {
        // Whoever dominates j covers j's rarest row.
        guard let rarest = Self.shortest(a.entries(ofColumn: j), a.columnRows, a.rowStarts) else {
          keeps[j] = false
          continue
        }
        let size = a.entries(ofColumn: j).count
        for e in a.entries(ofRow: rarest) {
          let k = Int(a.rowColumns[e])
          let other = a.entries(ofColumn: k).count
          guard k != j, keeps[k], a.cost[k] <= a.cost[j], other >= size else { continue }
          if a.cost[k] == a.cost[j] && other == size && k > j { continue }
          if Self.isSubset(bits, j, k, words) {
            keeps[j] = false
            break
          }
        }
      }
      return keeps
    }
  }

  /// Rows left when those implied by others are gone.
  func undominatedRows() -> [Bool] {
    read { a in
      let words = (a.columnCount + 63) / 64
      let bits = Self.bits(a.rowCount, words, a.rowStarts, a.rowColumns)
      var keeps = [Bool](repeating: true, count: a.rowCount)
      for i in 0..<a.rowCount where keeps[i] {
        // Every row implied by i lies in i's shortest column.
        guard let column = Self.shortest(a.entries(ofRow: i), a.rowColumns, a.columnStarts) else {
          continue
        }
        let size = a.entries(ofRow: i).count
        for e in a.entries(ofColumn: column) {
          let k = Int(a.columnRows[e])
          let other = a.entries(ofRow: k).count
          guard k != i, keeps[k], other > size || other == size && k > i else { continue }
          if Self.isSubset(bits, i, k, words) { keeps[k] = false }
        }
      }
      return keeps
    }
  }

  private static func bits(
    _ count: Int, _ words: Int, _ starts: UnsafeBufferPointer<Int32>,
    _ members: UnsafeBufferPointer<Int32>
  ) -> [UInt64] {
    var result = [UInt64](repeating: 0, count: count * words)
    for k in 0..<count {
      for e in Int(starts[k])..<Int(starts[k + 1]) {
        let member = Int(members[e])
        result[k * words + member / 64] |= 1 << UInt64(member % 64)
      }
    }
    return result
  }

  @inline(__always)
  private static func isSubset(_ bits: [UInt64], _ a: Int, _ b: Int, _ words: Int) -> Bool {
    bits.withUnsafeBufferPointer { bits in
      for w in 0..<words where bits[a * words + w] & ~bits[b * words + w] != 0 { return false }
      return true
    }
  }

  /// The member that is itself in the fewest sets.
  private static func shortest(
    _ entries: Range<Int>, _ members: UnsafeBufferPointer<Int32>,
    _ starts: UnsafeBufferPointer<Int32>
  ) -> Int? {
    var best: Int?
    var least = Int32.max
    for e in entries {
      let k = Int(members[e])
      let size = starts[k + 1] - starts[k]
      if size < least {
        least = size
        best = k
      }
    }
    return best
  }
}
