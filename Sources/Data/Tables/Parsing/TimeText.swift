import CivilTime

/// A date or time read from text.
struct ParsedTime {
  enum Outcome: UInt8 {
    case time
    /// Not the shape of a date.
    case other
    /// The shape of a date in the order asked for, and no such day or time of day.
    case noSuchDay
    case noSuchTime
  }
  var outcome: Outcome
  /// Wall seconds, or seconds since the epoch where there is an offset.
  var seconds: Int64 = 0
  var hasTime = false
  var hasOffset = false
  var hasFraction = false
  var hasMeridiem = false
  /// The separator of the date's parts, for the words that describe the format.
  var separator: UInt8 = 0
  var hasSeconds = false
  var isMonth = false

  static let other = ParsedTime(outcome: .other)
}

/// The three numbers of a date before their order is decided.
struct DateParts {
  var first: Int
  var second: Int
  var third: Int
  /// Digits of the first and the third number: four mark the year.
  var firstDigits: Int
  var thirdDigits: Int
  var separator: UInt8
  /// The index after the date.
  var end: Int
}

/// Dates and times written with digits: `2025-03-09`, `2025-03-09T14:30:00.5+01:00`,
/// `2025/03/09`, `9.3.2025 14:30`, `03/24/2025 11:33:07 PM`, `2007-02`.
enum TimeText {
  /// Reads a whole field without outer spaces. Year-first dates are read whatever
  /// `order` says, since four digits in front leave no doubt; day and month take `order`.
  static func parse(_ text: Bytes, _ order: DateOrder) -> ParsedTime {
    guard let parts = dateParts(text) else { return month(text) }
    var result = ParsedTime(outcome: .time)
    result.separator = parts.separator
    let year: Int
    let month: Int
    let day: Int
    if parts.firstDigits == 4 {
      guard order == .ymd else { return .other }
      (year, month, day) = (parts.first, parts.second, parts.third)
    } else {
      switch order {
      case .ymd: return .other
      case .dmy: (day, month, year) = (parts.first, parts.second, parts.third)
      case .mdy: (month, day, year) = (parts.first, parts.second, parts.third)
      }
    }
    guard let date = CivilDate(validYear: year, month: month, day: day) else {
      // What follows must still be a time of day for this to be called a date.
      return timeOfDay(text, parts.end, &result) == .other
        ? .other : ParsedTime(outcome: .noSuchDay)
    }
    result.seconds = Int64(date.daysSinceEpoch) * 86_400
    if parts.end < text.count {
      result.outcome = timeOfDay(text, parts.end, &result)
      if result.outcome != .time { return ParsedTime(outcome: result.outcome) }
    }
    return result
  }

  /// Three numbers with two equal separators at the front of `text`, one of the
  /// outer ones of four digits.
  static func dateParts(_ text: Bytes) -> DateParts? {
    var index = 0
    guard let first = number(text, &index, most: 4) else { return nil }
    let firstDigits = index
    guard index < text.count else { return nil }
    let separator = text[index]
    guard separator == Ascii.minus || separator == Ascii.slash || separator == Ascii.point else {
      return nil
    }
    index += 1
    let secondStart = index
    guard let second = number(text, &index, most: 2), index > secondStart else { return nil }
    guard index < text.count, text[index] == separator else { return nil }
    index += 1
    let thirdStart = index
    guard let third = number(text, &index, most: 4) else { return nil }
    let thirdDigits = index - thirdStart
    let yearFirst = firstDigits == 4 && thirdDigits <= 2
    let yearLast = firstDigits <= 2 && thirdDigits == 4
    guard yearFirst || yearLast else { return nil }
    return DateParts(
      first: first, second: second, third: third, firstDigits: firstDigits,
      thirdDigits: thirdDigits, separator: separator, end: index)
  }

  /// `yyyymmdd`
  static func compactDate(_ text: Bytes) -> ParsedTime {
    guard text.count == 8 else { return .other }
    var index = 0
    guard let digits = number(text, &index, most: 8), index == 8 else { return .other }
    guard
      let date = CivilDate(
        validYear: digits / 10_000, month: digits / 100 % 100, day: digits % 100)
    else { return ParsedTime(outcome: .noSuchDay) }
    return ParsedTime(outcome: .time, seconds: Int64(date.daysSinceEpoch) * 86_400)
  }

  /// `yyyy-mm`, as the first day of that month.
  private static func month(_ text: Bytes) -> ParsedTime {
    guard text.count == 7, text[4] == Ascii.minus || text[4] == Ascii.slash else { return .other }
    var index = 0
    guard let year = number(text, &index, most: 4), index == 4 else { return .other }
    index = 5
    guard let month = number(text, &index, most: 2), index == 7 else { return .other }
    // 2014-47 is rather a case number than the forty-seventh month.
    guard let date = CivilDate(validYear: year, month: month, day: 1) else { return .other }
    var result = ParsedTime(outcome: .time, seconds: Int64(date.daysSinceEpoch) * 86_400)
    result.separator = text[4]
    result.isMonth = true
    return result
  }

  /// `T14:30`, ` 2:30:05.250 PM`, with `Z` or an offset; adds to `result.seconds`.
  static func timeOfDay(_ text: Bytes, _ start: Int, _ result: inout ParsedTime)
    -> ParsedTime.Outcome
  {
    var index = start
    if index == text.count { return .time }
    guard text[index] | 0x20 == 0x74 || text[index] == Ascii.space else { return .other }
    index += 1
    while index < text.count, text[index] == Ascii.space { index += 1 }
    guard var hour = number(text, &index, most: 2) else { return .other }
    guard index < text.count, text[index] == Ascii.colon else { return .other }
    guard let minute = twoDigits(text, index + 1) else { return .other }
    index += 3
    var second = 0
    if index < text.count, text[index] == Ascii.colon {
      guard let digits = twoDigits(text, index + 1) else { return .other }
      second = digits
      index += 3
      result.hasSeconds = true
      if index < text.count, text[index] == Ascii.point || text[index] == Ascii.comma {
        index += 1
        let fraction = index
        while index < text.count, text[index] &- Ascii.zero < 10 {
          if text[index] != Ascii.zero { result.hasFraction = true }
          index += 1
        }
        if index == fraction { return .other }
      }
    }
    result.hasTime = true
    var meridiemFault = false
    let beforeMeridiem = index
    while index < text.count, text[index] == Ascii.space { index += 1 }
    if index + 1 < text.count, text[index + 1] | 0x20 == 0x6D,
      text[index] | 0x20 == 0x61 || text[index] | 0x20 == 0x70
    {
      result.hasMeridiem = true
      meridiemFault = !(1...12 ~= hour)
      hour = hour % 12 + (text[index] | 0x20 == 0x70 ? 12 : 0)
      index += 2
    } else {
      index = beforeMeridiem
    }
    var offset = 0
    if index < text.count {
      guard let seconds = offsetSeconds(text, index) else { return .other }
      offset = seconds
      result.hasOffset = true
    }
    guard hour < 24, minute < 60, second < 60, !meridiemFault, abs(offset) <= 86_400 else {
      return .noSuchTime
    }
    result.seconds += Int64(hour * 3600 + minute * 60 + second - offset)
    return .time
  }

  /// `Z`, `+hh`, `+hhmm` or `+hh:mm`, after optional spaces, to the end of the text.
  static func offsetSeconds(_ text: Bytes, _ start: Int) -> Int? {
    var index = start
    while index < text.count, text[index] == Ascii.space { index += 1 }
    let left = text.count - index
    guard left > 0 else { return nil }
    if text[index] | 0x20 == 0x7A { return left == 1 ? 0 : nil }
    if left == 3, text[index] | 0x20 != 0x2B {
      let name = text[index...].map { $0 & ~0x20 }
      if name == Array("UTC".utf8) || name == Array("GMT".utf8) { return 0 }
    }
    guard text[index] == Ascii.plus || text[index] == Ascii.minus else { return nil }
    let sign = text[index] == Ascii.minus ? -1 : 1
    guard let hours = twoDigits(text, index + 1) else { return nil }
    var minutes = 0
    if left == 6, text[index + 3] == Ascii.colon {
      guard let digits = twoDigits(text, index + 4) else { return nil }
      minutes = digits
    } else if left == 5 {
      guard let digits = twoDigits(text, index + 3) else { return nil }
      minutes = digits
    } else if left != 3 {
      return nil
    }
    // Out of range is told from "no offset" by the caller's bound of a day.
    return minutes < 60 ? sign * (hours * 3600 + minutes * 60) : 1_000_000
  }

  /// One to `most` digits as a number, moving `index` past them.
  static func number(_ text: Bytes, _ index: inout Int, most: Int) -> Int? {
    var value = 0
    var count = 0
    while index < text.count, text[index] &- Ascii.zero < 10 {
      if count == most { return nil }
      value = value * 10 + Int(text[index] &- Ascii.zero)
      count += 1
      index += 1
    }
    return count > 0 ? value : nil
  }

  private static func twoDigits(_ text: Bytes, _ start: Int) -> Int? {
    guard start + 1 < text.count else { return nil }
    let tens = text[start] &- Ascii.zero
    let ones = text[start + 1] &- Ascii.zero
    return tens < 10 && ones < 10 ? Int(tens * 10 + ones) : nil
  }
}
