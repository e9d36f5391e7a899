import CivilTime
import XCTest

@testable import Reports

final class PlainWordsTests: XCTestCase {
  func testNumbersReadAsElsewhere() throws {
    for number in try Reference.load().numbers {
      XCTAssertEqual(
        PlainWords.number(number.value, digits: number.digits), number.text, "\(number.value)")
    }
  }

  func testDatesReadAsElsewhere() throws {
    for date in try Reference.load().dates {
      XCTAssertEqual(PlainWords.date(CivilDate(daysSinceEpoch: date.day)), date.text)
    }
  }

  func testNumberStyles() {
    XCTAssertEqual(PlainWords.number(-1234.5, digits: 1), "−1,234.5")
    XCTAssertEqual(PlainWords.number(-0.004, digits: 2), "0.00", "no sign on what reads as zero")
    XCTAssertEqual(PlainWords.number(.nan), "–")
    XCTAssertEqual(PlainWords.number(.infinity), "–")
    XCTAssertEqual(PlainWords.number(3), "3")
    XCTAssertEqual(PlainWords.number(0.1234), "0.12")
    XCTAssertEqual(PlainWords.number(12.345), "12.3")
    XCTAssertEqual(PlainWords.percent(0.123), "12\u{00A0}%")
    XCTAssertEqual(PlainWords.money(1920), "$1,920")
    XCTAssertEqual(PlainWords.money(-40.5, sign: "€", digits: 2), "−€40.50")
    XCTAssertEqual(NumberFormat.signed().words(8), "+8")
    XCTAssertEqual(NumberFormat.signed().words(0), "0")
    XCTAssertEqual(NumberFormat(style: .signedMoney("$"), digits: 0).words(480), "+$480")
    XCTAssertEqual(PlainWords.number(1e20, digits: 0), "1e+20")
  }

  func testCountsAndLists() {
    XCTAssertEqual(PlainWords.count(1, "shift"), "1 shift")
    XCTAssertEqual(PlainWords.count(1_200, "shift"), "1,200 shifts")
    XCTAssertEqual(PlainWords.count(0, "person", plural: "people"), "no people")
    XCTAssertEqual(PlainWords.list([]), "")
    XCTAssertEqual(PlainWords.list(["a"]), "a")
    XCTAssertEqual(PlainWords.list(["a", "b", "c"]), "a, b and c")
    XCTAssertEqual(PlainWords.moreOrFewer(5, than: 8), "3 fewer")
    XCTAssertEqual(PlainWords.moreOrFewer(8, than: 8), "as many")
    XCTAssertEqual(PlainWords.sentence("élan vital"), "Élan vital")
  }

  func testChancesAsFrequencies() {
    let expected: [(Double, String)] = [
      (0.8, "8 days in 10"), (0.5, "5 days in 10"), (0.95, "19 days in 20"), (0.25, "1 day in 4"),
      (0.1, "1 day in 10"), (0.98, "98 days in 100"), (0.997, "997 days in 1,000"),
      (1.0 / 3, "1 day in 3"), (0, "no day"), (1, "every day"),
      (0.0001, "fewer than 1 day in 1,000"), (0.9999, "more than 999 days in 1,000"),
    ]
    for (chance, words) in expected { XCTAssertEqual(PlainWords.frequency(chance), words) }
  }

  func testAFrequencyIsNeverFarFromItsChance() {
    for step in 1..<1000 {
      let chance = Double(step) / 1000
      let words = PlainWords.frequency(chance).split(separator: " ")
      let hits = Double(words[0])!
      let of = Double(words[3].filter { $0 != "," })!
      XCTAssertEqual(hits / of, chance, accuracy: 0.05 * min(chance, 1 - chance) + 1e-12)
    }
  }

  func testRangesAndRounding() {
    XCTAssertEqual(
      PlainWords.about(1240, between: 1120, and: 1375, level: 0.8),
      "about 1,240 (between 1,120 and 1,375, 8 days in 10)")
    XCTAssertEqual(PlainWords.rounded(1243.7, toSuit: 1120, 1375), 1240)
    XCTAssertEqual(PlainWords.rounded(1.2437, toSuit: 1.1, 1.4), 1.24)
    XCTAssertEqual(PlainWords.rounded(61_234, toSuit: 50_000, 75_000), 61_000)
    XCTAssertEqual(PlainWords.rounded(5, toSuit: 5, 5), 5)
  }

  func testSpansOfDays() {
    let monday = CivilDate(year: 2025, month: 3, day: 3)
    XCTAssertEqual(PlainWords.dates(from: monday, to: monday.adding(days: 6)), "3 to 9 March 2025")
    XCTAssertEqual(PlainWords.dates(from: monday, to: monday), "3 March 2025")
    XCTAssertEqual(
      PlainWords.dates(from: monday.adding(days: -3), to: monday), "28 February to 3 March 2025")
    XCTAssertEqual(
      PlainWords.dates(
        from: CivilDate(year: 2025, month: 12, day: 29), to: CivilDate(year: 2026, month: 1, day: 4)
      ),
      "29 December 2025 to 4 January 2026")
    XCTAssertEqual(
      PlainWords.time(WallTime(date: monday, secondOfDay: 9 * 3600 + 1800)),
      "Monday 3 March 2025 at 09:30")
    XCTAssertEqual(PlainWords.timeOfDay(33_315), "09:15:15")
    XCTAssertEqual(PlainWords.duration(seconds: 9000), "2 hours 30 minutes")
    XCTAssertEqual(PlainWords.duration(seconds: 0), "no time")
  }

  func testInlineTextKeepsItsParts() {
    let name = "calls.csv"
    let text: InlineText = "Read \(1200) rows of \(code: name), \(strong: "all") good"
    XCTAssertEqual(
      text.spans,
      [
        .plain("Read 1,200 rows of "), .code("calls.csv"), .plain(", "), .strong("all"),
        .plain(" good"),
      ])
    XCTAssertEqual(text.plainText, "Read 1,200 rows of calls.csv, all good")
  }
}
