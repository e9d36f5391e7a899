public import CivilTime
import Foundation
import Statistics
import Tables

/// Half-hourly contacts of a made-up public contact centre.
///
/// The expected count of a half hour is base × week × hour × season × holiday ×
/// shift. Counts are Poisson around a rate that a gamma factor moves for the
/// whole day (busy and quiet days) and another for the half hour, so that their
/// variance is above their mean, as in real centres. Some intervals are left
/// out, as when a recorder fails.
public struct ContactCenterSimulation: Sendable {
  public var seed: UInt64
  /// First day, and how many days follow it.
  public var firstDay: CivilDate
  public var days: Int
  public var calendar: HolidayCalendar
  /// From this day on, demand is `shiftFactor` times what it was.
  public var shiftDay: CivilDate
  public var shiftFactor: Double

  public init(
    seed: UInt64, firstDay: CivilDate, days: Int, calendar: HolidayCalendar, shiftDay: CivilDate,
    shiftFactor: Double
  ) {
    self.seed = seed
    self.firstDay = firstDay
    self.days = days
    self.calendar = calendar
    self.shiftDay = shiftDay
    self.shiftFactor = shiftFactor
  }

  /// A simulated half hour.
  public struct Interval: Sendable {
    public var start: WallTime
    public var contacts: Int
  }

  private static let slotSeconds = 1_800
  /// Mean contacts a half hour at an ordinary weekday's peak.
  private static let base = 96.0
  /// Monday to Sunday; 0 is closed.
  private static let week = [1.18, 1.04, 0.99, 0.95, 0.90, 0.42, 0]
  /// January to December: benefit renewals in winter, quiet summers.
  private static let months = [
    1.14, 1.08, 1.02, 1.03, 0.98, 0.95, 0.90, 0.93, 1.04, 1.06, 1.00, 0.92,
  ]

  /// The recorded half hours in time order.
  public func intervals() -> [Interval] {
    var result: [Interval] = []
    var outage = RandomStream(seed: seed, "contact-center", "outages")
    var missingUntil: WallTime?
    for offset in 0..<days {
      let date = firstDay.adding(days: offset)
      guard let hours = openSlots(on: date) else { continue }
      var stream = RandomStream(seed: seed, "contact-center", date.description)
      let day = gamma(mean: 1, coefficientOfVariation: 0.07, using: &stream)
      for slot in hours {
        let start = WallTime(date: date, secondOfDay: slot * Self.slotSeconds)
        let rate =
          mean(at: start) * day * gamma(mean: 1, coefficientOfVariation: 0.05, using: &stream)
        let count = poisson(rate, using: &stream)
        if outage.uniform() < 0.0012 {
          let lost = 1 + Int(outage.uniform() * 9)
          missingUntil = WallTime(
            wallSeconds: start.wallSeconds + Int64(lost * Self.slotSeconds))
        }
        if let end = missingUntil, start < end { continue }
        result.append(Interval(start: start, contacts: count))
      }
    }
    return result
  }

  /// Weekdays 7:00 to 20:00, Saturdays 9:00 to 15:00, closed on Sundays and on
  /// the calendar's closed days.
  private func openSlots(on date: CivilDate) -> Range<Int>? {
    if calendar.holiday(on: date)?.isClosed == true { return nil }
    return switch date.weekday {
    case 6: 18..<30
    case 7: nil
    default: 14..<40
    }
  }

  private func mean(at start: WallTime) -> Double {
    let hour = Double(start.secondOfDay) / 3_600 + 0.25
    // A morning peak near 10:15 and a lower one after lunch, near 14:00.
    let morning = exp(-pow((hour - 10.25) / 2.1, 2))
    let afternoon = 0.82 * exp(-pow((hour - 14.2) / 2.4, 2))
    let ends = 0.16 * exp(-pow((hour - 18.0) / 1.8, 2))
    let shape = 0.08 + morning + afternoon + ends
    let month = start.date.month - 1
    // The day after a closed day catches up.
    let before = calendar.holiday(on: start.date.adding(days: -1))?.isClosed == true
    var level = Self.base * Self.week[start.date.weekday - 1] * Self.months[month]
    level *= before ? 1.16 : 1
    level *= start.date < shiftDay ? 1 : shiftFactor
    return level * shape / 1.08
  }

  private func gamma(
    mean: Double, coefficientOfVariation: Double, using stream: inout RandomStream
  ) -> Double {
    let shape = 1 / (coefficientOfVariation * coefficientOfVariation)
    guard let distribution = try? Gamma(shape: shape, scale: mean / shape) else { return mean }
    return distribution.sample(using: &stream)
  }

  private func poisson(_ mean: Double, using stream: inout RandomStream) -> Int {
    guard mean > 0, let distribution = try? Poisson(mean: mean) else { return 0 }
    return Int(distribution.sample(using: &stream))
  }

  /// The data file: `ds`, `contacts`.
  public func csv() -> [UInt8] {
    var writer = CSVWriter(header: ["ds", "contacts"])
    for interval in intervals() {
      writer.wallTime(interval.start)
      writer.integer(interval.contacts)
      writer.endRow()
    }
    return writer.bytes
  }
}
