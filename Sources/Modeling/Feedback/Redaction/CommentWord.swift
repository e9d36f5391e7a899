/// A word of a comment: letters and digits, with the apostrophes and hyphens between letters.
struct CommentWord {
  var bytes: Range<Int>
  /// The word in lower case, with straight apostrophes.
  var lower: String
  /// Whether it begins with a capital letter.
  var isCapital: Bool
  /// Whether it has two letters or more, all of them capitals.
  var isAllCapitals: Bool
  var hasDigit: Bool
  /// Whether it begins a sentence: the first word, or one after a stop or a line's end.
  var startsSentence: Bool

  static func words(of bytes: [UInt8]) -> [CommentWord] {
    var words: [CommentWord] = []
    var k = 0
    var startsSentence = true
    while k < bytes.count {
      guard insideLength(bytes, k) > 0 else {
        // . ! ? : and the end of a line
        if [0x2E, 0x21, 0x3F, 0x3A, 0x0A].contains(bytes[k]) { startsSentence = true }
        k += max(1, scalar(bytes, k).width)
        continue
      }
      var end = k
      while end < bytes.count {
        let length = max(insideLength(bytes, end), joinerLength(bytes, end))
        guard length > 0 else { break }
        end += length
      }
      let word = CommentWord(bytes, k..<end, startsSentence)
      startsSentence = false
      // The stop of "Mr." ends no sentence.
      if end < bytes.count, bytes[end] == 0x2E, NameWords.titles.contains(word.lower) { end += 1 }
      words.append(word)
      k = end
    }
    return words
  }

  private init(_ bytes: [UInt8], _ range: Range<Int>, _ startsSentence: Bool) {
    let text = String(decoding: bytes[range], as: UTF8.self)
    self.bytes = range
    self.startsSentence = startsSentence
    lower = String(text.lowercased().map { $0 == "\u{2019}" ? "'" : $0 })
    let letters = text.unicodeScalars.filter { $0.properties.isAlphabetic }
    isCapital = text.unicodeScalars.first.map { $0.properties.isUppercase } ?? false
    isAllCapitals = letters.count > 1 && letters.allSatisfy { $0.properties.isUppercase }
    hasDigit = bytes[range].contains { Self.isDigit($0) }
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  static func isASCIILetter(_ byte: UInt8) -> Bool {
    byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
  }

  /// Bytes of the letter or digit at `k`; 0 where there is none.
  static func insideLength(_ bytes: [UInt8], _ k: Int) -> Int {
    if bytes[k] < 0x80 { return isDigit(bytes[k]) || isASCIILetter(bytes[k]) ? 1 : 0 }
    let (value, width) = scalar(bytes, k)
    guard let value else { return 0 }
    return value.properties.isAlphabetic
      || value.properties.generalCategory == .nonspacingMark ? width : 0
  }

  /// Bytes of an apostrophe or hyphen between two letters; 0 where there is none.
  private static func joinerLength(_ bytes: [UInt8], _ k: Int) -> Int {
    let length: Int
    if bytes[k] == 0x27 || bytes[k] == 0x2D {
      length = 1
    } else if scalar(bytes, k).value == "\u{2019}" {
      length = 3
    } else {
      return 0
    }
    guard k > 0, !isDigit(bytes[k - 1]), k + length < bytes.count, !isDigit(bytes[k + length])
    else { return 0 }
    return insideLength(bytes, k + length) > 0 ? length : 0
  }

  /// The scalar that begins at `k`; nil, of width 1, where the bytes are no UTF-8.
  private static func scalar(_ bytes: [UInt8], _ k: Int) -> (value: Unicode.Scalar?, width: Int) {
    let lead = bytes[k]
    guard lead >= 0x80 else { return (Unicode.Scalar(lead), 1) }
    let width = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1
    guard width > 1, k + width <= bytes.count else { return (nil, 1) }
    var value = UInt32(lead) & (0x7F >> UInt32(width))
    for byte in bytes[(k + 1)..<(k + width)] { value = value << 6 | UInt32(byte & 0x3F) }
    return (Unicode.Scalar(value), width)
  }
}
