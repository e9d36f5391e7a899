import CivilTime

/// A `strptime` pattern, compiled.
struct TimePattern: Equatable {
  private enum Element: Equatable {
    case literal(UInt8)
    case year, shortYear, month, monthName, day, hour, hour12, minute, second, fraction
    case meridiem, offset
  }
  private var elements: [Element] = []

  /// - Returns: nil where a directive is not one of `%Y %y %m %d %b %H %I %M %S %f %p %z %%`,
  ///   or the pattern names no day.
  init?(_ pattern: String) {
    var bytes = Array(pattern.utf8)[...]
    while let byte = bytes.popFirst() {
      guard byte == 0x25 else {
        elements.append(.literal(byte))
        continue
      }
      guard let directive = bytes.popFirst() else { return nil }
      switch UnicodeScalar(directive) {
      case "Y": elements.append(.year)
      case "y": elements.append(.shortYear)
      case "m": elements.append(.month)
      case "b": elements.append(.monthName)
      case "d": elements.append(.day)
      case "H": elements.append(.hour)
      case "I": elements.append(.hour12)
      case "M": elements.append(.minute)
      case "S": elements.append(.second)
      case "f": elements.append(.fraction)
      case "p": elements.append(.meridiem)
      case "z": elements.append(.offset)
      case "%": elements.append(.literal(0x25))
      case "T":
        elements += [.hour, .literal(Ascii.colon), .minute, .literal(Ascii.colon), .second]
      case "F":
        elements += [.year, .literal(Ascii.minus), .month, .literal(Ascii.minus), .day]
      default: return nil
      }
    }
    guard elements.contains(where: { $0 == .year || $0 == .shortYear }) else { return nil }
  }

  /// Whether values carry an offset, so that they are moments.
  var hasOffset: Bool { elements.contains(.offset) }

  /// Whether values carry a time of day.
  var hasTime: Bool { elements.contains { $0 == .hour || $0 == .hour12 } }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ].map { Array($0.utf8) }

  /// Reads a whole field without outer spaces.
  func parse(_ text: Bytes) -> ParsedTime {
    var index = 0
    var year = 1970
    var month = 1
    var day = 1
    var hour = 0
    var minute = 0
    var second = 0
    var offset = 0
    var afternoon: Bool?
    var result = ParsedTime(outcome: .time)
    for element in elements {
      switch element {
      case .literal(let byte):
        guard index < text.count, text[index] == byte else { return .other }
        index += 1
      case .monthName:
        guard index + 3 <= text.count else { return .other }
        let name = text[index..<(index + 3)].map { $0 | 0x20 }
        guard let found = TimePattern.months.firstIndex(of: name) else { return .other }
        month = found + 1
        index += 3
      case .meridiem:
        guard index + 2 <= text.count, text[index + 1] | 0x20 == 0x6D else { return .other }
        switch text[index] | 0x20 {
        case 0x61: afternoon = false
        case 0x70: afternoon = true
        default: return .other
        }
        result.hasMeridiem = true
        index += 2
      case .offset:
        guard let seconds = TimeText.offsetSeconds(text, index) else { return .other }
        offset = seconds
        result.hasOffset = true
        index = text.count
      case .fraction:
        let start = index
        while index < text.count, text[index] &- Ascii.zero < 10 {
          if text[index] != Ascii.zero { result.hasFraction = true }
          index += 1
        }
        if index == start { return .other }
      default:
        guard let value = TimeText.number(text, &index, most: element == .year ? 4 : 2) else {
          return .other
        }
        switch element {
        case .year: year = value
        // POSIX: 69…99 are of the 20th century, 00…68 of the 21st.
        case .shortYear: year = value + (value < 69 ? 2000 : 1900)
        case .month: month = value
        case .day: day = value
        case .hour, .hour12: hour = value
        case .minute: minute = value
        default: second = value
        }
      }
    }
    guard index == text.count else { return .other }
    guard let date = CivilDate(validYear: year, month: month, day: day) else {
      return ParsedTime(outcome: .noSuchDay)
    }
    if let afternoon {
      guard 1...12 ~= hour else { return ParsedTime(outcome: .noSuchTime) }
      hour = hour % 12 + (afternoon ? 12 : 0)
    }
    guard hour < 24, minute < 60, second < 60, abs(offset) <= 86_400 else {
      return ParsedTime(outcome: .noSuchTime)
    }
    result.hasTime = hasTime
    result.seconds =
      Int64(date.daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset)
    return result
  }
}
