/// Makes text of bytes: UTF-8, else Windows-1252.
struct TextDecoder {
  /// The encoding asked for; nil decides text by text.
  let encoding: TextEncoding?
  /// Texts that were not UTF-8 and were read as Windows-1252.
  private(set) var convertedTexts = 0
  /// Texts with characters beyond ASCII that were UTF-8.
  private(set) var utf8Texts = 0

  init(encoding: TextEncoding?) { self.encoding = encoding }

  mutating func decode(_ bytes: Bytes) -> String {
    if encoding != .latin1, let text = String(validating: bytes, as: UTF8.self) {
      if text.utf8.contains(where: { $0 >= 0x80 }) { utf8Texts += 1 }
      return text
    }
    if bytes.contains(where: { $0 >= 0x80 }) { convertedTexts += 1 }
    var scalars = String.UnicodeScalarView()
    for byte in bytes { scalars.append(TextDecoder.windows1252(byte)) }
    return String(scalars)
  }

  /// Whether the bytes are UTF-8.
  static func isUTF8(_ bytes: Bytes) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }

  /// Characters 0x80…0x9F; the five unused ones keep their number, as browsers do.
  private static let upper: [UInt16] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
  ]

  private static func windows1252(_ byte: UInt8) -> Unicode.Scalar {
    0x80..<0xA0 ~= byte
      ? Unicode.Scalar(upper[Int(byte) - 0x80]) ?? "\u{FFFD}" : Unicode.Scalar(byte)
  }
}
