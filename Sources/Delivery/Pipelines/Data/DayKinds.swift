import Briefings
import CivilTime
import Forecasting
import Foundation
import Tables
import TimeSeries

/// Which steps of an axis fall on holidays, past and future.
struct DayKinds {
  var effects: CalendarEffects
  /// Days of the horizon that are not ordinary, in order.
  var specialDays: [ForecastFacts.SpecialDay]

  /// - Parameters:
  ///   - calendar: the rules.
  ///   - panel: whose axis is asked about. A holiday on which the calendar says
  ///     closed is taken as closed only if the past agrees: an emergency
  ///     department works on Christmas Day, whatever the calendar says.
  ///   - horizon: steps beyond the observed ones.
  init(calendar: HolidayCalendar, panel: Panel, horizon: Int) {
    let index = panel.index
    let total = index.count + horizon
    let dates = (0..<total).map { index.date(ofStep: $0) }
    let isShut = DayKinds.areClosedDaysShut(calendar: calendar, panel: panel, dates: dates)
    var kinds: [CalendarEffects.DayKind] = []
    kinds.reserveCapacity(total)
    var known: [CivilDate: CalendarEffects.DayKind] = [:]
    specialDays = []
    for (step, date) in dates.enumerated() {
      guard let date else {
        kinds.append(.ordinary)
        continue
      }
      if let kind = known[date] {
        kinds.append(kind)
        continue
      }
      let kind = DayKinds.kind(of: date, calendar: calendar, isShut: isShut)
      known[date] = kind
      kinds.append(kind)
      if step >= index.count, let holiday = calendar.holiday(on: date) {
        specialDays.append(
          ForecastFacts.SpecialDay(
            date: date.description, name: holiday.name, isClosed: kind == .closed))
      }
    }
    // A closed day has no steps on an axis of open hours, and yet is news.
    effects = CalendarEffects(kinds: kinds)
  }

  /// Missing steps that fall on closed days.
  func closedMissingSteps(of panel: Panel) -> Int {
    panel.series.reduce(0) { count, series in
      count
        + series.values.indices.count { offset in
          series.values[offset].isNaN && effects.kind(at: series.firstStep + offset) == .closed
        }
    }
  }

  private static func kind(of date: CivilDate, calendar: HolidayCalendar, isShut: Bool)
    -> CalendarEffects.DayKind
  {
    if let holiday = calendar.holiday(on: date) {
      return holiday.isClosed && isShut ? .closed : .holiday(holiday.name)
    }
    if let before = calendar.holiday(on: date.adding(days: -1)), before.isClosed {
      return .adjacent("after \(before.name)")
    }
    return .ordinary
  }

  /// True when nothing was ever counted on a closed day of the observed past, or
  /// when there was none.
  private static func areClosedDaysShut(
    calendar: HolidayCalendar, panel: Panel, dates: [CivilDate?]
  ) -> Bool {
    var isClosedStep = [Bool](repeating: false, count: panel.index.count)
    var known: [CivilDate: Bool] = [:]
    for step in isClosedStep.indices {
      guard let date = dates[step] else { continue }
      let isClosed = known[date] ?? (calendar.holiday(on: date)?.isClosed ?? false)
      known[date] = isClosed
      isClosedStep[step] = isClosed
    }
    return panel.series.allSatisfy { series in
      series.values.indices.allSatisfy { offset in
        let step = series.firstStep + offset
        guard isClosedStep.indices.contains(step), isClosedStep[step] else { return true }
        return series.values[offset].isNaN || series.values[offset] == 0
      }
    }
  }
}
