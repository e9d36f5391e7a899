import Foundation

/// The beta distribution, density x^(α−1) (1−x)^(β−1) / B(α, β) on [0, 1].
public struct Beta: ContinuousDistribution, Equatable {
  public let alpha: Double
  public let beta: Double

  /// Both shapes are above 0.
  public init(alpha: Double, beta: Double) throws(DistributionError) {
    try require(alpha > 0 && alpha.isFinite, "Beta", "alpha", alpha, "above 0 and finite")
    try require(beta > 0 && beta.isFinite, "Beta", "beta", beta, "above 0 and finite")
    self.alpha = alpha
    self.beta = beta
  }

  public var mean: Double { alpha / (alpha + beta) }
  public var variance: Double {
    let total = alpha + beta
    return alpha / total * (beta / total) / (total + 1)
  }
  public var support: ClosedRange<Double> { 0...1 }

  public func pdf(_ x: Double) -> Double {
    if x > 0 && x < 1 {
      return SpecialFunctions.betaKernel(alpha, beta, x, 1 - x) / x / (1 - x)
    }
    return x.isNaN ? .nan : exp(logPDF(x))
  }

  public func logPDF(_ x: Double) -> Double {
    if x < 0 || x > 1 { return -.infinity }
    if x > 0 && x < 1 {
      return SpecialFunctions.logBetaKernel(alpha, beta, x, 1 - x) - log(x) - log1p(-x)
    }
    if x.isNaN { return .nan }
    let shape = x == 0 ? alpha : beta
    return shape > 1 ? -.infinity : shape < 1 ? .infinity : log(x == 0 ? beta : alpha)
  }

  public func cdf(_ x: Double) -> Double {
    x < 0 ? 0 : x > 1 ? 1 : SpecialFunctions.regularizedBeta(x, alpha, beta)
  }

  public func survival(_ x: Double) -> Double {
    x < 0 ? 1 : x > 1 ? 0 : SpecialFunctions.regularizedBetaComplement(x, alpha, beta)
  }

  public func quantile(_ p: Double) -> Double {
    SpecialFunctions.inverseRegularizedBeta(p, alpha, beta)
  }

  public func upperQuantile(_ q: Double) -> Double {
    SpecialFunctions.inverseRegularizedBetaComplement(q, alpha, beta)
  }

  /// The share of one gamma variable in the sum of two, over logarithms.
  public func sample(using stream: inout RandomStream) -> Double {
    let first = Gamma.logSample(shape: alpha, using: &stream)
    let second = Gamma.logSample(shape: beta, using: &stream)
    return 1 / (1 + exp(second - first))
  }
}

/// Fisher's F distribution: a ratio of two mean squares.
public struct FisherF: ContinuousDistribution, Equatable {
  public let numerator: Double
  public let denominator: Double

  /// Degrees of freedom of numerator and denominator, above 0.
  public init(numerator: Double, denominator: Double) throws(DistributionError) {
    try require(
      numerator > 0 && numerator.isFinite, "FisherF", "numerator degrees of freedom", numerator,
      "above 0 and finite")
    try require(
      denominator > 0 && denominator.isFinite, "FisherF", "denominator degrees of freedom",
      denominator, "above 0 and finite")
    self.numerator = numerator
    self.denominator = denominator
  }

  public var mean: Double { denominator > 2 ? denominator / (denominator - 2) : .infinity }
  public var variance: Double {
    if denominator <= 4 { return denominator > 2 ? .infinity : .nan }
    let m = denominator - 2
    return 2 * (denominator / m) * (denominator / m) * (numerator + m)
      / (numerator * (denominator - 4))
  }
  public var support: ClosedRange<Double> { 0 ... .infinity }

  /// d₁x / (d₁x + d₂) and its complement, each to a rounding error.
  private func shares(_ x: Double) -> (x: Double, y: Double) {
    let product = numerator * x
    if product == .infinity { return (1, 0) }
    return (product / (product + denominator), denominator / (product + denominator))
  }

  public func pdf(_ x: Double) -> Double {
    if x > 0 && x < .infinity {
      let (u, v) = shares(x)
      return SpecialFunctions.betaKernel(numerator / 2, denominator / 2, u, v) / x
    }
    return x.isNaN ? .nan : exp(logPDF(x))
  }

  public func logPDF(_ x: Double) -> Double {
    if x < 0 || x == .infinity { return -.infinity }
    if x == 0 { return numerator > 2 ? -.infinity : numerator < 2 ? .infinity : 0 }
    let (u, v) = shares(x)
    return SpecialFunctions.logBetaKernel(numerator / 2, denominator / 2, u, v) - log(x)
  }

  private func tails(_ x: Double) -> SpecialFunctions.Complements {
    let (u, v) = shares(x)
    return SpecialFunctions.incompleteBeta(numerator / 2, denominator / 2, u, v)
  }

  public func cdf(_ x: Double) -> Double { x < 0 ? 0 : tails(x).lower }
  public func survival(_ x: Double) -> Double { x < 0 ? 1 : tails(x).upper }
  public func quantile(_ p: Double) -> Double { inverse(lower: p, upper: 1 - p) }
  public func upperQuantile(_ q: Double) -> Double { inverse(lower: 1 - q, upper: q) }

  private func inverse(lower p: Double, upper q: Double) -> Double {
    guard p >= 0, q >= 0 else { return .nan }
    let (x, y) = SpecialFunctions.inverseBeta(numerator / 2, denominator / 2, lower: p, upper: q)
    return denominator / numerator * (x / y)
  }

  public func sample(using stream: inout RandomStream) -> Double {
    let first = Gamma.logSample(shape: numerator / 2, using: &stream)
    let second = Gamma.logSample(shape: denominator / 2, using: &stream)
    return exp(first - second) * (denominator / numerator)
  }
}
