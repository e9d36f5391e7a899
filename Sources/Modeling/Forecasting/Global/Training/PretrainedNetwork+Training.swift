public import Foundation
internal import LinearAlgebra

/// What a network for one frequency is trained for, and how.
public struct NetworkRecipe: Sendable {
  public var frequency: String
  /// Season length; 1 for none.
  public var period: Int
  public var lags: Int
  public var horizon: Int
  /// Networks whose answers are averaged.
  public var networks = 6
  public var epochs = 30
  /// Every so many-th window is trained on.
  public var stride = 1
  /// Deviation of the noise on scaled inputs.
  public var noise = 0.5
  public var seed: UInt64 = 1

  /// The fewest values that a series to be forecast may have.
  public var shortestSeries: Int { window.shortest }

  var window: GlobalWindow { GlobalWindow(period: period, lags: lags, horizon: horizon) }

  public init(frequency: String, period: Int, lags: Int, horizon: Int) {
    self.frequency = frequency
    self.period = period
    self.lags = lags
    self.horizon = horizon
  }
}

extension PretrainedNetwork {
  /// Trains on series of the frequency itself and on finer ones, summed.
  ///
  /// - Parameters:
  ///   - series: values without gaps; those that are not clearly positive are left out.
  ///   - finer: series of finer frequencies with how many of their steps make one.
  ///   - threads: the answer is the same to the bit for any number.
  /// - Returns: nil when no series is long enough.
  public static func trained(
    _ recipe: NetworkRecipe, series: [[Double]], finer: [(series: [[Double]], length: Int)],
    card: Card, threads: Int = 1
  ) -> PretrainedNetwork? {
    let window = recipe.window
    var data = TrainingWindows(series, window: window, stride: recipe.stride)
    for group in finer {
      let sums = TrainingWindows.aggregated(
        group.series, length: group.length, shortest: window.shortest + recipe.horizon)
      data.append(TrainingWindows(sums, window: window, stride: recipe.stride))
    }
    guard data.inputs.count > 100 else { return nil }
    let (centres, scales) = PretrainedNetwork.scaling(data.inputs, window: window)
    let sizes = data.targets.joined().map { abs($0) }.sorted()
    let reach = max(sizes[Int(0.999 * Double(sizes.count - 1))], 0.1)
    let outputScale = max(1e-6, rootMeanSquare(data.targets.joined()))
    let scaler = PretrainedNetwork(
      frequency: recipe.frequency, card: card, window: window,
      hidden: NetworkTrainer.Options().hidden, inputCentres: centres, inputScales: scales,
      outputScale: outputScale, reach: reach, networks: [])
    let inputs = data.inputs.map { scaler.scaled($0) }
    let targets = data.targets.map { $0.map { $0 / outputScale } }
    let mean = data.weights.reduce(0, +) / Double(data.weights.count)
    let weights = data.weights.map { $0 / mean }
    var options = NetworkTrainer.Options()
    options.epochs = recipe.epochs
    options.noise = recipe.noise
    let fits = parallelMap(recipe.networks, threads: threads) { [options] k in
      NetworkTrainer.fit(
        inputs: inputs, targets: targets, weights: weights, options: options,
        seed: recipe.seed &+ UInt64(k))
    }
    let networks = fits.compactMap { $0?.blocks.map(QuantizedBlock.init) }
    guard networks.count == recipe.networks else { return nil }
    return PretrainedNetwork(
      frequency: recipe.frequency, card: card, window: window, hidden: scaler.hidden,
      inputCentres: centres, inputScales: scales, outputScale: outputScale, reach: reach,
      networks: networks)
  }

  /// The window and the profile are scaled by one number each, so that the linear
  /// part stays a linear function of values; the measures one by one.
  private static func scaling(
    _ inputs: [[Double]], window: GlobalWindow
  ) -> (centres: [Double], scales: [Double]) {
    var centres = [Double](repeating: 0, count: window.inputCount)
    var scales = [Double](repeating: 1, count: window.inputCount)
    let measures = window.lags..<(window.lags + GlobalWindow.measures)
    for part in [0..<window.lags, measures.upperBound..<window.inputCount] where !part.isEmpty {
      let size = rootMeanSquare(inputs.lazy.flatMap { $0[part] })
      for k in part { scales[k] = max(size, 1e-6) }
    }
    for k in measures {
      centres[k] = inputs.reduce(0) { $0 + $1[k] } / Double(inputs.count)
      scales[k] = max(rootMeanSquare(inputs.lazy.map { $0[k] - centres[k] }), 1e-6)
    }
    return (centres, scales)
  }

  private static func rootMeanSquare(_ values: some Sequence<Double>) -> Double {
    var sum = 0.0
    var count = 0
    for value in values {
      sum += value * value
      count += 1
    }
    return (sum / Double(max(1, count))).squareRoot()
  }

  /// The model as it is kept in `Models/forecasting`: keys sorted, so that the same
  /// weights are the same bytes.
  public func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// The next `horizon` values after each of `series`; nil where a series does not
  /// suit (too short, not positive, or a longer horizon than was trained).
  public func forecasts(after series: [[Double]], horizon: Int, threads: Int = 1) -> [[Double]?] {
    guard let ready = Ready(self) else { return series.map { _ in nil } }
    return parallelMap(series.count, threads: threads) { k in
      ready.forecast(series[k], horizon: horizon)
    }
  }
}
