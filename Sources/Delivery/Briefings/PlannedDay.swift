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
  /// Expected share answered in time, weighted by contacts; NaN where unknown.
  var service = 0.0
  var serviceLow = 0.0
  var serviceHigh = 0.0
  var occupancy = 0.0
  var abandonment = 0.0

  /// The days of the plan in order.
  static func days(of tables: RunTables) -> [PlannedDay] {
    var days: [CivilDate: PlannedDay] = [:]
    var weights: [CivilDate: Double] = [:]
    for (row, need) in zip(tables.coverage, tables.requirement) {
      guard let date = row.start.wallTime?.date else { continue }
      var day = days[date] ?? PlannedDay(date: date)
      let hours = Double(row.end.position - row.start.position) / 3_600
      day.contacts += need.mean
      day.requiredHours += Double(row.required) * hours
      day.coveredHours += Double(row.covered) * hours
      day.required = max(day.required, row.required)
      if need.mean > 0 {
        day.service += need.mean * row.serviceLevel
        day.serviceLow += need.mean * row.serviceLow
        day.serviceHigh += need.mean * row.serviceHigh
        day.occupancy += need.mean * row.occupancy
        day.abandonment += need.mean * row.abandonment
        weights[date, default: 0] += need.mean
      }
      days[date] = day
    }
    for row in tables.schedule {
      guard let date = row.start.wallTime?.date else { continue }
      days[date, default: PlannedDay(date: date)].shifts += row.count
      days[date]?.cost += row.cost
    }
    return days.keys.sorted().compactMap { date in
      guard var day = days[date] else { return nil }
      let weight = weights[date] ?? 0
      day.divide(by: weight)
      return day
    }
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
      guard day.contacts > 0 else { continue }
      all.service += day.contacts * day.service
      all.serviceLow += day.contacts * day.serviceLow
      all.serviceHigh += day.contacts * day.serviceHigh
      all.occupancy += day.contacts * day.occupancy
      all.abandonment += day.contacts * day.abandonment
    }
    all.divide(by: all.contacts)
    return all
  }

  /// Sums into means; NaN where nothing is expected.
  private mutating func divide(by weight: Double) {
    let factor = weight > 0 ? 1 / weight : .nan
    service *= factor
    serviceLow *= factor
    serviceHigh *= factor
    occupancy *= factor
    abandonment *= factor
  }
}
