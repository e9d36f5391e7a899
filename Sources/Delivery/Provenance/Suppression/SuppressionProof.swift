/// Tables that differ from the true one and agree with every number shown: the proof, by
/// addition alone, that no small count can be learnt. Kept apart from the search, and
/// checked without any of its arithmetic.
public struct SuppressionProof: Sendable {
  /// Whole tables, one count a cell, that the careful reader cannot rule out.
  public var careful: [[Int]]
  /// Whole tables that the reader who knows our reasons cannot rule out.
  public var informed: [[Int]]
  /// Small cells that the reasons alone give away, whatever is shown.
  public var beyondProtection: Set<Int>

  /// Small cells that the tables do not clear: none for a safe publication.
  ///
  /// - Parameter hidden: one flag a cell.
  public func unprovenCells(
    of table: CountTable, hidden: [Bool], under rule: SuppressionRule
  ) -> [Int] {
    let counts = table.counts
    let possible = ([counts] + careful).filter { candidate in
      Self.agrees(candidate, table, hidden)
        && counts.indices.allSatisfy { !hidden[$0] || candidate[$0] >= rule.leastHidden }
    }
    let reasonable = ([counts] + informed).filter { candidate in
      Self.agrees(candidate, table, hidden)
        && counts.indices.allSatisfy {
          !hidden[$0]
            || candidate[$0] >= rule.leastHidden
              && rule.isSmall(candidate[$0]) == rule.isSmall(counts[$0])
        }
    }
    return counts.indices.filter { cell in
      guard rule.isSmall(counts[cell]) else { return false }
      guard hidden[cell] else { return true }
      let careful = possible.map { $0[cell] }
      let informed = reasonable.map { $0[cell] }
      return careful.max()! - careful.min()! < rule.threshold
        || informed.max()! == informed.min()! && !beyondProtection.contains(cell)
    }
  }

  private static func agrees(_ candidate: [Int], _ table: CountTable, _ hidden: [Bool]) -> Bool {
    guard candidate.count == table.counts.count else { return false }
    for cell in hidden.indices where !hidden[cell] && candidate[cell] != table.counts[cell] {
      return false
    }
    return table.sums.allSatisfy { sum in
      candidate[sum.total] == sum.parts.reduce(0) { $0 + candidate[$1] }
    }
  }
}
