import Briefings
import Feedback
import Provenance
import Reports
import Tables

/// From comments and a trained model to a label for each.
public struct ClassifyPipeline: Sendable {
  public var source: FeedbackSource
  /// Folder that `apportion feedback train` wrote.
  public var model: String
  public var threshold = 11
  public var title: String?
  public var threads = 1
  public var version: String

  public init(source: FeedbackSource, model: String, version: String) {
    self.source = source
    self.model = model
    self.version = version
  }

  public func run(into folder: String) throws -> RunOutcome {
    let trained = try TrainedModel(reading: model)
    var source = source
    source.features = trained.features
    let comments = try LoadedComments(source)
    let decisions = try trained.decide(comments, threads: threads)
    let names = trained.classifier.classNames
    var sizes = [Int](repeating: 0, count: names.count)
    for decision in decisions where !decision.isReferred { sizes[decision.classes[0]] += 1 }
    let referred = decisions.count { $0.isReferred }
    var published = PublishedComments(
      [], rule: try SuppressionRule(threshold: threshold), keeping: [])
    let all = names.indices.map { "label: \(names[$0])" }
    let table = try published.suppress(
      CountTable(
        [
          .init(
            "outcome", all + ["to a person"], groups: [.init("decided", Array(names.indices))])
        ], counts: sizes + [referred]))
    func place(_ name: String) -> CountTable.Place { .init([("outcome", name)]) }
    let order = names.indices.sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }
    let decided = table.count(at: place("decided"))
    let labels = order.map { k in
      let count = table.count(at: place(all[k]))
      let interval = count.flatMap { part in
        decided.map { PublishedComments.interval(part, of: $0) }
      }
      return ClassifyFacts.Label(
        name: names[k], comments: count,
        share: table.share(of: place(all[k]), in: place("decided")).map(FileNumbers.rounded),
        lower: interval.map { FileNumbers.rounded($0.lower) },
        upper: interval.map { FileNumbers.rounded($0.upper) })
    }
    let facts = ClassifyFacts(
      title: title ?? "What are the comments about?", data: comments.facts,
      privacy: published.facts, labels: labels, referred: table.count(at: place("to a person")),
      accuracy: FileNumbers.rounded(trained.classifier.validation.scores.accuracy))
    var files = RunFiles()
    files["labels.csv"] = try labelsFile(comments, decisions, trained)
    files["rejects.csv"] = comments.rejects
    return try FactsAssembly(
      .feedback, verb: ClassifyFacts.verb, version: version,
      inputs: [comments.record, trained.record], seed: 1,
      results: ["status": .string("done")]
    ).finish(
      facts, files: files, into: folder, notes: comments.notes,
      summary: facts.labels.prefix(5).map {
        "\($0.share.map { PlainWords.percent($0) } ?? "hidden")  \($0.name)"
      } + ["labels.csv has one row a comment: it is not for publication."])
  }

  /// `labels.csv`: one row a comment with the words that spoke most for its label.
  private func labelsFile(
    _ comments: LoadedComments, _ decisions: [TextDecision], _ trained: TrainedModel
  ) throws -> [UInt8] {
    var writer = CSVWriter(header: [
      source.id ?? "line", "label", "probability", "to_a_person", "reason_1", "reason_2",
      "reason_3",
    ])
    let examples = try comments.examples()
    for (d, decision) in decisions.enumerated() {
      let reasons = try trained.classifier.explain(examples, document: d).reasonsFor.prefix(3)
      writer.text(comments.ids[d])
      writer.text(trained.classifier.classNames[decision.classes[0]])
      writer.number(FileNumbers.rounded(decision.confidence))
      writer.text(decision.isReferred ? "yes" : "no")
      for k in 0..<3 {
        if k < reasons.count { writer.text(reasons[k].term) } else { writer.missing() }
      }
      writer.endRow()
    }
    return writer.bytes
  }
}
