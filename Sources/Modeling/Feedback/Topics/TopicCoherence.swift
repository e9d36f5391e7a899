import Foundation

/// How well the words of topics go together in a set of documents, and how little topics
/// repeat one another.
///
/// The coherence of a topic is the mean normalized pointwise mutual information (Bouma
/// 2009; Lau, Newman & Baldwin 2014) over the pairs of its listed terms, two terms
/// meeting where one document holds both:
/// ln(p_ab / (p_a p_b)) / −ln p_ab, −1 for pairs that never meet, 1 for pairs that
/// always do.
public struct TopicCoherence: Sendable {
  private let sets: TermSets

  /// - Parameter documents: those to count in; a term counts where its weight is above 0.
  public init(_ documents: DocumentTermMatrix) {
    sets = TermSets(documents)
  }

  /// The coherence of one list of distinct terms, −1 … 1; NaN for fewer than two.
  public func coherence(of terms: [Int]) -> Double {
    var sum = 0.0
    var pairs = 0
    for (k, a) in terms.enumerated() {
      for b in terms[..<k] {
        sum += association(a, b)
        pairs += 1
      }
    }
    return pairs == 0 ? .nan : sum / Double(pairs)
  }

  /// The normalized pointwise mutual information of two terms.
  public func association(_ a: Int, _ b: Int) -> Double {
    let shared = Double(sets.shared(a, b))
    let n = Double(sets.documents)
    if shared == 0 { return -1 }
    if shared == n { return 1 }
    return log(shared * n / (Double(sets.counts[a]) * Double(sets.counts[b]))) / -log(shared / n)
  }

  /// The share of distinct terms among all lists, 0 … 1.
  public static func diversity(of lists: [[Int]]) -> Double {
    let count = lists.reduce(0) { $0 + $1.count }
    return count == 0 ? .nan : Double(Set(lists.joined()).count) / Double(count)
  }
}
