public import LinearAlgebra

/// What comments speak of: topics of short documents, found from the words that go
/// together rather than from single documents, which are too short to tell.
///
/// 1. Terms that stand in too few or too many documents are left aside; documents of the
///    same words count once, so that no stock answer makes a topic by itself.
/// 2. A graph joins terms that share more documents than chance explains (`TermGraph`).
/// 3. Symmetric nonnegative factorization finds more groups of terms than asked; groups
///    with too few documents are dropped, then twins are merged (`TermCommunities`).
/// 4. Each document is written as a nonnegative sum of the groups, by least squares on
///    its tf-idf weights.
/// 5. The terms listed for a topic are those frequent in its documents and rare elsewhere
///    (relevance; Sievert & Shirley 2014, eq. 1), no term that is much more another
///    topic's, and among these the ones used together.
///
/// The same input and seed give the same bits at any number of threads.
public struct TopicModel: Sendable {
  public struct Options: Sendable, Equatable {
    /// Topics asked for, at least 2. Fewer are given where fewer reach `minimumShare`.
    public var topics: Int
    /// Terms listed for a topic, at least 2.
    public var listed = 10
    /// Documents a topic is the first of, as a share of all and as a share of the distinct
    /// ones, at least.
    public var minimumShare = 0.01
    /// Distinct documents a term stands in, at least.
    public var minimumDocuments = 5
    /// The same as a share of the distinct documents; the larger of both counts.
    public var rarestShare = 0.005
    /// Terms used, at most: the most frequent. Long documents hold thousands, whose rare ones
    /// group by author, not by matter.
    public var mostTerms = 1000
    /// Terms in more than this share of the distinct documents say nothing of any.
    public var commonestShare = 0.5
    /// Neighbours each term keeps, at least 1.
    public var neighbours = 50
    /// Rounds of the factorization.
    public var rounds = 20
    /// Groups sought for each topic asked, at least 1: the surplus is dropped or merged.
    public var surplus = 1.3
    /// Of a term's score in a topic, the part that is its frequency there; the rest is
    /// how much more frequent it is there than elsewhere. 0 … 1.
    public var frequencyPart = 0.5
    /// A term is another topic's where its frequency here is below this share of that there.
    public var ownShare = 0.6
    /// How much a listed term's association with those already listed counts; at least 0.
    public var togetherness = 2.0
    public var seed: UInt64 = 1
    public var threads = 1

    public init(topics: Int) { self.topics = topics }
  }

  public struct Topic: Sendable, Equatable {
    /// Terms, most telling first.
    public var terms: [Int]
    /// Of the topic's documents, the share that holds each listed term.
    public var frequencies: [Double]
    /// Documents whose first topic this is.
    public var documents: Int
    /// The same as a share of all documents.
    public var share: Double
    /// Of these documents, the share that are one and the same set of words: near 1 where a
    /// stock answer makes up the topic, not people's own words.
    public var repeated: Double
    /// Normalized pointwise mutual information of its listed terms, −1 … 1
    /// (`TopicCoherence`, all documents).
    public var coherence: Double
  }

  /// By share, largest first.
  public let topics: [Topic]
  /// A column of weights a document, `topics × documents`, none negative: the lengths of
  /// its parts along the topics, its own length being 1. All 0 for a document without any
  /// term of the model.
  public let weights: Matrix
  /// The topic of largest weight of each document; nil where all weights are 0.
  public let firstTopics: [Int?]
  /// The share of distinct terms among the lists.
  public let diversity: Double
  /// The terms the model uses, ascending.
  public let usedTerms: [Int]
  /// Groups dropped for too few documents and twins merged on the way.
  public let dropped: Int
  public let merged: Int

  /// The mean coherence of the topics.
  public var coherence: Double {
    topics.reduce(0) { $0 + $1.coherence } / Double(max(topics.count, 1))
  }

  /// A document's topics as shares that sum to 1, or all 0.
  public func shares(of document: Int) -> [Double] {
    let column = weights.column(document)
    let sum = column.reduce(0, +)
    return sum > 0 ? column.map { $0 / sum } : column
  }

  /// - Parameter counts: documents and how often each holds each term.
  /// - Throws: `.setting`, `.weight`, `.tooFew` for fewer terms that are neither rare nor
  ///   ubiquitous, or fewer distinct documents, than groups sought, `.noConvergence`.
  public init(_ counts: DocumentTermMatrix, options: Options) throws(TopicError) {
    try options.check()
    try counts.requireFiniteWeights(nonnegative: true)
    let corpus = try TopicCorpus(counts, options)
    let graph = TermGraph(
      corpus.incidence, byTerm: corpus.byTerm,
      options: .init(neighbours: options.neighbours, threads: options.threads))
    var found = try Search(corpus, graph, groups: options.groups(corpus), options)
    if found.communities.weights.rows < options.topics {
      // Too many were too small: seek once more, with the surplus those took.
      let more = min(options.groups(corpus) + found.dropped, corpus.limit)
      let again = try Search(corpus, graph, groups: more, options)
      if again.communities.weights.rows > found.communities.weights.rows { found = again }
    }
    var fit = corpus.weights(of: found.communities.weights, sweeps: 10)
    let order = corpus.order(fit)
    fit = fit.rows(order)
    let lists = TopicWords(corpus, fit, options).lists
    weights = corpus.spread(fit)
    firstTopics = Self.firsts(weights)
    usedTerms = corpus.terms
    diversity = TopicCoherence.diversity(of: lists.map(\.terms))
    dropped = found.dropped
    merged = found.merged
    let sizes = corpus.sizes(fit)
    let measure = TopicCoherence(counts)
    topics = lists.enumerated().map { k, list in
      let terms = list.terms.map { corpus.terms[$0] }
      return Topic(
        terms: terms, frequencies: list.frequencies, documents: sizes.all[k],
        share: Double(sizes.all[k]) / Double(counts.documents),
        repeated: Double(sizes.most[k]) / Double(max(1, sizes.all[k])),
        coherence: measure.coherence(of: terms))
    }
  }

  /// One search for groups of terms that enough documents speak of.
  private struct Search {
    var communities: TermCommunities
    /// Of the distinct documents.
    var weights: Matrix
    var (dropped, merged) = (0, 0)

    init(
      _ corpus: TopicCorpus, _ graph: TermGraph, groups: Int, _ options: Options
    ) throws(TopicError) {
      communities = try TermCommunities(
        graph, groups: groups, rounds: options.rounds, seed: options.seed,
        threads: options.threads)
      weights = corpus.weights(of: communities.weights, sweeps: 2)
      while communities.weights.rows > 2 {
        let (group, share) = corpus.smallest(weights)
        if share < options.minimumShare {
          communities.remove(group)
          dropped += 1
        } else if communities.weights.rows > options.topics {
          communities.mergeTwins()
          merged += 1
        } else {
          break
        }
        communities.refine(rounds: 3)
        weights = corpus.weights(of: communities.weights, sweeps: 2)
      }
    }
  }

  static func firsts(_ weights: Matrix) -> [Int?] {
    weights.storage.withUnsafeBufferPointer { all in
      (0..<weights.columns).map { d in
        var (best, most) = (-1, 0.0)
        for k in 0..<weights.rows where all[d * weights.rows + k] > most {
          (best, most) = (k, all[d * weights.rows + k])
        }
        return best < 0 ? nil : best
      }
    }
  }
}

extension TopicModel.Options {
  func groups(_ corpus: TopicCorpus) -> Int {
    min(corpus.limit, Int((Double(topics) * surplus).rounded(.up)))
  }

  func check() throws(TopicError) {
    func require(
      _ name: String, _ holds: Bool, _ reason: String
    ) throws(TopicError) {
      if !holds { throw .setting(name, reason: reason) }
    }
    try require("topics", topics >= 2, "must be at least 2")
    try require("listed", listed >= 2, "must be at least 2")
    try require("minimumShare", minimumShare >= 0 && minimumShare < 0.5, "must be in 0 ..< 0.5")
    try require("minimumDocuments", minimumDocuments >= 1, "must be at least 1")
    try require("rarestShare", rarestShare >= 0 && rarestShare < 1, "must be in 0 ..< 1")
    try require("commonestShare", commonestShare > 0 && commonestShare <= 1, "must be in 0 … 1")
    try require("mostTerms", mostTerms >= listed, "must be at least the terms listed")
    try require("neighbours", neighbours >= 1, "must be at least 1")
    try require("rounds", rounds >= 1, "must be at least 1")
    try require("surplus", surplus >= 1 && surplus < 100, "must be in 1 ..< 100")
    try require("frequencyPart", (0...1).contains(frequencyPart), "must be in 0 … 1")
    try require("ownShare", (0...1).contains(ownShare), "must be in 0 … 1")
    try require("togetherness", togetherness >= 0, "must be 0 or more")
  }
}

extension Matrix {
  /// The rows named, in this order.
  func rows(_ chosen: [Int]) -> Matrix {
    var result = Matrix(rows: chosen.count, columns: columns)
    for c in 0..<columns {
      for (k, row) in chosen.enumerated() { result[k, c] = self[row, c] }
    }
    return result
  }
}
