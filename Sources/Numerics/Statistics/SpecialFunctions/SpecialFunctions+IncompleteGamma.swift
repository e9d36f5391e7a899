import Foundation

/// The regularized incomplete gamma functions
/// P(a, x) = γ(a, x)/Γ(a) and Q(a, x) = Γ(a, x)/Γ(a) = 1 − P(a, x), a > 0, x ≥ 0.
///
/// Temme's uniform expansion for a ≥ 20 and x within 40 % of a; else the power series
/// below x = a + 1 and Legendre's continued fraction above it (DiDonato and Morris
/// 1986, "Computation of the incomplete gamma function ratios and their inverse", ACM
/// TOMS 12(4); Lentz's algorithm as modified by Thompson and Barnett 1986). Whichever
/// of P and Q is the smaller keeps its relative accuracy: 1e-13 down to 1e-100 and
/// 4e-13 at the edge of underflow.
extension SpecialFunctions {
  /// P(a, x), the distribution function of a gamma variable with shape `a`.
  public static func regularizedGammaP(_ a: Double, _ x: Double) -> Double {
    incompleteGamma(a, x).lower
  }

  /// Q(a, x) = 1 − P(a, x).
  public static func regularizedGammaQ(_ a: Double, _ x: Double) -> Double {
    incompleteGamma(a, x).upper
  }

  /// log P(a, x), also where P underflows.
  public static func logRegularizedGammaP(_ a: Double, _ x: Double) -> Double {
    incompleteGamma(a, x).logLower
  }

  /// log Q(a, x), also where Q underflows.
  public static func logRegularizedGammaQ(_ a: Double, _ x: Double) -> Double {
    incompleteGamma(a, x).logUpper
  }

  /// P(a, x) Γ(a + 1) eˣ x⁻ᵃ = Σ xʲ / ((a + 1)…(a + j)), Kummer's M(1, a + 1, x), for
  /// a > 0: P without the factor that makes it underflow. +∞ where it overflows.
  public static func scaledGammaP(_ a: Double, _ x: Double) -> Double {
    guard a > 0, x >= 0 else { return .nan }
    if x == 0 { return 1 }
    if x >= a + 1 { return exp(logRegularizedGammaP(a, x) - logGammaKernel(a, x)) }
    if temmeApplies(a, x) {
      let exponent = deviance(a, x)
      let (factor, upper) = temme(a, x, deviance: exponent)
      let root = sqrt(2 * Double.pi * a)
      if !upper { return factor * root * exp(stirlingError(a)) }
      return (exp(exponent) - factor) * root * exp(stirlingError(a))
    }
    return gammaSeries(a, x)
  }

  /// The x with P(a, x) = `p`, for p in [0, 1].
  public static func inverseRegularizedGammaP(_ a: Double, _ p: Double) -> Double {
    guard a > 0, p >= 0, p <= 1 else { return .nan }
    if p == 0 { return 0 }
    if p == 1 { return .infinity }
    return inverseGamma(a, lower: p, upper: 1 - p)
  }

  /// The x with Q(a, x) = `q`, for q in [0, 1].
  public static func inverseRegularizedGammaQ(_ a: Double, _ q: Double) -> Double {
    guard a > 0, q >= 0, q <= 1 else { return .nan }
    if q == 0 { return .infinity }
    if q == 1 { return 0 }
    return inverseGamma(a, lower: 1 - q, upper: q)
  }

  /// x^a e^(−x) / Γ(a + 1), the Poisson probability of `a` with mean `x`.
  static func gammaKernel(_ a: Double, _ x: Double) -> Double {
    if a < 1 { return pow(x, a) * exp(-x - logGammaOnePlus(a)) }
    let ratio = x / a
    let logPower = a * log(ratio)
    if abs(logPower) < 650, abs(a - x) < 650 {
      // (x/a)^a e^(a−x): pow and exp are right to an ulp, the rounding of the
      // quotient and of the difference are put back.
      let lostQuotient = x.addingProduct(-ratio, a) / x
      let difference = a - x
      let lostDifference = a > x ? (a - difference) - x : a - (difference + x)
      return pow(ratio, a) * exp(difference) * (1 + (a * lostQuotient + lostDifference))
        * exp(-stirlingError(a)) / sqrt(2 * Double.pi * a)
    }
    return exp(-deviance(a, x) - stirlingError(a)) / sqrt(2 * Double.pi * a)
  }

  /// log of `gammaKernel`.
  static func logGammaKernel(_ a: Double, _ x: Double) -> Double {
    if a < 1 { return a * log(x) - x - logGammaOnePlus(a) }
    return -deviance(a, x) - stirlingError(a) - 0.5 * log(2 * Double.pi * a)
  }

  /// A pair of complements of which one was computed and the other follows.
  struct Complements {
    var value: Double
    var logValue: Double
    var isUpper: Bool
    var lower: Double { isUpper ? 1 - value : value }
    var upper: Double { isUpper ? value : 1 - value }
    var logLower: Double { isUpper ? log1p(-value) : logValue }
    var logUpper: Double { isUpper ? logValue : log1p(-value) }

    static let invalid = Complements(value: .nan, logValue: .nan, isUpper: false)
    static let noneBelow = Complements(value: 0, logValue: -.infinity, isUpper: false)
    static let noneAbove = Complements(value: 0, logValue: -.infinity, isUpper: true)

    /// `kernel` × `factor`, its logarithm from `logKernel` where the product underflows.
    init(
      kernel: Double, factor: Double, isUpper: Bool, logKernel: @autoclosure () -> Double
    ) {
      let product = kernel * factor
      value = min(product, 1)
      logValue = product > 1e-290 ? log(value) : logKernel() + log(factor)
      self.isUpper = isUpper
    }

    init(value: Double, logValue: Double, isUpper: Bool) {
      self.value = value
      self.logValue = logValue
      self.isUpper = isUpper
    }
  }

  static func incompleteGamma(_ a: Double, _ x: Double) -> Complements {
    guard a >= 0, x >= 0, !(a == 0 && x == 0) else { return .invalid }
    if a == .infinity { return x == .infinity ? .invalid : .noneBelow }
    if x == .infinity || a == 0 { return .noneAbove }
    if x == 0 { return .noneBelow }
    if temmeApplies(a, x) {
      let exponent = deviance(a, x)
      let (factor, upper) = temme(a, x, deviance: exponent)
      return Complements(
        kernel: exp(-exponent), factor: factor, isUpper: upper, logKernel: -exponent)
    }
    if a < 1, x < 1.1 { return smallGamma(a, x) }
    let kernel = gammaKernel(a, x)
    if x < a + 1 {
      return Complements(
        kernel: kernel, factor: gammaSeries(a, x), isUpper: false,
        logKernel: logGammaKernel(a, x))
    }
    return Complements(
      kernel: kernel, factor: a * upperFraction(a, x), isUpper: true,
      logKernel: logGammaKernel(a, x))
  }

  /// Σ xʲ / ((a + 1)…(a + j)), for x < a + 1.
  private static func gammaSeries(_ a: Double, _ x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    var n = a
    while term > sum * 1e-17 {
      n += 1
      term *= x / n
      sum += term
    }
    return sum
  }

  /// Γ(a, x) / (x^a e^(−x)) by its continued fraction (DLMF 8.9.2), for x ≥ a + 1.
  private static func upperFraction(_ a: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var h = d
    var i = 1.0
    while i < 10_000 {
      let numerator = -i * (i - a)
      b += 2
      d = numerator * d + b
      if abs(d) < tiny { d = tiny }
      c = b + numerator / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let factor = d * c
      h *= factor
      if abs(factor - 1) < 2e-16 { break }
      i += 1
    }
    return h
  }

  /// a < 1 and x < 1.1, where Q may be the smaller: DiDonato and Morris, section 3.
  private static func smallGamma(_ a: Double, _ x: Double) -> Complements {
    // P = x^a / Γ(1+a) (1 − J), J = −a Σ (−x)ⁿ / ((a + n) n!).
    var term = 1.0
    var sum = 0.0
    var n = 1.0
    while true {
      term *= -x / n
      let next = sum + term / (a + n)
      if next == sum { break }
      sum = next
      n += 1
    }
    let j = -a * sum
    let exponent = a * log(x) - logGammaOnePlus(a)
    let lower = exp(exponent) * (1 - j)
    if lower < 0.6 {
      return Complements(value: lower, logValue: exponent + log1p(-j), isUpper: false)
    }
    let upper = j * exp(exponent) - expm1(exponent)
    return Complements(value: upper, logValue: log(upper), isUpper: true)
  }

  /// Newton's method with Halley's correction on the logarithm of the smaller tail
  /// over u = log x. The density over u is log-concave, so the logarithm of either
  /// tail is concave in u and the iteration converges from any start.
  private static func inverseGamma(_ a: Double, lower p: Double, upper q: Double) -> Double {
    let useUpper = q < p
    let target = log(useUpper ? q : p)
    // Wilson and Hilferty for moderate shapes; else the leading term of the series, or of
    // the expansion of Q for large x.
    var x: Double
    let z = useUpper ? -normalQuantile(q) : normalQuantile(p)
    let root = 1 - 1 / (9 * a) + z / (3 * sqrt(a))
    let far = useUpper ? -log(q) + log(a) - logGammaOnePlus(a) : 0
    if a > 0.6, root > 0.2 {
      x = a * root * root * root
    } else if far > 2 {
      x = far + (a - 1) * log(far)
    } else {
      x = exp((log(p) + logGammaOnePlus(a)) / a)
    }
    if x == 0 { return 0 }
    for _ in 0..<100 {
      let tails = incompleteGamma(a, x)
      let value = useUpper ? tails.logUpper : tails.logLower
      // d log(tail) / du = ± x·density / tail, taken in logarithms.
      let slope = exp(logGammaKernel(a, x) + log(a) - value) * (useUpper ? -1 : 1)
      guard slope != 0, slope.isFinite else { return x }
      let step = (value - target) / slope
      // Second derivative over first: (a − x) − slope.
      let curvature = (a - x) - slope
      let correction = 1 - min(max(0.5 * step * curvature, -0.5), 0.5)
      // A step far into the upper tail would leave nothing of the logarithms' digits.
      let move = max(-2, min(40, step / correction))
      // Near the end the step is applied to x itself, which loses nothing to log x.
      let next = abs(move) < 0.1 ? x * (1 + expm1(-move)) : x * exp(-move)
      if next == 0 || !next.isFinite { return next }
      if abs(move) < 1e-9 || next == x { return next }
      x = next
    }
    return x
  }
}
