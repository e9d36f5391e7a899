import LinearAlgebra
import Statistics

/// Learns classes of documents from examples: several linear models of the same terms, their
/// scores weighed and calibrated on documents they have not seen, and decisions chosen
/// there, too. One setting for all tasks.
///
/// All models are linear in the same terms, so what is fitted is one linear model again: fast
/// to apply, and every decision is a sum of words that can be shown.
public struct TextClassifier: Codable, Equatable, Sendable {
  /// Sorted columns; characters scaled `byWord`.
  public var vectorizer: TextVectorizer
  /// Models whose scores are combined.
  public var learners: [LinearTextLearner]
  /// Parts of the examples that are left out in turn, 2 or more.
  public var folds: Int
  /// Weight of a column beside the text, and of a word within one of its categories, where a
  /// block of text has weight 1; 0 for none.
  public var contextScale: Double
  public var interactionScale: Double
  public var goal: DecisionRule.Goal
  /// The most errors among decisions, 0 ..< 1; less certain documents go to a person. nil
  /// decides all.
  public var errorRate: Double?
  public var seed: UInt64

  public init(
    vectorizer: TextVectorizer = Self.standardTerms, learners: [LinearTextLearner] = Self.standard,
    folds: Int = 5, contextScale: Double = 0.6, interactionScale: Double = 0.6,
    goal: DecisionRule.Goal = .balanced, errorRate: Double? = nil, seed: UInt64 = 1
  ) {
    self.vectorizer = vectorizer
    self.learners = learners
    self.folds = folds
    self.contextScale = contextScale
    self.interactionScale = interactionScale
    self.goal = goal
    self.errorRate = errorRate
    self.seed = seed
  }

  /// Runs of one and two words and of two to five characters that two documents hold.
  public static let standardTerms = TextVectorizer(
    words: .init(1...2, frequency: .sublinear, scaling: .euclidean, minimumDocuments: 2))

  /// Chosen by cross-validation on the training parts of seven tasks: no model is best on all
  /// of them, and the weights of the combination say which to trust.
  public static let standard: [LinearTextLearner] = [
    .supportVector(cost: 0.1, balance: 1), .supportVector(cost: 1, balance: 0),
    .naiveBayesSupportVector(cost: 0.03, balance: 0.5, smoothing: 1),
    .logistic(cost: 5, balance: 0.5), .complementNaiveBayes(smoothing: 0.1),
  ]

  /// Learns from labelled examples.
  ///
  /// - Parameters:
  ///   - labels: one class, or any number, of each example.
  ///   - classNames: one a class.
  ///   - threads: the answer is the same for any number.
  /// - Throws: `.noDocuments`, `.noTerms`, `.setting`, `.mismatch`.
  public func fit(
    _ examples: TextExamples, _ labels: ClassLabels, classNames: [String], threads: Int = 1
  ) throws(TextError) -> FittedTextClassifier {
    try check(examples, labels, classNames)
    let text = try vectorizer.fit(examples.documents, threads: threads)
    let encoding = ContextEncoding(
      examples.context, textTerms: text.terms, wordTerms: text.wordColumns,
      scale: contextScale, interactionScale: interactionScale)
    let rows = encoding.rows(text.transform(examples.documents, threads: threads), examples.context)
    let held = heldOutFolds(labels, examples.documents)
    // Largest work first: the models of all examples.
    let tasks = ([Int?.none] + held.indices.map { $0 }).flatMap { fold in
      learners.indices.map { (fold: fold, learner: $0) }
    }
    let outcomes = try parallelTryMap(tasks.count, threads: threads) {
      (k: Int) throws(TextError) -> (model: LinearTextModel?, scores: [Float]) in
      let (fold, learner) = tasks[k]
      guard let fold else {
        return (try learners[learner].fit(rows, labels, seed: seed), [])
      }
      let out = Set(held[fold])
      let kept = (0..<labels.documents).filter { !out.contains($0) }
      let model = try learners[learner].fit(
        rows.selecting(documents: kept), labels.selecting(documents: kept), seed: seed)
      return (nil, model.scores(rows.selecting(documents: held[fold])))
    }
    let classes = labels.classes
    var scores = [[Float]](
      repeating: [Float](repeating: 0, count: labels.documents * classes), count: learners.count)
    for (k, task) in tasks.enumerated() {
      guard let fold = task.fold else { continue }
      for (place, d) in held[fold].enumerated() {
        for c in 0..<classes {
          scores[task.learner][d * classes + c] = outcomes[k].scores[place * classes + c]
        }
      }
    }
    let combination = try ScoreCombination(scores: scores, labels: labels)
    let logits = combination.logits(scores)
    let probabilities = combination.probabilities(logits: logits)
    let rule = DecisionRule(
      goal: goal, logits: logits, probabilities: probabilities, labels: labels)
    return FittedTextClassifier(
      options: self, classNames: classNames, text: text, encoding: encoding,
      model: Self.combined(outcomes.prefix(learners.count).compactMap(\.model), combination),
      combination: combination, rule: rule,
      validation: ClassifierValidation(
        logits: logits, probabilities: probabilities, labels: labels, rule: rule,
        errorRate: errorRate))
  }

  private func check(
    _ examples: TextExamples, _ labels: ClassLabels, _ classNames: [String]
  ) throws(TextError) {
    guard examples.count == labels.documents else {
      throw .mismatch("\(examples.count) documents but \(labels.documents) labels")
    }
    guard classNames.count == labels.classes, labels.classes >= 1 else {
      throw .mismatch("\(labels.classes) classes but \(classNames.count) names")
    }
    if labels.single != nil, labels.counts.count(where: { $0 > 0 }) < 2 {
      throw .setting("a classifier needs examples of two classes or more")
    }
    guard folds >= 2, folds <= labels.documents else {
      throw .setting("folds must lie in 2 ... the number of examples")
    }
    guard !learners.isEmpty else { throw .setting("no model is asked for") }
    guard case .sorted = vectorizer.columns,
      vectorizer.characters == nil || vectorizer.characters?.scaling == .byWord
    else {
      throw .setting("a classifier needs sorted columns and characters scaled by word")
    }
    guard contextScale >= 0, interactionScale >= 0 else {
      throw .setting("contextScale and interactionScale must be 0 or more")
    }
    if let errorRate, !(errorRate > 0 && errorRate < 1) {
      throw .setting("errorRate must lie between 0 and 1")
    }
  }

  /// Positions of each fold: every class, or set of classes, spread evenly. Equal texts stay
  /// together, or a model would be tried on what it has learned by heart.
  private func heldOutFolds(_ labels: ClassLabels, _ documents: TextCorpus) -> [[Int]] {
    var stream = RandomStream(seed: seed, "text", "folds")
    var order = Array(0..<labels.documents)
    order.shuffle(using: &stream)
    let classes = labels.classes
    let counts = labels.counts
    // The rarest class of a document decides where it goes.
    let stratum = (0..<labels.documents).map { d in
      (0..<classes).filter { labels.holds[d * classes + $0] }
        .min { (counts[$0], $0) < (counts[$1], $1) } ?? classes
    }
    var table = TermTable(capacity: labels.documents)
    var groups: [[Int]] = []
    for d in order {
      let text = Array(documents.bytes[documents.range(of: d)]) + [UInt8](repeating: 0, count: 8)
      let group = text.withUnsafeBufferPointer {
        let length = text.count - 8
        return Int(
          table.insert($0.baseAddress!, length, hash: TermTable.hash($0.baseAddress!, length)))
      }
      if group == groups.count { groups.append([]) }
      groups[group].append(d)
    }
    // Large groups first, each to the fold that has fewest: then the rest even it out.
    let rank = groups.indices.sorted {
      let (a, b) = (groups[$0], groups[$1])
      return (min(b.count, 5), stratum[a[0]], $0) < (min(a.count, 5), stratum[b[0]], $1)
    }
    var held = [[Int]](repeating: [], count: folds)
    for (k, group) in rank.enumerated() {
      let fold =
        groups[group].count >= 5
        ? held.indices.min { (held[$0].count, $0) < (held[$1].count, $1) } ?? 0 : k % folds
      held[fold] += groups[group]
    }
    return held.map { $0.sorted() }
  }

  /// One model of several, by their weights.
  private static func combined(
    _ models: [LinearTextModel], _ combination: ScoreCombination
  ) -> LinearTextModel {
    var sum = models[0]
    for k in sum.weights.indices {
      var weight = 0.0
      for (m, model) in models.enumerated() {
        weight += combination.weights[m] * Double(model.weights[k])
      }
      sum.weights[k] = PackedWeights.rounded(Float(weight))
    }
    for c in sum.intercepts.indices {
      var intercept = combination.offsets[c]
      for (m, model) in models.enumerated() {
        intercept += combination.weights[m] * Double(model.intercepts[c])
      }
      sum.intercepts[c] = Float(intercept)
    }
    return sum
  }
}

/// What a classifier did on examples its models had not seen, by cross-validation.
public struct ClassifierValidation: Codable, Equatable, Sendable {
  public let scores: ClassificationScores
  /// Of the probabilities of what was decided, in 10 bins.
  public let calibrationError: Double
  /// Who decides what.
  public let abstention: Abstention

  init(
    logits: [Double], probabilities: [Double], labels: ClassLabels, rule: DecisionRule,
    errorRate: Double?
  ) {
    let decisions = FittedTextClassifier.decide(
      logits: logits, probabilities: probabilities, rule: rule)
    scores = ClassificationScores(
      decided: FittedTextClassifier.labels(decisions, like: labels), actual: labels)
    let classes = labels.classes
    if let single = labels.single {
      let isRight = decisions.indices.map { decisions[$0].classes == [single[$0]] }
      calibrationError = expectedCalibrationError(
        probabilities: decisions.map(\.confidence), outcomes: isRight)
      abstention = Abstention(
        errorRate: errorRate, confidences: decisions.map(\.confidence), isRight: isRight)
    } else {
      calibrationError = expectedCalibrationError(
        probabilities: probabilities, outcomes: labels.holds)
      let isRight = decisions.indices.map { d in
        decisions[d].classes == (0..<classes).filter { labels.holds[d * classes + $0] }
      }
      abstention = Abstention(
        errorRate: errorRate, confidences: decisions.map(\.confidence), isRight: isRight)
    }
  }
}
