import Foundation

/// The phrases that tell topics apart, and a name for each topic made of them.
///
/// A phrase speaks for the topic in whose documents it is over-represented most by
/// Dunning's (1993) log-likelihood ratio G² of the two-by-two table of documents (topic
/// or not, phrase or not). Only phrases whose G² a chance phrase would hardly reach in as
/// many trials (χ² with one degree of freedom, Bonferroni) are listed.
public struct TopicPhrases: Sendable {
  public struct Phrase: Sendable, Equatable {
    /// Its number in the table of phrases.
    public var phrase: Int
    /// Documents of the topic that hold it.
    public var documents: Int
    /// Dunning's G² of the table, above 0.
    public var likelihoodRatio: Double
  }

  /// For each topic, largest likelihood ratio first.
  public let phrases: [[Phrase]]

  /// - Parameters:
  ///   - holds: documents and the phrases they hold, the model's documents in order.
  ///   - minimumDocuments: documents of the topic that hold a listed phrase.
  ///   - count: phrases a topic, at most.
  /// - Throws: `.length` where the documents are not the model's.
  public init(
    _ model: TopicModel, holds: DocumentTermMatrix, minimumDocuments: Int = 5, count: Int = 5
  ) throws(TopicError) {
    guard holds.documents == model.firstTopics.count else {
      throw .length("documents", have: holds.documents, need: model.firstTopics.count)
    }
    let topics = model.topics.count
    var counts = [Int](repeating: 0, count: topics * holds.terms)
    var totals = [Int](repeating: 0, count: holds.terms)
    var sizes = [Int](repeating: 0, count: topics)
    var documents = 0
    for d in 0..<holds.documents {
      guard let first = model.firstTopics[d] else { continue }
      documents += 1
      sizes[first] += 1
      for k in holds.entries(of: d) where holds.weights[k] > 0 {
        counts[first * holds.terms + Int(holds.termIndices[k])] += 1
        totals[Int(holds.termIndices[k])] += 1
      }
    }
    let trials = Double(max(1, topics * holds.terms))
    phrases = (0..<topics).map { topic in
      var found: [Phrase] = []
      for phrase in 0..<holds.terms {
        let inside = counts[topic * holds.terms + phrase]
        guard inside >= minimumDocuments,
          inside * documents > totals[phrase] * sizes[topic]
        else { continue }
        let ratio = Self.likelihoodRatio(
          inside, sizes[topic] - inside, totals[phrase] - inside,
          documents - sizes[topic] - totals[phrase] + inside)
        // P(χ²₁ > x) = erfc(√(x / 2)).
        if erfc((ratio / 2).squareRoot()) * trials < 0.01 {
          found.append(Phrase(phrase: phrase, documents: inside, likelihoodRatio: ratio))
        }
      }
      found.sort { ($1.likelihoodRatio, $0.phrase) < ($0.likelihoodRatio, $1.phrase) }
      return Array(found.prefix(count))
    }
  }

  /// Dunning's G² = 2 Σ observed · ln(observed / expected) of a two-by-two table.
  public static func likelihoodRatio(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Double {
    let total = Double(a + b + c + d)
    func part(_ observed: Int, _ row: Int, _ column: Int) -> Double {
      observed == 0
        ? 0 : Double(observed) * log(Double(observed) * total / (Double(row) * Double(column)))
    }
    return max(
      0,
      2
        * (part(a, a + b, a + c) + part(b, a + b, b + d) + part(c, c + d, a + c)
          + part(d, c + d, b + d)))
  }

  /// A name for a topic: up to two phrases, then its first terms that no chosen phrase
  /// holds, three parts in all ("waiting time, appointments, hours").
  ///
  /// - Parameters:
  ///   - terms: the name of each term; `phraseNames`: of each phrase, words by one space.
  public func label(
    of topic: Int, in model: TopicModel, terms: [String], phraseNames: [String]
  ) -> String {
    var parts: [String] = []
    func words(_ text: String) -> Set<Substring> { Set(text.split(separator: " ")) }
    func isNew(_ text: String) -> Bool {
      parts.allSatisfy { words($0).isDisjoint(with: words(text)) }
    }
    let listed = Set(model.topics[topic].terms.map { terms[$0] })
    for phrase in phrases[topic] where parts.count < 2 {
      let name = phraseNames[phrase.phrase]
      let known = words(name).contains { listed.contains(String($0)) }
      if known, isNew(name) { parts.append(name) }
    }
    for term in model.topics[topic].terms where parts.count < 3 {
      if isNew(terms[term]) { parts.append(terms[term]) }
    }
    return parts.joined(separator: ", ")
  }
}
