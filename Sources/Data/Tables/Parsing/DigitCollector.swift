/// The significant digits of a number, gathered one by one.
///
/// The first 19 sit in a 64-bit mantissa; all of them are kept as text only when
/// there are more.
struct DigitCollector {
  private var mantissa: UInt64 = 0
  /// Digits in the mantissa, leading zeros not counted.
  private var held = 0
  /// Every digit after the first 19, which only the exact fallback reads.
  private var rest: [UInt8] = []

  @inline(__always)
  mutating func append(_ digit: UInt8) {
    if held < 19 {
      mantissa = mantissa &* 10 &+ UInt64(digit)
      if mantissa != 0 { held += 1 }
    } else {
      rest.append(digit)
    }
  }

  /// The nearest double to the digits times ten to `exponent`; infinite where too large.
  func value(tenTo exponent: Int) -> Double {
    if mantissa == 0 { return 0 }
    if rest.isEmpty {
      if mantissa <= 1 << 53, -22...22 ~= exponent {
        return exponent < 0
          ? Double(mantissa) / NumberText.powerTable[-exponent]
          : Double(mantissa) * NumberText.powerTable[exponent]
      }
      if let value = DecimalToBinary.nearest(mantissa, tenTo: exponent) { return value }
    }
    return exactValue(tenTo: exponent)
  }

  /// The same through the standard library, which is exact and knows no locale.
  private func exactValue(tenTo exponent: Int) -> Double {
    var text = Array(String(mantissa).utf8)
    for digit in rest { text.append(Ascii.zero + digit) }
    text.append(contentsOf: "e\(exponent)".utf8)
    return Double(String(decoding: text, as: UTF8.self)) ?? .infinity
  }

  /// The digits without the last `dropped`, which are zeros, as an integer; nil
  /// where it does not fit.
  func integer(dropping dropped: Int, negative: Bool) -> Int64? {
    var magnitude = mantissa
    if rest.count > dropped { return nil }
    for _ in 0..<(mantissa == 0 ? 0 : dropped - rest.count) { magnitude /= 10 }
    if negative {
      return magnitude <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
    }
    return Int64(exactly: magnitude)
  }
}
