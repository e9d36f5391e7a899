import Foundation
import LinearAlgebra
import Statistics

/// The figures of a summary. NaN where the data leave nothing to tell it from.
extension LinearFit {
  /// Columns with a coefficient.
  public var rank: Int { kept.count }

  /// n − rank.
  public var residualDegreesOfFreedom: Int { count - rank }

  /// σ̂² = RSS / (n − rank).
  public var residualVariance: Double {
    residualDegreesOfFreedom > 0
      ? residualSumOfSquares / Double(residualDegreesOfFreedom) : .nan
  }

  /// σ̂, the residual standard error.
  public var sigma: Double { residualVariance.squareRoot() }

  /// 1 − RSS/TSS, about the mean where there is a constant, about zero where not.
  public var rSquared: Double {
    totalSumOfSquares > 0 ? 1 - residualSumOfSquares / totalSumOfSquares : .nan
  }

  public var adjustedRSquared: Double {
    let free = Double(count - (hasConstant ? 1 : 0))
    return 1 - (1 - rSquared) * free / Double(residualDegreesOfFreedom)
  }

  /// Every slope is zero.
  public var fTest: TestResult {
    let slopes = rank - (hasConstant ? 1 : 0)
    let explained = totalSumOfSquares - residualSumOfSquares
    let f = slopes > 0 ? explained / Double(slopes) / residualVariance : .nan
    return TestResult(
      "F test of all slopes", statistic: f, fWith: Double(slopes), Double(residualDegreesOfFreedom))
  }

  /// The Gaussian log-likelihood at the maximum, variance RSS/n.
  public var logLikelihood: Double {
    let n = Double(count)
    return 0.5 * (logWeightSum - n * (log(2 * Double.pi) + 1 + log(residualSumOfSquares / n)))
  }

  /// −2 log L + 2 (rank + 1): the variance counts, as in R (statsmodels leaves it out).
  public var aic: Double { -2 * logLikelihood + 2 * Double(rank + 1) }

  /// −2 log L + log(n) (rank + 1).
  public var bic: Double { -2 * logLikelihood + log(Double(count)) * Double(rank + 1) }

  /// Estimates with classical errors and 95 % intervals; `inference` has the others.
  public var coefficients: [Coefficient] { classicalInference.coefficients(level: 0.95) }

  /// Inference under errors of one variance (inverse to the weights) without correlation.
  public var classicalInference: CoefficientInference {
    CoefficientInference(
      estimator: "classical", names: names, kept: kept, estimates: estimates,
      covariance: residualVariance * unscaledCovariance,
      degreesOfFreedom: [Double](repeating: Double(residualDegreesOfFreedom), count: rank))
  }

  /// One value a column of the design: zero where a column was dropped.
  public var fullEstimates: [Double] {
    var result = [Double](repeating: 0, count: names.count)
    for (k, column) in kept.enumerated() { result[column] = estimates[k] }
    return result
  }
}
