import XCTest

@testable import Traffic

final class PlanObjectiveTests: XCTestCase {
  private let delays = [30.0, 50, 20, 40]

  func testValuesByHand() {
    let even = [1.0, 1, 1, 1]
    XCTAssertEqual(PlanObjective.mean.value(delays, weights: even), 35)
    XCTAssertEqual(PlanObjective.mean.value(delays, weights: [1, 3, 0.5, 0.5]), 210 / 5)
    XCTAssertEqual(PlanObjective.quantile(0.75).value(delays, weights: even), 40)
    XCTAssertEqual(PlanObjective.quantile(0.76).value(delays, weights: even), 50)
    XCTAssertEqual(PlanObjective.tailMean(0.5).value(delays, weights: even), 45)
    // The worst 30 % of weight 4: all of 50 and a fifth of the 40.
    XCTAssertEqual(
      PlanObjective.tailMean(0.7).value(delays, weights: even), (50 + 0.2 * 40) / 1.2,
      accuracy: 1e-12)
    XCTAssertEqual(PlanObjective.tailMean(0).value(delays, weights: even), 35, accuracy: 1e-12)
  }

  /// A demand is given up exactly where the rest at no delay at all could not save the plan.
  func testAllowanceEndsWhereTheLimitIsPassed() {
    let weights = [1.0, 2, 1, 0.5]
    for objective in [PlanObjective.mean, .quantile(0.6), .tailMean(0.8), .tailMean(0.3)] {
      for known in [[], [35.0], [10, 42], [44.0, 44, 10]] {
        let rest = objective.allowance(of: known.count, known: known, weights: weights, below: 40)
        let after = [Double](repeating: 0, count: 3 - known.count)
        func value(_ delay: Double) -> Double {
          objective.value(known + [delay] + after, weights: weights)
        }
        if rest.isFinite {
          XCTAssertGreaterThanOrEqual(value(rest + 1e-6), 40 - 1e-6)
          if rest > 0 { XCTAssertLessThanOrEqual(value(rest - 1e-6), 40 + 1e-6) }
        } else {
          XCTAssertLessThanOrEqual(value(1e6), 40)
        }
      }
    }
    XCTAssertEqual(
      PlanObjective.mean.allowance(of: 0, known: [], weights: weights, below: .infinity), .infinity)
  }

  /// Ten equally likely days around the mean one.
  private func days(_ network: StreetNetwork) throws -> [DemandSample] {
    try [0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.2, 1.35, 1.5].map { factor in
      // A festival: what grows on busy days is one direction.
      let text = TinyCrossing.demand(
        east: 500, north: 450 * factor * factor, seconds: 600)
      return DemandSample(try TripDemand(demand: Array(text.utf8), on: network))
    }
  }

  func testPlanForTheNinetyPercentDayServesTheWorstDecile() throws {
    let network = try StreetNetwork(network: Array(TinyCrossing.network.utf8))
    let samples = try days(network)
    func plan(_ objective: PlanObjective) -> SignalPlan {
      var settings = SignalOptimizer.Settings()
      settings.simulations = 1200
      settings.objective = objective
      settings.cycles = 30...90
      return SignalOptimizer(settings: settings).optimum(network: network, samples: samples).plan
    }
    let usual = plan(.mean)
    let robust = plan(.tailMean(0.9))
    XCTAssertNotEqual(usual, robust)
    func delay(_ plan: SignalPlan, _ samples: ArraySlice<DemandSample>) -> Double {
      let runs = samples.flatMap { sample in
        (501...520).map { seed in
          CorridorModel(network: network, demand: sample.demand).outcome(
            of: plan, seed: UInt64(seed)
          ).delay
        }
      }
      return runs.reduce(0, +) / Double(runs.count)
    }
    // Drivers neither search has seen.
    XCTAssertLessThanOrEqual(delay(robust, samples.suffix(1)), delay(usual, samples.suffix(1)))
    XCTAssertLessThanOrEqual(delay(usual, samples[...]), delay(robust, samples[...]) * 1.005)
  }

  func testComparisonPairsDriversAndCountsDemands() throws {
    let network = try StreetNetwork(network: Array(TinyCrossing.network.utf8))
    let samples = Array(try days(network).prefix(3))
    var other = network.plan
    other.programs[0].phases[0].duration = 30
    func compare(_ samples: [DemandSample], threads: Int) -> PlanComparison {
      PlanComparison(
        network: network, samples: samples, before: network.plan, after: other, period: nil,
        seeds: [1, 2], threads: threads)
    }
    let one = compare(samples, threads: 1)
    XCTAssertEqual(one.runs.map(\.saved), compare(samples, threads: 2).runs.map(\.saved))
    XCTAssertEqual(one.runs.map(\.sample), [0, 0, 1, 1, 2, 2])
    XCTAssertEqual(one.independentRuns, 3)
    let saved = one.runs.map(\.saved)
    let means = [0, 2, 4].map { (saved[$0] + saved[$0 + 1]) / 2 }
    let mean = means.reduce(0, +) / 3
    XCTAssertEqual(one.mean { $0.saved }, mean, accuracy: 1e-12)
    let spread = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2
    XCTAssertEqual(
      try XCTUnwrap(one.standardError { $0.saved }), (spread / 3).squareRoot(), accuracy: 1e-12)
    XCTAssertEqual(compare([samples[0]], threads: 1).independentRuns, 2)
  }
}
