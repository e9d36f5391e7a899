internal import Glibc
internal import Optimization

/// One seasonality fitted to one series.
struct CESFit {
  var model: CESModel
  var parameters: CESParameters
  var initialState: CESState
  /// Gaussian, at the variance that maximizes it.
  var logLikelihood: Double
  var aicc: Double
  var converged: Bool
}

/// A series made ready for fits of several seasonalities.
///
/// The one-step errors are least squares in two to four parameters, with exact
/// derivatives through all three backcasting passes (`CESKernel`): Gauss–Newton
/// steps from the best of a few starting points.
struct CESFitter {
  private let scaled: [Double]
  private let scale: Double
  private let observed: Int
  private let imaginaryLimit: Double
  private let search: CES.Search

  /// - Parameter values: at least two different values that are not NaN.
  init(_ values: [Double], imaginaryLimit: Double, search: CES.Search) {
    var sum = 0.0
    var count = 0
    for y in values where !y.isNaN {
      sum += abs(y)
      count += 1
    }
    // A power of two, so that scaling back and forth is exact.
    scale = exp2((log2(sum / Double(count))).rounded(.down))
    observed = count
    let factor = 1 / scale
    scaled = values.map { $0 * factor }
    self.imaginaryLimit = imaginaryLimit
    self.search = search
  }

  /// Relative decrease of the sum of squares that ends a fit: n/2 times this in
  /// the log-likelihood.
  private var tolerance: Double { search == .quick ? 1e-5 : 1e-8 }

  private static let alphas = [
    (1.3, 1.0), (1.1, 1.0), (1.6, 1.0), (1.9, 1.0), (1.1, 1.005), (1.3, 1.01), (1.6, 1.02),
    (1.8, 1.02), (1.6, 0.9),
  ]
  private static let partialBetas = [(0.1, 0.0), (0.4, 0.0)]
  private static let fullBetas = [(1.1, 1.0), (1.4, 1.0), (0.6, 0.6), (0.9, 0.9), (1.3, 1.1)]
  /// Where the series is a smooth path and the level hardly learns: often a second
  /// hill of the likelihood.
  private static let smooth = (0.9, 1.0)

  /// Maximizes the likelihood of `model`.
  ///
  /// - Parameter best: the lowest AICc so far; a fit that is not going to come
  ///   below it is given up where it stands.
  func fit(_ model: CESModel, best: Double = .infinity) -> CESFit? {
    let start = CESStart(scaled, period: model.period).state(model)
    var objective = CESObjective(
      model, start: start, values: scaled, imaginaryLimit: imaginaryLimit)
    let starts = startingPoints(&objective)
    guard !starts.isEmpty else { return nil }
    let optimizer = LevenbergMarquardt(maximumIterations: 60, tolerance: tolerance)
    var minimum: SmoothMinimum?
    for point in starts {
      var count = 0
      let next = optimizer.minimize(
        &objective, from: point, lower: objective.lower, upper: objective.upper
      ) { value, predicted in
        // Early models promise too little: ten times as much must not do.
        count += 1
        return count > 3 && aicc(model, logLikelihood(value - 10 * predicted)) > best
      }
      if next.value < minimum?.value ?? .infinity { minimum = next }
    }
    guard let minimum else { return nil }
    let parameters = objective.parameters(minimum.point)
    var state = model.backcast(scaled, parameters: parameters, from: start)
    state.level *= scale
    for k in state.season.indices { state.season[k] *= scale }
    let likelihood = logLikelihood(minimum.value)
    return CESFit(
      model: model, parameters: parameters, initialState: state, logLikelihood: likelihood,
      aicc: aicc(model, likelihood), converged: minimum.converged)
  }

  /// The points to descend from. Values at a grid of α, then of β, find the best;
  /// a model without a season, and every model of a thorough search, is also
  /// descended from others.
  private func startingPoints(_ objective: inout CESObjective) -> [[Double]] {
    let model = objective.model
    let betas =
      switch model.seasonality {
      case .none, .simple: [(0.0, 0.0)]
      case .partial: CESFitter.partialBetas
      case .full: CESFitter.fullBetas
      }
    func point(_ alpha: (Double, Double), _ beta: (Double, Double)) -> [Double] {
      zip(
        [alpha.0, min(alpha.1, imaginaryLimit), beta.0, beta.1].prefix(model.parameterCount),
        objective.upper
      ).map { min($0, $1) }
    }
    var least = Double.infinity
    var best: [Double] = []
    func attempt(_ candidate: [Double]) {
      let value = objective.value(at: candidate)
      if value < least { (least, best) = (value, candidate) }
    }
    for alpha in CESFitter.alphas { attempt(point(alpha, betas[0])) }
    guard !best.isEmpty else { return [] }
    let alpha = (best[0], best[1])
    for beta in betas.dropFirst() { attempt(point(alpha, beta)) }
    var starts = [best]
    if model.seasonality == .none || search == .thorough {
      starts.append(Array([CESFitter.smooth.0, CESFitter.smooth.1] + best.dropFirst(2)))
    }
    if search == .thorough {
      for beta in betas {
        starts.append(point(CESFitter.alphas[0], beta))
        starts.append(point(CESFitter.alphas[3], beta))
      }
    }
    return starts
  }

  /// From ½Σe² of the scaled series to the log-likelihood of the series itself.
  private func logLikelihood(_ half: Double) -> Double {
    let n = Double(observed)
    // Rounding alone leaves this much; below it, fits are equally perfect.
    let squares = max(2 * half, n * 1e-22)
    return -0.5 * n * (log(2 * Double.pi * squares / n) + 1) - n * log(scale)
  }

  /// Of the smoothing parameters and the variance: backcast states are not free.
  private func aicc(_ model: CESModel, _ likelihood: Double) -> Double {
    let n = Double(observed)
    let k = Double(model.parameterCount + 1)
    return n > k + 1 ? -2 * likelihood + 2 * k + 2 * k * (k + 1) / (n - k - 1) : .infinity
  }
}

/// ½ Σ e² of one seasonality as a function of its parameters.
struct CESObjective: LeastSquaresObjective {
  let model: CESModel
  let lower: [Double]
  let upper: [Double]
  private let values: [Double]
  private var kernel: CESKernel

  init(_ model: CESModel, start: CESState, values: [Double], imaginaryLimit: Double) {
    self.model = model
    self.values = values
    lower = [Double](repeating: 0.01, count: model.parameterCount)
    upper = Array([2, imaginaryLimit, 1.5, 1.5].prefix(model.parameterCount))
    kernel = CESKernel(model, start: start)
  }

  var dimension: Int { model.parameterCount }

  func parameters(_ x: [Double]) -> CESParameters {
    CESParameters(
      alphaReal: x[0], alphaImaginary: x[1], betaReal: x.count > 2 ? x[2] : 0,
      betaImaginary: x.count > 3 ? x[3] : 0)
  }

  mutating func value(at x: [Double]) -> Double {
    let parameters = parameters(x)
    return values.withUnsafeBufferPointer { kernel.value($0, parameters) }
  }

  mutating func linearize(
    at x: [Double], gradient: inout [Double], normal: inout [Double]
  ) -> Double {
    let parameters = parameters(x)
    let sums = values.withUnsafeBufferPointer { kernel.linearized($0, parameters) }
    let n = dimension
    for i in 0..<n {
      gradient[i] = sums.gradient[i]
      let row =
        i == 0 ? sums.rows.0 : i == 1 ? sums.rows.1 : i == 2 ? sums.rows.2 : sums.rows.3
      for j in 0...i { normal[i * n + j] = row[j] }
    }
    return sums.half
  }
}
