import Foundation

/// Means over sites, each taken about its own level before the change, so that a site
/// that falls silent does not move the mean by its level.
struct SiteAverages {
  /// Mean over sites of the mean before the change, on the scale analysed.
  let level: Double
  /// Level + weighted mean of deviations; NaN where no site reports.
  let values: [Double]

  init(_ sites: [BeforeAfter.Site], firstAfter: Int, isRelative: Bool) {
    let steps = sites[0].values.count
    var sum = [Double](repeating: 0, count: steps)
    var weight = sum
    var levels = 0.0
    var total = 0.0
    for site in sites {
      let values = isRelative ? site.values.map { log($0) } : site.values
      let past = values[..<firstAfter].filter { !$0.isNaN }
      let own = past.reduce(0, +) / Double(past.count)
      levels += site.weight * own
      total += site.weight
      for t in 0..<steps where !values[t].isNaN {
        sum[t] += site.weight * (values[t] - own)
        weight[t] += site.weight
      }
    }
    let level = levels / total
    self.level = level
    values = (0..<steps).map { weight[$0] > 0 ? level + sum[$0] / weight[$0] : .nan }
  }
}
