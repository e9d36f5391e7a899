import Statistics
import XCTest

@testable import Forecasting

final class FlowNetworkTests: XCTestCase {
  private let shape = FlowNetwork.Shape(
    inputs: 5, detectors: 3, slots: 4, horizon: 2, hidden: 9, blocks: 2)

  private func filled(_ stream: inout RandomStream, moments: Int) -> FlowSignals {
    let signals = FlowSignals(shape, moments: moments)
    for k in 0..<shape.inputs * moments * shape.detectors {
      signals.inputs[k] = Float(stream.normal())
    }
    return signals
  }

  /// Σ wₖ answerₖ with fixed w has derivative w by the answers.
  private func loss(_ network: FlowNetwork, _ signals: FlowSignals, _ weights: [Float]) -> Double {
    network.run(signals, slots: [1, 3], weekdays: [0, 6])
    return weights.indices.reduce(0) { $0 + Double(weights[$1]) * Double(signals.answers[$1]) }
  }

  func testGradientEqualsDifferences() {
    var stream = RandomStream(seed: 2, "gradient")
    var network = FlowNetwork(shape, stream: &stream)
    let signals = filled(&stream, moments: 2)
    let weights = (0..<12).map { _ in Float(stream.normal()) }
    var gradient = [Float](repeating: .nan, count: network.parameters.count)
    _ = loss(network, signals, weights)
    for k in weights.indices { signals.answers[k] = weights[k] }
    network.gradient(signals, slots: [1, 3], weekdays: [0, 6], into: &gradient)
    var checked = 0
    for k in network.parameters.indices {
      let value = network.parameters[k]
      let step: Float = 1e-2
      network.parameters[k] = value + step
      let above = loss(network, signals, weights)
      network.parameters[k] = value - step
      let below = loss(network, signals, weights)
      network.parameters[k] = value
      let middle = loss(network, signals, weights)
      // Where a rectifier turns within the step, differences are no derivative.
      guard abs(above + below - 2 * middle) < 1e-4 else { continue }
      XCTAssertEqual(
        Double(gradient[k]), (above - below) / Double(2 * step), accuracy: 5e-3, "parameter \(k)")
      checked += 1
    }
    XCTAssertGreaterThan(checked, network.parameters.count / 2)
  }

  func testAMomentIsAnsweredAlikeAloneAndInABatch() {
    var stream = RandomStream(seed: 4, "batch")
    let network = FlowNetwork(shape, stream: &stream)
    let both = filled(&stream, moments: 2)
    let alone = FlowSignals(shape, moments: 1)
    for input in 0..<shape.inputs {
      for i in 0..<3 { alone.inputs[input * 3 + i] = both.inputs[input * 6 + 3 + i] }
    }
    network.run(both, slots: [1, 3], weekdays: [0, 6])
    network.run(alone, slots: [3], weekdays: [6])
    for horizon in 0..<2 {
      for i in 0..<3 {
        XCTAssertEqual(
          alone.answers[horizon * 3 + i], both.answers[horizon * 6 + 3 + i], accuracy: 1e-5)
      }
    }
  }

  func testTrainingFindsWhatTheAutoregressionCannot() throws {
    // The residual turns its sign from one step to the next when it is large.
    let made = try MadeDetectors.history(days: 24, detectors: 8)
    let calendar = made.calendar
    var stream = RandomStream(seed: 8, "turning")
    var values: [Double] = []
    for step in 0..<made.steps {
      for i in 0..<8 {
        let last = step > 0 ? values[(step - 1) * 8 + i] - 100 : 0
        values.append(100 + (abs(last) > 6 ? -0.9 * last : 0.9 * last) + 2 * stream.normal())
      }
    }
    let history = DetectorHistory(detectors: made.detectors, calendar: calendar, values: values)
    let residuals = FlowResiduals(history, options: .init(), scaleUntil: 18 * 96)
    let origins = Array(residuals.firstReliable..<(18 * 96 - 3))
    let inputs = FlowInputs(residuals, running: RunningSums(residuals), horizon: 1)
    var options = FlowNetworkTrainer.Options()
    options.hidden = 16
    options.blocks = 1
    options.epochs = 8
    options.batch = 4
    options.stepSize = 1e-2
    let weights = [Float](repeating: 1, count: 8)
    let network = FlowNetworkTrainer.fit(
      residuals, inputs: inputs, origins: origins, weights: weights, options: options, seed: 1)
    let linear = ProfileAutoregression(
      residuals, horizons: [1], origins: origins, until: 18 * 96, threads: 1)
    let signals = FlowSignals(network.shape, moments: 1)
    var own = 0.0
    var other = 0.0
    for origin in 18 * 96..<(24 * 96 - 3) {
      inputs.write(origins: [origin], into: signals.inputs)
      network.run(
        signals, slots: [calendar.slot[origin]], weekdays: [residuals.weekday(of: origin)])
      for i in 0..<8 {
        let truth = Double(residuals.scaled[(origin + 1) * 8 + i])
        own += abs(Double(signals.answers[i]) - truth)
        other += abs(linear.forecast(residuals, detector: i, origin: origin)[0] - truth)
      }
    }
    XCTAssertLessThan(own, 0.9 * other)
  }

  func testSameSeedSameBits() throws {
    let history = try MadeDetectors.history(days: 16, detectors: 2)
    let residuals = FlowResiduals(history, options: .init(), scaleUntil: 15 * 96)
    let inputs = FlowInputs(residuals, running: RunningSums(residuals), horizon: 2)
    var options = FlowNetworkTrainer.Options()
    options.hidden = 8
    options.epochs = 0.5
    let fits = (0..<2).map { _ in
      FlowNetworkTrainer.fit(
        residuals, inputs: inputs, origins: Array(9 * 96..<15 * 96), weights: [1, 1],
        options: options, seed: 3)
    }
    XCTAssertEqual(fits[0].parameters, fits[1].parameters)
  }
}
