extension ETS {
  /// The form of an earlier fit with parameters fitted anew from where they were:
  /// a few steps in place of a search over all forms. Falls back to the whole
  /// search where that form no longer fits the series.
  ///
  /// - Parameter earlier: fitted to the same series, cut at another end.
  public func refit(_ series: TrainingSeries, near earlier: FittedETS) throws(FitError)
    -> FittedETS
  {
    let values = Array(series.values.drop { $0.isNaN })
    let form = earlier.model.form
    let observed = values.count { !$0.isNaN }
    let season = form.season == .none ? 1 : earlier.model.period
    guard let least = values.lazy.filter({ !$0.isNaN }).min(),
      let greatest = values.lazy.filter({ !$0.isNaN }).max(),
      earlier.logLikelihood != nil, greatest.isFinite, least.isFinite,
      greatest - least > 1e-9 * max(abs(least), abs(greatest)),
      least > 0 || !form.needsPositiveValues,
      observed >= max(form.parameterCount(period: season) + 2, 2 * season),
      let fit = ETSFitter(values, period: season, rule: criterion).refit(earlier),
      !fit.explodes(
        values,
        beyond: (least - 3 * (greatest - least))...(greatest + 3 * (greatest - least)))
    else { return try self.fit(series) }
    return FittedETS(fit, values: values, isCount: series.isCount)
  }
}
