/// One piece of a section.
public enum Block: Hashable, Sendable {
  /// Paragraphs.
  case narrative([InlineText])
  /// One sentence that matters, with an optional line of detail.
  case finding(Finding)
  /// A row of cards.
  case keyFigures([KeyFigure])
  case table(ReportTable)
  case chart(Chart)
  case list([InlineText])
  /// An aside that helps to read the report.
  case note(InlineText)
  /// Something that limits what the report can be used for.
  case warning(InlineText)

  /// A single paragraph.
  public static func paragraph(_ text: InlineText) -> Block { .narrative([text]) }
}

/// A sentence set apart from the narrative.
public struct Finding: Hashable, Sendable {
  /// Said by a word and a sign as well as by colour.
  public enum Tone: String, Hashable, Sendable {
    case neutral, good, bad
  }

  public var statement: InlineText
  public var detail: InlineText?
  public var tone: Tone

  public init(_ statement: InlineText, detail: InlineText? = nil, tone: Tone = .neutral) {
    self.statement = statement
    self.detail = detail
    self.tone = tone
  }
}

/// A number on a card.
public struct KeyFigure: Hashable, Sendable {
  public var label: String
  /// Already worded: "6,955" (see `PlainWords`).
  public var value: String
  /// "calls", "of 336 half-hours"; empty for none.
  public var unit: String
  /// The uncertainty in words: "between 6,600 and 7,300, 8 weeks in 10".
  public var interval: String?
  /// What the number was before, or how it compares: "73 more than last week".
  public var comparison: String?
  /// Recent values behind the number, drawn as a sparkline; fewer than two draw none.
  /// NaN leaves a gap. The sparkline is decoration: the words must carry the message.
  public var trend: [Double]

  public init(
    _ label: String, value: String, unit: String = "", interval: String? = nil,
    comparison: String? = nil, trend: [Double] = []
  ) {
    self.label = label
    self.value = value
    self.unit = unit
    self.interval = interval
    self.comparison = comparison
    self.trend = trend
  }
}
