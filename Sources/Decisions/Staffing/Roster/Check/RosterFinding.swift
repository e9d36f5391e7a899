/// A rule, wish or requirement that a roster breaks, and what that costs.
public struct RosterFinding: Hashable, Sendable {
  /// The person concerned; nil for a requirement.
  public var person: Int?
  /// The day where the breach shows; nil where it is one of the whole horizon.
  public var day: Int?
  /// How much is broken, in the units the rule is priced by.
  public var amount: Double
  /// The price paid; infinite where it is forbidden.
  public var price: Double
  /// The breach in a planner's words.
  public var sentence: String

  public var isHard: Bool { price == .infinity }
}

/// What a roster costs and what it breaks, worked out from the rules alone.
public struct RosterReview: Sendable {
  /// Prices of all soft breaches together.
  public var penalty: Double
  /// Breaches of hard rules and requirements.
  public var violations: [RosterFinding]
  /// Breaches that have a price, in the order of people and then days of requirements.
  public var breaches: [RosterFinding]

  public var isFeasible: Bool { violations.isEmpty }
}
