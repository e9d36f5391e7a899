import Foundation
import LinearAlgebra
import Statistics

/// The words that go with good and with bad scores, learned from an agency's own: each with
/// its weight, an interval and how steady it is.
///
/// Logistic regression of "above the middle" on the words and pairs of words of the comment, both
/// sides weighed alike, on `resamples` bootstrap samples of the documents (Efron 1979). A
/// word is listed where its sign is the same in 95 % of the samples.
public struct SentimentLexicon: Codable, Equatable, Sendable {
  public struct Entry: Codable, Equatable, Sendable {
    public let term: String
    /// Training documents that hold it.
    public let documents: Int
    /// Mean weight over the samples: above 0 for words of good scores. Log-odds for a
    /// comment that consists of the term alone.
    public let weight: Double
    /// The middle 90 % of the weights of the samples.
    public let lower: Double
    public let upper: Double
    /// Share of the samples in which the weight has the sign of the mean.
    public let stability: Double
  }

  /// Ascending weight: the worst first.
  public let entries: [Entry]

  /// - Parameters:
  ///   - isFavourable: whether each document's score is good; leave out those in between.
  ///   - minimumDocuments: rarer terms are not listed.
  ///   - resamples: 10 or more.
  ///   - threads: the answer is the same for any number.
  /// - Throws: `.noDocuments`, `.noTerms`, `.mismatch`, `.setting`.
  public init(
    _ documents: TextCorpus, isFavourable: [Bool], minimumDocuments: Int = 10,
    resamples: Int = 40, seed: UInt64 = 1, threads: Int = 1
  ) throws(TextError) {
    guard documents.count == isFavourable.count else {
      throw .mismatch("\(documents.count) documents but \(isFavourable.count) scores")
    }
    guard resamples >= 10 else { throw .setting("resamples must be 10 or more") }
    guard isFavourable.contains(true), isFavourable.contains(false) else {
      throw .setting("a lexicon needs documents with good and with bad scores")
    }
    let vectorizer = try TextVectorizer(
      words: .init(
        1...2, frequency: .presence, weighsRarity: false, scaling: .euclidean,
        minimumDocuments: minimumDocuments),
      characters: nil
    ).fit(documents, threads: threads)
    let rows = vectorizer.transform(documents)
    let labels = ClassLabels(isFavourable.map { $0 ? 1 : 0 }, classes: 2)
    let stream = RandomStream(seed: seed, "text", "lexicon")
    let samples = try parallelTryMap(resamples, threads: threads) {
      (k: Int) throws(TextError) -> [Float] in
      var own = stream.substream(k)
      let chosen = (0..<documents.count).map { _ in own.integer(below: documents.count) }
      let model = try LinearTextLearner.logistic(cost: 1, balance: 1)
        .fit(rows.selecting(documents: chosen), labels.selecting(documents: chosen), seed: seed)
      return (0..<rows.terms).map { model.weights[2 * $0 + 1] }
    }
    var counts = [Int](repeating: 0, count: rows.terms)
    for j in rows.termIndices { counts[Int(j)] += 1 }
    var entries: [Entry] = []
    for j in 0..<rows.terms {
      let weights = samples.map { Double($0[j]) }.sorted()
      let mean = weights.reduce(0, +) / Double(resamples)
      let agreeing = weights.count { mean > 0 ? $0 > 0 : $0 < 0 }
      let stability = Double(agreeing) / Double(resamples)
      guard stability >= 0.95 else { continue }
      entries.append(
        Entry(
          term: vectorizer.term(j), documents: counts[j], weight: mean,
          lower: SampleQuantile.of(weights, at: 0.05), upper: SampleQuantile.of(weights, at: 0.95),
          stability: stability))
    }
    self.entries = entries.sorted { ($0.weight, $0.term) < ($1.weight, $1.term) }
  }
}
