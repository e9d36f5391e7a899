import Briefings
import CivilTime

/// A forecast's rows beside what came, in order of time: every row of either side is
/// joined or counted.
struct ActualsJoin {
  struct Row {
    var key: Int64
    var forecast: ForecastRow
    /// Steps ahead, from 1: the row's place in its series.
    var step: Int
    var y: Double
  }

  private(set) var rows: [Row] = []
  /// Values before the first forecast step, by series, in order of time.
  private(set) var past: [String: [Double]] = [:]
  private(set) var tallies: [ActualsFacts.Tally] = []

  /// - Parameters:
  ///   - forecast: as it stands in its file.
  ///   - actuals: `y` is NaN where no value is given.
  ///   - history: more of the past, where it stands in another file.
  init(forecast: [ForecastRow], actuals: [ObservationRow], history: [ObservationRow]) {
    let clock = MomentClock(forecast.map(\.start) + actuals.map(\.start) + history.map(\.start))
    var places: [String: [Int64: Int]] = [:]
    var steps: [String: Int] = [:]
    var first: [String: Int64] = [:]
    var last: [String: Int64] = [:]
    var doubled = 0
    for (place, row) in forecast.enumerated() {
      let key = clock.key(row.start)
      guard places[row.id, default: [:]][key] == nil else {
        doubled += 1
        continue
      }
      places[row.id, default: [:]][key] = place
      first[row.id] = min(first[row.id] ?? key, key)
      last[row.id] = max(last[row.id] ?? key, key)
    }
    var values: [Int: Double] = [:]
    var before: [String: [Int64: Double]] = [:]
    for row in history where !row.y.isNaN {
      let key = clock.key(row.start)
      if let start = first[row.id], key < start { before[row.id, default: [:]][key] = row.y }
    }
    var counts = (same: 0, differ: 0, empty: 0, other: 0, early: 0, late: 0, between: 0)
    var latest: [String: Int64] = [:]
    for row in actuals {
      guard let start = first[row.id], let end = last[row.id] else {
        counts.other += 1
        continue
      }
      guard !row.y.isNaN else {
        counts.empty += 1
        continue
      }
      let key = clock.key(row.start)
      if key < start {
        counts.early += 1
        before[row.id, default: [:]][key] = row.y
        continue
      }
      latest[row.id] = max(latest[row.id] ?? key, key)
      guard let place = places[row.id]?[key] else {
        if key > end { counts.late += 1 } else { counts.between += 1 }
        continue
      }
      if let given = values[place] {
        if given == row.y { counts.same += 1 } else { counts.differ += 1 }
      }
      // A correction stands below what it corrects.
      values[place] = row.y
    }
    var (pending, absent) = (0, 0)
    for (place, row) in forecast.enumerated() {
      let key = clock.key(row.start)
      guard places[row.id]?[key] == place else { continue }
      steps[row.id, default: 0] += 1
      if let y = values[place] {
        rows.append(Row(key: key, forecast: row, step: steps[row.id] ?? 1, y: y))
      } else if let latest = latest[row.id], key < latest {
        absent += 1
      } else {
        pending += 1
      }
    }
    rows.sort { ($0.key, $0.forecast.id) < ($1.key, $1.forecast.id) }
    for (id, values) in before { past[id] = values.keys.sorted().map { values[$0] ?? .nan } }
    tallies = [
      .init("forecast steps with an actual value", rows.count),
      .init("forecast steps still to come", pending),
      .init("forecast steps passed over: later values are there", absent),
      .init("forecast rows given twice; the first stands", doubled),
      .init("actual rows given twice with the same value", counts.same),
      .init("actual rows given twice with another value; the last stands", counts.differ),
      .init("actual rows without a value", counts.empty),
      .init("actual rows of series that were not forecast", counts.other),
      .init("actual rows from before the forecast, taken as its past", counts.early),
      .init("actual rows from after the forecast", counts.late),
      .init("actual rows between the forecast's steps", counts.between),
    ].filter { $0.rows > 0 }
  }
}

/// Moments as numbers on one clock: UTC where every label has its offset, else the clock
/// on the wall.
struct MomentClock {
  private let isZoned: Bool

  init(_ labels: [IntervalLabel]) {
    isZoned = labels.allSatisfy { $0.offset != nil || $0.wallTime == nil }
  }

  func key(_ label: IntervalLabel) -> Int64 {
    isZoned ? label.position : label.wallTime?.wallSeconds ?? label.position
  }
}
