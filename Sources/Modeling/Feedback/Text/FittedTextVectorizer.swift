import LinearAlgebra

/// Terms, their rarity, and how documents become rows over them: the result of
/// `TextVectorizer.fit`.
public struct FittedTextVectorizer: Sendable, Equatable {
  public let options: TextVectorizer
  /// Documents it learned from.
  public let documents: Int
  /// Kept runs of words in ascending order of their bytes; column k is term k. Empty
  /// where columns are hashed.
  public let wordTerms: [String]
  /// Kept runs of characters; column `wordColumns + k` is term k.
  public let characterTerms: [String]
  /// The words treated as stop words, ascending.
  public let stopWords: [String]
  /// ln((1 + n)/(1 + df)) + 1 of every column, or 1 where rarity is not weighed.
  public let rarity: [Float]

  let lookup: TermLookup
  let stopTable: TermTable

  /// Columns of runs of words; those of characters follow.
  public var wordColumns: Int {
    guard options.words != nil else { return 0 }
    if case .hashed(let bits) = options.columns { return 1 << bits }
    return wordTerms.count
  }

  /// Columns of a row.
  public var terms: Int { rarity.count }

  init(
    options: TextVectorizer, documents: Int, wordTerms: [String], characterTerms: [String],
    stopWords: [String], rarity: [Float]
  ) {
    self.options = options
    self.documents = documents
    self.wordTerms = wordTerms
    self.characterTerms = characterTerms
    self.stopWords = stopWords
    self.rarity = rarity
    lookup = TermLookup(
      wordTerms: wordTerms, characterTerms: characterTerms,
      longestRun: options.words?.lengths.upperBound ?? 0)
    stopTable = Self.table(of: stopWords)
  }

  /// Words as a table.
  static func table(of words: [String]) -> TermTable {
    var table = TermTable(capacity: words.count)
    for word in words {
      let bytes = Array(word.utf8) + [UInt8](repeating: 0, count: 8)
      bytes.withUnsafeBufferPointer {
        let count = bytes.count - 8
        _ = table.insert(
          $0.baseAddress!, count, hash: TermTable.hash($0.baseAddress!, count))
      }
    }
    return table
  }

  /// The text of a column: a run of words, or a run of characters with its blanks; "#k" for
  /// a hashed column.
  public func term(_ column: Int) -> String {
    if case .hashed = options.columns { return "#\(column)" }
    return column < wordTerms.count
      ? wordTerms[column] : characterTerms[column - wordTerms.count]
  }

  /// Rows of documents, weighted and scaled. Terms not learned are left out.
  ///
  /// - Parameter threads: the answer is the same for any number.
  public func transform(_ documents: TextCorpus, threads: Int = 1) -> DocumentTermMatrix {
    let chunk = 2_048
    let parts = parallelMap((documents.count + chunk - 1) / chunk, threads: threads) { part in
      let range = part * chunk..<min((part + 1) * chunk, documents.count)
      return RowBuilder.rows(of: documents, range, by: self)
    }
    var starts = [0]
    var indices: [Int32] = []
    var weights: [Float] = []
    starts.reserveCapacity(documents.count + 1)
    indices.reserveCapacity(parts.reduce(0) { $0 + $1.indices.count })
    weights.reserveCapacity(indices.capacity)
    for part in parts {
      let before = indices.count
      for end in part.ends { starts.append(before + end) }
      indices.append(contentsOf: part.indices)
      weights.append(contentsOf: part.weights)
    }
    return DocumentTermMatrix(
      terms: terms, documentStarts: starts, termIndices: indices, weights: weights)
  }

  public static func == (a: FittedTextVectorizer, b: FittedTextVectorizer) -> Bool {
    a.options == b.options && a.documents == b.documents && a.wordTerms == b.wordTerms
      && a.characterTerms == b.characterTerms && a.stopWords == b.stopWords && a.rarity == b.rarity
  }
}

extension FittedTextVectorizer: Codable {
  private enum CodingKeys: String, CodingKey {
    case options, documents, wordTerms, characterTerms, stopWords, rarity
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      options: try values.decode(TextVectorizer.self, forKey: .options),
      documents: try values.decode(Int.self, forKey: .documents),
      wordTerms: try values.decode([String].self, forKey: .wordTerms),
      characterTerms: try values.decode([String].self, forKey: .characterTerms),
      stopWords: try values.decode([String].self, forKey: .stopWords),
      rarity: try values.decode([Float].self, forKey: .rarity))
    let columns: Int
    if case .hashed(let bits) = options.columns {
      columns = (1 << bits) * ((options.words == nil ? 0 : 1) + (options.characters == nil ? 0 : 1))
    } else {
      columns = wordTerms.count + characterTerms.count
    }
    guard rarity.count == columns else {
      throw DecodingError.dataCorruptedError(
        forKey: .rarity, in: values,
        debugDescription: "expected \(columns) values, one a column, found \(rarity.count)")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(options, forKey: .options)
    try values.encode(documents, forKey: .documents)
    try values.encode(wordTerms, forKey: .wordTerms)
    try values.encode(characterTerms, forKey: .characterTerms)
    try values.encode(stopWords, forKey: .stopWords)
    try values.encode(rarity, forKey: .rarity)
  }
}
