/// What a local trend model consists of.
public struct LocalTrendForm: Sendable, Codable, Hashable {
  public enum Slope: String, Sendable, Codable {
    /// A level alone.
    case none
    /// A level with a slope that wanders.
    case linear
    /// A slope that dies away by φ each step.
    case damped
  }

  /// One season of a model.
  public struct Season: Sendable, Codable, Hashable {
    /// Steps, at least 2.
    public var period: Int
    /// Pairs of sine and cosine, 1 ... period / 2; nil for one dummy a step.
    public var harmonics: Int?

    public init(period: Int, harmonics: Int? = nil) {
      self.period = period
      self.harmonics = harmonics
    }

    /// How many states it needs: the highest harmonic of an even period has but one.
    var order: Int {
      guard let harmonics else { return period - 1 }
      return 2 * harmonics == period ? period - 1 : 2 * harmonics
    }

    var isValid: Bool {
      period > 1 && (harmonics.map { (1...max(1, period / 2)).contains($0) } ?? true)
    }
  }

  public var slope: Slope
  public var seasons: [Season]

  public init(slope: Slope = .linear, seasons: [Season] = []) {
    self.slope = slope
    self.seasons = seasons
  }

  /// States: level, slope, seasons one after the other.
  var order: Int { (slope == .none ? 1 : 2) + seasons.reduce(0) { $0 + $1.order } }
  /// Variances: irregular, level, slope, one a season.
  var varianceCount: Int { (slope == .none ? 2 : 3) + seasons.count }
  /// Where the first state of a season stands.
  func start(ofSeason index: Int) -> Int {
    (slope == .none ? 1 : 2) + seasons.prefix(index).reduce(0) { $0 + $1.order }
  }

  /// "level + damped slope + season 12".
  public var name: String {
    var parts = ["level"]
    switch slope {
    case .none: break
    case .linear: parts.append("slope")
    case .damped: parts.append("damped slope")
    }
    parts += seasons.map { "season \($0.period)" }
    return parts.joined(separator: " + ")
  }
}

/// Variances of a local trend model, in units of a common σ², and its damping.
public struct LocalTrendParameters: Sendable, Codable, Hashable {
  /// Of the observation.
  public var irregular: Double
  public var level: Double
  /// 0 where there is no slope.
  public var slope: Double
  /// One a season.
  public var seasons: [Double]
  /// φ in 0 ... 1; 1 for a slope that is not damped.
  public var damping: Double

  public init(
    irregular: Double, level: Double, slope: Double = 0, seasons: [Double] = [],
    damping: Double = 1
  ) {
    self.irregular = irregular
    self.level = level
    self.slope = slope
    self.seasons = seasons
    self.damping = damping
  }

  /// From a point of the search: variances in the order of the form, then φ.
  init(_ point: [Double], form: LocalTrendForm) {
    irregular = point[0]
    level = point[1]
    let hasSlope = form.slope != .none
    slope = hasSlope ? point[2] : 0
    let first = hasSlope ? 3 : 2
    seasons = Array(point[first..<(first + form.seasons.count)])
    damping = form.slope == .damped ? point[point.count - 1] : 1
  }
}
