import LinearAlgebra
import Statistics
import TestSupport
import XCTest

@testable import Evaluation

final class SyntheticControlTests: XCTestCase {
  /// No share can be moved to another to do better (the conditions of Karush, Kuhn and
  /// Tucker), in problems with fewer and with more conditions than shares.
  func testSharesAreTheBest() {
    for run in 0..<40 {
      var stream = RandomStream(seed: 9, "simplex", String(run))
      let (rows, columns) = run % 2 == 0 ? (12, 5) : (6, 20)
      var a = Matrix(rows: rows, columns: columns)
      for i in a.storage.indices { a.storage[i] = stream.normal() }
      let b = (0..<rows).map { _ in stream.normal() }
      let ridge = run % 3 == 0 ? 0.5 : 0
      let w = SimplexLeastSquares(a, b, ridge: ridge).weights
      XCTAssertEqual(w.reduce(0, +), 1, accuracy: 1e-12)
      XCTAssert(w.allSatisfy { $0 >= 0 })
      let rest = zip(a * w, b).map { $0 - $1 }
      let gradient = zip(a.transposeTimes(rest), w).map { $0 + ridge * $1 }
      let least = gradient.min()!
      for (share, slope) in zip(w, gradient) where share > 1e-8 {
        XCTAssertEqual(slope, least, accuracy: 1e-6)
      }
    }
  }

  func testAKnownMixIsFound() throws {
    var stream = RandomStream(seed: 2, "mix")
    let donors = (0..<8).map { _ in
      (0..<30).map { _ in 10 + 3 * stream.normal() }
    }
    var values = (0..<30).map { 0.6 * donors[1][$0] + 0.4 * donors[5][$0] }
    for t in 20..<30 { values[t] += 4 }
    let panel = try OutcomePanel(
      [.init("treated", values: values, firstTreated: 20)]
        + donors.enumerated().map { .init("\($0.offset)", values: $0.element) })
    let found = try panel.syntheticControl()
    XCTAssertEqual(found.shares.map(\.name), ["1", "5"])
    XCTAssertEqual(found.shares[0].weight, 0.6, accuracy: 1e-6)
    XCTAssertEqual(found.average, 4, accuracy: 1e-5)
    XCTAssertEqual(found.pValue, 1.0 / 9, accuracy: 1e-12)
    XCTAssertEqual(found, try panel.syntheticControl(threads: 2))
  }

  /// A level of its own for every unit changes no estimate.
  func testSyntheticDifferenceIgnoresLevels() throws {
    var stream = RandomStream(seed: 4, "sdid")
    let units = (0..<9).map { k in
      OutcomePanel.Unit(
        "\(k)", values: (0..<20).map { t in stream.normal() + (k < 2 && t >= 14 ? 3 : 0) },
        firstTreated: k < 2 ? 14 : nil)
    }
    let found = try OutcomePanel(units).syntheticDifference()
    var shifted = units
    for k in shifted.indices {
      for t in 0..<20 { shifted[k].values[t] += Double(5 * k * k) }
    }
    let same = try OutcomePanel(shifted).syntheticDifference()
    XCTAssertEqual(same.average.value, found.average.value, accuracy: 1e-5)
    XCTAssert(found.average.lower < 3 && found.average.upper > 3)
    XCTAssertEqual(found.unitWeights.reduce(0, +), 1, accuracy: 1e-12)
    XCTAssertEqual(found.stepWeights.reduce(0, +), 1, accuracy: 1e-12)
  }

  /// Published: synthetic control −19.5 (outcomes alone), synthetic difference −15.6
  /// (Arkhangelsky et al. 2021, table 1).
  func testCaliforniaTobacco() throws {
    let file = ReferenceRows(
      text: try String(
        contentsOf: SharedData.url("trends/california_prop99.csv"), encoding: .utf8))
    var byState: [String: [Double]] = [:]
    for row in file.rows {
      byState[row["state"]!, default: []].append(Double(row["packs_per_capita"]!)!)
    }
    let panel = try OutcomePanel(
      byState.keys.sorted().map {
        .init($0, values: byState[$0]!, firstTreated: $0 == "California" ? 19 : nil)
      })
    let control = try panel.syntheticControl()
    XCTAssertEqual(control.average, -19.5155, accuracy: 2e-3)
    XCTAssertEqual(control.fitError, 1.6564, accuracy: 1e-3)
    XCTAssertEqual(control.gaps.last!, -26.598, accuracy: 5e-3)
    XCTAssertEqual(control.shares[0].name, "Utah")
    XCTAssertEqual(control.shares[0].weight, 0.394, accuracy: 1e-3)
    XCTAssertEqual(control.pValue, 3.0 / 39, accuracy: 1e-12)
    let difference = try panel.syntheticDifference()
    XCTAssertEqual(difference.average.value, -15.6054, accuracy: 0.01)
  }

  func testBadInputIsNamed() throws {
    let donors = (0..<3).map { OutcomePanel.Unit("\($0)", values: [1, 2, 3, Double($0)]) }
    let late = OutcomePanel.Unit("t", values: [1, 2, 3, 4], firstTreated: 1)
    XCTAssertThrowsError(try OutcomePanel(donors).syntheticControl())
    XCTAssertThrowsError(try OutcomePanel(donors + [late]).syntheticControl())
    XCTAssertThrowsError(try OutcomePanel(donors).syntheticDifference())
    let two = [late, OutcomePanel.Unit("u", values: [1, 2, 3, 4], firstTreated: 2)]
    XCTAssertThrowsError(try OutcomePanel(donors + two).syntheticDifference())
  }
}
