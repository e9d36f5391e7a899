/// How a corpus of comments writes its words: a word that is written with a capital inside
/// sentences and hardly ever in lower case is a name, or the name of a place.
public struct NameLexicon: Sendable {
  private struct Use {
    var lower = 0
    /// With a capital where no sentence begins.
    var capital = 0
    var documents = 0
  }

  private var uses: [String: Use] = [:]
  private var kept: Set<String> = []
  /// Comments learnt from.
  public private(set) var documents = 0

  /// Knows no corpus.
  public init() {}

  /// Learns from comments.
  ///
  /// - Parameter keeping: words that are never taken for names, in any case: the agency's
  ///   places and services.
  public init(learningFrom comments: some Sequence<String>, keeping: [String] = []) {
    kept = Set(keeping.map { $0.lowercased() })
    for comment in comments {
      documents += 1
      let words = CommentWord.words(of: Array(comment.utf8))
      // A comment in capitals says nothing about how a word is written.
      guard words.count(where: \.isAllCapitals) * 2 <= words.count else { continue }
      var seen: Set<String> = []
      for word in words where !word.hasDigit {
        var use = uses[word.lower] ?? Use()
        if !word.isCapital {
          use.lower += 1
        } else if !word.startsSentence {
          use.capital += 1
        }
        if seen.insert(word.lower).inserted { use.documents += 1 }
        uses[word.lower] = use
      }
    }
  }

  /// Whether the corpus is large enough for single capitalised words to be judged by it.
  var isTelling: Bool { documents >= 200 }

  /// Whether a word is the agency's, a day, a month …: no name of a person.
  func isKept(_ word: String) -> Bool {
    kept.contains(word) || NameWords.ordinaryCapitals.contains(word)
      || NameWords.ordinary.contains(word)
  }

  /// Whether the corpus writes the word in lower case often enough to be a common one.
  func isCommon(_ word: String) -> Bool {
    guard let use = uses[word] else { return false }
    return use.lower >= 2 && use.lower * 4 > use.capital
  }

  /// Whether the word is the business of so many comments that it is the name of a place or
  /// a product rather than of a person.
  func isWidespread(_ word: String) -> Bool {
    guard let use = uses[word] else { return false }
    return use.documents >= 30 && use.documents * 200 >= documents
  }
}
