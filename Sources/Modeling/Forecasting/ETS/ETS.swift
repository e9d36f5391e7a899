internal import Glibc

/// Exponential smoothing in state-space form, chosen automatically.
///
/// Fits every form `specification` allows by maximum likelihood over smoothing
/// parameters and initial states together, and takes the one with the lowest
/// criterion (Hyndman, Koehler, Snyder & Grose 2002; Hyndman et al. 2008, ch. 5
/// and 7). The equations stand in `ETSModel`.
///
/// Series that carry too little to fit have documented results:
/// - no observation at all throws `tooShort`;
/// - a constant series (one observation included) gives A,N,N at that constant
///   with no variance and no likelihood;
/// - two to four observations give A,N,N with α = ½ from the first one;
/// - a form needs two observations more than it has parameters, and a season two
///   full periods: longer forms drop out, and a form named in full throws.
///
/// A form whose point forecast leaves the range of the data by more than three
/// times its width within two seasons (at least 12 steps) is passed over.
public struct ETS: Forecaster, Hashable {
  public static let name = "ETS"

  /// What the selection minimizes.
  public enum Criterion: String, Sendable, Codable {
    case aic, aicc, bic

    func value(logLikelihood: Double, parameters: Int, observations: Int) -> Double {
      let (k, n) = (Double(parameters), Double(observations))
      let deviance = -2 * logLikelihood
      switch self {
      case .aic: return deviance + 2 * k
      case .aicc:
        return n > k + 1 ? deviance + 2 * k + 2 * k * (k + 1) / (n - k - 1) : .infinity
      case .bic: return deviance + log(n) * k
      }
    }
  }

  public var specification: ETSSpecification
  /// The season length in steps; nil takes the longest period of the series that
  /// is not above `maximumPeriod`, and 1 means no season.
  public var period: Int?
  /// The longest season an unnamed `period` may take.
  public var maximumPeriod: Int
  public var criterion: Criterion

  public init(
    _ specification: ETSSpecification = .automatic, period: Int? = nil, maximumPeriod: Int = 24,
    criterion: Criterion = .aicc
  ) {
    self.specification = specification
    self.period = period
    self.maximumPeriod = maximumPeriod
    self.criterion = criterion
  }

  /// Fits the series; missing values (NaN) are bridged by the states.
  ///
  /// - Throws: `tooShort`, `nonPositive`, `noSeason` as above; `unsuitable` for
  ///   infinite values and for series no form can be fitted to.
  public func fit(_ series: TrainingSeries) throws(FitError) -> FittedETS {
    let first = series.values.firstIndex { !$0.isNaN } ?? series.values.endIndex
    let values = Array(series.values[first...])
    let range = try ObservedRange(values)
    if range.isFlat {
      return FittedETS(flat: values, alpha: 0.5, isCount: series.isCount)
    }
    let forms = try candidates(
      series, observed: range.count, length: values.count, least: range.least)
    guard !forms.isEmpty else {
      return FittedETS(flat: values, alpha: 0.5, isCount: series.isCount)
    }
    let season = forms.contains { $0.season != .none } ? seasonLength(series) : 1
    let fitter = ETSFitter(values, period: season, rule: criterion)
    guard let best = select(forms, fitter, values, range: range.reach) else {
      throw .unsuitable("no form of \(specification) could be fitted")
    }
    return FittedETS(best, values: values, isCount: series.isCount)
  }

  private func seasonLength(_ series: TrainingSeries) -> Int {
    period ?? series.seasonalPeriods.last { $0 <= maximumPeriod } ?? 1
  }

  /// The forms this series is long enough for and positive enough for.
  private func candidates(
    _ series: TrainingSeries, observed: Int, length: Int, least: Double
  ) throws(FitError) -> [ETSForm] {
    let season = seasonLength(series)
    let named = specification.isSingleForm
    let wanted = specification.forms
    guard wanted.contains(where: { $0.season == .none }) || season > 1 else { throw .noSeason }
    let signed = wanted.filter { least > 0 || !$0.needsPositiveValues }
    guard !signed.isEmpty else { throw .nonPositive }
    func needed(_ form: ETSForm) -> Int {
      let parameters = form.parameterCount(period: season) + 2
      return form.season == .none ? parameters : max(parameters, 2 * season)
    }
    let fitting = signed.filter {
      ($0.season == .none || season > 1) && needed($0) <= observed
    }
    if fitting.isEmpty && (named || specification.seasons.allSatisfy { $0 != .none }) {
      throw .tooShort(needed: signed.map(needed).min() ?? 1, got: observed)
    }
    return fitting
  }

  /// Fits the forms as a race: those that start best go first, and a form is
  /// given up once its model predicts that it cannot come below the best so far.
  private func select(
    _ forms: [ETSForm], _ fitter: ETSFitter, _ values: [Double], range: ClosedRange<Double>
  ) -> ETSFit? {
    var entries: [(entry: ETSFitter.Entry, index: Int)] = []
    for (index, form) in forms.enumerated() {
      if let entry = fitter.enter(form) { entries.append((entry, index)) }
    }
    entries.sort { ($0.entry.criterion, $0.index) < ($1.entry.criterion, $1.index) }
    var fits: [(fit: ETSFit, entry: ETSFitter.Entry, index: Int)] = []
    var best = Double.infinity
    for (entry, index) in entries {
      let form = entry.model.form
      let relative = fits.first {
        $0.fit.model.form.trend == form.trend && $0.fit.model.form.season == form.season
      }
      guard let fit = fitter.fit(entry, relative: relative?.fit, best: best) else { continue }
      fits.append((fit, entry, index))
      best = min(best, fit.criterion)
    }
    // A stable order: equal criteria leave the simpler form in front.
    fits.sort { ($0.fit.criterion, $0.index) < ($1.fit.criterion, $1.index) }
    guard let calm = fits.first(where: { !$0.fit.explodes(values, beyond: range) }) else {
      return fits.first?.fit
    }
    // A fit that was given up, and is needed after all, is finished first.
    return calm.fit.converged
      ? calm.fit : fitter.fit(calm.entry, relative: calm.fit) ?? calm.fit
  }
}

extension ETSFit {
  /// Whether the point forecast leaves `range` within two seasons.
  func explodes(_ values: [Double], beyond range: ClosedRange<Double>) -> Bool {
    var steps = ETSStepper(model, parameters: parameters, state: initialState)
    for y in values { _ = steps.advance(y) }
    for _ in 0..<max(12, 2 * model.period) {
      guard range.contains(steps.prediction) else { return true }
      _ = steps.advance(.nan)
    }
    return false
  }
}
