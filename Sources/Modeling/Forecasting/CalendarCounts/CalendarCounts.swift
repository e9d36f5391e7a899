/// Regression of counts on the calendar: hour of the week, time of the year,
/// holidays, trend and regressors, times a level that follows the last weeks.
///
/// The count y of slot s (hour, quarter of an hour, or the whole day) of day d has
/// mean μ e^{ℓ_d} with
///
///     ln μ = F_d β + x γ + G_d Γ_s
///
/// F_d holds the phase of the week, harmonics of the year, a line, holidays
/// together and each, days beside them; x regressors; G_d Γ_s gives every slot
/// its own phase of the week, its own first harmonics of the year (the shape of the
/// day moves with the season) and its own holidays. Variance is negative binomial,
/// μ + α_s μ². β, γ, Γ maximize the penalized likelihood with weights that halve
/// every `memoryYears`, each family of columns held back as strongly as the restricted
/// likelihood says (`PenalizedCounts`), and ℓ_d is a structural model of
/// daily totals over what the calendar says (`DayLevel`). Predictive distributions are
/// negative binomial with the variance of all that is not known of ℓ_d, recalibrated by
/// the scores of the past (`CountCalibration`).
///
/// Takes values of at least zero; the whole axis of an hourly series of three
/// years costs one arrow-shaped system of order about 50 a step (`ArrowSystem`).
/// Without dates, the seasons of the series stand in: [24, 168] gives slots of
/// the day and days of the week.
///
/// Sources: Weinberg, Brown & Stroud, "Bayesian forecasting of an inhomogeneous
/// Poisson process", JASA 102 (2007); Ibrahim et al., "Modeling and forecasting call
/// center arrivals", IJF 32 (2016); McCullagh & Nelder, Generalized Linear Models (1989);
/// Wood & Fasiolo, Biometrics 73 (2017).
public struct CalendarCounts: Forecaster {
  public static let name = "calendar-counts"
  /// Years after which an observation counts half; infinite for no forgetting.
  public var memoryYears: Double
  /// Harmonics of the year for the level of a day, where there are years enough.
  public var annualHarmonics: Int
  /// Harmonics of the year for the shape of a day.
  public var slotAnnualHarmonics: Int

  public init(
    memoryYears: Double = 3, annualHarmonics: Int = 8, slotAnnualHarmonics: Int = 3
  ) {
    self.memoryYears = memoryYears
    self.annualHarmonics = annualHarmonics
    self.slotAnnualHarmonics = slotAnnualHarmonics
  }

  /// - Throws: `tooShort` under 3 observed values; `unsuitable` where a value is
  ///   negative, all are zero, a regressor is not known over the horizon, or the
  ///   equations cannot be solved.
  public func fit(_ series: TrainingSeries) throws(FitError) -> FittedCalendarCounts {
    var values = series.values
    if let recorded = series.context?.recorded, recorded.count == values.count {
      // Gaps that were filled, and holidays that were hidden, are of no use here.
      values = recorded
    }
    let observed = values.filter { !$0.isNaN }
    guard observed.count >= 3 else { throw .tooShort(needed: 3, got: observed.count) }
    guard observed.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
      throw .unsuitable("needs values of at least zero")
    }
    guard observed.contains(where: { $0 > 0 }) else { throw .unsuitable("every value is zero") }
    let isInteger = series.isCount && observed.allSatisfy { $0 == $0.rounded() }
    let regressors = try CalendarRegressors(series)
    guard
      let fit = FittedCalendarCounts(
        values: values, steps: CalendarSteps(series), regressors: regressors,
        isInteger: isInteger, settings: self)
    else { throw .unsuitable("its equations could not be solved") }
    return fit
  }
}
