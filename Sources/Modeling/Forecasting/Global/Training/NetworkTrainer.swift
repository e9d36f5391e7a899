internal import Foundation
internal import LinearAlgebra
internal import Statistics

/// Trains a `WindowNetwork` on mean absolute error by Adam (Kingma & Ba, ICLR
/// 2015) with decoupled weight decay (Loshchilov & Hutter, ICLR 2019) and a step
/// size that falls to zero along a cosine.
///
/// Normal noise is added to the inputs anew each time a window is met (Bishop,
/// Neural Computation 7, 1995): windows of one series overlap, and without it the
/// network learns them by heart. The result depends on the data, the options and
/// the seed only: products are single-threaded, sums have one order.
struct NetworkTrainer {
  struct Options: Sendable {
    var hidden = [64, 64]
    var epochs = 30
    var batch = 256
    var stepSize = 2e-3
    var decay = 1e-3
    /// Deviation of the noise, in units of the scaled inputs.
    var noise = 0.5
    var warmUp = 50
  }

  /// One array of parameters with Adam's moments.
  private struct Block {
    var values: [Double]
    var first: [Double]
    var second: [Double]
    /// Weights decay, biases do not.
    var decays: Bool

    init(_ values: [Double], decays: Bool) {
      self.values = values
      self.decays = decays
      first = [Double](repeating: 0, count: values.count)
      second = first
    }

    /// Adam's step number `step`, the first being 1.
    mutating func move(_ gradient: [Double], step: Int, size: Double, decay: Double) {
      let bias1 = 1 - pow(0.9, Double(step))
      let bias2 = 1 - pow(0.999, Double(step))
      for k in values.indices {
        let g = gradient[k]
        first[k] += 0.1 * (g - first[k])
        second[k] += 0.001 * (g * g - second[k])
        let direction = (first[k] / bias1) / ((second[k] / bias2).squareRoot() + 1e-8)
        values[k] -= size * (direction + (decays ? decay * values[k] : 0))
      }
    }
  }

  /// - Parameters:
  ///   - inputs: scaled, one array a window; - targets: scaled; - weights: mean 1.
  static func fit(
    inputs: [[Double]], targets: [[Double]], weights: [Double], options: Options, seed: UInt64
  ) -> WindowNetwork? {
    guard let width = inputs.first?.count, let outputs = targets.first?.count else { return nil }
    var stream = RandomStream(seed: seed, "global network")
    let sizes = [width] + options.hidden + [outputs]
    var blocks: [Block] = []
    for k in 0...options.hidden.count {
      // He et al. (2015); the last layer starts near the linear part alone.
      let deviation =
        (2 / Double(sizes[k])).squareRoot() * (k == options.hidden.count ? 0.1 : 1)
      let weights = (0..<sizes[k] * sizes[k + 1]).map { _ in deviation * stream.normal() }
      blocks.append(Block(weights, decays: true))
      blocks.append(Block([Double](repeating: 0, count: sizes[k + 1]), decays: false))
    }
    blocks.append(Block([Double](repeating: 0, count: width * outputs), decays: true))
    let batches = max(1, inputs.count / options.batch)
    let last = options.epochs * batches
    var step = 0
    var order = Array(inputs.indices)
    for _ in 0..<options.epochs {
      order.shuffle(using: &stream)
      for batch in 0..<batches {
        let low = batch * options.batch
        let chosen = order[low..<min(low + options.batch, inputs.count)]
        guard
          let network = WindowNetwork(
            inputs: width, hidden: options.hidden, outputs: outputs, blocks: blocks.map(\.values))
        else { return nil }
        let gradients = gradients(
          network, chosen, inputs: inputs, targets: targets, weights: weights,
          noise: options.noise, stream: &stream)
        step += 1
        let size =
          options.stepSize * 0.5 * (1 + cos(Double.pi * Double(step) / Double(last)))
          * min(1, Double(step) / Double(options.warmUp))
        for k in blocks.indices {
          blocks[k].move(gradients[k], step: step, size: size, decay: options.decay)
        }
      }
    }
    return WindowNetwork(
      inputs: width, hidden: options.hidden, outputs: outputs, blocks: blocks.map(\.values))
  }

  /// Gradient of the batch's weighted mean absolute error by block
  /// (backpropagation), windows as columns.
  static func gradients(
    _ network: WindowNetwork, _ chosen: ArraySlice<Int>, inputs: [[Double]], targets: [[Double]],
    weights: [Double], noise: Double, stream: inout RandomStream
  ) -> [[Double]] {
    let count = chosen.count
    var x = Matrix(rows: network.inputCount, columns: count)
    var place = 0
    for window in chosen {
      for value in inputs[window] {
        x.storage[place] = value + noise * stream.normal()
        place += 1
      }
    }
    var signals = [x]
    for (k, layer) in network.layers.enumerated() {
      var next = layer * signals[k]
      let isLast = k == network.layers.count - 1
      let bias = network.biases[k]
      var i = 0
      for _ in 0..<count {
        for row in bias.indices {
          let value = next.storage[i] + bias[row]
          next.storage[i] = isLast ? value : max(0, value)
          i += 1
        }
      }
      signals.append(next)
    }
    let straight = network.linear * x
    var errors = signals[signals.count - 1]
    var i = 0
    for window in chosen {
      let share = weights[window] / Double(count)
      for target in targets[window] {
        let error = errors.storage[i] + straight.storage[i] - target
        errors.storage[i] = error > 0 ? share : error < 0 ? -share : 0
        i += 1
      }
    }
    var blocks = [[Double]](repeating: [], count: 2 * network.layers.count + 1)
    blocks[blocks.count - 1] = errors.timesTranspose(x).storage
    for k in network.layers.indices.reversed() {
      blocks[2 * k] = errors.timesTranspose(signals[k]).storage
      var sums = [Double](repeating: 0, count: errors.rows)
      for c in 0..<count {
        for r in sums.indices { sums[r] += errors.storage[c * errors.rows + r] }
      }
      blocks[2 * k + 1] = sums
      guard k > 0 else { break }
      errors = network.layers[k].transposeTimes(errors)
      for i in errors.storage.indices where signals[k].storage[i] <= 0 { errors.storage[i] = 0 }
    }
    return blocks
  }
}
