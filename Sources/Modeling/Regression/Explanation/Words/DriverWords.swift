/// What a reader calls the response and the inputs of a model.
public struct DriverWords: Codable, Equatable, Sendable {
  /// A noun with its plural: "call a day", "calls a day".
  public struct Noun: Codable, Equatable, Sendable {
    public var one: String
    public var many: String

    public init(one: String, many: String) {
      self.one = one
      self.many = many
    }
  }

  public struct Input: Codable, Equatable, Sendable {
    /// "temperature".
    public var name: String
    /// "degree", "degrees"; nil where it has no unit.
    public var unit: Noun?

    public init(name: String, unit: Noun? = nil) {
      self.name = name
      self.unit = unit
    }
  }

  /// What the response counts or measures; of a yes or no, what "yes" is.
  public var response: Noun
  /// Whether the response is counted ("fewer calls") or measured ("less rain").
  public var isCounted: Bool
  /// By column of the data; a column that is not here goes by its own name.
  public var inputs: [String: Input]

  public init(response: Noun, isCounted: Bool = true, inputs: [String: Input] = [:]) {
    self.response = response
    self.isCounted = isCounted
    self.inputs = inputs
  }

  func input(_ column: String) -> Input { inputs[column] ?? Input(name: column) }
}

/// What goes with a prediction's being high or low, in one sentence.
public struct Driver: Codable, Equatable, Sendable {
  /// How clearly the data show it.
  public enum Evidence: String, Codable, Sendable {
    case veryStrong = "very strong evidence"
    case strong = "strong evidence"
    case some = "some evidence"
    case weak = "weak evidence"
    case none = "no clear evidence"
    /// The method has no test (trees, ridge).
    case untested = "not tested"

    /// By the p-value of the hypothesis of no effect.
    public init(pValue: Double?) {
      self =
        switch pValue {
        case nil: .untested
        case let p? where p < 0.001: .veryStrong
        case let p? where p < 0.01: .strong
        case let p? where p < 0.05: .some
        case let p? where p < 0.1: .weak
        default: .none
        }
    }
  }

  /// The term or input it is of.
  public var label: String
  public var sentence: String
  public var evidence: Evidence
  /// Mean magnitude of its contributions over the rows asked about, on the scale of the link.
  public var strength: Double
}

/// An estimate and the ends of its interval.
struct EstimatedRange {
  var estimate: Double
  var lower: Double
  var upper: Double

  init(_ estimate: Double, _ lower: Double, _ upper: Double) {
    (self.estimate, self.lower, self.upper) = (estimate, lower, upper)
  }

  func times(_ factor: Double) -> EstimatedRange {
    EstimatedRange(estimate * factor, lower * factor, upper * factor)
  }

  var isOneSided: Bool { lower > 0 || upper < 0 }
}
