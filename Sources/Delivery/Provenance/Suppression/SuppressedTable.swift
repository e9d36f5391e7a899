/// A table of counts as it may be published: small counts hidden, and enough others that no
/// small count follows from what is left.
public struct SuppressedTable: Sendable {
  /// Why a count is shown or not.
  public enum Standing: String, Sendable, Equatable {
    case shown
    /// Hidden because the count is small.
    case small
    /// Hidden because a small count would follow from it.
    case complementary
  }

  public let table: CountTable
  public let rule: SuppressionRule
  /// One standing a cell.
  public let standings: [Standing]
  /// Whether no other choice of cells loses less.
  public let isProvedBest: Bool
  /// Tables that show, by addition, that nothing small can be learnt.
  public let proof: SuppressionProof

  /// What makes a table unfit for publication.
  public enum SuppressionError: Error, Equatable, Sendable {
    /// The check of the finished pattern failed for so many cells: nothing is published.
    case unproven(cells: Int)
  }

  /// Chooses what to hide.
  ///
  /// - Parameters:
  ///   - exactCells: tables of at most so many cells are solved to proved least loss.
  ///   - work: effort for showing again what need not be hidden in larger tables.
  /// - Throws: `SuppressionError.unproven` where the independent check fails: a fault of
  ///   this code, answered by publishing nothing.
  public init(
    _ table: CountTable, under rule: SuppressionRule = .standard, exactCells: Int = 80,
    work: Int = 20_000
  ) throws(SuppressionError) {
    self.table = table
    self.rule = rule
    let search = SuppressionSearch(table, rule)
    var hidden = search.pruned(search.sequential(), work: work)
    var proved = search.loss(hidden) == 0
    if !proved, table.counts.count <= exactCells { (hidden, proved) = search.exact(from: hidden) }
    isProvedBest = proved
    proof = SuppressionProof(
      careful: search.attack.run(.careful, hidden: hidden).tables,
      informed: search.attack.run(.informed, hidden: hidden, sparing: search.beyond).tables,
      beyondProtection: search.beyond)
    let unproven = proof.unprovenCells(of: table, hidden: hidden, under: rule)
    guard unproven.isEmpty else { throw .unproven(cells: unproven.count) }
    standings = table.counts.indices.map {
      hidden[$0] ? rule.isSmall(table.counts[$0]) ? .small : .complementary : .shown
    }
  }

  /// The count of a cell; nil where it is hidden or there is no such cell.
  public func count(at place: CountTable.Place) -> Int? {
    guard let cell = table.number(of: place), standings[cell] == .shown else { return nil }
    return table.counts[cell]
  }

  /// A count as a share of another, in `0 ... 1`; nil unless both are shown, so that a
  /// share never says more than the counts beside it.
  public func share(of place: CountTable.Place, in whole: CountTable.Place) -> Double? {
    guard let part = count(at: place), let total = count(at: whole), total > 0 else { return nil }
    return Double(part) / Double(total)
  }

  /// What was hidden, in numbers that may be published themselves.
  public var summary: SuppressionSummary {
    var summary = SuppressionSummary(cells: standings.count, threshold: rule.threshold)
    for standing in standings {
      switch standing {
      case .shown: summary.shown += 1
      case .small: summary.small += 1
      case .complementary: summary.complementary += 1
      }
    }
    summary.isProvedBest = isProvedBest
    return summary
  }
}

/// How much of a table is hidden and why.
public struct SuppressionSummary: Sendable, Equatable {
  public var cells: Int
  public var threshold: Int
  public var shown = 0
  public var small = 0
  public var complementary = 0
  public var isProvedBest = false

  /// Hidden cells as a share of all, in `0 ... 1`.
  public var hiddenShare: Double {
    cells == 0 ? 0 : Double(small + complementary) / Double(cells)
  }
}
