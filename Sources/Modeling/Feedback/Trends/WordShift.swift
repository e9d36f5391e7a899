import Foundation
import Statistics

/// The terms that moved between two sets of comments: the log-odds ratio of each with an
/// informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, eqs. 15, 16, 20, 22), with
/// intervals and the Benjamini–Hochberg (1995) q-value of "did not move".
///
/// A term counts once a comment, since a comment that says it thrice is one witness. The
/// prior is the terms' shares in both sets together: rare terms stay put until there is
/// evidence, where raw ratios would rank them first.
public struct WordShift: Sendable {
  public struct Options: Sendable, Equatable {
    /// The prior's weight in comments' terms, above 0.
    public var priorSize = 500.0
    /// Of the intervals, 0 … 1.
    public var level = 0.95
    /// Comments of both sets that hold a term, at least 1; others are left out.
    public var minimumDocuments = 5

    public init() {}
  }

  public struct Move: Sendable, Equatable {
    public var term: Int
    /// Comments that hold it, of each set.
    public var before: Int
    public var after: Int
    /// The posterior mean of the log-odds ratio, above 0 for terms that came up more
    /// after; and its bounds.
    public var logOdds: Double
    public var lower: Double
    public var upper: Double
    /// The log-odds ratio over its standard error.
    public var score: Double
    /// The least rate of false discoveries at which it would be listed as moved.
    public var q: Double
  }

  /// All terms compared, by score, risen first.
  public let moves: [Move]

  /// - Parameters:
  ///   - counts: comments and the terms they hold.
  ///   - before, after: the comments of each set, at least one each.
  /// - Throws: `.setting`, `.tooFew` for a set without comments or no term to compare.
  public init(
    _ counts: DocumentTermMatrix, before: [Int], after: [Int], options: Options = Options()
  ) throws(TrendError) {
    guard options.priorSize > 0, options.level > 0, options.level < 1,
      options.minimumDocuments >= 1
    else { throw .setting("priorSize, level or minimumDocuments", reason: "out of range") }
    guard !before.isEmpty, !after.isEmpty else {
      throw .tooFew("comments in one of the windows", have: 0, need: 1)
    }
    func tally(_ documents: [Int]) -> [Int] {
      var tally = [Int](repeating: 0, count: counts.terms)
      for d in documents {
        for k in counts.entries(of: d) where counts.weights[k] > 0 {
          tally[Int(counts.termIndices[k])] += 1
        }
      }
      return tally
    }
    let (a, b) = (tally(before), tally(after))
    let terms = a.indices.filter { a[$0] + b[$0] >= options.minimumDocuments }
    guard !terms.isEmpty else { throw .tooFew("terms in both windows", have: 0, need: 1) }
    let sizeA = Double(terms.reduce(0) { $0 + a[$1] })
    let sizeB = Double(terms.reduce(0) { $0 + b[$1] })
    let z = SpecialFunctions.normalQuantile(0.5 + options.level / 2)
    let prior = options.priorSize
    var found = terms.map { term -> Move in
      let weight = prior * Double(a[term] + b[term]) / (sizeA + sizeB)
      let (x, y) = (Double(a[term]) + weight, Double(b[term]) + weight)
      let odds = log(y / (sizeB + prior - y)) - log(x / (sizeA + prior - x))
      let error = (1 / x + 1 / y).squareRoot()
      return Move(
        term: term, before: a[term], after: b[term], logOdds: odds, lower: odds - z * error,
        upper: odds + z * error, score: odds / error, q: 1)
    }
    found.sort { ($1.score, $0.term) < ($0.score, $1.term) }
    let order = found.indices.sorted { (-abs(found[$0].score), $0) < (-abs(found[$1].score), $1) }
    var least = 1.0
    for (rank, place) in order.enumerated().reversed() {
      let p = erfc(abs(found[place].score) / 2.0.squareRoot())
      least = min(least, p * Double(order.count) / Double(rank + 1))
      found[place].q = least
    }
    moves = found
  }

  /// Terms that rose, most certain first, at this rate of false discoveries.
  public func risen(falseDiscoveries: Double = 0.05) -> [Move] {
    moves.filter { $0.score > 0 && $0.q <= falseDiscoveries }
  }

  /// Terms that fell, most certain first, at this rate of false discoveries.
  public func fallen(falseDiscoveries: Double = 0.05) -> [Move] {
    moves.filter { $0.score < 0 && $0.q <= falseDiscoveries }.reversed()
  }

  /// The comments that show the moves best: those that hold the most score of moved terms
  /// for their length, none that repeats another (half of the terms shared).
  ///
  /// - Parameters:
  ///   - counts: the table of the comparison.
  ///   - documents: those to choose from, usually the later set.
  ///   - moved: usually `risen()`.
  public func quotes(
    in counts: DocumentTermMatrix, from documents: [Int], showing moved: [Move], count: Int = 3
  ) -> [Int] {
    var value = [Double](repeating: 0, count: counts.terms)
    for move in moved { value[move.term] = abs(move.score) }
    var scored: [(document: Int, score: Double)] = []
    for d in documents {
      let range = counts.entries(of: d)
      let sum = range.reduce(0) { $0 + value[Int(counts.termIndices[$1])] }
      // Four terms' worth is added to the length: the shortest comments say too little.
      if sum > 0 { scored.append((d, sum / Double(range.count + 4).squareRoot())) }
    }
    scored.sort { ($1.score, $0.document) < ($0.score, $1.document) }
    var chosen: [Int] = []
    var shown: [Set<Int32>] = []
    for (document, _) in scored {
      guard chosen.count < count else { break }
      let own = Set(counts.termIndices[counts.entries(of: document)])
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
