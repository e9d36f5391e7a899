import Feedback

/// Themes of comments with their names, words and phrases.
struct FoundThemes {
  let model: TopicModel
  let stability: TopicStability
  let names: [String]
  let words: [[String]]
  let phrases: [[String]]
  private let counts: DocumentTermMatrix

  /// - Parameters:
  ///   - asked: number of themes; chosen among `candidates` where nil.
  ///   - least: words in fewer comments are neither used nor shown.
  ///   - names: of persons are no words of a theme.
  init(
    _ texts: [String], asked: Int?, candidates: [Int], least: Int, seed: UInt64, threads: Int,
    names lexicon: NameLexicon
  ) throws {
    let corpus = TextCorpus(texts)
    let terms = try TextVectorizer.counts(lengths: 1...1, minimumDocuments: least)
      .fit(corpus, threads: threads)
    let counts = terms.transform(corpus, threads: threads)
    var options = TopicModel.Options(topics: asked ?? candidates[0])
    options.minimumDocuments = least
    options.seed = seed
    options.threads = threads
    if asked == nil {
      let most = max(2, counts.terms / 4)
      let tried = candidates.filter { $0 <= most }
      options.topics = try TopicCount(
        for: counts, candidates: tried.isEmpty ? [most] : tried, samples: 3, options: options
      ).suggestion
    }
    let model = try TopicModel(counts, options: options)
    stability = try TopicStability(of: model, from: counts, options: options)
    let pairs = try? TextVectorizer.counts(lengths: 2...2, minimumDocuments: least)
      .fit(corpus, threads: threads)
    let termNames = (0..<counts.terms).map { terms.term($0) }
    let pairNames = pairs.map { pairs in (0..<pairs.terms).map { pairs.term($0) } } ?? []
    let found = try pairs.map {
      try TopicPhrases(
        model, holds: $0.transform(corpus, threads: threads), minimumDocuments: least)
    }
    func isShown(_ text: String) -> Bool {
      text.split(separator: " ").allSatisfy { !lexicon.isLikelyName(String($0)) }
    }
    words = model.topics.map { topic in topic.terms.map { termNames[$0] }.filter(isShown) }
    phrases = model.topics.indices.map { k in
      found?.phrases[k].map { pairNames[$0.phrase] }.filter(isShown) ?? []
    }
    var taken: Set<String> = []
    var given: [String] = []
    for k in model.topics.indices {
      var name =
        found?.label(of: k, in: model, terms: termNames, phraseNames: pairNames)
        ?? words[k].prefix(3).joined(separator: ", ")
      if !isShown(name.replacing(",", with: "")) {
        name = words[k].prefix(3).joined(separator: ", ")
      }
      if name.isEmpty { name = "theme" }
      if !taken.insert(name).inserted {
        name += " (\(k + 1))"
        taken.insert(name)
      }
      given.append(name)
    }
    names = given
    self.model = model
    self.counts = counts
  }

  /// Up to three comments that show a theme and are like at least `least` others of it:
  /// two words or more in common.
  func quotable(_ topic: Int, least: Int) throws -> [Int] {
    let candidates = try model.representatives(of: topic, in: counts, count: 30)
    let members = model.firstTopics.indices.filter { model.firstTopics[$0] == topic }
    let terms = Dictionary(uniqueKeysWithValues: members.map { ($0, Set(self.terms(of: $0))) })
    var chosen: [Int] = []
    for candidate in candidates {
      let own = Set(self.terms(of: candidate))
      var like = 0
      for member in members where member != candidate {
        if own.intersection(terms[member] ?? []).count >= 2 { like += 1 }
        if like >= least { break }
      }
      if like >= least { chosen.append(candidate) }
      if chosen.count == 3 { break }
    }
    return chosen
  }

  private func terms(of document: Int) -> [Int32] {
    counts.entries(of: document).map { counts.termIndices[$0] }
  }
}
