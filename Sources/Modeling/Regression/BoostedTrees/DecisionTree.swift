/// One tree: splits numbered from the root, and leaves.
///
/// A child ≥ 0 is the split of that number; a child c < 0 is leaf ~c. A tree of
/// one leaf has no splits.
public struct DecisionTree: Codable, Equatable, Sendable {
  /// The column each split reads, by position among the model's columns.
  public internal(set) var column: [Int] = []
  /// Numeric splits: values ≤ threshold go left. 0 for a split by categories.
  public internal(set) var threshold: [Double] = []
  /// Splits by categories: the codes that go left, ascending. Empty for numeric ones.
  public internal(set) var categories: [[Int32]] = []
  /// Whether rows without a value, or of a category not seen in training, go left.
  public internal(set) var missingLeft: [Bool] = []
  public internal(set) var left: [Int] = []
  public internal(set) var right: [Int] = []
  /// By how much each split lowered twice the penalized loss.
  public internal(set) var gain: [Float] = []
  /// Training rows that reached each split.
  public internal(set) var cover: [Double] = []
  /// What each leaf adds to the raw score.
  public internal(set) var leafValue: [Double] = []
  /// Training rows that reached each leaf.
  public internal(set) var leafCover: [Double] = []

  public var leaves: Int { leafValue.count }

  /// The mean of the leaf values over the training rows.
  public var expectation: Double {
    var (sum, rows) = (0.0, 0.0)
    for (value, cover) in zip(leafValue, leafCover) {
      sum += value * cover
      rows += cover
    }
    return rows > 0 ? sum / rows : leafValue.first ?? 0
  }

  /// Splits on the longest way from the root to a leaf.
  public var depth: Int {
    guard !column.isEmpty else { return 0 }
    // Children have higher numbers than their parents.
    var below = [Int](repeating: 1, count: column.count)
    for split in column.indices.reversed() {
      for child in [left[split], right[split]] where child >= 0 {
        below[split] = max(below[split], below[child] + 1)
      }
    }
    return below[0]
  }

  /// Whether every split and leaf is reached exactly once from the root, and every
  /// split reads a column there is.
  ///
  /// - Parameter levels: for each column its number of categories; nil for numbers.
  func isSound(levels: [Int?]) -> Bool {
    let splits = column.count
    let counts = [
      threshold.count, categories.count, missingLeft.count, left.count, right.count, gain.count,
      cover.count,
    ]
    guard counts.allSatisfy({ $0 == splits }), leaves == splits + 1, leafCover.count == leaves,
      leafValue.allSatisfy(\.isFinite), leafCover.allSatisfy({ $0 >= 0 && $0.isFinite })
    else { return false }
    var isReached = [Bool](repeating: false, count: splits + leaves)
    for split in 0..<splits {
      guard levels.indices.contains(column[split]), threshold[split].isFinite else { return false }
      let codes = categories[split]
      guard codes.allSatisfy({ $0 >= 0 && Int($0) < levels[column[split]] ?? 0 }) else {
        return false
      }
      for child in [left[split], right[split]] {
        guard child > split && child < splits || child < 0 && child >= ~splits else { return false }
        let place = child < 0 ? splits + ~child : child
        guard !isReached[place] else { return false }
        isReached[place] = true
      }
    }
    return true
  }
}
