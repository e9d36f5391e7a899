public import Reports

/// How well a classifier of comments works, as `apportion feedback train` tells it: its card.
public struct TrainFacts: VerbFacts {
  public static let verb = "train"

  /// A score with its 95 % interval.
  public struct Score: Codable, Sendable {
    public var name: String
    public var value: Double
    public var lower: Double?
    public var upper: Double?
    public var macroF1: Double?

    public init(
      name: String, value: Double, lower: Double? = nil, upper: Double? = nil,
      macroF1: Double? = nil
    ) {
      self.name = name
      self.value = value
      self.lower = lower
      self.upper = upper
      self.macroF1 = macroF1
    }
  }

  /// One label on the comments kept for testing; nil where it would tell a small count.
  public struct Label: Codable, Sendable {
    public var name: String
    public var comments: Int?
    public var recall: Double?
    public var lower: Double?
    public var upper: Double?
    public var precision: Double?
    public var words: [String]

    public init(
      name: String, comments: Int?, recall: Double?, lower: Double?, upper: Double?,
      precision: Double?, words: [String]
    ) {
      self.name = name
      self.comments = comments
      self.recall = recall
      self.lower = lower
      self.upper = upper
      self.precision = precision
      self.words = words
    }
  }

  public struct Bin: Codable, Sendable {
    public var stated: Double
    public var right: Double

    public init(stated: Double, right: Double) {
      self.stated = stated
      self.right = right
    }
  }

  public struct Share: Codable, Sendable {
    public var coverage: Double
    public var errors: Double
    public var upperBound: Double

    public init(coverage: Double, errors: Double, upperBound: Double) {
      self.coverage = coverage
      self.errors = errors
      self.upperBound = upperBound
    }
  }

  /// What a reviewer's corrections changed.
  public struct Corrections: Codable, Sendable {
    public var given: Int
    /// Of those, comments whose label they changed.
    public var changed: Int
    public var before: Score
    public var after: Score
    /// Other comments that the model now labels otherwise, and all others.
    public var flipped: Int?
    public var others: Int

    public init(
      given: Int, changed: Int, before: Score, after: Score, flipped: Int?, others: Int
    ) {
      self.given = given
      self.changed = changed
      self.before = before
      self.after = after
      self.flipped = flipped
      self.others = others
    }
  }

  public var title: String
  public var data: CommentFacts
  public var privacy: PrivacyFacts
  public var features: [String]
  public var trained: Int
  public var tested: Int
  public var accuracy: Score
  public var baselines: [Score]
  public var labels: [Label]
  public var calibrationError: Double
  public var calibration: [Bin]
  public var abstention: [Share]
  public var corrections: Corrections?

  public init(
    title: String, data: CommentFacts, privacy: PrivacyFacts, features: [String], trained: Int,
    tested: Int, accuracy: Score, baselines: [Score], labels: [Label], calibrationError: Double,
    calibration: [Bin], abstention: [Share], corrections: Corrections?
  ) {
    self.title = title
    self.data = data
    self.privacy = privacy
    self.features = features
    self.trained = trained
    self.tested = tested
    self.accuracy = accuracy
    self.baselines = baselines
    self.labels = labels
    self.calibrationError = calibrationError
    self.calibration = calibration
    self.abstention = abstention
    self.corrections = corrections
  }

  public func report(origin: Report.Origin) -> Report {
    TrainBriefing.report(facts: self, origin: origin)
  }
}
