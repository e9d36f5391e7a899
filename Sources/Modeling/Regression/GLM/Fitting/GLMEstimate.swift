import Foundation
import Optimization

/// A fit with whatever parameter of the family had to be found beside β.
struct GLMEstimate {
  var kernel: GLMKernel
  var result: GLMIterations
  var notes: [FitNote] = []
  var thetaStandardError: Double?
  /// Whether θ or the power was estimated.
  var estimatedShape = false
  /// ½ ln det of the information, of Firth's estimator.
  var penalty: Double?
  var separated: [String] = []

  init(_ input: GLMInput, options: GLMFit.Options) throws(RegressionError) {
    var limits = GLMIterations.Limits()
    limits.iterations = options.iterations
    limits.threads = options.threads
    kernel = input.kernel(input.family)
    switch input.family {
    case .negativeBinomial(nil):
      kernel.family = .poisson
      result = try GLMIterations(input.design, kernel, limits: limits)
      estimatedShape = true
      try estimateTheta(input, limits)
    case .tweedie(nil):
      kernel.family = .tweedie(power: 1.5)
      result = try GLMIterations(input.design, kernel, limits: limits)
      estimatedShape = true
      try estimatePower(input, limits)
    default:
      result = try GLMIterations(input.design, kernel, limits: limits)
    }
  }

  /// Turns between β given θ and θ given β until both stand: they are orthogonal,
  /// so each turn gains digits.
  private mutating func estimateTheta(
    _ input: GLMInput, _ limits: GLMIterations.Limits
  ) throws(RegressionError) {
    var previous = Double.infinity
    for _ in 0..<50 {
      let theta = NegativeBinomialTheta(
        response: input.response, means: input.means(result.coefficients),
        weights: input.weights)
      thetaStandardError = theta.standardError.isFinite ? theta.standardError : nil
      kernel.family = .negativeBinomial(theta: theta.value)
      result = try GLMIterations(
        input.design, kernel, start: result.coefficients, kept: result.system.kept,
        limits: limits)
      if theta.isBoundary {
        notes.append(
          FitNote(
            .boundary,
            theta.value > 1
              ? "The counts vary no more than Poisson's: theta has no finite estimate."
              : "Theta goes to zero: nearly all counts are zero, with a few very large ones."))
        return
      }
      if abs(theta.value - previous) <= 1e-11 * theta.value { return }
      previous = theta.value
    }
    notes.append(FitNote(.notConverged, "Theta was still moving after 50 turns."))
  }

  /// The greatest profile likelihood over the power.
  private mutating func estimatePower(
    _ input: GLMInput, _ limits: GLMIterations.Limits
  ) throws(RegressionError) {
    let (low, high) = (1.01, 1.99)
    let (design, response, weights) = (input.design, input.response, input.weights)
    let (kept, base) = (result.system.kept, kernel)
    var start = result.coefficients
    func fit(_ power: Double) throws(RegressionError) -> GLMIterations {
      var kernel = base
      kernel.family = .tweedie(power: power)
      return try GLMIterations(design, kernel, start: start, kept: kept, limits: limits)
    }
    let best = Brent.minimize(low, high, tolerance: 1e-9) { power in
      guard let result = try? fit(power) else { return .infinity }
      start = result.coefficients
      let likelihood = TweedieDensity.maximumLikelihood(
        power: power, deviance: result.deviance, response: response, weights: weights)
      return likelihood.map { -$0.value } ?? .infinity
    }
    guard best.value.isFinite else {
      throw .noConvergence("no Tweedie power gave a likelihood")
    }
    result = try fit(best.x)
    kernel.family = .tweedie(power: best.x)
    if best.x < low + 1e-4 || best.x > high - 1e-4 {
      notes.append(
        FitNote(.boundary, "The Tweedie power is at the end of the range searched, \(best.x)."))
    }
  }
}

extension GLMInput {
  /// The means at coefficients b.
  func means(_ b: [Double]) -> [Double] {
    var values = design.times(b)
    for i in values.indices { values[i] = link.mean(values[i] + (offset?[i] ?? 0)) }
    return values
  }
}
