import Foundation

/// Counts which terms documents hold, and keeps those wanted.
struct VocabularyBuilder {
  private let options: TextVectorizer
  private let documents: TextCorpus
  /// Every word's number in reading order, and where each document's begin.
  private var words: [Int32] = []
  private var starts = [0]
  private var table = TermTable()
  /// Documents that hold each word.
  private var documentsOfWord: [Int32] = []

  init(_ options: TextVectorizer, _ documents: TextCorpus) {
    self.options = options
    self.documents = documents
    var last: [Int32] = []
    for document in 0..<documents.count {
      forEachToken(
        documents.bytes, in: documents.range(of: document), foldsAccents: options.foldsAccents
      ) { _, term in
        let hash = TermTable.hash(term.baseAddress!, term.count)
        let word = Int(table.insert(term.baseAddress!, term.count, hash: hash))
        if word == last.count {
          last.append(-1)
          documentsOfWord.append(0)
        }
        if last[word] != Int32(document) {
          last[word] = Int32(document)
          documentsOfWord[word] += 1
        }
        words.append(Int32(word))
      }
      starts.append(words.count)
    }
  }

  /// The words treated as stop words, ascending.
  func stopWords() -> [String] {
    let ids: [Int]
    switch options.stopWords {
    case .none: return []
    case .english:
      return StopWords.englishWords.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    case .listed(let listed): return listed.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    case .learned(let share):
      ids = (0..<table.count).filter {
        Double(documentsOfWord[$0]) > share * Double(documents.count)
      }
    }
    return table.sortedIDs(ids).map(table.string)
  }

  /// Runs of words kept, ascending, each with the documents that hold it.
  func runs(
    _ block: TextVectorizer.Block, stopWords: [String]
  ) -> [(term: String, documents: Int32)] {
    let stops = FittedTextVectorizer.table(of: stopWords)
    let isStop = (0..<table.count).map { word in
      var bytes = Array(table.bytes[table.range(of: word)])
      let count = bytes.count
      bytes.append(contentsOf: [UInt8](repeating: 0, count: 8))
      return bytes.withUnsafeBufferPointer {
        stops.find($0.baseAddress!, count, hash: TermTable.hash($0.baseAddress!, count)) != nil
      }
    }
    var kept = TermTable()
    var counts: [Int32] = []
    func keep(_ parts: [Int32], _ documents: Int32) {
      guard documents >= block.minimumDocuments, !isStop[Int(parts[0])],
        !isStop[Int(parts[parts.count - 1])]
      else { return }
      var bytes: [UInt8] = []
      for (k, part) in parts.enumerated() {
        if k > 0 { bytes.append(UInt8(ascii: " ")) }
        bytes.append(contentsOf: table.bytes[table.range(of: Int(part))])
      }
      let count = bytes.count
      bytes.append(contentsOf: [UInt8](repeating: 0, count: 8))
      bytes.withUnsafeBufferPointer {
        _ = kept.insert($0.baseAddress!, count, hash: TermTable.hash($0.baseAddress!, count))
      }
      counts.append(documents)
    }
    if block.lengths.lowerBound == 1 {
      for word in 0..<table.count { keep([Int32(word)], documentsOfWord[word]) }
    }
    // Runs of n words that end at each place, from those of n − 1 words.
    var nodes = words
    var parents: [[(before: Int32, word: Int32)]] = []
    for n in stride(from: 2, through: block.lengths.upperBound, by: 1) {
      let (next, links, held) = lengthened(nodes, to: n)
      nodes = next
      parents.append(links)
      guard n >= block.lengths.lowerBound else { continue }
      for (run, documents) in held.enumerated() where documents >= block.minimumDocuments {
        var parts: [Int32] = []
        var node = Int32(run)
        for level in stride(from: parents.count - 1, through: 0, by: -1) {
          parts.insert(parents[level][Int(node)].word, at: 0)
          node = parents[level][Int(node)].before
        }
        keep([node] + parts, documents)
      }
    }
    return kept.sortedIDs(Array(0..<kept.count)).map { (kept.string($0), counts[$0]) }
  }

  /// Runs one word longer: the node at each place (−1 too near a document's start), what
  /// each node is made of, and how many documents hold it.
  private func lengthened(
    _ nodes: [Int32], to length: Int
  ) -> (nodes: [Int32], links: [(before: Int32, word: Int32)], held: [Int32]) {
    var table = PairTable(capacity: nodes.count / 2)
    var links: [(before: Int32, word: Int32)] = []
    var held: [Int32] = []
    var last: [Int32] = []
    var next = [Int32](repeating: -1, count: nodes.count)
    for document in 0..<documents.count {
      let range = starts[document]..<starts[document + 1]
      for place in range.dropFirst(length - 1) {
        let run = table.insert(PairTable.key(nodes[place - 1], words[place]))
        if Int(run) == links.count {
          links.append((nodes[place - 1], words[place]))
          held.append(0)
          last.append(-1)
        }
        if last[Int(run)] != Int32(document) {
          last[Int(run)] = Int32(document)
          held[Int(run)] += 1
        }
        next[place] = run
      }
    }
    return (next, links, held)
  }

  /// Runs of characters kept, ascending, each with the documents that hold it.
  func characterRuns(_ block: TextVectorizer.Block) -> [(term: String, documents: Int32)] {
    var grams = TermTable()
    // Runs of each word, each once.
    var gramsOfWord: [[Int32]] = []
    gramsOfWord.reserveCapacity(table.count)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 2 * TokenScanner.bufferLength + 16) {
      room in
      let padded = room.baseAddress! + TokenScanner.bufferLength
      for word in 0..<table.count {
        let range = table.range(of: word)
        for (k, place) in range.enumerated() { room[k] = table.bytes[place] }
        var own: [Int32] = []
        forEachCharacterRun(
          UnsafePointer(room.baseAddress!), range.count, lengths: block.lengths, padded: padded
        ) { place, length in
          own.append(grams.insert(place, length, hash: TermTable.hash(place, length)))
        }
        own.sort()
        gramsOfWord.append(own.indices.filter { $0 == 0 || own[$0] != own[$0 - 1] }.map { own[$0] })
      }
    }
    var held = [Int32](repeating: 0, count: grams.count)
    var last = [Int32](repeating: -1, count: grams.count)
    var lastOfWord = [Int32](repeating: -1, count: table.count)
    for document in 0..<documents.count {
      for word in words[starts[document]..<starts[document + 1]]
      where lastOfWord[Int(word)] != Int32(document) {
        lastOfWord[Int(word)] = Int32(document)
        for gram in gramsOfWord[Int(word)] where last[Int(gram)] != Int32(document) {
          last[Int(gram)] = Int32(document)
          held[Int(gram)] += 1
        }
      }
    }
    let kept = (0..<grams.count).filter { held[$0] >= block.minimumDocuments }
    return grams.sortedIDs(kept).map { (grams.string($0), held[$0]) }
  }
}

extension FittedTextVectorizer {
  /// Learns terms and rarity from documents.
  init(
    _ options: TextVectorizer, learningFrom documents: TextCorpus, threads: Int
  ) throws(TextError) {
    let builder = VocabularyBuilder(options, documents)
    let stopWords = builder.stopWords()
    func rarity(_ held: Int, _ block: TextVectorizer.Block) -> Float {
      block.weighsRarity ? Float(log(Double(1 + documents.count) / Double(1 + held)) + 1) : 1
    }
    if case .hashed(let bits) = options.columns {
      let blocks = [options.words, options.characters].compactMap { $0 }
      var bare = options
      bare.words?.frequency = .presence
      bare.words?.scaling = .none
      bare.characters?.scaling = .none
      let columns = blocks.count << bits
      let ones = FittedTextVectorizer(
        options: bare, documents: documents.count, wordTerms: [], characterTerms: [],
        stopWords: stopWords, rarity: [Float](repeating: 1, count: columns))
      let presence = ones.transform(documents, threads: threads)
      guard !presence.termIndices.isEmpty else { throw .noTerms }
      var held = [Int](repeating: 0, count: columns)
      for column in presence.termIndices { held[Int(column)] += 1 }
      self.init(
        options: options, documents: documents.count, wordTerms: [], characterTerms: [],
        stopWords: stopWords,
        // A column below the least number of documents weighs nothing.
        rarity: (0..<columns).map {
          let block = blocks[$0 >> bits]
          return held[$0] >= block.minimumDocuments ? rarity(held[$0], block) : 0
        })
      return
    }
    let runs = options.words.map { builder.runs($0, stopWords: stopWords) } ?? []
    let grams = options.characters.map { builder.characterRuns($0) } ?? []
    guard !runs.isEmpty || !grams.isEmpty else { throw .noTerms }
    var weights: [Float] = []
    if let block = options.words { weights += runs.map { rarity(Int($0.documents), block) } }
    if let block = options.characters { weights += grams.map { rarity(Int($0.documents), block) } }
    self.init(
      options: options, documents: documents.count, wordTerms: runs.map(\.term),
      characterTerms: grams.map(\.term), stopWords: stopWords, rarity: weights)
  }
}
