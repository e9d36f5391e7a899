import Foundation
import LinearAlgebra

extension SegmentedCore {
  /// The means of a step with and without the change, and their derivatives by the
  /// coefficients.
  private struct Contrast {
    var with: Double
    var without: Double
    var withSlope: [Double]
    var withoutSlope: [Double]

    var effect: Double { with - without }
    var effectSlope: [Double] { zip(withSlope, withoutSlope).map { $0 - $1 } }
  }

  /// Effects of the steps after the change, their mean, sum and share, by the delta
  /// method (exact under the identity link).
  func reading(
    _ series: InterruptedSeries, _ design: InterventionDesign,
    _ options: InterruptedSeries.Options
  ) throws(EvaluationError) -> SegmentedFit {
    let n = series.values.count
    let width = design.matrix.columns
    let isLog = options.response.isLog
    func contrast(_ t: Int) -> Contrast {
      let row = design.matrix.row(t)
      var bare = row
      for j in design.firstEffect..<width { bare[j] = 0 }
      let offset = series.exposure.map { log($0[t]) } ?? 0
      let (a, b) = (dot(row, estimates), dot(bare, estimates))
      guard isLog else {
        return Contrast(with: a, without: b, withSlope: row, withoutSlope: bare)
      }
      let (up, down) = (exp(a + offset), exp(b + offset))
      return Contrast(
        with: up, without: down, withSlope: row.map { $0 * up },
        withoutSlope: bare.map { $0 * down })
    }
    func estimate(_ value: Double, _ slope: [Double]) -> EffectEstimate {
      EffectEstimate(
        value, error: max(0, dot(slope, covariance * slope)).squareRoot(),
        degreesOfFreedom: degreesOfFreedom, level: options.level)
    }
    var steps: [SegmentedFit.Step] = []
    var effect = 0.0
    var base = 0.0
    var effectSlope = [Double](repeating: 0, count: width)
    var baseSlope = effectSlope
    for t in min(n, series.firstAfter + options.washout)..<n {
      let c = contrast(t)
      steps.append(
        SegmentedFit.Step(
          step: t, actual: series.values[t], counterfactual: estimate(c.without, c.withoutSlope),
          effect: estimate(c.effect, c.effectSlope)))
      effect += c.effect
      base += c.without
      for j in 0..<width {
        effectSlope[j] += c.effectSlope[j]
        baseSlope[j] += c.withoutSlope[j]
      }
    }
    let cumulative = estimate(effect, effectSlope)
    let share = effect / base
    let shareSlope = zip(effectSlope, baseSlope).map { ($0 - share * $1) / base }
    return SegmentedFit(
      options: options, firstAfter: series.firstAfter,
      coefficients: inference.coefficients(level: options.level),
      covariance: inference.covariance, degreesOfFreedom: degreesOfFreedom,
      fitted: (0..<n).map { contrast($0).with }, steps: steps,
      average: cumulative.scaled(by: 1 / Double(steps.count)), cumulative: cumulative,
      relative: estimate(share, shareSlope), autoregressive: autoregressive,
      movingAverage: movingAverage, residualCorrelation: residualCorrelation, notes: notes)
  }
}
