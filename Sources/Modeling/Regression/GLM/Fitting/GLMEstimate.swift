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
  /// Columns of infinite estimates.
  var separated: [Int] = []
  private var separation: Separation?

  init(_ input: GLMInput, options: GLMFit.Options) throws(RegressionError) {
    var limits = GLMIterations.Limits()
    limits.iterations = options.iterations
    limits.threads = options.threads
    kernel = input.kernel(input.family)
    switch input.family {
    case .negativeBinomial(nil):
      kernel.family = .poisson
      (result, separation) = try Self.estimate(input, kernel, limits, options)
      estimatedShape = true
      try estimateTheta(input, limits)
    case .tweedie(nil):
      kernel.family = .tweedie(power: 1.5)
      result = try GLMIterations(input.design, kernel, limits: limits)
      estimatedShape = true
      try estimatePower(input, limits)
    default:
      if options.estimator == .firth {
        let firth = try GLMFirth(input.design, kernel, limits: limits)
        (result, penalty) = (firth.result, firth.penalty)
      } else {
        (result, separation) = try Self.estimate(input, kernel, limits, options)
      }
    }
    notes += result.notes
    if let separation, separation.isPresent { report(separation, input.design) }
    if kernel.hasEdge { checkEdge(input) }
  }

  /// Says so where the likelihood is greatest at a mean of zero (or, of a binomial,
  /// one): the score equations then have no solution.
  private mutating func checkEdge(_ input: GLMInput) {
    let means = input.means(result.coefficients)
    let counted = means.indices.filter { kernel.weight($0) > 0 }
    let average = counted.reduce(0) { $0 + means[$1] } / Double(counted.count)
    let edge = counted.count { i in
      means[i] < 1e-7 * average || (kernel.family.isBinomial && 1 - means[i] < 1e-7)
    }
    guard edge > 0 else { return }
    result.converged = false
    notes.append(
      FitNote(
        .boundary,
        "The likelihood is greatest at the edge of the means the \(kernel.family.name) family "
          + "allows (\(edge) rows have a mean there): standard errors mean nothing. A log"
          + (kernel.family.isBinomial ? "it" : "") + " link has no such edge."))
  }

  /// Steps after which finite estimates would have been reached, as a rule.
  private static let patience = 12

  /// Maximum likelihood, with a look for infinite estimates where the iterations
  /// take long.
  private static func estimate(
    _ input: GLMInput, _ kernel: GLMKernel, _ limits: GLMIterations.Limits,
    _ options: GLMFit.Options
  ) throws(RegressionError) -> (GLMIterations, Separation?) {
    guard options.checksSeparation, kernel.canSeparate else {
      return (try GLMIterations(input.design, kernel, limits: limits), nil)
    }
    var few = limits
    few.iterations = min(limits.iterations, patience)
    let first = try GLMIterations(input.design, kernel, limits: few)
    guard !first.converged else { return (first, nil) }
    let separation = Separation(input.design, kept: first.system.kept, pulls: kernel.pulls)
    var rest = limits
    rest.iterations = max(0, limits.iterations - few.iterations)
    // The finite part of separated data stands to five digits after this.
    if separation.isPresent { (rest.tolerance, rest.iterations) = (1e-5, min(rest.iterations, 25)) }
    guard rest.iterations > 0 else { return (first, separation) }
    var result = try GLMIterations(
      input.design, kernel, start: first.coefficients, kept: first.system.kept, limits: rest)
    result.iterations += first.iterations
    result.notes = first.notes
    if separation.isPresent { result.converged = false }
    return (result, separation)
  }

  private mutating func report(_ separation: Separation, _ design: DesignMatrix) {
    separated = separation.columns
    let names = separated.map { "\"\(design.names[$0])\"" }
    let shown =
      names.count > 6
      ? names.prefix(6).joined(separator: ", ") + " and \(names.count - 6) more"
      : names.joined(separator: ", ")
    let isCount = !kernel.family.isBinomial
    notes.append(
      FitNote(
        .separation,
        "\(separation.rows.count) of \(kernel.rows) rows are fitted perfectly by a combination of "
          + "\(shown): the estimates of these columns are infinite, and what is shown is where the "
          + "iterations stopped. Leave them out, merge "
          + (isCount ? "groups without any events" : "categories")
          + ", or use a penalized method such as ridge."))
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
      var limits = limits
      if separation?.isPresent == true { (limits.tolerance, limits.iterations) = (1e-5, 25) }
      let notes = result.notes
      result = try GLMIterations(
        input.design, kernel, start: result.coefficients, kept: result.system.kept,
        limits: limits)
      result.notes = notes
      if theta.isBoundary {
        self.notes.append(
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
    let notes = result.notes
    result = try fit(best.x)
    result.notes = notes
    kernel.family = .tweedie(power: best.x)
    if best.x < low + 1e-4 || best.x > high - 1e-4 {
      self.notes.append(
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
