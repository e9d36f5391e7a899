import Optimization
import Statistics
import XCTest

@testable import Forecasting

final class CombinationObjectiveTests: XCTestCase {
  /// Members that are the truth plus noise of their own size, and one that drifts.
  private func samples(_ count: Int, noise: [Double], seed: UInt64) -> [CombinationSample] {
    var stream = RandomStream(seed: seed, "combination")
    let horizon = 4
    return (0..<count).map { _ in
      let actual = (0..<horizon).map { _ in 100 + 10 * stream.normal() }
      let forecasts = noise.flatMap { size in
        (0..<horizon).map { actual[$0] + size * stream.normal() }
      }
      return CombinationSample(
        forecasts: forecasts, canSpeak: noise.map { _ in true }, actual: actual, scale: 5,
        benchmarkError: 3 * abs(stream.normal()),
        errors: noise.map { _ in 0.3 * stream.normal() },
        traits: SeriesTraits.names.map { _ in stream.normal() })
    }
  }

  func testGradientIsThatOfTheValue() {
    var some = samples(200, noise: [1, 4, 9], seed: 3)
    some[3].actual[1] = .nan
    some[5].canSpeak[1] = false
    let width = CombinationWeights.parametersPerMember
    var objective = CombinationObjective(
      some, memberCount: 3, horizon: 4, prior: [Double](repeating: 0.1, count: 3 * width),
      pulls: [Double](repeating: 2, count: 3 * width), threads: 2)
    var stream = RandomStream(seed: 4, "point")
    let point = (0..<(3 * width)).map { _ in 0.3 * stream.normal() }
    var gradient: [Double] = []
    let value = objective.gradient(at: point, into: &gradient)
    XCTAssertEqual(value, objective.value(at: point))
    for i in point.indices {
      var high = point
      var low = point
      high[i] += 1e-6
      low[i] -= 1e-6
      let slope = (objective.value(at: high) - objective.value(at: low)) / 2e-6
      XCTAssertEqual(slope, gradient[i], accuracy: 1e-6 * max(1, abs(slope)))
    }
  }

  func testTheQuietMemberIsHeard() {
    let prior = CombinationWeights(names: ["quiet", "loud", "wild"])
    let learnt = prior.adapted(
      to: samples(600, noise: [1, 6, 20], seed: 5), horizon: 4, threads: 1)
    let weights = learnt.weights(
      canSpeak: [true, true, true], errors: [0, 0, 0],
      traits: [Double](repeating: 0, count: SeriesTraits.names.count), horizon: 4)
    for row in weights {
      XCTAssertGreaterThan(row[0], 0.85)
      XCTAssertLessThan(row[2], 0.03)
      XCTAssertEqual(row.reduce(0, +), 1, accuracy: 1e-12)
    }
  }

  /// Bold and cautious have the same mean error. Where next to nothing moves, Naive 2
  /// is close and bold is not.
  func testErrorsCountForMoreWhereTheBenchmarkIsClose() {
    let some = (0..<400).map { k -> CombinationSample in
      let isStill = k % 2 == 0
      let sign = k % 4 < 2 ? 1.0 : -1
      let bold = sign * (isStill ? 4.0 : 1.0)
      let cautious = -sign * (isStill ? 1.0 : 4.0)
      return CombinationSample(
        forecasts: [Double](repeating: 100 + bold, count: 4)
          + [Double](repeating: 100 + cautious, count: 4),
        canSpeak: [true, true], actual: [Double](repeating: 100, count: 4), scale: 5,
        benchmarkError: isStill ? 0.5 : 8, errors: [0, 0],
        traits: SeriesTraits.names.map { _ in 0 })
    }
    let weights = CombinationWeights(names: ["bold", "cautious"])
      .adapted(to: some, horizon: 4, threads: 1)
      .weights(
        canSpeak: [true, true], errors: [0, 0], traits: SeriesTraits.names.map { _ in 0 },
        horizon: 4)
    XCTAssertGreaterThan(weights[0][1], 0.6)
  }

  func testThreadsChangeNothing() {
    let prior = CombinationWeights(names: ["a", "b"])
    let some = samples(700, noise: [2, 5], seed: 8)
    XCTAssertEqual(
      prior.adapted(to: some, horizon: 4, threads: 1),
      prior.adapted(to: some, horizon: 4, threads: 2))
  }

  func testTwoSamplesChangeLittle() {
    let prior = CombinationWeights(names: ["a", "b"])
    let learnt = prior.adapted(
      to: samples(2, noise: [1, 20], seed: 9), horizon: 4, threads: 1)
    let weights = learnt.weights(
      canSpeak: [true, true], errors: [0, 0],
      traits: [Double](repeating: 0, count: SeriesTraits.names.count), horizon: 4)
    XCTAssertLessThan(weights[0][0], 0.9)
  }
}
