/// Finds dates of birth, numbers of persons and cases, and telephone numbers.
struct NumberScan {
  private let bytes: [UInt8]
  private let words: [CommentWord]

  init(_ bytes: [UInt8], _ words: [CommentWord]) {
    self.bytes = bytes
    self.words = words
  }

  private static func isDigit(_ byte: UInt8) -> Bool { CommentWord.isDigit(byte) }

  // MARK: Dates of birth

  private static let months: Set<String> = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    "january", "february", "march", "april", "june", "july", "august", "september", "october",
    "november", "december",
  ]

  /// A date after "born", "DOB" or "date of birth"; other dates are not of a person.
  func birthDates() -> [Range<Int>] {
    words.indices.compactMap { k in
      var next = k + 1
      switch words[k].lower {
      case "born", "dob", "birthday": break
      case "birth" where k >= 2 && words[k - 2].lower == "date": break
      case "b" where k >= 2 && words[k - 2].lower == "d" && words[k - 1].lower == "o": break
      default: return nil
      }
      while next < words.count,
        ["on", "in", "is", "was", "the", "of"].contains(words[next].lower)
      {
        next += 1
      }
      guard next < words.count, isDatePart(words[next]) else { return nil }
      var last = next
      while last + 1 < words.count, last < next + 3, isDatePart(words[last + 1]),
        words[last + 1].bytes.lowerBound - words[last].bytes.upperBound <= 2
      {
        last += 1
      }
      guard (next...last).contains(where: { words[$0].hasDigit }) else { return nil }
      return words[next].bytes.lowerBound..<words[last].bytes.upperBound
    }
  }

  private func isDatePart(_ word: CommentWord) -> Bool {
    if Self.months.contains(word.lower) { return true }
    let text = bytes[word.bytes]
    let digits = text.prefix(while: Self.isDigit)
    let ending = word.lower.drop { $0.isNumber }
    return (1...8).contains(digits.count) && ["", "st", "nd", "rd", "th"].contains(ending)
  }

  // MARK: Telephones and references

  private static let references: Set<String> = [
    "ref", "reference", "case", "claim", "ticket", "incident", "complaint", "sr", "account",
    "acct", "policy", "customer", "patient", "order", "invoice", "badge", "permit", "licence",
    "license", "passport", "application", "request", "id", "nhs", "ssn", "file", "loan", "member",
    "crn", "mrn", "docket", "citation",
  ]

  private static let fillers: Set<String> = [
    "no", "number", "num", "nr", "id", "is", "was", "ref", "reference", "my", "code",
  ]

  /// Ranges by kind, the surest first.
  func referencesAndPhones() -> [(Redaction.Kind, [Range<Int>])] {
    var identifiers = announcedReferences()
    var phones: [Range<Int>] = []
    var k = 0
    while k < bytes.count {
      guard let run = digitRun(from: k) else {
        k += 1
        continue
      }
      // "in 2019 020 7946 0958": a number before is left out.
      for start in groupStarts(run) {
        let part = start..<run.upperBound
        guard let kind = kind(of: part) else { continue }
        if kind == .phone { phones.append(part) } else { identifiers.append(part) }
        break
      }
      k = run.upperBound
    }
    return [(.identifier, identifiers + mixedTokens()), (.phone, phones)]
  }

  /// "case number 2023-00123", "ref: AB/123": the token after the word, if it has three digits.
  private func announcedReferences() -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for k in words.indices where Self.references.contains(words[k].lower) {
      var next = k + 1
      while next < words.count, next < k + 4, Self.fillers.contains(words[next].lower) {
        next += 1
      }
      guard next < words.count else { continue }
      // Nothing but blanks and signs may stand between.
      let gap = bytes[words[next - 1].bytes.upperBound..<words[next].bytes.lowerBound]
      guard gap.count <= 4, !gap.contains(0x0A), !gap.contains(0x2E) || gap.count > 1 else {
        continue
      }
      var end = words[next].bytes.lowerBound
      while end < bytes.count, bytes[end] > 0x20, bytes[end] < 0x80,
        CommentWord.insideLength(bytes, end) > 0 || [0x2D, 0x2F, 0x2E, 0x5F].contains(bytes[end])
      {
        end += 1
      }
      while end > words[next].bytes.lowerBound, CommentWord.insideLength(bytes, end - 1) == 0 {
        end -= 1
      }
      let start = words[next].bytes.lowerBound
      // Numbers written in groups: "943 476 5919".
      while end + 3 < bytes.count, bytes[end] == 0x20,
        bytes[start..<end].contains(where: Self.isDigit),
        bytes[(end + 1)...(end + 3)].allSatisfy(Self.isDigit)
      {
        end += 4
        while end < bytes.count, Self.isDigit(bytes[end]) { end += 1 }
      }
      let digits = bytes[start..<end].count(where: Self.isDigit)
      let isNumber = bytes[start..<end].allSatisfy(Self.isDigit)
      // "case 2019" is a year, "order 999" any number.
      if digits >= 5 || digits >= 3 && !isNumber || digits >= 3 && next > k + 1 {
        ranges.append(start..<end)
      }
    }
    return ranges
  }

  /// Letters with four digits or more, such as AB123456C; no "1000mg", no "1990s".
  private func mixedTokens() -> [Range<Int>] {
    words.compactMap { word in
      guard word.hasDigit else { return nil }
      let text = bytes[word.bytes]
      let digits = text.count(where: Self.isDigit)
      guard digits >= 4, digits < text.count else { return nil }
      let isUnit =
        text.drop(while: Self.isDigit).allSatisfy { !Self.isDigit($0) }
        && Self.isDigit(text.first!)
      return isUnit ? nil : word.bytes
    }
  }

  /// Digits with blanks, points, hyphens and parentheses between them, from `k` on, where no
  /// letter or amount of money stands before.
  private func digitRun(from k: Int) -> Range<Int>? {
    let first = bytes[k]
    guard Self.isDigit(first) || first == 0x2B || first == 0x28 else { return nil }
    if k > 0, CommentWord.insideLength(bytes, k - 1) > 0 { return nil }
    var end = k + 1
    var lastDigit = Self.isDigit(first) ? k : -1
    while end < bytes.count {
      if Self.isDigit(bytes[end]) {
        lastDigit = end
      } else if ![0x20, 0x2D, 0x2E, 0x28, 0x29].contains(bytes[end])
        || end - max(lastDigit, k) > 2
      {
        break
      }
      end += 1
    }
    guard lastDigit >= 0 else { return nil }
    return k..<(lastDigit + 1)
  }

  /// Where the run, or what is left of it without its first groups of digits, begins.
  private func groupStarts(_ run: Range<Int>) -> [Int] {
    [run.lowerBound]
      + run.dropFirst().filter { Self.isDigit(bytes[$0]) && bytes[$0 - 1] == 0x20 }
  }

  private func kind(of run: Range<Int>) -> Redaction.Kind? {
    let text = bytes[run]
    let digits = text.filter(Self.isDigit).map { Int($0) - 48 }
    let groups = text.split(whereSeparator: { !Self.isDigit($0) }).map(\.count)
    if run.upperBound < bytes.count, CommentWord.isASCIILetter(bytes[run.upperBound]) { return nil }
    let isMoney =
      run.lowerBound > 0 && [0x24, 0xA3, 0xAC].contains(bytes[run.lowerBound - 1])
    if isMoney { return nil }
    let isPlain = groups.count == 1
    let isBlank = !text.contains(0x2D) && !text.contains(0x28) && !text.contains(0x2E)
    if text.first == 0x2B { return (8...15).contains(digits.count) ? .phone : nil }
    if groups == [3, 2, 4] { return .identifier }
    if digits.count == 10, groups == [3, 3, 4] || isPlain, isBlank, Self.isHealthNumber(digits) {
      return .identifier
    }
    if groups == [4, 4, 4, 4] || groups == [4, 6, 5] { return .identifier }
    if digits.first == 0, (10...11).contains(digits.count), groups.first! >= 3 { return .phone }
    if groups == [3, 3, 4] { return .phone }
    if groups == [1, 3, 3, 4], digits.first == 1 { return .phone }
    if groups == [3, 4], text.contains(0x2D) { return .phone }
    if isPlain, digits.count == 10, digits[0] >= 2 { return .phone }
    if isPlain, digits.count == 11, digits[0] == 1 { return .phone }
    return isPlain && digits.count >= 7 ? .identifier : nil
  }

  /// The check digit of an NHS number: 11 less the weighted sum modulo 11.
  static func isHealthNumber(_ digits: [Int]) -> Bool {
    guard digits.count == 10 else { return false }
    let sum = (0..<9).reduce(0) { $0 + digits[$1] * (10 - $1) }
    let check = (11 - sum % 11) % 11
    return check != 10 && check == digits[9]
  }
}
