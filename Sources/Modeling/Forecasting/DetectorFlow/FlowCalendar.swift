public import CivilTime
public import TimeSeries

/// Which slot of which day each step of a detector's clock is.
///
/// Steps beyond the history have places too, so that what comes next can be
/// forecast. On the day the clock goes forward some slots have no step; on the day it
/// goes back, the later of two steps stands for the slot.
public struct FlowCalendar: Sendable {
  /// How traffic tells days apart.
  public enum DayKind: Int, CaseIterable, Sendable {
    case workday, saturday, sunday
  }

  public let slotsPerDay: Int
  /// The slot of each step, 0 ..< `slotsPerDay`.
  public let slot: [Int]
  /// The day of each step, counted from the first step's.
  public let day: [Int]
  /// Day of the week of each day, Monday = 1 … Sunday = 7.
  public let weekday: [Int]
  /// Holidays count as Sundays.
  public let kind: [DayKind]
  /// Step of day d and slot s at d · slotsPerDay + s; −1 where there is none.
  private let stepOfSlot: [Int32]

  /// - Parameters:
  ///   - index: steps of seconds that divide the day.
  ///   - steps: places from the first step on; at least the history and what is to be
  ///     forecast.
  ///   - isHoliday: dates with the traffic of a Sunday.
  /// - Returns: nil where steps do not divide the day, or the axis has no dates.
  public init?(index: TimeIndex, steps: Int, isHoliday: (CivilDate) -> Bool) {
    guard case .seconds(let size) = index.frequency, size > 0, 86_400 % size == 0, steps > 0,
      let first = index.date(ofStep: 0)
    else { return nil }
    let slotsPerDay = 86_400 / size
    var slot: [Int] = []
    var day: [Int] = []
    slot.reserveCapacity(steps)
    day.reserveCapacity(steps)
    for step in 0..<steps {
      guard let wall = index.wallTime(ofStep: step) else { return nil }
      slot.append(wall.secondOfDay / size)
      day.append(wall.date.daysSinceEpoch - first.daysSinceEpoch)
    }
    let days = (day.max() ?? 0) + 1
    var stepOfSlot = [Int32](repeating: -1, count: days * slotsPerDay)
    for step in 0..<steps { stepOfSlot[day[step] * slotsPerDay + slot[step]] = Int32(step) }
    self.slotsPerDay = slotsPerDay
    self.slot = slot
    self.day = day
    self.stepOfSlot = stepOfSlot
    let dates = (0..<days).map { first.adding(days: $0) }
    weekday = dates.map(\.weekday)
    kind = dates.map { date in
      if date.weekday == 7 || isHoliday(date) { return .sunday }
      return date.weekday == 6 ? .saturday : .workday
    }
  }

  /// Places of the axis.
  public var steps: Int { slot.count }
  public var days: Int { weekday.count }

  /// The step of day `day` and slot `slot`; nil where the clock has none.
  public func step(day: Int, slot: Int) -> Int? {
    guard day >= 0, day < days else { return nil }
    let step = stepOfSlot[day * slotsPerDay + slot]
    return step < 0 ? nil : Int(step)
  }

  /// The step at the same time of day `days` days before step `step`.
  public func step(_ step: Int, daysBefore days: Int) -> Int? {
    self.step(day: day[step] - days, slot: slot[step])
  }
}
