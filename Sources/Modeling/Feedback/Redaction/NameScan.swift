/// Finds the names of persons.
struct NameScan {
  private let bytes: [UInt8]
  private let words: [CommentWord]
  private let lexicon: NameLexicon
  /// A comment in capitals only: capitals say nothing.
  private let isShouted: Bool

  init(_ bytes: [UInt8], _ words: [CommentWord], _ lexicon: NameLexicon) {
    self.bytes = bytes
    self.words = words
    self.lexicon = lexicon
    isShouted = words.count > 3 && words.count(where: \.isAllCapitals) * 10 >= words.count * 7
  }

  func names() -> [Range<Int>] {
    var isName = [Bool](repeating: false, count: words.count)
    for k in words.indices {
      afterTitle(k, &isName)
      afterIntroduction(k, &isName)
    }
    for k in words.indices where !isName[k] { byItself(k, &isName) }
    return joined(isName)
  }

  /// Words of one name are taken out together: "Mary Jane O'Neill".
  private func joined(_ isName: [Bool]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for k in words.indices where isName[k] {
      let range = words[k].bytes
      if k > 0, isName[k - 1], isJoined(k - 1), let last = ranges.popLast() {
        ranges.append(last.lowerBound..<range.upperBound)
      } else {
        ranges.append(range)
      }
    }
    return ranges
  }

  /// Whether only blanks, or the stop of an initial, stand between a word and the next.
  private func isJoined(_ k: Int) -> Bool {
    guard k + 1 < words.count else { return false }
    let gap = bytes[words[k].bytes.upperBound..<words[k + 1].bytes.lowerBound]
    return gap.count <= 3
      && gap.allSatisfy { $0 == 0x20 || $0 == 0x2E && words[k].bytes.count <= 2 }
  }

  private func follows(_ k: Int) -> Bool {
    guard k + 1 < words.count else { return false }
    let gap = bytes[words[k].bytes.upperBound..<words[k + 1].bytes.lowerBound]
    return gap.count <= 3 && gap.allSatisfy { $0 == 0x20 || $0 == 0x2E || $0 == 0x3A || $0 == 0x2C }
  }

  private func looksLikeName(_ k: Int) -> Bool {
    let word = words[k]
    // "XXXX": somebody has been here before.
    guard !word.lower.allSatisfy({ $0 == "x" }) else { return false }
    guard !word.hasDigit, !lexicon.isKept(word.lower), !NameWords.titles.contains(word.lower)
    else { return false }
    if isShouted { return !lexicon.isCommon(word.lower) && word.bytes.count > 2 }
    return word.isCapital && !isAcronym(word)
  }

  private func isAcronym(_ word: CommentWord) -> Bool {
    !isShouted && word.isAllCapitals && word.bytes.count <= 4
  }

  /// Marks the name that begins at word k, of up to three words.
  private func mark(from k: Int, _ isName: inout [Bool], first: Bool) {
    var k = k
    if first {
      isName[k] = true
      k += 1
    }
    var length = 1
    while k < words.count, length < 3, isJoined(k - 1), looksLikeName(k),
      !isPlace(k), isInitial(k) || isUnusual(k)
    {
      isName[k] = true
      length += 1
      k += 1
    }
  }

  private func isInitial(_ k: Int) -> Bool { words[k].bytes.count == 1 && words[k].lower != "i" }

  private func isPlace(_ k: Int) -> Bool { NameWords.places.contains(words[k].lower) }

  /// Not a word the corpus writes in lower case.
  private func isUnusual(_ k: Int) -> Bool {
    !lexicon.isKept(words[k].lower) && !lexicon.isCommon(words[k].lower)
  }

  private func afterTitle(_ k: Int, _ isName: inout [Bool]) {
    guard NameWords.titles.contains(words[k].lower), follows(k) else { return }
    let next = words[k + 1]
    guard !isPlace(k + 1), !next.hasDigit, next.bytes.count > 1 || next.isCapital else { return }
    let isStrong = NameWords.strongTitles.contains(words[k].lower)
    let isWritten = looksLikeName(k + 1)
    guard
      isWritten && (isStrong || !next.startsSentence)
        || isStrong && isUnusual(k + 1) && next.bytes.count > 2
          && !NameWords.titles.contains(next.lower)
    else { return }
    mark(from: k + 1, &isName, first: true)
  }

  private func afterIntroduction(_ k: Int, _ isName: inout [Bool]) {
    let before = words[..<k].suffix(3).map(\.lower)
    guard k > 0, follows(k - 1), !words[k].hasDigit, isUnusual(k) else { return }
    let isStrong = NameWords.strongIntroductions.contains { before.suffix($0.count) == $0[...] }
    let isIntroduced =
      !isShouted && looksLikeName(k)
      && NameWords.introductions.contains { before.suffix($0.count) == $0[...] }
    guard isStrong || isIntroduced, !isOfPlace(k) else { return }
    mark(from: k, &isName, first: true)
    // "spoke to Ana and Tomas"
    var last = k
    while last + 1 < words.count, isName[last + 1] { last += 1 }
    if last + 2 < words.count, ["and", "or"].contains(words[last + 1].lower), !isShouted,
      follows(last), follows(last + 1), looksLikeName(last + 2), isUnusual(last + 2),
      !isOfPlace(last + 2)
    {
      mark(from: last + 2, &isName, first: true)
    }
  }

  /// Whether the capitalised words that begin here end in "Hospital", "Street" …, or follow
  /// "in" or "at".
  private func isOfPlace(_ k: Int) -> Bool {
    if k > 0, NameWords.whereabouts.contains(words[k - 1].lower) { return true }
    var next = k
    while next < words.count, next < k + 4 {
      if isPlace(next) { return true }
      guard follows(next), words[next].isCapital, isUnusual(next) else { return false }
      next += 1
    }
    return false
  }

  /// Names that nothing announces: given names, capitalised pairs, and single words that
  /// the corpus never writes otherwise.
  private func byItself(_ k: Int, _ isName: inout [Bool]) {
    let word = words[k]
    guard !isShouted, looksLikeName(k), isUnusual(k), word.bytes.count > 2, !isOfPlace(k) else {
      return
    }
    if NameWords.givenNames.contains(word.lower) {
      mark(from: k, &isName, first: true)
      return
    }
    guard lexicon.isTelling, !lexicon.isWidespread(word.lower) else { return }
    let hasPartner =
      k + 1 < words.count && isJoined(k) && looksLikeName(k + 1) && isUnusual(k + 1)
    if !word.startsSentence || hasPartner { mark(from: k, &isName, first: true) }
  }
}
