public import CivilTime

/// Who is needed and who is there, interval by interval: cover as an area, need as a
/// step line, and hatching where cover falls short. Several days are drawn as one
/// panel a day on a common scale.
public struct CoverageChart: Hashable, Sendable {
  /// Start of each interval, ascending.
  public var starts: [WallTime]
  /// Length of every interval in seconds.
  public var intervalSeconds: Int
  /// One value an interval.
  public var required: [Double]
  public var covered: [Double]
  /// "agents".
  public var unit: String
  public var format: NumberFormat
  public var requiredName: String
  public var coveredName: String

  /// - Precondition: `required` and `covered` have one value an interval.
  public init(
    starts: [WallTime], intervalSeconds: Int, required: [Double], covered: [Double],
    unit: String, format: NumberFormat = .whole, requiredName: String = "needed",
    coveredName: String = "planned"
  ) {
    precondition(starts.count == required.count && starts.count == covered.count)
    precondition(intervalSeconds > 0)
    self.starts = starts
    self.intervalSeconds = intervalSeconds
    self.required = required
    self.covered = covered
    self.unit = unit
    self.format = format
    self.requiredName = requiredName
    self.coveredName = coveredName
  }
}
