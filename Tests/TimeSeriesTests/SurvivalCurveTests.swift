import Foundation
import TestSupport
import TimeSeries
import XCTest

final class SurvivalCurveTests: XCTestCase {
  /// z of a two-sided 95 % interval.
  private let z = 1.959963984540054

  private func rows(_ file: String) throws -> [[String]] {
    let text = try String(contentsOf: Repository.reference("time/\(file)"), encoding: .utf8)
    return text.split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",").map(String.init)
    }
  }

  private func curves() throws -> [String: SurvivalCurve] {
    var times: [String: [Double]] = [:]
    var censored: [String: [Bool]] = [:]
    for row in try rows("survival-data.csv") {
      times[row[0], default: []].append(try XCTUnwrap(Double(row[1])))
      censored[row[0], default: []].append(row[2] == "0")
    }
    return times.reduce(into: [:]) { result, entry in
      result[entry.key] = SurvivalCurve(
        durations: entry.value, isCensored: censored[entry.key] ?? [])
    }
  }

  func testCurvesAgreeWithReference() throws {
    let curves = try curves()
    var seen = 0
    for row in try rows("survival-curve.csv") {
      let curve = try XCTUnwrap(curves[row[0]])
      let n = try row.dropFirst().map { try XCTUnwrap(Double($0)) }
      let place = try XCTUnwrap(curve.times.firstIndex(of: n[0]))
      XCTAssertEqual(Double(curve.atRisk[place]), n[1])
      XCTAssertEqual(Double(curve.ended[place]), n[2])
      assertClose(curve.survival(at: n[0]), n[3], relative: 1e-14)
      assertClose(curve.standardError(at: n[0]), n[4], relative: 1e-13)
      let interval = curve.interval(at: n[0], z: z)
      assertClose(interval.lower, n[5], relative: 1e-12)
      assertClose(interval.upper, n[6], relative: 1e-12)
      seen += 1
    }
    XCTAssertEqual(seen, curves.values.reduce(0) { $0 + $1.times.count })
  }

  func testQuantilesAgreeWithReference() throws {
    let curves = try curves()
    for row in try rows("survival-quantiles.csv") {
      let curve = try XCTUnwrap(curves[row[0]])
      let p = try XCTUnwrap(Double(row[1]))
      XCTAssertEqual(curve.quantile(p), Double(row[2]), "\(row)")
      let interval = curve.quantileInterval(p, z: z)
      XCTAssertEqual(interval.lower, Double(row[3]), "\(row)")
      XCTAssertEqual(interval.upper, Double(row[4]), "\(row)")
    }
  }

  /// Without censoring the curve is the empirical distribution.
  func testWithoutCensoringItIsTheEmpiricalDistribution() {
    var scramble = Scramble(2)
    let times = (0..<300).map { _ in Double(scramble.draw(40)) }
    let curve = SurvivalCurve(
      durations: times, isCensored: [Bool](repeating: false, count: times.count))
    for t in 0...40 {
      let share = Double(times.filter { $0 <= Double(t) }.count) / 300
      assertClose(1 - curve.survival(at: Double(t)), share, relative: 1e-12)
      let error = (share * (1 - share) / 300).squareRoot()
      assertClose(curve.standardError(at: Double(t)), error, relative: 1e-9)
    }
    let sorted = times.sorted()
    for k in stride(from: 15, to: 300, by: 15) {
      XCTAssertEqual(curve.quantile(Double(k) / 300), sorted[k - 1])
    }
  }

  func testEdges() {
    let none = SurvivalCurve(durations: [], isCensored: [])
    XCTAssert(none.survival(at: 1).isNaN)
    XCTAssertNil(none.quantile(0.5))
    let open = SurvivalCurve(durations: [3, 5], isCensored: [true, true])
    XCTAssertEqual(open.survival(at: 4), 1)
    XCTAssert(open.survival(at: 6).isNaN)
    XCTAssertNil(open.quantile(0.1))
    XCTAssertEqual(open.censoredCount, 2)
    let one = SurvivalCurve(durations: [2], isCensored: [false])
    XCTAssertEqual(one.survival(at: 1.9), 1)
    XCTAssertEqual(one.survival(at: 2), 0)
    XCTAssertEqual(one.survival(at: 99), 0)
    XCTAssertEqual(one.standardError(at: 2), 0)
    XCTAssertEqual(one.quantile(0.5), 2)
  }
}
