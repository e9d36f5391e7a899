/// How documents become rows of term weights: which terms, and how each is weighted.
///
/// Terms are runs of words ("waiting room") and runs of characters within a word with a
/// blank at each end (" wai", "ting"), each a block of columns with its own weighting.
/// A term's weight is a function of its count times, where asked, its rarity
/// ln((1 + n)/(1 + df)) + 1, with df the documents of n that hold it (Spärck Jones 1972, in
/// the smoothed form that scikit-learn uses); then each block of a row is scaled.
public struct TextVectorizer: Codable, Equatable, Sendable {
  /// How often a term stands in a document, as a weight.
  public enum Frequency: String, Codable, CaseIterable, Sendable {
    /// The count.
    case count
    /// 1 + ln of the count.
    case sublinear
    /// 1.
    case presence
  }

  /// The scale of a row.
  public enum Scaling: String, Codable, CaseIterable, Sendable {
    case none
    /// Euclidean length 1.
    case euclidean
    /// As if each word were a vector of its own characters' weights and no two shared a
    /// term: the row divided by the root of Σ_words |vector of the word|². A document
    /// is then the sum of its words' vectors but for one number, which lets
    /// classification look up whole words; wants `frequency` `.count`.
    case byWord
  }

  /// A block of terms.
  public struct Block: Codable, Equatable, Sendable {
    /// Fewest and most words or characters of a term: 1 ... 8.
    public var lengths: ClosedRange<Int>
    public var frequency: Frequency
    /// Scales by rarity.
    public var weighsRarity: Bool
    public var scaling: Scaling
    /// Terms that fewer documents hold are left out; 1 or more.
    public var minimumDocuments: Int

    public init(
      _ lengths: ClosedRange<Int>, frequency: Frequency, weighsRarity: Bool = true,
      scaling: Scaling, minimumDocuments: Int = 1
    ) {
      self.lengths = lengths
      self.frequency = frequency
      self.weighsRarity = weighsRarity
      self.scaling = scaling
      self.minimumDocuments = minimumDocuments
    }
  }

  /// Which columns terms get.
  public enum Columns: Codable, Equatable, Sendable {
    /// One for each term seen, words first, then characters, each in ascending order of
    /// the bytes.
    case sorted
    /// 2^bits for each block, 8 ... 28, by a hash of the term (Weinberger et al. 2009, without
    /// their signs): no vocabulary to keep, terms cannot be named.
    case hashed(bits: Int)
  }

  /// Runs of words; nil for none.
  public var words: Block?
  /// Runs of characters within words; nil for none.
  public var characters: Block?
  public var stopWords: StopWords
  /// Writes "é" as "e".
  public var foldsAccents: Bool
  public var columns: Columns

  public init(
    words: Block? = Block(1...2, frequency: .sublinear, scaling: .euclidean),
    characters: Block? = Block(
      2...5, frequency: .count, scaling: .byWord, minimumDocuments: 2),
    stopWords: StopWords = .none, foldsAccents: Bool = true, columns: Columns = .sorted
  ) {
    self.words = words
    self.characters = characters
    self.stopWords = stopWords
    self.foldsAccents = foldsAccents
    self.columns = columns
  }

  /// Counts of words and pairs of words without stop words: what topics read.
  public static func counts(
    lengths: ClosedRange<Int> = 1...2, minimumDocuments: Int = 2, stopWords: StopWords = .english
  ) -> TextVectorizer {
    TextVectorizer(
      words: Block(
        lengths, frequency: .count, weighsRarity: false, scaling: .none,
        minimumDocuments: minimumDocuments),
      characters: nil, stopWords: stopWords)
  }

  /// Learns the terms and their rarity.
  ///
  /// - Parameters:
  ///   - documents: the training documents.
  ///   - threads: the answer is the same for any number.
  /// - Throws: `.noDocuments`, `.noTerms`, `.setting`.
  public func fit(
    _ documents: TextCorpus, threads: Int = 1
  ) throws(TextError) -> FittedTextVectorizer {
    try check()
    guard documents.count > 0 else { throw .noDocuments }
    return try FittedTextVectorizer(self, learningFrom: documents, threads: threads)
  }

  private func check() throws(TextError) {
    for (name, block) in [("words", words), ("characters", characters)] {
      guard let block else { continue }
      guard block.lengths.lowerBound >= 1, block.lengths.upperBound <= 8 else {
        throw .setting("lengths of \(name) must lie in 1 ... 8")
      }
      guard block.minimumDocuments >= 1 else {
        throw .setting("minimumDocuments of \(name) must be 1 or more")
      }
      if block.scaling == .byWord, block.frequency != .count || name == "words" {
        throw .setting("scaling byWord is for characters with frequency count")
      }
    }
    if case .hashed(let bits) = columns, !(8...28).contains(bits) {
      throw .setting("bits must lie in 8 ... 28")
    }
    if case .learned(let share) = stopWords, !(share >= 0 && share < 1) {
      throw .setting("the share of stop words must lie in 0 ..< 1")
    }
    if words == nil, characters == nil { throw .setting("no block of terms is asked for") }
  }
}

/// Why texts could not be used.
public enum TextError: Error, Equatable, Sendable, CustomStringConvertible {
  case noDocuments
  /// No document holds a term that is kept.
  case noTerms
  /// A setting out of its range, in words.
  case setting(String)
  /// Inputs that do not fit together, in words.
  case mismatch(String)

  public var description: String {
    switch self {
    case .noDocuments: "no documents to learn from"
    case .noTerms:
      "no words are left to learn from; are the texts empty, or minimumDocuments too large?"
    case .setting(let reason), .mismatch(let reason): reason
    }
  }
}
