/// One variable: Brent (1973), "Algorithms for Minimization without Derivatives".
public enum Brent {
  /// The least value of `function` on a ... b, by golden sections and parabolas
  /// (ch. 5). Finds a local minimum; the minimum where there is only one.
  ///
  /// - Parameter tolerance: relative accuracy of the point, not below about 1e-8:
  ///   the square root of the rounding in the values.
  public static func minimize(
    _ a: Double, _ b: Double, tolerance: Double = 1e-9, maximumEvaluations: Int = 200,
    _ function: (Double) -> Double
  ) -> (x: Double, value: Double) {
    precondition(a <= b, "an interval runs from its lower to its upper end")
    let golden = 0.5 * (3 - 5.0.squareRoot())
    var (low, high) = (a, b)
    var x = low + golden * (high - low)
    var (second, third) = (x, x)
    var value = function(x)
    var (secondValue, thirdValue) = (value, value)
    var step = 0.0
    var previous = 0.0
    for _ in 1..<max(2, maximumEvaluations) {
      let middle = 0.5 * (low + high)
      let least = tolerance * abs(x) + 1e-14
      if abs(x - middle) <= 2 * least - 0.5 * (high - low) { break }
      var parabolic = false
      if abs(previous) > least {
        // The parabola through x and the two next best points.
        let r = (x - second) * (value - thirdValue)
        var q = (x - third) * (value - secondValue)
        var p = (x - third) * q - (x - second) * r
        q = 2 * (q - r)
        if q > 0 { p = -p } else { q = -q }
        if abs(p) < abs(0.5 * q * previous) && p > q * (low - x) && p < q * (high - x) {
          previous = step
          step = p / q
          let u = x + step
          if u - low < 2 * least || high - u < 2 * least { step = x < middle ? least : -least }
          parabolic = true
        }
      }
      if !parabolic {
        previous = x < middle ? high - x : low - x
        step = golden * previous
      }
      let u = x + (abs(step) >= least ? step : (step > 0 ? least : -least))
      let next = function(u)
      if next <= value {
        if u < x { high = x } else { low = x }
        (third, thirdValue) = (second, secondValue)
        (second, secondValue) = (x, value)
        (x, value) = (u, next)
      } else {
        if u < x { low = u } else { high = u }
        if next <= secondValue || second == x {
          (third, thirdValue) = (second, secondValue)
          (second, secondValue) = (u, next)
        } else if next <= thirdValue || third == x || third == second {
          (third, thirdValue) = (u, next)
        }
      }
    }
    return (x, value)
  }

  /// A zero of `function` between a and b, by inverse quadratic interpolation,
  /// secants and bisection (ch. 4); nil where the values at the ends have the
  /// same sign or are not numbers.
  public static func root(
    _ a: Double, _ b: Double, tolerance: Double = 1e-14, maximumEvaluations: Int = 200,
    _ function: (Double) -> Double
  ) -> Double? {
    var (a, b) = (a, b)
    var (fa, fb) = (function(a), function(b))
    if fa == 0 { return a }
    if fb == 0 { return b }
    guard fa * fb < 0 else { return nil }
    var (c, fc) = (a, fa)
    var step = b - a
    var previous = step
    for _ in 2..<max(3, maximumEvaluations) {
      if (fb > 0) == (fc > 0) {
        (c, fc) = (a, fa)
        step = b - a
        previous = step
      }
      if abs(fc) < abs(fb) {
        (a, fa) = (b, fb)
        (b, fb) = (c, fc)
        (c, fc) = (a, fa)
      }
      let least = 2 * Double.ulpOfOne * abs(b) + 0.5 * tolerance
      let half = 0.5 * (c - b)
      if abs(half) <= least || fb == 0 { return b }
      if abs(previous) >= least && abs(fa) > abs(fb) {
        let s = fb / fa
        var p: Double
        var q: Double
        if a == c {
          p = 2 * half * s
          q = 1 - s
        } else {
          let (u, v) = (fa / fc, fb / fc)
          p = s * (2 * half * u * (u - v) - (b - a) * (v - 1))
          q = (u - 1) * (v - 1) * (s - 1)
        }
        if p > 0 { q = -q } else { p = -p }
        if 2 * p < min(3 * half * q - abs(least * q), abs(previous * q)) {
          previous = step
          step = p / q
        } else {
          step = half
          previous = half
        }
      } else {
        step = half
        previous = half
      }
      (a, fa) = (b, fb)
      b += abs(step) > least ? step : (half > 0 ? least : -least)
      fb = function(b)
      guard !fb.isNaN else { return nil }
    }
    return b
  }
}
