/// How a number is written for people: fraction digits, thousands separators, a
/// sign or a unit sign. Independent of the locale, so that one input gives one text.
public struct NumberFormat: Hashable, Sendable {
  public enum Style: Hashable, Sendable {
    case plain
    /// A plus sign on what is above zero.
    case signed
    /// The value times 100, and a percent sign.
    case percent
    /// A currency sign before the number: "$1,920".
    case money(String)
    /// Money with a plus sign on what is above zero: "+$480".
    case signedMoney(String)
  }

  public var style: Style
  /// Digits after the point; nil chooses by size (three significant digits below 1,000).
  public var digits: Int?

  public init(style: Style = .plain, digits: Int? = nil) {
    self.style = style
    self.digits = digits
  }

  public static let automatic = NumberFormat()
  public static let whole = NumberFormat(digits: 0)
  public static func fixed(_ digits: Int) -> NumberFormat { NumberFormat(digits: digits) }
  public static func percent(_ digits: Int = 0) -> NumberFormat {
    NumberFormat(style: .percent, digits: digits)
  }
  public static func signed(_ digits: Int = 0) -> NumberFormat {
    NumberFormat(style: .signed, digits: digits)
  }
  public static func money(_ sign: String, digits: Int = 0) -> NumberFormat {
    NumberFormat(style: .money(sign), digits: digits)
  }

  /// What stands for a value that is not there.
  public static let missing = "–"

  /// The value in this format; a dash for NaN and infinities.
  public func words(_ value: Double) -> String {
    guard value.isFinite else { return NumberFormat.missing }
    let scaled = style == .percent ? value * 100 : value
    let body = NumberFormat.decimal(abs(scaled), digits: digits ?? automaticDigits(abs(scaled)))
    let isZero = !body.contains { $0 >= "1" && $0 <= "9" }
    let minus = scaled < 0 && !isZero ? "\u{2212}" : ""
    let plus = scaled > 0 && !isZero ? "+" : minus
    return switch style {
    case .plain: minus + body
    case .signed: plus + body
    case .percent: minus + body + "\u{00A0}%"
    case .money(let sign): minus + sign + body
    case .signedMoney(let sign): plus + sign + body
    }
  }

  private func automaticDigits(_ magnitude: Double) -> Int {
    if magnitude == magnitude.rounded() || magnitude >= 100 { return 0 }
    if magnitude >= 10 { return 1 }
    if magnitude >= 0.1 { return 2 }
    return 3
  }

  /// A magnitude with a fixed number of fraction digits and commas by thousands.
  /// Rounds the number the Double stands for to the nearest, ties to even.
  static func decimal(_ magnitude: Double, digits: Int) -> String {
    let digits = min(max(digits, 0), 9)
    var power: UInt64 = 1
    for _ in 0..<digits { power *= 10 }
    let product = magnitude * Double(power)
    var scaled = product.rounded(.down)
    // Rounding to Double never crosses a half, but may land on it: the exact remainder
    // of the product then says on which side the number lies.
    let remainder = (-product).addingProduct(magnitude, Double(power))
    switch product - scaled {
    case let part where part > 0.5: scaled += 1
    case 0.5 where remainder > 0: scaled += 1
    case 0.5 where remainder == 0: scaled = product.rounded(.toNearestOrEven)
    default: break
    }
    // Beyond 2^53 a Double has no fraction left to print.
    guard scaled < 9_007_199_254_740_992 else { return "\(magnitude)" }
    let whole = UInt64(scaled) / power
    let fraction = UInt64(scaled) % power
    guard digits > 0 else { return grouped(whole) }
    let text = String(fraction)
    return grouped(whole) + "." + String(repeating: "0", count: digits - text.count) + text
  }

  static func grouped(_ whole: UInt64) -> String {
    let digits = Array(String(whole).utf8)
    var out: [UInt8] = []
    out.reserveCapacity(digits.count + digits.count / 3)
    for (offset, digit) in digits.enumerated() {
      if offset > 0 && (digits.count - offset) % 3 == 0 { out.append(UInt8(ascii: ",")) }
      out.append(digit)
    }
    return String(decoding: out, as: UTF8.self)
  }
}
