/// Seasonal ARIMA, with regressors where the series has them:
///
///     φ(B) Φ(Bᵐ) (1 − B)ᵈ (1 − Bᵐ)ᴰ (y_t − c_t − βᵀx_t) = θ(B) Θ(Bᵐ) ε_t,
///
/// a regression with ARIMA errors; c_t is a mean where d + D = 0, a drift c t
/// where d + D = 1, and absent beyond.
///
/// Coefficients maximize the exact Gaussian likelihood (Box & Jenkins 1970;
/// Harvey 1989) over partial autocorrelations, so that every fit is stationary and
/// invertible; scale, constant and β are concentrated out. Missing values are
/// stepped over by the Kalman filter.
///
/// With `order` nil the order is chosen stepwise by AICc (Hyndman & Khandakar
/// 2008): D by the strength of the season, d by KPSS tests, then neighbours of the
/// best order so far until none is better. Orders with a root within 1 % of the
/// unit circle are passed over. The order of a series of more than 2,000 values is
/// chosen on the last 2,000, that of one with gaps on the series filled from level
/// and season; coefficients are fitted to all values there are, and to no others.
///
/// Series that carry too little have documented results in the automatic choice:
/// no observation throws `tooShort`; a constant one gives its mean with no
/// variance; fewer than five observations give (0,1,0).
public struct ARIMA: Forecaster, Hashable {
  public static let name = "arima"

  /// nil chooses it.
  public var order: ARIMAOrder?
  /// Whether a fixed order has a mean or drift; nil takes one where d + D ≤ 1.
  public var hasConstant: Bool?
  /// The season length in steps for the automatic order; nil takes the longest
  /// period of the series that is not above `maximumPeriod`, and 1 means none.
  public var period: Int?
  /// The longest season an unnamed `period` may take.
  public var maximumPeriod: Int
  /// The largest orders the automatic choice tries.
  public var maximumOrder: Int
  public var maximumSeasonalOrder: Int

  /// - Parameters:
  ///   - maximumOrder: of p and of q, ≥ 0.
  ///   - maximumSeasonalOrder: of P and of Q, ≥ 0.
  public init(
    _ order: ARIMAOrder? = nil, hasConstant: Bool? = nil, period: Int? = nil,
    maximumPeriod: Int = 24, maximumOrder: Int = 5, maximumSeasonalOrder: Int = 2
  ) {
    self.order = order
    self.hasConstant = hasConstant
    self.period = period
    self.maximumPeriod = maximumPeriod
    self.maximumOrder = maximumOrder
    self.maximumSeasonalOrder = maximumSeasonalOrder
  }

  /// Fits the series; missing values (NaN) are stepped over.
  ///
  /// - Throws: `tooShort` where a fixed order has more parameters than the series
  ///   values, `unsuitable` for infinite values, an impossible order, or a series
  ///   no order can be fitted to.
  public func fit(_ series: TrainingSeries) throws(FitError) -> FittedARIMA {
    let values = series.values
    let range = try ObservedRange(values)
    guard let order else {
      if range.isFlat {
        return try FittedARIMA(
          order: ARIMAOrder(0, 0, 0), coefficients: ARIMACoefficients(), constant: range.least,
          variance: 0, values: values, isCount: series.isCount)
      }
      if range.count < 5 {
        return try FittedARIMA(
          order: ARIMAOrder(0, 1, 0), coefficients: ARIMACoefficients(), values: values,
          isCount: series.isCount)
      }
      return try choose(series, observed: range.count)
    }
    guard order.isValid else { throw .unsuitable("the order \(order.name)") }
    let known = KnownRegressors(series.context, count: values.count)
    let hasConstant = hasConstant ?? (order.d + order.seasonalD <= 1)
    let needed =
      order.differencing + order.coefficientCount + known.columns.count + (hasConstant ? 1 : 0) + 2
    guard range.count >= needed else { throw .tooShort(needed: needed, got: range.count) }
    if range.isFlat {
      return try FittedARIMA(
        order: ARIMAOrder(0, 0, 0), coefficients: ARIMACoefficients(), constant: range.least,
        variance: 0, values: values, isCount: series.isCount)
    }
    let fitter = ARIMAFitter(values, regressors: columns(known, count: values.count))
    guard let fit = fitter.fit(order, hasConstant: hasConstant) else {
      throw .unsuitable("no start for \(order.name)")
    }
    return try FittedARIMA(fit, values: values, regressors: known, isCount: series.isCount)
  }

  private func columns(_ known: KnownRegressors, count: Int) -> [[Double]] {
    known.columns.indices.map { column in
      (0..<count).map { known.value(column, at: $0) }
    }
  }

  /// As many of its last values as the order of a series is chosen on.
  static let searchLength = 2_000

  private func choose(_ series: TrainingSeries, observed: Int) throws(FitError) -> FittedARIMA {
    let values = series.values
    var known = KnownRegressors(series.context, count: values.count)
    // Regressors beyond a third of the observations would leave nothing to learn from.
    if known.columns.count > observed / 3 { known = KnownRegressors() }
    let regressors = columns(known, count: values.count)
    var season = period ?? series.seasonalPeriods.last { $0 <= maximumPeriod } ?? 1
    if season < 2 || observed < 2 * season { season = 1 }
    let recent = min(values.count, ARIMA.searchLength)
    let search = ARIMASearch(
      Array(values.suffix(recent)), regressors: regressors.map { Array($0.suffix(recent)) },
      period: season, maximumOrder: maximumOrder, maximumSeasonalOrder: maximumSeasonalOrder)
    guard var best = search?.run() else { throw .unsuitable("no order could be fitted") }
    if recent < values.count || observed < values.count {
      let fitter = ARIMAFitter(values, regressors: regressors)
      guard
        let whole = fitter.fit(
          best.order, hasConstant: best.hasConstant, relative: best, thorough: false)
      else { throw .unsuitable("no start for \(best.order.name)") }
      best = whole
    }
    return try FittedARIMA(best, values: values, regressors: known, isCount: series.isCount)
  }
}
