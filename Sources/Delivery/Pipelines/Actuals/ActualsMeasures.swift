import Briefings
import Forecasting
import Foundation
import Regression
import Statistics

/// Figures of a joined forecast. Steps of one moment are averaged over series first, so
/// that series which move together are not taken for independent evidence.
struct ActualsMeasures {
  let rows: [ActualsJoin.Row]
  /// Places of rows, a group a moment, ascending in time.
  private let moments: [Range<Int>]

  init(_ rows: [ActualsJoin.Row]) {
    self.rows = rows
    var moments: [Range<Int>] = []
    for place in rows.indices {
      if let last = moments.last, rows[last.lowerBound].key == rows[place].key {
        moments[moments.count - 1] = last.lowerBound..<(place + 1)
      } else {
        moments.append(place..<(place + 1))
      }
    }
    self.moments = moments
  }

  var levels: [Double] { rows.first?.forecast.bands.map(\.level) ?? [] }
  func errors() -> [Double] { rows.map { $0.y - $0.forecast.mean } }

  /// The mean of a number a row, NaN left out, with an interval from the means of moments:
  /// Newey and West's variance, Harvey's correction.
  func mean(_ values: [Double]) -> ActualsFacts.Estimate {
    let known = values.filter { !$0.isNaN }
    let value = known.isEmpty ? .nan : Descriptive.mean(known)
    let each = moments.compactMap { range -> Double? in
      let own = values[range].filter { !$0.isNaN }
      return own.isEmpty ? nil : Descriptive.mean(own)
    }
    guard each.count >= 5 else { return .init(value: value) }
    // Newey and West's rule for the number of lags (1994).
    let lags = Int(4 * pow(Double(each.count) / 100, 2.0 / 9))
    guard
      let test = try? PairedComparison.dieboldMariano(
        each, each.map { _ in 0 }, lags: min(lags, each.count / 4)),
      let low = test.lower, let high = test.upper, low.isFinite, high.isFinite
    else { return .init(value: value) }
    // About the mean of all rows: moments with few series count for less there.
    let shift = value - test.difference
    return .init(value: value, low: low + shift, high: high + shift, pValue: test.pValue)
  }

  func comparison(_ name: String, other: [Double]) -> ActualsFacts.Comparison? {
    let places = rows.indices.filter { !other[$0].isNaN }
    guard !places.isEmpty else { return nil }
    func miss(_ value: (Int) -> Double) -> Double {
      Descriptive.mean(places.map { abs(rows[$0].y - value($0)) })
    }
    let gains = rows.indices.map {
      abs(rows[$0].y - other[$0]) - abs(rows[$0].y - rows[$0].forecast.mean)
    }
    return .init(
      name: name, own: miss { rows[$0].forecast.mean }, other: miss { other[$0] },
      gain: mean(gains), count: places.count)
  }

  /// The value a season before, over and over, from each series' own past; NaN where that
  /// is too short.
  func seasonalNaive(_ past: [String: [Double]], season: Int) -> [Double] {
    rows.map { row in
      guard let values = past[row.forecast.id], values.count >= season else { return .nan }
      return values[values.count - season + (row.step - 1) % season]
    }
  }

  // MARK: Intervals

  func coverage(_ level: Double, adapted: [AdaptiveConformal]) -> ActualsFacts.Coverage {
    let bands = rows.compactMap { row in
      row.forecast.bands.first { $0.level == level }.map { (row.y, $0) }
    }
    let held = bands.count { $0 >= $1.lower && $0 <= $1.upper }
    let observed = ObservedCoverage(level: level / 100, held: held, count: bands.count)
    let miss = 1 - level / 100
    let scores = bands.map { y, band in
      band.upper - band.lower + 2 / miss * (max(0, band.lower - y) + max(0, y - band.upper))
    }
    let count = adapted.reduce(0) { $0 + $1.count }
    return .init(
      level: level, held: held, count: bands.count, share: observed.share,
      low: observed.interval.lowerBound, high: observed.interval.upperBound,
      adaptedShare: Double(adapted.reduce(0) { $0 + $1.held }) / Double(max(1, count)),
      score: scores.isEmpty ? .nan : Descriptive.mean(scores))
  }

  /// Quantile loss over the median and the ends of all intervals.
  var pinball: Double {
    let losses = rows.map { row -> Double in
      var quantiles = [(0.5, row.forecast.median)]
      for band in row.forecast.bands {
        quantiles.append((0.5 - band.level / 200, band.lower))
        quantiles.append((0.5 + band.level / 200, band.upper))
      }
      return quantiles.reduce(0) {
        $0 + Scores.pinball(actual: row.y, quantile: $1.1, level: $1.0)
      } / Double(quantiles.count)
    }
    return Descriptive.mean(losses)
  }

  /// Adaptive factors of a level, learnt in order of time: for near, middle and far steps
  /// apart where each has enough rows, else for all.
  func adapted(_ level: Double) -> [(steps: ClosedRange<Int>, state: AdaptiveConformal)] {
    let farthest = rows.map(\.step).max() ?? 1
    var parts = [1...farthest]
    let third = farthest / 3
    if third >= 1 {
      let split = [1...third, (third + 1)...(2 * third), (2 * third + 1)...farthest]
      let least = split.map { range in rows.count { range.contains($0.step) } }.min() ?? 0
      if least >= Self.leastRows { parts = split }
    }
    return parts.map { range in
      var state = AdaptiveConformal(level: level / 100)
      for row in rows where range.contains(row.step) {
        guard let band = row.forecast.bands.first(where: { $0.level == level }) else { continue }
        state.observe(
          AdaptiveConformal.score(
            row.y, middle: row.forecast.median, lower: band.lower, upper: band.upper))
      }
      return (range, state)
    }
  }

  private static let leastRows = 60

  // MARK: Alarms

  /// Errors of each moment in standard deviations as the widest interval gives them.
  func alarms(chance: Double) -> [ActualsFacts.Alarm] {
    guard let level = levels.last else { return [] }
    let edge = Normal.standard.quantile(0.5 + level / 200)
    let z = rows.map { row -> Double in
      guard let band = row.forecast.bands.last else { return 0 }
      let above = row.y >= row.forecast.median
      let half = above ? band.upper - row.forecast.median : row.forecast.median - band.lower
      let distance = row.y - row.forecast.median
      return half > 0 ? max(-6, min(6, distance / half * edge)) : 0
    }
    // Series of one moment are added up as if independent; where they are not, or the
    // intervals are too narrow, the sums spread by more than 1, and are divided by that.
    func each(_ values: [Double]) -> [Double] {
      let sums = moments.map { range in
        values[range].reduce(0, +) / Double(range.count).squareRoot()
      }
      let middle = SampleQuantile.median(sums)
      let spread = 1.482_602_218_505_602 * SampleQuantile.median(sums.map { abs($0 - middle) })
      return sums.map { $0 / max(1, spread) }
    }
    let names = moments.map { rows[$0.lowerBound].forecast.start.text }
    func alarm(_ kind: String, _ found: DriftAlarm) -> ActualsFacts.Alarm {
      .init(
        kind: kind, direction: found.direction?.rawValue, raised: found.place.map { names[$0] },
        since: found.start.map { names[$0] }, chance: chance)
    }
    return [
      alarm("level", DriftAlarm(each(z), chance: chance)),
      alarm("spread", DriftAlarm(each(z.map { DriftAlarm.spreadDeviate($0) }), chance: chance)),
    ]
  }

  // MARK: People

  /// Whether changes made by hand brought the forecast nearer, by direction and size
  /// (Fildes, Goodwin, Lawrence & Nikolopoulos 2009).
  ///
  /// - Parameter overrides: a value a row, NaN where the forecast was left.
  func overrides(_ overrides: [Double]) -> [ActualsFacts.OverrideGroup] {
    struct Change {
      var place: Int
      var size: Double
    }
    let changes = rows.indices.compactMap { place -> Change? in
      let change = overrides[place] - rows[place].forecast.mean
      guard change.isFinite, change != 0 else { return nil }
      return Change(place: place, size: change / max(abs(rows[place].forecast.mean), 1e-9))
    }
    guard !changes.isEmpty else { return [] }
    let middle = SampleQuantile.median(changes.map { abs($0.size) })
    let percent = Int((100 * min(middle, 100)).rounded())
    func group(_ name: String, _ wanted: (Change) -> Bool) -> ActualsFacts.OverrideGroup? {
      let chosen = changes.filter(wanted)
      guard !chosen.isEmpty else { return nil }
      var gains = rows.map { _ in Double.nan }
      var improved = 0
      for change in chosen {
        let row = rows[change.place]
        gains[change.place] = abs(row.y - row.forecast.mean) - abs(row.y - overrides[change.place])
        if gains[change.place] > 0 { improved += 1 }
      }
      return .init(name: name, count: chosen.count, improved: improved, gain: mean(gains))
    }
    return [
      group("all", { _ in true }),
      group("up, by more than \(percent) %", { $0.size > middle }),
      group("up, by up to \(percent) %", { $0.size > 0 && $0.size <= middle }),
      group("down, by more than \(percent) %", { $0.size < -middle }),
      group("down, by up to \(percent) %", { $0.size < 0 && $0.size >= -middle }),
    ].compactMap { $0 }
  }

  /// All series together, moment by moment.
  var course: [ActualsFacts.Moment] {
    moments.map { range in
      .init(
        label: rows[range.lowerBound].forecast.start.text,
        actual: rows[range].reduce(0) { $0 + $1.y },
        expected: rows[range].reduce(0) { $0 + $1.forecast.mean })
    }
  }
}
