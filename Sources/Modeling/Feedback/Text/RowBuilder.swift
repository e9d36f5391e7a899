import Foundation

/// Turns documents into weighted rows, one after the other.
struct RowBuilder: Sendable {
  /// End of each row among the entries, from this builder's first row on.
  private(set) var ends: [Int] = []
  private(set) var indices: [Int32] = []
  private(set) var weights: [Float] = []

  private let vectorizer: FittedTextVectorizer
  private let hashMask: UInt64?
  private let wordColumns: Int
  private let longestRun: Int
  private var sums: SparseAccumulator
  /// Entry n: what ends at the word before and is n words long; a node or a hash.
  private var nodes = [Int32](repeating: -1, count: 9)
  private var hashes = [UInt64](repeating: 0, count: 9)
  /// Bit n: the word n before this one is a stop word.
  private var stops: UInt64 = 0
  private var wordsBefore = 0
  /// Words without a number in the vocabulary; numbered after those that have one.
  private var others = TermTable()
  /// Runs of characters of each word once met.
  private var grams: [CharacterRuns?]
  /// Σ over the document's words of the squared lengths of their vectors.
  private var squares = 0.0

  /// One word's runs of characters.
  private struct CharacterRuns {
    var columns: [Int32]
    /// Squared length of the word's own vector.
    var square: Double
  }

  private init(_ vectorizer: FittedTextVectorizer) {
    self.vectorizer = vectorizer
    if case .hashed(let bits) = vectorizer.options.columns {
      hashMask = 1 << UInt64(bits) - 1
    } else {
      hashMask = nil
    }
    wordColumns = vectorizer.wordColumns
    longestRun = vectorizer.options.words?.lengths.upperBound ?? 0
    sums = SparseAccumulator(terms: vectorizer.terms)
    grams = [CharacterRuns?](repeating: nil, count: vectorizer.lookup.words.count)
  }

  /// The rows of a stretch of documents.
  static func rows(
    of documents: TextCorpus, _ range: Range<Int>, by vectorizer: FittedTextVectorizer
  ) -> RowBuilder {
    var builder = RowBuilder(vectorizer)
    for document in range { builder.add(documents.bytes, documents.range(of: document)) }
    return builder
  }

  private mutating func add(_ bytes: [UInt8], _ range: Range<Int>) {
    let options = vectorizer.options
    squares = 0
    wordsBefore = 0
    for n in nodes.indices { nodes[n] = -1 }
    forEachToken(bytes, in: range, foldsAccents: options.foldsAccents) { _, term in
      let place = term.baseAddress!
      let hash = TermTable.hash(place, term.count)
      let word = vectorizer.lookup.words.find(place, term.count, hash: hash)
      if let block = options.words {
        if let hashMask {
          let isStop = vectorizer.stopTable.find(place, term.count, hash: hash) != nil
          addHashed(hash, isStop: isStop, block.lengths, mask: hashMask)
        } else {
          addRuns(word ?? -1, block.lengths)
        }
      }
      if let block = options.characters { addCharacters(term, hash, word: word, block.lengths) }
      wordsBefore += 1
    }
    finishRow(options)
  }

  /// Runs of words that end with this one, by the vocabulary; −1 for a word not in it.
  @inline(__always)
  private mutating func addRuns(_ word: Int32, _ lengths: ClosedRange<Int>) {
    var n = longestRun
    while n >= 2 {
      var node: Int32 = -1
      if word >= 0, nodes[n - 1] >= 0,
        let run = vectorizer.lookup.run(nodes[n - 1], word, length: n)
      {
        node = run.node
        if run.column >= 0 { sums.add(1, at: Int(run.column)) }
      }
      nodes[n] = node
      n -= 1
    }
    nodes[1] = word
    if word >= 0 {
      let column = vectorizer.lookup.columnOfWord[Int(word)]
      if column >= 0 { sums.add(1, at: Int(column)) }
    }
  }

  /// Runs of words that end with this one, by hash.
  private mutating func addHashed(
    _ hash: UInt64, isStop: Bool, _ lengths: ClosedRange<Int>, mask: UInt64
  ) {
    stops = stops << 1 | (isStop ? 1 : 0)
    for n in stride(from: min(longestRun, wordsBefore + 1), through: 1, by: -1) {
      hashes[n] = n == 1 ? hash : TermTable.mix(hashes[n - 1] &* 31 ^ hash)
      if n >= lengths.lowerBound, !isStop, stops >> UInt64(n - 1) & 1 == 0 {
        sums.add(1, at: Int(hashes[n] & mask))
      }
    }
  }

  private mutating func addCharacters(
    _ term: UnsafeBufferPointer<UInt8>, _ hash: UInt64, word: Int32?, _ lengths: ClosedRange<Int>
  ) {
    let known = vectorizer.lookup.words.count
    let id =
      word.map(Int.init)
      ?? known + Int(others.insert(term.baseAddress!, term.count, hash: hash))
    if id == grams.count { grams.append(nil) }
    if grams[id] == nil { grams[id] = runs(of: term, lengths) }
    guard let runs = grams[id] else { return }
    for column in runs.columns { sums.add(1, at: Int(column)) }
    squares += runs.square
  }

  private func runs(
    of term: UnsafeBufferPointer<UInt8>, _ lengths: ClosedRange<Int>
  ) -> CharacterRuns {
    var columns: [Int32] = []
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: TokenScanner.bufferLength + 16) {
      padded in
      forEachCharacterRun(
        term.baseAddress!, term.count, lengths: lengths, padded: padded.baseAddress!
      ) { place, length in
        let hash = TermTable.hash(place, length)
        if let hashMask {
          columns.append(Int32(wordColumns + Int(hash & hashMask)))
        } else if let gram = vectorizer.lookup.grams.find(place, length, hash: hash) {
          columns.append(Int32(wordColumns) + gram)
        }
      }
    }
    columns.sort()
    var square = 0.0
    var k = 0
    while k < columns.count {
      var next = k + 1
      while next < columns.count, columns[next] == columns[k] { next += 1 }
      let weight = Double(next - k) * Double(vectorizer.rarity[Int(columns[k])])
      square += weight * weight
      k = next
    }
    return CharacterRuns(columns: columns, square: square)
  }

  /// Turns the sums into weights and scales each block.
  private mutating func finishRow(_ options: TextVectorizer) {
    let first = indices.count
    var middle = first
    let rarity = vectorizer.rarity
    sums.drain { column, count in
      let isWord = Int(column) < wordColumns
      if isWord { middle += 1 }
      let weight: Float
      switch isWord ? options.words?.frequency : options.characters?.frequency {
      case .sublinear: weight = count == 1 ? 1 : Float(1 + log(Double(count)))
      case .presence: weight = 1
      default: weight = count
      }
      indices.append(column)
      weights.append(weight * rarity[Int(column)])
    }
    scale(first..<middle, options.words?.scaling)
    scale(middle..<indices.count, options.characters?.scaling)
    ends.append(indices.count)
  }

  private mutating func scale(_ entries: Range<Int>, _ scaling: TextVectorizer.Scaling?) {
    var length = 0.0
    switch scaling {
    case nil, .some(.none): return
    case .euclidean: for k in entries { length += Double(weights[k]) * Double(weights[k]) }
    case .byWord: length = squares
    }
    guard length > 0 else { return }
    let factor = 1 / length.squareRoot()
    for k in entries { weights[k] = Float(Double(weights[k]) * factor) }
  }
}
