/// How wide intervals must be made so that those calibrated on the earlier origins
/// hold what came after the last one.
///
/// Quantiles of past errors are too narrow for the next forecast where errors grow
/// with time: levels rise, histories get rougher, and the choice of members and
/// weights has seen the errors it is judged by. So the quantiles are taken once more
/// without each series' last origin, and the central 80 % and 95 % intervals are
/// stretched until that share of the last origins' values lies inside (a
/// conformal quantile of the ratio of error to bound; Barber, Candès, Ramdas &
/// Tibshirani, Annals of Statistics 51, 2023, on weights for what drifts: here all
/// weight is on the last origin). Few series say little, for their errors of one
/// time hang together: of n series' factor the share n²/(n² + 250²) is kept.
struct ForwardCheck: Sendable {
  private let central: (eighty: Double, ninetyFive: Double)

  /// - Parameters:
  ///   - series: which one each error vector is of, those of one in the order of
  ///     their origins.
  ///   - residuals: v of each of them.
  /// - Returns: nil when fewer than 8 series have two tested origins.
  init?(
    series: [Int], residuals: [[Double]], seriesCount: Int, dependence: ErrorDependence
  ) {
    var last = [Int?](repeating: nil, count: seriesCount)
    var tested = [Int](repeating: 0, count: seriesCount)
    for (k, vector) in residuals.enumerated() where vector.contains(where: \.isFinite) {
      last[series[k]] = k
      tested[series[k]] += 1
    }
    let held = (0..<seriesCount).filter { tested[$0] > 1 }.compactMap { last[$0] }
    guard held.count >= 8 else { return nil }
    var isHeld = [Bool](repeating: false, count: residuals.count)
    for k in held { isHeld[k] = true }
    let levels = Forecast.standardLevels
    let shape = IntervalCalibration.shape(
      residuals.indices.filter { !isHeld[$0] }.map { residuals[$0] }, levels: levels,
      dependence: dependence)
    let values = held.flatMap { residuals[$0].filter(\.isFinite) }
    let ratio = Double(held.count) / 250
    let trust = ratio * ratio / (1 + ratio * ratio)
    func factor(_ level: Double) -> Double {
      let low = shape[index(of: (1 - level) / 2, in: levels)]
      let high = shape[index(of: (1 + level) / 2, in: levels)]
      guard low < 0, high > 0 else { return 1 }
      var ratios = values.map { $0 > 0 ? $0 / high : $0 / low }
      ratios.sort()
      let place = min(ratios.count - 1, Int((level * Double(ratios.count)).rounded(.up)))
      return min(max(1 + trust * (ratios[place] - 1), 0.8), 2)
    }
    central = (factor(0.8), factor(0.95))
  }

  /// By how much the quantile at `level` is stretched.
  func factor(level: Double) -> Double {
    let distance = abs(StandardNormal.quantile(level))
    let inner = StandardNormal.quantile(0.9)
    let outer = StandardNormal.quantile(0.975)
    let share = min(max((distance - inner) / (outer - inner), 0), 1)
    return central.eighty + share * (central.ninetyFive - central.eighty)
  }
}

private func index(of level: Double, in levels: [Double]) -> Int {
  levels.indices.min { abs(levels[$0] - level) < abs(levels[$1] - level) } ?? 0
}
