import CivilTime
import Tables
import TestSupport
import TimeSeries
import XCTest

/// Real exports, read as they are, against numbers worked out with pandas.
final class ServiceRequestTests: XCTestCase {
  private func table(_ path: String) throws -> Table {
    try TableReader.read(path: SharedData.url(path).path).table
  }

  /// Read once: five tests use it.
  private static let chicagoTable = Result { () throws -> Table in
    var options = ReadOptions()
    options.columns = ["created", "closed", "duplicate", "ward"]
    let path = try SharedData.url("events/chicago_sanitation_311.csv.gz").path
    return try TableReader.read(path: path, options: options).table
  }

  private func chicago(_ change: (inout EventLogOptions) -> Void = { _ in }) throws -> EventLog {
    let table = try ServiceRequestTests.chicagoTable.get()
    var options = EventLogOptions(
      created: "created", closed: "closed",
      filters: [.init(column: "duplicate", value: "0")],
      from: CivilDate(year: 2011, month: 1, day: 1),
      through: CivilDate(year: 2014, month: 12, day: 31))
    change(&options)
    return try EventLog(from: table, options: options)
  }

  func testChicagoDemand() throws {
    let log = try chicago()
    XCTAssertEqual(log.events.count, 70_587)
    XCTAssertEqual(log.openCount, 185)
    XCTAssertEqual(log.quality.negativeDurations, 0)
    let panel = try log.counts(every: .daily)
    let y = panel.series[0].values
    XCTAssertEqual(y.count, 1_461)
    XCTAssertEqual(panel.index.label(ofStep: 0), "2011-01-01")
    let mean = y.reduce(0, +) / 1_461
    let squares = y.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    XCTAssertEqual(mean, 48.314, accuracy: 5e-4)
    XCTAssertEqual(squares / 1_460, 742.41, accuracy: 5e-3)
    XCTAssertEqual(y.max(), 197)
    XCTAssertGreaterThan(y.min() ?? 0, 0)
    var sums = [Double](repeating: 0, count: 7)
    var days = [Double](repeating: 0, count: 7)
    for (step, value) in y.enumerated() {
      let weekday = try XCTUnwrap(panel.index.date(ofStep: step)).weekday - 1
      sums[weekday] += value
      days[weekday] += 1
    }
    for (k, expected) in [65.91, 62.53, 58.18, 53.90, 48.62, 25.95, 23.14].enumerated() {
      XCTAssertEqual(sums[k] / days[k], expected, accuracy: 5e-3)
    }
    XCTAssertEqual(correlation(y, lag: 1), 0.557, accuracy: 5e-4)
    XCTAssertEqual(correlation(y, lag: 7), 0.717, accuracy: 5e-4)
  }

  /// Pearson's, between the values and those `lag` before.
  private func correlation(_ y: [Double], lag: Int) -> Double {
    let (a, b) = (Array(y.dropFirst(lag)), Array(y.dropLast(lag)))
    let (x, z) = (a.reduce(0, +) / Double(a.count), b.reduce(0, +) / Double(b.count))
    var (both, first, second) = (0.0, 0.0, 0.0)
    for (p, q) in zip(a, b) {
      both += (p - x) * (q - z)
      first += (p - x) * (p - x)
      second += (q - z) * (q - z)
    }
    return both / (first * second).squareRoot()
  }

  func testChicagoBacklog() throws {
    let log = try chicago()
    let daily = try log.backlog(every: .daily)
    let y = daily.series[0].values
    let most = try XCTUnwrap(y.max())
    XCTAssertEqual(most, 1_106)
    XCTAssertEqual(daily.index.label(ofStep: try XCTUnwrap(y.firstIndex(of: most))), "2013-09-08")
    XCTAssertEqual(try log.backlog(every: .yearly).series[0].values, [98, 175, 144, 185])
    let months = try log.backlog(every: .monthly)
    XCTAssertEqual(months.index.label(ofStep: 23), "2012-12-01")
    XCTAssertEqual(
      months.series[0].values[23...].map { $0 },
      [
        175, 88, 114, 411, 333, 531, 813, 953, 1_008, 736, 256, 148, 144, 177, 321, 547, 379, 463,
        605, 805, 831, 561, 199, 256, 185,
      ])
    // By ward the backlogs add up to the whole.
    let wards = try chicago { $0.groups = ["ward"] }
    XCTAssertGreaterThan(wards.groups.count, 40)
    XCTAssertEqual(try wards.backlog(every: .daily).rolledUp(toDepth: 0).series[0].values, y)
  }

  func testChicagoTimeToClose() throws {
    let log = try chicago()
    let all = log.timeToClose()
    XCTAssertEqual([0.25, 0.5, 0.75, 0.9].map { all.curve.quantile($0) }, [1, 3, 7, 17])
    XCTAssertEqual(all.shareClosed(within: 5), 0.6924, accuracy: 5e-5)
    XCTAssertEqual(all.curve.share(within: 5), 0.692837626870921, accuracy: 1e-12)
    XCTAssertEqual(all.meanOfClosed, 6.542, accuracy: 5e-4)
    let years = try log.timeToCloseByPeriod(every: .yearly)
    XCTAssertEqual(
      years.map(\.result.closedDays.count), [17_207, 18_067, 17_254, 17_874])
    let means = years.map { ($0.result.meanOfClosed * 100).rounded() / 100 }
    XCTAssertEqual(means, [3.35, 4.45, 9.49, 8.88])
    XCTAssertEqual(years.map { $0.result.curve.quantile(0.5) }, [2, 2, 4, 4])
  }

  /// The whole file, nothing said: a few rows of other years are not the series.
  func testChicagoUnprepared() throws {
    let table = try ServiceRequestTests.chicagoTable.get()
    let log = try EventLog(
      from: table, options: EventLogOptions(created: "created", closed: "closed"))
    XCTAssertEqual(log.events.count, 74_401)
    let panel = try log.counts(every: .daily)
    // The first days of recording rise: 3, 8, 17, 28, 45 from 27 December on.
    XCTAssertEqual(panel.index.label(ofStep: 0), "2010-12-29", "\(panel.quality.notes)")
    XCTAssertEqual(panel.index.label(ofStep: panel.index.count - 1), "2015-01-01")
    XCTAssert(panel.quality.notes.contains { $0.contains("earlier events left out") })
  }

  func testSanFranciscoAndBaltimoreUnprepared() throws {
    let sanFrancisco = try EventLog(
      from: table("events/sf_311_sample10k.csv.gz"),
      options: EventLogOptions(created: "created", closed: "closed", groups: ["category"]))
    XCTAssertEqual(sanFrancisco.events.count, 10_000)
    XCTAssertEqual(sanFrancisco.openCount, 370)
    XCTAssertEqual(sanFrancisco.groups.count, 61)
    XCTAssertEqual(sanFrancisco.quality.negativeDurations, 17)
    XCTAssertEqual(sanFrancisco.timeToClose().count, 9_983)
    let months = try sanFrancisco.counts(every: .monthly)
    XCTAssertEqual(months.index.label(ofStep: 0), "2008-07-01")

    let baltimore = try EventLog(
      from: table("events/baltimore_311_sample10k.csv.gz"),
      options: EventLogOptions(created: "created", closed: "closed", groups: ["agency"]))
    XCTAssertEqual(baltimore.events.count, 10_000)
    XCTAssertEqual(baltimore.openCount, 208)
    XCTAssertEqual(baltimore.quality.negativeDurations, 0)
    let closed = baltimore.timeToClose().closedDays
    // The median of the closed ones: 32.40 hours.
    XCTAssertEqual((closed[4_895] + closed[4_896]) / 2 * 24, 32.404444444444444, accuracy: 1e-9)
    XCTAssertEqual(try baltimore.counts(every: .daily).index.count, 1_870)
  }
}

/// Real series, read as they are.
final class DemandPanelTests: XCTestCase {
  private func panel(_ path: String, _ options: PanelOptions) throws -> Panel {
    let table = try TableReader.read(path: SharedData.url(path).path).table
    return try Panel(from: table, options: options)
  }

  func testBankCalls() throws {
    let panel = try panel("demand/bank_calls_5min.csv.gz", PanelOptions())
    XCTAssertEqual(panel.index.frequency, .seconds(300))
    XCTAssertEqual(panel.index.opening?.text, "Mon–Fri 07:00–21:05")
    XCTAssertEqual(
      panel.index.seasonalPeriods(seriesLength: panel.index.count), [169, 845])
    // 34 weeks of weekdays less the last Friday's followers: 170 days, 164 with calls.
    XCTAssertEqual(panel.index.count, 170 * 169)
    XCTAssertEqual(panel.quality.stepsMissing, 170 * 169 - 27_716)
  }

  func testHospitalEmergencyDepartment() throws {
    let panel = try panel(
      "demand/ed_arrivals_hourly.csv.gz",
      PanelOptions(value: "arrivals", conflicts: .sum))
    XCTAssertEqual(panel.index.frequency, .hourly)
    XCTAssertNil(panel.index.opening)
    XCTAssertEqual(panel.index.seasonalPeriods(seriesLength: panel.index.count), [24, 168])
  }

  func testTrafficWithLongGaps() throws {
    let panel = try panel("demand/i94_traffic_hourly.csv.gz", PanelOptions(value: "volume"))
    XCTAssertEqual(panel.index.frequency, .hourly)
    XCTAssertNil(panel.index.opening)
    XCTAssertGreaterThan(panel.quality.stepsMissing, 7_000)
  }

  func testWeeksMonthsAndSparseDays() throws {
    let claims = try panel("demand/initial_claims_weekly.csv.gz", PanelOptions(value: "claims"))
    XCTAssertEqual(claims.index.frequency, .weekly)
    XCTAssertEqual(claims.index.count, 575)
    let hospital = try panel("demand/hospital_monthly.csv.gz", PanelOptions(value: "value"))
    XCTAssertEqual(hospital.index.frequency, .monthly)
    XCTAssertEqual(hospital.series.count, 383)
    XCTAssertEqual(hospital.index.label(ofStep: hospital.index.count), "2007-01-01")
    let parts = try panel("demand/intermittent_monthly.csv.gz", PanelOptions(value: "value"))
    XCTAssertEqual(parts.series.count, 1_337)
    let animals = try panel(
      "demand/nyc311_animal_daily_sparse.csv.gz",
      PanelOptions(id: ["borough"], value: "requests", conflicts: .sum))
    XCTAssertEqual(animals.index.frequency, .daily)
    XCTAssertNil(animals.index.opening)
    XCTAssert(animals.quality.notes.contains { $0.contains("More than half") })
  }
}
