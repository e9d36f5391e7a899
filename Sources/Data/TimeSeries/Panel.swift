/// Series of one quantity on one time axis, sorted by id.
public struct Panel: Sendable {
  public var index: TimeIndex
  /// Sorted by `id` (bytes of its UTF-8), ids distinct.
  public var series: [Series]
  /// What was found and done on the way from rows to series, for the report.
  public var quality: PanelQuality

  public init(index: TimeIndex, series: [Series], quality: PanelQuality = PanelQuality()) {
    self.index = index
    self.series = series
    self.quality = quality
  }
}

/// One series of a panel: where it begins on the panel's axis, and its values.
public struct Series: Sendable, Equatable {
  public var id: String
  /// Step of the panel's index at which `values` begins.
  public var firstStep: Int
  /// Observations in time order; NaN is missing.
  public var values: [Double]

  public init(id: String, firstStep: Int, values: [Double]) {
    self.id = id
    self.firstStep = firstStep
    self.values = values
  }
}

/// Counts of what was set right or left out between rows and series.
public struct PanelQuality: Sendable, Equatable, Codable {
  public var rowsRead = 0
  public var rowsRejected = 0
  public var rowsMissingTime = 0
  public var rowsMissingValue = 0
  public var exactDuplicateRows = 0
  public var conflictingTimestamps = 0
  public var stepsExpected = 0
  public var stepsMissing = 0
  /// Steps without a row that were taken for zeros.
  public var stepsTakenForZero = 0
  /// Plain sentences on what was decided, in the order it was decided.
  public var notes: [String] = []

  public init() {}
}
