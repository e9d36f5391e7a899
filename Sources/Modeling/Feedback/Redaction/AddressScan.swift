/// Finds e-mail and web addresses, handles, postcodes and street addresses by their shapes.
enum AddressScan {
  private static func isLetter(_ byte: UInt8) -> Bool { CommentWord.isASCIILetter(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { CommentWord.isDigit(byte) }
  private static func isPlain(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

  private static func isLocal(_ byte: UInt8) -> Bool {
    isPlain(byte) || [0x2E, 0x5F, 0x25, 0x2B, 0x2D, 0x27].contains(byte)  // . _ % + - '
  }

  private static func isDomain(_ byte: UInt8) -> Bool {
    isPlain(byte) || byte == 0x2E || byte == 0x2D
  }

  /// local@domain.ending
  static func emails(_ bytes: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for at in bytes.indices where bytes[at] == 0x40 {
      var start = at
      while start > 0, isLocal(bytes[start - 1]) { start -= 1 }
      var end = at + 1
      while end < bytes.count, isDomain(bytes[end]) { end += 1 }
      while end > at + 1, !isPlain(bytes[end - 1]) { end -= 1 }
      if start < at, bytes[at..<end].contains(0x2E) { ranges.append(start..<end) }
    }
    return ranges
  }

  /// @handle
  static func handles(_ bytes: [UInt8]) -> [Range<Int>] {
    bytes.indices.compactMap { at in
      guard bytes[at] == 0x40, at == 0 || !isPlain(bytes[at - 1]) else { return nil }
      var end = at + 1
      while end < bytes.count, isPlain(bytes[end]) || bytes[end] == 0x5F { end += 1 }
      return end > at + 3 ? at..<end : nil
    }
  }

  private static let endings: Set<String> = [
    "com", "org", "net", "gov", "edu", "uk", "us", "eu", "io", "info", "nhs", "mil", "ie", "ca",
  ]

  /// Anything after http:// or www., and bare domains of common endings.
  static func web(_ bytes: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var k = 0
    while k < bytes.count {
      guard isPlain(bytes[k]), k == 0 || !isPlain(bytes[k - 1]) else {
        k += 1
        continue
      }
      var end = k
      while end < bytes.count, bytes[end] > 0x20, bytes[end] < 0x80,
        ![0x22, 0x3C, 0x3E, 0x2C, 0x29].contains(bytes[end])  // " < > , )
      {
        end += 1
      }
      while end > k, !isPlain(bytes[end - 1]), bytes[end - 1] != 0x2F { end -= 1 }
      let text = String(decoding: bytes[k..<end], as: UTF8.self).lowercased()
      let host = text.prefix { $0 != "/" && $0 != "?" && $0 != ":" }
      let labels = host.split(separator: ".", omittingEmptySubsequences: false)
      let isBare =
        labels.count > 1 && labels.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isDomain) }
        && endings.contains(String(labels.last!)) && labels[0].utf8.contains(where: isLetter)
        // "slow.us" is two sentences run together; short words of the ending need more.
        && (labels.count > 2 || !["us", "ie", "ca", "io"].contains(labels.last!))
      if text.hasPrefix("http://") || text.hasPrefix("https://") || text.hasPrefix("www.") || isBare
      {
        ranges.append(k..<end)
      }
      k = max(end, k + 1)
    }
    return ranges
  }

  /// Codes of Britain by shape and letters; codes of the United States after a state, the
  /// word "zip" or with their four more digits, since five digits alone are any number.
  static func postcodes(_ bytes: [UInt8], _ words: [CommentWord]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for (k, word) in words.enumerated() where word.hasDigit {
      let text = Array(bytes[word.bytes])
      if isBritish(text) {
        ranges.append(word.bytes)
      } else if k + 1 < words.count, words[k + 1].bytes.lowerBound == word.bytes.upperBound + 1,
        bytes[word.bytes.upperBound] == 0x20, isBritish(text + bytes[words[k + 1].bytes])
      {
        ranges.append(word.bytes.lowerBound..<words[k + 1].bytes.upperBound)
      } else if text.count == 5, text.allSatisfy(isDigit) {
        var end = word.bytes.upperBound
        let hasFour =
          end + 4 < bytes.count && bytes[end] == 0x2D
          && bytes[(end + 1)...(end + 4)].allSatisfy(isDigit)
          && (end + 5 == bytes.count || !isPlain(bytes[end + 5]))
        if hasFour { end += 5 }
        let before = words[..<k].suffix(2).map(\.lower)
        let isAnnounced =
          before.last == "zip" || before.last == "zipcode" || before == ["zip", "code"]
          || before == ["zip", "is"] || before.last == "postcode"
        let isAfterState =
          k > 0 && bytes[word.bytes.lowerBound - 1] == 0x20
          && states.contains(String(decoding: bytes[words[k - 1].bytes], as: UTF8.self))
        if hasFour || isAnnounced || isAfterState { ranges.append(word.bytes.lowerBound..<end) }
      }
    }
    return ranges
  }

  /// A9 9AA, A99 9AA, AA9 9AA, AA99 9AA, A9A 9AA, AA9A 9AA, with or without the blank.
  private static func isBritish(_ text: [UInt8]) -> Bool {
    guard (5...7).contains(text.count) else { return false }
    let inward = text.suffix(3).map { $0 & ~0x20 }
    guard isDigit(text[text.count - 3]), isLetter(inward[1]), isLetter(inward[2]),
      !inward[1...].contains(where: { "CIKMOV".utf8.contains($0) })
    else { return false }
    let outward = Array(text.dropLast(3))
    let letters = outward.prefix(while: isLetter).count
    let rest = outward.dropFirst(letters)
    guard (1...2).contains(letters), (1...2).contains(rest.count), isDigit(rest.first!) else {
      return false
    }
    return rest.count == 1 || isPlain(rest.last!)
  }

  private static let states: Set<String> = Set(
    """
    AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ \
    NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY
    """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init))

  private static let streetWords: Set<String> = [
    "street", "st", "road", "rd", "avenue", "ave", "lane", "ln", "drive", "close", "crescent",
    "court", "place", "terrace", "boulevard", "blvd", "way", "gardens", "grove", "square",
  ]

  /// A house number with one to three capitalised words, the last of them "Street", "Road" …
  static func streets(_ bytes: [UInt8], _ words: [CommentWord]) -> [Range<Int>] {
    words.indices.compactMap { k in
      let text = bytes[words[k].bytes]
      guard isDigit(text.first!), text.count <= 5, text.dropLast().allSatisfy(isDigit) else {
        return nil
      }
      for last in (k + 2)..<max(k + 2, min(k + 5, words.count))
      where streetWords.contains(words[last].lower) {
        let named = words[(k + 1)..<last]
        guard named.allSatisfy({ $0.isCapital && !$0.hasDigit }) else { return nil }
        return words[k].bytes.lowerBound..<words[last].bytes.upperBound
      }
      return nil
    }
  }
}
