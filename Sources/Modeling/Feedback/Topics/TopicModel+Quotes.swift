extension TopicModel {
  /// The documents that show a topic best, best first: near the topic, near no other, with
  /// enough words to be read, and none that repeats another.
  ///
  /// A document's score is the length of its part along the topic, times that topic's
  /// share in it, times its number of the model's terms up to `words`, over `words`. Of
  /// two documents that share half of their terms (Jaccard) the later is left out.
  ///
  /// - Parameters:
  ///   - counts: the table the model was made from.
  ///   - count: documents, at most.
  ///   - words: distinct terms that make a comment worth reading.
  ///   - eligible: documents that may be shown; nil for all.
  /// - Throws: `.length` where `counts` or `eligible` has other documents than the model.
  public func representatives(
    of topic: Int, in counts: DocumentTermMatrix, count: Int = 3, words: Int = 5,
    eligible: [Bool]? = nil
  ) throws(TopicError) -> [Int] {
    guard counts.documents == weights.columns else {
      throw .length("documents", have: counts.documents, need: weights.columns)
    }
    if let eligible, eligible.count != weights.columns {
      throw .length("eligible", have: eligible.count, need: weights.columns)
    }
    var used = [Bool](repeating: false, count: counts.terms)
    for term in usedTerms { used[term] = true }
    func terms(_ document: Int) -> [Int32] {
      counts.entries(of: document).map { counts.termIndices[$0] }.filter { used[Int($0)] }
    }
    var scored: [(document: Int, score: Double)] = []
    for d in 0..<weights.columns where firstTopics[d] == topic && eligible?[d] ?? true {
      let length = Double(min(words, terms(d).count)) / Double(max(words, 1))
      scored.append((d, weights[topic, d] * shares(of: d)[topic] * length))
    }
    scored.sort { ($1.score, $0.document) < ($0.score, $1.document) }
    var chosen: [Int] = []
    var shown: [Set<Int32>] = []
    for (document, _) in scored {
      guard chosen.count < count else { break }
      let own = Set(terms(document))
      let repeats = shown.contains { other in
        let both = own.intersection(other).count
        return 2 * both >= own.count + other.count - both
      }
      if repeats { continue }
      chosen.append(document)
      shown.append(own)
    }
    return chosen
  }
}
