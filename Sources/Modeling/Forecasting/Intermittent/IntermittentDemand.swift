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

  /// Whether a series is one for this model: counts, three in ten steps or more
  /// without demand.
  public static func suits(_ values: [Double]) -> Bool {
    let profile = DemandProfile(values)
    return profile.zeroShare >= 0.3 && FittedIntermittentDemand.areCounts(values)
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
