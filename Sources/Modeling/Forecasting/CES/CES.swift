/// Complex exponential smoothing (Svetunkov, Kourentzes & Ord 2022), its
/// seasonality chosen by AICc. The equations stand in `CESModel`.
///
/// Parameters minimize the one-step errors; initial states come from backcasting
/// (`CESModel.backcast`), so that a season of any length costs no parameters.
///
/// α₁ > 1 makes the forecasts grow by about (α₁ − 1)/α₀ a step without end, which
/// is how the method goes astray; it is bounded here by what a year may
/// plausibly add (`imaginaryLimit`). A seasonality whose point forecast still
/// leaves the range of the data by more than three times its width within two
/// seasons (at least 12 steps) is passed over.
///
/// Series that carry too little to fit have documented results:
/// - no observation at all throws `tooShort`;
/// - a constant series gives that constant with no variance and no likelihood;
/// - two to four observations give the model without a season, at α = 1.5 + i:
///   simple exponential smoothing by ½;
/// - a season needs two full periods: longer ones drop out, and throw `tooShort`
///   where nothing but seasonal models is asked for.
public struct CES: Forecaster, Hashable {
  public static let name = "ces"

  /// How hard the likelihood is searched for its maximum.
  public enum Search: String, Sendable, Codable {
    /// From the best of a few points, to 1e-5 of the sum of squares: forecasts
    /// hardly differ.
    case quick
    /// From several points, to 1e-8.
    case thorough
  }

  /// The seasonalities to choose from.
  public var seasonalities: [CESSeasonality]
  /// The season length in steps; nil takes the longest period of the series that
  /// is not above `maximumPeriod`, and 1 means no season.
  public var period: Int?
  /// The longest season an unnamed `period` may take.
  public var maximumPeriod: Int
  /// The largest α₁; nil takes 1 + 0.1/min(m, 12) for the season length m (1
  /// where the series has none). 1.9 is the bound of statsforecast.
  public var imaginaryLimit: Double?
  public var search: Search

  public init(
    seasonalities: [CESSeasonality] = CESSeasonality.allCases, period: Int? = nil,
    maximumPeriod: Int = 24, imaginaryLimit: Double? = nil, search: Search = .quick
  ) {
    self.seasonalities = seasonalities
    self.period = period
    self.maximumPeriod = maximumPeriod
    self.imaginaryLimit = imaginaryLimit
    self.search = search
  }

  /// Fits the series; missing values (NaN) are bridged by the states.
  ///
  /// - Throws: `tooShort` and `noSeason` as above; `unsuitable` for infinite
  ///   values and for series no seasonality can be fitted to.
  public func fit(_ series: TrainingSeries) throws(FitError) -> FittedCES {
    let values = series.values
    let range = try ObservedRange(values)
    if range.isFlat {
      return FittedCES(still: values, isCount: series.isCount)
    }
    let models = try candidates(series, observed: range.count)
    guard !models.isEmpty else { return FittedCES(still: values, isCount: series.isCount) }
    let named = period ?? series.seasonalPeriods.last ?? 1
    let fitter = CESFitter(
      values, imaginaryLimit: imaginaryLimit ?? 1 + 0.1 / Double(min(max(named, 1), 12)),
      search: search)
    var fits: [CESFit] = []
    for model in models {
      let best = search == .quick ? fits.map(\.aicc).min() : nil
      if let fit = fitter.fit(model, best: best ?? .infinity) { fits.append(fit) }
    }
    // A stable order: equal criteria leave the one tried first in front.
    let order = fits.indices.sorted { (fits[$0].aicc, $0) < (fits[$1].aicc, $1) }
    guard
      let chosen = order.first(where: { !fits[$0].explodes(values, beyond: range.reach) })
        ?? order.first
    else { throw .unsuitable("no seasonality could be fitted") }
    // A fit that was given up, and is needed after all, is finished first.
    let fit = fits[chosen].converged ? fits[chosen] : fitter.fit(fits[chosen].model)
    return FittedCES(fit ?? fits[chosen], values: values, isCount: series.isCount)
  }

  /// The models this series is long enough for, the most frequent winner first.
  private func candidates(
    _ series: TrainingSeries, observed: Int
  ) throws(FitError) -> [CESModel] {
    let season = period ?? series.seasonalPeriods.last { $0 <= maximumPeriod } ?? 1
    let asked = [CESSeasonality.partial, .none, .full, .simple].filter(seasonalities.contains)
    guard asked.contains(.none) || season > 1 else { throw .noSeason }
    func needed(_ model: CESModel) -> Int {
      max(model.parameterCount + 3, model.seasonality == .none ? 0 : 2 * season)
    }
    let models = asked.filter { $0 == .none || season > 1 }.map { CESModel($0, period: season) }
    let fitting = models.filter { needed($0) <= observed }
    if fitting.isEmpty && !asked.contains(.none) {
      throw .tooShort(needed: models.map(needed).min() ?? 1, got: observed)
    }
    return fitting
  }
}

extension CESFit {
  /// Whether the point forecast leaves `range` within two seasons.
  func explodes(_ values: [Double], beyond range: ClosedRange<Double>) -> Bool {
    var steps = CESStepper(model, parameters: parameters, state: initialState)
    for y in values { _ = steps.advance(y) }
    for _ in 0..<max(12, 2 * model.period) {
      guard range.contains(steps.prediction) else { return true }
      _ = steps.advance(.nan)
    }
    return false
  }
}
