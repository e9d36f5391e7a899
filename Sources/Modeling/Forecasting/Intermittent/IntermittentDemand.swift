/// Demand with many steps at zero: the expected demand a step by three methods,
/// and a distribution over non-negative integers around it.
///
/// The rate is the mean of TSB, ADIDA and IMAPA (equations in `DemandRate`): TSB is
/// quick to see demand die out, the block averages are steadier. Each is also a
/// forecaster of its own, as are SBA and Croston. Whatever the rate,
/// the forecast is a `CountDistribution` fitted to what the rate foretold one step
/// ahead. Its mean is what planning needs; its median, often 0, is what absolute
/// errors reward.
///
/// Documented results, for all six forecasters of the folder:
/// - no observation throws `tooShort`; no demand at all forecasts zero for certain
///   (a series of zeros has given no hint of any size);
/// - missing values are left out: the clock stands still;
/// - series with negative values or values that are not whole, or beyond 10,000,
///   get a chance of demand with normal sizes instead of the count distribution;
/// - infinite values throw `unsuitable`.
public struct IntermittentDemand: Forecaster, Hashable {
  public static let name = "intermittent"
  public init() {}

  public func fit(_ series: TrainingSeries) throws(FitError) -> FittedIntermittentDemand {
    try FittedIntermittentDemand(series, rates: [.tsb, .adida, .imapa], name: Self.name)
  }

  /// Whether a series is one for this model: ten counts or more, three in ten steps
  /// or more without demand, and no season that says when: phases of a season may
  /// explain at most 40 % of the variance (R² adjusted for their number; more by
  /// chance is rare even where a season has been seen only three times). A pool that
  /// shuts in winter has zeros but is not intermittent.
  ///
  /// - Parameter seasonalPeriods: in steps; those the series holds twice are looked at.
  public static func suits(_ values: [Double], seasonalPeriods: [Int] = []) -> Bool {
    let profile = DemandProfile(values)
    return profile.zeroShare >= 0.3 && profile.zeroShare < 1
      && values.count { !$0.isNaN } >= 10 && FittedIntermittentDemand.areCounts(values)
      && seasonalPeriods.allSatisfy { shareOfSeason(values, period: $0) <= 0.4 }
  }

  /// Adjusted R² of the means of the phases of a season; 0 where they are not seen twice.
  static func shareOfSeason(_ values: [Double], period: Int) -> Double {
    guard period > 1, values.count >= 2 * period else { return 0 }
    var sums = [Double](repeating: 0, count: period)
    var counts = sums
    var squares = 0.0
    for (t, value) in values.enumerated() where !value.isNaN {
      sums[t % period] += value
      counts[t % period] += 1
      squares += value * value
    }
    let n = counts.reduce(0, +)
    let phases = Double(counts.count { $0 > 0 })
    guard n > phases else { return 0 }
    let total = squares - sums.reduce(0, +) * sums.reduce(0, +) / n
    let within = zip(sums, counts).reduce(squares) { $1.1 > 0 ? $0 - $1.0 * $1.0 / $1.1 : $0 }
    return total > 0 ? 1 - (within / (n - phases)) / (total / (n - 1)) : 0
  }
}

/// Croston (1972): smoothed sizes over smoothed intervals.
public struct Croston: Forecaster, Hashable {
  public static let name = "croston"
  /// Weights; nil has them fitted.
  public var parameters: DemandRateParameters?

  public init(_ parameters: DemandRateParameters? = nil) { self.parameters = parameters }

  public func fit(_ series: TrainingSeries) throws(FitError) -> FittedIntermittentDemand {
    try FittedIntermittentDemand(
      series, rates: [.croston], parameters: parameters, name: Self.name)
  }
}

/// Syntetos & Boylan (2005): Croston's rate less its bias, 1 − α/2.
public struct SyntetosBoylan: Forecaster, Hashable {
  public static let name = "sba"
  /// Weights; nil has them fitted.
  public var parameters: DemandRateParameters?

  public init(_ parameters: DemandRateParameters? = nil) { self.parameters = parameters }

  public func fit(_ series: TrainingSeries) throws(FitError) -> FittedIntermittentDemand {
    try FittedIntermittentDemand(series, rates: [.sba], parameters: parameters, name: Self.name)
  }
}

/// Teunter, Syntetos & Babai (2011): smoothed chance of demand times smoothed
/// size, so that the rate falls while nothing is asked for.
public struct TeunterSyntetosBabai: Forecaster, Hashable {
  public static let name = "tsb"
  /// Weights; nil has them fitted.
  public var parameters: DemandRateParameters?

  public init(_ parameters: DemandRateParameters? = nil) { self.parameters = parameters }

  public func fit(_ series: TrainingSeries) throws(FitError) -> FittedIntermittentDemand {
    try FittedIntermittentDemand(series, rates: [.tsb], parameters: parameters, name: Self.name)
  }
}

/// ADIDA (Nikolopoulos et al. 2011): smoothing of sums over blocks as long as the
/// average interval.
public struct AggregatedDemand: Forecaster, Hashable {
  public static let name = "adida"
  /// Weights and block lengths; nil has them fitted.
  public var parameters: DemandRateParameters?

  public init(_ parameters: DemandRateParameters? = nil) { self.parameters = parameters }

  public func fit(_ series: TrainingSeries) throws(FitError) -> FittedIntermittentDemand {
    try FittedIntermittentDemand(series, rates: [.adida], parameters: parameters, name: Self.name)
  }
}

/// IMAPA (Petropoulos & Kourentzes 2015): the mean of ADIDA over every block
/// length up to the average interval.
public struct MultipleAggregatedDemand: Forecaster, Hashable {
  public static let name = "imapa"
  /// Weights and block lengths; nil has them fitted.
  public var parameters: DemandRateParameters?

  public init(_ parameters: DemandRateParameters? = nil) { self.parameters = parameters }

  public func fit(_ series: TrainingSeries) throws(FitError) -> FittedIntermittentDemand {
    try FittedIntermittentDemand(series, rates: [.imapa], parameters: parameters, name: Self.name)
  }
}
