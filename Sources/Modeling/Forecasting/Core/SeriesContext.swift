public import TimeSeries

/// What is known of the steps of a panel's axis besides the values: dates, hours
/// and kinds of day, for the past and for the horizon. One is shared by all
/// series of a panel.
public struct StepAxis: Sendable {
  /// Local civil day of each step, counted from 1970-01-01; empty where the
  /// axis is a plain integer index.
  public var days: [Int32]
  /// Seconds since local midnight at the beginning of each step; as long as `days`.
  public var secondsOfDay: [Int32]
  /// Kind of day of each step; empty when all are ordinary.
  public var kinds: [CalendarEffects.DayKind]

  public init(days: [Int32], secondsOfDay: [Int32], kinds: [CalendarEffects.DayKind] = []) {
    self.days = days
    self.secondsOfDay = secondsOfDay
    self.kinds = kinds
  }

  /// The axis of `index`, through `ahead` steps after its observed ones.
  public init(_ index: TimeIndex, ahead: Int, calendar: CalendarEffects? = nil) {
    let total = index.count + ahead
    days = []
    secondsOfDay = []
    kinds = []
    if let calendar {
      kinds = (0..<total).map { calendar.kind(at: $0) }
      if kinds.allSatisfy({ $0 == .ordinary }) { kinds = [] }
    }
    guard index.domain != .integer else { return }
    days.reserveCapacity(total)
    secondsOfDay.reserveCapacity(total)
    for step in 0..<total {
      guard let wall = index.wallTime(ofStep: step) else { break }
      days.append(Int32(clamping: wall.date.daysSinceEpoch))
      secondsOfDay.append(Int32(clamping: wall.secondOfDay))
    }
  }

  public func kind(at step: Int) -> CalendarEffects.DayKind {
    kinds.indices.contains(step) ? kinds[step] : .ordinary
  }
}

/// A column known for the past and for the horizon: temperature, opening hours,
/// a campaign.
public struct Regressor: Sendable, Equatable {
  public var name: String
  /// One value for each step of the panel's axis, from step 0 through the
  /// horizon; NaN where it is not known.
  public var values: [Double]

  public init(name: String, values: [Double]) {
    self.name = name
    self.values = values
  }
}

/// What a forecaster may know of one series' steps besides their values.
public struct SeriesContext: Sendable {
  public var axis: StepAxis
  /// Step of the axis on which `TrainingSeries.values` begins.
  public var firstStep: Int
  public var regressors: [Regressor]
  /// The values as they were recorded: holidays are not hidden, gaps are NaN.
  /// As long as `TrainingSeries.values`.
  public var recorded: [Double]

  public init(
    axis: StepAxis, firstStep: Int, regressors: [Regressor] = [], recorded: [Double]
  ) {
    self.axis = axis
    self.firstStep = firstStep
    self.regressors = regressors
    self.recorded = recorded
  }

  /// Value of a regressor `offset` steps after the first value; NaN beyond what
  /// is known.
  public func value(_ regressor: Int, at offset: Int) -> Double {
    let values = regressors[regressor].values
    let step = firstStep + offset
    return values.indices.contains(step) ? values[step] : .nan
  }
}

/// The regressors of a panel.
public struct PanelRegressors: Sendable {
  /// Columns that are the same for every series.
  public var shared: [Regressor]
  /// Columns of a series, by its id.
  public var own: [String: [Regressor]]

  public init(shared: [Regressor] = [], own: [String: [Regressor]] = [:]) {
    self.shared = shared
    self.own = own
  }

  /// The columns of one series, shared ones first.
  public func columns(of id: String) -> [Regressor] { shared + (own[id] ?? []) }
}
