public import CivilTime
public import Tables

/// Which rows of a table are events, and when they began and ended.
public struct EventLogOptions: Sendable {
  /// Keeps rows whose column reads exactly `value` (`duplicate` = `0`).
  public struct Filter: Sendable, Equatable {
    public var column: String
    public var value: String

    public init(column: String, value: String) {
      self.column = column
      self.value = value
    }
  }

  /// Column of the time an event began.
  public var created: String
  /// Column of the time it ended; missing there means still open.
  public var closed: String?
  /// Columns whose texts, joined by "/", name the group an event counts in.
  public var groups: [String]
  public var filters: [Filter]
  /// First and last local date of creation to count, both included.
  public var from: CivilDate?
  public var through: CivilDate?
  /// Column that identifies a case. Rows with one key are one event, from the
  /// earliest creation to the latest end. Nil: every row is an event.
  public var key: String?
  /// The first local date that was not watched any more: cases open then are
  /// censored there. Nil: the day after `through`, else the end of the log.
  public var observedUntil: CivilDate?
  /// The zone whose clock times without an offset were read from.
  public var timeZone: TimeZoneRules?

  public init(
    created: String, closed: String? = nil, groups: [String] = [], filters: [Filter] = [],
    from: CivilDate? = nil, through: CivilDate? = nil, key: String? = nil,
    observedUntil: CivilDate? = nil, timeZone: TimeZoneRules? = nil
  ) {
    self.created = created
    self.closed = closed
    self.groups = groups
    self.filters = filters
    self.from = from
    self.through = through
    self.key = key
    self.observedUntil = observedUntil
    self.timeZone = timeZone
  }
}

/// Things that happened one by one: requests, calls, permits.
public struct EventLog: Sendable {
  public struct Event: Sendable, Equatable {
    /// Into `groups`.
    public var group: Int
    /// In the units of `domain`.
    public var created: Int64
    /// Nil while still open, and where the log knows no ends.
    public var closed: Int64?

    public init(group: Int, created: Int64, closed: Int64?) {
      self.group = group
      self.created = created
      self.closed = closed
    }
  }

  /// `.wall`, or `.zoned` where times have an offset or a zone was given.
  /// Columns of days stay on the wall: durations are then whole days.
  public let domain: TimeDomain
  /// Names of the groups, by the bytes of their UTF-8; one name without groups.
  public let groups: [String]
  /// By time of creation, group and end: not in the order of the rows.
  public let events: [Event]
  /// Times are days, with no time of day.
  public let areDates: Bool
  /// Whether the table has a column of ends.
  public let hasEnds: Bool
  /// The observed window: positions from `observedFrom` up to, not including,
  /// `observedUntil`.
  public let observedFrom: Int64
  public let observedUntil: Int64
  /// Edges of the window that were given, so that the interval there is whole.
  let isFromGiven: Bool
  let isThroughGiven: Bool
  /// Rows read, left out and doubtful.
  public let quality: Quality

  /// Counts of what was found between rows and events.
  public struct Quality: Sendable, Equatable, Codable {
    public var rowsRead = 0
    public var rowsFilteredOut = 0
    public var rowsOutsideDates = 0
    public var rowsMissingCreated = 0
    /// Rows that repeat a key.
    public var rowsRepeated = 0
    /// Events with no end.
    public var open = 0
    /// Events that end before they begin: counted as demand, set aside for
    /// times to close, never open.
    public var negativeDurations = 0
    public var notes: [String] = []

    public init() {}
  }
}

extension EventLog {
  /// The events of a table.
  ///
  /// - Throws: `TimeSeriesError`: a column is not there or not of times, the two
  ///   columns cannot be compared, or no event is left.
  public init(from table: Table, options: EventLogOptions) throws(TimeSeriesError) {
    let reading = try EventReading(table, options)
    domain = reading.domain
    groups = reading.groups
    events = reading.events
    areDates = reading.areDates
    hasEnds = options.closed != nil
    quality = reading.quality
    isFromGiven = options.from != nil
    isThroughGiven = options.through != nil
    observedFrom =
      options.from.map { reading.position(of: $0) } ?? reading.events.map(\.created).min() ?? 0
    observedUntil =
      (options.observedUntil ?? options.through?.adding(days: 1)).map { reading.position(of: $0) }
      ?? reading.end
  }

  /// Events still open at the end of the log.
  public var openCount: Int { quality.open }
}
