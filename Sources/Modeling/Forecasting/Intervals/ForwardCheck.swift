/// How wide intervals must be made so that those calibrated on the earlier origins
/// hold what came after the last one.
///
/// Quantiles of past errors are too narrow for the next forecast where errors grow
/// with time: levels rise, histories get rougher, and the choice of members and
/// weights has seen the errors it is judged by. So the calibration is repeated
/// without each series' last origin, and the central 80 % and 95 % intervals are
/// stretched until that share of the last origins' values lies inside (a
/// conformal quantile of the ratio of error to bound; Barber, Candès, Ramdas &
/// Tibshirani, Annals of Statistics 51, 2023, on weights for what drifts: here all
/// weight is on the last origin). Few series say little, for their errors of one
/// time hang together: the factor is drawn to 1 as if 150 more had needed none.
struct ForwardCheck: Sendable {
  private let central: (eighty: Double, ninetyFive: Double)

  /// - Parameter vectors: of one series in the order of their origins.
  /// - Returns: nil when fewer than 8 series have two tested origins.
  init?(_ vectors: [ErrorVector], seriesCount: Int, horizon: Int) {
    var last = [Int?](repeating: nil, count: seriesCount)
    var tested = [Int](repeating: 0, count: seriesCount)
    for (k, vector) in vectors.enumerated() where vector.scaled.contains(where: \.isFinite) {
      last[vector.series] = k
      tested[vector.series] += 1
    }
    let checked = (0..<seriesCount).filter { tested[$0] > 1 }
    guard checked.count >= 8 else { return nil }
    let held = Set(checked.compactMap { last[$0] })
    let earlier = vectors.indices.filter { !held.contains($0) }.map { vectors[$0] }
    let calibration = IntervalCalibration(
      unchecked: earlier, seriesCount: seriesCount, horizon: horizon)
    let trust = Double(checked.count) / Double(checked.count + 150)
    func factor(_ level: Double) -> Double {
      let low = calibration.shape[index(of: (1 - level) / 2, in: calibration.levels)]
      let high = calibration.shape[index(of: (1 + level) / 2, in: calibration.levels)]
      guard low < 0, high > 0 else { return 1 }
      var ratios: [Double] = []
      for series in checked {
        guard let k = last[series] else { continue }
        for (u, g) in zip(vectors[k].scaled, calibration.growth) where u.isFinite {
          let v = u / (g * calibration.ratios[series])
          ratios.append(v > 0 ? v / high : v / low)
        }
      }
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
