import CivilTime
import Tables
import TimeSeries
import XCTest

final class EventLogTests: XCTestCase {
  private func log(
    _ created: [Int64?], _ closed: [Int64?]? = nil, kind: TimeColumn.Kind = .wall,
    extra: [Column] = [], options change: (inout EventLogOptions) -> Void = { _ in }
  ) throws -> EventLog {
    var columns = [Column.times("created", kind, created)] + extra
    if let closed { columns.append(.times("closed", kind, closed)) }
    var options = EventLogOptions(created: "created", closed: closed == nil ? nil : "closed")
    change(&options)
    return try EventLog(from: Table(columns: columns), options: options)
  }

  func testCountsHaveZerosAndGroups() throws {
    let day = (0..<8).map { wall(2025, 1, 1 + $0) }
    let log = try log(
      [day[0], day[0], day[2], day[5], day[7], nil], kind: .date,
      extra: [
        .text("ward", ["2", "1", "2", "2", "2", "1"]),
        .integers("duplicate", [0, 0, 0, 1, 0, 0]),
      ]
    ) {
      $0.groups = ["ward"]
      $0.filters = [.init(column: "duplicate", value: "0")]
    }
    XCTAssertEqual(log.quality.rowsFilteredOut, 1)
    XCTAssertEqual(log.quality.rowsMissingCreated, 1)
    let panel = try log.counts(every: .daily)
    XCTAssertEqual(panel.index.label(ofStep: 0), "2025-01-01")
    XCTAssertEqual(panel.series.map(\.id), ["1", "2"])
    XCTAssertEqual(panel.series[0].values, [1, 0, 0, 0, 0, 0, 0, 0])
    XCTAssertEqual(panel.series[1].values, [1, 0, 1, 0, 0, 0, 0, 1])
    XCTAssertEqual(panel.quality.stepsMissing, 0)
  }

  /// Against counting by brute force, on random cases.
  func testBacklogAgreesWithCounting() throws {
    var scramble = Scramble(11)
    let start = wall(2025, 3, 1)
    var created: [Int64] = []
    var closed: [Int64?] = []
    for _ in 0..<400 {
      let begin = start + Int64(scramble.draw(40 * 86_400))
      created.append(begin)
      // One in ten is open, one in twenty ends before it begins.
      let kind = scramble.draw(20)
      let length = Int64(scramble.draw(9 * 86_400))
      closed.append(kind < 2 ? nil : kind == 2 ? begin - length - 1 : begin + length)
    }
    let log = try log(created.map { $0 }, closed)
    let backlog = try log.backlog(every: .seconds(6 * 3_600))
    let values = backlog.series[0].values
    for (step, value) in values.enumerated() {
      let end = backlog.index.endPosition(ofStep: step)
      let open = zip(created, closed).filter { begin, finish in
        begin < end && (finish.map { max($0, begin) >= end } ?? true)
      }.count
      XCTAssertEqual(value, Double(open), "step \(step)")
    }
    XCTAssertEqual(log.quality.open, closed.filter { $0 == nil }.count)
    let negative = zip(created, closed).filter { ($1 ?? Int64.max) < $0 }.count
    XCTAssertEqual(log.quality.negativeDurations, negative)
    XCTAssertEqual(log.timeToClose().negativeDurations, negative)
    XCTAssertEqual(log.timeToClose().count, 400 - negative)
    // Demand keeps them.
    let counts = try log.counts(every: .daily)
    let inside = created.filter {
      $0 >= counts.index.start && $0 < counts.index.position(ofStep: counts.index.count)
    }
    XCTAssertEqual(counts.series[0].values.reduce(0, +), Double(inside.count))
  }

  func testOrderOfRowsDoesNotMatter() throws {
    var scramble = Scramble(5)
    let start = wall(2025, 3, 1)
    let created = (0..<200).map { _ in start + Int64(scramble.draw(500)) * 3_600 }
    let table = Table(columns: [
      .times("created", .wall, created),
      .times("closed", .wall, created.map { scramble.draw(4) == 0 ? nil : $0 + 7_200 }),
      .text("team", created.map { _ in ["x", "y", nil][scramble.draw(3)] }),
    ])
    let options = EventLogOptions(created: "created", closed: "closed", groups: ["team"])
    let log = try EventLog(from: table, options: options)
    XCTAssertEqual(log.groups, ["(missing)", "x", "y"])
    for _ in 0..<3 {
      let other = try EventLog(from: table.reordered(scramble.order(200)), options: options)
      XCTAssertEqual(other.events, log.events)
      XCTAssert(same(try other.counts(every: .hourly), try log.counts(every: .hourly)))
    }
  }

  func testEdgesThatAreNotWhole() throws {
    // Every hour from the 10th of January to the 20th of June.
    let created = stride(from: wall(2025, 1, 10), to: wall(2025, 6, 20), by: 3_600).map { $0 }
    let log = try log(created)
    let months = try log.counts(every: .monthly)
    XCTAssertEqual(months.index.label(ofStep: 0), "2025-02-01")
    XCTAssertEqual(months.series[0].values.map { Int($0) }, [672, 744, 720, 744])
    XCTAssertEqual(months.quality.notes.filter { $0.contains("not whole") }.count, 2)
    let days = try log.counts(every: .daily)
    XCTAssertEqual(days.index.count, 161)
    // Given by dates, the edges are whole.
    let given = try self.log(created) {
      $0.from = CivilDate(year: 2025, month: 1, day: 1)
      $0.through = CivilDate(year: 2025, month: 6, day: 30)
    }
    XCTAssertEqual(try given.counts(every: .monthly).index.count, 6)
    // One interval only is kept as it is.
    XCTAssertEqual(try log.counts(every: .yearly).series[0].values, [Double(created.count)])
  }

  func testStragglersAreLeftOut() throws {
    var created: [Int64?] = [wall(2000, 1, 3), wall(2000, 1, 3), wall(2010, 5, 1)]
    for day in 0..<400 {
      for k in 0..<(5 + day % 3) {
        created.append(wall(2011, 1, 1) + Int64(day * 86_400 + k * 3_600))
      }
    }
    created.append(wall(2015, 2, 1))
    let log = try log(created)
    let panel = try log.counts(every: .daily)
    XCTAssertEqual(panel.index.label(ofStep: 0), "2011-01-01")
    XCTAssertEqual(panel.index.count, 400)
    XCTAssertEqual(panel.quality.notes.filter { $0.contains("Recording seems to") }.count, 2)
  }

  func testKeysMakeOneEventOfManyRows() throws {
    let t = wall(2025, 1, 1)
    let log = try log(
      [t + 50, t, t + 90_000, t + 10], [nil, t + 100, t + 90_060, t + 700],
      extra: [.text("case", ["a", "a", "b", "a"])]
    ) { $0.key = "case" }
    XCTAssertEqual(
      log.events,
      [
        .init(group: 0, created: t, closed: t + 700),
        .init(group: 0, created: t + 90_000, closed: t + 90_060),
      ])
    XCTAssertEqual(log.quality.rowsRepeated, 2)
  }

  func testZonesAndErrors() throws {
    let chicago = try zone("America/Chicago")
    // An hour on the clock that lasts two, over the end of summer time.
    let log = try log([wall(2025, 11, 2, 0, 30)], [wall(2025, 11, 2, 2, 30)]) {
      $0.timeZone = chicago
    }
    XCTAssertEqual(log.timeToClose().closedDays, [3 * 3_600 / 86_400.0])
    // Days stay whole days.
    let days = try self.log(
      [wall(2025, 11, 1)], [wall(2025, 11, 3)], kind: .date
    ) { $0.timeZone = chicago }
    XCTAssertEqual(days.timeToClose().closedDays, [2])
    func error(_ columns: [Column], _ options: EventLogOptions) -> TimeSeriesError? {
      do {
        _ = try EventLog(from: Table(columns: columns), options: options)
        return nil
      } catch {
        return error
      }
    }
    XCTAssertEqual(
      error([.numbers("a", [1])], EventLogOptions(created: "b")),
      .noColumn("b", available: ["a"]))
    XCTAssertEqual(
      error([.numbers("a", [1])], EventLogOptions(created: "a")),
      .wrongKind(column: "a", needed: "times"))
    XCTAssertEqual(
      error([.times("a", .wall, [])], EventLogOptions(created: "a")), .noData)
    guard
      case .badOption = error(
        [.times("a", .wall, [0]), .times("b", .instant, [0])],
        EventLogOptions(created: "a", closed: "b"))
    else { return XCTFail("times with and without an offset") }
    XCTAssertThrowsError(try self.log([0]).backlog(every: .daily))
    XCTAssertThrowsError(try self.log([0]).counts(every: .index(step: 1)))
    // One row.
    XCTAssertEqual(try self.log([0]).counts(every: .daily).series[0].values, [1])
  }

  func testTimeToCloseByGroupAndPeriod() throws {
    let day: Int64 = 86_400
    let t = wall(2024, 1, 10)
    let year = wall(2025, 1, 10)
    let log = try log(
      [t, t, t, year, year], [t + day, t + 3 * day, nil, year + 4 * day, nil], kind: .date,
      extra: [.text("ward", ["1", "2", "2", "1", "1"])]
    ) {
      $0.groups = ["ward"]
      $0.observedUntil = CivilDate(year: 2025, month: 1, day: 20)
    }
    let periods = try log.timeToCloseByPeriod(every: .yearly)
    XCTAssertEqual(periods.map(\.period), ["2024-01-01", "2025-01-01"])
    XCTAssertEqual(periods.map(\.result.count), [3, 2])
    XCTAssertEqual(periods[0].result.closedDays, [1, 3])
    let groups = log.timeToCloseByGroup()
    XCTAssertEqual(groups.map(\.group), ["1", "2"])
    XCTAssertEqual(groups.map(\.result.openCount), [1, 1])
    XCTAssertEqual(groups[1].result.curve.lastTime, 376)
    XCTAssertEqual(log.timeToClose().shareClosed(within: 3), 0.4)
    XCTAssertEqual(log.timeToClose().meanOfClosed, 8 / 3.0)
    // Ends behind the observed window are not known in it.
    let earlier = try self.log([t, t], [t + day, t + 30 * day], kind: .date) {
      $0.observedUntil = CivilDate(year: 2024, month: 1, day: 20)
    }
    XCTAssertEqual(earlier.timeToClose().openCount, 1)
  }
}
