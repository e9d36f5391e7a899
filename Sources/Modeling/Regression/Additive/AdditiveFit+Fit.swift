import Foundation
import LinearAlgebra
import Statistics

extension AdditiveFit {
  /// Fits an additive model.
  ///
  /// - Parameters:
  ///   - parametric: intercept included; may have no other column.
  ///   - smooths: covariates of as many rows.
  ///   - response: of a binomial with `trials` successes, otherwise shares or 0 and 1.
  ///   - trials: of a binomial.
  ///   - weights: prior weights, not negative; the variance of row i is φ V(μᵢ) / wᵢ.
  ///   - offset: added to the linear predictor.
  ///   - family: any but Tweedie's. A negative binomial without θ has it estimated with the
  ///     smoothing parameters.
  ///   - link: nil for the family's default.
  /// - Throws: `.notFinite`, `.unusableColumn`, `.setting`, `.responseOutOfRange`,
  ///   `.tooFewRows`, `.singular`, `.noConvergence`.
  public init(
    parametric: DesignMatrix, smooths: [SmoothSpecification], response: [Double],
    trials: [Double]? = nil, weights: [Double]? = nil, offset: [Double]? = nil,
    family: GLMFamily = .gaussian, link: GLMLink? = nil, options: AdditiveOptions = .init()
  ) throws(RegressionError) {
    try options.check()
    let link = link ?? family.defaultLink
    if case .tweedie = family {
      throw .setting("family", reason: "additive models have no Tweedie family")
    }
    var plain = GLMFit.Options()
    plain.threads = options.threads
    let input = try GLMInput(
      design: parametric, response: response, trials: trials, weights: weights, offset: offset,
      exposure: nil, family: family, link: link, options: plain)
    for smooth in smooths {
      guard smooth.rows.values.allSatisfy({ $0.count == response.count }) else {
        throw .setting(smooth.label, reason: "not as many values as the response has rows")
      }
    }
    try Self.requireVariation(input)
    let setup = try AdditiveSetup(input, smooths, options)
    let end: SmoothingEnd
    if family == .gaussian, link == .identity {
      end = try setup.fitLeastSquares()
    } else if case .negativeBinomial(nil) = family {
      end = try setup.fitWithTheta()
    } else {
      end = try setup.fitLikelihood(family).end
    }
    try self.init(design: setup.design, names: parametric.names, options: options, end: end)
    fittedValues = setup.design.linearPredictor(
      values, offset: offset, threads: options.threads
    ).map { link.mean($0) }
    if family.isBinomial {
      let certain = fittedValues.count { min($0, 1 - $0) < 1e-8 }
      if certain > 0 {
        notes.append(
          FitNote(
            .separation,
            "For \(certain) of \(response.count) rows the outcome is told with certainty: some "
              + "estimates may be infinite."))
      }
    }
  }

  /// Without variation there is nothing to smooth, and no scale; an offset brings its own.
  private static func requireVariation(_ input: GLMInput) throws(RegressionError) {
    let counted = input.response.indices.filter { (input.weights?[$0] ?? 1) > 0 }
    guard let first = counted.first.map({ input.response[$0] }) else { return }
    let same = counted.allSatisfy { input.response[$0] == first }
    if same, input.offset == nil || first == 0 {
      throw .unusableColumn(
        "response", reason: "has the same value in every row: there is nothing to explain")
    }
  }
}

/// Everything of a fit that does not change with the smoothing parameters.
struct AdditiveSetup {
  var design: AdditiveDesign
  let input: GLMInput
  let options: AdditiveOptions
  let weights: [Double]
  let penalties: SmoothingPenalties
  /// Of √w [X, y − offset].
  let triangle: Matrix

  init(
    _ input: GLMInput, _ smooths: [SmoothSpecification], _ options: AdditiveOptions
  ) throws(RegressionError) {
    let terms = try AdditiveTerm.terms(smooths, from: input.design.columns)
    design = AdditiveDesign(
      parametric: input.design, terms: terms, smooths: smooths.map(\.rows))
    self.input = input
    self.options = options
    weights = input.weights ?? [Double](repeating: 1, count: input.response.count)
    var adjusted = input.response
    if let offset = input.offset {
      for i in adjusted.indices { adjusted[i] -= offset[i] }
    }
    var triangle = try design.triangle(
      weights: weights, response: adjusted, threads: options.threads)
    let all = SmoothingPenalties(terms: terms, columns: design.columns, dropped: [])
    design.dropped = Self.dependentColumns(triangle, all)
    if !design.dropped.isEmpty {
      triangle = try design.triangle(
        weights: weights, response: adjusted, threads: options.threads)
    }
    self.triangle = triangle
    penalties = SmoothingPenalties(
      terms: terms, columns: design.columns, dropped: design.dropped)
    if let smoothing = options.smoothing, smoothing.count != penalties.parts.count {
      throw .setting(
        "smoothing",
        reason: "\(smoothing.count) parameters for \(penalties.parts.count) penalties")
    }
    let free = design.columns - design.dropped.count - penalties.penalized.count
    guard input.observations > free else {
      throw .tooFewRows(rows: input.observations, columns: free)
    }
  }

  func criterion(_ family: GLMFamily) -> SmoothnessCriterion {
    SmoothnessCriterion(
      kind: options.criterion, penalties: penalties,
      scale: ScaleLikelihood(
        family, response: input.response, weights: weights, trials: input.trials),
      rows: input.observations, dropped: design.dropped.count)
  }

  func fitLeastSquares() throws(RegressionError) -> SmoothingEnd {
    let problem = GaussianSmoothness(
      triangle: triangle, criterion: criterion(.gaussian), dropped: design.dropped)
    let gram = problem.gram()
    let outcome = try search(gram, from: nil) { rho throws(RegressionError) in
      problem.criterion.score(try problem.state(rho))
    }
    let state = try problem.state(outcome.rho)
    return SmoothingEnd(
      rho: outcome.rho, outcome: outcome, family: .gaussian, link: .identity,
      values: state.coefficients, inverse: state.root.outerGram(), gram: gram,
      deviance: 2 * state.halfDeviance, nullDeviance: try nullDeviance(.gaussian),
      rows: input.observations, scaleCorrection: 0, scaleEstimated: true)
  }

  /// Minimizes the criterion, or keeps the parameters asked for.
  func search(
    _ gram: Matrix, from start: [Double]?,
    _ score: (_ rho: [Double]) throws(RegressionError) -> SmoothnessScore
  ) throws(RegressionError) -> SmoothnessNewton.Outcome {
    if let smoothing = options.smoothing {
      let rho = smoothing.map { log($0) }
      return SmoothnessNewton.Outcome(
        rho: rho, score: try score(rho), iterations: 0, converged: true,
        limited: rho.map { _ in false })
    }
    let limits = penalties.limits(gram)
    return try SmoothnessNewton().minimize(
      from: start ?? limits.start, lower: limits.lower, upper: limits.upper, score)
  }

  /// Of the model that has only an intercept (and the offset).
  func nullDeviance(_ family: GLMFamily) throws(RegressionError) -> Double {
    var options = GLMFit.Options()
    options.checksSeparation = false
    options.threads = self.options.threads
    let constant = DesignMatrix(
      rows: input.response.count, names: ["(Intercept)"], blocks: [.intercept])
    // Shares of trials become weights.
    let fit = try GLMFit(
      design: constant, response: input.response, weights: input.weights, offset: input.offset,
      family: family, link: input.link, options: options)
    return fit.deviance
  }

  /// Columns that, penalties at moderate strength added, the columns before them determine.
  private static func dependentColumns(
    _ triangle: Matrix, _ penalties: SmoothingPenalties
  ) -> [Int] {
    let columns = penalties.columns
    var sizes = [Double](repeating: 0, count: columns)
    for j in 0..<columns { sizes[j] = euclideanNorm((0...j).map { triangle[$0, j] }) }
    // Penalties as strong as the data make every penalized column its own.
    var stacked = Matrix(rows: 2 * columns, columns: columns)
    for j in 0..<columns {
      for i in 0...j { stacked[i, j] = triangle[i, j] / (sizes[j] > 0 ? sizes[j] : 1) }
    }
    for j in penalties.penalized { stacked[columns + j, j] = 1 }
    guard let qr = try? QR(stacked) else { return [] }
    return (0..<columns).filter { abs(qr.upper[$0, $0]) < 1e-9 }
  }
}
