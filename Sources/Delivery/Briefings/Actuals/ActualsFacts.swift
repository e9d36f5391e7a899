/// What became of a forecast once the actual values came: kept in `run.json`, so that the
/// report can be made again from the folder alone.
public struct ActualsFacts: Codable, Sendable {
  /// A number with its 95 % interval; the ends are nil where there is too little.
  public struct Estimate: Codable, Sendable {
    public var value: Double
    public var low: Double?
    public var high: Double?
    /// Of the hypothesis that it is 0.
    public var pValue: Double?

    public init(value: Double, low: Double? = nil, high: Double? = nil, pValue: Double? = nil) {
      self.value = FileNumbers.rounded(value)
      self.low = low.map { FileNumbers.rounded($0) }
      self.high = high.map { FileNumbers.rounded($0) }
      self.pValue = pValue.map { FileNumbers.rounded($0) }
    }

    /// Whether 0 lies outside the interval.
    public var isClear: Bool {
      guard let low, let high else { return false }
      return low > 0 || high < 0
    }
  }

  /// Rows of a kind that the join found.
  public struct Tally: Codable, Sendable, Equatable {
    public var what: String
    public var rows: Int

    public init(_ what: String, _ rows: Int) {
      self.what = what
      self.rows = rows
    }
  }

  public struct Coverage: Codable, Sendable {
    /// In per cent.
    public var level: Double
    public var held: Int
    public var count: Int
    /// Shares, with the exact binomial interval.
    public var share: Double
    public var low: Double
    public var high: Double
    /// Share that would have been held had the intervals been adapted from step to step.
    public var adaptedShare: Double
    /// Mean interval score (Winkler 1972) a step.
    public var score: Double

    public init(
      level: Double, held: Int, count: Int, share: Double, low: Double, high: Double,
      adaptedShare: Double, score: Double
    ) {
      self.level = level
      self.held = held
      self.count = count
      self.share = share
      self.low = low
      self.high = high
      self.adaptedShare = adaptedShare
      self.score = FileNumbers.rounded(score)
    }

    public var isOff: Bool { level / 100 < low || level / 100 > high }
  }

  /// Two forecasts on the same steps: mean absolute errors and their difference.
  public struct Comparison: Codable, Sendable {
    public var name: String
    public var own: Double
    public var other: Double
    /// The other's mean loss less the forecast's: above 0 where the forecast is better.
    public var gain: Estimate
    public var count: Int

    public init(name: String, own: Double, other: Double, gain: Estimate, count: Int) {
      self.name = name
      self.own = FileNumbers.rounded(own)
      self.other = FileNumbers.rounded(other)
      self.gain = gain
      self.count = count
    }
  }

  public struct Alarm: Codable, Sendable {
    /// "level", "spread".
    public var kind: String
    /// "above" or "below"; nil where nothing was raised.
    public var direction: String?
    public var raised: String?
    public var since: String?
    /// Of a false alarm in the whole record.
    public var chance: Double

    public init(
      kind: String, direction: String?, raised: String?, since: String?, chance: Double
    ) {
      self.kind = kind
      self.direction = direction
      self.raised = raised
      self.since = since
      self.chance = chance
    }
  }

  /// Overrides of one kind: "all", "up, large".
  public struct OverrideGroup: Codable, Sendable {
    public var name: String
    public var count: Int
    /// How many came closer than the forecast.
    public var improved: Int
    /// The forecast's absolute error less the override's.
    public var gain: Estimate

    public init(name: String, count: Int, improved: Int, gain: Estimate) {
      self.name = name
      self.count = count
      self.improved = improved
      self.gain = gain
    }
  }

  public struct Factor: Codable, Sendable {
    /// In per cent.
    public var level: Double
    /// Steps ahead, from 1.
    public var from: Int
    public var to: Int
    /// The halves of an interval times this.
    public var factor: Double
    public var count: Int

    public init(level: Double, from: Int, to: Int, factor: Double, count: Int) {
      self.level = level
      self.from = from
      self.to = to
      self.factor = FileNumbers.rounded(factor)
      self.count = count
    }
  }

  /// All series together at one moment.
  public struct Moment: Codable, Sendable {
    public var label: String
    public var actual: Double
    public var expected: Double

    public init(label: String, actual: Double, expected: Double) {
      self.label = label
      self.actual = FileNumbers.rounded(actual)
      self.expected = FileNumbers.rounded(expected)
    }
  }

  public var title: String
  public var unit: String
  public var forecastFile: String
  public var actualsFile: String
  public var fingerprints: [String]
  public var matched: Int
  public var seriesCount: Int
  public var tallies: [Tally]
  /// Mean of actual less forecast, a step and series.
  public var bias: Estimate
  public var meanActual: Double
  public var meanAbsoluteError: Double
  /// Mean over the quantiles the intervals give.
  public var pinball: Double
  public var coverage: [Coverage]
  /// Against the seasonal naive forecast; nil where the past is not known.
  public var baseline: Comparison?
  public var season: Int?
  public var alarms: [Alarm]
  public var overrides: [OverrideGroup]
  public var challenger: Comparison?
  public var factors: [Factor]
  public var moments: [Moment]

  public init(
    title: String, unit: String, forecastFile: String, actualsFile: String,
    fingerprints: [String], matched: Int, seriesCount: Int, tallies: [Tally], bias: Estimate,
    meanActual: Double, meanAbsoluteError: Double, pinball: Double, coverage: [Coverage],
    baseline: Comparison?, season: Int?, alarms: [Alarm], overrides: [OverrideGroup],
    challenger: Comparison?, factors: [Factor], moments: [Moment]
  ) {
    self.title = title
    self.unit = unit
    self.forecastFile = forecastFile
    self.actualsFile = actualsFile
    self.fingerprints = fingerprints
    self.matched = matched
    self.seriesCount = seriesCount
    self.tallies = tallies
    self.bias = bias
    self.meanActual = FileNumbers.rounded(meanActual)
    self.meanAbsoluteError = FileNumbers.rounded(meanAbsoluteError)
    self.pinball = FileNumbers.rounded(pinball)
    self.coverage = coverage
    self.baseline = baseline
    self.season = season
    self.alarms = alarms
    self.overrides = overrides
    self.challenger = challenger
    self.factors = factors
    self.moments = moments
  }
}
