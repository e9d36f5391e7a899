public import CivilTime

extension PanelRegressors {
  /// A column of zeros and ones for each named stretch of days of a calendar
  /// (school terms), over all steps of an axis: to be added to `shared`. Empty where
  /// the axis has no dates; a stretch that no step or every step falls in is left out.
  public static func columns(of periods: [CalendarPeriod], on axis: StepAxis) -> [Regressor] {
    guard !axis.days.isEmpty else { return [] }
    var columns: [Regressor] = []
    for period in periods {
      var values: [Double] = []
      values.reserveCapacity(axis.days.count)
      var last: (day: Int32, value: Double)?
      for day in axis.days {
        if let last, last.day == day {
          values.append(last.value)
          continue
        }
        let value = period.contains(CivilDate(daysSinceEpoch: Int(day))) ? 1.0 : 0
        values.append(value)
        last = (day, value)
      }
      if values.contains(0) && values.contains(1) {
        columns.append(Regressor(name: period.name, values: values))
      }
    }
    return columns
  }
}
