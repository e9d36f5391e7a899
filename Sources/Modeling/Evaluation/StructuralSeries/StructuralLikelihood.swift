import Foundation
import LinearAlgebra
import Optimization

/// The likeliest variances of a structural model with a random walk for its level, as most
/// programs report them (Durbin & Koopman 2012, §7.3).
public struct StructuralLikelihood: Sendable, Equatable {
  public var irregularVariance: Double
  public var levelVariance: Double
  /// Zero without a slope that wanders.
  public var slopeVariance: Double
  /// Zero without a season.
  public var seasonVariance: Double
  /// Of the observations given those that settle the starting states, whose number is
  /// that of the states.
  public var logLikelihood: Double
  /// Covariates and shapes, given the variances; intervals by the normal.
  public var coefficients: [StructuralFit.Coefficient]
}

extension StructuralSeries {
  /// Maximizes the exact likelihood over the variances. Without shapes the whole series is
  /// taken as it is, without an effect.
  ///
  /// - Throws: as `structuralFit`.
  public func maximumLikelihood(_ options: Options = Options()) throws(EvaluationError)
    -> StructuralLikelihood
  {
    let design = try StructuralDesign(self, options)
    let isPlain = options.shapes.isEmpty
    let hasSlope = options.trend == .slope
    let hasSeason = options.season != nil
    func scales(_ x: [Double]) -> StructuralScales {
      let level = exp(x[0])
      var scales = StructuralScales(noise: 1 / (1 + level), level: level / (1 + level))
      if hasSlope { scales.slope = exp(x[1]) * scales.noise }
      if hasSeason { scales.season = exp(x[x.count - 1]) * scales.noise }
      return scales
    }
    func loss(_ x: [Double]) -> Double {
      guard x.allSatisfy({ abs($0) < 30 }) else { return .infinity }
      let value = design.solve(scales(x), steps: values.count, withoutEffect: isPlain)
      return value.map { -$0.logLikelihood } ?? .infinity
    }
    let width = 1 + (hasSlope ? 1 : 0) + (hasSeason ? 1 : 0)
    let simplex = NelderMead(maximumEvaluations: 600, tolerance: 1e-7, valueTolerance: 1e-11)
    var best = (value: Double.infinity, point: [Double](repeating: -1, count: width))
    for level in [-4.0, -1.5, 1] {
      var start = [Double](repeating: -4, count: width)
      start[0] = level
      let found = simplex.minimize(
        from: start, scale: [Double](repeating: 1, count: width), loss)
      if found.value < best.value { best = (found.value, found.point) }
    }
    let chosen = scales(best.point)
    guard let solved = design.solve(chosen, steps: values.count, withoutEffect: isPlain) else {
      throw .singular("the columns of the model cannot be told apart")
    }
    let variance = solved.fit.sumOfSquares / Double(solved.count)
    let inverse = solved.fit.inverseGram()
    return StructuralLikelihood(
      irregularVariance: variance * chosen.noise * chosen.noise,
      levelVariance: variance * chosen.level * chosen.level,
      slopeVariance: variance * chosen.slope * chosen.slope,
      seasonVariance: variance * chosen.season * chosen.season,
      logLikelihood: solved.logLikelihood,
      coefficients: design.names.indices.dropLast(isPlain ? design.effectCount : 0).map { j in
        .init(
          name: design.names[j],
          estimate: EffectEstimate(
            solved.fit.estimates[j], error: (variance * inverse[j, j]).squareRoot(),
            degreesOfFreedom: nil, level: options.level))
      })
  }
}
