import Foundation
import LinearAlgebra
import Regression
import Statistics

extension BeforeAfter {
  /// Analyses the change.
  ///
  /// - Throws: `.tooFewUnits` without a changed site, `.tooFewBefore`, `.tooFewAfter`,
  ///   `.length`, `.notFinite`, `.setting`; `.singular` where nothing varies.
  public func findings() throws(EvaluationError) -> BeforeAfterFindings {
    try check()
    let treated = sites.filter(\.isTreated)
    let others = sites.filter { !$0.isTreated }
    let analysis = try Analysis(treated, others, self)
    let placebos = try? analysis.series.placeboDates(
      analysis.options, maximum: 40, threads: options.threads)
    let usable = placebos.flatMap { $0.placebos.count >= 5 ? $0 : nil }
    let preTrend = try? analysis.series.preTrendTest(analysis.options)
    let known = preTrend.flatMap { $0.pValue.isNaN ? nil : $0 }
    let siteRuns = placeboSites(others)
    let rank = siteRuns.isEmpty ? nil : Self.rank(of: analysis.fit.average, among: siteRuns)
    let (average, relative) = scaled(analysis.fit.average, treated)
    let judged = Judgement(
      hasComparison: !others.isEmpty, average: average, preTrend: known, placebos: usable,
      rank: rank, siteCount: siteRuns.count, fit: analysis.fit, level: options.level)
    return BeforeAfterFindings(
      method: others.isEmpty ? .seriesAlone : .controlledSeries, average: average,
      relative: relative, series: analysis.series.values, fit: analysis.fit,
      treatedMean: analysis.treated.values, comparisonMean: analysis.others?.values,
      preTrend: known, preTrendPasses: known.map { $0.pValue >= 1 - options.level },
      placeboDates: usable, placeboSites: siteRuns, placeboSiteRank: rank, alternatives: [],
      wording: judged.wording, reasons: judged.reasons, notes: analysis.fit.notes)
  }

  /// The series analysed for these changed sites against these others.
  struct Analysis {
    let treated: SiteAverages
    let others: SiteAverages?
    let series: InterruptedSeries
    let options: InterruptedSeries.Options
    let fit: SegmentedFit

    init(
      _ changed: [Site], _ comparison: [Site], _ question: BeforeAfter
    ) throws(EvaluationError) {
      let from = question.firstAfter
      let isRelative = question.options.isRelative
      treated = SiteAverages(changed, firstAfter: from, isRelative: isRelative)
      others =
        comparison.isEmpty
        ? nil : SiteAverages(comparison, firstAfter: from, isRelative: isRelative)
      var values = treated.values
      if let others {
        for t in values.indices { values[t] -= others.values[t] - others.level }
      }
      series = InterruptedSeries(values: values, firstAfter: from)
      options = question.segmentedOptions(hasTrend: comparison.isEmpty)
      fit = try series.segmentedFit(options)
    }
  }

  func segmentedOptions(hasTrend: Bool) -> InterruptedSeries.Options {
    var result = InterruptedSeries.Options()
    result.response = .autoregressive(upTo: options.autoregression)
    result.hasTrend = hasTrend
    result.hasSlopeChange = false
    result.washout = options.washout
    result.level = options.level
    result.seasons = options.periods.map { period in
      period <= 24
        ? .indicators(period: period) : .harmonics(period: Double(period), pairs: 3)
    }
    return result
  }

  /// Each comparison site against the rest of them.
  private func placeboSites(_ others: [Site]) -> [BeforeAfterFindings.PlaceboSite] {
    guard others.count >= 3 else { return [] }
    let found = parallelMap(others.count, threads: options.threads) {
      k -> BeforeAfterFindings.PlaceboSite? in
      var rest = others
      let site = rest.remove(at: k)
      guard let one = try? Analysis([site], rest, self) else { return nil }
      return .init(name: site.name, average: scaled(one.fit.average, [site]).average)
    }
    return found.compactMap { $0 }
  }

  private static func rank(
    of real: EffectEstimate, among sites: [BeforeAfterFindings.PlaceboSite]
  ) -> Double {
    let reached = sites.count { !(abs($0.average.statistic) < abs(real.statistic)) }
    return Double(1 + reached) / Double(1 + sites.count)
  }

  /// An effect on the scale analysed, in units of the series and as a share of what
  /// would have been at the changed sites after the change.
  private func scaled(
    _ effect: EffectEstimate, _ treated: [Site]
  ) -> (average: EffectEstimate, relative: EffectEstimate) {
    var (sum, weight) = (0.0, 0.0)
    for site in treated {
      let later = site.values[min(firstAfter + options.washout, site.values.count)...]
        .filter { !$0.isNaN }
      guard !later.isEmpty else { continue }
      sum += site.weight * later.reduce(0, +) / Double(later.count)
      weight += site.weight
    }
    let actual = sum / weight
    if options.isRelative {
      let share = expm1(effect.value)
      let base = actual / (1 + share)
      let relative = EffectEstimate(
        value: share, standardError: (1 + share) * effect.standardError,
        lower: expm1(effect.lower), upper: expm1(effect.upper), level: effect.level,
        pValue: effect.pValue)
      return (relative.scaled(by: base), relative)
    }
    let base = actual - effect.value
    // The share's own noise from the mean after the change is of lower order.
    return (effect, effect.scaled(by: 1 / base))
  }
}
