import Foundation

/// Numbers as people read them: few digits, thousands apart, a true minus sign.
enum PlainNumber {
  /// A magnitude to two or three digits: 0.034, 3.1, 12, 1,240.
  static func short(_ value: Double) -> String {
    let size = abs(value)
    guard size > 0, size.isFinite else { return size == 0 ? "0" : "∞" }
    let exponent = Int(log10(size).rounded(.down))
    // Two digits below ten, then whole numbers, three digits from a thousand on.
    let places = exponent >= 1 ? (exponent >= 3 ? 2 - exponent : 0) : 1 - exponent
    return text(size, places: places)
  }

  /// A factor: near 1 with two digits of what it differs by, so that 1.034 is not told as 1.
  static func factor(_ value: Double) -> String {
    let gap = abs(value - 1)
    guard gap > 1e-6, gap < 0.2 else { return short(value) }
    return text(value, places: 1 - Int(log10(gap).rounded(.down)))
  }

  /// With a sign where it is negative.
  static func signed(_ value: Double) -> String { (value < 0 ? "−" : "") + short(value) }

  /// A point along an input: as many digits as tell it from its neighbours over `range`.
  static func point(_ value: Double, range: Double) -> String {
    let step = range > 0 ? range / 100 : 1
    let places = max(0, Int((-log10(step)).rounded(.up)))
    return (value < 0 ? "−" : "") + text(abs(value), places: min(places, 8))
  }

  private static func text(_ size: Double, places: Int) -> String {
    let shift = pow(10, Double(places))
    let rounded = (size * shift).rounded() / shift
    let digits = max(0, places)
    var written = String(format: "%.\(digits)f", locale: Locale(identifier: "en_US_POSIX"), rounded)
    if written.contains(".") {
      while written.hasSuffix("0") { written.removeLast() }
      if written.hasSuffix(".") { written.removeLast() }
    }
    let parts = written.split(separator: ".", maxSplits: 1)
    var whole = ""
    for (k, digit) in parts[0].enumerated() {
      if k > 0, (parts[0].count - k) % 3 == 0 { whole.append(",") }
      whole.append(digit)
    }
    return parts.count > 1 ? "\(whole).\(parts[1])" : whole
  }
}
