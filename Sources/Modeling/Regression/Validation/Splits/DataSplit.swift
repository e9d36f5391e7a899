import Statistics

/// Rows to fit on and rows to judge by, which the fit does not see.
public struct DataSplit: Codable, Equatable, Sendable {
  /// Ascending.
  public var train: [Int]
  /// Ascending.
  public var test: [Int]

  public init(train: [Int], test: [Int]) {
    self.train = train
    self.test = test
  }
}

extension DataSplit {
  /// Folds of nearly equal size over rows shuffled by `seed`.
  ///
  /// Every row is tested once. Only for rows that do not depend on one another:
  /// see `grouped`, `forwardChaining` for those that do.
  /// - Throws: `.setting` unless 2 ≤ folds ≤ rows.
  public static func kFold(
    rows: Int, folds: Int, seed: UInt64
  ) throws(RegressionError) -> [DataSplit] {
    try requireFolds(folds, of: rows, "rows")
    var order = Array(0..<rows)
    shuffle(&order, seed, "folds")
    var fold = [Int](repeating: 0, count: rows)
    for (place, row) in order.enumerated() { fold[row] = place % folds }
    return splits(fold, folds)
  }

  /// Folds that hold nearly the same share of each class.
  ///
  /// - Parameter classes: the class of each row. One with fewer rows than folds is
  ///   missing from some of them.
  public static func stratified(
    classes: [Int], folds: Int, seed: UInt64
  ) throws(RegressionError) -> [DataSplit] {
    try requireFolds(folds, of: classes.count, "rows")
    var order = Array(0..<classes.count)
    shuffle(&order, seed, "strata")
    // Dealt out in turn, class after class, so that folds differ by one row at most.
    let dealt = order.enumerated().sorted {
      (classes[$0.element], $0.offset) < (classes[$1.element], $1.offset)
    }
    var fold = [Int](repeating: 0, count: classes.count)
    for (place, entry) in dealt.enumerated() { fold[entry.element] = place % folds }
    return splits(fold, folds)
  }

  /// Folds that keep the rows of a group together, of nearly equal size: the
  /// largest group goes to the emptiest fold, and so on down.
  ///
  /// - Parameter seed: decides among groups of one size.
  /// - Throws: `.setting` where there are fewer groups than folds.
  public static func grouped(
    groups: [Int], folds: Int, seed: UInt64
  ) throws(RegressionError) -> [DataSplit] {
    var members: [Int: Int] = [:]
    for group in groups { members[group, default: 0] += 1 }
    try requireFolds(folds, of: members.count, "groups")
    var order = members.keys.sorted()
    shuffle(&order, seed, "groups")
    order = order.enumerated().sorted {
      (members[$1.element]!, $0.offset) < (members[$0.element]!, $1.offset)
    }.map(\.element)
    var (sizes, place): ([Int], [Int: Int]) = ([Int](repeating: 0, count: folds), [:])
    for group in order {
      let emptiest = sizes.indices.min { (sizes[$0], $0) < (sizes[$1], $1) }!
      place[group] = emptiest
      sizes[emptiest] += members[group]!
    }
    return splits(groups.map { place[$0]! }, folds)
  }

  /// One fold a group, in ascending order of the groups.
  public static func leaveOneGroupOut(groups: [Int]) throws(RegressionError) -> [DataSplit] {
    let distinct = Set(groups).sorted()
    try requireFolds(distinct.count, of: distinct.count, "groups")
    let place = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
    return splits(groups.map { place[$0]! }, distinct.count)
  }

  private static func splits(_ fold: [Int], _ folds: Int) -> [DataSplit] {
    var result = [DataSplit](repeating: DataSplit(train: [], test: []), count: folds)
    for (row, own) in fold.enumerated() {
      for k in 0..<folds {
        if k == own { result[k].test.append(row) } else { result[k].train.append(row) }
      }
    }
    return result
  }

  static func requireFolds(
    _ folds: Int, of count: Int, _ what: String
  ) throws(RegressionError) {
    guard folds >= 2 else { throw .setting("folds", reason: "must be at least 2, is \(folds)") }
    guard folds <= count else {
      throw .setting("folds", reason: "\(folds) folds of \(count) \(what) are too many")
    }
  }

  private static func shuffle(_ values: inout [Int], _ seed: UInt64, _ purpose: String) {
    var random = RandomStream(seed: seed, "validation", purpose)
    for i in stride(from: values.count - 1, to: 0, by: -1) {
      values.swapAt(i, random.integer(below: i + 1))
    }
  }
}
