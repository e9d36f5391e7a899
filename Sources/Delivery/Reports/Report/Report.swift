/// What a council reads: one value, rendered as HTML, JSON and CSV.
///
/// The order is fixed by what a reader needs first: the decision, then the
/// sections (data quality before results), then what it all rests on, what it
/// must not be used for, and where it came from.
public struct Report: Hashable, Sendable {
  /// BCP 47 tag of the language the text is written in.
  public var language: String
  public var title: String
  /// Who and when, in a line under the title.
  public var subtitle: String
  public var decision: Decision
  /// The numbers a reader looks for first, as cards under the decision; best two to four.
  public var highlights: [KeyFigure]
  public var sections: [Section]
  public var assumptions: [Assumption]
  /// Uses this report does not support, each completing "Do not use this …":
  /// "to judge single employees".
  public var unsuitableUses: [InlineText]
  public var origin: Origin

  public init(
    language: String = "en", title: String, subtitle: String, decision: Decision,
    highlights: [KeyFigure] = [], sections: [Section], assumptions: [Assumption] = [],
    unsuitableUses: [InlineText] = [],
    origin: Origin
  ) {
    self.language = language
    self.title = title
    self.subtitle = subtitle
    self.decision = decision
    self.highlights = highlights
    self.sections = sections
    self.assumptions = assumptions
    self.unsuitableUses = unsuitableUses
    self.origin = origin
  }
}

extension Report {
  /// The box a reader sees first.
  public struct Decision: Hashable, Sendable {
    /// One labelled line: "Do", "Why", "How sure", "What changed", "Cost".
    public struct Point: Hashable, Sendable {
      public var label: String
      public var text: InlineText

      public init(_ label: String, _ text: InlineText) {
        self.label = label
        self.text = text
      }
    }

    public var headline: String
    public var points: [Point]

    public init(headline: String, points: [Point]) {
      self.headline = headline
      self.points = points
    }

    /// The five questions a council asks, in its order; a nil one is left out.
    public init(
      headline: String, do action: InlineText, why: InlineText, howSure: InlineText,
      whatChanged: InlineText? = nil, cost: InlineText? = nil
    ) {
      self.headline = headline
      points = [Point("Do", action), Point("Why", why), Point("How sure", howSure)]
      if let whatChanged { points.append(Point("What changed", whatChanged)) }
      if let cost { points.append(Point("Cost", cost)) }
    }
  }

  /// A headed part of the report.
  public struct Section: Hashable, Sendable {
    /// Names the section in links; letters, digits and hyphens are kept.
    public var id: String
    /// Best a question a reader has: "How many calls will come?"
    public var heading: String
    public var blocks: [Block]

    public init(id: String, heading: String, blocks: [Block]) {
      self.id = id
      self.heading = heading
      self.blocks = blocks
    }
  }

  public struct Assumption: Hashable, Sendable {
    public var statement: String
    public var value: InlineText
    public var source: InlineText

    public init(_ statement: String, value: InlineText, source: InlineText) {
      self.statement = statement
      self.value = value
      self.source = source
    }
  }

  /// Where the report came from and how to check it: the footer.
  public struct Origin: Hashable, Sendable {
    public struct Entry: Hashable, Sendable {
      public var key: String
      public var value: InlineText

      public init(_ key: String, _ value: InlineText) {
        self.key = key
        self.value = value
      }
    }

    public var entries: [Entry]
    /// The command a reader types to check that the outputs are unchanged.
    public var verifyCommand: String

    public init(entries: [Entry], verifyCommand: String) {
      self.entries = entries
      self.verifyCommand = verifyCommand
    }
  }
}
