import Statistics

/// One line of `forecast.csv`: the distribution of one step of one series.
///
/// Numbers are rounded to the digits the file holds, so that a later step works
/// on the same values whether it reads the file or goes on in memory.
public struct ForecastRow: Sendable, Equatable {
  /// A central interval.
  public struct Band: Sendable, Equatable {
    /// In per cent.
    public var level: Double
    public var lower: Double
    public var upper: Double

    public init(level: Double, lower: Double, upper: Double) {
      self.level = level
      self.lower = lower
      self.upper = upper
    }
  }
  public var id: String
  public var start: IntervalLabel
  public var mean: Double
  public var median: Double
  /// By ascending level.
  public var bands: [Band]

  public init(id: String, start: IntervalLabel, mean: Double, median: Double, bands: [Band]) {
    self.id = id
    self.start = start
    self.mean = FileNumbers.rounded(mean)
    self.median = FileNumbers.rounded(median)
    self.bands = bands.map {
      Band(
        level: $0.level, lower: FileNumbers.rounded($0.lower), upper: FileNumbers.rounded($0.upper))
    }
  }

  /// The standard deviation of a normal that has the row's band nearest to 80 %.
  /// The upper half counts alone where the lower end is cut off at zero.
  public var standardDeviation: Double {
    guard let band = bands.main else { return 0 }
    let z = SpecialFunctions.normalQuantile(0.5 + band.level / 200)
    let width = band.lower <= 0 ? 2 * (band.upper - median) : band.upper - band.lower
    return max(0, width / (2 * z))
  }
}

extension [ForecastRow.Band] {
  /// The band that words and requirements speak of: the one nearest to 80 %.
  var main: ForecastRow.Band? {
    self.min { abs($0.level - 80) < abs($1.level - 80) }
  }
}
