public import TimeSeries

/// What the detectors of an area measured, on one regular clock.
///
/// Measures are kept time by time: step t and detector i stand at
/// `t · detectorCount + i`; NaN is a value that is missing. A zero is a zero: whether a file
/// writes 0 where nothing was measured is for `DetectorCheck` to say and for the reader of its
/// report to decide.
public struct DetectorRecord: Sendable {
  /// The step `index.frequency` is of seconds; `index.count` steps are recorded.
  public var index: TimeIndex
  /// In the order of the file (wide files) or of their ids.
  public var detectors: [Detector]
  /// Vehicles in the step, all lanes together.
  public var flow: [Double]?
  /// Share of the time a vehicle stood above the detector, 0 … 1; mean of the lanes.
  public var occupancy: [Double]?
  /// In the file's unit, see `speedUnit`.
  public var speed: [Double]?
  /// Share of each value that was measured rather than filled in, 0 … 1, where the file tells
  /// (PeMS: "% observed").
  public var observed: [Double]?
  public var speedUnit: SpeedUnit?
  /// What the file does not say and was taken for granted: the measure of a bare `value`.
  public var measureIsAssumed = false
  /// Whether places are longitude and latitude in degrees.
  public var placesAreGeographic = false
  /// What was found on the way from rows to steps.
  public var reading = Reading()

  public init(index: TimeIndex, detectors: [Detector]) {
    self.index = index
    self.detectors = detectors
  }

  /// One detector, or one station of several lanes.
  public struct Detector: Sendable, Equatable {
    public var id: String
    /// x and y, or longitude and latitude.
    public var place: RoadNetwork.Coordinate?
    /// The link it stands on, by the words of the stations file: its id, or `from → to`.
    public var link: String?
    /// Lanes it counts together.
    public var lanes: Double?
    /// Road and direction, or description, where the file tells.
    public var road: String?

    public init(
      id: String, place: RoadNetwork.Coordinate? = nil, link: String? = nil,
      lanes: Double? = nil, road: String? = nil
    ) {
      self.id = id
      self.place = place
      self.link = link
      self.lanes = lanes
      self.road = road
    }
  }

  public enum Measure: String, Sendable, CaseIterable, Codable {
    case flow, occupancy, speed
  }

  public enum SpeedUnit: String, Sendable, CaseIterable, Codable {
    case milesPerHour = "mph"
    case kilometresPerHour = "kmh"

    /// Metres per second in one unit.
    public var metresPerSecond: Double {
      switch self {
      case .milesPerHour: 0.44704
      case .kilometresPerHour: 1 / 3.6
      }
    }
  }

  /// Counts and sentences about the reading.
  public struct Reading: Sendable, Equatable {
    public var rows = 0
    public var rejectedRows = 0
    /// Those rows as a CSV file: `line, column, reason, row`.
    public var rejectedCSV: [UInt8] = []
    /// Rows that repeat another for the same detector and step, value by value.
    public var repeatedRows = 0
    /// Rows that give other values for a detector and step that a later row gives too: the
    /// later row counts.
    public var supersededRows = 0
    /// Rows that come after a row of a later time of the same detector.
    public var outOfOrderRows = 0
    /// Rows whose time lies inside a step rather than at its beginning.
    public var betweenStepsRows = 0
    public var rowsWithoutTime = 0
    /// Ids that name more than one column or station.
    public var repeatedIDs: [String] = []
    /// Plain sentences on what was decided, in the order it was decided.
    public var notes: [String] = []
    /// Lines of the file that the first repeated or superseded rows stand on.
    public var exampleLines: [Int] = []

    public init() {}
  }
}

extension DetectorRecord {
  public var detectorCount: Int { detectors.count }
  public var stepCount: Int { index.count }

  /// Length of a step in seconds.
  public var stepSeconds: Int {
    if case .seconds(let seconds) = index.frequency { return seconds }
    return Int(index.frequency.nominalSeconds ?? 1)
  }

  /// Values of a measure, time by time; nil where the file has none.
  public subscript(measure: Measure) -> [Double]? {
    get {
      switch measure {
      case .flow: flow
      case .occupancy: occupancy
      case .speed: speed
      }
    }
    set {
      switch measure {
      case .flow: flow = newValue
      case .occupancy: occupancy = newValue
      case .speed: speed = newValue
      }
    }
  }

  /// The measures there are, flow first.
  public var measures: [Measure] { Measure.allCases.filter { self[$0] != nil } }

  /// The measure that speaks for the detector: flow where there is one.
  public var mainMeasure: Measure? { measures.first }

  /// One detector's values of a measure over the steps.
  public func series(_ measure: Measure, of detector: Int) -> [Double]? {
    guard let values = self[measure] else { return nil }
    let count = detectorCount
    return (0..<stepCount).map { values[$0 * count + detector] }
  }

  /// A measure as a panel of series, for forecasting; detectors in the order of their ids,
  /// one series each over all steps.
  public func panel(_ measure: Measure) -> Panel? {
    guard self[measure] != nil else { return nil }
    let order = detectors.indices.sorted {
      detectors[$0].id.utf8.lexicographicallyPrecedes(detectors[$1].id.utf8)
    }
    return Panel(
      index: index,
      series: order.map { place in
        Series(id: detectors[place].id, firstStep: 0, values: series(measure, of: place) ?? [])
      })
  }

  /// The record with zeros of a measure taken for missing values.
  public func takingZerosForMissing(_ measure: Measure) -> DetectorRecord {
    var result = self
    result[measure] = self[measure]?.map { $0 == 0 ? .nan : $0 }
    return result
  }
}
