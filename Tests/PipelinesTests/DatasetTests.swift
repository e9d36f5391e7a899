import CivilTime
import Foundation
import Provenance
import TestSupport
import XCTest

@testable import Pipelines

final class DatasetTests: XCTestCase {
  private var folder: URL { Repository.root.appending(path: "Datasets/contact-center") }

  private func simulation(seed: UInt64 = 2024) throws -> ContactCenterSimulation {
    let rules = try Data(
      contentsOf: Repository.root.appending(path: "Models/calendars/us-federal.json"))
    let first = CivilDate(year: 2024, month: 7, day: 1)
    return ContactCenterSimulation(
      seed: seed, firstDay: first, days: 364, calendar: try HolidayCalendar(json: rules),
      shiftDay: first.adding(days: 254), shiftFactor: 1.15)
  }

  func testTheDataSetIsWhatItsCommandWrites() throws {
    let data = try Data(contentsOf: folder.appending(path: "data.csv"))
    XCTAssertEqual(Data(try simulation().csv()), data)
    let package = try JSONValue(
      parsing: Array(Data(contentsOf: folder.appending(path: "datapackage.json"))))
    let resource = package["resources"]?.arrayValue?.first
    XCTAssertEqual(
      resource?["hash"]?.stringValue, "sha256:" + SHA256.hexDigest(of: Array(data)))
  }

  func testItHasWhatItsDescriptionSays() throws {
    let calendar = try simulation().calendar
    let intervals = try simulation().intervals()
    XCTAssertFalse(intervals.contains { $0.start.date.weekday == 7 })
    XCTAssertFalse(intervals.contains { calendar.holiday(on: $0.start.date)?.isClosed == true })
    let weekdays = intervals.filter { $0.start.date.weekday <= 5 }
    XCTAssert(weekdays.allSatisfy { (25_200..<72_000).contains($0.start.secondOfDay) })
    let shift = try simulation().shiftDay
    let before = weekdays.filter {
      $0.start.date < shift && $0.start.date >= shift.adding(days: -28)
    }
    let after = weekdays.filter { $0.start.date >= shift && $0.start.date < shift.adding(days: 28) }
    func mean(_ part: [ContactCenterSimulation.Interval]) -> Double {
      Double(part.reduce(0) { $0 + $1.contacts }) / Double(part.count)
    }
    XCTAssertGreaterThan(mean(after) / mean(before), 1.05)
    // More varied than Poisson: the same half hour of the same weekday.
    let tens = weekdays.filter { $0.start.secondOfDay == 36_000 && $0.start.date.weekday == 3 }
      .prefix(12).map { Double($0.contacts) }
    let average = tens.reduce(0, +) / Double(tens.count)
    let variance =
      tens.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(tens.count - 1)
    XCTAssertGreaterThan(variance, average)
  }

  func testAnotherSeedGivesOtherDataOfTheSameKind() throws {
    let one = try simulation().intervals()
    let other = try simulation(seed: 7).intervals()
    XCTAssertNotEqual(one.map(\.contacts), other.map(\.contacts))
    let sums = [one, other].map { Double($0.reduce(0) { $0 + $1.contacts }) }
    XCTAssertEqual(sums[0] / sums[1], 1, accuracy: 0.05)
  }
}
