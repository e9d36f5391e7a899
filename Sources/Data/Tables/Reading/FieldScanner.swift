/// Finds where fields end (RFC 4180, leniently: a quote inside an unquoted field
/// is a character like any other).
///
/// All pointers must have a newline byte at the end of what is readable and
/// `FieldScanner.padding` more readable bytes behind it.
struct FieldScanner {
  static let padding = 64

  let delimiter: UInt8
  /// LF (with CR before it dropped), or CR in files of the old kind.
  let newline: UInt8
  private let delimiters: UInt64
  private let newlines: UInt64

  init(delimiter: UInt8, newline: UInt8) {
    self.delimiter = delimiter
    self.newline = newline
    delimiters = UInt64(delimiter) &* 0x0101_0101_0101_0101
    newlines = UInt64(newline) &* 0x0101_0101_0101_0101
  }

  /// One field.
  struct Field {
    enum State: UInt8 {
      case whole
      /// The buffer ends inside the field.
      case incomplete
      /// Something stands between the closing quote and the delimiter.
      case textAfterQuote
    }
    var state: State
    var start: UnsafePointer<UInt8>
    var end: UnsafePointer<UInt8>
    /// At the delimiter or newline that ends the field.
    var terminator: UnsafePointer<UInt8>
    /// Whether the text holds doubled quotes.
    var isEscaped = false
    /// Line breaks inside the field.
    var lineBreaks = 0

    var bytes: Bytes { Bytes(start: start, count: end - start) }
  }

  /// The first delimiter or newline at or after `start`, eight bytes at a time:
  /// the lowest zero byte of `x` is the lowest high bit of `(x − 0x01…) & ~x`
  /// (Lamport, "Multiple byte processing with full-word instructions", 1975).
  @inline(__always)
  func plainEnd(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    var pointer = start
    while true {
      let bytes = word(pointer)
      let a = bytes ^ delimiters
      let b = bytes ^ newlines
      let found = ((a &- ones) & ~a | (b &- ones) & ~b) & highs
      if found != 0 { return pointer + found.trailingZeroBitCount >> 3 }
      pointer += 8
    }
  }

  /// The field that begins at `start`; `end` is where the readable text ends.
  func field(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Field {
    if start.pointee == Ascii.quote, start < end { return quotedField(start, end) }
    let terminator = plainEnd(start)
    var last = terminator
    if last > start, terminator.pointee == newline, newline == Ascii.lineFeed,
      last[-1] == Ascii.carriageReturn
    {
      last -= 1
    }
    return Field(
      state: terminator < end ? .whole : .incomplete, start: start, end: last,
      terminator: terminator)
  }

  private func quotedField(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> Field {
    var field = Field(state: .incomplete, start: start + 1, end: end, terminator: end)
    var pointer = start + 1
    while pointer < end {
      let byte = pointer.pointee
      if byte == newline { field.lineBreaks += 1 }
      if byte != Ascii.quote {
        pointer += 1
        continue
      }
      guard pointer + 1 < end else { return field }
      if pointer[1] == Ascii.quote {
        field.isEscaped = true
        pointer += 2
        continue
      }
      field.end = pointer
      pointer += 1
      while pointer.pointee == Ascii.space && delimiter != Ascii.space { pointer += 1 }
      if pointer.pointee == Ascii.carriageReturn, newline == Ascii.lineFeed,
        pointer[1] == newline
      {
        pointer += 1
      }
      field.state = .whole
      if pointer.pointee != delimiter, pointer.pointee != newline {
        field.state = .textAfterQuote
        pointer = plainEnd(pointer)
      }
      field.terminator = pointer
      if pointer >= end { field.state = .incomplete }
      return field
    }
    return field
  }

  /// The text of a field with doubled quotes made single, in `scratch` where needed.
  /// Valid until `scratch` changes.
  func content(of field: Field, _ scratch: inout ScratchBytes) -> Bytes {
    field.isEscaped ? scratch.unescape(field.bytes) : field.bytes
  }
}

/// A growing buffer for the few fields that hold doubled quotes.
struct ScratchBytes: ~Copyable {
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int

  init() {
    capacity = 256
    base = .allocate(capacity: capacity)
    base.initialize(repeating: 0, count: capacity)
  }

  deinit { base.deallocate() }

  /// `text` with each `""` as `"`, followed by readable bytes.
  mutating func unescape(_ text: Bytes) -> Bytes {
    if capacity < text.count + 16 {
      base.deallocate()
      capacity = text.count * 2 + 16
      base = .allocate(capacity: capacity)
      base.initialize(repeating: 0, count: capacity)
    }
    var count = 0
    var index = 0
    while index < text.count {
      base[count] = text[index]
      count += 1
      index += text[index] == Ascii.quote ? 2 : 1
    }
    return Bytes(start: base, count: count)
  }
}
