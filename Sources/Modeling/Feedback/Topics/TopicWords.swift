import Foundation
import LinearAlgebra

/// The terms that tell what each topic is about.
struct TopicWords {
  struct List {
    /// Numbers within the corpus, most telling first.
    var terms: [Int]
    /// Of the topic's documents, the share that holds each.
    var frequencies: [Double]
  }

  let lists: [List]

  /// - Parameter weights: of the distinct documents, `topics × documents`.
  init(_ corpus: TopicCorpus, _ weights: Matrix, _ options: TopicModel.Options) {
    var shares = weights
    var sizes = [Double](repeating: 0, count: weights.rows)
    for d in 0..<weights.columns {
      let sum = weights.withUnsafeColumn(d) { $0.reduce(0, +) }
      guard sum > 0 else { continue }
      for k in 0..<weights.rows {
        shares[k, d] /= sum
        sizes[k] += shares[k, d]
      }
    }
    let counts = corpus.byTerm.products(with: shares, threads: options.threads)
    let n = Double(corpus.incidence.documents)
    let sets = TermSets(corpus.incidence)
    let total = sizes
    lists = parallelMap(weights.rows, threads: options.threads) { topic in
      var scores: [(term: Int, score: Double)] = []
      for term in 0..<counts.columns
      where counts[topic, term] >= Double(options.minimumDocuments) {
        let here = counts[topic, term] / total[topic]
        let everywhere = Double(sets.counts[term]) / n
        var most = 0.0
        for k in 0..<weights.rows where total[k] > 0 {
          most = max(most, counts[k, term] / total[k])
        }
        // Another topic's words only fill a list its own cannot.
        let foreign = here < options.ownShare * most ? 1000.0 : 0
        let score =
          options.frequencyPart * log(here) + (1 - options.frequencyPart) * log(here / everywhere)
        scores.append((term, score - foreign))
      }
      scores.sort { ($1.score, $0.term) < ($0.score, $1.term) }
      let terms = Self.together(Array(scores.prefix(3 * options.listed)), sets, options)
      return List(terms: terms, frequencies: terms.map { counts[topic, $0] / total[topic] })
    }
  }

  /// From the best candidates, one after the other, the term of most relevance plus
  /// association with those chosen.
  private static func together(
    _ candidates: [(term: Int, score: Double)], _ sets: TermSets, _ options: TopicModel.Options
  ) -> [Int] {
    guard let first = candidates.first else { return [] }
    var chosen = [first.term]
    var open = Array(candidates.dropFirst())
    var associations = [Double](repeating: 0, count: open.count)
    while chosen.count < options.listed, !open.isEmpty {
      let last = chosen[chosen.count - 1]
      var best = 0
      var most = -Double.infinity
      for (k, candidate) in open.enumerated() {
        associations[k] += max(
          -1,
          TermGraph.strength(
            shared: Double(sets.shared(candidate.term, last)), Double(sets.counts[candidate.term]),
            Double(sets.counts[last]), documents: Double(sets.documents)))
        let value =
          candidate.score + options.togetherness * associations[k] / Double(chosen.count)
        if value > most { (best, most) = (k, value) }
      }
      chosen.append(open[best].term)
      open.remove(at: best)
      associations.remove(at: best)
    }
    return chosen
  }
}
