/// What `apportion traffic assign` was asked.
public struct AssignRequest: Sendable {
  public var network: String
  /// Places (and zones) of nodes: TNTP, CSV or GeoJSON points.
  public var nodes: String?
  public var trips: String?
  /// A table of classes, in place of `trips`.
  public var classes: String?
  /// Counts on links that the demand is fitted to.
  public var counts: String?
  public var relativeGap = 1e-6
  /// Seconds of the wall clock.
  public var timeLimit: Double?
  public var isSystemOptimum = false
  /// Cost of a unit of toll and of length, in the network's unit of time; nil takes the file's.
  public var tollWeight: Double?
  public var lengthWeight: Double?

  /// The what-if.
  public var close: [String] = []
  public var capacity: [String] = []
  public var toll: [String] = []
  public var demandFactor = 1.0

  public var selectLink: [String] = []
  public var writesSkims = false
  /// Whether to write what a later run can go on from, and the folder of an earlier one.
  public var keepsFlows = false
  public var earlier: String?

  /// How far off the demand may be: standard deviation over mean of a pair's trips.
  public var demandSpread = 0.1
  public var samples = 30
  public var seed: UInt64 = 1
  public var threads = 1

  /// Currency units an hour.
  public var valueOfTime = 20.0
  public var timeUnit = TimeUnit.minutes
  /// What the trip table covers: "the morning peak hour".
  public var period = "the period of the trip table"
  public var title: String?

  /// Unit of the network's times.
  public enum TimeUnit: String, Sendable, CaseIterable {
    case seconds, minutes, hours

    /// Hours in one.
    var hours: Double {
      switch self {
      case .seconds: 1 / 3600
      case .minutes: 1 / 60
      case .hours: 1
      }
    }
  }

  public init(network: String) { self.network = network }

  /// Whether the network or its demand is changed against the base.
  var hasChange: Bool {
    !close.isEmpty || !capacity.isEmpty || !toll.isEmpty || demandFactor != 1
  }
}
