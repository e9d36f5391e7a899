/// Why no roster keeps everything that must hold, in the recipe's own terms.
public struct RosterImpasse: Sendable {
  /// What would have to give way in one rule or need.
  public struct Change: Equatable, Sendable {
    public var reason: RosterReason
    /// Whose roster breaks it, in the order of the recipe; empty for a need.
    public var people: [String]
    /// The most that one person breaks it by, in the rule's own unit (minutes of work, days,
    /// shifts, weekends, times); people missing for a need.
    public var amount: Double
  }

  /// People missing in a shift of a date, every rule kept.
  public struct Shortage: Equatable, Sendable {
    public var need: RosterTerms.DatedNeed
    public var missing: Int
  }

  /// Somebody whose own rules cannot be kept, whatever is needed; nil where it takes needs.
  public var person: String?
  /// What cannot be kept together, rules before needs.
  public var reasons: [RosterReason]
  /// Whether without any one of them the others can be kept (proved).
  public var isSmallest: Bool
  /// Rules that have to give way so that every need is met, the fewest in sum; empty where the
  /// needs cannot be met whatever the rules, or the search was too long.
  public var changes: [Change]
  /// Whether no changes of the rules named are less in sum (proved).
  public var isLeastChange: Bool
  /// Where people are missing with every rule kept, as few as were found; empty where one
  /// person's rules are the matter.
  public var shortages: [Shortage]
  /// Whether with every rule kept no fewer can be missing (proved).
  public var isLeastShortage: Bool
}
