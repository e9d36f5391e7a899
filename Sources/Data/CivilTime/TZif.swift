/// Reading of compiled time-zone files (RFC 9636, "The Time Zone Information
/// Format (TZif)", Olson, Eggert & Murchison, 2024).
///
/// A file is a 44-byte header and a block with 32-bit times; from version 2 on
/// a second header and block with 64-bit times follow, and a footer line with a
/// POSIX `TZ` text for the time after the last transition.
extension OffsetTable {
  convenience init(tzif bytes: [UInt8]) throws(TimeZoneError) {
    var reader = ByteReader(bytes)
    let first = try TZifHeader(&reader)
    guard first.version != 0 else {
      let block = try TZifBlock(first, timeBytes: 4, &reader)
      self.init(
        times: block.times, typeIndices: block.typeIndices, types: block.types, rule: nil)
      return
    }
    try reader.skip(first.blockLength(timeBytes: 4))
    let second = try TZifHeader(&reader)
    let block = try TZifBlock(second, timeBytes: 8, &reader)
    let rule = try OffsetTable.footer(&reader)
    self.init(times: block.times, typeIndices: block.typeIndices, types: block.types, rule: rule)
  }

  private static func footer(_ reader: inout ByteReader) throws(TimeZoneError) -> PosixRule? {
    guard try reader.byte() == UInt8(ascii: "\n") else { throw .badFooter }
    var text: [UInt8] = []
    while true {
      let byte = try reader.byte()
      if byte == UInt8(ascii: "\n") { break }
      text.append(byte)
    }
    guard !text.isEmpty else { return nil }
    guard let rule = PosixRule(text) else { throw .badFooter }
    return rule
  }
}

/// The six counts of a TZif header (RFC 9636, section 3.1).
private struct TZifHeader {
  var version: UInt8
  var utIndicators: Int
  var standardIndicators: Int
  var leapSeconds: Int
  var transitions: Int
  var types: Int
  var characters: Int

  init(_ reader: inout ByteReader) throws(TimeZoneError) {
    guard let magic = try? reader.take(4), Array(magic) == Array("TZif".utf8) else {
      throw .notTimeZoneData
    }
    let byte = try reader.byte()
    guard byte == 0 || (UInt8(ascii: "2")...UInt8(ascii: "4")).contains(byte) else {
      throw .unknownVersion(byte)
    }
    version = byte
    try reader.skip(15)
    utIndicators = try reader.integer(bytes: 4, signed: false)
    standardIndicators = try reader.integer(bytes: 4, signed: false)
    leapSeconds = try reader.integer(bytes: 4, signed: false)
    transitions = try reader.integer(bytes: 4, signed: false)
    types = try reader.integer(bytes: 4, signed: false)
    characters = try reader.integer(bytes: 4, signed: false)
  }

  /// Bytes of the data block that follows. The counts are below 2³², so the
  /// sum cannot overflow.
  func blockLength(timeBytes: Int) -> Int {
    transitions * (timeBytes + 1) + types * 6 + characters + leapSeconds * (timeBytes + 4)
      + standardIndicators + utIndicators
  }
}

/// A TZif data block, checked (RFC 9636, section 3.2).
private struct TZifBlock {
  var times: [Int64] = []
  var typeIndices: [UInt8] = []
  var types: [LocalTimeType] = []

  init(
    _ header: TZifHeader, timeBytes: Int, _ reader: inout ByteReader
  ) throws(TimeZoneError) {
    // Checked before anything is allocated: a damaged count must not ask for
    // gigabytes.
    guard reader.remaining >= header.blockLength(timeBytes: timeBytes) else { throw .truncated }
    guard header.leapSeconds == 0 else { throw .leapSeconds }
    guard (1...256).contains(header.types) else { throw .outOfRange("the number of types") }
    guard header.characters >= 1 else { throw .outOfRange("the number of characters") }

    times.reserveCapacity(header.transitions)
    for _ in 0..<header.transitions {
      let time = Int64(try reader.integer(bytes: timeBytes, signed: true))
      // 2⁵⁹ seconds is RFC 9636's earliest useful time; arithmetic on anything
      // within it cannot overflow.
      guard abs(time / 2) <= 1 << 58 else { throw .outOfRange("a transition time") }
      if let last = times.last, last >= time { throw .unsortedTransitions }
      times.append(time)
    }
    typeIndices = Array(try reader.take(header.transitions))
    guard typeIndices.allSatisfy({ Int($0) < header.types }) else {
      throw .outOfRange("a type index")
    }
    let records = Array(try reader.take(header.types * 6))
    let characters = Array(try reader.take(header.characters))
    for k in 0..<header.types {
      var record = ByteReader(Array(records[(6 * k)..<(6 * k + 6)]))
      let offset = try record.integer(bytes: 4, signed: true)
      let flag = try record.byte()
      let start = Int(try record.byte())
      guard abs(offset) <= OffsetTable.largestOffset else { throw .outOfRange("an offset") }
      guard flag <= 1 else { throw .outOfRange("a daylight flag") }
      guard start < characters.count, let end = characters[start...].firstIndex(of: 0) else {
        throw .outOfRange("an abbreviation")
      }
      types.append(
        LocalTimeType(
          offset: offset, isDaylight: flag == 1,
          abbreviation: String(decoding: characters[start..<end], as: UTF8.self)))
    }
    try reader.skip(header.standardIndicators + header.utIndicators)
  }
}

/// Big-endian numbers from bytes, never past their end.
private struct ByteReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var remaining: Int { bytes.count - position }

  mutating func take(_ count: Int) throws(TimeZoneError) -> ArraySlice<UInt8> {
    guard count <= remaining else { throw .truncated }
    defer { position += count }
    return bytes[position..<(position + count)]
  }

  mutating func skip(_ count: Int) throws(TimeZoneError) { _ = try take(count) }

  mutating func byte() throws(TimeZoneError) -> UInt8 {
    guard remaining > 0 else { throw .truncated }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func integer(bytes count: Int, signed: Bool) throws(TimeZoneError) -> Int {
    var value: UInt64 = 0
    for byte in try take(count) { value = value << 8 | UInt64(byte) }
    guard signed, count < 8 else { return Int(truncatingIfNeeded: value) }
    let shift = UInt64(64 - 8 * count)
    return Int(Int64(bitPattern: value << shift) >> Int64(shift))
  }
}
