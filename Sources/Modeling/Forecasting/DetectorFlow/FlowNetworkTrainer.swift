internal import Foundation
internal import LinearAlgebra
internal import Statistics

/// Trains a `FlowNetwork` on mean absolute error by Adam (Kingma and Ba, ICLR 2015),
/// its step size rising along a line and falling to zero along a cosine, gradients cut
/// to length 1.
///
/// One single-threaded run a network: the result depends on data, options and seed
/// alone, and several networks train side by side.
struct FlowNetworkTrainer {
  struct Options: Sendable {
    var hidden = 128
    var blocks = 3
    /// Passes over the moments trained on.
    var epochs = 6.0
    /// Moments in a step; each brings all detectors.
    var batch = 16
    var stepSize = 3e-3
  }

  /// - Parameters:
  ///   - origins: last known steps whose next `horizon` steps are recorded, too.
  ///   - weights: how much an error of each detector counts, mean 1: errors are of
  ///     scaled residuals, and what matters are vehicles.
  static func fit(
    _ residuals: FlowResiduals, inputs: FlowInputs, origins: [Int], weights: [Float],
    options: Options, seed: UInt64
  ) -> FlowNetwork {
    var stream = RandomStream(seed: seed, "detector flow network")
    let shape = FlowNetwork.Shape(
      inputs: inputs.width, detectors: inputs.detectors,
      slots: residuals.history.calendar.slotsPerDay, horizon: inputs.horizon,
      hidden: options.hidden, blocks: options.blocks)
    var network = FlowNetwork(shape, stream: &stream)
    let signals = FlowSignals(shape, moments: options.batch)
    var moments = Adam(count: network.parameters.count)
    var gradient = network.parameters
    let batches = max(1, origins.count / options.batch)
    let last = max(1, Int(options.epochs * Double(batches)))
    let warmUp = max(1, last / 10)
    var order = origins
    for step in 1...last {
      let place = (step - 1) % batches
      if place == 0 { order.shuffle(using: &stream) }
      let chosen = Array(
        order[place * options.batch..<min((place + 1) * options.batch, order.count)])
      let slots = chosen.map { residuals.history.calendar.slot[$0] }
      let weekdays = chosen.map { residuals.weekday(of: $0) }
      inputs.write(origins: chosen, into: signals.inputs)
      network.run(signals, slots: slots, weekdays: weekdays)
      differentiate(signals.answers, residuals, origins: chosen, horizon: inputs.horizon, weights)
      network.gradient(signals, slots: slots, weekdays: weekdays, into: &gradient)
      let progress = Double(step) / Double(last)
      let size =
        step <= warmUp
        ? options.stepSize * Double(step) / Double(warmUp)
        : options.stepSize * 0.5 * (1 + cos(Double.pi * progress))
      moments.move(&network.parameters, by: &gradient, step: step, size: size)
    }
    return network
  }

  /// Puts the derivative of the weighted mean absolute error in the place of answers;
  /// steps without a record count nothing.
  private static func differentiate(
    _ answers: UnsafeMutablePointer<Float>, _ residuals: FlowResiduals, origins: [Int],
    horizon: Int, _ weights: [Float]
  ) {
    let count = residuals.count
    let columns = origins.count * count
    let share = 1 / Float(columns * horizon)
    let history = residuals.history
    for ahead in 1...horizon {
      for (b, origin) in origins.enumerated() {
        let row = answers + (ahead - 1) * columns + b * count
        let step = origin + ahead
        for i in 0..<count {
          let error = row[i] - residuals.scaled[step * count + i]
          let isKnown = history.values[step * count + i].isFinite
          let slope: Float = error > 0 ? share : error < 0 ? -share : 0
          row[i] = isKnown ? slope * weights[i] : 0
        }
      }
    }
  }

  /// Running moments of the gradient (Kingma and Ba 2015, algorithm 1).
  private struct Adam {
    var first: [Float]
    var second: [Float]

    init(count: Int) {
      first = [Float](repeating: 0, count: count)
      second = first
    }

    mutating func move(
      _ parameters: inout [Float], by gradient: inout [Float], step: Int, size: Double
    ) {
      var square = 0.0
      for g in gradient { square += Double(g) * Double(g) }
      let cut = Float(min(1, 1 / max(square.squareRoot(), 1e-12)))
      let bias1 = 1 - pow(0.9, Double(step))
      let bias2 = 1 - pow(0.999, Double(step))
      let stride = Float(size / bias1)
      let correction = Float(1 / bias2)
      let count = parameters.count
      parameters.withUnsafeMutableBufferPointer { p in
        gradient.withUnsafeBufferPointer { g in
          first.withUnsafeMutableBufferPointer { m in
            second.withUnsafeMutableBufferPointer { v in
              for k in 0..<count {
                let slope = cut * g[k]
                m[k] += 0.1 * (slope - m[k])
                v[k] += 0.001 * (slope * slope - v[k])
                p[k] -= stride * m[k] / ((correction * v[k]).squareRoot() + 1e-8)
              }
            }
          }
        }
      }
    }
  }
}
