/// A JSON value with one spelling: members sorted by the UTF-16 units of their
/// names, shortest round-trip numbers, no space (after RFC 8785).
public indirect enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// The canonical text, the form that hashes are taken of.
  public var canonicalText: String {
    var text = ""
    write(to: &text, indent: nil, depth: 0)
    return text
  }

  /// The same value over several lines, for people.
  public var prettyText: String {
    var text = ""
    write(to: &text, indent: 2, depth: 0)
    return text + "\n"
  }

  private func write(to text: inout String, indent: Int?, depth: Int) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += JSONValue.spelling(of: value)
    case .string(let value): text += JSONValue.quoted(value)
    case .array(let values):
      writeList(
        values.map { value in { value.write(to: &$0, indent: indent, depth: depth + 1) } },
        "[", "]", to: &text, indent: indent, depth: depth)
    case .object(let members):
      let sorted = members.sorted { Array($0.key.utf16).lexicographicallyPrecedes($1.key.utf16) }
      writeList(
        sorted.map { member in
          {
            $0 += JSONValue.quoted(member.key) + (indent == nil ? ":" : ": ")
            member.value.write(to: &$0, indent: indent, depth: depth + 1)
          }
        }, "{", "}", to: &text, indent: indent, depth: depth)
    }
  }

  private func writeList(
    _ items: [(inout String) -> Void], _ open: String, _ close: String, to text: inout String,
    indent: Int?, depth: Int
  ) {
    text += open
    for (position, item) in items.enumerated() {
      if position > 0 { text += "," }
      if let indent { text += "\n" + String(repeating: " ", count: indent * (depth + 1)) }
      item(&text)
    }
    if let indent, !items.isEmpty {
      text += "\n" + String(repeating: " ", count: indent * depth)
    }
    text += close
  }

  /// Whole numbers without a fraction; what is not finite has no JSON and is null.
  private static func spelling(of value: Double) -> String {
    guard value.isFinite else { return "null" }
    if value == value.rounded(), abs(value) < 9_007_199_254_740_992 {
      return String(Int64(value))
    }
    return value.description
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
