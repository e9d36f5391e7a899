/// One thing found about a detector, a node or the file as a whole.
public struct DetectorFinding: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable, Codable {
    /// No value where a step should have one.
    case missing
    /// One value for longer than chance repeats it.
    case stuck
    /// Values on a straight line for longer than chance puts them there: a gap was filled.
    case filled
    /// Zeros for longer than the detector's own counts allow.
    case zeros
    /// A value no road can have, or measures that contradict each other.
    case implausible
    /// A day whose occupancies fail the statistics of Chen et al. (2003).
    case dailyStatistics = "daily_statistics"
    /// The level moved against the neighbours and stayed.
    case drift
    /// The day's shape stands an hour beside the detector's own.
    case clock
    /// The values of another detector.
    case copied
    /// No place, or one that cannot be.
    case place
    /// An id that names more than one column or row.
    case repeatedID = "repeated_name"
    /// What flows into a node does not flow out of it.
    case conservation
  }

  public enum Severity: Int, Sendable, Comparable, Codable {
    case note = 1
    case warning = 2
    case serious = 3

    public static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }

    public var word: String {
      switch self {
      case .note: "note"
      case .warning: "warning"
      case .serious: "serious"
      }
    }
  }

  /// Index of the detector; nil for findings of a node or of the file.
  public var detector: Int?
  /// The detector's id, the node, or "all".
  public var subject: String
  public var kind: Kind
  public var measure: DetectorRecord.Measure?
  /// First and last step that it concerns; nil where it concerns no time.
  public var steps: ClosedRange<Int>?
  /// How many steps it concerns within them.
  public var stepsAffected: Int
  public var severity: Severity
  /// The figure that speaks for it; `meaning` says of what.
  public var evidence: Double
  public var meaning: String
  /// In plain words.
  public var message: String
}
