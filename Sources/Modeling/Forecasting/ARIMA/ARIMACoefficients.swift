/// The coefficients of
///
///     φ(B) Φ(Bᵐ) (1 − B)ᵈ (1 − Bᵐ)ᴰ (y_t − μ_t) = θ(B) Θ(Bᵐ) ε_t
///
/// with φ(B) = 1 − φ₁B − …, θ(B) = 1 + θ₁B + … (the signs of Box & Jenkins for φ,
/// of R and statsmodels for θ).
public struct ARIMACoefficients: Sendable, Codable, Hashable {
  public var ar: [Double]
  public var ma: [Double]
  public var seasonalAR: [Double]
  public var seasonalMA: [Double]

  public init(
    ar: [Double] = [], ma: [Double] = [], seasonalAR: [Double] = [], seasonalMA: [Double] = []
  ) {
    self.ar = ar
    self.ma = ma
    self.seasonalAR = seasonalAR
    self.seasonalMA = seasonalMA
  }

  /// From partial autocorrelations in −1 ... 1, in the order p, q, P, Q: every
  /// stationary and invertible model is one such point (Barndorff-Nielsen & Schou
  /// 1973; Monahan 1984).
  init(partials x: [Double], order: ARIMAOrder) {
    var rest = x[...]
    func take(_ count: Int) -> [Double] {
      let part = Array(rest.prefix(count))
      rest = rest.dropFirst(count)
      return ARIMACoefficients.coefficients(partials: part)
    }
    ar = take(order.p)
    ma = take(order.q).map { -$0 }
    seasonalAR = take(order.seasonalP)
    seasonalMA = take(order.seasonalQ).map { -$0 }
  }

  /// The partial autocorrelations `init(partials:order:)` takes; nil where a
  /// polynomial has a root on or inside the unit circle.
  var partials: [Double]? {
    var all: [Double] = []
    for part in [ar, ma.map { -$0 }, seasonalAR, seasonalMA.map { -$0 }] {
      guard let own = ARIMACoefficients.partials(coefficients: part) else { return nil }
      all += own
    }
    return all
  }

  /// Durbin–Levinson: φ_kj = φ_{k−1,j} − κ_k φ_{k−1,k−j}, φ_kk = κ_k.
  static func coefficients(partials: [Double]) -> [Double] {
    var phi: [Double] = []
    for (k, partial) in partials.enumerated() {
      let before = phi
      for j in 0..<k { phi[j] = before[j] - partial * before[k - 1 - j] }
      phi.append(partial)
    }
    return phi
  }

  /// The recursion backwards.
  static func partials(coefficients: [Double]) -> [Double]? {
    var phi = coefficients
    var partials = coefficients
    for k in stride(from: coefficients.count - 1, through: 0, by: -1) {
      let last = phi[k]
      guard abs(last) < 1 else { return nil }
      partials[k] = last
      let scale = 1 / (1 - last * last)
      let before = phi
      for j in 0..<k { phi[j] = (before[j] + last * before[k - 1 - j]) * scale }
    }
    return partials
  }

  /// φ(B) Φ(Bᵐ) multiplied out: the coefficients of B, B², … with the sign of φ.
  func autoregression(period: Int) -> [Double] {
    ARIMACoefficients.product(ar.map { -$0 }, seasonalAR.map { -$0 }, period).map { -$0 }
  }

  /// θ(B) Θ(Bᵐ) multiplied out: the coefficients of B, B², …
  func movingAverage(period: Int) -> [Double] {
    ARIMACoefficients.product(ma, seasonalMA, period)
  }

  /// (1 + Σ aᵢ Bⁱ)(1 + Σ bⱼ Bʲᵐ) − 1.
  private static func product(_ a: [Double], _ b: [Double], _ period: Int) -> [Double] {
    var result = [Double](repeating: 0, count: a.count + b.count * period)
    for (i, value) in a.enumerated() { result[i] += value }
    for (j, seasonal) in b.enumerated() {
      let shift = (j + 1) * period
      result[shift - 1] += seasonal
      for (i, value) in a.enumerated() { result[shift + i] += seasonal * value }
    }
    return result
  }
}

/// (1 − B)ᵈ (1 − Bᵐ)ᴰ.
struct Differencing: Sendable {
  /// δ of y_t = Σ δ_k y_{t−k} + w_t.
  let coefficients: [Double]
  private let lags: [(lag: Int, weight: Double)]

  init(_ order: ARIMAOrder) {
    var polynomial = [1.0]
    func multiply(lag: Int) {
      var next = polynomial + [Double](repeating: 0, count: lag)
      for (i, value) in polynomial.enumerated() { next[i + lag] -= value }
      polynomial = next
    }
    for _ in 0..<order.d { multiply(lag: 1) }
    for _ in 0..<order.seasonalD { multiply(lag: order.period) }
    coefficients = polynomial.dropFirst().map { -$0 }
    lags = polynomial.enumerated().filter { $0.element != 0 }.map { ($0.offset, $0.element) }
  }

  /// The differenced values; the first `coefficients.count` are used up.
  func applied(to values: [Double]) -> [Double] {
    let lost = coefficients.count
    guard lost > 0 else { return values }
    guard values.count > lost else { return [] }
    return (lost..<values.count).map { t in
      var sum = 0.0
      for (lag, weight) in lags { sum += weight * values[t - lag] }
      return sum
    }
  }
}
