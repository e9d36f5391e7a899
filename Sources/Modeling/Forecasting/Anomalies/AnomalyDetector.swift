internal import Foundation
internal import Statistics

/// Finds outliers, temporary changes and level shifts in the past of a series.
///
/// The values are brought to a scale on which their noise is even, a robust season
/// is taken off, and what is left is taken for a level that wanders plus noise:
/// an ARIMA(0,1,1) with drift, whose one parameter reaches from a fixed level to a
/// random walk. In its innovations each kind of change leaves a known trace, and
/// the trace that stands out most is taken in, again and again, until none does;
/// all are then estimated together and those that no longer stand out are dropped
/// (Chen & Liu, 1993, Joint estimation of model parameters and outlier effects in
/// time series, JASA 88). A wandering level therefore costs no false alarms: a
/// jump counts only if it is larger than the level's own steps.
///
/// The threshold is that of a normal maximum over all places and kinds at
/// `falseAlarms` (Bonferroni), a little higher for short series. Where the innovations
/// have heavier tails than normal ones, it rises in proportion to their 95 % point over
/// their median: among such values large ones are no news. Student's t with 3 degrees of
/// freedom then shows about one find in 200 values instead of two.
public struct AnomalyDetector: Sendable {
  /// Season lengths in steps.
  public var seasonalPeriods: [Int]
  /// About the chance of finding something in a series in which there is nothing,
  /// 0 < p < 1.
  public var falseAlarms: Double

  /// Shorter series are not examined.
  public static let shortest = 16
  /// Longer seasons than this are not taken off.
  static let longestSeason = 800

  public init(seasonalPeriods: [Int], falseAlarms: Double = 0.02) {
    precondition(falseAlarms > 0 && falseAlarms < 1, "a chance lies strictly between 0 and 1")
    self.seasonalPeriods = seasonalPeriods
    self.falseAlarms = falseAlarms
  }

  /// - Parameters:
  ///   - values: in order of time; NaN is missing.
  ///   - isExempt: places known to be special, such as holidays: nothing is found
  ///     there. Empty for none.
  public func examine(_ values: [Double], isExempt: [Bool] = []) -> AnomalyFindings {
    precondition(isExempt.isEmpty || isExempt.count == values.count, "one flag a value")
    let isKnown = values.indices.map {
      values[$0].isFinite && !(isExempt.isEmpty ? false : isExempt[$0])
    }
    let known = values.indices.filter { isKnown[$0] }
    guard known.count >= AnomalyDetector.shortest, known.count * 2 >= values.count else {
      return .untested(values)
    }
    let observed = known.map { values[$0] }
    // Of demand that is mostly zero, every sale is an outlier: nothing to find.
    guard observed.count(where: { $0 == observed[0] }) < observed.count,
      observed.count(where: { $0 == 0 }) * 3 < observed.count
    else { return .untested(values) }
    let fits = seasonalPeriods.filter { $0 > 1 && 2 * $0 <= values.count }
    let periods = fits.filter { 3 * $0 <= values.count && $0 <= AnomalyDetector.longestSeason }
      .sorted()
    // With two turns of a season there is no telling it from what happened in it.
    if let longest = fits.filter({ $0 <= AnomalyDetector.longestSeason }).max(),
      longest != periods.last
    {
      return .untested(values)
    }
    let scale = EvenScale(observed, block: max(periods.first ?? 1, 8))
    var raw = [Double](repeating: .nan, count: values.count)
    for place in known { raw[place] = scale.forward(values[place]) }
    let search = EffectSearch(falseAlarms: falseAlarms)
    // What is found distorts season and smoothing: both are estimated again
    // without it, and the search begins anew.
    var season = RobustSeason(raw, periods: periods)
    var adjusted = zip(raw, season.values).map { $0 - $1 }
    var found = search.run(
      adjusted, smoothing: WanderingLevel.resistantSmoothing(of: adjusted),
      lostCycles: season.cycles)
    if !found.effects.isEmpty {
      let clean = zip(raw, found.sum).map { $0 - $1 }
      season = RobustSeason(clean, periods: periods)
      adjusted = zip(raw, season.values).map { $0 - $1 }
    }
    found = search.confirmed(adjusted, known: found, lostCycles: season.cycles)
    return findings(found, values: values, raw: raw, scale: scale, span: periods.last ?? 12)
  }

  private func findings(
    _ found: EffectSearch.Result, values: [Double], raw: [Double], scale: EvenScale, span: Int
  ) -> AnomalyFindings {
    let n = values.count
    let isWhole = values.allSatisfy { !$0.isFinite || $0 == $0.rounded() }
    let floor: Double? = values.contains { $0 < 0 } ? nil : 0
    func back(_ place: Int, _ change: Double) -> Double {
      var value = scale.backward(raw[place] + change)
      if let floor { value = max(floor, value) }
      return isWhole ? value.rounded() : value
    }
    var passing = [Double](repeating: 0, count: n)
    var lasting = [Double](repeating: 0, count: n)
    for effect in found.effects {
      let shape = WanderingLevel.shape(effect.kind, count: n - effect.offset)
      for (step, size) in shape.enumerated() {
        if effect.kind == .levelShift {
          lasting[effect.offset + step] += effect.size * size
        } else {
          passing[effect.offset + step] += effect.size * size
        }
      }
    }
    var without = values
    var last = values
    let end = lasting[n - 1]
    for place in 0..<n where raw[place].isFinite {
      let isTouched = abs(passing[place]) > 0.05 * found.deviation
      if isTouched { without[place] = back(place, -passing[place]) }
      let move = end - lasting[place]
      if isTouched || move != 0 { last[place] = back(place, move - passing[place]) }
    }
    let anomalies = found.effects.map { effect -> Anomaly in
      let length = effect.kind == .levelShift ? min(max(span, 1), 12) : 1
      let places = (effect.offset..<n).filter { raw[$0].isFinite }.prefix(length)
      let count = Double(max(1, places.count))
      let observed = places.reduce(0) { $0 + values[$1] } / count
      let expected = places.reduce(0) { sum, place in
        var value = scale.backward(raw[place] - effect.size)
        if let floor { value = max(floor, value) }
        return sum + value
      }
      return Anomaly(
        kind: effect.kind, offset: effect.offset, score: effect.score, observed: observed,
        expected: expected / count)
    }
    return AnomalyFindings(
      anomalies: anomalies.sorted { ($0.offset, $0.kind.rawValue) < ($1.offset, $1.kind.rawValue) },
      withoutOutliers: without, onLastLevel: last, isTested: true)
  }
}
