import Foundation

/// What a character is to a tokenizer, and what it is written as in a term: small
/// letters, and where asked letters without their accents.
struct CharacterFolding: Sendable {
  enum Kind: UInt32 {
    /// Parts words.
    case separator = 0
    /// A letter or digit of a word.
    case word = 1
    /// Belongs to the letter before it and is left out of the term.
    case mark = 2
    /// A word of its own: scripts that put no spaces between words.
    case ideograph = 3
  }

  /// Kind and folded scalar in one number: `kind << 24 | scalar`.
  typealias Entry = UInt32

  static func kind(_ entry: Entry) -> UInt32 { entry >> 24 }
  static func scalar(_ entry: Entry) -> UInt32 { entry & 0xFF_FFFF }

  /// With accents folded away, and with accents kept.
  static let plain = CharacterFolding(foldsAccents: true)
  static let accented = CharacterFolding(foldsAccents: false)

  private let foldsAccents: Bool
  /// Folded byte of every ASCII byte, 0 for what parts words and for bytes ≥ 0x80.
  let ascii: [UInt8]
  /// Scalars of the alphabetic scripts, looked up; others are worked out one by one.
  private let table: [Entry]
  private static let tableEnd: UInt32 = 0x2500

  private init(foldsAccents: Bool) {
    self.foldsAccents = foldsAccents
    ascii = (0..<256).map { byte in
      switch UInt8(byte) {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        return UInt8(byte)
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): return UInt8(byte) | 0x20
      default: return 0
      }
    }
    table = (0..<Self.tableEnd).map { Self.entry(of: $0, foldsAccents: foldsAccents) }
  }

  func entry(of scalar: UInt32) -> Entry {
    scalar < Self.tableEnd
      ? table[Int(scalar)] : Self.entry(of: scalar, foldsAccents: foldsAccents)
  }

  /// By Unicode's general categories: letters, numbers and marks make words.
  private static func entry(of value: UInt32, foldsAccents: Bool) -> Entry {
    guard let scalar = Unicode.Scalar(value) else { return 0 }
    let kind: Kind
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .decimalNumber,
      .letterNumber:
      kind = .word
    case .otherLetter: kind = scalar.properties.isIdeographic ? .ideograph : .word
    case .nonspacingMark: kind = foldsAccents ? .mark : .word
    case .spacingMark: kind = .word
    default: return 0
    }
    var folded = scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
    if foldsAccents, let base = decomposed(folded) { folded = base }
    return kind.rawValue << 24 | folded.value
  }

  /// The letter below the accents of a letter of an alphabet. Syllables (Hangul) and
  /// ideographs stay whole.
  private static func decomposed(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    guard scalar.value < tableEnd, scalar.value >= 0x80 else { return nil }
    return String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars.first
  }
}
