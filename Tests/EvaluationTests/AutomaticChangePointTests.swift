import Statistics
import TestSupport
import XCTest

@testable import Evaluation

final class AutomaticChangePointTests: XCTestCase {
  private static let folder = "evaluation/change-points"

  private func series() throws -> [String: [Double]] {
    var result: [String: [Double]] = [:]
    for row in try ReferenceRows("\(Self.folder)/partition-series.csv").rows {
      result[row["kind"]!, default: []].append(Double(row["y"]!)!)
    }
    return result
  }

  /// Noise with variance 1 and autocorrelation φ.
  private func noise(_ steps: Int, _ phi: Double, _ name: String) -> [Double] {
    var stream = RandomStream(seed: 11, "changes", name)
    var last = stream.normal()
    return (0..<steps).map { _ in
      last = phi * last + (1 - phi * phi).squareRoot() * stream.normal()
      return last
    }
  }

  func testLevelsAndLinesAreTheBestOfAll() throws {
    let all = try series()
    for row in try ReferenceRows("\(Self.folder)/level-or-line.csv").rows {
      let costs = LevelOrLineCosts([all[row["kind"]!]!])
      let penalty = Double(row["penalty"]!)!
      let found = LevelOrLinePath.best(
        costs, penalty: penalty, minimumLength: Int(row["least"]!)!)
      XCTAssertEqual(
        found.bounds.dropFirst().dropLast(),
        row["changes"]!.split(separator: " ").map { Int($0)! }[...],
        "\(row)")
      assertClose(
        found.squares + penalty * Double(found.parameters), Double(row["value"]!)!,
        relative: 1e-9, "\(row)")
    }
  }

  func testFunctionalPruningFindsTheBestOfAll() throws {
    for row in try ReferenceRows("\(Self.folder)/partitions.csv").rows where row["kind"] == "mean" {
      let found = FunctionalPruning.partition(
        try series()["mean"]!, penalty: Double(row["penalty"]!)!,
        minimumLength: Int(row["least"]!)!)
      XCTAssertEqual(
        found.changes, row["changes"]!.split(separator: " ").map { Int($0)! }, "\(row)")
      assertClose(found.cost, Double(row["cost"]!)!, relative: 1e-9, "\(row)")
    }
  }

  /// The two exact searches agree on the least cost, at any penalty and length.
  func testFunctionalPruningAgreesWithPELT() {
    for run in 0..<60 {
      var stream = RandomStream(seed: 5, "fpop", String(run))
      let steps = 20 + Int(stream.normal().magnitude * 100)
      var level = 0.0
      let values = (0..<steps).map { _ -> Double in
        if stream.normal() > 1.8 { level = 4 * stream.normal() }
        return level + (run % 3 == 0 ? (stream.normal() * 2).rounded() : stream.normal())
      }
      let penalty = [0, 1, 8, 40.0][run % 4]
      let least = 1 + run % 6
      let costs = SegmentCosts(values, .mean, variance: 1)
      let slow = ChangePointSearch.partition(costs, penalty: penalty, minimumLength: least)
      let fast = FunctionalPruning.partition(values, penalty: penalty, minimumLength: least)
      XCTAssertEqual(fast.cost, slow.cost, accuracy: 1e-9 * max(1, slow.cost), "run \(run)")
      let bounds = [0] + fast.changes + [steps]
      XCTAssertTrue(zip(bounds, bounds.dropFirst()).allSatisfy { $1 - $0 >= least })
    }
  }

  func testLevelsAndKinksAreFoundAndNoiseIsNot() throws {
    let search = AutomaticChangePoints()
    var alarms = 0
    for run in 0..<40 {
      alarms += try search.changes(in: [noise(150, run % 2 == 0 ? 0 : 0.6, "none\(run)")])
        .changes.count
    }
    XCTAssertLessThanOrEqual(alarms, 3)
    let base = noise(200, 0.3, "level")
    let stepped = base.enumerated().map { 100 + 5 * ($1 + ($0 >= 90 ? 4 : 0)) }
    let level = try search.changes(in: [stepped])
    XCTAssertEqual(level.changes.count, 1)
    XCTAssertLessThanOrEqual(abs(level.changes[0].first - 90), 3)
    XCTAssertEqual(level.stretches.map(\.isLine), [false, false])
    XCTAssertEqual(level.stretches[1].from[0], 120, accuracy: 4)
    let bent = base.enumerated().map { $1 + 0.15 * Double(max(0, $0 - 120)) }
    let kink = try search.changes(in: [bent])
    XCTAssertEqual(kink.changes.count, 1)
    XCTAssertLessThanOrEqual(abs(kink.changes[0].first - 120), 15)
    XCTAssertEqual(kink.stretches[1].isLine, true)
    // A series beside another that stands still changes nothing about the dates' number.
    XCTAssertEqual(try search.changes(in: [stepped, stepped]).changes, level.changes)
  }

  /// Months of the year, gaps and units make no change.
  func testPatternsGapsAndUnitsDoNotMatter() throws {
    let base = noise(180, 0.2, "year")
    let plain = base.enumerated().map { $1 + ($0 >= 100 ? 5 : 0) }
    let seasonal = plain.enumerated().map { $1 + 12 * sin(2 * Double.pi * Double($0) / 12) }
    let found = try AutomaticChangePoints().changes(in: [seasonal])
    XCTAssertEqual(found.periods, [12])
    XCTAssertEqual(found.changes.count, 1)
    XCTAssertLessThanOrEqual(abs(found.changes[0].first - 100), 4)
    var gaps = plain
    for t in [0, 1, 17, 18, 19, 60, 179] { gaps[t] = .nan }
    let dates = try AutomaticChangePoints().changes(in: [plain]).changes.map(\.first)
    let holed = try AutomaticChangePoints().changes(in: [gaps]).changes.map(\.first)
    XCTAssertEqual(holed, dates)
    let scaled = try AutomaticChangePoints().changes(in: [plain.map { 1e6 + 0.01 * $0 }])
    XCTAssertEqual(scaled.changes.map(\.first), dates)
    XCTAssertEqual(
      try AutomaticChangePoints().changes(in: [Array(repeating: 7, count: 50)]).changes, [])
  }

  /// Sets of dates hold the true one about as often as they say, with noise that carries
  /// over as without.
  func testSetsOfDatesHoldTheTrueOne() throws {
    for phi in [0, 0.5] {
      var (held, found) = (0, 0)
      for run in 0..<60 {
        let values = noise(120, phi, "set\(run)").enumerated().map { $1 + ($0 >= 55 ? 2 : 0) }
        let changes = try AutomaticChangePoints().changes(in: [values]).changes
        guard changes.count == 1 else { continue }
        found += 1
        if changes[0].earliest <= 55, changes[0].latest >= 55 { held += 1 }
      }
      XCTAssertGreaterThan(found, 40, "\(phi)")
      let share = Double(held) / Double(found)
      XCTAssertGreaterThan(share, 0.90, "\(phi)")
    }
  }

  func testLongSeriesGoThroughBlocks() throws {
    let values = noise(30_000, 0, "long").enumerated().map { $1 + ($0 >= 12_345 ? 1 : 0) }
    let found = try AutomaticChangePoints().changes(in: [values])
    XCTAssertEqual(found.changes.count, 1)
    XCTAssertLessThanOrEqual(abs(found.changes[0].first - 12_345), 10)
  }

  func testTheDamOnTheNileIsFound() throws {
    let values = try ReferenceRows("\(Self.folder)/series.csv").rows
      .filter { $0["series"] == "nile" }.map { Double($0["y"]!)! }
    let found = try AutomaticChangePoints().changes(in: [values]).changes
    // 1899 is the first year of the new level; Bai and Perron's interval is 1895–1902.
    XCTAssertEqual(found.map(\.first), [28])
    XCTAssertTrue((23...28).contains(found[0].earliest) && (28...33).contains(found[0].latest))
  }

  func testBadInputIsNamed() {
    func error(_ series: [[Double]], _ search: AutomaticChangePoints = .init())
      -> EvaluationError?
    {
      do throws(EvaluationError) {
        _ = try search.changes(in: series)
        return nil
      } catch { return error }
    }
    XCTAssertEqual(error([]), .tooFewBefore(have: 0, need: 4))
    XCTAssertEqual(error([[1, .nan, 2, 3]]), .tooFewBefore(have: 3, need: 4))
    XCTAssertEqual(error([[1, 2, 3, .infinity]]), .notFinite("series", at: 3))
    XCTAssertEqual(
      error([[1, 2, 3, 4], [1, 2, 3]]), .length("series", have: 3, need: 4))
    var search = AutomaticChangePoints()
    search.minimumLength = 1
    XCTAssertNotNil(error([[1, 2, 3, 4]], search))
  }
}
