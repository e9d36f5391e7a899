import Statistics
import XCTest

@testable import Evaluation

final class BeforeAfterTests: XCTestCase {
  /// Sites with a weekly season, a shared autocorrelated shock and noise of their own.
  private func city(
    seed: UInt64, treated: Int = 2, others: Int = 6, steps: Int = 140, from: Int = 98,
    effect: Double = 0, drift: Double = 0, gaps: Bool = false
  ) -> BeforeAfter {
    var stream = RandomStream(seed: seed, "city")
    var shared = 0.0
    let shock = (0..<steps).map { _ -> Double in
      shared = 0.8 * shared + 3 * stream.normal()
      return shared
    }
    let sites = (0..<treated + others).map { k -> BeforeAfter.Site in
      var own = 0.0
      let values = (0..<steps).map { t -> Double in
        own = 0.5 * own + 2 * stream.normal()
        let isTreated = k < treated
        let value =
          100 + 5 * Double(k) + 8 * Double(t % 7 == 6 ? 1 : 0) + shock[t] + own
          + (isTreated ? drift * Double(t) + (t >= from ? effect : 0) : 0)
        return gaps && stream.uniform() < 0.1 ? .nan : value
      }
      return .init("site \(k)", values: values, isTreated: k < treated)
    }
    var options = BeforeAfter.Options()
    options.periods = [7]
    return BeforeAfter(sites: sites, firstAfter: from, options: options)
  }

  func testAnEffectIsFoundAndSaid() throws {
    let found = try city(seed: 1, effect: -6, gaps: true).findings()
    XCTAssertEqual(found.method, .controlledSeries)
    XCTAssert(found.isShown)
    XCTAssert(found.average.lower < -6 && found.average.upper > -6, "\(found.average)")
    XCTAssertEqual(found.wording, .causal, "\(found.reasons)")
    XCTAssertEqual(found.placeboSites.count, 6)
    let sentence = found.sentence(quantity: "travel time", unit: "seconds", change: "retiming")
    XCTAssert(sentence.hasPrefix("The retiming lowered travel time by "), sentence)
    XCTAssert(sentence.contains("95 % interval"), sentence)
  }

  func testRelativeEffectsAreShares() throws {
    var question = city(seed: 2)
    for k in question.sites.indices where question.sites[k].isTreated {
      for t in 98..<140 { question.sites[k].values[t] *= 0.9 }
    }
    question.options.isRelative = true
    let found = try question.findings()
    XCTAssertEqual(found.relative.value, -0.1, accuracy: 4 * found.relative.standardError)
    XCTAssertEqual(found.relative.value, -0.1, accuracy: 0.02)
    // Shares do not depend on the unit.
    var inMinutes = question
    for k in inMinutes.sites.indices {
      inMinutes.sites[k].values = inMinutes.sites[k].values.map { $0 / 60 }
    }
    let same = try inMinutes.findings()
    XCTAssertEqual(same.relative.value, found.relative.value, accuracy: 1e-6)
    XCTAssertEqual(same.average.value * 60, found.average.value, accuracy: 1e-4)
  }

  func testDriftingSitesGetNoCausalWords() throws {
    let found = try city(seed: 3, drift: 0.08).findings()
    XCTAssertEqual(found.preTrendPasses, false)
    XCTAssertEqual(found.wording, .refused)
    let sentence = found.sentence(quantity: "travel time", unit: "s", change: "retiming")
    XCTAssert(sentence.hasPrefix("These data cannot show"), sentence)
  }

  func testWithoutComparisonSitesWordsStayCareful() throws {
    var stream = RandomStream(seed: 4, "alone")
    let values = (0..<140).map { t in 60 + stream.normal() - (t >= 98 ? 5.0 : 0) }
    let found = try BeforeAfter(
      sites: [.init("main", values: values, isTreated: true)], firstAfter: 98
    ).findings()
    XCTAssertEqual(found.method, .seriesAlone)
    XCTAssertEqual(found.wording, .coincident, "\(found.reasons)")
    XCTAssert(found.isShown)
    XCTAssertNil(found.placeboSiteRank)
  }

  /// With no effect, 95 % intervals raise about one alarm in twenty and the checks
  /// refuse few; with a drift they let few pass.
  func testFalseAlarmsAreRare() throws {
    var alarms = 0
    var refused = 0
    let runs = 16
    for run in 0..<runs {
      let found = try city(seed: UInt64(100 + run), others: 4).findings()
      if found.isShown { alarms += 1 }
      if found.wording == .refused { refused += 1 }
    }
    XCTAssertLessThanOrEqual(alarms, 3)
    XCTAssertLessThanOrEqual(refused, 6)
  }

  func testSameAnswerOnTwoThreads() throws {
    var question = city(seed: 7, effect: 3)
    let one = try question.findings()
    question.options.threads = 2
    let two = try question.findings()
    XCTAssertEqual(one.average, two.average)
    XCTAssertEqual(one.placeboSites, two.placeboSites)
    XCTAssertEqual(one.placeboDates, two.placeboDates)
  }

  func testBadInputIsNamed() throws {
    func error(_ change: (inout BeforeAfter) -> Void) -> EvaluationError? {
      var question = city(seed: 8)
      change(&question)
      do throws(EvaluationError) {
        _ = try question.findings()
        return nil
      } catch {
        return error
      }
    }
    XCTAssertEqual(
      error { q in q.sites = q.sites.filter { !$0.isTreated } },
      .tooFewUnits("changed", have: 0, need: 1))
    XCTAssertEqual(
      error { $0.sites[3].values.removeLast() }, .length("site 3", have: 139, need: 140))
    XCTAssertNotNil(error { $0.firstAfter = 0 })
    XCTAssertNotNil(error { $0.firstAfter = 140 })
    XCTAssertNotNil(error { $0.options.periods = [1] })
    XCTAssertNotNil(error { $0.options.autoregression = 0 })
    XCTAssertNotNil(
      error {
        $0.options.isRelative = true
        $0.sites[0].values[3] = 0
      })
    XCTAssertNotNil(error { $0.sites[1].values = $0.sites[1].values.map { _ in .nan } })
  }
}
