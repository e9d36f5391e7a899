/// A strict pull reader of the XML of street networks and demands: elements and attributes.
///
/// Text between elements, comments, declarations and processing instructions are passed over;
/// a document type with an internal subset is refused (it could define entities). The five
/// predefined entities and numeric character references are resolved.
struct MarkupReader {
  enum Event {
    case start(MarkupElement)
    case end(String)
  }

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var open: [String] = []
  private var pendingEnd: String?
  private var sawRoot = false

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next start or end of an element; nil after the root element has closed.
  mutating func next() throws(SignalFileError) -> Event? {
    if let name = pendingEnd {
      pendingEnd = nil
      open.removeLast()
      return .end(name)
    }
    while true {
      skip(upTo: UInt8(ascii: "<"))
      guard position < bytes.count else {
        if let name = open.last { throw .malformed(line: line, reason: "<\(name)> is not closed") }
        guard sawRoot else { throw .malformed(line: line, reason: "no element") }
        return nil
      }
      position += 1
      if matches("!--") {
        try skip(past: "-->")
      } else if matches("?") {
        try skip(past: "?>")
      } else if matches("![CDATA[") {
        try skip(past: "]]>")
      } else if matches("!") {
        try skipDeclaration()
      } else if matches("/") {
        let name = try readName()
        skipSpace()
        guard matches(">"), let expected = open.popLast(), expected == name else {
          throw .malformed(line: line, reason: "</\(name)> closes nothing")
        }
        return .end(name)
      } else {
        return .start(try readElement())
      }
    }
  }

  private mutating func readElement() throws(SignalFileError) -> MarkupElement {
    let start = line
    guard !open.isEmpty || !sawRoot else {
      throw .malformed(line: line, reason: "a second root element")
    }
    sawRoot = true
    let name = try readName()
    var attributes: [(name: String, value: String)] = []
    while true {
      skipSpace()
      if matches("/>") {
        open.append(name)
        pendingEnd = name
        break
      }
      if matches(">") {
        open.append(name)
        break
      }
      let key = try readName()
      skipSpace()
      guard matches("=") else {
        throw .malformed(line: line, reason: "attribute \(key) has no value")
      }
      skipSpace()
      guard position < bytes.count, bytes[position] == 0x22 || bytes[position] == 0x27 else {
        throw .malformed(line: line, reason: "the value of \(key) is not quoted")
      }
      let quote = bytes[position]
      position += 1
      let from = position
      skip(upTo: quote)
      guard position < bytes.count else {
        throw .malformed(line: start, reason: "the value of \(key) does not end")
      }
      guard !attributes.contains(where: { $0.name == key }) else {
        throw .malformed(line: line, reason: "attribute \(key) stands twice")
      }
      attributes.append((key, try resolved(from..<position)))
      position += 1
    }
    return MarkupElement(name: name, line: start, attributes: attributes)
  }

  private func resolved(_ range: Range<Int>) throws(SignalFileError) -> String {
    guard bytes[range].contains(UInt8(ascii: "&")) else {
      return String(decoding: bytes[range], as: UTF8.self)
    }
    var result: [UInt8] = []
    var i = range.lowerBound
    while i < range.upperBound {
      guard bytes[i] == UInt8(ascii: "&") else {
        result.append(bytes[i])
        i += 1
        continue
      }
      guard let end = bytes[i..<range.upperBound].firstIndex(of: UInt8(ascii: ";")) else {
        throw .malformed(line: line, reason: "an entity does not end")
      }
      let entity = String(decoding: bytes[(i + 1)..<end], as: UTF8.self)
      switch entity {
      case "lt": result.append(UInt8(ascii: "<"))
      case "gt": result.append(UInt8(ascii: ">"))
      case "amp": result.append(UInt8(ascii: "&"))
      case "quot": result.append(0x22)
      case "apos": result.append(0x27)
      default:
        let code =
          entity.hasPrefix("#x")
          ? UInt32(entity.dropFirst(2), radix: 16)
          : entity.hasPrefix("#") ? UInt32(entity.dropFirst()) : nil
        guard let code, let scalar = Unicode.Scalar(code) else {
          throw .malformed(line: line, reason: "unknown entity &\(entity);")
        }
        result.append(contentsOf: Array(String(Character(scalar)).utf8))
      }
      i = end + 1
    }
    return String(decoding: result, as: UTF8.self)
  }

  private mutating func readName() throws(SignalFileError) -> String {
    let from = position
    while position < bytes.count, isName(bytes[position]) { position += 1 }
    guard position > from else { throw .malformed(line: line, reason: "a name was expected") }
    return String(decoding: bytes[from..<position], as: UTF8.self)
  }

  private func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D, 0x2E, 0x80...: true
    default: false
    }
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) {
      if bytes[position] == 0x0A { line += 1 }
      position += 1
    }
  }

  private mutating func skip(upTo byte: UInt8) {
    while position < bytes.count, bytes[position] != byte {
      if bytes[position] == 0x0A { line += 1 }
      position += 1
    }
  }

  private mutating func skip(past text: StaticString) throws(SignalFileError) {
    let start = line
    while position < bytes.count {
      if matches(text) { return }
      if bytes[position] == 0x0A { line += 1 }
      position += 1
    }
    throw .malformed(line: start, reason: "a comment or section does not end")
  }

  private mutating func skipDeclaration() throws(SignalFileError) {
    while position < bytes.count, bytes[position] != UInt8(ascii: ">") {
      guard bytes[position] != UInt8(ascii: "[") else {
        throw .unsupported("a document type with definitions", line: line)
      }
      if bytes[position] == 0x0A { line += 1 }
      position += 1
    }
  }

  private mutating func matches(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard position + count <= bytes.count else { return false }
    for i in 0..<count where bytes[position + i] != text.utf8Start[i] { return false }
    position += count
    return true
  }
}

/// A start tag.
struct MarkupElement {
  let name: String
  let line: Int
  let attributes: [(name: String, value: String)]

  subscript(_ key: String) -> String? { attributes.first { $0.name == key }?.value }

  func text(_ key: String) throws(SignalFileError) -> String {
    guard let value = self[key] else { throw .missing(attribute: key, of: name, line: line) }
    return value
  }

  /// A finite number, or `fallback` where the attribute is absent.
  func number(_ key: String, or fallback: Double? = nil) throws(SignalFileError) -> Double {
    guard let value = self[key] else {
      guard let fallback else { throw .missing(attribute: key, of: name, line: line) }
      return fallback
    }
    guard let number = Double(value), number.isFinite else {
      throw .notANumber(attribute: key, of: name, value: value, line: line)
    }
    return number
  }

  func integer(_ key: String) throws(SignalFileError) -> Int {
    let value = try number(key)
    guard let integer = Int(exactly: value) else {
      throw .notANumber(attribute: key, of: name, value: try text(key), line: line)
    }
    return integer
  }

  func words(_ key: String) -> [String] { self[key]?.split(separator: " ").map(String.init) ?? [] }
}
