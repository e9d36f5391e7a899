import Foundation
public import LinearAlgebra
public import Regression

/// A fitted segmented regression; see `InterruptedSeries`.
public struct SegmentedFit: Sendable {
  /// A step after the change.
  public struct Step: Codable, Equatable, Sendable {
    /// Counted from the first of the series.
    public var step: Int
    /// NaN where missing.
    public var actual: Double
    /// What the model expects without the change, with the interval of that mean.
    public var counterfactual: EffectEstimate
    /// What the change adds to the mean.
    public var effect: EffectEstimate
  }

  public let options: InterruptedSeries.Options
  public let firstAfter: Int
  /// On the scale of the link.
  public let coefficients: [Coefficient]
  /// Of the coefficients that were not dropped.
  public let covariance: Matrix
  /// Of Student's t; nil where the normal was used.
  public let degreesOfFreedom: Double?
  /// The mean of each step, with the change.
  public let fitted: [Double]
  /// Every step from the change on, the washout excepted.
  public let steps: [Step]
  /// Mean over `steps` of the effect, in units of the series.
  public let average: EffectEstimate
  /// Sum over `steps`.
  public let cumulative: EffectEstimate
  /// Sum of effects over the sum of counterfactuals: −0.1 is ten percent less.
  public let relative: EffectEstimate
  /// Of ARMA errors; empty otherwise.
  public let autoregressive: [Double]
  public let movingAverage: [Double]
  /// Test of what correlation the model of the errors left (Ljung & Box 1978); nil
  /// with Newey and West's errors, which allow for it.
  public let residualCorrelation: TestResult?
  public let notes: [FitNote]
}

extension InterruptedSeries {
  /// Fits the segmented regression.
  ///
  /// - Throws: `.tooFewBefore`, `.tooFewAfter`, `.length`, `.notFinite`, `.setting`;
  ///   `.regression` where the counts cannot be fitted; `.singular` where the change
  ///   cannot be told from the other columns.
  public func segmentedFit(_ options: Options = Options()) throws(EvaluationError) -> SegmentedFit {
    let design = try InterventionDesign(self, options)
    let core = try SegmentedCore(self, design, options)
    return try core.reading(self, design, options)
  }

  /// Whether the past holds a drift that the model does not: the next power of time
  /// (a line where the model has none, else a square) in a regression of the steps
  /// before the change alone.
  ///
  /// - Throws: as `segmentedFit`.
  public func preTrendTest(_ options: Options = Options()) throws(EvaluationError) -> TestResult {
    let past = pretending(firstAfter)
    let power = options.hasTrend ? 2 : 1
    let design = try InterventionDesign(past, options, drift: power)
    let core = try SegmentedCore(past, design, options)
    var test = core.waldTest(columns: [design.firstEffect])
    test.name = power == 1 ? "drift before the change" : "bend before the change"
    return test
  }
}
