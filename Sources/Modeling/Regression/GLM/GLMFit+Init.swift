import Foundation
import LinearAlgebra
import Statistics

extension GLMFit {
  /// Fits the model.
  ///
  /// - Parameters:
  ///   - design: n rows; columns that are combinations of earlier ones are dropped
  ///     and named in `notes`.
  ///   - response: n values; of a binomial with `trials` the successes, without
  ///     them 0 and 1, or shares whose trials are the weights.
  ///   - trials: n whole numbers of a binomial; rows without trials count nothing.
  ///   - weights: n prior weights, ≥ 0; rows of weight 0 count nothing.
  ///   - offset: n values added to the linear predictor.
  ///   - exposure: n values > 0 whose logarithms are added; log link only.
  ///   - family: what is assumed of the response.
  ///   - link: the family's own when nil.
  /// - Throws: `.responseOutOfRange`, `.notFinite` with the row; `.setting` for
  ///   lengths that differ, a link or option the family does not have;
  ///   `.tooFewRows` with no row of positive weight; `.noConvergence`.
  public init(
    design: DesignMatrix, response: [Double], trials: [Double]? = nil, weights: [Double]? = nil,
    offset: [Double]? = nil, exposure: [Double]? = nil, family: GLMFamily, link: GLMLink? = nil,
    options: Options = .init()
  ) throws(RegressionError) {
    let link = link ?? family.defaultLink
    let input = try GLMInput(
      design: design, response: response, trials: trials, weights: weights, offset: offset,
      exposure: exposure, family: family, link: link, options: options)
    let state = try GLMEstimate(input, options: options)
    self.family = state.kernel.family
    self.link = link
    self.options = options
    kept = state.result.system.kept
    observations = input.observations
    deviance = state.result.deviance
    pearsonStatistic = state.result.pearson
    iterations = state.result.iterations
    converged = state.result.converged
    separated = state.separated.map { design.names[$0] }
    thetaStandardError = state.thetaStandardError
    notes = []
    (coefficients, covariance, dispersion) = ([], Matrix(rows: 0, columns: 0), 1)
    (nullDeviance, nullDegreesOfFreedom, parameterCount) = (0, 0, 0)
    let likelihood = state.kernel.family.logLikelihood(
      deviance: deviance, response: input.response, weights: input.priorWeights,
      trials: input.trials)
    logLikelihood = likelihood.flatMap { $0.value.isFinite ? $0.value : nil }
    penalizedLogLikelihood = state.penalty.flatMap { penalty in logLikelihood.map { $0 + penalty } }
    data = Data(
      design: design, response: input.response, weights: input.weights, offset: input.offset)
    try summarize(state.result, estimatedShape: state.estimatedShape)
    (nullDeviance, nullDegreesOfFreedom) = try input.nullModel(
      family: state.kernel.family, threads: options.threads)
    notes = state.notes + notes + dataNotes(input)
  }

  /// Coefficients with their errors.
  private mutating func summarize(
    _ result: GLMIterations, estimatedShape: Bool
  ) throws(RegressionError) {
    let names = data!.design.names
    let freedom = Double(residualDegreesOfFreedom)
    switch options.dispersion {
    case .automatic:
      dispersion = !family.hasDispersion ? 1 : freedom > 0 ? pearsonStatistic / freedom : 0
    case .pearson: dispersion = freedom > 0 ? pearsonStatistic / freedom : 0
    case .deviance: dispersion = freedom > 0 ? deviance / freedom : 0
    case .fixed(let value): dispersion = value
    }
    covariance = dispersion * (try result.system.inverse())
    parameterCount = rank + (family.hasDispersion || estimatedShape ? 1 : 0)
    if case .tweedie = family, estimatedShape { parameterCount += 1 }
    coefficients = names.map { Coefficient(name: $0, estimate: .nan) }
    for j in kept { coefficients[j].estimate = result.coefficients[j] }
    let hasErrors = !isDispersionEstimated || freedom > 0
    let critical = criticalValue(level: options.level)
    for (a, j) in kept.enumerated() where hasErrors && !separated.contains(names[j]) {
      let error = covariance[a, a].squareRoot()
      let estimate = coefficients[j].estimate
      coefficients[j].standardError = error
      coefficients[j].lower = estimate - critical * error
      coefficients[j].upper = estimate + critical * error
      guard error > 0 else { continue }
      coefficients[j].statistic = estimate / error
      coefficients[j].pValue = twoSidedPValue(estimate / error)
    }
    if !hasErrors {
      notes.append(
        FitNote(
          .other,
          "As many coefficients as rows: the dispersion cannot be estimated, and there are no "
            + "standard errors."))
    }
  }

  /// What a reader should know of these data under this family.
  private func dataNotes(_ input: GLMInput) -> [FitNote] {
    var notes: [FitNote] = []
    if !converged && separated.isEmpty {
      notes.append(
        FitNote(
          .notConverged, "The iterations ended after \(iterations) steps short of convergence."))
    }
    let freedom = Double(residualDegreesOfFreedom)
    let isGrouped = input.trials?.contains { $0 > 1 } ?? false
    if freedom > 0, separated.isEmpty, family == .poisson || (family == .binomial && isGrouped) {
      let ratio = pearsonStatistic / freedom
      // X² has about the variance 2 (n − p) where the family holds.
      if ratio > 1.2, (ratio - 1) * (freedom / 2).squareRoot() > 3 {
        let size = (100 * ratio).rounded() / 100
        notes.append(
          FitNote(
            .overdispersion,
            "The responses vary \(size) times as much as the \(family.name) family says, so the "
              + "standard errors are too small; use "
              + (family == .poisson
                ? "quasi-Poisson or the negative binomial." : "quasi-binomial.")))
      }
    }
    return notes
  }
}
