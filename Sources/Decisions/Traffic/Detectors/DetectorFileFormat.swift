public import CivilTime
public import TimeSeries

/// How a detector file is laid out.
public enum DetectorFileFormat: String, Sendable, CaseIterable {
  /// A column of times and one column a detector; or a matrix of numbers alone, a row a step.
  case wide
  /// A row a detector and time: `detector, time, flow, occupancy, speed`, by their usual names.
  case long
  /// PeMS "Station 5-Minute": no header; time, station, district, freeway, direction, type,
  /// length, samples, % observed, flow, occupancy, speed, and five numbers a lane.
  case pems
  /// SCATS volumes: a row a detector and day, counts in `V00`, `V01` ….
  case scats
  /// High-resolution controller events (Indiana codes; Sturdevant et al. 2012): `TimeStamp,
  /// DeviceId, EventId, Parameter`.
  case events
}

/// What the reader of a detector file is told; whatever is nil is found out, and said.
public struct DetectorFileOptions: Sendable {
  public var format: DetectorFileFormat?
  /// What the numbers of a wide file, or a bare `value`, measure.
  public var measure: DetectorRecord.Measure?
  /// Where the first row of a file without times stands on the clock.
  public var start: WallTime?
  /// Length of a step in seconds; it divides a day.
  public var stepSeconds: Int?
  /// The zone whose clock the times show; without it every day has 24 hours.
  public var timeZone: TimeZoneRules?
  /// Whether the first row names the columns.
  public var hasHeader: Bool?
  /// Whether flows are vehicles an hour rather than in the step.
  public var flowIsHourly = false
  public var speedUnit: DetectorRecord.SpeedUnit?
  /// Length of the steps that events are counted in.
  public var eventStepSeconds = 300

  public init() {}
}
