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

  // MARK: Service requests

  private func requests(seed: UInt64 = 2024) throws -> ServiceRequestsSimulation {
    let rules = try Data(
      contentsOf: Repository.root.appending(path: "Models/calendars/us-federal.json"))
    return ServiceRequestsSimulation(
      seed: seed, firstDay: CivilDate(year: 2022, month: 1, day: 1), days: 1_096,
      caseCount: 2_400, calendar: try HolidayCalendar(json: rules))
  }

  func testTheServiceRequestsAreWhatTheirCommandWrites() throws {
    try assertWritten(
      ["data.csv": try requests().dailyCSV(), "cases.csv": try requests().casesCSV()],
      in: "service-requests")
  }

  func testTheClinicIsWhatItsCommandWrites() throws {
    let clinic = ClinicSimulation(
      seed: 2024, firstDay: CivilDate(year: 2025, month: 3, day: 3), days: 28, people: 20)
    try assertWritten(
      [
        "people.csv": clinic.peopleCSV(), "requests.csv": clinic.requestsCSV(),
        "appointments.csv": clinic.appointmentsCSV(),
      ], in: "clinic")
  }

  func testTheClaimsAndIncidentsAreWhatTheirCommandsWrite() throws {
    let claims = BenefitsSimulation(
      seed: 2024, firstDay: CivilDate(year: 2022, month: 1, day: 3), weeks: 156)
    try assertWritten(["data.csv": claims.csv()], in: "benefits")
    let rules = try Data(
      contentsOf: Repository.root.appending(path: "Models/calendars/us-federal.json"))
    let log = SanitationSimulation(
      seed: 2024, firstDay: CivilDate(year: 2021, month: 1, day: 1), days: 1_461,
      changeDay: CivilDate(year: 2023, month: 3, day: 11),
      calendar: try HolidayCalendar(json: rules))
    try assertWritten(["data.csv": log.csv()], in: "sanitation")
    let incidents = EmergencySimulation(
      seed: 2024, firstDay: CivilDate(year: 2025, month: 7, day: 7), days: 112)
    try assertWritten(["data.csv": incidents.csv()], in: "emergency")
  }

  /// The files of a data set are these, and its package has their hashes.
  private func assertWritten(_ files: [String: [UInt8]], in name: String) throws {
    let folder = Repository.root.appending(path: "Datasets/\(name)")
    let package = try JSONValue(
      parsing: Array(Data(contentsOf: folder.appending(path: "datapackage.json"))))
    let resources = try XCTUnwrap(package["resources"]?.arrayValue)
    XCTAssertEqual(resources.count, files.count)
    for (name, bytes) in files {
      XCTAssertEqual(try Data(contentsOf: folder.appending(path: name)), Data(bytes), name)
      let resource = resources.first { $0["path"]?.stringValue == name }
      XCTAssertEqual(
        resource?["hash"]?.stringValue, "sha256:" + SHA256.hexDigest(of: bytes), name)
    }
    XCTAssertLessThan(files.values.reduce(0) { $0 + $1.count }, 500_000)
  }

  /// Counts lie around the means they were drawn from, as widely as is written.
  func testTheServiceRequestsFollowTheirTruth() throws {
    let rows = try requests().daily()
    XCTAssertEqual(rows.count, 6 * 1_096)
    let expected = rows.reduce(0) { $0 + $1.mean }
    let counted = Double(rows.reduce(0) { $0 + $1.requests })
    XCTAssertEqual(counted / expected, 1, accuracy: 0.02)
    let size = ServiceRequestsSimulation.Effects.size
    let chi = rows.reduce(0) { sum, row in
      let miss = Double(row.requests) - row.mean
      return sum + miss * miss / (row.mean + row.mean * row.mean / size)
    }
    XCTAssertEqual(chi / Double(rows.count), 1, accuracy: 0.08)
    let cases = try requests().cases()
    let late = Double(cases.count { $0.isLate })
    XCTAssertEqual(late / cases.reduce(0) { $0 + $1.probability }, 1, accuracy: 0.08)
    XCTAssert((0.2...0.45).contains(late / Double(cases.count)), "\(late)")
  }
}
