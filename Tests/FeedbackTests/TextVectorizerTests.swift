import Feedback
import Foundation
import TestSupport
import XCTest

final class TextVectorizerTests: XCTestCase {
  private struct Golden: Decodable {
    struct Rows: Decodable {
      let terms: [String]
      let rows: [[String: Double]]
    }
    let documents: [String]
    let words, wordsOfTwoDocuments, characters, counts: Rows
  }

  private static let golden: Golden = {
    let data = try! Data(contentsOf: Repository.reference("feedback/text/tfidf.json"))
    return try! JSONDecoder().decode(Golden.self, from: data)
  }()

  private func check(
    _ options: TextVectorizer, _ expected: Golden.Rows, line: UInt = #line
  ) throws {
    let corpus = TextCorpus(Self.golden.documents)
    let fitted = try options.fit(corpus)
    XCTAssertEqual(fitted.wordTerms + fitted.characterTerms, expected.terms, line: line)
    let matrix = fitted.transform(corpus)
    for (d, row) in expected.rows.enumerated() {
      var own: [String: Double] = [:]
      for k in matrix.entries(of: d) {
        own[fitted.term(Int(matrix.termIndices[k]))] = Double(matrix.weights[k])
      }
      XCTAssertEqual(Set(own.keys), Set(row.keys), line: line)
      for (term, weight) in row {
        XCTAssertEqual(own[term] ?? 0, weight, accuracy: 1e-6, term, line: line)
      }
    }
  }

  func testWordsAgreeWithScikitLearn() throws {
    try check(
      TextVectorizer(
        words: .init(1...2, frequency: .sublinear, scaling: .euclidean), characters: nil,
        foldsAccents: false), Self.golden.words)
    try check(
      TextVectorizer(
        words: .init(1...3, frequency: .count, scaling: .euclidean, minimumDocuments: 2),
        characters: nil, foldsAccents: false), Self.golden.wordsOfTwoDocuments)
    try check(
      TextVectorizer(
        words: .init(1...2, frequency: .count, weighsRarity: false, scaling: .none),
        characters: nil, foldsAccents: false), Self.golden.counts)
  }

  func testCharactersAgreeWithScikitLearn() throws {
    try check(
      TextVectorizer(
        words: nil, characters: .init(2...5, frequency: .sublinear, scaling: .euclidean),
        foldsAccents: false), Self.golden.characters)
  }

  func testByWordScalingIsTheSumOfTheWordsVectors() throws {
    let options = TextVectorizer(
      words: nil, characters: .init(2...4, frequency: .count, scaling: .byWord))
    let fitted = try options.fit(TextCorpus(["kind staff", "staff room", "kind"]))
    let matrix = fitted.transform(TextCorpus(["kind staff kind", "kind", "staff"]))
    func row(_ d: Int) -> [Double] {
      var row = [Double](repeating: 0, count: fitted.terms)
      for k in matrix.entries(of: d) { row[Int(matrix.termIndices[k])] = Double(matrix.weights[k]) }
      return row
    }
    // A single word's row has length 1; the whole is their sum up to its scale.
    XCTAssertEqual(row(1).reduce(0) { $0 + $1 * $1 }, 1, accuracy: 1e-6)
    func length(_ word: String) -> Double {
      let one = fitted.transform(TextCorpus([word]))
      let k = one.termIndices.firstIndex { fitted.term(Int($0)) == word.prefix(4) }!
      return Double(fitted.rarity[Int(one.termIndices[k])]) / Double(one.weights[k])
    }
    let (kind, staff) = (length("kind"), length("staff"))
    let scale = (2 * kind * kind + staff * staff).squareRoot()
    for (j, value) in row(0).enumerated() {
      XCTAssertEqual(value, (2 * kind * row(1)[j] + staff * row(2)[j]) / scale, accuracy: 1e-6)
    }
  }

  func testStopWordsEndNoTerm() throws {
    let corpus = TextCorpus(["the point of the visit", "point of contact", "of the"])
    var options = TextVectorizer.counts(lengths: 1...3, minimumDocuments: 1)
    XCTAssertEqual(
      try options.fit(corpus).wordTerms, ["contact", "point", "point of contact", "visit"])
    options.stopWords = .learned(share: 0.7)
    let learned = try options.fit(corpus)
    XCTAssertEqual(learned.stopWords, ["of"])
    XCTAssertTrue(learned.wordTerms.contains("the visit"))
    options.stopWords = .listed(["visit", "point", "contact", "of", "the"])
    XCTAssertThrowsError(try options.fit(corpus)) { XCTAssertEqual($0 as? TextError, .noTerms) }
    XCTAssertEqual(StopWords.englishWords.count, Set(StopWords.englishWords).count)
  }

  func testHashedColumnsAgreeWithSortedOnesWhereNoneCollide() throws {
    let corpus = TextCorpus(Self.golden.documents)
    for stopWords in [StopWords.none, .english] {
      var options = TextVectorizer(stopWords: stopWords)
      let sorted = try options.fit(corpus).transform(corpus)
      options.columns = .hashed(bits: 17)
      let hashed = try options.fit(corpus).transform(corpus)
      XCTAssertEqual(hashed.terms, 2 << 17)
      for d in 0..<corpus.count {
        let (a, b) = (sorted.weights[sorted.entries(of: d)], hashed.weights[hashed.entries(of: d)])
        // Hashed rows hold columns of weight zero where the sorted vocabulary has none.
        XCTAssertEqual(a.sorted(), b.filter { $0 != 0 }.sorted(), "document \(d)")
      }
    }
  }

  func testSameBytesAtAnyNumberOfThreadsAndThroughJSON() throws {
    let many = (0..<4_500).map { "Document \($0 % 97) says \(Self.golden.documents[$0 % 7])" }
    let corpus = TextCorpus(many)
    let one = try TextVectorizer().fit(corpus)
    let two = try TextVectorizer().fit(corpus, threads: 2)
    XCTAssertEqual(one, two)
    let rows = one.transform(corpus)
    XCTAssertEqual(rows, two.transform(corpus, threads: 2))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let again = try JSONDecoder().decode(FittedTextVectorizer.self, from: encoder.encode(one))
    XCTAssertEqual(again, one)
    XCTAssertEqual(again.transform(corpus), rows)
    XCTAssertEqual(try encoder.encode(again), try encoder.encode(one))
  }

  func testAFileThatDoesNotFitItselfIsRefused() throws {
    let fitted = try TextVectorizer().fit(TextCorpus(["a b", "b c"]))
    var text = String(decoding: try JSONEncoder().encode(fitted), as: UTF8.self)
    text = text.replacingOccurrences(of: "\"rarity\":[", with: "\"rarity\":[1,")
    XCTAssertThrowsError(
      try JSONDecoder().decode(FittedTextVectorizer.self, from: Data(text.utf8)))
  }

  func testBadSettingsAndNoDocumentsSaySo() {
    let corpus = TextCorpus(["a b"])
    var options = TextVectorizer()
    XCTAssertThrowsError(try options.fit(TextCorpus())) {
      XCTAssertEqual($0 as? TextError, .noDocuments)
    }
    XCTAssertThrowsError(try options.fit(TextCorpus(["", "..."]))) {
      XCTAssertEqual($0 as? TextError, .noTerms)
    }
    options.columns = .hashed(bits: 40)
    XCTAssertThrowsError(try options.fit(corpus))
    options = TextVectorizer(words: nil, characters: nil)
    XCTAssertThrowsError(try options.fit(corpus))
    options = TextVectorizer(words: .init(0...2, frequency: .count, scaling: .none))
    XCTAssertThrowsError(try options.fit(corpus))
    options = TextVectorizer(words: .init(1...2, frequency: .count, scaling: .byWord))
    XCTAssertThrowsError(try options.fit(corpus))
    options = TextVectorizer(stopWords: .learned(share: 1))
    XCTAssertThrowsError(try options.fit(corpus))
  }
}
