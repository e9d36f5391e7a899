import CivilTime
import Statistics
import TimeSeries
import XCTest

@testable import Forecasting

/// Quarter-hourly counts of made detectors: a rush hour on workdays, and noise with a
/// memory.
enum MadeDetectors {
  static func calendar(
    days: Int, start: CivilDate = CivilDate(year: 2025, month: 3, day: 3),
    holidays: Set<Int> = []
  ) throws -> FlowCalendar {
    let index = TimeIndex(
      domain: .wall, frequency: .seconds(900), start: Int64(start.daysSinceEpoch) * 86_400,
      count: days * 96)
    return try XCTUnwrap(
      FlowCalendar(index: index, steps: days * 96) {
        holidays.contains($0.daysSinceEpoch - start.daysSinceEpoch)
      })
  }

  static func history(
    days: Int, detectors: Int = 4, ahead: Int = 8, seed: UInt64 = 5
  ) throws -> DetectorHistory {
    var stream = RandomStream(seed: seed, "made detectors")
    let calendar = try calendar(days: days + ahead)
    var noise = [Double](repeating: 0, count: detectors)
    var values: [Double] = []
    for step in 0..<days * 96 {
      let hour = Double(calendar.slot[step]) / 4
      let isWorkday = calendar.kind[calendar.day[step]] == .workday
      let rush = isWorkday ? 80 * max(0, 1 - abs(hour - 8) / 3) : 20
      for i in 0..<detectors {
        noise[i] = 0.85 * noise[i] + 5 * stream.normal()
        values.append(max(0, (30 + rush) * (1 + 0.3 * Double(i)) + noise[i]).rounded())
      }
    }
    return DetectorHistory(
      detectors: (0..<detectors).map { "D\($0)" }, calendar: calendar, values: values)
  }
}
