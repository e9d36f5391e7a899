import Foundation

extension SpecialFunctions {
  /// log |Γ(x)| and the sign of Γ(x); at the poles +∞.
  public static func signedLogGamma(_ x: Double) -> (logarithm: Double, sign: Int) {
    var sign: Int32 = 1
    let value = lgamma_r(x, &sign)
    return (value, sign < 0 ? -1 : 1)
  }

  /// log |Γ(x)|.
  public static func logGamma(_ x: Double) -> Double { signedLogGamma(x).logarithm }

  /// Γ(x); NaN at the negative integers.
  public static func gamma(_ x: Double) -> Double { tgamma(x) }

  /// log Γ(1 + x) for x > −1, with full relative accuracy about its zero at x = 0.
  public static func logGammaOnePlus(_ x: Double) -> Double {
    if x > 0.5 && x <= 1.5 { return log1p(x - 1) + logGammaOnePlus(x - 1) }
    if abs(x) > 0.5 { return logGamma(1 + x) }
    // log Γ(1+x) = −log(1+x) + x(1−γ) + Σ (−1)ᵏ (ζ(k) − 1) xᵏ/k (DLMF 5.7.3).
    var sum = 0.0
    for index in stride(from: zetaMinusOne.count - 1, through: 0, by: -1) {
      sum = -x * sum + zetaMinusOne[index] / Double(index + 2)
    }
    return -log1pmx(x) + x * (-0.57721566490153286061 + x * sum)
  }

  /// The digamma function ψ(x) = d log Γ(x) / dx; NaN at 0 and the negative integers.
  /// Full relative accuracy for x > 0, also about the root 1.4616…; for x < 0 the
  /// error is relative to the larger of ψ(1 − x) and π cot πx.
  public static func digamma(_ x: Double) -> Double {
    if x.isNaN || x == -.infinity { return .nan }
    if x <= 0 {
      if x == x.rounded() { return .nan }
      // Reflection, DLMF 5.5.4; the fraction first, which is exact.
      let fraction = x - x.rounded()
      return digamma(1 - x) - Double.pi / tan(Double.pi * fraction)
    }
    let fromRoot = (x - 1.4616321449683622) - 9.549995429965697e-17
    if abs(fromRoot) < 0.25 {
      var sum = 0.0
      for c in digammaAtRoot.reversed() { sum = sum * fromRoot + c }
      return sum * fromRoot
    }
    var shift = 0.0
    var y = x
    while y < 10 {
      shift += 1 / y
      y += 1
    }
    // DLMF 5.11.2.
    let r = 1 / (y * y)
    let tail: Double =
      r
      * (1.0 / 12
        - r
        * (1.0 / 120 - r
          * (1.0 / 252 - r
            * (1.0 / 240 - r
              * (1.0 / 132 - r
                * (691.0 / 32760 - r * (1.0 / 12 - r * 3617.0 / 8160)))))))
    return log(y) - 0.5 / y - tail - shift
  }

  /// The trigamma function ψ′(x); +∞ at 0 and the negative integers.
  public static func trigamma(_ x: Double) -> Double {
    if x.isNaN || x == -.infinity { return .nan }
    if x <= 0 {
      if x == x.rounded() { return .infinity }
      let sine = sin(Double.pi * (x - x.rounded()))
      return Double.pi * Double.pi / (sine * sine) - trigamma(1 - x)
    }
    var shift = 0.0
    var y = x
    while y < 12 {
      shift += 1 / (y * y)
      y += 1
    }
    // DLMF 5.15.8.
    let r = 1 / (y * y)
    let tail: Double =
      r
      * (1.0 / 6
        - r
        * (1.0 / 30 - r
          * (1.0 / 42 - r
            * (1.0 / 30 - r
              * (5.0 / 66 - r
                * (691.0 / 2730 - r * (7.0 / 6 - r * 3617.0 / 510)))))))
    return (1 + 0.5 / y + tail) / y + shift
  }

  /// log B(a, b) for a, b > 0, without the cancellation between large log Γ. The error is
  /// relative to the larger of 1 and |log B|.
  public static func logBeta(_ a: Double, _ b: Double) -> Double {
    let (p, q) = a < b ? (a, b) : (b, a)
    guard p >= 0 else { return .nan }
    if p == 0 { return .infinity }
    if q == .infinity { return -.infinity }
    if q < 10 {
      let product = tgamma(p) / tgamma(p + q) * tgamma(q)
      return product.isFinite ? log(product) : logGamma(p)
    }
    // log Γ(q) − log Γ(p + q) from Stirling's formula, its large terms cancelled.
    if p < 10 {
      let difference =
        stirlingError(q) - stirlingError(p + q) - (q - 0.5) * log1p(p / q) - p * log(p + q) + p
      return logGamma(p) + difference
    }
    let ratio = p / q
    return 0.91893853320467274178 - 0.5 * log(q) + (p - 0.5) * log(ratio / (1 + ratio))
      - q * log1p(ratio) + (stirlingError(p) + stirlingError(q) - stirlingError(p + q))
  }

  /// log Γ(x) − [(x − ½) log x − x + ½ log 2π] for x > 0.
  static func stirlingError(_ x: Double) -> Double {
    if x < 1 {
      return logGamma(x) - (x - 0.5) * log(x) + x - 0.91893853320467274178
    }
    var sum = 0.0
    var y = x
    while y < 10 {
      // stirlingError(y) − stirlingError(y+1) = (y + ½) log(1 + 1/y) − 1, as the
      // series of artanh, whose terms are all positive.
      let z = 1 / (2 * y + 1)
      let square = z * z
      var power = square
      var k = 3.0
      while power > 1e-18 * square {
        sum += power / k
        power *= square
        k += 2
      }
      y += 1
    }
    let r = 1 / (y * y)
    let series: Double =
      1.0 / 12
      - r
      * (1.0 / 360 - r
        * (1.0 / 1260 - r
          * (1.0 / 1680 - r
            * (1.0 / 1188 - r
              * (691.0 / 360360 - r * (1.0 / 156 - r * 3617.0 / 122400))))))
    return sum + series / y
  }

  /// Taylor coefficients of ψ about its positive root. Both tables are made by
  /// Tests/Reference/statistics/coefficients.py.
  private static let digammaAtRoot: [Double] = [
    0.96767224544762117043,
    -0.44276316898359210609,
    0.25849976095565101062,
    -0.16394270544240652750,
    0.10782405069126236576,
    -0.072199561256454710926,
    0.048804288164143107225,
    -0.033161126474847359292,
    0.022597648232218104660,
    -0.015424765904948959139,
    0.010538791616612175388,
    -0.0072045343863568682410,
    0.0049267813957298534464,
    -0.0033698016554393280828,
    0.0023051263267349278369,
    -0.0015769367714301972593,
    0.0010788252019162965807,
    -0.00073807093899600512957,
    0.00050495326583460203518,
    -0.00034546802510630769956,
    0.00023635601564027052792,
  ]

  /// ζ(k) − 1 from k = 2.
  private static let zetaMinusOne: [Double] = [
    0.64493406684822643647,
    0.20205690315959428540,
    0.082323233711138191516,
    0.036927755143369926331,
    0.017343061984449139715,
    0.0083492773819228268398,
    0.0040773561979443393787,
    0.0020083928260822144179,
    0.00099457512781808533715,
    0.00049418860411946455870,
    0.00024608655330804829864,
    0.00012271334757848914675,
    0.000061248135058704829259,
    0.000030588236307020493552,
    0.000015282259408651871733,
    7.6371976378997622736e-6,
    3.8172932649998398565e-6,
    1.9082127165539389257e-6,
    9.5396203387279611315e-7,
    4.7693298678780646312e-7,
    2.3845050272773299000e-7,
    1.1921992596531107307e-7,
    5.9608189051259479612e-8,
    2.9803503514652280186e-8,
    1.4901554828365041235e-8,
    7.4507117898354294920e-9,
    3.7253340247884570548e-9,
    1.8626597235130490064e-9,
    9.3132743241966818287e-10,
    4.6566290650337840730e-10,
    2.3283118336765054920e-10,
    1.1641550172700519776e-10,
  ]
}
