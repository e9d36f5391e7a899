import CivilTime
import Tables
import TimeSeries
import XCTest

final class PanelTests: XCTestCase {
  private func build(
    _ columns: [Column], _ options: PanelOptions = PanelOptions()
  ) throws -> Panel {
    try Panel(from: Table(columns: columns), options: options)
  }

  private func error(
    _ columns: [Column], _ options: PanelOptions = PanelOptions()
  ) -> TimeSeriesError? {
    do {
      _ = try Panel(from: Table(columns: columns), options: options)
      return nil
    } catch {
      return error
    }
  }

  func testLongTable() throws {
    let day = (0..<6).map { wall(2025, 1, 1 + $0) }
    let table = Table(columns: [
      .text("unique_id", ["b", "a", "a", "b", "a", "b"]),
      .times("ds", .date, [day[2], day[0], day[1], day[0], day[3], day[3]]),
      .numbers("y", [3, 10, 11, 1, 13, .nan]),
    ])
    let panel = try Panel(from: table)
    XCTAssertEqual(panel.index.frequency, .daily)
    XCTAssertEqual(panel.index.domain, .wall)
    XCTAssertEqual(panel.index.count, 4)
    XCTAssertEqual(panel.series.map(\.id), ["a", "b"])
    XCTAssertEqual(panel.series[0].values.map { $0.isNaN ? -1 : $0 }, [10, 11, -1, 13])
    // The missing value at the end of b is not part of it.
    XCTAssertEqual(panel.series[1].values.map { $0.isNaN ? -1 : $0 }, [1, -1, 3])
    XCTAssertEqual(panel.quality.rowsRead, 6)
    XCTAssertEqual(panel.quality.rowsMissingValue, 1)
    XCTAssertEqual(panel.quality.stepsExpected, 7)
    XCTAssertEqual(panel.quality.stepsMissing, 2)
  }

  func testOrderOfRowsDoesNotMatter() throws {
    var scramble = Scramble(7)
    var ids: [String?] = []
    var areas: [Int64] = []
    var times: [Int64?] = []
    var values: [Double] = []
    for k in 0..<600 {
      ids.append(["north", "south", "östlich"][k % 3])
      areas.append(Int64(k % 2))
      times.append(k == 50 ? nil : wall(2025, 2, 1) + Int64(k / 6) * 3_600)
      values.append(k % 17 == 0 ? .nan : Double(scramble.draw(1_000)) / 7)
    }
    // Repeats of whole rows, and several rows a time.
    for k in 0..<40 {
      ids.append(ids[k * 3])
      areas.append(areas[k * 3])
      times.append(times[k * 3])
      values.append(k % 2 == 0 ? values[k * 3] : Double(k))
    }
    let table = Table(columns: [
      .text("area", ids), .integers("team", areas), .times("when", .wall, times),
      .numbers("calls", values),
    ])
    let options = PanelOptions(id: ["area", "team"], value: "calls", conflicts: .sum)
    let expected = try Panel(from: table, options: options)
    XCTAssertEqual(
      expected.series.map(\.id),
      ["north/0", "north/1", "south/0", "south/1", "östlich/0", "östlich/1"])
    XCTAssertGreaterThan(expected.quality.exactDuplicateRows, 10)
    XCTAssertGreaterThan(expected.quality.conflictingTimestamps, 10)
    XCTAssertEqual(expected.quality.rowsMissingTime, 1)
    for _ in 0..<5 {
      let shuffled = try Panel(
        from: table.reordered(scramble.order(table.rowCount)), options: options)
      XCTAssert(same(shuffled, expected))
    }
  }

  func testAStepWithoutARowIsAGapOrAZero() throws {
    let table = Table(columns: [
      .text("unique_id", ["a", "a", "a", "b", "b", "b"]),
      .numbers("ds", [1, 3, 5, 2, 7, 6]), .numbers("y", [5, .nan, 2, 1, 4, .nan]),
    ])
    var options = PanelOptions(time: "ds", value: "y")
    let gaps = try Panel(from: table, options: options)
    XCTAssertEqual(gaps.series[0].values.map { $0.isNaN }, [false, true, true, true, false])
    options.absence = .zero
    let zeros = try Panel(from: table, options: options)
    // A row without a value is not known; a series goes on to the end of the panel.
    func spelt(_ series: Series) -> [String] {
      series.values.map { $0.isNaN ? "?" : "\(Int($0))" }
    }
    XCTAssertEqual(spelt(zeros.series[0]), ["5", "0", "?", "0", "2", "0", "0"])
    XCTAssertEqual(spelt(zeros.series[1]), ["1", "0", "0", "0", "?", "4"])
    XCTAssertEqual(zeros.series.map(\.firstStep), [0, 1])
    XCTAssertEqual(zeros.quality.stepsTakenForZero, 7)
    XCTAssertEqual(zeros.quality.stepsMissing, 2)
    XCTAssertEqual(zeros.quality.stepsExpected, 13)
  }

  func testConflictRules() throws {
    let columns: [Column] = [
      .times(
        "ds", .date, [wall(2025, 1, 1), wall(2025, 1, 2), wall(2025, 1, 2), wall(2025, 1, 3)]),
      .numbers("y", [1, 5, 2, 4]),
    ]
    XCTAssertEqual(
      error(columns), .conflictingRows(times: 1, rows: [2, 3], cause: .unknown))
    func second(_ rule: PanelOptions.ConflictRule) throws -> Double {
      try build(columns, PanelOptions(conflicts: rule)).series[0].values[1]
    }
    XCTAssertEqual(try second(.sum), 7)
    XCTAssertEqual(try second(.mean), 3.5)
    XCTAssertEqual(try second(.last), 2)
    // Rows equal in every column are one row, under any rule.
    let repeated: [Column] = [
      .times("ds", .date, [wall(2025, 1, 1), wall(2025, 1, 2), wall(2025, 1, 2)]),
      .numbers("y", [1, 5, 5]),
    ]
    let panel = try build(repeated, PanelOptions(conflicts: .sum))
    XCTAssertEqual(panel.series[0].values, [1, 5])
    XCTAssertEqual(panel.quality.exactDuplicateRows, 1)
    // Rows that differ elsewhere are not.
    let districts = repeated + [.text("district", ["x", "x", "z"])]
    XCTAssertEqual(
      try build(districts, PanelOptions(conflicts: .sum)).series[0].values, [1, 10])
  }

  func testFrequencies() throws {
    func frequency(_ times: [Int64], _ kind: TimeColumn.Kind = .wall) throws -> Frequency {
      try build([
        .times("ds", kind, times), .numbers("y", times.indices.map { Double($0 % 5 + 1) }),
      ]).index.frequency
    }
    let start = wall(2024, 1, 1)
    func every(_ step: Int64, _ count: Int64, without: Set<Int64> = []) -> [Int64] {
      (0..<count).filter { !without.contains($0) }.map { (k: Int64) -> Int64 in start + k * step }
    }
    XCTAssertEqual(try frequency(every(300, 40, without: [3, 4, 20])), .seconds(300))
    XCTAssertEqual(try frequency(every(1_800, 40)), .halfHourly)
    XCTAssertEqual(try frequency(every(3_600, 40, without: [7])), .hourly)
    XCTAssertEqual(try frequency(every(86_400, 40, without: [7, 8, 30])), .daily)
    XCTAssertEqual(try frequency(every(7 * 86_400, 10, without: [7])), .weekly)
    // Only every other hour but one: the common divisor, not the usual distance.
    XCTAssertEqual(try frequency([0, 2, 4, 7, 9].map { start + $0 * 3_600 }), .hourly)
    XCTAssertEqual(
      try frequency((1...12).map { wall(2024, $0, 1) }, .date), .monthly)
    XCTAssertEqual(
      try frequency([1, 2, 4, 5, 9].map { wall(2024, $0, 15) }, .date), .monthly)
    XCTAssertEqual(
      try frequency([2, 5, 8, 11].map { wall(2024, $0, 1) }, .date), .quarterly)
    XCTAssertEqual(try frequency((2001...2009).map { wall($0, 7, 1) }, .date), .yearly)
    XCTAssertEqual(try frequency([28, 29].map { wall(2024, 2, $0) }, .date), .daily)
    // Month ends, from a February.
    let ends = try build([
      .times("ds", .date, [wall(2024, 2, 29), wall(2024, 3, 31), wall(2024, 4, 30)]),
      .numbers("y", [1, 2, 3]),
    ])
    XCTAssertEqual(ends.index.frequency, .monthly)
    XCTAssertEqual(ends.index.label(ofStep: 3), "2024-05-31")
    // A few rows off the grid do not make it finer.
    var strays = every(3_600, 200)
    strays[100] += 420
    let panel = try build([.times("ds", .wall, strays), .numbers("y", strays.map { _ in 1 })])
    XCTAssertEqual(panel.index.frequency, .hourly)
    XCTAssertEqual(panel.index.count, 200)
    XCTAssertEqual(panel.quality.stepsMissing, 0)
  }

  func testIntegerIndex() throws {
    let panel = try build(
      [
        .text("unique_id", ["H1", "H1", "H1", "H2", "H2"]), .integers("t", [1, 2, 4, 1, 2]),
        .numbers("value", [5, 6, 8, 1, 2]),
      ], PanelOptions(time: "t", value: "value"))
    XCTAssertEqual(panel.index.domain, .integer)
    XCTAssertEqual(panel.index.frequency, .index(step: 1))
    XCTAssertEqual(panel.index.label(ofStep: panel.index.count), "5")
    XCTAssertEqual(panel.series.map(\.values.count), [4, 2])
    XCTAssertNil(panel.index.wallTime(ofStep: 0))
    XCTAssertNil(panel.index.durationSeconds(ofStep: 0))
  }

  func testErrors() throws {
    let times: [Int64?] = [wall(2025, 1, 1), wall(2025, 1, 2)]
    XCTAssertEqual(
      error([.times("ds", .date, times), .numbers("y", [1, 2])], PanelOptions(value: "calls")),
      .noColumn("calls", available: ["ds", "y"]))
    XCTAssertEqual(
      error([.times("ds", .date, times), .numbers("a", [1, 2]), .numbers("b", [1, 2])]),
      .unclearColumn(role: "value", candidates: ["a", "b"]))
    XCTAssertEqual(error([.numbers("y", [1, 2])]), .unclearColumn(role: "time", candidates: []))
    XCTAssertEqual(
      error([.text("ds", ["x", "z"]), .numbers("y", [1, 2])]),
      .wrongKind(column: "ds", needed: "times or whole numbers"))
    XCTAssertEqual(
      error([.times("ds", .date, times), .text("y", ["x", "z"])]),
      .wrongKind(column: "y", needed: "numbers"))
    XCTAssertEqual(error([.times("ds", .date, times), .numbers("y", [.nan, .nan])]), .noData)
    XCTAssertEqual(error([.times("ds", .date, []), .numbers("y", [])]), .noData)
    XCTAssertEqual(error([.times("ds", .date, [wall(2025, 1, 1)]), .numbers("y", [1])]), .oneTime)
    XCTAssertEqual(
      error([.integers("ds", [Int64.min, Int64.max]), .numbers("y", [1, 2])]),
      .wrongKind(column: "ds", needed: "times or whole numbers below 2^53"))
    // A mistyped year at a given frequency.
    guard
      case .tooManySteps = error(
        [.times("ds", .wall, [wall(2025, 1, 1), wall(9205, 1, 1)]), .numbers("y", [1, 2])],
        PanelOptions(frequency: .seconds(60)))
    else { return XCTFail("billions of steps") }
    let random = [0, 17, 1_031, 7_777, 90_001, 123_457].map { wall(2025, 1, 1) + $0 }
    guard
      case .irregular = error([
        .times("ds", .wall, random), .numbers("y", random.map { _ in 1 }),
      ])
    else { return XCTFail("irregular times") }
    // One row is enough where the frequency is given.
    let one = try build(
      [.times("ds", .date, [wall(2025, 1, 1)]), .numbers("y", [1])],
      PanelOptions(frequency: .daily))
    XCTAssertEqual(one.index.count, 1)
    XCTAssertEqual(one.series[0].values, [1])
  }

  func testConstantAndNegative() throws {
    let times = (0..<30).map { wall(2025, 1, 1) + Int64($0) * 86_400 }
    let constant = try build([
      .times("ds", .date, times), .numbers("y", times.map { _ in 4 }),
    ])
    XCTAssertEqual(constant.series[0].values, [Double](repeating: 4, count: 30))
    let zero = try build([.times("ds", .date, times), .numbers("y", times.map { _ in 0 })])
    XCTAssertNil(zero.index.opening)
    XCTAssertEqual(zero.series[0].values.count, 30)
    let negative = try build([
      .times("ds", .date, times), .numbers("y", times.indices.map { $0 < 2 ? -1 : 1 }),
    ])
    XCTAssert(negative.quality.notes.contains("2 values below zero."))
  }

  // MARK: Zones

  /// Half-hourly wall times of Chicago over both changes of 2025.
  func testWallTimesWithZone() throws {
    let chicago = try zone("America/Chicago")
    let start = chicago.startOfDay(CivilDate(year: 2025, month: 10, day: 31)).secondsSinceEpoch
    let moments = (0..<300).map { start + Int64($0) * 1_800 }
    let walls = moments.map { chicago.wallTime(of: Instant(secondsSinceEpoch: $0)).wallSeconds }
    let columns: [Column] = [
      .times("ds", .wall, walls), .numbers("y", walls.indices.map { Double($0 + 1) }),
    ]
    let zoned = try build(columns, PanelOptions(timeZone: chicago))
    XCTAssertEqual(zoned.index.frequency, .halfHourly)
    XCTAssertEqual(zoned.series[0].values, walls.indices.map { Double($0 + 1) })
    XCTAssertEqual(zoned.quality.stepsMissing, 0)
    XCTAssert(zoned.quality.notes.contains { $0.contains("shows twice") })
    // Without the zone the doubled hour is a conflict, and the error says why.
    guard case .conflictingRows(2, let rows, .doubledHour) = error(columns) else {
      return XCTFail("the doubled hour")
    }
    XCTAssertEqual(rows.count, 2)
  }

  func testTimesInTheGapAreMoved() throws {
    let chicago = try zone("America/Chicago")
    // A device that does not know of summer time: 02:00 and 02:30 exist.
    let walls = (0..<100).map { wall(2025, 3, 8) + Int64($0) * 1_800 }
    let columns: [Column] = [
      .times("ds", .wall, walls), .numbers("y", walls.map { _ in 1 }),
    ]
    let panel = try build(columns, PanelOptions(timeZone: chicago, conflicts: .mean))
    XCTAssert(panel.quality.notes.contains { $0.contains("2 rows at a time the clock") })
    XCTAssertEqual(panel.quality.conflictingTimestamps, 2)
    // With different values the error names the cause.
    let different: [Column] = [columns[0], .numbers("y", walls.indices.map { Double($0) })]
    guard
      case .conflictingRows(2, _, .skippedHour) = error(
        different, PanelOptions(timeZone: chicago))
    else { return XCTFail("a clock that does not change") }
  }

  func testMissingHourIsNoted() throws {
    let walls = (0..<(24 * 20)).map { wall(2025, 3, 1) + Int64($0) * 3_600 }
      .filter { $0 != wall(2025, 3, 9, 2) }
    let panel = try build([.times("ds", .wall, walls), .numbers("y", walls.map { _ in 1 })])
    XCTAssert(panel.quality.notes.contains { $0.contains("--time-zone") })
    let whole = (0..<(24 * 20)).map { wall(2025, 3, 1) + Int64($0) * 3_600 }
    let quiet = try build([.times("ds", .wall, whole), .numbers("y", whole.map { _ in 1 })])
    XCTAssertFalse(quiet.quality.notes.contains { $0.contains("--time-zone") })
  }

  func testInstantsAndDaysInZone() throws {
    let utc = try build([
      .times("ds", .instant, [0, 3_600, 7_200]), .numbers("y", [1, 2, 3]),
    ])
    XCTAssertEqual(utc.index.label(ofStep: 3), "1970-01-01T03:00:00Z")
    let chicago = try zone("America/Chicago")
    let dates = (7..<12).map { wall(2025, 3, $0) }
    let days = try build(
      [.times("ds", .date, dates), .numbers("y", [1, 2, 3, 4, 5])],
      PanelOptions(timeZone: chicago))
    XCTAssertEqual(days.index.frequency, .daily)
    XCTAssertEqual(days.index.durationSeconds(ofStep: 2), 82_800)
    XCTAssertEqual(days.index.label(ofStep: 5), "2025-03-12")
  }

  // MARK: Opening hours

  private func weekly(
    weeks: Int, step: Int64, value: (WallTime) -> Double?
  ) -> [Column] {
    let first = wall(2025, 1, 6)
    var times: [Int64] = []
    var values: [Double] = []
    for k in 0..<(Int64(weeks) * 7 * 86_400 / step) {
      let position = first + k * step
      guard let value = value(WallTime(wallSeconds: position)) else { continue }
      times.append(position)
      values.append(value)
    }
    return [.times("ds", .wall, times), .numbers("y", values)]
  }

  func testOpeningIsInferred() throws {
    func isOpen(_ wall: WallTime) -> Bool {
      wall.date.weekday <= 5 && (7 * 3_600..<75_900).contains(wall.secondOfDay)
    }
    let absent = try build(weekly(weeks: 6, step: 300) { isOpen($0) ? 5 : nil })
    XCTAssertEqual(absent.index.opening?.text, "Mon–Fri 07:00–21:05")
    XCTAssertEqual(absent.index.seasonalPeriods(seriesLength: 4_000), [169, 845])
    XCTAssertEqual(absent.index.count, 6 * 845)
    XCTAssertEqual(absent.quality.stepsMissing, 0)
    XCTAssert(absent.quality.notes.contains { $0.contains("Mon–Fri 07:00–21:05") })
    let zeros = try build(weekly(weeks: 20, step: 1_800) { isOpen($0) ? 5 : 0 })
    XCTAssertEqual(zeros.index.opening?.openPerWeek, 5 * 29)
    // Days of a week: weekdays only.
    let days = try build(weekly(weeks: 20, step: 86_400) { $0.date.weekday <= 5 ? 5 : nil })
    XCTAssertEqual(days.index.opening?.openPerWeek, 5)
    XCTAssertEqual(days.index.frequency, .daily)
    XCTAssertEqual(days.index.seasonalPeriods(seriesLength: 100), [5])
    XCTAssertEqual(days.index.label(ofStep: 5), "2025-01-13")
    let override = PanelOptions(opening: .always)
    let all = try build(weekly(weeks: 6, step: 300) { isOpen($0) ? 5 : nil }, override)
    XCTAssertNil(all.index.opening)
    let given = PanelOptions(
      opening: .schedule(try XCTUnwrap(WeeklySchedule("Mon-Fri 08:00-20:00"))))
    let shorter = try build(weekly(weeks: 6, step: 300) { isOpen($0) ? 5 : nil }, given)
    XCTAssertEqual(shorter.index.opening?.openPerWeek, 5 * 144)
    XCTAssert(shorter.quality.notes.contains { $0.contains("closed hours left out") })
  }

  func testOpeningIsNotInferredWhereNothingCloses() throws {
    var scramble = Scramble(3)
    // Gaps at random, an outage of three days, quiet nights, few counts, one week.
    let gaps = try build(weekly(weeks: 8, step: 1_800) { _ in scramble.unit() < 0.3 ? nil : 5 })
    XCTAssertNil(gaps.index.opening)
    let outage = try build(
      weekly(weeks: 8, step: 1_800) { (20..<23).contains($0.date.dayOfYear) ? nil : 5 })
    XCTAssertNil(outage.index.opening)
    let nights = try build(
      weekly(weeks: 26, step: 1_800) { wall in
        let rate = wall.secondOfDay < 6 * 3_600 ? 0.04 : 0.8
        return scramble.unit() < rate ? 1 : 0
      })
    XCTAssertNil(nights.index.opening)
    let few = try build(weekly(weeks: 8, step: 3_600) { _ in scramble.unit() < 0.05 ? 1 : 0 })
    XCTAssertNil(few.index.opening)
    let week = try build(weekly(weeks: 1, step: 1_800) { _ in scramble.unit() < 0.4 ? nil : 5 })
    XCTAssertNil(week.index.opening)
    let daily = try build(weekly(weeks: 8, step: 86_400) { _ in scramble.unit() < 0.2 ? nil : 5 })
    XCTAssertNil(daily.index.opening)
  }
}
