import Briefings
import CivilTime
import Foundation
import Tables
import TestSupport
import XCTest

@testable import Pipelines

/// What one step writes, the next one reads.
final class ContractTests: XCTestCase {
  private func label(_ text: String) throws -> IntervalLabel {
    try XCTUnwrap(IntervalLabel(text), text)
  }

  private func table(_ bytes: [UInt8], _ text: [String]) throws -> ContractTable {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "table.csv")
    try Data(bytes).write(to: file)
    return try ContractTable(reading: file.path, text: text)
  }

  func testForecastRowsComeBack() throws {
    let rows = try ["NA", "007", "a,\"b\"\nc"].flatMap { id in
      try ["2025-03-09T01:30:00-06:00", "2025-03-09T03:00:00-05:00"].map { start in
        ForecastRow(
          id: id, start: try label(start), mean: 1.0 / 3, median: 0.3,
          bands: [
            .init(level: 80, lower: 0, upper: 2.123456), .init(level: 97.5, lower: 0, upper: 1e6),
          ])
      }
    }
    let bytes = ForecastFile.bytes(of: rows, levels: [80, 97.5])
    XCTAssert(
      String(decoding: bytes, as: UTF8.self).hasPrefix(
        "unique_id,ds,mean,median,lo-80,hi-80,lo-97.5,hi-97.5"))
    XCTAssertEqual(try ForecastFile.rows(from: table(bytes, ["unique_id", "ds"])), rows)
  }

  func testRequirementScheduleAndCoverageComeBack() throws {
    let start = try label("2025-03-09T08:00:00")
    let end = try label("2025-03-09T08:30:00")
    let needs = [
      RequirementRow(unit: "1", start: start, end: end, mean: 3.25, required: 4, low: 2, high: 6)
    ]
    XCTAssertEqual(
      try RequirementFile.rows(
        from: table(RequirementFile.bytes(of: needs), ["unit", "start", "end"])), needs)
    let shifts = [
      ScheduleRow(
        shiftID: "S001", unit: "1", pattern: "Day", start: start, end: end,
        breaks: "12:00-12:30 14:00-14:15", count: 3, cost: 123.456),
      ScheduleRow(
        shiftID: "S002", unit: "1", pattern: "Day", start: start, end: end, breaks: "", count: 1,
        cost: 0),
    ]
    let text = ["shift_id", "unit", "start", "end", "breaks", "pattern"]
    XCTAssertEqual(
      try ScheduleFile.rows(from: table(ScheduleFile.bytes(of: shifts), text)), shifts)
    let cover = [
      CoverageRow(
        unit: "1", start: start, end: end, required: 4, covered: 5, service: .unknown,
        occupancy: ShareRange(expected: 0.5, low: 0.4, high: 0.6),
        abandonment: ShareRange(expected: 0, low: 0, high: 0), price: 27)
    ]
    let back = try CoverageFile.rows(
      from: table(CoverageFile.bytes(of: cover), ["unit", "start", "end"]))
    XCTAssertEqual(back.count, 1)
    XCTAssert(back[0].service.expected.isNaN)
    XCTAssertEqual(back[0].occupancy, cover[0].occupancy)
    XCTAssertEqual(back[0].price, 27)
  }

  func testAForecastWithoutIntervalsIsRefused() throws {
    let bytes = Array("unique_id,ds,mean\na,2025-03-09T08:00:00,3\n".utf8)
    XCTAssertThrowsError(try ForecastFile.rows(from: table(bytes, ["unique_id", "ds"]))) { error in
      XCTAssert("\(error)".contains("lo-80"), "\(error)")
    }
  }

  func testLabels() throws {
    XCTAssertEqual(try label("12").position, 12)
    XCTAssertEqual(try label("1970-01-02").position, 86_400)
    XCTAssertEqual(try label("1970-01-01T06:00:00-06:00").position, 43_200)
    XCTAssertEqual(try label("1970-01-01 06:00").position, 21_600)
    XCTAssertEqual(
      try label("2025-03-09T23:30:00-06:00").adding(seconds: 1_800)?.text,
      "2025-03-10T00:00:00-06:00")
    for text in ["", "x", "2025-13-01", "2025-02-30", "2025-01-01T24:00:00", "2025-01-01T10:61"] {
      XCTAssertNil(IntervalLabel(text), text)
    }
  }

  func testSlotsKeepNightsOutAndSplitUnits() throws {
    func row(_ id: String, _ start: String) throws -> ForecastRow {
      ForecastRow(
        id: id, start: try label(start), mean: 1, median: 1,
        bands: [.init(level: 80, lower: 0, upper: 3)])
    }
    let rows = try [
      row("b", "2025-03-10T08:00:00"), row("a", "2025-03-11T08:00:00"),
      row("a", "2025-03-10T19:30:00"), row("a", "2025-03-10T19:00:00"),
      row("a", "2025-03-11T08:30:00"), row("b", "2025-03-10T08:30:00"),
    ]
    let slots = try ForecastSlot.slots(of: rows, file: "f.csv")
    XCTAssertEqual(slots.map(\.row.id), ["a", "a", "a", "a", "b", "b"])
    XCTAssertEqual(slots.map(\.seconds), Array(repeating: 1_800, count: 6))
    XCTAssertEqual(slots[1].end.text, "2025-03-10T20:00:00")
    XCTAssertThrowsError(try ForecastSlot.slots(of: rows + rows, file: "f.csv"))
    XCTAssertThrowsError(
      try ForecastSlot.slots(of: [row("a", "2025-03-10"), row("a", "2025-03-11")], file: "f.csv"))
  }
}
