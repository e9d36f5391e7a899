internal import LinearAlgebra

/// A multilayer perceptron with a linear part beside it:
///
///     ŷ = C h₂ + D x + c,  h₂ = max(0, B h₁ + b),  h₁ = max(0, A x + a)
///
/// The linear part answers as a pooled autoregression would, and the layers learn
/// what it misses (the double residual of N-BEATS, Oreshkin et al., ICLR 2020,
/// with one block).
struct WindowNetwork: Sendable, Equatable {
  /// A, B, …, C: `outputs × inputs` each.
  var layers: [Matrix]
  /// a, b, …, c.
  var biases: [[Double]]
  /// D.
  var linear: Matrix

  var inputCount: Int { linear.columns }
  var outputCount: Int { linear.rows }

  /// The answer to one vector of scaled inputs.
  func answer(_ inputs: [Double]) -> [Double] {
    var signal = inputs
    for (k, layer) in layers.enumerated() {
      signal = layer * signal
      for i in signal.indices {
        signal[i] += biases[k][i]
        if k < layers.count - 1 && signal[i] < 0 { signal[i] = 0 }
      }
    }
    let straight = linear * inputs
    for i in signal.indices { signal[i] += straight[i] }
    return signal
  }

  /// All parameters in a fixed order: layer, its bias, …, the linear part.
  var blocks: [[Double]] {
    zip(layers, biases).flatMap { [$0.storage, $1] } + [linear.storage]
  }

  /// A network of the sizes given with `blocks` for parameters; nil when their
  /// lengths do not fit.
  init?(inputs: Int, hidden: [Int], outputs: Int, blocks: [[Double]]) {
    let sizes = [inputs] + hidden + [outputs]
    guard blocks.count == 2 * (hidden.count + 1) + 1 else { return nil }
    var layers: [Matrix] = []
    var biases: [[Double]] = []
    for k in 0...hidden.count {
      let weights = blocks[2 * k]
      let bias = blocks[2 * k + 1]
      guard weights.count == sizes[k] * sizes[k + 1], bias.count == sizes[k + 1] else {
        return nil
      }
      layers.append(Matrix(rows: sizes[k + 1], columns: sizes[k], storage: weights))
      biases.append(bias)
    }
    guard let last = blocks.last, last.count == inputs * outputs else { return nil }
    self.layers = layers
    self.biases = biases
    linear = Matrix(rows: outputs, columns: inputs, storage: last)
  }
}
