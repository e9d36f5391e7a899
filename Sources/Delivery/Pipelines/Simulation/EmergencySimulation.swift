public import CivilTime
import Foundation
import Statistics
import Tables

/// Hourly incidents of a made-up ambulance service, by priority.
///
/// Day and night, weekdays and weekend nights differ; the most urgent class is the smallest and
/// the flattest. Counts are Poisson around a rate that a gamma factor moves for the whole day.
public struct EmergencySimulation: Sendable {
  public var seed: UInt64
  public var firstDay: CivilDate
  public var days: Int

  public init(seed: UInt64, firstDay: CivilDate, days: Int) {
    self.seed = seed
    self.firstDay = firstDay
    self.days = days
  }

  /// Mean incidents an hour, and how far the hours of the day move it.
  private static let classes: [(name: String, mean: Double, swing: Double)] = [
    ("1 life-threatening", 0.9, 0.25), ("2 urgent", 1.7, 0.4), ("3 other", 1.1, 0.7),
  ]

  /// The data file: `priority`, `ds`, `incidents`.
  public func csv() -> [UInt8] {
    var writer = CSVWriter(header: ["priority", "ds", "incidents"])
    for entry in Self.classes {
      for day in 0..<days {
        let date = firstDay.adding(days: day)
        var stream = RandomStream(seed: seed, "emergency", entry.name, date.description)
        let factor = (try? Gamma(shape: 100, scale: 0.01))?.sample(using: &stream) ?? 1
        for hour in 0..<24 {
          let mean = entry.mean * factor * Self.shape(date, hour: hour, swing: entry.swing)
          let count = (try? Poisson(mean: mean))?.sample(using: &stream) ?? 0
          writer.text(entry.name)
          writer.wallTime(WallTime(date: date, secondOfDay: hour * 3_600))
          writer.integer(Int(count))
          writer.endRow()
        }
      }
    }
    return writer.bytes
  }

  /// Least near 5:00, most near 16:00; the nights to Saturday and Sunday are busier.
  private static func shape(_ date: CivilDate, hour: Int, swing: Double) -> Double {
    let turn = cos(2 * Double.pi * (Double(hour) + 0.5 - 16) / 24)
    let isOut =
      date.weekday == 5 && hour >= 21 || date.weekday == 6 && (hour < 4 || hour >= 21)
      || date.weekday == 7 && hour < 4
    return (1 + swing * turn) * (isOut ? 1.35 : 1)
  }
}
