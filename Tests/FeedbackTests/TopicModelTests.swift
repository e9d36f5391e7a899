import Feedback
import Foundation
import Statistics
import TestSupport
import XCTest

final class TopicModelTests: XCTestCase {
  /// Made comments: each draws most of its words from one of four matters of twelve words,
  /// the rest from forty words of no matter.
  private func made(_ documents: Int = 1200, seed: UInt64 = 5) -> (
    counts: DocumentTermMatrix, matters: [Int]
  ) {
    var stream = RandomStream(seed: seed, "made-comments")
    var starts = [0]
    var indices: [Int32] = []
    var matters: [Int] = []
    for _ in 0..<documents {
      let matter = stream.integer(below: 4)
      var words = Set<Int32>()
      for _ in 0..<4 + stream.integer(below: 5) {
        let own = stream.uniform() < 0.7
        words.insert(
          Int32(own ? 12 * matter + stream.integer(below: 12) : 48 + stream.integer(below: 40)))
      }
      indices += words.sorted()
      starts.append(indices.count)
      matters.append(matter)
    }
    return (
      DocumentTermMatrix(
        terms: 88, documentStarts: starts, termIndices: indices,
        weights: [Float](repeating: 1, count: indices.count)), matters
    )
  }

  func testMattersOfMadeCommentsAreFound() throws {
    let (counts, matters) = made()
    let model = try TopicModel(counts, options: .init(topics: 4))
    XCTAssertEqual(model.topics.count, 4)
    var right = 0
    for topic in model.topics {
      XCTAssertEqual(Set(topic.terms.map { $0 / 12 }).count, 1, "a list of one matter")
      XCTAssertGreaterThan(topic.coherence, 0.1)
      XCTAssertEqual(topic.terms.count, 10)
    }
    XCTAssertEqual(model.diversity, 1)
    for (d, first) in model.firstTopics.enumerated() {
      if let first, model.topics[first].terms[0] / 12 == matters[d] { right += 1 }
    }
    XCTAssertGreaterThan(Double(right), 0.93 * Double(matters.count))
    XCTAssertEqual(model.topics.map(\.documents).reduce(0, +), 1200)
    XCTAssertEqual(
      model.topics.map(\.share), model.topics.map(\.share).sorted(by: >), "largest first")
    let stability = try TopicStability(
      of: model, from: counts, samples: 3, options: .init(topics: 4))
    XCTAssertGreaterThan(stability.mean, 0.6)
    XCTAssertLessThanOrEqual(stability.mean, 1)
  }

  func testTheNumberOfMattersIsSuggested() throws {
    let (counts, _) = made()
    let count = try TopicCount(
      for: counts, candidates: [2, 4, 8], samples: 3, options: .init(topics: 2))
    XCTAssertEqual(count.suggestion, 4)
    XCTAssertEqual(count.trials.map(\.asked), [2, 4, 8])
  }

  func testThreadsDoNotChangeABit() throws {
    let (counts, _) = made()
    var options = TopicModel.Options(topics: 5)
    let one = try TopicModel(counts, options: options)
    options.threads = 3
    let three = try TopicModel(counts, options: options)
    XCTAssertEqual(one.topics, three.topics)
    XCTAssertEqual(one.weights, three.weights)
  }

  func testAStockAnswerDoesNotMakeTheTopics() throws {
    let (counts, _) = made()
    let plain = try TopicModel(counts, options: .init(topics: 4))
    let copies = (0..<counts.documents).map { $0 } + [Int](repeating: 7, count: 800)
    let model = try TopicModel(counts.selecting(documents: copies), options: .init(topics: 4))
    let lists = { (model: TopicModel) in Set(model.topics.map { Set($0.terms) }) }
    XCTAssertEqual(lists(model), lists(plain))
    XCTAssertGreaterThan(model.topics[0].share, 0.4, "but it counts in the shares")
    XCTAssertGreaterThan(model.topics[0].repeated, 0.6, "and is told")
    XCTAssertLessThan(model.topics[1].repeated, 0.05)
  }

  func testQuotesAreOfTheTopicAndDiffer() throws {
    let (counts, matters) = made()
    let model = try TopicModel(counts, options: .init(topics: 4))
    for topic in 0..<4 {
      let quotes = try model.representatives(of: topic, in: counts)
      XCTAssertEqual(quotes.count, 3)
      XCTAssertEqual(Set(quotes.map { matters[$0] }), [model.topics[topic].terms[0] / 12])
      let hidden = (0..<counts.documents).map { $0 != quotes[0] }
      let others = try model.representatives(of: topic, in: counts, eligible: hidden)
      XCTAssertFalse(others.contains(quotes[0]))
      XCTAssertTrue(others.contains(quotes[1]))
    }
    XCTAssertThrowsError(try model.representatives(of: 0, in: counts, eligible: [true])) {
      XCTAssertEqual("\($0)", "eligible: 1 where 1200 belong")
    }
  }

  /// Pairs by hand: four documents; a in 2, b in 2, c in 4; a and b meet once.
  func testCoherenceIsThatOfTheDefinition() {
    let counts = DocumentTermMatrix(
      terms: 4, documentStarts: [0, 3, 5, 7, 8], termIndices: [0, 1, 2, 0, 2, 1, 2, 2],
      weights: [1, 1, 1, 1, 1, 1, 1, 1])
    let measure = TopicCoherence(counts)
    // ln(¼ / (½ · ½)) = 0.
    XCTAssertEqual(measure.association(0, 1), 0, accuracy: 1e-15)
    // p = ½, ½ · 1: ln 1 / ln 2 = 0.
    XCTAssertEqual(measure.association(0, 2), 0, accuracy: 1e-15)
    XCTAssertEqual(measure.association(0, 3), -1)
    XCTAssertEqual(measure.coherence(of: [0, 1, 3]), -2.0 / 3, accuracy: 1e-15)
    XCTAssertTrue(measure.coherence(of: [0]).isNaN)
    XCTAssertEqual(TopicCoherence.diversity(of: [[0, 1], [1, 2]]), 0.75)
  }

  /// Dunning's G² of two-by-two tables, by scipy
  /// `chi2_contingency(table, lambda_="log-likelihood", correction=False)`.
  func testLikelihoodRatio() {
    XCTAssertEqual(
      TopicPhrases.likelihoodRatio(110, 2442, 111, 29114), 270.721876936225, accuracy: 1e-6)
    XCTAssertEqual(TopicPhrases.likelihoodRatio(5, 5, 5, 5), 0, accuracy: 1e-12)
    XCTAssertEqual(TopicPhrases.likelihoodRatio(0, 10, 10, 0), 27.725887222397812, accuracy: 1e-9)
  }

  func testPhrasesNameTheirTopic() throws {
    let (counts, matters) = made()
    let model = try TopicModel(counts, options: .init(topics: 4))
    // Phrase m stands in every second comment of matter m, phrase 4 in every third of all.
    var starts = [0]
    var indices: [Int32] = []
    for (d, matter) in matters.enumerated() {
      if d % 2 == 0 { indices.append(Int32(matter)) }
      if d % 3 == 0 { indices.append(4) }
      starts.append(indices.count)
    }
    let holds = DocumentTermMatrix(
      terms: 5, documentStarts: starts, termIndices: indices,
      weights: [Float](repeating: 1, count: indices.count))
    let phrases = try TopicPhrases(model, holds: holds)
    let terms = (0..<88).map { "w\($0)" }
    for topic in 0..<4 {
      let matter = model.topics[topic].terms[0] / 12
      XCTAssertEqual(phrases.phrases[topic].map(\.phrase), [matter])
      let names = (0..<5).map { "w\(12 * $0) w\(12 * $0 + 1)" }
      let label = phrases.label(of: topic, in: model, terms: terms, phraseNames: names)
      XCTAssertEqual(label.split(separator: ",").count, 3)
      XCTAssertTrue(label.hasPrefix("w\(12 * matter) w\(12 * matter + 1), w"))
    }
  }

  func testTooLittleTextIsSaid() {
    let (counts, _) = made(20)
    XCTAssertThrowsError(try TopicModel(counts, options: .init(topics: 8))) {
      guard case TopicError.tooFew = $0 else { return XCTFail("\($0)") }
    }
    XCTAssertThrowsError(try TopicModel(counts, options: .init(topics: 1))) {
      XCTAssertEqual("\($0)", "topics: must be at least 2")
    }
  }
}
