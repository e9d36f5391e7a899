import CivilTime

/// One day of a plan, over all units.
struct PlannedDay {
  var date: CivilDate
  var contacts = 0.0
  /// Person-hours needed and there.
  var requiredHours = 0.0
  var coveredHours = 0.0
  /// Largest need of an interval.
  var required = 0
  var shifts = 0
  var cost = 0.0
  /// Weighted by contacts; NaN where unknown.
  var service = WeightedRange()
  var occupancy = WeightedRange()
  var abandonment = WeightedRange()

  /// The days of the plan in order.
  static func days(of tables: RunTables) -> [PlannedDay] {
    var days: [CivilDate: PlannedDay] = [:]
    for (row, need) in zip(tables.coverage, tables.requirement) {
      guard let date = row.start.wallTime?.date else { continue }
      var day = days[date] ?? PlannedDay(date: date)
      let hours = Double(row.end.position - row.start.position) / 3_600
      day.contacts += need.mean
      day.requiredHours += Double(row.required) * hours
      day.coveredHours += Double(row.covered) * hours
      day.required = max(day.required, row.required)
      day.service.add(row.service, weight: need.mean)
      day.occupancy.add(row.occupancy, weight: need.mean)
      day.abandonment.add(row.abandonment, weight: need.mean)
      days[date] = day
    }
    for row in tables.schedule {
      guard let date = row.start.wallTime?.date else { continue }
      days[date, default: PlannedDay(date: date)].shifts += row.count
      days[date]?.cost += row.cost
    }
    return days.keys.sorted().compactMap { days[$0] }
  }

  /// All days as one, weighted by contacts; nil where there are none.
  static func together(_ days: [PlannedDay]) -> PlannedDay? {
    guard let first = days.first else { return nil }
    var all = PlannedDay(date: first.date)
    for day in days {
      all.contacts += day.contacts
      all.requiredHours += day.requiredHours
      all.coveredHours += day.coveredHours
      all.required = max(all.required, day.required)
      all.shifts += day.shifts
      all.cost += day.cost
      all.service.add(day.service)
      all.occupancy.add(day.occupancy)
      all.abandonment.add(day.abandonment)
    }
    return all
  }
}

/// A mean of shares weighted by contacts, with the means of both ends of their
/// ranges.
struct WeightedRange {
  private var sum = (expected: 0.0, low: 0.0, high: 0.0)
  private var weight = 0.0

  mutating func add(_ range: ShareRange, weight: Double) {
    guard weight > 0, range.expected.isFinite else { return }
    sum.expected += weight * range.expected
    sum.low += weight * range.low
    sum.high += weight * range.high
    self.weight += weight
  }

  mutating func add(_ other: WeightedRange) {
    sum.expected += other.sum.expected
    sum.low += other.sum.low
    sum.high += other.sum.high
    weight += other.weight
  }

  var isKnown: Bool { weight > 0 }
  var expected: Double { sum.expected / weight }
  var low: Double { sum.low / weight }
  var high: Double { sum.high / weight }
}
