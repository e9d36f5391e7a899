/// Something in the past of a series that its level, season and usual noise do
/// not explain.
public struct Anomaly: Sendable, Codable, Equatable {
  /// The shapes of Chen & Liu (1993).
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// One value.
    case outlier
    /// A jump that fades: by three tenths a step.
    case temporaryChange = "temporary change"
    /// A jump that stays.
    case levelShift = "level shift"
  }
  public var kind: Kind
  /// Place among the values; of a change, where it begins.
  public var offset: Int
  /// Its size over its standard error, always positive.
  public var score: Double
  /// What was observed there; of a level shift the mean from there on, over up
  /// to a season or twelve steps.
  public var observed: Double
  /// What was to be expected at the same steps without it.
  public var expected: Double

  public var size: Double { observed - expected }

  public init(kind: Kind, offset: Int, score: Double, observed: Double, expected: Double) {
    self.kind = kind
    self.offset = offset
    self.score = score
    self.observed = observed
    self.expected = expected
  }
}

/// What an examination of a series found.
public struct AnomalyFindings: Sendable, Equatable {
  /// In order of time.
  public var anomalies: [Anomaly]
  /// The values with outliers and temporary changes taken out; gaps stay NaN.
  public var withoutOutliers: [Double]
  /// The same with the past also moved to the level of the end.
  public var onLastLevel: [Double]
  /// False where the series is too short, too empty or never varies: nothing can
  /// then be said of it.
  public var isTested: Bool

  static func untested(_ values: [Double]) -> AnomalyFindings {
    AnomalyFindings(
      anomalies: [], withoutOutliers: values, onLastLevel: values, isTested: false)
  }
}
