/// Why a program cannot be satisfied: constraints and bounds of variables that
/// contradict each other together, with their weights in the contradiction.
///
/// Read off a Farkas ray, the members contradict each other as they stand, and nothing
/// says that none of them could be left out; `isIrreducible` tells where that was shown.
public struct Conflict: Sendable, Equatable {
  /// The side of a constraint or bound that takes part.
  public enum Side: String, Sendable, Codable {
    case lower
    case upper
  }

  public struct Member: Sendable, Equatable {
    /// Index of the constraint or variable, and its name.
    public var index: Int
    public var name: String
    public var side: Side
    /// The limit on that side.
    public var limit: Double
    /// How heavily it weighs; positive.
    public var weight: Double
  }

  /// Constraints that take part, the heaviest first.
  public var constraints: [Member] = []
  /// Bounds of variables that take part, the heaviest first.
  public var bounds: [Member] = []
  /// By how much the combination of all members misses, per unit of the heaviest.
  public var margin: Double
  /// Whether every member is needed: without any one of them the others can be met.
  public var isIrreducible = false
}

extension Problem {
  /// The members of the contradiction that a ray proves; nil when it proves none.
  public func conflict(provedBy ray: [Double]) -> Conflict? {
    guard ray.count == constraintCount else { return nil }
    if let j = (0..<variableCount).first(where: { variableLowers[$0] > variableUppers[$0] }) {
      var conflict = Conflict(margin: variableLowers[j] - variableUppers[j])
      conflict.bounds = [
        .init(index: j, name: variableNames[j], side: .lower, limit: variableLowers[j], weight: 1),
        .init(index: j, name: variableNames[j], side: .upper, limit: variableUppers[j], weight: 1),
      ]
      return conflict
    }
    if let i = ray.indices.first(where: {
      ray[$0] != 0 && constraintLowers[$0] > constraintUppers[$0]
    }) {
      var conflict = Conflict(margin: constraintLowers[i] - constraintUppers[i])
      let name = constraintNames[i]
      conflict.constraints = [
        .init(index: i, name: name, side: .lower, limit: constraintLowers[i], weight: 1),
        .init(index: i, name: name, side: .upper, limit: constraintUppers[i], weight: 1),
      ]
      return conflict
    }
    let check = FarkasCheck(ray: ray, of: self)
    guard check.isProof else { return nil }
    // Oriented so that positive weights use lower sides of constraints.
    let sign: Double = check.isBelow ? 1 : -1
    var conflict = Conflict(margin: check.margin)
    for i in ray.indices where ray[i] != 0 {
      let weight = sign * ray[i]
      conflict.constraints.append(
        .init(
          index: i, name: constraintNames[i], side: weight > 0 ? .lower : .upper,
          limit: weight > 0 ? constraintLowers[i] : constraintUppers[i], weight: abs(weight)))
    }
    for (j, factor) in FarkasCheck.combination(ray, of: self).enumerated() where factor != 0 {
      let weight = sign * factor
      conflict.bounds.append(
        .init(
          index: j, name: variableNames[j], side: weight > 0 ? .upper : .lower,
          limit: weight > 0 ? variableUppers[j] : variableLowers[j], weight: abs(weight)))
    }
    let order: (Conflict.Member, Conflict.Member) -> Bool = {
      $0.weight != $1.weight ? $0.weight > $1.weight : $0.index < $1.index
    }
    conflict.constraints.sort(by: order)
    conflict.bounds.sort(by: order)
    return conflict
  }
}
