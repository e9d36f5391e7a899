import Foundation

/// What an evaluation of a programme's outcomes found: all its report says.
public struct ProgrammeFacts: Codable, Sendable {
  /// An effect with its interval; what has no number is written as null.
  public struct Effect: Codable, Sendable {
    public var name: String
    public var value: Double?
    public var low: Double?
    public var high: Double?

    public init(_ name: String, value: Double, low: Double, high: Double) {
      self.name = name
      self.value = ProgrammeFacts.number(value)
      self.low = ProgrammeFacts.number(low)
      self.high = ProgrammeFacts.number(high)
    }
  }

  public struct EffectTable: Codable, Sendable {
    public var caption: String
    public var unit: String
    public var effects: [Effect]

    public init(_ caption: String, unit: String, _ effects: [Effect]) {
      self.caption = caption
      self.unit = unit
      self.effects = effects
    }
  }

  public struct Curve: Codable, Sendable {
    public var name: String
    /// One a label of its plot; null where missing.
    public var values: [Double?]
    public var isEmphasized: Bool

    public init(_ name: String, _ values: [Double], isEmphasized: Bool = false) {
      self.name = name
      self.values = values.map(ProgrammeFacts.number)
      self.isEmphasized = isEmphasized
    }
  }

  public struct Plot: Codable, Sendable {
    public var id: String
    public var takeaway: String
    public var reading: String
    public var caption: String
    public var unit: String
    /// Of the horizontal axis: ISO dates, or numbers.
    public var labels: [String]
    public var axis: String
    public var curves: [Curve]

    public init(
      id: String, takeaway: String, reading: String, caption: String, unit: String,
      labels: [String], axis: String, curves: [Curve]
    ) {
      self.id = id
      self.takeaway = takeaway
      self.reading = reading
      self.caption = caption
      self.unit = unit
      self.labels = labels
      self.axis = axis
      self.curves = curves
    }
  }

  public struct WordTable: Codable, Sendable {
    public var caption: String
    public var headers: [String]
    public var rows: [[String]]

    public init(_ caption: String, headers: [String], rows: [[String]]) {
      self.caption = caption
      self.headers = headers
      self.rows = rows
    }
  }

  public struct Part: Codable, Sendable {
    public var id: String
    public var heading: String
    public var sentences: [String]
    public var plots: [Plot] = []
    public var effects: [EffectTable] = []
    public var words: [WordTable] = []

    public init(id: String, heading: String, sentences: [String]) {
      self.id = id
      self.heading = heading
      self.sentences = sentences
    }
  }

  public struct Setting: Codable, Sendable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  public var title: String
  public var subtitle: String
  public var headline: String
  /// Under the headline: a name and a sentence.
  public var points: [Setting]
  public var parts: [Part]
  public var settings: [Setting]
  /// Coverage of the intervals, inside (0, 1).
  public var level: Double

  public init(
    title: String, subtitle: String, headline: String, points: [Setting], parts: [Part],
    settings: [Setting], level: Double
  ) {
    self.title = title
    self.subtitle = subtitle
    self.headline = headline
    self.points = points
    self.parts = parts
    self.settings = settings
    self.level = level
  }

  static func number(_ value: Double) -> Double? {
    value.isFinite ? FileNumbers.significant(value) : nil
  }
}
