import Foundation
public import Reports

/// A change at some detectors, judged afterwards: all its report says.
public struct EvaluateFacts: VerbFacts {
  public static let verb = "evaluate"

  /// An effect with its interval; what has no number is written as null.
  public struct Effect: Codable, Sendable {
    public var value: Double?
    public var low: Double?
    public var high: Double?
    /// Coverage of the interval, inside (0, 1).
    public var level: Double

    public init(value: Double, low: Double, high: Double, level: Double) {
      self.value = Self.number(value)
      self.low = Self.number(low)
      self.high = Self.number(high)
      self.level = level
    }

    static func number(_ value: Double) -> Double? {
      value.isFinite ? FileNumbers.significant(value) : nil
    }
  }

  public struct NamedEffect: Codable, Sendable {
    public var name: String
    public var effect: Effect

    public init(name: String, effect: Effect) {
      self.name = name
      self.effect = effect
    }
  }

  /// The same analysis on dates of the past on which nothing was changed.
  public struct Placebos: Codable, Sendable {
    public var effects: [Double]
    public var alarmShare: Double
    public var rank: Double
    public var passes: Bool

    public init(effects: [Double], alarmShare: Double, rank: Double, passes: Bool) {
      self.effects = effects.filter(\.isFinite).map(FileNumbers.significant)
      self.alarmShare = alarmShare
      self.rank = rank
      self.passes = passes
    }
  }

  public var title: String
  public var change: String
  public var quantity: String
  public var unit: String
  /// ISO, the first day with the change.
  public var date: String
  /// Of `days`, the first with the change.
  public var firstAfter: Int
  /// ISO dates of the working days.
  public var days: [String]
  /// Means of the changed and of the other sites; nil where a day is missing.
  public var treated: [Double?]
  public var comparison: [Double?]?
  public var treatedSites: [String]
  public var comparisonSites: [String]
  public var sentence: String
  public var method: String
  public var average: Effect
  public var relative: Effect
  /// causal, coincident or refused.
  public var wording: String
  public var reasons: [String]
  public var alternatives: [NamedEffect]
  public var placeboDates: Placebos?
  public var placeboSites: [NamedEffect]
  /// p-value of a drift before the change.
  public var preTrend: Double?

  public init(
    title: String, change: String, quantity: String, unit: String, date: String, firstAfter: Int,
    days: [String], treated: [Double], comparison: [Double]?, treatedSites: [String],
    comparisonSites: [String], sentence: String, method: String, average: Effect,
    relative: Effect, wording: String, reasons: [String], alternatives: [NamedEffect],
    placeboDates: Placebos?, placeboSites: [NamedEffect], preTrend: Double?
  ) {
    self.title = title
    self.change = change
    self.quantity = quantity
    self.unit = unit
    self.date = date
    self.firstAfter = firstAfter
    self.days = days
    self.treated = treated.map(Effect.number)
    self.comparison = comparison?.map(Effect.number)
    self.treatedSites = treatedSites
    self.comparisonSites = comparisonSites
    self.sentence = sentence
    self.method = method
    self.average = average
    self.relative = relative
    self.wording = wording
    self.reasons = reasons
    self.alternatives = alternatives
    self.placeboDates = placeboDates
    self.placeboSites = placeboSites
    self.preTrend = preTrend.flatMap(Effect.number)
  }

  public func report(origin: Report.Origin) -> Report {
    EvaluateBriefing.report(facts: self, origin: origin)
  }
}
