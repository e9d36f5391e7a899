public import Reports

/// What a classifier said of comments, as `apportion feedback classify` tells it.
public struct ClassifyFacts: VerbFacts {
  public static let verb = "classify"

  public struct Label: Codable, Sendable {
    public var name: String
    /// Comments decided for it; nil where hidden.
    public var comments: Int?
    /// The same as a share of those decided, with its 95 % interval.
    public var share: Double?
    public var lower: Double?
    public var upper: Double?

    public init(name: String, comments: Int?, share: Double?, lower: Double?, upper: Double?) {
      self.name = name
      self.comments = comments
      self.share = share
      self.lower = lower
      self.upper = upper
    }
  }

  public var title: String
  public var data: CommentFacts
  public var privacy: PrivacyFacts
  public var labels: [Label]
  /// Comments left to a person; nil where hidden.
  public var referred: Int?
  /// Share of right decisions on comments the model had not seen, as its training found.
  public var accuracy: Double

  public init(
    title: String, data: CommentFacts, privacy: PrivacyFacts, labels: [Label], referred: Int?,
    accuracy: Double
  ) {
    self.title = title
    self.data = data
    self.privacy = privacy
    self.labels = labels
    self.referred = referred
    self.accuracy = accuracy
  }

  public func report(origin: Report.Origin) -> Report {
    let shown = labels.filter { $0.share != nil }
    let first = shown.first
    let share = first?.share ?? 0
    let referredWords =
      referred.map { PlainWords.count($0, "comment") } ?? "some comments (the number is hidden)"
    return Report(
      title: title,
      subtitle: "\(data.file): \(PlainWords.count(data.comments, "comment")).",
      decision: Report.Decision(
        headline: first.map { "Most comments are about “\($0.name)”" }
          ?? "Too few comments to show a label",
        do:
          "Send each comment to the queue that \(code: "labels.csv") names, and let a person decide \(strong: referredWords) the model is unsure of.",
        why:
          "\(PlainWords.percent(share)) of the decided comments are labelled “\(first?.name ?? "–")”.",
        howSure:
          "In training \(strong: PlainWords.percent(accuracy)) of its decisions on unseen comments were right. It will be less right on comments of another kind."
      ),
      sections: [
        Report.Section(id: "labels", heading: "What are the comments about?", blocks: blocks),
        privacy.section(), data.section(),
      ],
      assumptions: [PrivacyFacts.assumption(privacy.threshold)],
      unsuitableUses: [
        "to decide about a person: a label is a suggestion where to look",
        "to close a comment without anybody reading it",
      ], origin: origin)
  }

  private var blocks: [Block] {
    let shown = labels.filter { $0.share != nil }
    var blocks: [Block] = []
    if let first = shown.first {
      blocks.append(
        .chart(
          Chart(
            id: "labels", takeaway: "“\(first.name)” is given most often.",
            reading: "Whiskers are 95 % intervals; they leave out the model's own errors.",
            dataCaption: "Share of decided comments by label",
            .bars(
              BarChart(
                bars: shown.map {
                  .init($0.name, values: [$0.share ?? .nan], lower: $0.lower, upper: $0.upper)
                }, itemName: "Label", unit: "share of decided comments", format: .percent(1))))))
    }
    blocks.append(
      .table(
        ReportTable(
          caption: "Comments by label",
          columns: [
            .text("Label"), .number("Comments"), .number("Share", format: .percent(1)),
            .number("95 % interval", format: .percent(1)),
          ],
          rows: labels.map { label in
            ReportTable.Row([
              .text(label.name), label.comments.map { .number(Double($0)) } ?? .text("hidden"),
              label.share.map { .number($0) } ?? .text("hidden"),
              label.lower.flatMap { low in label.upper.map { .interval(low, $0) } } ?? .missing,
            ])
          }, fileName: "counts")))
    return blocks
  }
}
