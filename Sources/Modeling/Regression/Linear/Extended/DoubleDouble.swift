import Foundation

/// An unevaluated sum of two doubles, the second at most half a unit in the last
/// place of the first: about 32 decimal digits.
///
/// Sums by Knuth's two-sum, products by a fused multiply-add (Dekker 1971;
/// Hida, Li and Bailey 2001, "Algorithms for quad-double precision floating
/// point arithmetic", ARITH-15). Errors of +, −, × and ÷ are a few 2⁻¹⁰⁴.
struct DoubleDouble: Equatable, Sendable {
  var high: Double
  var low: Double

  @inline(__always)
  init(_ high: Double, _ low: Double = 0) {
    self.high = high
    self.low = low
  }

  static let zero = DoubleDouble(0)

  /// The sum as one double.
  var value: Double { high + low }

  @inline(__always)
  private static func quickSum(_ a: Double, _ b: Double) -> DoubleDouble {
    let sum = a + b
    return DoubleDouble(sum, b - (sum - a))
  }

  @inline(__always)
  static func sum(_ a: Double, _ b: Double) -> DoubleDouble {
    let sum = a + b
    let part = sum - a
    return DoubleDouble(sum, (a - (sum - part)) + (b - part))
  }

  @inline(__always)
  static func product(_ a: Double, _ b: Double) -> DoubleDouble {
    let product = a * b
    return DoubleDouble(product, (-product).addingProduct(a, b))
  }

  @inline(__always)
  static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let high = sum(a.high, b.high)
    let low = sum(a.low, b.low)
    let first = quickSum(high.high, high.low + low.high)
    return quickSum(first.high, first.low + low.low)
  }

  @inline(__always)
  static prefix func - (a: DoubleDouble) -> DoubleDouble { DoubleDouble(-a.high, -a.low) }

  @inline(__always)
  static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble { a + (-b) }

  @inline(__always)
  static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let main = product(a.high, b.high)
    return quickSum(main.high, main.low + (a.high * b.low + a.low * b.high))
  }

  static func / (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let first = a.high / b.high
    guard first.isFinite else { return DoubleDouble(first) }
    var rest = a - b * DoubleDouble(first)
    let second = rest.high / b.high
    rest = rest - b * DoubleDouble(second)
    return quickSum(first, second) + DoubleDouble(rest.high / b.high)
  }

  func squareRoot() -> DoubleDouble {
    guard high > 0 else { return .zero }
    let root = high.squareRoot()
    let rest = self - DoubleDouble.product(root, root)
    return DoubleDouble.quickSum(root, rest.high / (2 * root))
  }

  var magnitude: DoubleDouble { high < 0 ? -self : self }
}

extension DoubleDouble {
  /// The decimal that a double prints as, where that has at most 15 digits and so
  /// is the number someone wrote; otherwise the double itself.
  init(decimalOf value: Double) {
    self.init(value)
    var digits: UInt64 = 0
    var (count, exponent, sawPoint) = (0, 0, false)
    var text = value.magnitude.description.utf8[...]
    while let byte = text.popFirst() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits = digits &* 10 &+ UInt64(byte - UInt8(ascii: "0"))
        if digits > 0 { count += 1 }
        if sawPoint { exponent -= 1 }
      case UInt8(ascii: "."): sawPoint = true
      case UInt8(ascii: "e"):
        exponent += Int(String(decoding: text, as: UTF8.self)) ?? 0
        text = text.suffix(0)
      default: return
      }
    }
    // A whole number prints as "12.0": the last zero is no digit of it.
    guard count <= 16, digits < 10_000_000_000_000_000, abs(exponent) <= 22 else { return }
    let scale = DoubleDouble(Self.powersOfTen[abs(exponent)])
    // Below 10¹⁶, and so in two parts that are doubles.
    let whole =
      DoubleDouble(Double(digits >> 32) * 0x1p32) + DoubleDouble(Double(digits & 0xFFFF_FFFF))
    let decimal = exponent < 0 ? whole / scale : whole * scale
    guard decimal.value == value.magnitude else { return }
    self = value < 0 ? -decimal : decimal
  }

  private static let powersOfTen = (0...22).map { pow(10, Double($0)) }
}
