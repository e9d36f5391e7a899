import Foundation
import LinearAlgebra
public import Regression

/// A structural series with the effect of its change; see `StructuralSeries`.
public struct StructuralFit: Sendable {
  public struct Step: Codable, Equatable, Sendable {
    /// Counted from the first of the series.
    public var step: Int
    public var actual: Double
    /// What would have been observed without the change.
    public var counterfactual: EffectEstimate
    public var effect: EffectEstimate
    /// Sum of the effects up to this step.
    public var cumulative: EffectEstimate
  }

  public struct Coefficient: Codable, Equatable, Sendable {
    public var name: String
    /// On the model's scale.
    public var estimate: EffectEstimate
  }

  /// Covariates, and shapes where there are any.
  public let coefficients: [Coefficient]
  /// Every step from the change on that has a value, in units of the series.
  public let steps: [Step]
  public let average: EffectEstimate
  public let cumulative: EffectEstimate
  /// Sum of effects over the sum of counterfactuals: −0.1 is ten percent less.
  public let relative: EffectEstimate
  /// How likely the level is a random walk; the rest is an autoregression about a constant.
  public let wanderingShare: Double
  /// Test of what correlation the likeliest model left in the steps before the change (Ljung
  /// & Box 1978); nil where they are too few.
  public let residualCorrelation: TestResult?
}

extension StructuralSeries {
  /// The effect by an average over all models the data allow, without random draws.
  ///
  /// - Throws: `.tooFewBefore`, `.tooFewAfter`, `.length`, `.notFinite`, `.setting`;
  ///   `.singular` where a regressor cannot be told from the rest.
  public func structuralFit(_ options: Options = Options()) throws(EvaluationError)
    -> StructuralFit
  {
    let design = try StructuralDesign(self, options)
    let posterior = try StructuralPosterior(design)
    var reading = StructuralReading(design, isLog: options.isLog, values: values)
    for node in posterior.nodes {
      guard
        let solution = design.solve(
          node.scales, steps: values.count, withoutEffect: false)
      else { continue }
      reading.add(solution, weight: node.weight)
    }
    guard reading.weight > 0 else {
      throw .singular("the change cannot be told from the other columns")
    }
    let past = design.solve(posterior.nodes[0].scales, steps: firstAfter, withoutEffect: true)
    return reading.fit(
      level: options.level,
      wanderingShare: posterior.nodes.reduce(0) {
        $0 + ($1.scales.persistence == 1 ? $1.weight : 0)
      },
      residualCorrelation: past.flatMap { SegmentedCore.ljungBox($0.fit.residuals, fitted: 1) })
  }

  /// The same analysis on dates of the past on which nothing happened, by the steps before
  /// the change alone, each over as many steps as follow the change or are left.
  ///
  /// - Parameters:
  ///   - maximum: dates tried, evenly spread over the second half of the past.
  ///   - threads: the result does not depend on it.
  /// - Throws: as `structuralFit`, for the real date.
  public func placeboDates(
    _ options: Options = Options(), maximum: Int = 12, threads: Int = 1
  ) throws(EvaluationError) -> PlaceboDates {
    let actual = try structuralFit(options).average
    let after = values.count - firstAfter
    let first = firstAfter / 2
    let last = firstAfter - max(2, min(after, firstAfter / 6))
    let count = min(maximum, max(0, last - first + 1))
    let dates = (0..<count).map { first + (count > 1 ? $0 * (last - first) / (count - 1) : 0) }
    let found = parallelMap(dates.count, threads: threads) { k -> PlaceboDates.Placebo? in
      var past = pretending(dates[k])
      let end = min(past.values.count, dates[k] + after)
      past.values = Array(past.values[..<end])
      past.covariates = past.covariates.map { .init($0.name, Array($0.values[..<end])) }
      var moved = options
      moved.shapes = options.shapes.map { $0.shifted(by: dates[k] - firstAfter) }
      guard let fit = try? past.structuralFit(moved) else { return nil }
      return PlaceboDates.Placebo(step: dates[k], average: fit.average)
    }
    return PlaceboDates(placebos: found.compactMap { $0 }, actual: actual)
  }
}

extension StructuralSeries.Shape {
  func shifted(by steps: Int) -> StructuralSeries.Shape {
    switch self {
    case .step(let at): .step(at: at + steps)
    case .pulse(let at): .pulse(at: at + steps)
    case .ramp(let at, let over): .ramp(at: at + steps, over: over)
    case .slope(let at): .slope(at: at + steps)
    }
  }
}

/// Gathers effects over the models averaged.
struct StructuralReading {
  private let design: StructuralDesign
  private let isLog: Bool
  private let values: [Double]
  private var degreesOfFreedom = 1.0
  private(set) var weight = 0.0
  private var coefficientParts: [[StudentMixture.Part]]
  private var stepParts: [[StudentMixture.Part]]
  private var sumParts: [[StudentMixture.Part]]
  /// Columns told by name: all but the pulses of a free effect.
  private let named: Int

  init(_ design: StructuralDesign, isLog: Bool, values: [Double]) {
    self.design = design
    self.isLog = isLog
    self.values = values
    named = design.columns.count - (design.isFree ? design.effectCount : 0)
    coefficientParts = Array(repeating: [], count: named)
    stepParts = Array(repeating: [], count: design.effectSteps.count)
    sumParts = stepParts
  }

  mutating func add(_ solution: StructuralSolution, weight: Double) {
    self.weight += weight
    degreesOfFreedom = Double(solution.degreesOfFreedom)
    let fit = solution.fit
    let variance = fit.sumOfSquares / degreesOfFreedom
    let inverse = fit.inverseGram()
    let offset = solution.constants
    for j in 0..<named {
      coefficientParts[j].append(
        .init(
          weight: weight, mean: fit.estimates[offset + j],
          scale: (variance * inverse[offset + j, offset + j]).squareRoot()))
    }
    let first = offset + design.columns.count - design.effectCount
    let width = design.effectCount
    let effectColumns = design.columns.suffix(width)
    // Of the sum so far by each effect's coefficient, on the model's scale and, for
    // logarithms, in units of the series by the delta method.
    var slope = [Double](repeating: 0, count: width)
    var sum = 0.0
    for (place, t) in design.effectSteps.enumerated() {
      let row = effectColumns.map { $0[t] }
      var effect = 0.0
      for j in 0..<width { effect += row[j] * fit.estimates[first + j] }
      let own = quadratic(row, inverse, first)
      stepParts[place].append(
        .init(weight: weight, mean: effect, scale: (variance * own).squareRoot()))
      let rate = isLog ? values[t] * exp(-effect) : 1
      sum += isLog ? values[t] - rate : effect
      for j in 0..<width { slope[j] += rate * row[j] }
      sumParts[place].append(
        .init(
          weight: weight, mean: sum,
          scale: (variance * quadratic(slope, inverse, first)).squareRoot()))
    }
  }

  private func quadratic(_ x: [Double], _ inverse: Matrix, _ first: Int) -> Double {
    var sum = 0.0
    for i in x.indices where x[i] != 0 {
      var row = 0.0
      for j in x.indices where x[j] != 0 { row += inverse[first + i, first + j] * x[j] }
      sum += x[i] * row
    }
    return max(0, sum)
  }

  private func estimate(_ parts: [StudentMixture.Part], _ level: Double) -> EffectEstimate {
    StudentMixture(
      parts.map { .init(weight: $0.weight / weight, mean: $0.mean, scale: $0.scale) },
      degreesOfFreedom: degreesOfFreedom
    ).estimate(level: level)
  }

  func fit(
    level: Double, wanderingShare: Double, residualCorrelation: TestResult?
  ) -> StructuralFit {
    var actual = 0.0
    var steps: [StructuralFit.Step] = []
    for (place, t) in design.effectSteps.enumerated() {
      let y = values[t]
      actual += y
      var effect = estimate(stepParts[place], level)
      if isLog { effect = effect.mapped(slope: y * exp(-effect.value)) { y * (1 - exp(-$0)) } }
      steps.append(
        .init(
          step: t, actual: y, counterfactual: effect.mapped(slope: 1) { y - $0 },
          effect: effect, cumulative: estimate(sumParts[place], level)))
    }
    let total = steps.last!.cumulative
    let base = actual - total.value
    return StructuralFit(
      coefficients: (0..<named).map {
        .init(name: design.names[$0], estimate: estimate(coefficientParts[$0], level))
      },
      steps: steps, average: total.scaled(by: 1 / Double(steps.count)), cumulative: total,
      relative: total.mapped(slope: abs(actual / (base * base))) { $0 / (actual - $0) },
      wanderingShare: wanderingShare, residualCorrelation: residualCorrelation)
  }
}

extension EffectEstimate {
  /// Value and ends through a monotone function, the error through its slope.
  func mapped(slope: Double, _ function: (Double) -> Double) -> EffectEstimate {
    let ends = [function(lower), function(upper)]
    return EffectEstimate(
      value: function(value), standardError: standardError * abs(slope), lower: ends.min()!,
      upper: ends.max()!, level: level, pValue: pValue)
  }
}
