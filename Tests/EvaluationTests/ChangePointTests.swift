import Statistics
import TestSupport
import XCTest

@testable import Evaluation

final class ChangePointTests: XCTestCase {
  private static let folder = "evaluation/change-points"

  private func series(_ file: String, _ key: String) throws -> [String: [Double]] {
    var result: [String: [Double]] = [:]
    for row in try ReferenceRows("\(Self.folder)/\(file)").rows {
      result[row[key]!, default: []].append(Double(row["y"]!)!)
    }
    return result
  }

  func testPartitionsAreTheBestOfAll() throws {
    let all = try series("partition-series.csv", "kind")
    for row in try ReferenceRows("\(Self.folder)/partitions.csv").rows {
      let kind = ChangePointCost(rawValue: row["kind"]!)!
      let costs = SegmentCosts(all[row["kind"]!]!, kind, variance: 1)
      let found = ChangePointSearch.partition(
        costs, penalty: Double(row["penalty"]!)!, minimumLength: Int(row["least"]!)!)
      XCTAssertEqual(
        found.changes, row["changes"]!.split(separator: " ").map { Int($0)! }, "\(row)")
      assertClose(found.cost, Double(row["cost"]!)!, relative: 1e-9, "\(row)")
    }
  }

  func testShiftsAreThoseOfStrucchange() throws {
    let all = try series("series.csv", "series")
    let rows = try ReferenceRows("\(Self.folder)/breaks.csv").rows
    for (name, values) in all {
      let found = try MeanShifts(of: values)
      var breaks = 0
      for row in rows where row["series"] == name {
        let k = Int(row["k"]!)!
        if row["kind"] == "bic" {
          assertClose(found.criteria[k], Double(row["a"]!)!, relative: 1e-9, "\(row)")
        } else {
          breaks += 1
          let shift = found.shifts[k - 1]
          // Its dates count from 1.
          XCTAssertEqual(shift.last + 1, Int(row["b"]!)!, "\(row)")
          XCTAssertEqual(shift.lower + 1, Int(row["a"]!)!, "\(row)")
          XCTAssertEqual(shift.upper + 1, Int(row["c"]!)!, "\(row)")
        }
      }
      XCTAssertEqual(found.shifts.count, breaks, name)
    }
    XCTAssertEqual(try MeanShifts(of: all["nile"]!).shifts[0].size, -247.7778, accuracy: 1e-4)
  }

  func testTheLawOfADateIsALaw() {
    for ratio in [0.1, 1, 7] {
      let law = BreakDateLaw(varianceRatio: ratio)
      XCTAssertEqual(law.cdf(-1e-9), law.cdf(1e-9), accuracy: 1e-3)
      XCTAssertEqual(law.cdf(-3_000), 0, accuracy: 1e-6)
      XCTAssertEqual(law.cdf(3_000), 1, accuracy: 1e-6)
      var last = 0.0
      for x in stride(from: -60.0, through: 60, by: 0.5) {
        XCTAssertGreaterThanOrEqual(law.cdf(x), last - 1e-12)
        last = law.cdf(x)
      }
    }
    let even = BreakDateLaw(varianceRatio: 1)
    XCTAssertEqual(even.cdf(0), 0.5, accuracy: 1e-12)
    XCTAssertEqual(even.quantile(0.1), -even.quantile(0.9), accuracy: 1e-6)
  }

  /// Noise that carries over raises fewer alarms with the correction than without it.
  func testCorrelationIsNotTakenForChanges() throws {
    var (corrected, plain) = (0, 0)
    for run in 0..<20 {
      var stream = RandomStream(seed: 3, "ar", String(run))
      var e = 0.0
      let values = (0..<300).map { _ -> Double in
        e = 0.6 * e + stream.normal()
        return e
      }
      var search = ChangePointSearch(.mean)
      corrected += try search.changes(in: values).changes.count
      search.allowsForCorrelation = false
      plain += try search.changes(in: values).changes.count
    }
    XCTAssertLessThanOrEqual(corrected, 14)
    XCTAssertGreaterThan(plain, 2 * corrected)
  }

  func testBadInputIsNamed() {
    func error(_ values: [Double], _ search: ChangePointSearch = .init()) -> EvaluationError? {
      do throws(EvaluationError) {
        _ = try search.changes(in: values)
        return nil
      } catch {
        return error
      }
    }
    XCTAssertEqual(error([1, 2, 3]), .tooFewBefore(have: 3, need: 4))
    XCTAssertEqual(error([1, 2, .nan, 4]), .notFinite("values", at: 2))
    XCTAssertNotNil(error([1, -2, 3, 4], .init(.poisson)))
    XCTAssertNil(error([5, 5, 5, 5, 5]))
    XCTAssertThrowsError(try MeanShifts(of: [1, 2, 3]))
  }
}
