import Tables

/// Rows and fields of a TNTP file, by bytes.
struct TNTPScanner {
  /// The `<KEY> value` lines of a file.
  struct Metadata {
    var values: [String: (text: String, line: Int)] = [:]

    func count(_ key: String, of file: String, otherwise: Int? = nil) throws(TableError) -> Int {
      guard let value = values[key] else {
        if let otherwise { return otherwise }
        throw .data(
          DataProblem(
            file: file, what: "the metadata have no <\(key)>",
            fix: "A TNTP file begins with lines such as `<\(key)> 24` and `<END OF METADATA>`."))
      }
      guard let number = Int(value.text), number >= 0 else {
        throw .data(
          DataProblem(
            file: file, line: value.line, column: key, what: "not a whole number of at least 0",
            fix: "Write `<\(key)> 24`."))
      }
      return number
    }

    func number(_ key: String, of file: String) throws(TableError) -> Double? {
      guard let value = values[key] else { return nil }
      guard let number = Double(value.text), number.isFinite, number >= 0 else {
        throw .data(
          DataProblem(
            file: file, line: value.line, column: key, what: "not a number of at least 0",
            fix: "Write `<\(key)> 0`, or leave the line out."))
      }
      return number
    }
  }

  let file: String
  private let bytes: [UInt8]
  /// What is left of the current row.
  private var position = 0
  private var rowEnd = 0
  private var nextLine = 0
  /// The current row's line, from 1.
  private(set) var line = 0

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// Reads up to `<END OF METADATA>`.
  mutating func metadata() throws(TableError) -> Metadata {
    var result = Metadata()
    while nextRow() {
      guard bytes[position] == UInt8(ascii: "<"),
        let close = bytes[position..<rowEnd].firstIndex(of: UInt8(ascii: ">"))
      else {
        throw .data(
          DataProblem(
            file: file, line: line, what: "a row before <END OF METADATA>",
            fix: "A TNTP file begins with `<KEY> value` lines closed by `<END OF METADATA>`."))
      }
      let key = String(decoding: bytes[(position + 1)..<close], as: UTF8.self)
      if key == "END OF METADATA" { return result }
      var text = String(decoding: bytes[(close + 1)..<rowEnd], as: UTF8.self)
      if let comment = text.firstIndex(of: "~") { text = String(text[..<comment]) }
      result.values[key] = (
        text.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? "", line
      )
    }
    throw .data(
      DataProblem(
        file: file, what: "no <END OF METADATA>", fix: "Is this a TNTP file, and whole?"))
  }

  /// Goes to the next row that is neither blank nor a comment.
  mutating func nextRow() -> Bool {
    var start = nextLine
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != 10 { end += 1 }
      line += 1
      nextLine = end + 1
      position = start
      rowEnd = end
      skipBlanks()
      if position < rowEnd, bytes[position] != UInt8(ascii: "~") { return true }
      start = nextLine
    }
    return false
  }

  func rowBeginsWith(_ byte: UInt8) -> Bool { bytes[position] == byte }

  var rowBeginsWithLetter: Bool { (65...90).contains(bytes[position] & 0xDF) }

  /// The numbers of the row up to a `;`; false, with a problem noted, where one is no number.
  mutating func fields(into values: inout [Double], problems: inout DataProblemList) -> Bool {
    values.removeAll(keepingCapacity: true)
    while true {
      skipBlanks()
      guard position < rowEnd, bytes[position] != UInt8(ascii: ";") else { return true }
      let start = position
      while position < rowEnd, !isSeparator(bytes[position]) { position += 1 }
      guard let value = bytes.decimal(start..<position) else {
        problems.add(
          DataProblem(
            file: file, line: line, column: "field \(values.count + 1)", what: "not a number",
            fix: "Expected digits with a decimal point."))
        return false
      }
      values.append(value)
    }
  }

  /// The zone of a row `Origin o`: nil where it is no such row, a nil zone where no whole
  /// number follows.
  mutating func originHeader() -> Int?? {
    guard position + 6 <= rowEnd,
      zip(bytes[position..<(position + 6)], "origin".utf8).allSatisfy({ $0 | 0x20 == $1 })
    else { return nil }
    position += 6
    skipBlanks()
    let start = position
    while position < rowEnd, !isSeparator(bytes[position]) { position += 1 }
    return .some(bytes.decimal(start..<position).flatMap { Int(exactly: $0) })
  }

  /// The next `zone : trips;` of the row, nil at its end or where it cannot be read.
  mutating func nextPair(problems: inout DataProblemList) -> (zone: Int, trips: Double)? {
    skipBlanks()
    while position < rowEnd, bytes[position] == UInt8(ascii: ";") {
      position += 1
      skipBlanks()
    }
    guard position < rowEnd else { return nil }
    let start = position
    while position < rowEnd, bytes[position] != UInt8(ascii: ":"), !isSeparator(bytes[position]) {
      position += 1
    }
    let zone = bytes.decimal(start..<position).flatMap { Int(exactly: $0) }
    skipBlanks()
    guard let zone, position < rowEnd, bytes[position] == UInt8(ascii: ":") else {
      position = rowEnd
      problems.add(
        DataProblem(
          file: file, line: line, what: "not of the form `zone : trips;`",
          fix: "Expected a whole number, a colon and a number, closed by a semicolon."))
      return nil
    }
    position += 1
    skipBlanks()
    let begin = position
    while position < rowEnd, !isSeparator(bytes[position]) { position += 1 }
    guard let trips = bytes.decimal(begin..<position) else {
      position = rowEnd
      problems.add(
        DataProblem(
          file: file, line: line, column: "trips", what: "to zone \(zone): not a number",
          fix: "Expected digits with a decimal point."))
      return nil
    }
    return (zone, trips)
  }

  private func isSeparator(_ byte: UInt8) -> Bool {
    byte == 32 || byte == 9 || byte == 13 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
  }

  private mutating func skipBlanks() {
    while position < rowEnd {
      let byte = bytes[position]
      guard byte == 32 || byte == 9 || byte == 13 || byte == UInt8(ascii: ",") else { return }
      position += 1
    }
  }
}

extension [UInt8] {
  /// The number written in a range of the bytes, correctly rounded; nil for anything else.
  func decimal(_ range: Range<Int>) -> Double? {
    guard !range.isEmpty else { return nil }
    // Up to 15 digits and a power of ten up to 22 are exact in one operation (Clinger 1990).
    var mantissa = 0
    var digits = 0
    var fraction = 0
    var hasPoint = false
    var index = range.lowerBound
    let isNegative = self[index] == UInt8(ascii: "-")
    if isNegative { index += 1 }
    var isPlain = index < range.upperBound
    while index < range.upperBound {
      let byte = self[index]
      if byte >= 48, byte <= 57 {
        mantissa = mantissa * 10 + Int(byte - 48)
        digits += 1
        if hasPoint { fraction += 1 }
        if digits > 15 {
          isPlain = false
          break
        }
      } else if byte == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
      } else {
        isPlain = false
        break
      }
      index += 1
    }
    if isPlain, digits > 0 {
      let value = Double(mantissa) / powersOfTen[fraction]
      return isNegative ? -value : value
    }
    return Double(String(decoding: self[range], as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
  }
}

private let powersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]

extension Double {
  /// Without a fraction where there is none.
  var shortText: String { Int(exactly: self).map(String.init) ?? description }
}
