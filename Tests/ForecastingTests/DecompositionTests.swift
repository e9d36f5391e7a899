import Forecasting
import TestSupport
import XCTest

final class DecompositionTests: XCTestCase {
  private func compare(
    _ name: String, _ decomposition: Decomposition, _ rows: [[String: String]],
    line: UInt = #line
  ) {
    let parts =
      [
        ("trend", decomposition.trend), ("seasonal1", decomposition.seasonal[0]),
      ] + (decomposition.seasonal.count > 1 ? [("seasonal2", decomposition.seasonal[1])] : [])
    for (column, values) in parts {
      let expected = ReferenceRows.column(rows, column, of: name)
      XCTAssertEqual(values.count, expected.count, line: line)
      for (t, pair) in zip(values, expected).enumerated() {
        XCTAssertEqual(
          pair.0, pair.1, accuracy: 1e-9, "\(name) \(column) at \(t)", line: line)
      }
    }
  }

  func testDecompositionsEqualReference() throws {
    let rows = try ReferenceRows.read("forecasting/decomposition.csv")
    let values = { ReferenceRows.column(rows, "value", of: $0) }
    compare("stl", try STL(period: 12).decompose(values("stl")), rows)
    compare("stl-robust", try STL(period: 12, robust: true).decompose(values("stl-robust")), rows)
    let fine = STL(
      period: 12, seasonalWindow: 7, seasonalDegree: 1, trendWindow: 15, jumps: false)
    compare("stl-every-point", try fine.decompose(values("stl-every-point")), rows)
    compare("stl-short", try STL(period: 12).decompose(values("stl-short")), rows)
    compare("mstl", try MSTL(periods: [6, 42]).decompose(values("mstl")), rows)
  }

  func testPartsAddUpAndMissingValuesStayMissing() throws {
    var values = ForecastPanelTests.wave(200)
    values[50] = .nan
    for t in 100..<110 { values[t] = .nan }
    let parts = try MSTL(periods: [7, 28]).decompose(values)
    for t in values.indices {
      let sum = parts.trend[t] + parts.seasonal[0][t] + parts.seasonal[1][t] + parts.remainder[t]
      if values[t].isNaN {
        XCTAssert(parts.remainder[t].isNaN)
        XCTAssert(parts.trend[t].isFinite)
      } else {
        XCTAssertEqual(sum, values[t], accuracy: 1e-9)
      }
    }
  }

  func testFillRecoversASeasonThroughAGap() {
    // A pure season on a level: any fill worth its name gives it back exactly.
    let whole = (0..<140).map { 10 + Double($0 % 7) * 3 }
    var holed = whole
    for t in 30..<47 { holed[t] = .nan }
    holed[100] = .nan
    let filled = SeasonalFill.completed(holed, seasonalPeriods: [7])
    for t in whole.indices { XCTAssertEqual(filled[t], whole[t], accuracy: 1e-9, "\(t)") }
  }

  func testTooShortIsSaid() {
    XCTAssertThrowsError(try STL(period: 12).decompose([1, 2, 3])) {
      XCTAssertEqual($0 as? FitError, .tooShort(needed: 24, got: 3))
    }
  }
}
