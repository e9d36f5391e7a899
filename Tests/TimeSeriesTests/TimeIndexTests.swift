import CivilTime
import TimeSeries
import XCTest

final class TimeIndexTests: XCTestCase {
  private func bank() throws -> OpeningHours {
    let schedule = try XCTUnwrap(WeeklySchedule("Mon-Fri 07:00-21:05"))
    return try XCTUnwrap(OpeningHours(schedule, slotSeconds: 300))
  }

  /// Every index leads from steps to positions and back, forwards and backwards.
  func testRoundTrips() throws {
    let chicago = try zone("America/Chicago")
    let start = chicago.startOfDay(CivilDate(year: 2025, month: 1, day: 6)).secondsSinceEpoch
    let indices = [
      TimeIndex(domain: .integer, frequency: .index(step: 3), start: 7, count: 10),
      TimeIndex(domain: .wall, frequency: .seconds(300), start: wall(2025, 1, 6), count: 10),
      TimeIndex(
        domain: .wall, frequency: .seconds(300), start: wall(2025, 1, 6, 7), count: 10,
        opening: try bank()),
      TimeIndex(domain: .zoned(chicago), frequency: .seconds(1_800), start: start, count: 10),
      TimeIndex(domain: .zoned(chicago), frequency: .days(1), start: start, count: 10),
      TimeIndex(domain: .zoned(chicago), frequency: .days(7), start: start + 21_600, count: 10),
      TimeIndex(domain: .zoned(chicago), frequency: .months(1), start: start, count: 10),
      TimeIndex(
        domain: .wall, frequency: .months(1), start: wall(2025, 1, 31), count: 10, anchorDay: 31),
      TimeIndex(domain: .wall, frequency: .months(3), start: wall(2025, 1, 1), count: 10),
      TimeIndex(
        domain: .zoned(chicago), frequency: .seconds(300), start: start + 7 * 3_600, count: 10,
        opening: try bank()),
      TimeIndex(
        domain: .wall, frequency: .days(1), start: wall(2025, 1, 6), count: 10,
        opening: OpeningHours(
          slotSeconds: 86_400, isOpen: [true, true, true, true, true, false, false])),
    ]
    for index in indices {
      XCTAssertEqual(index.position(ofStep: 0), index.start)
      for step in stride(from: -997, to: 3_000, by: 13) {
        let position = index.position(ofStep: step)
        XCTAssertEqual(index.step(ofPosition: position), step, "\(index.frequency) \(step)")
        XCTAssertEqual(index.step(containing: index.endPosition(ofStep: step) - 1), step)
        XCTAssertLessThan(position, index.position(ofStep: step + 1))
        XCTAssertNil(index.step(ofPosition: position + 1).flatMap { $0 == step ? $0 : nil })
      }
    }
  }

  func testDaysOfTwentyThreeAndTwentyFiveHours() throws {
    let chicago = try zone("America/Chicago")
    let start = chicago.startOfDay(CivilDate(year: 2025, month: 3, day: 8)).secondsSinceEpoch
    let days = TimeIndex(domain: .zoned(chicago), frequency: .daily, start: start, count: 3)
    XCTAssertEqual(days.label(ofStep: 1), "2025-03-09")
    XCTAssertEqual(days.durationSeconds(ofStep: 0), 86_400)
    XCTAssertEqual(days.durationSeconds(ofStep: 1), 82_800)
    XCTAssertEqual(days.label(ofStep: 239), "2025-11-02")
    XCTAssertEqual(days.durationSeconds(ofStep: 239), 90_000)
    let hours = TimeIndex(domain: .zoned(chicago), frequency: .hourly, start: start, count: 3)
    XCTAssertEqual(hours.label(ofStep: 25), "2025-03-09T01:00:00-06:00")
    XCTAssertEqual(hours.label(ofStep: 26), "2025-03-09T03:00:00-05:00")
    XCTAssertEqual(hours.step(ofPosition: days.position(ofStep: 2)), 47)
    let weeks = TimeIndex(domain: .zoned(chicago), frequency: .weekly, start: start, count: 3)
    XCTAssertEqual(weeks.durationSeconds(ofStep: 0), 7 * 86_400 - 3_600)
    let utc = TimeIndex(domain: .zoned(.utc), frequency: .halfHourly, start: 0, count: 1)
    XCTAssertEqual(utc.label(ofStep: 1), "1970-01-01T00:30:00Z")
  }

  func testSkippedMidnightsAndDays() throws {
    let saoPaulo = try zone("America/Sao_Paulo")
    let date = CivilDate(year: 2018, month: 11, day: 4)
    let days = TimeIndex(
      domain: .zoned(saoPaulo), frequency: .daily,
      start: saoPaulo.startOfDay(date).secondsSinceEpoch, count: 2)
    XCTAssertEqual(days.label(ofStep: 0), "2018-11-04")
    XCTAssertEqual(days.label(ofStep: 1), "2018-11-05")
    XCTAssertEqual(days.durationSeconds(ofStep: 0), 82_800)
    XCTAssertEqual(days.durationSeconds(ofStep: -1), 86_400)
    let apia = try zone("Pacific/Apia")
    let before = CivilDate(year: 2011, month: 12, day: 29)
    let skipping = TimeIndex(
      domain: .zoned(apia), frequency: .daily, start: apia.startOfDay(before).secondsSinceEpoch,
      count: 3)
    XCTAssertEqual((0..<3).map { skipping.durationSeconds(ofStep: $0) }, [86_400, 0, 86_400])
    XCTAssertEqual(skipping.label(ofStep: 1), "2011-12-30")
    XCTAssertEqual(skipping.step(ofPosition: skipping.position(ofStep: 2)), 2)
  }

  func testMonthEnds() {
    let ends = TimeIndex(
      domain: .wall, frequency: .monthly, start: wall(2024, 2, 29), count: 3, anchorDay: 31)
    XCTAssertEqual(
      (0..<4).map { ends.label(ofStep: $0) },
      ["2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"])
    XCTAssertEqual(ends.durationSeconds(ofStep: 0), 31 * 86_400)
    let firsts = TimeIndex(
      domain: .wall, frequency: .quarterly, start: wall(2024, 1, 1), count: 3)
    XCTAssertEqual(firsts.label(ofStep: 5), "2025-04-01")
    XCTAssertEqual(firsts.step(containing: wall(2024, 12, 31, 23)), 3)
  }

  func testOpeningHours() throws {
    let index = TimeIndex(
      domain: .wall, frequency: .seconds(300), start: wall(2003, 3, 3, 7), count: 169 * 5,
      opening: try bank())
    XCTAssertEqual(index.label(ofStep: 168), "2003-03-03T21:00:00")
    XCTAssertEqual(index.endLabel(ofStep: 168), "2003-03-03T21:05:00")
    XCTAssertEqual(index.label(ofStep: 169), "2003-03-04T07:00:00")
    XCTAssertEqual(index.label(ofStep: 845), "2003-03-10T07:00:00")
    XCTAssertEqual(index.durationSeconds(ofStep: 168), 300)
    XCTAssertNil(index.step(containing: wall(2003, 3, 8, 12)))
    XCTAssertEqual(index.seasonalPeriods(seriesLength: 27_716), [169, 845])
    XCTAssertEqual(index.seasonalPeriods(seriesLength: 400), [169])
    XCTAssertEqual(index.opening?.text, "Mon–Fri 07:00–21:05")
    // In a zone the slots keep to the local clock over a change.
    let chicago = try zone("America/Chicago")
    let friday = chicago.startOfDay(CivilDate(year: 2025, month: 3, day: 7))
    let zoned = TimeIndex(
      domain: .zoned(chicago), frequency: .seconds(300),
      start: friday.secondsSinceEpoch + 7 * 3_600, count: 1, opening: try bank())
    XCTAssertEqual(zoned.label(ofStep: 169), "2025-03-10T07:00:00-05:00")
  }

  func testSchedules() throws {
    let night = try XCTUnwrap(WeeklySchedule("Fri-Sat 22:00-06:00"))
    let hours = try XCTUnwrap(OpeningHours(night, slotSeconds: 3_600))
    XCTAssertEqual(hours.openPerDay, [0, 0, 0, 0, 2, 8, 6])
    XCTAssertEqual(hours.openPerWeek, 16)
    XCTAssertNil(hours.commonOpenPerDay)
    let wrapping = try XCTUnwrap(WeeklySchedule("Sun-Mon 09-17; Wed,Thu 8:30-12:00,13:00-17:00"))
    let halves = try XCTUnwrap(OpeningHours(wrapping, slotSeconds: 1_800))
    XCTAssertEqual(halves.openPerDay, [16, 0, 15, 15, 0, 0, 16])
    XCTAssertEqual(
      halves.text, "Mon 09:00–17:00, Wed–Thu 08:30–12:00 and 13:00–17:00, Sun 09:00–17:00")
    for bad in ["", "Mon", "Mon 9", "Mon 25:00-26:00", "Xyz 09:00-17:00", "Mon 09:00-09:00"] {
      XCTAssertNil(WeeklySchedule(bad), bad)
    }
    XCTAssertNil(OpeningHours(night, slotSeconds: 1_000))
  }

  func testSeasons() {
    func seasons(_ frequency: Frequency, _ length: Int) -> [Int] {
      TimeIndex(domain: .wall, frequency: frequency, start: 0, count: length)
        .seasonalPeriods(seriesLength: length)
    }
    XCTAssertEqual(seasons(.seconds(300), 100_000), [288, 2_016])
    XCTAssertEqual(seasons(.halfHourly, 17_520), [48, 336])
    XCTAssertEqual(seasons(.hourly, 8_760), [24, 168])
    XCTAssertEqual(seasons(.hourly, 100), [24])
    XCTAssertEqual(seasons(.daily, 365), [7])
    XCTAssertEqual(seasons(.weekly, 200), [52])
    XCTAssertEqual(seasons(.monthly, 60), [12])
    XCTAssertEqual(seasons(.quarterly, 20), [4])
    XCTAssertEqual(seasons(.yearly, 20), [])
    XCTAssertEqual(seasons(.index(step: 1), 1_000), [])
    let days = TimeIndex(domain: .wall, frequency: .daily, start: 0, count: 1_200)
    XCTAssertEqual(days.yearlyPeriod(seriesLength: 1_200), 365)
    XCTAssertNil(days.yearlyPeriod(seriesLength: 1_000))
    let hours = TimeIndex(domain: .wall, frequency: .hourly, start: 0, count: 1_200)
    XCTAssertEqual(hours.yearlyPeriod(seriesLength: 30_000), 8_766)
  }

  func testFrequencyTexts() {
    let texts: [(String, Frequency?)] = [
      ("30min", .seconds(1_800)), ("5 minutes", .seconds(300)), ("hourly", .seconds(3_600)),
      ("24h", .days(1)), ("day", .days(1)), ("2w", .days(14)), ("month", .months(1)),
      ("quarterly", .months(3)), ("year", .months(12)), ("PT15M", .seconds(900)),
      ("P1D", .days(1)), ("P3M", .months(3)), ("0min", nil), ("25h", nil), ("fortnight", nil),
      ("", nil), ("P1H", nil),
    ]
    for (text, frequency) in texts { XCTAssertEqual(Frequency(text), frequency, text) }
    XCTAssertEqual(
      [Frequency.seconds(300), .hourly, .daily, .weekly, .months(2), .quarterly, .yearly]
        .map(\.description),
      ["5 minutes", "hour", "day", "week", "2 months", "quarter", "year"])
  }
}
