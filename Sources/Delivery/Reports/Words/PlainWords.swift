/// Numbers, chances, dates and lists in plain English, the same on every machine.
public enum PlainWords {
  // MARK: Numbers

  /// "1,240", "−3.5"; `digits` after the point, chosen by size where nil.
  public static func number(_ value: Double, digits: Int? = nil) -> String {
    NumberFormat(digits: digits).words(value)
  }

  /// "12 %" for 0.12.
  public static func percent(_ share: Double, digits: Int = 0) -> String {
    NumberFormat.percent(digits).words(share)
  }

  /// "$1,920", "−$40".
  public static func money(_ amount: Double, sign: String = "$", digits: Int = 0) -> String {
    NumberFormat.money(sign, digits: digits).words(amount)
  }

  /// "1 shift", "8 shifts", "no shifts"; give `plural` where adding s is wrong.
  public static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
    let word = number == 1 ? noun : plural ?? noun + "s"
    return number == 0 ? "no \(word)" : "\(PlainWords.number(Double(number))) \(word)"
  }

  /// "30 more", "15 fewer", "as many": `value` beside `reference`, both whole.
  public static func moreOrFewer(_ value: Int, than reference: Int) -> String {
    switch value - reference {
    case 0: "as many"
    case let rise where rise > 0: "\(number(Double(rise))) more"
    case let fall: "\(number(Double(-fall))) fewer"
    }
  }

  /// "small, medium and large".
  public static func list(_ items: [String], joining word: String = "and") -> String {
    guard items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " \(word) " + items[items.count - 1]
  }

  /// `text` with its first letter in upper case.
  public static func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  // MARK: Uncertainty

  /// "8 days in 10" for 0.8: the first of tenths, thirds, quarters, twentieths,
  /// hundredths and thousandths that says it to within a twentieth of the smaller of the
  /// chance and its opposite. Tenths come first so that common levels compare.
  public static func frequency(_ chance: Double, of noun: String = "day", plural: String? = nil)
    -> String
  {
    let many = plural ?? noun + "s"
    guard chance.isFinite else { return NumberFormat.missing }
    if chance <= 0 { return "no \(noun)" }
    if chance >= 1 { return "every \(noun)" }
    let tolerance = 0.05 * min(chance, 1 - chance)
    for denominator in [10.0, 3, 4, 20, 100, 1000] {
      let hits = (chance * denominator).rounded()
      guard hits > 0 && hits < denominator else { continue }
      if abs(hits / denominator - chance) <= tolerance {
        return "\(number(hits)) \(hits == 1 ? noun : many) in \(number(denominator))"
      }
    }
    return chance < 0.5 ? "fewer than 1 \(noun) in 1,000" : "more than 999 \(many) in 1,000"
  }

  /// "between 1,120 and 1,375".
  public static func range(_ lower: Double, _ upper: Double, digits: Int? = nil) -> String {
    "between \(number(lower, digits: digits)) and \(number(upper, digits: digits))"
  }

  /// "about 1,240 (between 1,120 and 1,375, 8 days in 10)".
  public static func about(
    _ value: Double, between lower: Double, and upper: Double, level: Double,
    of noun: String = "day", plural: String? = nil, digits: Int? = nil
  ) -> String {
    "about \(number(value, digits: digits)) (\(range(lower, upper, digits: digits)), "
      + "\(frequency(level, of: noun, plural: plural)))"
  }

  /// The value to as many digits as its interval supports: rounded to the power of
  /// ten nearest below a twentieth of the interval's width, so that 1,243.7 in
  /// 1,120 … 1,375 reads 1,240.
  public static func rounded(_ value: Double, toSuit lower: Double, _ upper: Double) -> Double {
    let width = upper - lower
    guard value.isFinite, width.isFinite, width > 0 else { return value }
    // The unit is `scale` or, below 1, the reciprocal of it: powers of ten are exact, their
    // reciprocals are not.
    var scale = 1.0
    if width >= 20 {
      while scale * 10 <= width / 20 { scale *= 10 }
      return (value / scale).rounded() * scale
    }
    while scale * width < 20 && scale < 1e9 { scale *= 10 }
    return (value * scale).rounded() / scale
  }
}
