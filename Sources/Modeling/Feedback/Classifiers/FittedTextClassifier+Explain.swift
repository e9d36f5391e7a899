import Foundation

/// What one word, run of words or column did to a decision.
public struct TermContribution: Equatable, Sendable {
  /// A word with its runs of characters, a run of words, or "column = category".
  public let term: String
  /// To the class's logit, less what it did to the others' logits by their probability:
  /// by how much it moved log p.
  public let amount: Double
}

/// Why a document was decided as it was.
public struct TextExplanation: Equatable, Sendable {
  public let decision: TextDecision
  /// The class explained.
  public let explainedClass: Int
  /// Terms that spoke for the class, the strongest first.
  public let reasonsFor: [TermContribution]
  /// Terms that spoke against it, the strongest first.
  public let reasonsAgainst: [TermContribution]
  /// log p moved by what holds for every document.
  public let base: Double
}

extension FittedTextClassifier {
  /// Why a document was decided as it was.
  ///
  /// - Parameters:
  ///   - document: position among the examples.
  ///   - explained: the class to explain; nil for the one decided for (the likeliest, where
  ///     none was).
  /// - Throws: `.mismatch` where the columns are not those of training.
  public func explain(
    _ examples: TextExamples, document: Int, class explained: Int? = nil
  ) throws(TextError) -> TextExplanation {
    let one = examples.selecting([document])
    let decision = try predict(one)[0]
    let classes = classNames.count
    let p = decision.probabilities
    let likeliest = p.indices.max { (p[$0], -$0) < (p[$1], -$1) } ?? 0
    let target = explained ?? decision.classes.first ?? likeliest
    /// How a weight of a term moves log p, or the log-odds, of the class.
    func effect(_ j: Int) -> Double {
      let own = Double(model.weights[j * classes + target])
      guard isExclusive else { return own }
      return own - (0..<classes).reduce(0) { $0 + p[$1] * Double(model.weights[j * classes + $1]) }
    }
    var amounts: [String: Double] = [:]
    var order: [String] = []
    func add(_ amount: Double, _ term: String) {
      if amounts[term] == nil { order.append(term) }
      amounts[term, default: 0] += amount
    }
    let row = text.transform(one.documents)
    let setting = encoding.setting(one.context, 0).map { encoding.firstTerm(setting: $0) }
    for k in row.entries(of: 0) {
      let (j, value) = (Int(row.termIndices[k]), Double(row.weights[k]))
      guard j < text.wordColumns else { break }
      add(value * effect(j), text.term(j))
      if let setting {
        add(value * Double(encoding.interactionScale) * effect(setting + j), text.term(j))
      }
    }
    for (word, entries) in characterEntries(one.documents) {
      add(entries.reduce(0) { $0 + $1.value * effect($1.term) }, word)
    }
    for entry in encoding.ownEntries(one.context, 0) {
      add(Double(entry.value) * effect(entry.term), entry.name)
    }
    let all = order.map { TermContribution(term: $0, amount: amounts[$0] ?? 0) }
    let intercepts = model.intercepts.map(Double.init)
    return TextExplanation(
      decision: decision, explainedClass: target,
      reasonsFor: all.filter { $0.amount > 0 }.sorted {
        ($1.amount, $0.term) < ($0.amount, $1.term)
      },
      reasonsAgainst: all.filter { $0.amount < 0 }
        .sorted { ($0.amount, $0.term) < ($1.amount, $1.term) },
      base: intercepts[target]
        - (isExclusive ? (0..<classes).reduce(0) { $0 + p[$1] * intercepts[$1] } : 0))
  }

  /// The runs of characters of each distinct word of one document with their weights in its
  /// row, in order of the words' first places.
  private func characterEntries(
    _ document: TextCorpus
  ) -> [(word: String, entries: [(term: Int, value: Double)])] {
    guard options.vectorizer.characters != nil else { return [] }
    var counts: [String: Double] = [:]
    var order: [String] = []
    for token in TextTokens(utf8: document.bytes, foldsAccents: text.options.foldsAccents) {
      if counts[token.term] == nil { order.append(token.term) }
      counts[token.term, default: 0] += 1
    }
    var bare = text.options
    bare.words = nil
    bare.characters?.scaling = .none
    let unscaled = FittedTextVectorizer(
      options: bare, documents: text.documents, wordTerms: [], characterTerms: text.characterTerms,
      stopWords: [], rarity: Array(text.rarity[text.wordColumns...]))
    let rows = unscaled.transform(TextCorpus(order))
    var square = 0.0
    for (d, word) in order.enumerated() {
      for k in rows.entries(of: d) {
        square += (counts[word] ?? 0) * Double(rows.weights[k]) * Double(rows.weights[k])
      }
    }
    guard square > 0 else { return [] }
    return order.enumerated().map { d, word in
      let scale = (counts[word] ?? 0) / square.squareRoot()
      return (
        word,
        rows.entries(of: d).map {
          (text.wordColumns + Int(rows.termIndices[$0]), scale * Double(rows.weights[$0]))
        }
      )
    }
  }
}
