/// Which classes each document is of: one (themes that exclude each other) or any number
/// (themes of one comment).
public struct ClassLabels: Equatable, Sendable {
  /// Number of documents.
  public let documents: Int
  /// Number of classes.
  public let classes: Int
  /// Whether document d is of class c, at `d * classes + c`.
  public let holds: [Bool]
  /// The class of each document where each has exactly one.
  public let single: [Int]?

  /// One class a document, each in 0 ..< classes.
  public init(_ single: [Int], classes: Int) {
    precondition(single.allSatisfy { (0..<classes).contains($0) }, "class out of range")
    var holds = [Bool](repeating: false, count: single.count * classes)
    for (d, c) in single.enumerated() { holds[d * classes + c] = true }
    (documents, self.classes, self.holds, self.single) = (single.count, classes, holds, single)
  }

  /// Any number of classes a document, each in 0 ..< classes.
  public init(sets: [[Int]], classes: Int) {
    var holds = [Bool](repeating: false, count: sets.count * classes)
    for (d, set) in sets.enumerated() {
      for c in set {
        precondition((0..<classes).contains(c), "class out of range")
        holds[d * classes + c] = true
      }
    }
    (documents, self.classes, self.holds, single) = (sets.count, classes, holds, nil)
  }

  /// Documents of each class.
  public var counts: [Int] {
    var counts = [Int](repeating: 0, count: classes)
    for k in holds.indices where holds[k] { counts[k % classes] += 1 }
    return counts
  }

  /// The labels of documents at these positions, in this order.
  public func selecting(documents chosen: [Int]) -> ClassLabels {
    if let single { return ClassLabels(chosen.map { single[$0] }, classes: classes) }
    return ClassLabels(
      sets: chosen.map { d in (0..<classes).filter { holds[d * classes + $0] } },
      classes: classes)
  }
}
