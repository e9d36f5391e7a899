import LinearAlgebra
import Optimization
import Statistics

/// Whether topics come back when the documents are others of the same kind: the model is
/// made again from bootstrap samples of the documents, topics are matched one to one, and
/// the listed terms they share are counted (Greene, O'Callaghan & Cunningham 2014, with
/// Jaccard's index of the lists).
public struct TopicStability: Sendable {
  /// For each topic the mean Jaccard index of its listed terms with those of its match,
  /// over the samples, 0 … 1. Two lists of ten that share seven score .54.
  public let agreement: [Double]
  /// The same over all topics.
  public var mean: Double { agreement.reduce(0, +) / Double(max(1, agreement.count)) }

  /// - Parameters:
  ///   - samples: bootstrap samples, at least 1.
  ///   - options: those of the model; its seed is the samples' too.
  /// - Throws: as `TopicModel`.
  public init(
    of model: TopicModel, from counts: DocumentTermMatrix, samples: Int = 10,
    options: TopicModel.Options
  ) throws(TopicError) {
    guard samples >= 1 else { throw .setting("samples", reason: "must be at least 1") }
    var single = options
    single.threads = 1
    let settings = single
    let found = try parallelTryMap(samples, threads: options.threads) {
      sample throws(TopicError) -> [[Int]] in
      var stream = RandomStream(seed: options.seed, "topic-stability").substream(sample)
      let drawn = (0..<counts.documents).map { _ in stream.integer(below: counts.documents) }
      return try TopicModel(counts.selecting(documents: drawn.sorted()), options: settings)
        .topics.map(\.terms)
    }
    let own = model.topics.map { Set($0.terms) }
    var sums = [Double](repeating: 0, count: own.count)
    for lists in found {
      // Missing matches count 0: columns are filled up to the number of topics.
      let columns = max(lists.count, own.count)
      let likeness = own.flatMap { mine in
        (0..<columns).map { k -> Double in
          guard k < lists.count else { return 0 }
          let both = mine.intersection(lists[k]).count
          return Double(both) / Double(max(1, mine.count + lists[k].count - both))
        }
      }
      guard
        let match = LinearAssignment(
          costs: likeness.map { -$0 }, rows: own.count, columns: columns)
      else { continue }
      for (k, column) in match.columns.enumerated() { sums[k] += likeness[k * columns + column] }
    }
    agreement = sums.map { $0 / Double(samples) }
  }
}

/// How many topics a set of comments carries: for each number tried, how stable the
/// topics are, and how well their words go together.
public struct TopicCount: Sendable {
  public struct Trial: Sendable, Equatable {
    public var asked: Int
    /// Topics given.
    public var topics: Int
    /// Mean coherence, diversity, and mean agreement of bootstrap samples.
    public var coherence: Double
    public var diversity: Double
    public var agreement: Double
  }

  public let trials: [Trial]
  /// The largest number asked whose agreement is within a twentieth of the best: more
  /// topics say more, as long as they come back.
  public let suggestion: Int

  /// - Parameters:
  ///   - candidates: numbers of topics to try, each at least 2, at least one.
  ///   - options: for every trial; `topics` is replaced.
  /// - Throws: as `TopicModel`, `.setting` for no candidates.
  public init(
    for counts: DocumentTermMatrix, candidates: [Int], samples: Int = 5,
    options: TopicModel.Options
  ) throws(TopicError) {
    guard !candidates.isEmpty else { throw .setting("candidates", reason: "must not be empty") }
    var trials: [Trial] = []
    for asked in candidates {
      var settings = options
      settings.topics = asked
      let model = try TopicModel(counts, options: settings)
      let stability = try TopicStability(
        of: model, from: counts, samples: samples, options: settings)
      trials.append(
        Trial(
          asked: asked, topics: model.topics.count, coherence: model.coherence,
          diversity: model.diversity, agreement: stability.mean))
    }
    let best = trials.map(\.agreement).max() ?? 0
    suggestion =
      trials.filter { $0.agreement >= 0.95 * best }.map(\.asked).max() ?? candidates[0]
    self.trials = trials
  }
}
