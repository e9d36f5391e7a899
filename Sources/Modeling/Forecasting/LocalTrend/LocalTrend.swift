/// A level and slope that wander, seasons that change, and regressors, by the
/// Kalman filter: the structural time series model, whose equations stand at
/// `LocalTrendForm.stateSpace`.
///
/// Variances maximize the diffuse likelihood (Durbin & Koopman 2012, §7.2.2) with
/// their common scale and the regression coefficients concentrated out. Missing
/// values are predicted over.
///
/// With `form` nil the model has a slope, damped or not by AICc, one season of
/// dummies for a period of at most `longestDummySeason` steps, and `harmonics`
/// pairs of sine and cosine for longer ones. What a series is too short for is
/// left out: seasons that it does not hold twice, then the slope. A constant
/// series gives its value with no variance; two or three observations a level
/// that moves as much as they do; one observation that value.
public struct LocalTrend: Forecaster, Hashable {
  public static let name = "local-trend"

  /// nil chooses it.
  public var form: LocalTrendForm?
  /// For the automatic form: the longest period that gets a state a step.
  public var longestDummySeason: Int
  /// For the automatic form: pairs of states for longer periods.
  public var harmonics: Int

  public init(_ form: LocalTrendForm? = nil, longestDummySeason: Int = 12, harmonics: Int = 6) {
    self.form = form
    self.longestDummySeason = longestDummySeason
    self.harmonics = harmonics
  }

  /// - Throws: `tooShort` where a fixed form has as many states and parameters as
  ///   the series values, `unsuitable` for infinite values or an impossible season.
  public func fit(_ series: TrainingSeries) throws(FitError) -> FittedLocalTrend {
    let values = series.values
    let range = try ObservedRange(values)
    var known = KnownRegressors(series.context, count: values.count)
    if form == nil && known.columns.count > range.count / 3 { known = KnownRegressors() }
    let forms = try candidates(series, observed: range.count, regressors: known.columns.count)
    if range.isFlat || forms.isEmpty {
      return try FittedLocalTrend(
        form: LocalTrendForm(slope: .none),
        parameters: LocalTrendParameters(irregular: 0, level: 1), variance: range.isFlat ? 0 : nil,
        values: values, isCount: series.isCount)
    }
    let regressors = known.columns.indices.map { column in
      values.indices.map { known.value(column, at: $0) }
    }
    let fitter = LocalTrendFitter(values, regressors: regressors)
    var best: LocalTrendFit?
    for form in forms {
      guard let fit = fitter.fit(form, relative: best),
        fit.aicc < best?.aicc ?? .infinity || best == nil
      else {
        continue
      }
      best = fit
    }
    guard let best else { throw .unsuitable("a start for \(forms[0].name)") }
    return try FittedLocalTrend(
      best, values: values, regressors: known, isCount: series.isCount)
  }

  /// The form that was named, or those the automatic choice compares; none where
  /// the series is too short for any.
  private func candidates(
    _ series: TrainingSeries, observed: Int, regressors: Int
  ) throws(FitError) -> [LocalTrendForm] {
    func needed(_ form: LocalTrendForm) -> Int {
      form.order + form.varianceCount + (form.slope == .damped ? 1 : 0) + regressors + 2
    }
    if let form {
      guard form.seasons.allSatisfy(\.isValid) else { throw .unsuitable("a season of that kind") }
      guard observed >= needed(form) else { throw .tooShort(needed: needed(form), got: observed) }
      return [form]
    }
    var seasons = series.seasonalPeriods.filter { $0 > 1 && observed >= 2 * $0 + 3 }.map { period in
      LocalTrendForm.Season(
        period: period,
        harmonics: period > longestDummySeason ? max(1, min(harmonics, period / 2)) : nil)
    }
    while true {
      let slopes: [LocalTrendForm.Slope] = [.linear, .damped, .none]
      let forms = slopes.map { LocalTrendForm(slope: $0, seasons: seasons) }
        .filter { observed >= needed($0) }
      // A level alone is for series too short for a slope: likelihoods of forms
      // with different numbers of diffuse states cannot be compared.
      let sloped = forms.filter { $0.slope != .none }
      if !sloped.isEmpty { return sloped }
      if !forms.isEmpty || seasons.isEmpty { return forms }
      seasons.removeLast()
    }
  }
}
