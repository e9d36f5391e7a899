public import Reports

/// The themes found in comments, as `apportion feedback themes` tells them.
public struct ThemesFacts: VerbFacts {
  public static let verb = "themes"

  public struct Theme: Codable, Sendable {
    public var name: String
    /// Comments of which it is the first theme; nil where hidden.
    public var comments: Int?
    /// The same as a share of all comments, with its 95 % interval; nil where hidden.
    public var share: Double?
    public var lower: Double?
    public var upper: Double?
    public var words: [String]
    public var phrases: [String]
    public var quotes: [String]
    /// Share of its words that come back when comments are drawn anew, 0 … 1.
    public var stability: Double
    /// Normalized pointwise mutual information of its words.
    public var coherence: Double

    public init(
      name: String, comments: Int?, share: Double?, lower: Double?, upper: Double?,
      words: [String], phrases: [String], quotes: [String], stability: Double, coherence: Double
    ) {
      self.name = name
      self.comments = comments
      self.share = share
      self.lower = lower
      self.upper = upper
      self.words = words
      self.phrases = phrases
      self.quotes = quotes
      self.stability = stability
      self.coherence = coherence
    }
  }

  public var title: String
  public var data: CommentFacts
  public var privacy: PrivacyFacts
  /// Largest first.
  public var themes: [Theme]
  /// Comments without any of the themes' words; nil where hidden.
  public var without: Int?
  /// Whether the number of themes was chosen by how well they come back.
  public var isChosen: Bool

  public init(
    title: String, data: CommentFacts, privacy: PrivacyFacts, themes: [Theme], without: Int?,
    isChosen: Bool
  ) {
    self.title = title
    self.data = data
    self.privacy = privacy
    self.themes = themes
    self.without = without
    self.isChosen = isChosen
  }

  public func report(origin: Report.Origin) -> Report {
    ThemesBriefing.report(facts: self, origin: origin)
  }

  /// Jaccard's index from which a theme counts as one that comes back: seven of ten words.
  static let stable = 0.5
}
