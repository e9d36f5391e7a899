import Foundation
import LinearAlgebra

/// What a classifier says of one document.
public struct TextDecision: Equatable, Sendable {
  /// The classes decided for, ascending: exactly one where classes exclude each other.
  public let classes: [Int]
  /// How likely the decision is right: the probability of the class decided for, or, where classes
  /// do not exclude each other, of the least certain of the answers for or against each.
  public let confidence: Double
  /// Probability of every class.
  public let probabilities: [Double]
  /// Whether a person should decide.
  public let isReferred: Bool
}

/// A trained classifier of documents: the result of `TextClassifier.fit`.
public struct FittedTextClassifier: Sendable, Equatable {
  public let options: TextClassifier
  public let classNames: [String]
  public let text: FittedTextVectorizer
  public let combination: ScoreCombination
  public let rule: DecisionRule
  /// What it did on examples its models had not seen.
  public let validation: ClassifierValidation
  let encoding: ContextEncoding
  /// Logits of every class.
  let model: LinearTextModel
  let scorer: TextScorer

  init(
    options: TextClassifier, classNames: [String], text: FittedTextVectorizer,
    encoding: ContextEncoding, model: LinearTextModel, combination: ScoreCombination,
    rule: DecisionRule, validation: ClassifierValidation
  ) {
    self.options = options
    self.classNames = classNames
    self.text = text
    self.encoding = encoding
    self.model = model
    self.combination = combination
    self.rule = rule
    self.validation = validation
    scorer = TextScorer(text: text, encoding: encoding, model: model)
  }

  /// Whether every document gets exactly one class.
  public var isExclusive: Bool { combination.isExclusive }

  /// Names of the columns beside the text that it was trained with, in order.
  public var contextColumns: [String] { encoding.columns.map(\.name) }

  /// Decides documents.
  ///
  /// - Parameter threads: the answer is the same for any number.
  /// - Throws: `.mismatch` where the columns are not those of training.
  public func predict(
    _ examples: TextExamples, threads: Int = 1
  ) throws(TextError) -> [TextDecision] {
    let logits = try scores(examples, threads: threads).map(Double.init)
    return Self.decide(
      logits: logits, probabilities: combination.probabilities(logits: logits), rule: rule,
      abstainsBelow: validation.abstention.confidence)
  }

  /// The class of each document, nothing else: where classes exclude each other, as fast as
  /// documents can be read.
  ///
  /// - Parameter threads: the answer is the same for any number.
  /// - Throws: `.mismatch` where the columns are not those of training, and `.setting` where
  ///   a document may have several classes.
  public func classify(
    _ examples: TextExamples, threads: Int = 1
  ) throws(TextError) -> [Int32] {
    guard isExclusive else { throw .setting("documents of this model may have several classes") }
    if let reason = encoding.mismatch(examples.context) { throw .mismatch(reason) }
    return scorer.largest(examples, shifts: rule.shifts.map(Float.init), threads: threads)
  }

  /// Logits of documents: `documents * classes` values.
  func scores(_ examples: TextExamples, threads: Int) throws(TextError) -> [Float] {
    if let reason = encoding.mismatch(examples.context) { throw .mismatch(reason) }
    return scorer.scores(examples, threads: threads)
  }

  static func decide(
    logits: [Double], probabilities: [Double], rule: DecisionRule, abstainsBelow: Double = 0
  ) -> [TextDecision] {
    let classes = rule.shifts.count
    let single = rule.thresholds.isEmpty ? DecisionRule.decide(logits, rule.shifts) : nil
    return (0..<logits.count / classes).map { d in
      let p = Array(probabilities[d * classes..<(d + 1) * classes])
      let (chosen, confidence): ([Int], Double)
      if let single {
        (chosen, confidence) = ([single[d]], p[single[d]])
      } else {
        chosen = (0..<classes).filter { p[$0] >= rule.thresholds[$0] }
        confidence =
          (0..<classes)
          .map { p[$0] >= rule.thresholds[$0] ? p[$0] : 1 - p[$0] }.min() ?? 1
      }
      return TextDecision(
        classes: chosen, confidence: confidence, probabilities: p,
        isReferred: confidence < abstainsBelow)
    }
  }

  static func labels(_ decisions: [TextDecision], like labels: ClassLabels) -> ClassLabels {
    labels.single != nil
      ? ClassLabels(decisions.map { $0.classes[0] }, classes: labels.classes)
      : ClassLabels(sets: decisions.map(\.classes), classes: labels.classes)
  }

  /// Decisions as labels, for `ClassificationScores`.
  public func labels(_ decisions: [TextDecision]) -> ClassLabels {
    isExclusive
      ? ClassLabels(decisions.map { $0.classes[0] }, classes: classNames.count)
      : ClassLabels(sets: decisions.map(\.classes), classes: classNames.count)
  }

  public static func == (a: FittedTextClassifier, b: FittedTextClassifier) -> Bool {
    a.options == b.options && a.classNames == b.classNames && a.text == b.text
      && a.encoding == b.encoding && a.model == b.model && a.combination == b.combination
      && a.rule == b.rule && a.validation == b.validation
  }
}
