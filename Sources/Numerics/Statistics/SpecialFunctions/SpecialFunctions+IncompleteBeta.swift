import Foundation

/// The regularized incomplete beta function I_x(a, b), a, b > 0, 0 ≤ x ≤ 1.
///
/// The power series where it is short, else the continued fraction of DiDonato and
/// Morris (1992), "Algorithm 708", ACM TOMS 18(3), equation 9, by modified Lentz, for
/// I_x(a, b) below the mean a/(a + b) and for 1 − I above it. The factor
/// x^a (1 − x)^b / B(a, b) is in Loader's deviance form, so that large a and b cost no
/// digits. The number of terms grows as the square root of max(a, b).
extension SpecialFunctions {
  /// I_x(a, b), the distribution function of a beta variable.
  public static func regularizedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x >= 0, x <= 1 else { return .nan }
    return incompleteBeta(a, b, x, 1 - x).lower
  }

  /// 1 − I_x(a, b), with its own relative accuracy.
  public static func regularizedBetaComplement(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x >= 0, x <= 1 else { return .nan }
    return incompleteBeta(a, b, x, 1 - x).upper
  }

  /// The x with I_x(a, b) = `p`.
  public static func inverseRegularizedBeta(_ p: Double, _ a: Double, _ b: Double) -> Double {
    guard a > 0, b > 0, p >= 0, p <= 1 else { return .nan }
    return inverseBeta(a, b, lower: p, upper: 1 - p).x
  }

  /// The x with 1 − I_x(a, b) = `q`.
  public static func inverseRegularizedBetaComplement(
    _ q: Double, _ a: Double, _ b: Double
  ) -> Double {
    guard a > 0, b > 0, q >= 0, q <= 1 else { return .nan }
    return inverseBeta(a, b, lower: 1 - q, upper: q).x
  }

  /// x^a y^b / B(a, b) with y = 1 − x, both as exact as the caller knows them.
  static func betaKernel(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    if a < 10 && b < 10 {
      let product = pow(x, a) * pow(y, b)
      if product > 1e-290 { return product * (tgamma(a + b) / tgamma(a) / tgamma(b)) }
    }
    return exp(logBetaKernel(a, b, x, y))
  }

  /// log of `betaKernel`.
  static func logBetaKernel(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    if min(a, b) < 1 { return a * logShare(x, y) + b * logShare(y, x) - logBeta(a, b) }
    let n = a + b
    let nx = n * x
    let ny = n * y
    // What the products and, where y is 1 − x rounded, the difference lost.
    let lostX = (-nx).addingProduct(n, x) + (x > y ? n * ((1 - x) - y) : 0)
    let lostY = (-ny).addingProduct(n, y) + (x > y ? 0 : n * ((1 - y) - x))
    let exponent = deviance(a, nx, excess: lostX) + deviance(b, ny, excess: lostY)
    let stirling = stirlingError(a) + stirlingError(b) - stirlingError(n)
    return 0.5 * log(a / (2 * Double.pi) * (b / n)) - exponent - stirling
  }

  /// log x from whichever of x and y = 1 − x carries more digits of it.
  private static func logShare(_ x: Double, _ y: Double) -> Double {
    x > 0.5 ? log1p(-y) : log(x)
  }

  static func incompleteBeta(
    _ a: Double, _ b: Double, _ x: Double, _ y: Double
  ) -> Complements {
    guard a >= 0, b >= 0, x >= 0, y >= 0, a + b > 0 else { return .invalid }
    if x == 0 || b == 0 { return .noneBelow }
    if y == 0 || a == 0 { return .noneAbove }
    if b * x <= 0.7 && x <= 0.7 || b <= 1 && x <= 0.5 {
      return betaSeries(a, b, x, y, isUpper: false)
    }
    if a * y <= 0.7 && y <= 0.7 || a <= 1 && y <= 0.5 {
      return betaSeries(b, a, y, x, isUpper: true)
    }
    if x <= a / (a + b) { return betaFraction(a, b, x, y, isUpper: false) }
    return betaFraction(b, a, y, x, isUpper: true)
  }

  /// I_x(a, b) = x^a / (a B(a, b)) (1 + a Σ (1−b)…(n−b) xⁿ / (n! (a + n))).
  private static func betaSeries(
    _ a: Double, _ b: Double, _ x: Double, _ y: Double, isUpper: Bool
  ) -> Complements {
    var term = 1.0
    var sum = 0.0
    var n = 1.0
    while n < 10_000 {
      term *= (n - b) / n * x
      let next = sum + term / (a + n)
      if next == sum { break }
      sum = next
      n += 1
    }
    let factor = 1 + a * sum
    let exponent = a * logShare(x, y) - log(a) - logBeta(a, b)
    return Complements(
      kernel: exp(exponent), factor: factor, isUpper: isUpper, logKernel: exponent)
  }

  private static func betaFraction(
    _ a: Double, _ b: Double, _ x: Double, _ y: Double, isUpper: Bool
  ) -> Complements {
    let tiny = 1e-300
    let excess = a * y - b * x + 1
    var f = a * excess / (a + 1)
    if f == 0 { f = tiny }
    var c = f
    var d = 0.0
    var m = 1.0
    while m < 1_000_000 {
      let odd = a + 2 * m - 1
      let numerator = (a + m - 1) / odd * ((a + b + m - 1) / odd) * m * (b - m) * x * x
      let denominator = m + m * (b - m) * x / odd + (a + m) * (excess + m * (1 + y)) / (odd + 2)
      d = denominator + numerator * d
      if abs(d) < tiny { d = tiny }
      c = denominator + numerator / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let factor = c * d
      f *= factor
      if abs(factor - 1) < 2e-16 { break }
      m += 1
    }
    return Complements(
      kernel: betaKernel(a, b, x, y), factor: 1 / f, isUpper: isUpper,
      logKernel: logBetaKernel(a, b, x, y))
  }

  /// x and 1 − x with I_x(a, b) = p = 1 − q, each with its own relative accuracy.
  ///
  /// Newton's method with Halley's correction on the logarithm of the smaller tail
  /// over u = logit x, where it is concave: it converges from any start.
  static func inverseBeta(
    _ a: Double, _ b: Double, lower p: Double, upper q: Double
  ) -> (x: Double, y: Double) {
    if p == 0 { return (0, 1) }
    if q == 0 { return (1, 0) }
    let useUpper = q < p
    let target = log(useUpper ? q : p)
    let z = useUpper ? -normalQuantile(q) : normalQuantile(p)
    var u: Double
    if a > 1, b > 1 {
      // The logit of a beta variable has these moments.
      u = digamma(a) - digamma(b) + z * sqrt(trigamma(a) + trigamma(b))
    } else {
      // The leading term at whichever end the smaller tail is.
      u =
        useUpper
        ? -(log(q) + log(b) + logBeta(a, b)) / b : (log(p) + log(a) + logBeta(a, b)) / a
    }
    u = max(-700, min(700, u))
    var x = 1 / (1 + exp(-u))
    var y = 1 / (1 + exp(u))
    for _ in 0..<200 {
      let tails = incompleteBeta(a, b, x, y)
      let value = useUpper ? tails.logUpper : tails.logLower
      let slope = exp(logBetaKernel(a, b, x, y) - value) * (useUpper ? -1 : 1)
      guard slope != 0, slope.isFinite else { break }
      let step = (value - target) / slope
      let curvature = (a * y - b * x) - slope
      let correction = 1 - min(max(0.5 * step * curvature, -0.5), 0.5)
      let move = max(-40, min(40, step / correction))
      // The new odds are x/y · exp(−move); the smaller of x and y is moved by its
      // relative change.
      let growth = expm1(-move)
      let scale = 1 + x * growth
      x = x * (1 + growth) / scale
      y = y / scale
      if abs(move) < 1e-9 || x == 0 || y == 0 { break }
    }
    return (x, y)
  }
}
