import Regression
import Statistics
import TestSupport
import XCTest

@testable import Evaluation

final class OutcomePanelTests: XCTestCase {
  /// Steps of the reference count from 1.
  private func made(_ keep: (Int?) -> Bool = { _ in true }) throws -> OutcomePanel {
    let rows = try ReferenceRows("evaluation/panel/panel.csv").rows
    var units: [OutcomePanel.Unit] = []
    for row in rows {
      if units.last?.name != row["unit"]! {
        let first = Int(row["first"]!)!
        units.append(.init(row["unit"]!, values: [], firstTreated: first == 0 ? nil : first - 1))
      }
      units[units.count - 1].values.append(Double(row["y"]!)!)
    }
    return try OutcomePanel(units.filter { keep($0.firstTreated) })
  }

  func testGroupTimeEffectsAreThoseOfDid() throws {
    let rows = try ReferenceRows("evaluation/panel/effects.csv").rows
    let panel = try made()
    for (name, comparison) in [
      ("nevertreated", GroupTimeEffects.Comparison.neverTreated),
      ("notyettreated", .notYetTreated),
    ] {
      let found = try panel.groupTimeEffects(comparison: comparison)
      var compared = 0
      for row in rows where row["run"] == name {
        let place = Int(row["cohort"]!)
        let effect: EffectEstimate?
        switch row["kind"]! {
        case "cell":
          effect =
            found.cells.first {
              $0.cohort == place! - 1 && $0.step == Int(row["step"]!)! - 1
            }?.effect
        case "simple": effect = found.overall
        case "dynamic":
          guard let place else { continue }
          effect = found.byDistance.first { $0.distance == place }?.effect
        default:
          effect =
            place.map { p in found.byCohort.first { $0.cohort == p - 1 }!.effect }
            ?? found.average
        }
        let one = try XCTUnwrap(effect, "\(row)")
        XCTAssertEqual(one.value, Double(row["value"]!)!, accuracy: 1e-9, "\(row)")
        assertClose(one.standardError, Double(row["error"]!)!, relative: 1e-7, "\(row)")
        compared += 1
      }
      XCTAssertEqual(compared, 40, name)
    }
  }

  func testTwoWayAndEventStudyAreThoseOfStatsmodels() throws {
    let rows = try ReferenceRows("evaluation/panel/effects.csv").rows
    let twoWay = try made().twoWayEffect()
    let study = try made { $0 == nil || $0 == 5 }.eventStudy()
    var compared = 0
    for row in rows where row["run"] == "twoway" || row["run"] == "event" {
      let (value, error) = (Double(row["value"]!)!, Double(row["error"]!)!)
      compared += 1
      if row["kind"] == "pretrend" {
        assertClose(study.preTrend!.statistic, value, relative: 1e-7)
        assertClose(study.preTrend!.pValue, error, relative: 1e-6)
        continue
      }
      let effect =
        row["run"] == "twoway"
        ? twoWay : study.points.first { $0.distance == Int(row["cohort"]!)! }!.effect
      XCTAssertEqual(effect.value, value, accuracy: 1e-9, "\(row)")
      assertClose(effect.standardError, error, relative: 1e-7, "\(row)")
    }
    XCTAssertEqual(compared, 10)
  }

  /// The parts of a two-way coefficient weigh 1 together and make it up.
  func testBaconPartsMakeUpTheCoefficient() throws {
    for seed in 0..<10 {
      var stream = RandomStream(seed: UInt64(seed), "bacon")
      let units = (0..<24).map { k in
        OutcomePanel.Unit(
          "\(k)", values: (0..<10).map { _ in 5 * stream.normal() },
          firstTreated: [nil, 3, 5, 8, 0, seed % 2 == 0 ? 2 : nil][k % 6])
      }
      let panel = try OutcomePanel(units)
      let parts = try panel.baconDecomposition()
      XCTAssertEqual(parts.reduce(0) { $0 + $1.weight }, 1, accuracy: 1e-12)
      XCTAssert(parts.allSatisfy { $0.weight >= 0 })
      let whole = parts.reduce(0) { $0 + $1.weight * $1.estimate }
      XCTAssertEqual(whole, try panel.twoWayEffect().value, accuracy: 1e-9)
      XCTAssert(panel.twoWayWarning!.contains("group-time"))
    }
    XCTAssertNil(try made { $0 == nil || $0 == 5 }.twoWayWarning)
  }

  /// With two steps and two groups all methods are the difference in differences.
  func testTwoByTwo() throws {
    let panel = try OutcomePanel([
      .init("a", values: [1, 5], firstTreated: 1), .init("b", values: [2, 7], firstTreated: 1),
      .init("c", values: [3, 4]), .init("d", values: [0, 2]), .init("e", values: [1, 1]),
    ])
    let expected = 4.5 - 1.0
    XCTAssertEqual(try panel.twoWayEffect().value, expected, accuracy: 1e-12)
    XCTAssertEqual(try panel.groupTimeEffects().overall.value, expected, accuracy: 1e-12)
    XCTAssertEqual(try panel.eventStudy().points[0].effect.value, expected, accuracy: 1e-12)
    XCTAssertEqual(try panel.baconDecomposition()[0].estimate, expected, accuracy: 1e-12)
  }

  func testPublishedStudies() throws {
    let folder = "trends"
    let prop = ReferenceRows(
      text: try String(
        contentsOf: SharedData.url("\(folder)/california_prop99.csv"), encoding: .utf8))
    var byState: [String: [Double]] = [:]
    for row in prop.rows {
      byState[row["state"]!, default: []].append(Double(row["packs_per_capita"]!)!)
    }
    let panel = try OutcomePanel(
      byState.keys.sorted().map {
        .init($0, values: byState[$0]!, firstTreated: $0 == "California" ? 19 : nil)
      })
    XCTAssertEqual(try panel.twoWayEffect().value, -27.3491, accuracy: 1e-4)
  }

  func testBadInputIsNamed() throws {
    func error(_ units: [OutcomePanel.Unit]) -> EvaluationError? {
      do throws(EvaluationError) {
        let panel = try OutcomePanel(units)
        _ = try panel.groupTimeEffects()
        return nil
      } catch {
        return error
      }
    }
    let control = OutcomePanel.Unit("c", values: [1, 2, 3])
    XCTAssertEqual(error([control]), .tooFewUnits("panel", have: 1, need: 2))
    XCTAssertEqual(
      error([control, .init("t", values: [1, 2], firstTreated: 1)]),
      .length("t", have: 2, need: 3))
    XCTAssertEqual(
      error([control, .init("t", values: [1, .nan, 2], firstTreated: 1)]),
      .notFinite("t", at: 1))
    XCTAssertNotNil(error([control, .init("t", values: [1, 2, 3], firstTreated: 3)]))
    XCTAssertEqual(
      error([control, control]), .tooFewUnits("treated after the first step", have: 0, need: 1))
    let treated = OutcomePanel.Unit("t", values: [1, 2, 4], firstTreated: 1)
    XCTAssertEqual(error([treated, treated]), .tooFewUnits("comparison", have: 0, need: 1))
    XCTAssertThrowsError(try OutcomePanel([treated, treated]).twoWayEffect())
  }
}
