/// A forecast: what was counted, what is expected, and how far it may be off.
public struct FanChart: Hashable, Sendable {
  /// A central interval of the forecast.
  public struct Band: Hashable, Sendable {
    /// The share of outcomes expected inside: 0.5, 0.8, 0.95.
    public var level: Double
    /// One value a step.
    public var lower: [Double]
    public var upper: [Double]

    public init(level: Double, lower: [Double], upper: [Double]) {
      self.level = level
      self.lower = lower
      self.upper = upper
    }
  }

  public var history: Abscissa
  /// One value a point of `history`; NaN where nothing was counted.
  public var counted: [Double]
  /// The forecast's steps, later than `history`.
  public var future: Abscissa
  /// One value a step: as likely above as below.
  public var median: [Double]
  public var bands: [Band]
  /// The naive forecast beside it, one value a step.
  public var baseline: [Double]?
  /// How the baseline is called: "same as last week".
  public var baselineName: String
  /// What came in after the forecast was made, one value a step; NaN where not known.
  public var actuals: [Double]?
  /// What is counted and how often: "calls a half-hour".
  public var unit: String
  public var format: NumberFormat
  /// What one step is called in words: "day", "half-hour".
  public var step: String
  public var countedName: String

  /// - Precondition: every array is as long as its abscissa.
  /// Places in the history that are marked with a ring: values that stand out.
  public var marked: [Int] = []

  public init(
    history: Abscissa, counted: [Double], future: Abscissa, median: [Double], bands: [Band],
    baseline: [Double]? = nil, baselineName: String = "same as last week",
    actuals: [Double]? = nil, unit: String, format: NumberFormat = .whole, step: String = "day",
    countedName: String = "counted"
  ) {
    precondition(history.count == counted.count && future.count == median.count)
    precondition(
      bands.allSatisfy { $0.lower.count == median.count && $0.upper.count == median.count })
    precondition((baseline?.count ?? median.count) == median.count)
    precondition((actuals?.count ?? median.count) == median.count)
    self.history = history
    self.counted = counted
    self.future = future
    self.median = median
    self.bands = bands.sorted { $0.level > $1.level }
    self.baseline = baseline
    self.baselineName = baselineName
    self.actuals = actuals
    self.unit = unit
    self.format = format
    self.step = step
    self.countedName = countedName
  }
}
