import Foundation

/// The binomial distribution: successes among independent trials.
public struct Binomial: DiscreteDistribution, Equatable {
  public let trials: Int
  public let probability: Double

  /// `trials` is at least 0, `probability` in [0, 1].
  public init(trials: Int, probability: Double) throws(DistributionError) {
    try require(trials >= 0, "Binomial", "trials", Double(trials), "at least 0")
    try require(
      probability >= 0 && probability <= 1, "Binomial", "probability", probability, "in [0, 1]")
    self.trials = trials
    self.probability = probability
  }

  private var n: Double { Double(trials) }
  private var isPoint: Bool { trials == 0 || probability == 0 || probability == 1 }
  public var mean: Double { n * probability }
  public var variance: Double { n * probability * (1 - probability) }
  public var support: ClosedRange<Double> { 0...n }

  public func pmf(_ k: Double) -> Double { k.isNaN ? .nan : exp(logPMF(k)) }

  public func logPMF(_ k: Double) -> Double {
    if k.isNaN { return .nan }
    guard k >= 0, k <= n, k == k.rounded() else { return -.infinity }
    if isPoint { return k == mean ? 0 : -.infinity }
    if k == 0 { return n * log1p(-probability) }
    if k == n { return n * log(probability) }
    let kernel = SpecialFunctions.logBetaKernel(k, n - k, probability, 1 - probability)
    return kernel + log(n / k / (n - k))
  }

  private func tails(_ k: Double) -> SpecialFunctions.Complements {
    // P(X > k) = I_p(k + 1, n − k).
    SpecialFunctions.incompleteBeta(k + 1, n - k, probability, 1 - probability)
  }

  public func cdf(_ x: Double) -> Double {
    if x.isNaN || x < 0 { return x < 0 ? 0 : .nan }
    if x >= n { return 1 }
    if isPoint { return x >= mean ? 1 : 0 }
    return tails(x.rounded(.down)).upper
  }

  public func survival(_ x: Double) -> Double {
    if x.isNaN || x < 0 { return x < 0 ? 1 : .nan }
    if x >= n { return 0 }
    if isPoint { return x >= mean ? 0 : 1 }
    return tails(x.rounded(.down)).lower
  }

  private var skewness: Double { (1 - 2 * probability) / sqrt(variance) }

  public func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    if isPoint { return mean }
    if p == 0 || p == 1 { return p == 0 ? 0 : n }
    return searchQuantile(z: SpecialFunctions.normalQuantile(p), skewness: skewness) {
      cdf($0) >= p
    }
  }

  public func upperQuantile(_ q: Double) -> Double {
    guard q >= 0, q <= 1 else { return .nan }
    if isPoint { return mean }
    if q == 0 || q == 1 { return q == 1 ? 0 : n }
    return searchQuantile(z: -SpecialFunctions.normalQuantile(q), skewness: skewness) {
      survival($0) <= q
    }
  }

  /// Inversion below a mean of 10, above it transformed rejection: Hörmann (1993), "The
  /// generation of binomial random variates", Journal of Statistical Computation and
  /// Simulation 46, algorithm BTRS.
  public func sample(using stream: inout RandomStream) -> Double {
    if isPoint { return mean }
    let p = min(probability, 1 - probability)
    let count = n * p < 10 ? invert(p, using: &stream) : reject(p, using: &stream)
    return probability > 0.5 ? n - count : count
  }

  private func invert(_ p: Double, using stream: inout RandomStream) -> Double {
    let u = stream.uniform()
    let odds = p / (1 - p)
    var k = 0.0
    var mass = exp(n * log1p(-p))
    var total = mass
    while u >= total && k < n {
      k += 1
      mass *= odds * (n - k + 1) / k
      total += mass
      if mass == 0 { break }
    }
    return k
  }

  private func reject(_ p: Double, using stream: inout RandomStream) -> Double {
    let root = sqrt(n * p * (1 - p))
    let b = 1.15 + 2.53 * root
    let a = -0.0873 + 0.0248 * b + 0.01 * p
    let alpha = (2.83 + 5.1 / b) * root
    let accepted = 0.92 - 4.2 / b
    let mode = ((n + 1) * p).rounded(.down)
    let logOdds = log(p / (1 - p))
    let atMode = SpecialFunctions.logGamma(mode + 1) + SpecialFunctions.logGamma(n - mode + 1)
    while true {
      let u = stream.uniform() - 0.5
      let v = stream.uniformOpen()
      let edge = 0.5 - abs(u)
      let k = ((2 * a / edge + b) * u + n * p + 0.5).rounded(.down)
      if edge >= 0.07 && v <= accepted { return k }
      if k < 0 || k > n { continue }
      let ratio =
        atMode - SpecialFunctions.logGamma(k + 1) - SpecialFunctions.logGamma(n - k + 1)
        + (k - mode) * logOdds
      if log(v * alpha / (a / (edge * edge) + b)) <= ratio { return k }
    }
  }
}
