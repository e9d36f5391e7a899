import CivilTime
import Reports

/// Values by day and time of day, as a heat map shows them.
struct DayTimeGrid {
  /// More days than this are no picture any more.
  private static let mostDays = 42

  let dates: [CivilDate]
  /// Seconds after midnight.
  let times: [Int]
  /// By day, then time; NaN where there is none. Several intervals in one cell: the smallest.
  private(set) var values: [[Double]]

  /// Nil where a heat map shows nothing: too many days, or one time of day.
  ///
  /// - Parameter points: five-minute values are drawn by the half hour.
  init?(_ points: [(wall: WallTime, value: Double)]) {
    let all = distinct(points.map(\.wall.secondOfDay)).sorted()
    let slot = all.count > 60 ? 1_800 : 1
    dates = distinct(points.map(\.wall.date)).sorted()
    times = distinct(all.map { $0 / slot * slot })
    guard !dates.isEmpty, dates.count <= Self.mostDays, times.count > 1 else { return nil }
    var rows: [CivilDate: Int] = [:]
    for (k, date) in dates.enumerated() { rows[date] = k }
    var columns: [Int: Int] = [:]
    for (k, time) in times.enumerated() { columns[time] = k }
    values = [[Double]](
      repeating: [Double](repeating: .nan, count: times.count), count: dates.count)
    for point in points where point.value.isFinite {
      guard let row = rows[point.wall.date],
        let column = columns[point.wall.secondOfDay / slot * slot]
      else { continue }
      let before = values[row][column]
      values[row][column] = before.isNaN ? point.value : min(before, point.value)
    }
  }

  func heatMap(unit: String, format: NumberFormat = .whole) -> HeatMap {
    HeatMap(
      // A week's days go by name: that is short enough for a phone.
      rowLabels: dates.map {
        dates.count <= 7 ? String(PlainWords.weekday($0).prefix(3)) : PlainWords.shortDate($0)
      },
      columnLabels: times.map { PlainWords.timeOfDay($0) }, values: values, rowName: "Day",
      columnName: "From", unit: unit, format: format)
  }
}
