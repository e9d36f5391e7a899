import Foundation

extension SpecialFunctions {
  /// The error function 2/√π ∫₀ˣ exp(−t²) dt.
  public static func erf(_ x: Double) -> Double { Foundation.erf(x) }

  /// 1 − erf(x), accurate in the upper tail.
  public static func erfc(_ x: Double) -> Double { Foundation.erfc(x) }

  /// The scaled complement exp(x²) erfc(x); +∞ below −26.6.
  public static func erfcx(_ x: Double) -> Double {
    if x < 25 {
      // The rounding error of x² is put back: it would be multiplied by x².
      let square = x * x
      let lost = (-square).addingProduct(x, x)
      return Foundation.erfc(x) * Foundation.exp(square) * (1 + lost)
    }
    // DLMF 7.12.1; at 25 the eighth term is below 1e-17.
    let r = 0.5 / (x * x)
    let series: Double =
      1 - r * (1 - 3 * r * (1 - 5 * r * (1 - 7 * r * (1 - 9 * r * (1 - 11 * r * (1 - 13 * r))))))
    return series / (x * 1.7724538509055160273)
  }

  /// The y with erf(y) = x, for x in [−1, 1].
  public static func inverseErf(_ x: Double) -> Double {
    guard abs(x) <= 1 else { return .nan }
    let half = x / 2
    if abs(half) <= 0.425 { return centralNormalQuantile(half) * 0.70710678118654752440 }
    // 1 − |x| is exact here.
    let size = -normalQuantile((1 - abs(x)) / 2) * 0.70710678118654752440
    return x < 0 ? -size : size
  }

  /// The y with erfc(y) = x, for x in [0, 2].
  public static func inverseErfc(_ x: Double) -> Double {
    guard x >= 0, x <= 2 else { return .nan }
    return -normalQuantile(x / 2) * 0.70710678118654752440
  }

  /// The standard normal density.
  public static func normalDensity(_ z: Double) -> Double {
    let square = z * z
    let lost = (-square).addingProduct(z, z)
    let value = 0.39894228040143267794 * Foundation.exp(-square / 2)
    return lost.isFinite ? value * (1 - lost / 2) : value
  }

  /// The standard normal distribution function Φ(z).
  public static func normalCDF(_ z: Double) -> Double {
    0.5 * scaledErfc(-z)
  }

  /// log Φ(z), finite down to z = −1e154.
  public static func logNormalCDF(_ z: Double) -> Double {
    if z > 0 { return log1p(-0.5 * scaledErfc(z)) }
    if z > -10 { return log(normalCDF(z)) }
    let y = -z * 0.70710678118654752440
    return log(0.5 * erfcx(y)) - z * z / 2
  }

  /// erfc(z / √2), with the rounding error of the quotient put back.
  private static func scaledErfc(_ z: Double) -> Double {
    let root = 0.70710678118654752440
    let y = z * root
    let value = Foundation.erfc(y)
    guard y > 0.5, y < 27 else { return value }
    // z/√2 = y + lost, with the second half of √½ included.
    let lost = (-y).addingProduct(z, root) + z * -4.8336466567264567e-17
    return value - lost * 1.1283791670955125739 * Foundation.exp(-y * y)
  }

  /// The standard normal quantile Φ⁻¹(p) for p in [0, 1], ±∞ at the ends. Relative
  /// error about 1e-15: the rational approximations PPND16 of Wichura (1988),
  /// Algorithm AS 241, Applied Statistics 37, 477–484.
  public static func normalQuantile(_ p: Double) -> Double {
    let q = p - 0.5
    if abs(q) <= 0.425 { return centralNormalQuantile(q) }
    guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
    var r = sqrt(-log(q < 0 ? p : 1 - p))
    let value: Double
    if r <= 5 {
      r -= 1.6
      value = ratio(r, middleNumerator, middleDenominator)
    } else {
      r -= 5
      value = ratio(r, tailNumerator, tailDenominator)
    }
    return q < 0 ? -value : value
  }

  /// Φ⁻¹(½ + q) for |q| ≤ 0.425.
  private static func centralNormalQuantile(_ q: Double) -> Double {
    q * ratio(0.180625 - q * q, centralNumerator, centralDenominator)
  }

  /// A ratio of two polynomials of degree 7, coefficients ascending.
  @inline(__always)
  private static func ratio(_ x: Double, _ a: SIMD8<Double>, _ b: SIMD8<Double>) -> Double {
    var numerator = a[7]
    var denominator = b[7]
    for k in stride(from: 6, through: 0, by: -1) {
      numerator = numerator * x + a[k]
      denominator = denominator * x + b[k]
    }
    return numerator / denominator
  }

  private static let centralNumerator = SIMD8(
    3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
    1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
    3.3430575583588128105e+4, 2.5090809287301226727e+3)
  private static let centralDenominator = SIMD8(
    1, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
    2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4,
    5.2264952788528545610e+3)
  private static let middleNumerator = SIMD8(
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
    3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
    2.27238449892691845833e-2, 7.74545014278341407640e-4)
  private static let middleDenominator = SIMD8(
    1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
    1.05075007164441684324e-9)
  private static let tailNumerator = SIMD8(
    6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
    2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
    2.71155556874348757815e-5, 2.01033439929228813265e-7)
  private static let tailDenominator = SIMD8(
    1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
    2.04426310338993978564e-15)
}
