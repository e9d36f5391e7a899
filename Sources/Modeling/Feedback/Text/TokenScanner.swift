/// Walks over the words of UTF-8 text and writes each down in small letters, without
/// allocating. A word is a longest run of letters, digits and marks (Unicode general
/// categories L, Nd, Nl, M); an apostrophe between two of them joins them; an ideograph
/// is a word by itself; bytes that are not UTF-8 part words. A word's term holds its
/// first `maximumLength` bytes.
struct TokenScanner {
  /// Bytes of a term, at most.
  static let maximumLength = 96
  /// Bytes a buffer for terms needs: one character beyond the limit, and eight bytes
  /// that hashing may read past the end.
  static let bufferLength = maximumLength + 16

  private let bytes: UnsafeBufferPointer<UInt8>
  private let ascii: UnsafePointer<UInt8>
  private let folding: CharacterFolding
  private var position: Int
  private let end: Int

  /// - Parameter ascii: `folding.ascii`, held by the caller while the scanner lives.
  init(
    bytes: UnsafeBufferPointer<UInt8>, range: Range<Int>, folding: CharacterFolding,
    ascii: UnsafePointer<UInt8>
  ) {
    self.bytes = bytes
    self.folding = folding
    self.ascii = ascii
    position = range.lowerBound
    end = range.upperBound
  }

  /// The next word: where it lies, and how many bytes of `term` were written.
  ///
  /// - Parameter term: room for `bufferLength` bytes.
  @inline(__always)
  mutating func next(into term: UnsafeMutablePointer<UInt8>) -> (range: Range<Int>, length: Int)? {
    var start = position
    var length = 0
    while position < end {
      let byte = bytes[position]
      let folded = ascii[Int(byte)]
      if folded != 0 {
        if length == 0 { start = position }
        if length < Self.maximumLength {
          term[length] = folded
          length += 1
        }
        position += 1
      } else if byte < 0x80 {
        if length > 0 {
          guard byte == 0x27, isWord(at: position + 1) else { break }
          append(0x27, to: term, &length)
        }
        position += 1
      } else {
        let (scalar, width) = decode(at: position)
        let entry = scalar == 0x2019 ? 0 : folding.entry(of: scalar)
        switch CharacterFolding.kind(entry) {
        case CharacterFolding.Kind.word.rawValue:
          if length == 0 { start = position }
          append(CharacterFolding.scalar(entry), to: term, &length)
          position += width
        case CharacterFolding.Kind.mark.rawValue: position += width
        case CharacterFolding.Kind.ideograph.rawValue:
          if length > 0 { return (start..<position, length) }
          start = position
          append(CharacterFolding.scalar(entry), to: term, &length)
          position += width
          return (start..<position, length)
        default:
          if length > 0 {
            guard scalar == 0x2019, isWord(at: position + width) else {
              return (start..<position, length)
            }
            append(0x27, to: term, &length)
          }
          position += width
        }
      }
    }
    return length > 0 ? (start..<position, length) : nil
  }

  /// Whether a letter or digit of a word begins here.
  private func isWord(at place: Int) -> Bool {
    guard place < end else { return false }
    let byte = bytes[place]
    if byte < 0x80 { return ascii[Int(byte)] != 0 }
    let entry = folding.entry(of: decode(at: place).scalar)
    return CharacterFolding.kind(entry) == CharacterFolding.Kind.word.rawValue
  }

  /// The scalar that begins here and its bytes; U+FFFD and one byte where there is none.
  private func decode(at place: Int) -> (scalar: UInt32, width: Int) {
    let lead = UInt32(bytes[place])
    func trail(_ k: Int) -> UInt32? {
      guard place + k < end, bytes[place + k] & 0xC0 == 0x80 else { return nil }
      return UInt32(bytes[place + k] & 0x3F)
    }
    switch lead {
    case 0xC2...0xDF:
      if let a = trail(1) { return ((lead & 0x1F) << 6 | a, 2) }
    case 0xE0...0xEF:
      if let a = trail(1), let b = trail(2) {
        let scalar = (lead & 0x0F) << 12 | a << 6 | b
        if scalar >= 0x800, !(0xD800...0xDFFF).contains(scalar) { return (scalar, 3) }
      }
    case 0xF0...0xF4:
      if let a = trail(1), let b = trail(2), let c = trail(3) {
        let scalar = (lead & 0x07) << 18 | a << 12 | b << 6 | c
        if scalar >= 0x10000, scalar <= 0x10FFFF { return (scalar, 4) }
      }
    default: break
    }
    return (0xFFFD, 1)
  }

  /// Writes a scalar as UTF-8 unless the term is full.
  private func append(
    _ scalar: UInt32, to term: UnsafeMutablePointer<UInt8>, _ length: inout Int
  ) {
    guard length < Self.maximumLength else { return }
    func put(_ value: UInt32) {
      term[length] = UInt8(truncatingIfNeeded: value)
      length += 1
    }
    if scalar < 0x80 {
      put(scalar)
    } else if scalar < 0x800 {
      put(0xC0 | scalar >> 6)
      put(0x80 | scalar & 0x3F)
    } else if scalar < 0x10000 {
      put(0xE0 | scalar >> 12)
      put(0x80 | scalar >> 6 & 0x3F)
      put(0x80 | scalar & 0x3F)
    } else {
      put(0xF0 | scalar >> 18)
      put(0x80 | scalar >> 12 & 0x3F)
      put(0x80 | scalar >> 6 & 0x3F)
      put(0x80 | scalar & 0x3F)
    }
  }
}
