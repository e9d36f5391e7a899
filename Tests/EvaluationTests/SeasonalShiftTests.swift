import Statistics
import TestSupport
import XCTest

@testable import Evaluation

final class SeasonalShiftTests: XCTestCase {
  private static let folder = "evaluation/seasonal-shift"

  func testTheShiftIsThatOfLeastSquaresDateByDate() throws {
    let rows = try ReferenceRows("\(Self.folder)/series.csv").rows
    for answer in try ReferenceRows("\(Self.folder)/shifts.csv").rows {
      let own = rows.filter { $0["series"] == answer["series"] }
      let values = own.map { Double($0["y"]!)! }
      let phases = own.map { Double($0["phase"]!)! }
      var options = SeasonalShift.Options()
      options.harmonics = Int(answer["waves"]!)!
      let found = try SeasonalShift(of: values, phases: phases, options: options)
      XCTAssertEqual(found.step, Int(answer["step"]!)!, "\(answer)")
      assertClose(found.size, Double(answer["size"]!)!, relative: 1e-9, "\(answer)")
      let scan = ShiftScan(phases: phases, harmonics: options.harmonics, trim: options.trim)
      let left = scan.residuals(values, shift: scan.best(values))
      assertClose(
        left.reduce(0) { $0 + $1 * $1 }, Double(answer["squares"]!)!, relative: 1e-9, "\(answer)")
    }
  }

  /// A stock that carries over wanders: the chance has to know that, where an F table does not.
  func testCarriedNoiseIsSeldomTakenForAShift() throws {
    var found = 0
    for draw in 0..<30 {
      let values = noise(count: 130, carry: 0.7, draw: draw)
      var options = SeasonalShift.Options()
      options.replications = 59
      let phases = values.indices.map { Double($0) / 52 }
      if try SeasonalShift(of: values, phases: phases, options: options).chance <= 0.05 {
        found += 1
      }
    }
    // Three are expected, and in 200 series 16 were found; eight of 30 come with a chance of 1 in 400.
    XCTAssertLessThan(found, 8)
  }

  func testAShiftThatIsThereIsInItsRanges() throws {
    var (dates, sizes, clear) = (0, 0, 0)
    for draw in 0..<16 {
      var values = noise(count: 130, carry: 0.7, draw: 1_000 + draw)
      for t in 80..<130 { values[t] += 3 }
      var options = SeasonalShift.Options()
      options.replications = 59
      let found = try SeasonalShift(
        of: values, phases: values.indices.map { Double($0) / 52 }, options: options)
      if (found.earliest...found.latest).contains(80) { dates += 1 }
      if (found.sizeLower...found.sizeUpper).contains(3) { sizes += 1 }
      if found.chance <= 0.05 { clear += 1 }
    }
    XCTAssertGreaterThanOrEqual(dates, 11)
    XCTAssertGreaterThanOrEqual(sizes, 10)
    XCTAssertGreaterThanOrEqual(clear, 11)
  }

  func testRatiosAreThoseWrittenOut() throws {
    let rows = try ReferenceRows("\(Self.folder)/weeks.csv").rows
    func column(_ name: String) -> [Double] { rows.map { Double($0[name]!)! } }
    let change = try StockChange(
      arrivals: (column("came_before"), column("came_after")),
      stock: (column("open_before"), column("open_after")))
    let parts = ["arrivals": change.arrivals, "stock": change.stock, "time": change.timeOpen]
    for row in try ReferenceRows("\(Self.folder)/ratios.csv").rows {
      let part = parts[row["of"]!]!
      assertClose(part.value, Double(row["value"]!)!, relative: 1e-12, "\(row)")
      assertClose(part.lower, Double(row["lower"]!)!, relative: 1e-9, "\(row)")
      assertClose(part.upper, Double(row["upper"]!)!, relative: 1e-9, "\(row)")
    }
    assertClose(
      change.arrivals.value * change.timeOpen.value, change.stock.value, relative: 1e-12)
    assertClose(
      change.stepsOpenAfter / change.stepsOpenBefore, change.timeOpen.value, relative: 1e-12)
  }

  func testWhatCannotBeComparedIsSaid() {
    let short = [Double](repeating: 1, count: 5)
    XCTAssertThrowsError(try StockChange(arrivals: (short, short), stock: (short, short)))
    let none = [Double](repeating: 0, count: 20)
    let some = [Double](repeating: 2, count: 20)
    XCTAssertThrowsError(try StockChange(arrivals: (none, some), stock: (some, some))) {
      XCTAssertEqual("\($0)", "no single answer: arrivals before is 0 throughout")
    }
    XCTAssertThrowsError(try SeasonalShift(of: short, phases: short))
    XCTAssertThrowsError(try SeasonalShift(of: some, phases: [0]))
    // A constant series has no shift, and says so without a division by zero.
    let flat = [Double](repeating: 3, count: 60)
    let found = try? SeasonalShift(of: flat, phases: flat.indices.map { Double($0) / 52 })
    XCTAssertEqual(found?.size, 0)
    XCTAssertEqual(found?.chance, 1)
  }

  private func noise(count: Int, carry: Double, draw: Int) -> [Double] {
    var stream = RandomStream(seed: 7, "shift tests", String(draw))
    var last = stream.normal() / (1 - carry * carry).squareRoot()
    return (0..<count).map { _ in
      last = carry * last + stream.normal()
      return last
    }
  }
}
