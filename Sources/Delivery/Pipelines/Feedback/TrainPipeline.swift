import Briefings
public import Feedback
import Foundation
import Provenance
import Reports
import Statistics
import Tables

/// From labelled comments to a classifier and its card.
public struct TrainPipeline: Sendable {
  /// Names the label, and the split where the file has one.
  public var source: FeedbackSource
  /// Share kept for testing where the file has no split, in 0.05 … 0.5.
  public var holdout = 0.2
  /// The most errors among decisions; less sure comments go to a person.
  public var errorRate: Double?
  /// A reviewer's file with the columns `id` and `label`.
  public var corrections: String?
  /// How it learns; its seed and rate of errors are those given here.
  public var classifier = TextClassifier()
  public var threshold = 11
  public var title: String?
  public var seed: UInt64 = 1
  public var threads = 1
  public var version: String

  public init(source: FeedbackSource, version: String) {
    self.source = source
    self.version = version
  }

  public func run(into folder: String) throws -> RunOutcome {
    let comments = try LoadedComments(source)
    var published = PublishedComments(
      comments.texts, rule: try SuppressionRule(threshold: threshold), keeping: [])
    var labels = comments.labels
    let original = labels
    var inputs = [comments.record]
    var given: [Int: String] = [:]
    if let corrections {
      let file = try CorrectionsFile(corrections, comments)
      given = file.labels
      inputs.append(file.record)
      for (comment, label) in given { labels[comment] = label }
    }
    let task = try LabelledComments(comments, labels: labels, holdout: holdout, seed: seed)
    var classifier = classifier
    classifier.errorRate = errorRate
    classifier.seed = seed
    let (trained, tested): (FittedTextClassifier, TestedClassifier)
    var changes: TrainFacts.Corrections?
    do {
      trained = try task.fit(classifier, labels: labels, threads: threads)
      tested = try TestedClassifier(trained, task, threads: threads)
      if !given.isEmpty {
        let before = try task.fit(classifier, labels: original, threads: threads)
        changes = try corrections(given, original, before, tested, trained, task, &published)
      }
    } catch let error as TextError {
      throw PipelineError(.data, "\(source.name): \(error.description).")
    }
    let table = try published.suppress(tested.confusion())
    let lexicon = try ClassLexicon(
      task, least: threshold, seed: seed, threads: threads, names: published.lexicon)
    let facts = TrainFacts(
      title: title ?? "How well can comments be labelled?", data: comments.facts,
      privacy: published.facts, features: source.features, trained: task.training.count,
      tested: task.testing.count, accuracy: tested.score("the model"),
      baselines: task.baselines(), labels: tested.labels(table, words: lexicon.words),
      calibrationError: FileNumbers.rounded(tested.calibrationError),
      calibration: tested.calibration(least: threshold),
      abstention: trained.validation.abstention.curve.map {
        TrainFacts.Share(
          coverage: FileNumbers.rounded($0.coverage), errors: FileNumbers.rounded($0.errorRate),
          upperBound: FileNumbers.rounded($0.upperBound))
      }, corrections: changes)
    var files = RunFiles()
    files[TrainedModel.fileName] = try TrainedModel.bytes(of: trained, features: source.features)
    files["lexicon.csv"] = lexicon.bytes
    files["confusion.csv"] = tested.confusionFile(table)
    files["model_card.md"] = Self.card(facts)
    files["rejects.csv"] = comments.rejects
    return try FactsAssembly(
      .feedback, verb: TrainFacts.verb, version: version, inputs: inputs, seed: seed,
      results: ["status": .string("done")]
    ).finish(
      facts, files: files, into: folder, notes: comments.notes + task.notes,
      summary: [
        facts.report(origin: .init(entries: [], verifyCommand: "")).decision.headline,
        "model.json keeps words of comments: it is not for publication.",
      ])
  }

  private func corrections(
    _ given: [Int: String], _ original: [String], _ before: FittedTextClassifier,
    _ after: TestedClassifier, _ trained: FittedTextClassifier, _ task: LabelledComments,
    _ published: inout PublishedComments
  ) throws -> TrainFacts.Corrections {
    let old = try TestedClassifier(before, task, threads: threads)
    let others = task.comments.texts.indices.filter { given[$0] == nil }
    let examples = try task.comments.examples(others)
    let was = try before.predict(examples, threads: threads).map {
      before.classNames[$0.classes[0]]
    }
    let now = try trained.predict(examples, threads: threads)
      .map { trained.classNames[$0.classes[0]] }
    let flipped = zip(was, now).count { $0 != $1 }
    let table = try published.suppress(
      CountTable(
        [.init("other comments", ["flipped", "same"])], counts: [flipped, others.count - flipped]))
    return TrainFacts.Corrections(
      given: given.count, changed: given.count { original[$0.key] != $0.value },
      before: old.score("before"), after: after.score("after"),
      flipped: table.count(at: .init([("other comments", "flipped")])), others: others.count)
  }

  /// The card in plain text, for people who keep models.
  private static func card(_ facts: TrainFacts) -> [UInt8] {
    func score(_ score: TrainFacts.Score) -> String {
      let range = score.lower.flatMap { low in
        score.upper.map {
          " (95 %: \(PlainWords.percent(low, digits: 1)) to \(PlainWords.percent($0, digits: 1)))"
        }
      }
      return "- \(score.name): \(PlainWords.percent(score.value, digits: 1)) right\(range ?? "")"
        + (score.macroF1.map { ", macro-F1 \(PlainWords.number($0, digits: 3))" } ?? "")
    }
    let lines =
      [
        "# Model card: labels of comments", "",
        "Linear models of words, pairs of words and characters, combined and calibrated on comments "
          + "they had not seen. Trained on \(facts.trained) comments of `\(facts.data.file)`, tested "
          + "on \(facts.tested).", "", "## Measured", "",
      ] + ([facts.accuracy] + facts.baselines).map(score) + [
        "- calibration error, 10 bins: \(PlainWords.number(facts.calibrationError, digits: 3))", "",
        "## Not for", "", "- deciding about a person, or closing a comment nobody has read",
        "- comments of another agency or question, untested", "",
        "## Principal basis for decisions?", "",
        "No: a label says where to look. A person decides.", "",
      ]
    return Array(lines.joined(separator: "\n").utf8)
  }
}
