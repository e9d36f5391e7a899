import LinearAlgebra
import Statistics
import XCTest

@testable import Forecasting

final class NetworkTrainerTests: XCTestCase {
  /// y = |x₁| − ½ x₂ and its negative, which no linear function is.
  private func kinked(_ count: Int) -> (inputs: [[Double]], targets: [[Double]]) {
    var stream = RandomStream(seed: 3, "kinked")
    let inputs = (0..<count).map { _ in [stream.normal(), stream.normal()] }
    return (inputs, inputs.map { [abs($0[0]) - 0.5 * $0[1], -abs($0[0])] })
  }

  private func fitted(seed: UInt64, epochs: Int = 40) throws -> WindowNetwork {
    let data = kinked(600)
    var options = NetworkTrainer.Options()
    options.hidden = [16, 16]
    options.epochs = epochs
    options.batch = 32
    options.noise = 0
    return try XCTUnwrap(
      NetworkTrainer.fit(
        inputs: data.inputs, targets: data.targets,
        weights: [Double](repeating: 1, count: 600), options: options, seed: seed))
  }

  func testLearnsWhatALinearModelCannot() throws {
    let network = try fitted(seed: 1)
    var error = 0.0
    for k in 0..<40 {
      let x = -2 + Double(k) / 10
      error += abs(network.answer([x, 1])[0] - (abs(x) - 0.5)) / 40
    }
    // The best constant misses by 0.5 on these points.
    XCTAssertLessThan(error, 0.05)
  }

  func testSameSeedSameBits() throws {
    XCTAssertEqual(try fitted(seed: 7, epochs: 2), try fitted(seed: 7, epochs: 2))
    XCTAssertNotEqual(try fitted(seed: 7, epochs: 2), try fitted(seed: 8, epochs: 2))
  }

  func testGradientsAreThoseOfTheLoss() throws {
    let data = kinked(40)
    let weights = (0..<40).map { 0.5 + Double($0 % 3) }
    let network = try fitted(seed: 2, epochs: 1)
    var stream = RandomStream(seed: 0, "unused")
    let gradients = NetworkTrainer.gradients(
      network, Array(0..<40)[...], inputs: data.inputs, targets: data.targets, weights: weights,
      noise: 0, stream: &stream)
    func loss(_ blocks: [[Double]]) throws -> Double {
      let moved = try XCTUnwrap(
        WindowNetwork(inputs: 2, hidden: [16, 16], outputs: 2, blocks: blocks))
      return (0..<40).reduce(0) { sum, k in
        let answer = moved.answer(data.inputs[k])
        return sum + weights[k] / 40
          * zip(answer, data.targets[k]).reduce(0) { $0 + abs($1.0 - $1.1) }
      }
    }
    for block in gradients.indices {
      for place in stride(from: 0, to: gradients[block].count, by: 5) {
        let step = 1e-7
        var up = network.blocks
        var down = network.blocks
        up[block][place] += step
        down[block][place] -= step
        let slope = (try loss(up) - loss(down)) / (2 * step)
        XCTAssertEqual(gradients[block][place], slope, accuracy: 1e-6, "\(block), \(place)")
      }
    }
  }

  func testTrainingIsTheSameOnTwoThreads() throws {
    let series = (0..<12).map { k -> [Double] in
      (0..<40).map { t -> Double in
        let pace = 1 + Double(k) / 7
        let wave: Double = 10 * sin(Double(t) * pace)
        return 50 + Double((k * t) % 17) + wave
      }
    }
    var recipe = NetworkRecipe(frequency: "yearly", period: 1, lags: 5, horizon: 3)
    recipe.epochs = 2
    recipe.networks = 2
    let card = PretrainedNetwork.Card(trainedOn: "", measured: "", notFor: "", citation: "")
    let one = try XCTUnwrap(
      PretrainedNetwork.trained(recipe, series: series, finer: [], card: card, threads: 1))
    let two = try XCTUnwrap(
      PretrainedNetwork.trained(recipe, series: series, finer: [], card: card, threads: 2))
    XCTAssertEqual(one, two)
    XCTAssertEqual(try one.encoded(), try two.encoded())
  }

  func testTooLittleToLearnFromGivesNoNetwork() {
    let recipe = NetworkRecipe(frequency: "yearly", period: 1, lags: 5, horizon: 3)
    let card = PretrainedNetwork.Card(trainedOn: "", measured: "", notFor: "", citation: "")
    XCTAssertNil(PretrainedNetwork.trained(recipe, series: [[1, 2, 3]], finer: [], card: card))
  }

  func testSumsOfFinerSeriesEndWithThem() {
    let sums = TrainingWindows.aggregated(
      [[1, 2, 3, 4, 5, 6, 7], [1, 2]], length: 2, shortest: 2)
    XCTAssertEqual(sums, [[5, 9, 13]])
  }
}
