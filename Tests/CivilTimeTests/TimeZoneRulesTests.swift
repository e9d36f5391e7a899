import CivilTime
import Foundation
import TestSupport
import XCTest

final class TimeZoneRulesTests: XCTestCase {
  private static let names = [
    "Africa/Casablanca", "Africa/Monrovia", "America/Chicago", "America/New_York",
    "America/Sao_Paulo", "America/St_Johns", "Antarctica/Troll", "Asia/Kolkata", "Asia/Tehran",
    "Australia/Lord_Howe", "Europe/Dublin", "Europe/London", "Pacific/Apia", "Pacific/Chatham",
  ]

  private func bytes(_ name: String) throws -> [UInt8] {
    let file = name.replacingOccurrences(of: "/", with: "-") + ".tzif"
    return Array(try Data(contentsOf: Repository.reference("time/zones/\(file)")))
  }

  private func zone(_ name: String) throws -> TimeZoneRules {
    try TimeZoneRules(identifier: name, tzif: bytes(name))
  }

  private func rows(_ file: String) throws -> [[Substring]] {
    let text = try String(contentsOf: Repository.reference("time/\(file)"), encoding: .utf8)
    return text.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
  }

  /// At every change between 1900 and 2100, and the second before it.
  func testOffsetsAgreeWithReference() throws {
    var zones: [Substring: TimeZoneRules] = [:]
    var previous: [Substring] = []
    var checked = 0
    for row in try rows("offsets.csv") {
      let zone = try zones[row[0]] ?? zone(String(row[0]))
      zones[row[0]] = zone
      let time = try XCTUnwrap(Int64(row[1]))
      func check(_ time: Int64, _ row: [Substring]) {
        let instant = Instant(secondsSinceEpoch: time)
        XCTAssertEqual(zone.offset(at: instant), Int(row[2]), "\(row[0]) at \(instant)")
        XCTAssertEqual(zone.isDaylight(at: instant), row[3] == "1", "\(row[0]) at \(instant)")
        XCTAssertEqual(zone.abbreviation(at: instant), String(row[4]), "\(row[0]) at \(instant)")
        checked += 1
      }
      check(time, row)
      // The file leaves out the years 2042 to 2086.
      if previous.first == row[0], abs(time - (Int64(previous[1]) ?? 0)) < 40 * 366 * 86_400 {
        check(time - 1, previous)
      }
      previous = row
    }
    XCTAssertEqual(zones.count, TimeZoneRulesTests.names.count)
    XCTAssertGreaterThan(checked, 4_000)
  }

  func testWallTimesAgreeWithReference() throws {
    var zones: [Substring: TimeZoneRules] = [:]
    for row in try rows("walls.csv") {
      let zone = try zones[row[0]] ?? zone(String(row[0]))
      zones[row[0]] = zone
      let wall = WallTime(wallSeconds: try XCTUnwrap(Int64(row[1])))
      let first = Instant(secondsSinceEpoch: try XCTUnwrap(Int64(row[3])))
      switch zone.instants(of: wall) {
      case .unique(let instant):
        XCTAssertEqual(row[2], "unique", "\(row[0]) \(wall)")
        XCTAssertEqual(instant, first, "\(row[0]) \(wall)")
      case .gap(let transition, let shifted):
        XCTAssertEqual(row[2], "gap", "\(row[0]) \(wall)")
        XCTAssertEqual(shifted, first, "\(row[0]) \(wall)")
        XCTAssertLessThanOrEqual(transition, shifted)
        XCTAssertNotEqual(
          zone.offset(at: transition),
          zone.offset(at: Instant(secondsSinceEpoch: transition.secondsSinceEpoch - 1)))
      case .fold(let earlier, let later):
        XCTAssertEqual(row[2], "fold", "\(row[0]) \(wall)")
        XCTAssertEqual(earlier, first, "\(row[0]) \(wall)")
        XCTAssertEqual(later.secondsSinceEpoch, Int64(row[4]), "\(row[0]) \(wall)")
      }
    }
  }

  /// A moment's wall time leads back to it.
  func testRoundTrip() throws {
    for name in TimeZoneRulesTests.names {
      let zone = try zone(name)
      var time: Int64 = -2_200_000_000
      while time < 4_100_000_000 {
        let instant = Instant(secondsSinceEpoch: time)
        switch zone.instants(of: zone.wallTime(of: instant)) {
        case .unique(let found): XCTAssertEqual(found, instant, name)
        case .fold(let earlier, let later):
          XCTAssert(earlier == instant || later == instant, "\(name) \(instant)")
        case .gap: XCTFail("\(name) \(instant): a clock that shows a time it skips")
        }
        time += 15_678_901
      }
    }
  }

  func testDayLengths() throws {
    let chicago = try zone("America/Chicago")
    XCTAssertEqual(chicago.dayLength(CivilDate(year: 2025, month: 3, day: 9)), 82_800)
    XCTAssertEqual(chicago.dayLength(CivilDate(year: 2025, month: 11, day: 2)), 90_000)
    XCTAssertEqual(chicago.dayLength(CivilDate(year: 2025, month: 6, day: 1)), 86_400)
    let lordHowe = try zone("Australia/Lord_Howe")
    XCTAssertEqual(lordHowe.dayLength(CivilDate(year: 2025, month: 10, day: 5)), 84_600)
    XCTAssertEqual(lordHowe.dayLength(CivilDate(year: 2025, month: 4, day: 6)), 88_200)
    // The day Samoa skipped to change sides of the date line.
    let apia = try zone("Pacific/Apia")
    XCTAssertEqual(apia.dayLength(CivilDate(year: 2011, month: 12, day: 30)), 0)
    XCTAssertEqual(apia.dayLength(CivilDate(year: 2011, month: 12, day: 29)), 86_400)
    // Brazil's clocks skipped midnight.
    let saoPaulo = try zone("America/Sao_Paulo")
    let day = CivilDate(year: 2018, month: 11, day: 4)
    XCTAssertEqual(saoPaulo.dayLength(day), 82_800)
    XCTAssertEqual(saoPaulo.wallTime(of: saoPaulo.startOfDay(day)).secondOfDay, 3_600)
  }

  func testTransitions() throws {
    let chicago = try zone("America/Chicago")
    let next = chicago.nextTransition(after: Instant(secondsSinceEpoch: 4_070_908_800))
    XCTAssertEqual(next?.offsetBefore, -21_600)
    XCTAssertEqual(next?.offsetAfter, -18_000)
    XCTAssertEqual(next?.instant.description, "2099-03-08T08:00:00Z")
    XCTAssertNil(TimeZoneRules.utc.nextTransition(after: Instant(secondsSinceEpoch: 0)))
    XCTAssertNil(
      try zone("Asia/Kolkata").nextTransition(after: Instant(secondsSinceEpoch: 0)))
    XCTAssertEqual(
      chicago.text(of: Instant(secondsSinceEpoch: 1_741_505_400)), "2025-03-09T01:30:00-06:00")
  }

  func testPosixTexts() throws {
    // Daylight time all year round, as RFC 9636 writes it.
    let always = try TimeZoneRules(identifier: "x", posix: "XXX3EDT4,0/0,J365/23")
    for time in stride(from: Int64(0), to: 80_000_000, by: 1_234_567) {
      XCTAssertEqual(always.offset(at: Instant(secondsSinceEpoch: time)), -14_400)
    }
    // Negative and large times of a rule: Greenland's clocks change on the
    // Saturday evening before the last Sunday.
    let nuuk = try TimeZoneRules(identifier: "x", posix: "<-02>2<-01>,M3.5.0/-1,M10.5.0/0")
    XCTAssertEqual(
      nuuk.nextTransition(after: Instant(secondsSinceEpoch: 1_735_689_600))?.instant.description,
      "2025-03-30T01:00:00Z")
    let julian = try TimeZoneRules(identifier: "x", posix: "AAA-1BBB,J60/0,J300/0")
    // J60 is 1 March in every year.
    for year in [2023, 2024] {
      let start = CivilDate(year: year, month: 3, day: 1)
      XCTAssertEqual(julian.dayLength(start), 82_800)
    }
    for bad in [
      "", "A3", "AAA", "AAA25", "AAA3BBB,", "AAA3BBB,M3.2.0", "AAA3BBB,M13.1.0,M1.1.0",
      "AAA3BBB,M3.6.0,M1.1.0", "AAA3BBB,J0,J1", "AAA3BBB,366,1", "<AAA3", "AAA3BBB,M3.2.0,M4.2.0x",
      "AAA3BBB,M3.2.0/168,M4.2.0",
    ] {
      XCTAssertThrowsError(try TimeZoneRules(identifier: "x", posix: bad), bad) {
        XCTAssertEqual($0 as? TimeZoneError, .badFooter)
      }
    }
  }

  /// A file of version 1, written here by hand: one change at 1,000 seconds.
  func testVersion1() throws {
    func number(_ value: Int32) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: value >> Int32(24 - 8 * $0)) }
    }
    var file = Array("TZif".utf8) + [UInt8](repeating: 0, count: 16)
    file += [0, 0, 0, 1, 2, 8].flatMap { number($0) }
    file += number(1_000) + [1]
    file += number(3_600) + [0, 0] + number(-7_200) + [1, 4] + Array("AAA\0BBB\0".utf8)
    let zone = try TimeZoneRules(identifier: "made", tzif: file)
    XCTAssertEqual(zone.offset(at: Instant(secondsSinceEpoch: 999)), 3_600)
    XCTAssertEqual(zone.offset(at: Instant(secondsSinceEpoch: 1_000)), -7_200)
    XCTAssertEqual(zone.abbreviation(at: Instant(secondsSinceEpoch: 1_000)), "BBB")
  }

  func testDamagedFilesAreErrors() throws {
    let whole = try bytes("America/Chicago")
    XCTAssertThrowsError(try TimeZoneRules(identifier: "x", tzif: [])) {
      XCTAssertEqual($0 as? TimeZoneError, .notTimeZoneData)
    }
    for length in 0..<whole.count {
      XCTAssertThrowsError(
        try TimeZoneRules(identifier: "x", tzif: Array(whole[0..<length])), "\(length)")
    }
    var badVersion = whole
    badVersion[4] = 9
    XCTAssertThrowsError(try TimeZoneRules(identifier: "x", tzif: badVersion)) {
      XCTAssertEqual($0 as? TimeZoneError, .unknownVersion(9))
    }
  }

  /// Bytes changed at random give an error or rules that answer, never a trap.
  func testRandomDamage() throws {
    var state: UInt64 = 42
    func draw(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(limit))
    }
    var read = 0
    for name in ["Australia/Lord_Howe", "Antarctica/Troll", "Africa/Casablanca"] {
      let whole = try bytes(name)
      for _ in 0..<500 {
        var damaged = whole
        for _ in 0...draw(4) { damaged[draw(damaged.count)] = UInt8(draw(256)) }
        guard let zone = try? TimeZoneRules(identifier: "x", tzif: damaged) else { continue }
        read += 1
        for time: Int64 in [-4_000_000_000, 0, 1_700_000_000, 6_000_000_000] {
          let instant = Instant(secondsSinceEpoch: time)
          _ = zone.instants(of: zone.wallTime(of: instant))
          _ = zone.nextTransition(after: instant)
        }
      }
    }
    XCTAssertGreaterThan(read, 10)
  }

  func testEqualityAndFixedOffsets() throws {
    let chicago = try zone("America/Chicago")
    XCTAssertEqual(chicago, try zone("America/Chicago"))
    XCTAssertEqual(chicago.hashValue, try zone("America/Chicago").hashValue)
    XCTAssertNotEqual(chicago, try zone("America/New_York"))
    XCTAssertNotEqual(
      chicago,
      try TimeZoneRules(identifier: "America/Chicago", tzif: bytes("America/New_York")))
    let india = try XCTUnwrap(TimeZoneRules(fixedOffset: "+05:30"))
    XCTAssertEqual(india.identifier, "+05:30")
    XCTAssertEqual(india.text(of: Instant(secondsSinceEpoch: 0)), "1970-01-01T05:30:00+05:30")
    XCTAssertEqual(TimeZoneRules(fixedOffset: "Z"), .utc)
    XCTAssertTrue(india.isFixed)
    XCTAssertFalse(chicago.isFixed)
  }
}
