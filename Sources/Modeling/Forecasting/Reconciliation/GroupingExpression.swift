/// Which sums of series are wanted, as people write it: `region/lhb,category,nature`.
///
/// Columns joined by `/` are nested, coarse before fine: a health board lies in
/// one region. Groups joined by `,` are crossed: every region with every
/// category. `+` lists crossings side by side that are not to be crossed with
/// one another: `region/lhb+category+nature` has totals of each and no table of
/// regions by category. The grand total and the single series are always there.
public struct GroupingExpression: Sendable, Equatable, Codable {
  /// `terms[term][factor]` holds the columns of one chain, coarse to fine.
  public let terms: [[[String]]]

  /// - Throws: `HierarchyError.badExpression` for an empty name, a column named
  ///   twice in one term, or no column at all.
  public init(_ text: String) throws(HierarchyError) {
    var terms: [[[String]]] = []
    for term in text.split(separator: "+", omittingEmptySubsequences: false) {
      var factors: [[String]] = []
      var seen: [String] = []
      for factor in term.split(separator: ",", omittingEmptySubsequences: false) {
        var chain: [String] = []
        for name in factor.split(separator: "/", omittingEmptySubsequences: false) {
          let column = String(name.trimmed)
          guard !column.isEmpty else {
            throw .badExpression(text, reason: "a column name is missing")
          }
          guard !seen.contains(column) else {
            throw .badExpression(text, reason: "\"\(column)\" stands in it twice")
          }
          seen.append(column)
          chain.append(column)
        }
        factors.append(chain)
      }
      terms.append(factors)
    }
    self.terms = terms
  }

  /// Every column, in order of first appearance.
  public var columns: [String] {
    var columns: [String] = []
    for column in terms.joined().joined() where !columns.contains(column) {
      columns.append(column)
    }
    return columns
  }

  /// The levels from the grand total (no column) to the single series (all
  /// columns): those of fewer columns first, then in the order of the columns. A nested column brings the columns
  /// above it along: boards of one name in two regions are two boards.
  public var levels: [HierarchyLevel] {
    let order = columns
    var levels = [HierarchyLevel(columns: [], title: "total")]
    for term in terms {
      var crossed = [HierarchyLevel(columns: [], title: "")]
      for chain in term {
        crossed = crossed.flatMap { level in
          (0...chain.count).map { depth in
            let title = depth == 0 ? "" : chain[depth - 1]
            return HierarchyLevel(
              columns: level.columns + chain.prefix(depth),
              title: [level.title, title].filter { !$0.isEmpty }.joined(separator: " × "))
          }
        }
      }
      levels += crossed
    }
    levels.append(HierarchyLevel(columns: order, title: "series"))
    var kept: [HierarchyLevel] = []
    for level in levels {
      let columns = order.filter(level.columns.contains)
      guard !kept.contains(where: { $0.columns == columns }) else { continue }
      let title = columns.count == order.count ? "series" : level.title
      kept.append(HierarchyLevel(columns: columns, title: title))
    }
    let places = kept.map { $0.columns.compactMap(order.firstIndex) }
    return kept.indices.sorted { a, b in
      places[a].count == places[b].count
        ? places[a].lexicographicallyPrecedes(places[b]) : places[a].count < places[b].count
    }.map { kept[$0] }
  }
}

/// One way to sum: the columns whose values tell its nodes apart.
public struct HierarchyLevel: Sendable, Equatable, Codable {
  /// In the order of the expression; empty for the grand total.
  public let columns: [String]
  /// For people: "total", "region × category", "series" for the bottom.
  public let title: String

  public init(columns: [String], title: String) {
    self.columns = columns
    self.title = title
  }
}

/// Why there is no hierarchy, or none that can be forecast.
public enum HierarchyError: Error, Equatable, Sendable {
  case badExpression(String, reason: String)
  /// Two series have the same values in every column.
  case repeatedKey([String])
  /// A series has another number of keys than there are columns.
  case wrongKeyCount(expected: Int, got: Int)
  case noSeries
  case forecast(ForecastError)
  /// A covariance that is not positive definite, or values that are not finite.
  case notFactorable
}

extension Substring {
  fileprivate var trimmed: Substring {
    var text = self
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
