/// What stands out in the past of the series, and what was done about it.
public struct AnomalyFacts: Codable, Sendable {
  /// One thing that stands out, as in `anomalies.csv`.
  public struct Item: Codable, Sendable, Equatable {
    public var id: String
    /// Label of its step; of a change, where it begins.
    public var start: String
    /// "outlier", "temporary change" or "level shift".
    public var kind: String
    public var observed: Double
    public var expected: Double
    public var score: Double

    public init(
      id: String, start: String, kind: String, observed: Double, expected: Double, score: Double
    ) {
      self.id = id
      self.start = start
      self.kind = kind
      self.observed = FileNumbers.rounded(observed)
      self.expected = FileNumbers.rounded(expected)
      self.score = FileNumbers.rounded(score)
    }
  }
  /// The expected total of a series with the past as it was recorded, and repaired.
  public struct Effect: Codable, Sendable, Equatable {
    public var id: String
    public var recorded: Double
    public var repaired: Double

    public init(id: String, recorded: Double, repaired: Double) {
      self.id = id
      self.recorded = FileNumbers.rounded(recorded)
      self.repaired = FileNumbers.rounded(repaired)
    }
  }
  /// "none", "outliers" or "all".
  public var repair: String
  /// How many series were long and full enough to examine.
  public var examined: Int
  /// Series in which something was found.
  public var affected: Int
  public var counts: [String: Int]
  /// The clearest of them.
  public var items: [Item]
  /// Of the affected series, where it was worked out.
  public var effects: [Effect]
  /// True where the file is too large to be examined.
  public var wasLeftOut: Bool?

  public init(
    repair: String, examined: Int, affected: Int, counts: [String: Int], items: [Item],
    effects: [Effect], wasLeftOut: Bool? = nil
  ) {
    self.repair = repair
    self.examined = examined
    self.affected = affected
    self.counts = counts
    self.items = items
    self.effects = effects
    self.wasLeftOut = wasLeftOut
  }
}
