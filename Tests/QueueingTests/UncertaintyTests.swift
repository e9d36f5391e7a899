import Foundation
import Statistics
import TestSupport
import XCTest

@testable import Queueing

final class UncertaintyTests: XCTestCase {
  /// Against dense integration by another route (Tests/Reference/queueing/uncertainty.py).
  func testExpectedServiceAgainstDenseIntegration() throws {
    for row in try Golden.rows(Repository.reference("queueing/uncertainty.csv")) {
      func value(_ name: String) -> Double { Double(row[name]!)! }
      let queue = try ContactQueue(
        meanHandleTime: value("handle"), meanPatience: value("patience"))
      let rate = try RateDistribution(mean: value("rate"), coefficientOfVariation: value("cv"))
      let agents = Int(row["agents"]!)!
      for (name, convention) in [
        ("served", ServiceTarget.Convention.answered), ("offered", .offeredWait),
      ] {
        let service = try queue.expectedService(
          agents: agents, rate: rate,
          answer: .init(share: 0.8, seconds: value("t"), convention: convention))
        XCTAssertEqual(service.answeredInTime, value(name), accuracy: 1e-8, "\(row)")
        XCTAssertEqual(service.abandonment, value("abandonment"), accuracy: 1e-8, "\(row)")
        assertClose(service.meanWait, value("mean_wait"), relative: 1e-7, "\(row)")
        // What is not abandoned is served.
        XCTAssertEqual(
          service.occupancy,
          value("rate") / 3600 * value("handle") * (1 - value("abandonment")) / Double(agents),
          accuracy: 1e-8, "\(row)")
      }
    }
  }

  /// Planning for the mean breaks the promise; planning for the rate keeps it. Handle time
  /// and patience 180 s, 80 % of offered waits within 20 s.
  func testUncertaintyCostsAgents() throws {
    let queue = try ContactQueue(meanHandleTime: 180, meanPatience: 180)
    let target = ServiceTarget.answer(share: 0.8, within: 20, counting: .offeredWait)
    let cases: [(load: Double, cv: Double, level: Double, expectation: Int, days: Int)] = [
      (10, 0, 0.808, 12, 12), (10, 0.05, 0.804, 12, 13), (10, 0.1, 0.792, 13, 13),
      (10, 0.2, 0.749, 13, 14), (50, 0, 0.807, 51, 51), (50, 0.05, 0.792, 52, 53),
      (50, 0.1, 0.752, 53, 55), (50, 0.2, 0.659, 57, 59), (200, 0, 0.807, 191, 191),
      (200, 0.05, 0.758, 194, 199), (200, 0.1, 0.678, 200, 206), (200, 0.2, 0.571, 219, 221),
    ]
    for c in cases {
      let rate = try RateDistribution(mean: c.load * 20, coefficientOfVariation: c.cv)
      let forMean = try queue.agentsRequired(arrivalRatePerHour: rate.mean, target: target)
      XCTAssertEqual(forMean, [10: 12, 50: 51, 200: 191][c.load])
      let service = try queue.expectedService(agents: forMean, rate: rate, answer: target.answer)
      XCTAssertEqual(service.answeredInTime, c.level, accuracy: 0.0012, "\(c)")
      XCTAssertEqual(
        try queue.agentsRequiredInExpectation(rate: rate, target: target), c.expectation, "\(c)")
      XCTAssertEqual(
        try queue.agentsRequired(rate: rate, target: target, confidence: 0.8), c.days, "\(c)")
    }
  }

  func testTheRequirementIsTheSmallestThatKeepsItsConfidence() throws {
    let queue = try ContactQueue(meanHandleTime: 240, meanPatience: 120)
    let target = ServiceTarget(
      answer: .init(share: 0.75, seconds: 30), maximumAbandonment: 0.05)
    let rate = try RateDistribution(mean: 400, variance: 3600)
    var last = 0
    for confidence in [0.1, 0.5, 0.8, 0.95] {
      let agents = try queue.agentsRequired(rate: rate, target: target, confidence: confidence)
      XCTAssertGreaterThanOrEqual(agents, last)
      last = agents
      func met(_ agents: Int) throws -> Double {
        try queue.probabilityTargetIsMet(agents: agents, rate: rate, target: target)
      }
      XCTAssertGreaterThanOrEqual(try met(agents), confidence)
      XCTAssertLessThan(try met(agents - 1), confidence)
    }
    let range = try queue.agentsRequired(rate: rate, target: target, level: 0.9)
    XCTAssertEqual(
      range.upperBound, try queue.agentsRequired(rate: rate, target: target, confidence: 0.95))
    XCTAssertEqual(
      range.lowerBound,
      try queue.agentsRequired(rate: rate, target: target, confidence: 0.05))
  }

  func testPoissonNoiseIsNotUncertaintyOfTheRate() throws {
    // A half hour with mean 90: variance 90 is a known rate.
    let known = try RateDistribution(countMean: 90, countVariance: 90, intervalSeconds: 1800)
    XCTAssertTrue(known.isKnown)
    XCTAssertEqual(known.mean, 180)
    XCTAssertEqual(known.quantile(0.99), 180)
    let under = try RateDistribution(countMean: 90, countVariance: 40, intervalSeconds: 1800)
    XCTAssertEqual(under.variance, 0)
    let uncertain = try RateDistribution(
      countMean: 90, countVariance: 90 + 81, intervalSeconds: 1800)
    assertClose(uncertain.standardDeviation, 18, relative: 1e-14)
    assertClose(uncertain.coefficientOfVariation, 0.1, relative: 1e-14)
    // The count of the mixture is the negative binomial with the moments put in.
    let count = try NegativeBinomial(mean: 90, size: 100)
    assertClose(count.variance, 171, relative: 1e-14)
    let mixed = try uncertain.expectation { rate throws(QueueingError) in
      let mean = rate / 2
      return SIMD4(exp(-mean) * pow(mean, 80) / tgamma(81), 0, 0, 0)
    }
    assertClose(mixed[0], count.pmf(80), relative: 1e-7)
  }

  func testMomentsFromQuantiles() throws {
    let levels = [0.025, 0.1, 0.5, 0.9, 0.975]
    let count = try Normal(mean: 200, standardDeviation: 25)
    let fromFive = try RateDistribution(
      levels: levels, countQuantiles: levels.map(count.quantile), intervalSeconds: 3600)
    assertClose(fromFive.mean, 200, relative: 1e-13)
    assertClose(fromFive.variance, 625 - 200, relative: 1e-11)
    let fromTwo = try RateDistribution(
      levels: [0.1, 0.9], countQuantiles: [count.quantile(0.1), count.quantile(0.9)],
      intervalSeconds: 1800)
    assertClose(fromTwo.mean, 400, relative: 1e-13)
    assertClose(fromTwo.variance, 4 * 425, relative: 1e-11)
    // A skewed count: close, and the mean can be given.
    let skewed = try NegativeBinomial(mean: 60, size: 6)
    let dense = (1...99).map { Double($0) / 100 }
    let rate = try RateDistribution(
      levels: dense, countQuantiles: dense.map(skewed.quantile), countMean: 60,
      intervalSeconds: 3600)
    XCTAssertEqual(rate.mean, 60)
    XCTAssertEqual(rate.variance, 600, accuracy: 20)
    let constant = try RateDistribution(
      levels: [0.1, 0.9], countQuantiles: [5, 5], intervalSeconds: 3600)
    XCTAssertTrue(constant.isKnown)
    XCTAssertEqual(constant.mean, 5)
  }

  func testQuantilesThatAreNone() {
    func moments(_ levels: [Double], _ quantiles: [Double]) throws -> RateDistribution {
      try RateDistribution(levels: levels, countQuantiles: quantiles, intervalSeconds: 60)
    }
    XCTAssertThrowsError(try moments([0.5], [3]))
    XCTAssertThrowsError(try moments([0.9, 0.1], [1, 3]))
    XCTAssertThrowsError(try moments([0.1, 0.9], [3, 1]))
    XCTAssertThrowsError(try moments([0, 0.9], [1, 3]))
    XCTAssertThrowsError(try moments([0.1, 0.9], [1, .nan]))
    XCTAssertThrowsError(
      try RateDistribution(countMean: 5, countVariance: 9, intervalSeconds: 0))
    XCTAssertThrowsError(try RateDistribution(mean: -1, variance: 0))
    XCTAssertThrowsError(try RateDistribution(mean: 1, variance: .nan))
  }

  /// Without patience an overloaded day has no finite mean wait.
  func testErlangCUnderAnUncertainRate() throws {
    let queue = try ContactQueue(meanHandleTime: 180)
    let rate = try RateDistribution(mean: 1000, coefficientOfVariation: 0.1)
    let target = ServiceTarget.answer(share: 0.8, within: 20)
    let agents = try queue.agentsRequiredInExpectation(rate: rate, target: target)
    let service = try queue.expectedService(agents: agents, rate: rate, answer: target.answer)
    XCTAssertGreaterThanOrEqual(service.answeredInTime, 0.8)
    XCTAssertEqual(service.meanWait, .infinity)
    XCTAssertLessThan(
      try queue.expectedService(agents: agents - 1, rate: rate, answer: target.answer)
        .answeredInTime, 0.8)
    XCTAssertThrowsError(
      try queue.agentsRequiredInExpectation(
        rate: rate, target: ServiceTarget(maximumMeanWait: 30))
    ) { XCTAssertEqual($0 as? QueueingError, .unattainable(limit: ContactQueue.agentLimit)) }
  }

  func testAProfileSaysWhatAPlanAchieves() throws {
    let queue = try ContactQueue(meanHandleTime: 180, meanPatience: 150)
    let target = ServiceTarget.answer(share: 0.8, within: 20)
    let rates = try [
      RateDistribution(mean: 600, variance: 2500), RateDistribution(mean: 0, variance: 0),
      RateDistribution(known: 300),
    ]
    let profile = try PerformanceProfile(
      queue: queue, agents: [34, 2, 16], rates: rates, target: target, level: 0.9)
    XCTAssertEqual(profile.intervals.count, 3)
    let first = profile.intervals[0]
    XCTAssertGreaterThan(first.quiet.answeredInTime, first.expected.answeredInTime)
    XCTAssertLessThan(first.busy.answeredInTime, first.expected.answeredInTime)
    XCTAssertLessThan(first.quiet.abandonment, first.busy.abandonment)
    XCTAssertLessThan(first.quiet.occupancy, first.busy.occupancy)
    XCTAssertEqual(
      first.busy,
      try queue.service(
        agents: 34, arrivalRatePerHour: rates[0].quantile(0.95), answer: target.answer))
    let empty = profile.intervals[1]
    XCTAssertEqual(empty.expected.answeredInTime, 1)
    XCTAssertEqual(empty.probabilityTargetIsMet, 1)
    let sure = profile.intervals[2]
    XCTAssertEqual(sure.quiet, sure.busy)
    XCTAssertEqual(sure.expected, sure.busy)
    let overall = profile.overall
    assertClose(
      overall.answeredInTime,
      (600 * first.expected.answeredInTime + 300 * sure.expected.answeredInTime) / 900,
      relative: 1e-14)
    assertClose(
      overall.occupancy, (34 * first.expected.occupancy + 16 * sure.expected.occupancy) / 52,
      relative: 1e-14)
  }
}
