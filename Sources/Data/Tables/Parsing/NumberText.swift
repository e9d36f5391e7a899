/// A number read from text.
struct ParsedNumber {
  enum Outcome: UInt8 {
    case number
    /// Not the shape of a number.
    case other
    /// A number's shape, and no finite double: `1e309`, `inf`.
    case notFinite
  }
  var outcome: Outcome
  /// The nearest double.
  var value: Double = 0
  /// Whether it is whole, written without exponent, and fits Int64.
  var isInteger = false
  var integer: Int64 = 0
  /// Written as a whole number with a fraction of zeros, `12.0`.
  var hasZeroFraction = false
  /// Begins with a needless zero or a plus sign, as codes and telephone numbers do.
  var looksLikeCode = false
  /// Whole, written out, and beyond Int64: an identifier rather than an amount.
  var isTooLong = false
  var usesGroups = false

  static let other = ParsedNumber(outcome: .other)
}

/// Decimal text to the nearest double.
///
/// Up to 2⁵³ with a power of ten up to 10²², one exact multiplication or division
/// rounds correctly (Clinger, "How to read floating point numbers accurately",
/// 1990); other mantissas of up to 19 digits take the 128-bit product of Lemire
/// ("Number parsing at a gigabyte per second", 2021, algorithm 1); what neither
/// decides goes to the standard library, which is exact and slow.
enum NumberText {
  /// 10⁰ … 10²², exact in double precision.
  static let exactPowers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// A table that lives as long as the process, for loops that cannot afford an array's checks.
  nonisolated(unsafe) static let powerTable: UnsafePointer<Double> = {
    let table = UnsafeMutablePointer<Double>.allocate(capacity: exactPowers.count)
    table.initialize(from: exactPowers, count: exactPowers.count)
    return UnsafePointer(table)
  }()

  /// Reads a whole field; `text` has no outer spaces.
  static func parse(_ field: Bytes, _ format: NumberFormat) -> ParsedNumber {
    var text = field
    if format.dropsSigns { text = withoutSigns(text) }
    guard text.count > 0 else { return .other }
    var result = ParsedNumber(outcome: .number)
    var index = 0
    var negative = false
    if text[0] == Ascii.minus || text[0] == Ascii.plus {
      negative = text[0] == Ascii.minus
      result.looksLikeCode = !negative
      index = 1
      // A currency sign may follow the minus: −$5.
      if format.dropsSigns {
        text = withoutSigns(Bytes(rebasing: text[1...]))
        index = 0
      }
    }

    let afterSign = index
    var digits = DigitCollector()
    guard let wholeDigits = readWhole(text, &index, format, &digits, &result) else {
      return .other
    }
    if wholeDigits.count > 1, wholeDigits.firstIsZero { result.looksLikeCode = true }
    var fractionDigits = 0
    var fractionIsZero = true
    if index < text.count, text[index] == format.decimal {
      index += 1
      while index < text.count, text[index] &- Ascii.zero < 10 {
        if text[index] != Ascii.zero { fractionIsZero = false }
        digits.append(text[index] &- Ascii.zero)
        fractionDigits += 1
        index += 1
      }
    }
    guard wholeDigits.count + fractionDigits > 0 else {
      return isInfinity(text, afterSign) ? ParsedNumber(outcome: .notFinite) : .other
    }
    var exponent = -fractionDigits
    var hasExponent = false
    if index < text.count, text[index] | 0x20 == 0x65 {
      guard let written = readExponent(text, index + 1) else { return .other }
      exponent += written
      index = text.count
      hasExponent = true
    }
    guard index == text.count else { return .other }

    result.value = digits.value(tenTo: exponent)
    guard result.value.isFinite else { return ParsedNumber(outcome: .notFinite) }
    if !hasExponent, fractionIsZero, wholeDigits.count > 0 {
      result.hasZeroFraction = fractionDigits > 0
      if let integer = digits.integer(dropping: fractionDigits, negative: negative) {
        result.isInteger = true
        result.integer = integer
      } else {
        result.isTooLong = true
      }
    }
    if negative { result.value = -result.value }
    return result
  }

  /// The digits before the decimal sign, with separators only between whole
  /// groups of three; nil where that is broken.
  private static func readWhole(
    _ text: Bytes, _ index: inout Int, _ format: NumberFormat, _ digits: inout DigitCollector,
    _ result: inout ParsedNumber
  ) -> (count: Int, firstIsZero: Bool)? {
    let start = index
    var count = 0
    var inGroup = 0
    var separator: UInt8 = 0
    while index < text.count {
      let byte = text[index]
      let digit = byte &- Ascii.zero
      if digit < 10 {
        digits.append(digit)
        count += 1
        inGroup += 1
        index += 1
        continue
      }
      let width = separatorWidth(text, index, format)
      if width == 0 { break }
      guard count > 0, separator == 0 ? inGroup <= 3 : inGroup == 3 && byte == separator else {
        return nil
      }
      separator = byte
      inGroup = 0
      index += width
    }
    let firstIsZero = count > 0 && text[start] == Ascii.zero
    if separator != 0 {
      guard inGroup == 3, !firstIsZero else { return nil }
      result.usesGroups = true
    }
    return (count, firstIsZero)
  }

  /// Bytes of the thousands separator at `index`: the format's own, a space, a
  /// no-break space in UTF-8 or Latin-1, or a narrow no-break space; 0 for none.
  private static func separatorWidth(_ text: Bytes, _ index: Int, _ format: NumberFormat) -> Int {
    switch text[index] {
    case format.group, Ascii.space, 0xA0: 1
    case 0xC2 where index + 1 < text.count && text[index + 1] == 0xA0: 2
    case 0xE2
    where index + 2 < text.count && text[index + 1] == 0x80 && text[index + 2] == 0xAF: 3
    default: 0
    }
  }

  /// The exponent after `e`, held within ±100,000, beyond which nothing changes.
  private static func readExponent(_ text: Bytes, _ start: Int) -> Int? {
    var index = start
    var negative = false
    if index < text.count, text[index] == Ascii.minus || text[index] == Ascii.plus {
      negative = text[index] == Ascii.minus
      index += 1
    }
    guard index < text.count else { return nil }
    var exponent = 0
    while index < text.count {
      let digit = text[index] &- Ascii.zero
      guard digit < 10 else { return nil }
      exponent = min(exponent * 10 + Int(digit), 100_000)
      index += 1
    }
    return negative ? -exponent : exponent
  }

  private static func isInfinity(_ text: Bytes, _ start: Int) -> Bool {
    let rest = text[start...].map { $0 | 0x20 }
    return rest == Array("inf".utf8) || rest == Array("infinity".utf8)
  }

  /// The text without currency signs, `%` and spaces at its ends.
  private static func withoutSigns(_ text: Bytes) -> Bytes {
    var part = text.trimmed
    while part.count > 0 {
      let width = signWidth(part, 0)
      guard width > 0 else { break }
      part = Bytes(rebasing: part[width...]).trimmed
    }
    while let last = part.last {
      let width = last < 0x80 ? 1 : last == 0xAC ? 3 : 2
      guard part.count >= width, signWidth(part, part.count - width) == width else { break }
      part = Bytes(rebasing: part[..<(part.count - width)]).trimmed
    }
    return part
  }

  /// Bytes of the sign at `index`: `$ %`, `£ ¥ ¢` (two bytes), `€` (three); 0 for none.
  private static func signWidth(_ text: Bytes, _ index: Int) -> Int {
    switch text[index] {
    case 0x24, 0x25: return 1
    case 0xC2 where index + 1 < text.count:
      let second = text[index + 1]
      return second == 0xA2 || second == 0xA3 || second == 0xA5 ? 2 : 0
    case 0xE2 where index + 2 < text.count:
      return text[index + 1] == 0x82 && text[index + 2] == 0xAC ? 3 : 0
    default: return 0
    }
  }
}
