import Foundation
import LinearAlgebra
import Optimization
import Statistics

extension AdditiveSetup {
  /// Fits with a family whose parameters are all known.
  func fitLikelihood(
    _ family: GLMFamily, from start: [Double]? = nil
  ) throws(RegressionError) -> (
    end: SmoothingEnd, state: SmoothingState, problem: LikelihoodSmoothness
  ) {
    let problem = LikelihoodSmoothness(
      design: design, family: family, link: input.link, response: input.response,
      weights: weights, offset: input.offset, criterion: criterion(family),
      threads: options.threads)
    let first = options.smoothing.map { $0.map { log($0) } } ?? start
    let rough = problem.penalties.limits(triangleGram).start
    var beta = try problem.start(first ?? rough)
    let gram = problem.expectedGram(beta)
    var last: SmoothingState?
    let outcome = try search(gram, from: first) { rho throws(RegressionError) in
      let state = try problem.state(rho, from: beta)
      (beta, last) = (state.coefficients, state)
      return problem.criterion.score(state)
    }
    let state: SmoothingState
    if let last, last.rho == outcome.rho {
      state = last
    } else {
      state = try problem.state(outcome.rho, from: beta)
    }
    let end = try finish(outcome, state, problem)
    return (end, state, problem)
  }

  private var triangleGram: Matrix {
    triangle[0..<design.columns, 0..<design.columns].triangle(.upper).gram()
  }

  private func finish(
    _ outcome: SmoothnessNewton.Outcome, _ state: SmoothingState, _ problem: LikelihoodSmoothness
  ) throws(RegressionError) -> SmoothingEnd {
    let gram = problem.expectedGram(state.coefficients)
    guard let factor = problem.factor(gram, penalties.total(state.rho)) else {
      throw .singular("the additive model's expected information")
    }
    let pearson = problem.pearson(state.coefficients)
    return SmoothingEnd(
      rho: outcome.rho, outcome: outcome, family: problem.family, link: input.link,
      values: state.coefficients, inverse: factor.root.outerGram(), gram: gram,
      deviance: 2 * state.halfDeviance, nullDeviance: try nullDeviance(problem.family),
      rows: input.observations, pearson: pearson.statistic, scaleCorrection: pearson.correction,
      scaleEstimated: problem.family.hasDispersion)
  }

  /// Fits a negative binomial with θ where the criterion, its smoothing parameters following,
  /// is least: a root of its exact derivative by ln θ.
  func fitWithTheta() throws(RegressionError) -> SmoothingEnd {
    let first = try fitLikelihood(.poisson)
    let means = design.linearPredictor(
      first.state.coefficients, offset: input.offset, threads: options.threads
    ).map { input.link.mean($0) }
    let start = NegativeBinomialTheta(
      response: input.response, means: means, weights: input.weights)
    guard !start.isBoundary else {
      return try fitLikelihood(
        .negativeBinomial(theta: NegativeBinomialTheta.largest), from: first.state.rho
      ).end
    }
    var rho = first.state.rho
    func slope(_ x: Double) throws(RegressionError) -> (Double, SmoothingEnd) {
      let fit = try fitLikelihood(.negativeBinomial(theta: exp(x)), from: rho)
      rho = fit.state.rho
      return (fit.problem.thetaSlope(fit.state), fit.end)
    }
    // Secant steps, kept inside the bracket once there is one.
    var x = log(start.value)
    var (value, end) = try slope(x)
    var (low, high): (Double?, Double?) = (nil, nil)
    var (before, valueBefore) = (x, value)
    for iteration in 0..<60 {
      if value < 0 { low = x } else { high = x }
      var next: Double
      if iteration == 0 {
        next = x - 0.1 * (value > 0 ? 1 : -1)
      } else {
        next = x - value * (x - before) / (value - valueBefore)
        if !next.isFinite || abs(next - x) > 2 { next = x - (value > 0 ? 1 : -1) }
      }
      if let low, let high, next <= low || next >= high { next = (low + high) / 2 }
      (before, valueBefore) = (x, value)
      x = next
      (value, end) = try slope(x)
      if x > log(NegativeBinomialTheta.largest) || abs(x - before) < 1e-9 || value == 0 { break }
    }
    return end
  }
}

extension LikelihoodSmoothness {
  var penalties: SmoothingPenalties { criterion.penalties }

  /// Σ w (y − μ)²/V, and the mean of V′(y − μ)/V by which Fletcher (2012) corrects the scale
  /// that it gives.
  func pearson(_ coefficients: [Double]) -> (statistic: Double, correction: Double) {
    let linear = design.linearPredictor(coefficients, offset: offset, threads: threads)
    var (statistic, correction) = (CompensatedSum(), CompensatedSum())
    var counted = 0.0
    for i in linear.indices where weights[i] > 0 {
      let (mean, complement) = (link.mean(linear[i]), link.complement(linear[i]))
      let variance = HalfDeviance.VarianceSeries(family, mean, complement)
      let residual = response[i] - mean
      statistic.add(weights[i] * residual * residual / variance.value)
      correction.add(variance.d1 * residual / variance.value)
      counted += 1
    }
    return (statistic.value, correction.value / counted)
  }

  /// The derivative by ln θ of the restricted likelihood's criterion at β̂ and the ρ that
  /// minimize it.
  func thetaSlope(_ state: SmoothingState) -> Double {
    guard case .negativeBinomial(let size) = family, let theta = size else { return 0 }
    let linear = design.linearPredictor(state.coefficients, offset: offset, threads: threads)
    var explicit = CompensatedSum()
    var (cross, information) = (
      [Double](repeating: 0, count: linear.count), [Double](repeating: 0, count: linear.count)
    )
    let constant = SpecialFunctions.digamma(theta) - log(theta) - 1
    for i in linear.indices where weights[i] > 0 {
      let series = MeanSeries(link, linear[i])
      let (y, mean, w) = (response[i], series.mean, weights[i])
      let sum = theta + mean
      explicit.add(
        w * (constant - SpecialFunctions.digamma(y + theta) + log(sum) + (y + theta) / sum))
      let u = (mean - y) / (sum * sum)
      let u1 = 1 / (sum * sum) - 2 * (mean - y) / (sum * sum * sum)
      cross[i] = w * u * series.d1
      information[i] = w * (u1 * series.d1 * series.d1 + u * series.d2)
    }
    let (columns, root) = (design.columns, state.root)
    let (crosses, informations) = (cross, information)
    let parts = design.fold(
      threads: threads, start: { (cross: [Double](repeating: 0, count: columns), trace: 0.0) }
    ) { sum, panel, rows in
      panel.addTransposeTimes(Array(crosses[rows]), rows: rows.count, to: &sum.cross)
      let leverage = Self.squares(panel, root, rows: rows.count)
      for (i, row) in rows.enumerated() { sum.trace += leverage[i] * informations[row] }
    }
    var (right, trace) = ([Double](repeating: 0, count: columns), 0.0)
    for part in parts {
      trace += part.trace
      for j in 0..<columns { right[j] += part.cross[j] }
    }
    let move = (root * root.transposeTimes(right)).map { -$0 }
    trace += dot(state.change?.leverage.first ?? [], move)
    return theta * (explicit.value + trace / 2)
  }
}
