import Feedback
import Foundation
import Statistics
import XCTest

final class TextClassifierTests: XCTestCase {
  private static let words = [
    ["waiting", "queue", "late", "delay", "hours"], ["nurse", "kind", "caring", "staff", "polite"],
    ["clean", "toilet", "dirty", "ward", "tidy"],
  ]
  private static let names = ["access", "care", "clean"]

  /// Comments of three themes; one in ten has the words of another, and an answer of one
  /// word that only the question tells apart.
  private static func made(
    _ count: Int, seed: UInt64
  ) throws -> (examples: TextExamples, labels: [Int]) {
    var stream = RandomStream(seed: seed, "made comments")
    var (texts, questions, labels): ([String], [String], [Int]) = ([], [], [])
    for _ in 0..<count {
      let label = [0, 0, 0, 1, 1, 2][stream.integer(below: 6)]
      let spoken = stream.uniform() < 0.1 ? stream.integer(below: 3) : label
      let length = 2 + stream.integer(below: 6)
      var comment = (0..<length).map { _ in
        stream.uniform() < 0.5
          ? Self.words[spoken][stream.integer(below: 5)]
          : ["the", "was", "very", "and"][
            stream.integer(below: 4)]
      }
      let isShort = stream.uniform() < 0.15
      if isShort { comment = ["nothing"] }
      texts.append(comment.joined(separator: " "))
      questions.append(isShort ? (label == 0 ? "improve" : "good") : "other")
      labels.append(label)
    }
    return (
      try TextExamples(
        TextCorpus(texts),
        context: [
          ContextColumn("question", .categories(questions)),
          ContextColumn("score", .numbers(labels.map { Double($0) + stream.normal() * 3 })),
        ]), labels
    )
  }

  private static let trained: FittedTextClassifier = {
    let data = try! made(600, seed: 1)
    return try! TextClassifier(errorRate: 0.2).fit(
      data.examples, ClassLabels(data.labels, classes: 3), classNames: names)
  }()

  func testUnseenCommentsAreDecidedAndTheProbabilitiesHold() throws {
    let unseen = try Self.made(1_500, seed: 2)
    let decisions = try Self.trained.predict(unseen.examples)
    let scores = ClassificationScores(
      decided: Self.trained.labels(decisions), actual: ClassLabels(unseen.labels, classes: 3))
    // A tenth of the comments speak of another theme, two thirds of those of a wrong one.
    XCTAssertGreaterThan(scores.accuracy, 0.78)
    let isRight = decisions.indices.map { decisions[$0].classes == [unseen.labels[$0]] }
    XCTAssertLessThan(
      expectedCalibrationError(probabilities: decisions.map(\.confidence), outcomes: isRight),
      0.06)
    XCTAssertEqual(Self.trained.validation.scores.accuracy, scores.accuracy, accuracy: 0.06)
    for decision in decisions {
      XCTAssertEqual(decision.probabilities.reduce(0, +), 1, accuracy: 1e-9)
    }
    XCTAssertEqual(
      try Self.trained.classify(unseen.examples).map { [Int($0)] }, decisions.map(\.classes))
  }

  func testReferralKeepsTheErrorsOfTheRestWithinTheRateStated() throws {
    let unseen = try Self.made(1_500, seed: 3)
    let decisions = try Self.trained.predict(unseen.examples)
    let decided = decisions.indices.filter { !decisions[$0].isReferred }
    XCTAssertGreaterThan(decided.count, 300)
    let wrong = decided.count { decisions[$0].classes != [unseen.labels[$0]] }
    XCTAssertLessThan(Double(wrong) / Double(decided.count), 0.2)
    // Nothing is promised that the data cannot show.
    let strict = Abstention(
      errorRate: 0.001, confidences: [0.9, 0.8, 0.7], isRight: [true, true, true])
    XCTAssertEqual(strict.coverage, 0)
    XCTAssertGreaterThan(strict.confidence, 1)
  }

  func testReasonsAddUpToTheDecision() throws {
    let unseen = try Self.made(30, seed: 4)
    let decisions = try Self.trained.predict(unseen.examples)
    for d in 0..<30 {
      // Contributions of all classes give the logits, up to what all classes share.
      let logits = try (0..<3).map { c -> Double in
        let why = try Self.trained.explain(unseen.examples, document: d, class: c)
        return why.base + (why.reasonsFor + why.reasonsAgainst).reduce(0) { $0 + $1.amount }
      }
      let p = decisions[d].probabilities
      for c in 1..<3 { XCTAssertEqual(logits[c] - logits[0], log(p[c] / p[0]), accuracy: 2e-3) }
      let why = try Self.trained.explain(unseen.examples, document: d)
      XCTAssertEqual([why.explainedClass], decisions[d].classes)
      XCTAssertTrue(
        zip(why.reasonsFor, why.reasonsFor.dropFirst()).allSatisfy { $0.amount >= $1.amount })
    }
  }

  func testTheQuestionTellsShortAnswersApart() throws {
    let same = try TextExamples(
      TextCorpus(["nothing", "nothing"]),
      context: [
        ContextColumn("question", .categories(["improve", "good"])),
        ContextColumn("score", .numbers([.nan, .nan])),
      ])
    let decisions = try Self.trained.predict(same)
    XCTAssertEqual(decisions[0].classes, [0])
    XCTAssertNotEqual(decisions[1].classes, [0])
  }

  func testSameModelAtAnyNumberOfThreadsAndThroughAFile() throws {
    let data = try Self.made(600, seed: 1)
    let again = try TextClassifier(errorRate: 0.2).fit(
      data.examples, ClassLabels(data.labels, classes: 3), classNames: Self.names, threads: 2)
    XCTAssertEqual(again, Self.trained)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let bytes = try encoder.encode(Self.trained)
    let read = try JSONDecoder().decode(FittedTextClassifier.self, from: bytes)
    XCTAssertEqual(read, Self.trained)
    XCTAssertEqual(try encoder.encode(read), bytes)
    XCTAssertEqual(
      try read.predict(data.examples, threads: 2), try Self.trained.predict(data.examples))
    let cut = String(decoding: bytes, as: UTF8.self)
      .replacingOccurrences(of: "\"classNames\":[\"access\",", with: "\"classNames\":[")
    XCTAssertThrowsError(try JSONDecoder().decode(FittedTextClassifier.self, from: Data(cut.utf8)))
  }

  func testSeveralClassesOfOneComment() throws {
    var stream = RandomStream(seed: 9, "several")
    func made(_ count: Int) -> (TextCorpus, [[Int]]) {
      let sets = (0..<count).map { _ in (0..<3).filter { _ in stream.uniform() < 0.4 } }
      return (
        TextCorpus(
          sets.map { set in
            (set.flatMap { c in (0..<2).map { _ in Self.words[c][stream.integer(below: 5)] } }
              + ["the", "was"]).joined(separator: " ")
          }), sets
      )
    }
    let (texts, sets) = made(300)
    let fitted = try TextClassifier().fit(
      TextExamples(texts), ClassLabels(sets: sets, classes: 3), classNames: Self.names)
    let (unseen, truth) = made(300)
    let decisions = try fitted.predict(TextExamples(unseen))
    let scores = ClassificationScores(
      decided: fitted.labels(decisions), actual: ClassLabels(sets: truth, classes: 3))
    XCTAssertGreaterThan(scores.microF1, 0.95)
    XCTAssertThrowsError(try fitted.classify(TextExamples(unseen)))
  }

  func testDocumentsUnlikeAnySeenAreStillDecided() throws {
    let odd = try TextExamples(
      TextCorpus(["", "zzzz qqqq", "\u{0}\u{7F}", String(repeating: "waiting ", count: 5_000)]),
      context: [
        ContextColumn("question", .categories(["?", "", "new", "other"])),
        ContextColumn("score", .numbers([.nan, 0, 1, 2])),
      ])
    let decisions = try Self.trained.predict(odd)
    XCTAssertTrue(decisions.allSatisfy { $0.probabilities.allSatisfy(\.isFinite) })
    XCTAssertEqual(decisions[3].classes, [0])
  }

  func testBadInputSaysSo() throws {
    let data = try Self.made(40, seed: 1)
    let labels = ClassLabels(data.labels, classes: 3)
    XCTAssertThrowsError(
      try TextExamples(TextCorpus(["a"]), context: [ContextColumn("q", .categories([]))]))
    XCTAssertThrowsError(
      try TextClassifier().fit(data.examples, labels, classNames: ["one"]))
    XCTAssertThrowsError(
      try TextClassifier().fit(
        data.examples, ClassLabels([Int](repeating: 1, count: 40), classes: 3),
        classNames: Self.names))
    XCTAssertThrowsError(
      try TextClassifier(folds: 1).fit(data.examples, labels, classNames: Self.names))
    XCTAssertThrowsError(
      try Self.trained.predict(TextExamples(TextCorpus(["without columns"])))
    ) { XCTAssertTrue("\($0)".contains("question")) }
  }

  func testALexiconListsTheWordsOfGoodAndBadScores() throws {
    let data = try Self.made(800, seed: 5)
    let lexicon = try SentimentLexicon(
      data.examples.documents, isFavourable: data.labels.map { $0 == 1 }, resamples: 20)
    let weights = Dictionary(uniqueKeysWithValues: lexicon.entries.map { ($0.term, $0.weight) })
    XCTAssertGreaterThan(weights["kind"] ?? 0, 1)
    XCTAssertLessThan(weights["queue"] ?? 0, -1)
    XCTAssertNil(weights["the"], "a word of both sides is no sentiment")
    for entry in lexicon.entries {
      XCTAssertLessThanOrEqual(entry.lower, entry.weight)
      XCTAssertGreaterThanOrEqual(entry.upper, entry.weight)
      XCTAssertGreaterThanOrEqual(entry.stability, 0.95)
    }
  }
}
