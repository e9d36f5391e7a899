import Foundation

extension PriorityDelay {
  /// The probability that a customer of a class waits longer than `t`, in the unit of the mean
  /// service time; 1 for a class that is never reached.
  ///
  /// While all servers are busy, services end at rate cμ, and a customer of class k waits for
  /// the work of the classes up to k found there, exponential with rate η = cμ (1 − σ_k), and
  /// for those more urgent who come meanwhile, at rate λ: a delay busy period (Kella and
  /// Yechiali 1985, section 3). Its transform, with B(s) that of a busy period of λ and cμ, is
  ///
  ///     φ(s) = η / (η + s + λ − λ B(s)),
  ///
  /// inverted by the Euler method of Abate and Whitt (1995), "Numerical inversion of Laplace
  /// transforms of probability distributions", ORSA Journal on Computing 7(1), to about eight
  /// digits. For the most urgent class it is the exponential itself.
  public func probabilityOfWait(longerThan t: Double, class k: Int) -> Double {
    guard meanWaits[k].isFinite else { return 1 }
    if t <= 0 || probabilityOfWait == 0 { return probabilityOfWait }
    let capacity = Double(servers) / meanServiceTime
    let urgent = arrivalRates[..<k].reduce(0, +)
    let rate = capacity - urgent - arrivalRates[k]
    if urgent == 0 { return probabilityOfWait * exp(-rate * t) }
    return probabilityOfWait
      * Self.inverse(at: t) { s in
        // (1 − φ(s)) / s, the transform of P(W > t | W > 0).
        let sum = s + (urgent + capacity)
        let root = (sum * sum - Complex(4 * urgent * capacity)).squareRoot
        let shifted = s + urgent - (sum - root) * 0.5
        return shifted / ((shifted + rate) * s)
      }
  }

  /// Euler summation of the alternating series with 11 binomial terms after 15 (equation 17).
  private static func inverse(at t: Double, _ transform: (Complex) -> Complex) -> Double {
    let a = 18.4
    var partial = exp(a / 2) / (2 * t) * transform(Complex(a / (2 * t))).real
    var sums: [Double] = []
    for k in 1...26 {
      let term = exp(a / 2) / t * transform(Complex(a / (2 * t), Double(k) * .pi / t)).real
      partial += k % 2 == 0 ? term : -term
      if k >= 15 { sums.append(partial) }
    }
    var weight = 1.0 / 2_048
    var value = 0.0
    for (k, sum) in sums.enumerated() {
      value += weight * sum
      weight *= Double(11 - k) / Double(k + 1)
    }
    return min(1, max(0, value))
  }
}

/// What the inversion needs of complex numbers.
private struct Complex {
  var real: Double
  var imaginary: Double

  init(_ real: Double, _ imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  static func + (a: Complex, b: Complex) -> Complex {
    Complex(a.real + b.real, a.imaginary + b.imaginary)
  }
  static func + (a: Complex, b: Double) -> Complex { Complex(a.real + b, a.imaginary) }
  static func - (a: Complex, b: Complex) -> Complex {
    Complex(a.real - b.real, a.imaginary - b.imaginary)
  }
  static func * (a: Complex, b: Double) -> Complex { Complex(a.real * b, a.imaginary * b) }
  static func * (a: Complex, b: Complex) -> Complex {
    Complex(
      a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }
  static func / (a: Complex, b: Complex) -> Complex {
    let size = b.real * b.real + b.imaginary * b.imaginary
    return Complex(
      (a.real * b.real + a.imaginary * b.imaginary) / size,
      (a.imaginary * b.real - a.real * b.imaginary) / size)
  }

  /// The root in the right half-plane.
  var squareRoot: Complex {
    let size = (real * real + imaginary * imaginary).squareRoot()
    let x = (max(0, (size + real) / 2)).squareRoot()
    let y = (max(0, (size - real) / 2)).squareRoot()
    return Complex(x, imaginary < 0 ? -y : y)
  }
}
