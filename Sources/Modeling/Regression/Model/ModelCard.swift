/// What someone must know before using a saved model: on what it was fitted, how
/// good it was on rows it had not seen, and where it must not be used.
public struct ModelCard: Codable, Equatable, Sendable {
  /// An input of the model and what was seen of it.
  public struct Input: Codable, Equatable, Sendable {
    public var name: String
    /// Least and greatest value of a numeric input.
    public var lowest: Double?
    public var highest: Double?
    /// Levels of a categorical input, with their counts.
    public var levels: [String]?
    public var counts: [Int]?

    public init(name: String) { self.name = name }
  }

  public var response: String
  public var method: String
  /// SHA-256 of the file it was fitted on, filled in by who read the file.
  public var dataHash: String?
  public var rowsRead: Int
  public var rowsUsed: Int
  public var inputs: [Input]
  public var metrics: [MetricRow]
  /// In plain sentences.
  public var doNotUse: [String]
  public var notes: [FitNote]

  public init(
    response: String, method: String, rowsRead: Int, rowsUsed: Int, inputs: [Input],
    metrics: [MetricRow], doNotUse: [String], notes: [FitNote]
  ) {
    self.response = response
    self.method = method
    self.rowsRead = rowsRead
    self.rowsUsed = rowsUsed
    self.inputs = inputs
    self.metrics = metrics
    self.doNotUse = doNotUse
    self.notes = notes
  }
}

/// One figure of how good a fit is.
public struct MetricRow: Codable, Equatable, Sendable {
  public enum Part: String, Codable, Sendable {
    /// On rows the model had not seen.
    case crossValidated = "cross-validated"
    /// The same rows and folds, by the mean of the training rows alone.
    case baseline
    /// On the rows it was fitted to.
    case inSample = "in sample"
  }
  public var part: Part
  public var metric: String
  public var value: Double
  /// Ends of a 95 % interval over folds, where there are folds.
  public var lower: Double?
  public var upper: Double?

  public init(
    _ part: Part, _ metric: String, _ value: Double, lower: Double? = nil, upper: Double? = nil
  ) {
    self.part = part
    self.metric = metric
    self.value = value
    self.lower = lower
    self.upper = upper
  }
}
