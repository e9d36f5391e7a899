/// From words to columns of a sorted vocabulary.
///
/// Rebuilt from the terms' own text, so that a fitted vectorizer need carry no tables.
struct TermLookup: Sendable {
  /// Every word that a kept run of words holds.
  private(set) var words = TermTable()
  /// Column of a run of words by its node; −1 where only longer runs are kept. Node w < words
  /// is the word w itself.
  private(set) var columnOfWord: [Int32] = []
  /// Node of a longer run by (node of the run without its last word, last word).
  private var runs: [PairTable]
  private var columnOfRun: [[Int32]]
  /// Kept runs of characters; number k stands for column `firstCharacter + k`.
  private(set) var grams = TermTable()

  /// - Parameters:
  ///   - wordTerms: runs of words, words parted by one blank; term k is column k.
  ///   - characterTerms: runs of characters; term k is column `wordTerms.count + k`.
  init(wordTerms: [String], characterTerms: [String], longestRun: Int) {
    runs = [PairTable](repeating: PairTable(), count: max(longestRun - 1, 0))
    columnOfRun = [[Int32]](repeating: [], count: max(longestRun - 1, 0))
    var padded = [UInt8](repeating: 0, count: TokenScanner.bufferLength)
    func number(_ bytes: some Collection<UInt8>, in table: inout TermTable) -> Int32 {
      for (k, byte) in bytes.enumerated() { padded[k] = byte }
      return padded.withUnsafeBufferPointer {
        let place = $0.baseAddress!
        return table.insert(place, bytes.count, hash: TermTable.hash(place, bytes.count))
      }
    }
    var table = TermTable(capacity: wordTerms.count)
    for (column, term) in wordTerms.enumerated() {
      let parts = term.utf8.split(separator: UInt8(ascii: " "))
      var node: Int32 = 0
      for (level, part) in parts.enumerated() {
        let word = number(part, in: &table)
        if Int(word) == columnOfWord.count { columnOfWord.append(-1) }
        if level == 0 {
          node = word
        } else {
          node = runs[level - 1].insert(PairTable.key(node, word))
          if Int(node) == columnOfRun[level - 1].count { columnOfRun[level - 1].append(-1) }
        }
      }
      if parts.count == 1 {
        columnOfWord[Int(node)] = Int32(column)
      } else {
        columnOfRun[parts.count - 2][Int(node)] = Int32(column)
      }
    }
    words = table
    var characters = TermTable(capacity: characterTerms.count)
    for term in characterTerms { _ = number(Array(term.utf8), in: &characters) }
    grams = characters
  }

  /// Node and column of the run `node` lengthened by `word` to `length` words, 2 or more.
  @inline(__always)
  func run(_ node: Int32, _ word: Int32, length: Int) -> (node: Int32, column: Int32)? {
    guard let next = runs[length - 2].find(PairTable.key(node, word)) else { return nil }
    return (next, columnOfRun[length - 2][Int(next)])
  }
}

/// The runs of characters of one word, with a blank at each end.
///
/// - Parameters:
///   - term: a word of `length` bytes; eight bytes past the end may be read.
///   - padded: room for `TokenScanner.bufferLength + 16` bytes.
///   - body: gets each run's bytes; eight bytes past the end may be read.
@inline(__always)
func forEachCharacterRun(
  _ term: UnsafePointer<UInt8>, _ length: Int, lengths: ClosedRange<Int>,
  padded: UnsafeMutablePointer<UInt8>, _ body: (UnsafePointer<UInt8>, Int) -> Void
) {
  padded[0] = UInt8(ascii: " ")
  for k in 0..<length { padded[k + 1] = term[k] }
  padded[length + 1] = UInt8(ascii: " ")
  let end = length + 2
  var start = 0
  while start < end {
    var stop = start
    var characters = 0
    while stop < end, characters < lengths.upperBound {
      stop += 1
      // Not into the middle of a character.
      while stop < end, padded[stop] & 0xC0 == 0x80 { stop += 1 }
      characters += 1
      if characters >= lengths.lowerBound { body(padded + start, stop - start) }
    }
    start += 1
    while start < end, padded[start] & 0xC0 == 0x80 { start += 1 }
  }
}
