import Foundation
import Reports

/// What a regression knows beside its tables: kept in `run.json`, so that its report can be
/// made again from the folder alone.
public struct RegressionFacts: Codable, Sendable {
  /// How coefficients are told to people.
  public enum Scale: String, Codable, Sendable {
    /// In units of the response.
    case units
    /// As a change in per cent: the logarithm is modelled.
    case percent
    /// As a factor of the odds: a probability is modelled through its log odds.
    case odds
    /// As they are, on the scale of the link.
    case link
    /// There are none.
    case none
  }

  /// What kind of thing is explained.
  public enum Response: String, Codable, Sendable {
    case number, count, yesNo, classes
  }

  public struct Note: Codable, Sendable, Hashable {
    /// The kind as the model names it: "separation", "droppedColumn".
    public var kind: String
    public var sentence: String

    public init(kind: String, sentence: String) {
      self.kind = kind
      self.sentence = sentence
    }
  }

  /// An input of the model and what was seen of it.
  public struct Input: Codable, Sendable, Hashable {
    public var name: String
    public var lowest: Double?
    public var highest: Double?
    /// The range of a time column, in words; empty for others.
    public var span: String
    public var levels: [String]
    public var counts: [Int]
    /// Rows in which it was missing.
    public var missing: Int

    public init(
      name: String, lowest: Double?, highest: Double?, span: String = "", levels: [String],
      counts: [Int], missing: Int
    ) {
      self.name = name
      self.lowest = lowest
      self.highest = highest
      self.span = span
      self.levels = levels
      self.counts = counts
      self.missing = missing
    }
  }

  public struct Assumption: Codable, Sendable, Hashable {
    public var statement: String
    public var value: String
    public var source: String

    public init(_ statement: String, value: String, source: String) {
      self.statement = statement
      self.value = value
      self.source = source
    }
  }

  public var title: String
  /// Name of the file, without its folder.
  public var file: String
  /// SHA-256 of the file.
  public var fileHash: String
  public var response: String
  /// What one row's response is counted in, in the plural: "requests".
  public var unit: String
  public var kind: Response
  public var scale: Scale
  public var formula: String
  /// "Negative binomial regression, logarithmic link".
  public var method: String
  /// In per cent.
  public var level: Double
  public var folds: Int
  /// "5 folds drawn at random", "5 folds, each later than what it was trained on".
  public var foldsInWords: String
  public var seed: UInt64
  public var rowsRead: Int
  public var rowsRejected: Int
  public var rowsUsed: Int
  public var inputs: [Input]
  /// One plain sentence a driver, the most important first.
  public var drivers: [String]
  public var notes: [Note]
  /// What was decided while the file was read.
  public var readingNotes: [String]
  public var assumptions: [Assumption]
  /// Each a whole sentence.
  public var doNotUse: [String]

  public init(
    title: String, file: String, fileHash: String, response: String, unit: String, kind: Response,
    scale: Scale, formula: String, method: String, level: Double, folds: Int,
    foldsInWords: String, seed: UInt64, rowsRead: Int, rowsRejected: Int, rowsUsed: Int,
    inputs: [Input], drivers: [String], notes: [Note], readingNotes: [String],
    assumptions: [Assumption], doNotUse: [String]
  ) {
    self.title = title
    self.file = file
    self.fileHash = fileHash
    self.response = response
    self.unit = unit
    self.kind = kind
    self.scale = scale
    self.formula = formula
    self.method = method
    self.level = level
    self.folds = folds
    self.foldsInWords = foldsInWords
    self.seed = seed
    self.rowsRead = rowsRead
    self.rowsRejected = rowsRejected
    self.rowsUsed = rowsUsed
    self.inputs = inputs
    self.drivers = drivers
    self.notes = notes
    self.readingNotes = readingNotes
    self.assumptions = assumptions
    self.doNotUse = doNotUse
  }
}

/// The tables of a regression that its report is made from; empty where there is none.
public struct RegressionTables: Sendable {
  public var coefficients: [CoefficientLine] = []
  public var terms: [TestLine] = []
  public var metrics: [MetricLine] = []
  public var tests: [TestLine] = []
  public var heldOut: [HeldOutLine] = []
  /// Of a response of several classes, their names in the order of their codes.
  public var classes: [String] = []
  public var effects: [EffectLine] = []
  public var importance: [ImportanceLine] = []
  public var calibration: [CalibrationLine] = []

  public init() {}

  /// A metric of one part, nil where it is missing.
  func metric(_ name: String, _ part: String) -> MetricLine? {
    metrics.first { $0.metric == name && $0.part == part && $0.value.isFinite }
  }

  /// Variables with effects, the most important first, the others in file order.
  var drawnVariables: [String] {
    let known = distinct(effects.map(\.variable))
    let ranked = importance.map(\.variable).filter(known.contains)
    return distinct(ranked + known)
  }
}

/// A coefficient's name as words: "weekday: Sun" of `C(weekday, reference: "Mon")[Sun]`,
/// "weekday: Sun × rain" of `weekday[Sun]:rain`.
func spokenTerm(_ name: String) -> String {
  var parts = [""]
  var depth = 0
  for character in name {
    if character == "(" || character == "[" { depth += 1 }
    if character == ")" || character == "]" { depth -= 1 }
    if character == ":", depth == 0 {
      parts.append("")
    } else {
      parts[parts.count - 1].append(character)
    }
  }
  return parts.map { part in
    guard part.hasSuffix("]"), let bracket = part.firstIndex(of: "[") else {
      return spoken(inner(part))
    }
    let level = part[part.index(after: bracket)...].dropLast()
    return "\(spoken(inner(String(part[..<bracket])))): \(level)"
  }.joined(separator: " × ")
}

/// `weekday` of `C(weekday, reference: "Mon")`; other text as it is.
private func inner(_ text: String) -> String {
  guard text.hasPrefix("C("), text.hasSuffix(")") else { return text }
  return String(text.dropFirst(2).dropLast().prefix { $0 != "," })
}

/// A column's name as words: "day of year" of `day_of_year`.
func spoken(_ name: String) -> String {
  derived(name) ?? name.split(separator: "_").joined(separator: " ")
}

/// What the formula makes of a time or of other rows, in words: "day of the year" of
/// `yearday(date)`, "calls 7 rows before" of `lag(calls, 7)`.
private func derived(_ name: String) -> String? {
  let parts = [
    "hour": "hour of the day", "timeofday": "time of day",
    "weekday": "day of the week (1 is Monday)",
    "yearday": "day of the year", "month": "month", "quarter": "quarter", "year": "year",
  ]
  guard name.hasSuffix(")"), let open = name.firstIndex(of: "(") else { return nil }
  let function = String(name[..<open])
  if let part = parts[function] { return part }
  let arguments = name[name.index(after: open)...].dropLast().split(separator: ",")
    .map { $0.trimmingCharacters(in: .whitespaces) }
  guard function == "lag" || function == "diff", let column = arguments.first else { return nil }
  let steps = arguments.count > 1 ? Double(arguments[1]) ?? 1 : 1
  let rows = PlainWords.count(Int(steps), "row")
  return function == "lag"
    ? "\(spoken(column)) \(rows) before" : "change of \(spoken(column)) over \(rows)"
}
