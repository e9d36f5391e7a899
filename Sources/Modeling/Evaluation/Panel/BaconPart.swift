/// One comparison within a two-way regression (Goodman-Bacon 2021, theorem 1).
public struct BaconPart: Codable, Equatable, Sendable {
  public enum Kind: String, Codable, Sendable {
    case treatedAgainstNever
    case earlierAgainstLater
    /// Against units already under treatment: what biases the whole where effects grow.
    case laterAgainstEarlier
  }

  public var kind: Kind
  /// First steps of treatment; `comparison` is nil for units never treated.
  public var treated: Int
  public var comparison: Int?
  /// At least 0; all add up to 1.
  public var weight: Double
  /// The difference in differences of this pair alone.
  public var estimate: Double
}

extension OutcomePanel {
  /// What the two-way coefficient is made of: Σ weight · estimate is the coefficient of
  /// `twoWayEffect` without covariates and unit weights.
  ///
  /// - Throws: `.notFinite` for a gap, `.setting` for weights that differ,
  ///   `.singular` without two groups to compare.
  public func baconDecomposition() throws(EvaluationError) -> [BaconPart] {
    try requireBalanced()
    guard units.allSatisfy({ $0.weight == units[0].weight }) else {
      throw .setting("weight", reason: "the decomposition is for equal weights")
    }
    let total = Double(units.count)
    let length = Double(steps)
    // Units under treatment in the first step already are always treated.
    let groups = cohorts
    func members(_ first: Int?) -> [Unit] { units.filter { $0.firstTreated == first } }
    func mean(_ group: [Unit], _ range: Range<Int>) -> Double {
      group.reduce(0) { $0 + $1.values[range].reduce(0, +) / Double(range.count) }
        / Double(group.count)
    }
    func difference(_ a: [Unit], _ b: [Unit], before: Range<Int>, after: Range<Int>) -> Double {
      (mean(a, after) - mean(a, before)) - (mean(b, after) - mean(b, before))
    }
    var parts: [BaconPart] = []
    let never = members(nil)
    for first in groups where first > 0 && !never.isEmpty {
      let own = members(first)
      let (nk, nu) = (Double(own.count) / total, Double(never.count) / total)
      let share = nk / (nk + nu)
      let treatedShare = (length - Double(first)) / length
      parts.append(
        BaconPart(
          kind: .treatedAgainstNever, treated: first, comparison: nil,
          weight: (nk + nu) * (nk + nu) * share * (1 - share) * treatedShare * (1 - treatedShare),
          estimate: difference(own, never, before: 0..<first, after: first..<steps)))
    }
    for (a, early) in groups.enumerated() {
      for late in groups[(a + 1)...] {
        let (first, second) = (members(early), members(late))
        let (nk, nl) = (Double(first.count) / total, Double(second.count) / total)
        let share = nk / (nk + nl)
        let (dk, dl) = ((length - Double(early)) / length, (length - Double(late)) / length)
        if early > 0 {
          parts.append(
            BaconPart(
              kind: .earlierAgainstLater, treated: early, comparison: late,
              weight: (nk + nl) * (nk + nl) * share * (1 - share) * (dk - dl) * (1 - dk),
              estimate: difference(first, second, before: 0..<early, after: early..<late)))
        }
        parts.append(
          BaconPart(
            kind: .laterAgainstEarlier, treated: late, comparison: early,
            weight: (nk + nl) * (nk + nl) * share * (1 - share) * dl * (dk - dl),
            estimate: difference(second, first, before: early..<late, after: late..<steps)))
      }
    }
    let whole = parts.reduce(0) { $0 + $1.weight }
    guard whole > 0 else { throw .singular("no two groups of units can be compared") }
    return parts.map {
      var part = $0
      part.weight /= whole
      return part
    }
  }
}
