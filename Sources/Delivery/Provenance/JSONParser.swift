/// Where and why a text is not JSON.
public struct JSONSyntaxError: Error, Equatable, Sendable {
  /// From 1.
  public let line: Int
  /// Bytes from the start of the line, from 1.
  public let column: Int
  /// What should have stood there.
  public let expected: String
}

/// Where something stands in a text: line and byte column, both from 1.
public struct TextPlace: Sendable, Equatable {
  public let line: Int
  public let column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// A JSON value and where each of its parts stands, for messages that point.
public struct JSONDocument: Sendable {
  public let value: JSONValue
  private let places: [String: TextPlace]

  public init(parsing bytes: [UInt8]) throws(JSONSyntaxError) {
    var parser = JSONParser(bytes: bytes)
    value = try parser.document()
    places = parser.places.mapValues { TextPlace(line: $0.line, column: $0.column) }
  }

  /// The place of the value at a path such as `schedule.shifts[2].lengthMinutes`.
  public func place(of path: String) -> TextPlace? { places[path] }
}

extension JSONValue {
  /// Reads one JSON text (RFC 8259), strictly: no comments, no trailing commas,
  /// no member twice.
  public init(parsing bytes: [UInt8]) throws(JSONSyntaxError) {
    var parser = JSONParser(bytes: bytes)
    self = try parser.document()
  }

  /// The member of an object, or nil.
  public subscript(_ name: String) -> JSONValue? {
    if case .object(let members) = self { members[name] } else { nil }
  }

  public var stringValue: String? {
    if case .string(let value) = self { value } else { nil }
  }

  public var arrayValue: [JSONValue]? {
    if case .array(let values) = self { values } else { nil }
  }

  public var objectValue: [String: JSONValue]? {
    if case .object(let members) = self { members } else { nil }
  }

  public var doubleValue: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}

private struct JSONParser {
  let bytes: [UInt8]
  var position = 0
  var depth = 0
  var path = ""
  var places: [String: (line: Int, column: Int)] = [:]
  private var line = 1
  private var lineStart = 0
  private var counted = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Notes where the value about to be read stands. Positions only grow, so
  /// every line break is counted once.
  private mutating func notePlace() {
    while counted < position {
      if bytes[counted] == 0x0A {
        line += 1
        lineStart = counted + 1
      }
      counted += 1
    }
    places[path] = (line, position - lineStart + 1)
  }

  mutating func document() throws(JSONSyntaxError) -> JSONValue {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    let value = try value()
    skipSpace()
    guard position == bytes.count else { throw error("the end of the file") }
    return value
  }

  private mutating func value() throws(JSONSyntaxError) -> JSONValue {
    skipSpace()
    guard position < bytes.count else { throw error("a value, not the end of the file") }
    notePlace()
    switch bytes[position] {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func object() throws(JSONSyntaxError) -> JSONValue {
    try enter()
    var members: [String: JSONValue] = [:]
    skipSpace()
    if take("}") { return leave(.object(members)) }
    repeat {
      skipSpace()
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
        throw error("a member name in double quotes")
      }
      let start = position
      let name = try string()
      guard members[name] == nil else {
        position = start
        throw error("each member once, but \"\(name)\" stands here again")
      }
      skipSpace()
      guard take(":") else { throw error("a colon after the member name") }
      let outer = path
      path = outer.isEmpty ? name : outer + "." + name
      members[name] = try value()
      path = outer
      skipSpace()
    } while take(",")
    guard take("}") else { throw error("a comma or a closing brace") }
    return leave(.object(members))
  }

  private mutating func array() throws(JSONSyntaxError) -> JSONValue {
    try enter()
    var values: [JSONValue] = []
    skipSpace()
    if take("]") { return leave(.array(values)) }
    repeat {
      let outer = path
      path = "\(outer)[\(values.count)]"
      values.append(try value())
      path = outer
      skipSpace()
    } while take(",")
    guard take("]") else { throw error("a comma or a closing bracket") }
    return leave(.array(values))
  }

  /// Nesting is bounded, so that a hostile file cannot exhaust the stack.
  private mutating func enter() throws(JSONSyntaxError) {
    depth += 1
    guard depth <= 200 else { throw error("at most 200 levels of nesting") }
    position += 1
  }

  private mutating func leave(_ value: JSONValue) -> JSONValue {
    depth -= 1
    return value
  }

  private mutating func string() throws(JSONSyntaxError) -> String {
    position += 1
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        guard let result = String(validating: text, as: UTF8.self) else {
          throw error("text in UTF-8")
        }
        position += 1
        return result
      case UInt8(ascii: "\\"):
        text += Array(try escape().utf8)
      case 0..<0x20:
        throw error("no line break or control character inside quotes")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw error("a closing double quote")
  }

  private mutating func escape() throws(JSONSyntaxError) -> String {
    position += 1
    guard position < bytes.count else { throw error("an escape") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let first = try fourDigits()
      if (0xD800..<0xDC00).contains(first), bytes[position...].starts(with: Array("\\u".utf8)) {
        position += 2
        let second = try fourDigits()
        let code = 0x10000 + (first - 0xD800) << 10 + (second &- 0xDC00)
        if (0xDC00..<0xE000).contains(second), let scalar = Unicode.Scalar(code) {
          return String(scalar)
        }
        throw error("a low surrogate after a high one")
      }
      guard let scalar = Unicode.Scalar(first) else { throw error("a whole character") }
      return String(scalar)
    default:
      position -= 1
      throw error("one of \" \\ / b f n r t u after a backslash")
    }
  }

  private mutating func fourDigits() throws(JSONSyntaxError) -> UInt32 {
    guard position + 4 <= bytes.count,
      let text = String(validating: bytes[position..<position + 4], as: UTF8.self),
      text.allSatisfy(\.isHexDigit), let code = UInt32(text, radix: 16)
    else { throw error("four hexadecimal digits") }
    position += 4
    return code
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(JSONSyntaxError)
    -> JSONValue
  {
    guard bytes[position...].starts(with: word.utf8) else { throw error("true, false or null") }
    position += word.utf8.count
    return value
  }

  private mutating func number() throws(JSONSyntaxError) -> JSONValue {
    let start = position
    let isPart: (UInt8) -> Bool = { byte in
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || [
          UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"),
          UInt8(ascii: "E"),
        ].contains(byte)
    }
    while position < bytes.count, isPart(bytes[position]) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let digits = text.drop { $0 == "-" }
    let isWellFormed =
      text.drop(while: { $0 == "-" }).first?.isNumber == true && !text.hasPrefix("--")
      && !(digits.count > 1 && digits.first == "0" && digits.dropFirst().first?.isNumber == true)
      && text.last?.isNumber == true
    if isWellFormed, let value = Int64(text) { return .integer(value) }
    if isWellFormed, let value = Double(text), value.isFinite { return .number(value) }
    position = start
    throw error("a value")
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }

  private func error(_ expected: String) -> JSONSyntaxError {
    let before = bytes[..<min(position, bytes.count)]
    let line = before.count { $0 == 0x0A } + 1
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return JSONSyntaxError(line: line, column: before.count - lineStart + 1, expected: expected)
  }
}
