import CivilTime

/// How one kept column is read: the outcome of declaration and inference.
struct ColumnPlan {
  enum Reading {
    case number(NumberFormat)
    case integer(NumberFormat)
    case text
    case time(TimeReading)
  }
  var name: String
  /// The column's place in the file, from 0.
  var fileIndex: Int
  var reading: Reading
  var isDeclared: Bool
  /// `date and time as MM/DD/YYYY hh:mm`, for the inference.
  var words: String
  /// `12 of 12 sampled values`; empty where the type was declared outright.
  var evidence: String
}

/// How the times of a column are written.
struct TimeReading {
  enum Form {
    case order(DateOrder)
    case compactDate
    case epoch(perSecond: Int64)
    case pattern(TimePattern)
  }
  var form: Form
  /// Whether every value must carry an offset, or none may.
  var hasOffset: Bool

  func parse(_ text: Bytes) -> ParsedTime {
    switch form {
    case .order(let order): return TimeText.parse(text, order)
    case .compactDate: return TimeText.compactDate(text)
    case .pattern(let pattern): return pattern.parse(text)
    case .epoch(let perSecond):
      let number = NumberText.parse(text, .point)
      guard number.outcome == .number, abs(number.value) < 9.0e15 else { return .other }
      let scaled = number.value / Double(perSecond)
      var result = ParsedTime(outcome: .time, seconds: Int64(scaled.rounded(.down)))
      result.hasFraction = scaled != scaled.rounded(.down)
      result.hasTime = true
      result.hasOffset = true
      return result
    }
  }
}

/// Why a row cannot be taken.
enum Fault: Equatable {
  case notNumber(looksLikeComma: Bool)
  case notInteger
  case notFinite
  case notTime(fits: DateOrder?)
  case noSuchDay
  case noSuchTime
  case offsetMissing
  case offsetUnexpected
  case tooFew(Int)
  case tooMany(Int)
  case textAfterQuote
  case controlByte
  case notUTF8
  case tooManyTexts

  /// What is wrong, in words.
  func words(width: Int) -> String {
    switch self {
    case .notNumber(let comma): comma ? "not a number (decimal comma?)" : "not a number"
    case .notInteger: "not a whole number"
    case .notFinite: "not a finite number"
    case .notTime: "not a date or time of this column's format"
    case .noSuchDay: "no such day in the calendar"
    case .noSuchTime: "no such time of day"
    case .offsetMissing: "a time without UTC offset among times that have one"
    case .offsetUnexpected: "a time with a UTC offset among times that have none"
    case .tooFew(let count): "\(count) of \(width) fields"
    case .tooMany(let count): "\(count) fields where the header has \(width)"
    case .textAfterQuote: "text after a closing quote"
    case .controlByte: "a NUL byte in the text"
    case .notUTF8: "not UTF-8"
    case .tooManyTexts: "more distinct texts than a column can hold"
    }
  }

  /// What to do besides setting the row aside; nil where nothing else helps.
  var option: String? {
    switch self {
    case .notNumber(looksLikeComma: true): "--decimal-comma"
    case .notTime(let order?): "--date-order \(order.rawValue)"
    case .notUTF8: "--encoding latin1"
    default: nil
    }
  }
}
