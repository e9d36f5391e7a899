import Foundation

/// Special functions in double precision, with their inverses.
///
/// An argument outside a function's domain gives NaN, as in the C library; limits
/// at the ends of the domain are given as such. Relative errors are stated where
/// the functions are defined; the tests hold them to tables made with 50 digits.
public enum SpecialFunctions {
  /// log(1 − exp(−x)) for x ≥ 0, accurate at both ends (Mächler 2012,
  /// "Accurately computing log(1 − exp(−|a|))").
  public static func log1mexp(_ x: Double) -> Double {
    if x < 0 { return .nan }
    return x <= 0.693147180559945 ? log(-expm1(-x)) : log1p(-exp(-x))
  }

  /// log(1 + exp(x)) without overflow.
  public static func log1pexp(_ x: Double) -> Double {
    x > 0 ? x + log1p(exp(-x)) : log1p(exp(x))
  }

  /// log(exp(x) + exp(y)) without overflow.
  public static func logSumExp(_ x: Double, _ y: Double) -> Double {
    let (low, high) = x < y ? (x, y) : (y, x)
    if high == -.infinity || high == .infinity { return high }
    return high + log1p(exp(low - high))
  }

  /// log(1 + x) − x, without the cancellation near 0.
  public static func log1pmx(_ x: Double) -> Double {
    // Outside, less than a factor of 3 cancels.
    if x < -0.6 || x > 1 { return log1p(x) - x }
    // log(1 + x) = 2 artanh(r), r = x / (2 + x), and x = r (2 + x).
    let r = x / (2 + x)
    let square = r * r
    var power = square
    var sum = 0.0
    var k = 3.0
    while true {
      let next = sum + power / k
      if next == sum { break }
      sum = next
      power *= square
      k += 2
    }
    return r * (2 * sum - x)
  }

  /// m log(m / x) + x − m ≥ 0, the deviance that every gamma-like density has in its
  /// exponent (Loader 2000, "Fast and accurate computation of binomial
  /// probabilities", equation 5). `excess` is what `x` lost in rounding.
  static func deviance(_ m: Double, _ x: Double, excess: Double = 0) -> Double {
    if m == 0 { return x }
    let difference = (x - m) + excess
    let ratio = difference / m
    let value =
      ratio > -0.6 && ratio < 1
      ? -m * log1pmx(ratio) : (m * log(m / x) + x - m) + excess * (1 - m / x)
    return max(0, value)
  }
}
