import CivilTime

/// JSON with members in the order they were written, so that equal values give equal bytes.
indirect enum JSONValue {
  case string(String)
  case number(Double)
  case boolean(Bool)
  case array([JSONValue])
  case object([(String, JSONValue)])
  case null

  /// Indented by `depth` levels of one space.
  func write(into out: inout String, depth: Int = 0) {
    switch self {
    case .string(let text): JSONValue.quote(text, into: &out)
    case .number(let value): out += value.isFinite ? CSVText.number(value) : "null"
    case .boolean(let value): out += value ? "true" : "false"
    case .null: out += "null"
    case .array(let values):
      guard !values.isEmpty else {
        out += "[]"
        return
      }
      // Rows of plain values stay on one line.
      let isFlat = values.allSatisfy(\.isScalar)
      out += "["
      for (index, value) in values.enumerated() {
        if index > 0 { out += isFlat ? ", " : "," }
        if !isFlat { JSONValue.newline(depth + 1, into: &out) }
        value.write(into: &out, depth: depth + 1)
      }
      if !isFlat { JSONValue.newline(depth, into: &out) }
      out += "]"
    case .object(let members):
      out += "{"
      for (index, (name, value)) in members.enumerated() {
        if index > 0 { out += "," }
        JSONValue.newline(depth + 1, into: &out)
        JSONValue.quote(name, into: &out)
        out += ": "
        value.write(into: &out, depth: depth + 1)
      }
      if !members.isEmpty { JSONValue.newline(depth, into: &out) }
      out += "}"
    }
  }

  private var isScalar: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  private static func newline(_ depth: Int, into out: inout String) {
    out += "\n" + String(repeating: " ", count: depth)
  }

  private static func quote(_ text: String, into out: inout String) {
    out += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    out += "\""
  }
}
