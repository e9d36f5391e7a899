import LinearAlgebra
import Statistics
import TestSupport
import XCTest

@testable import Evaluation

final class PredictorMixTests: XCTestCase {
  private func mix(_ run: Int, donors: Int, predictors: Int) -> DonorMix {
    var stream = RandomStream(seed: 5, "donors", String(run))
    func rows(_ width: Int) -> [[Double]] {
      (0..<donors).map { _ in (0..<width).map { _ in stream.normal() + 0.3 } }
    }
    return DonorMix(differences: rows(predictors), outcomes: rows(9))
  }

  private func weights(_ run: Int, _ count: Int) -> [Double] {
    var stream = RandomStream(seed: 6, "weights", String(run))
    let v = (0..<count).map { _ in stream.uniform() + 0.01 }
    let total = v.reduce(0, +)
    return v.map { $0 / total }
  }

  /// The inner problem against the solver of the outcomes, on as many rows as predictors.
  func testNearestMixIsExact() throws {
    for run in 0..<30 {
      var stream = RandomStream(seed: 5, "donors", String(run))
      let (donors, predictors) = (6 + run, 7)
      let rows = (0..<donors).map { _ in (0..<predictors).map { _ in stream.normal() + 0.3 } }
      var mix = DonorMix(
        differences: rows, outcomes: rows.map { _ in (0..<3).map { _ in stream.normal() } })
      let v = weights(run, predictors)
      _ = mix.solve(v)
      var a = Matrix(rows: predictors, columns: donors)
      for j in 0..<donors {
        for m in 0..<predictors { a[m, j] = rows[j][m] * v[m].squareRoot() }
      }
      let plain = SimplexLeastSquares(a, [Double](repeating: 0, count: predictors), ridge: 0)
      var own = [Double](repeating: 0, count: donors)
      for (donor, share) in zip(mix.free, mix.shares) { own[donor] = share }
      XCTAssertEqual(own.reduce(0, +), 1, accuracy: 1e-10)
      XCTAssert(own.allSatisfy { $0 >= 0 })
      let (x, y) = (euclideanNorm(a * own), euclideanNorm(a * plain.weights))
      XCTAssertEqual(x, y, accuracy: 1e-5)
    }
  }

  func testSlopeAgreesWithDifferences() {
    for run in 0..<20 {
      var mix = mix(run, donors: 14, predictors: 5)
      let v = weights(run, 5)
      _ = mix.solve(v)
      var slope = [Double](repeating: 0, count: 5)
      mix.slope(v, into: &slope)
      for m in 0..<5 {
        var (up, down) = (v, v)
        up[m] += 1e-6
        down[m] -= 1e-6
        let difference = (mix.solve(up) - mix.solve(down)) / 2e-6
        XCTAssertEqual(2 * slope[m], difference, accuracy: 1e-4 * (1 + abs(difference)))
      }
    }
  }

  /// The search misses no more of the outcomes than differential evolution does.
  func testSearchReachesTheReference() throws {
    let panel = try ReferenceRows("evaluation/synthetic-control/panel.csv")
    for row in try ReferenceRows("evaluation/synthetic-control/mixes.csv").rows {
      let own = panel.rows.filter { $0["case"] == row["case"] }
      let names = Array(Set(own.map { Int($0["unit"]!)! })).sorted()
      let units = names.map { name in own.filter { $0["unit"] == String(name) } }
      let outcomes = try OutcomePanel(
        units.enumerated().map { place, rows in
          .init(
            "\(place)", values: rows.map { Double($0["y"]!)! },
            firstTreated: place == 0 ? 15 : nil)
        })
      let predictors = (0..<Int(row["predictors"]!)!).map { m in
        SyntheticControl.Predictor("x\(m)", units.map { Double($0[0]["x\(m)"]!)! })
      }
      let found = try outcomes.syntheticControl(predictors: predictors, floor: 1e-3)
      let best = Double(row["best_miss"]!)!
      XCTAssertLessThan(found.fitError * found.fitError, best * (1 + 1e-3))
      XCTAssertEqual(found.balance.reduce(0) { $0 + $1.weight }, 1, accuracy: 1e-9)
      XCTAssert(found.balance.allSatisfy { $0.weight >= 0.999e-3 })
    }
  }

  /// Abadie, Diamond & Hainmueller (2010, table 2): Utah .334, Nevada .234, Montana .199,
  /// Colorado .164, Connecticut .069; California's ratio is the largest of 39 (§3.4).
  func testCaliforniaTobaccoWithPredictors() throws {
    let file = ReferenceRows(
      text: try String(
        contentsOf: SharedData.url("trends/california_prop99_covariates.csv"), encoding: .utf8))
    let byState = Dictionary(grouping: file.rows) { $0["state"]! }
    let names = byState.keys.sorted()
    let panel = try OutcomePanel(
      names.map { name in
        .init(
          name, values: byState[name]!.map { Double($0["cigsale"]!)! },
          firstTreated: name == "California" ? 19 : nil)
      })
    // Every state has the years from 1970 on, in order.
    func mean(_ column: String, _ years: ClosedRange<Int>) -> SyntheticControl.Predictor {
      .init(
        "\(column) \(years)",
        names.map { name in
          let rows = byState[name]![(years.lowerBound - 1970)...(years.upperBound - 1970)]
          let values = rows.compactMap { Double($0[column]!) }
          return values.reduce(0, +) / Double(values.count)
        })
    }
    let found = try panel.syntheticControl(predictors: [
      mean("lnincome", 1980...1988), mean("age15to24", 1980...1988),
      mean("retprice", 1980...1988), mean("beer", 1984...1988), mean("cigsale", 1988...1988),
      mean("cigsale", 1980...1980), mean("cigsale", 1975...1975),
    ])
    XCTAssertEqual(
      found.shares.map(\.name), ["Utah", "Nevada", "Montana", "Colorado", "Connecticut"])
    for (share, printed) in zip(found.shares, [0.334, 0.234, 0.199, 0.164, 0.069]) {
      XCTAssertEqual(share.weight, printed, accuracy: 0.01)
    }
    XCTAssertEqual(found.pValue, 1.0 / 39, accuracy: 1e-12)
  }

  func testBadPredictorsAreNamed() throws {
    let panel = try OutcomePanel([
      .init("a", values: [1, 2, 3, 4], firstTreated: 2), .init("b", values: [1, 2, 3, 3]),
      .init("c", values: [2, 2, 1, 3]),
    ])
    XCTAssertThrowsError(try panel.syntheticControl(predictors: []))
    XCTAssertThrowsError(try panel.syntheticControl(predictors: [.init("x", [1, 2])])) {
      XCTAssertEqual($0 as? EvaluationError, .length("x", have: 2, need: 3))
    }
    XCTAssertThrowsError(try panel.syntheticControl(predictors: [.init("x", [1, .nan, 2])])) {
      XCTAssert("\($0)".contains("no finite value for b"))
    }
    XCTAssertThrowsError(
      try panel.syntheticControl(predictors: [.init("x", [1, 3, 2])], fitSteps: 1..<3))
    // A predictor that is the same everywhere decides nothing.
    let same = try panel.syntheticControl(predictors: [
      .init("x", [1, 3, 0.5]), .init("same", [2, 2, 2]),
    ])
    XCTAssertEqual(same.shares.reduce(0) { $0 + $1.weight }, 1, accuracy: 1e-12)
  }
}
