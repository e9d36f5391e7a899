/// What values a parameter may take: the one declaration behind its help text,
/// its JSON schema, its error sentence and its negative tests.
public struct Constraint<Value: Sendable>: Sendable {
  /// Completes "must be …": "a whole number of at least 1".
  public let description: String
  /// The value, or nil where the text does not hold one.
  public let parse: @Sendable (String) -> Value?
  /// The value as text that `parse` reads back.
  public let format: @Sendable (Value) -> String
  /// Members of a JSON Schema object, as JSON ("\"type\": \"integer\"").
  public let schema: String
  /// Texts that must be refused.
  public let invalidExamples: [String]
  /// The words to offer in shell completion; empty for free text.
  public let choices: [String]
  /// True when the value is a path, so that shells complete file names.
  public let isPath: Bool
  /// True when the value is a list, which JSON writes in brackets.
  public var isList: Bool { schema.hasPrefix("\"type\": \"array\"") }
  /// True when JSON writes the value in quotes.
  public var isText: Bool { isPath || schema.contains("\"string\"") || schema.contains("\"enum\"") }

  public init(
    _ description: String, schema: String, invalidExamples: [String], choices: [String] = [],
    isPath: Bool = false, parse: @escaping @Sendable (String) -> Value?,
    format: @escaping @Sendable (Value) -> String
  ) {
    self.description = description
    self.schema = schema
    self.invalidExamples = invalidExamples
    self.choices = choices
    self.isPath = isPath
    self.parse = parse
    self.format = format
  }

  /// Several values, separated by commas.
  public func list() -> Constraint<[Value]> {
    Constraint<[Value]>(
      "a comma-separated list, each \(description)",
      schema: "\"type\": \"array\", \"items\": {\(schema)}",
      invalidExamples: invalidExamples + [""],
      choices: choices,
      parse: { text in
        var values: [Value] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
          guard let value = self.parse(String(part)) else { return nil }
          values.append(value)
        }
        return values.isEmpty ? nil : values
      },
      format: { $0.map(self.format).joined(separator: ",") })
  }
}

/// Stands between the values of an option that is given more than once; a control
/// character (record separator) that no value holds.
let repetitionSeparator = "\u{1E}"

extension Constraint {
  /// One value each time the option is given.
  public func repeated() -> Constraint<[Value]> {
    Constraint<[Value]>(
      description, schema: "\"type\": \"array\", \"items\": {\(schema)}",
      invalidExamples: invalidExamples, choices: choices, isPath: isPath,
      parse: { text in
        var values: [Value] = []
        for part in text.split(
          separator: repetitionSeparator, omittingEmptySubsequences: false)
        {
          guard let value = self.parse(String(part)) else { return nil }
          values.append(value)
        }
        return values.isEmpty ? nil : values
      }, format: { $0.map(self.format).joined(separator: repetitionSeparator) })
  }
}

extension Constraint where Value == Int {
  /// A whole number from `range.lowerBound` up.
  public static func integer(_ range: PartialRangeFrom<Int>) -> Constraint {
    let least = range.lowerBound
    return Constraint(
      "a whole number of at least \(least)",
      schema: "\"type\": \"integer\", \"minimum\": \(least)",
      invalidExamples: ["\(least - 1)", "1.5", "many", ""],
      parse: { Int($0).flatMap { $0 >= least ? $0 : nil } }, format: { String($0) })
  }

  /// A whole number within `range`.
  public static func integer(_ range: ClosedRange<Int>) -> Constraint {
    Constraint(
      "a whole number from \(range.lowerBound) to \(range.upperBound)",
      schema:
        "\"type\": \"integer\", \"minimum\": \(range.lowerBound), \"maximum\": \(range.upperBound)",
      invalidExamples: ["\(range.lowerBound - 1)", "\(range.upperBound + 1)", "1.5", "many", ""],
      parse: { Int($0).flatMap { range.contains($0) ? $0 : nil } }, format: { String($0) })
  }
}

extension Constraint where Value == UInt64 {
  /// Any seed of a random stream.
  public static let seed = Constraint(
    "a whole number from 0 to 18446744073709551615",
    schema: "\"type\": \"integer\", \"minimum\": 0", invalidExamples: ["-1", "1.5", "x", ""],
    parse: { UInt64($0) }, format: { String($0) })
}

extension Constraint where Value == Double {
  /// A number within `range`, its upper end left out.
  public static func real(_ range: Range<Double>) -> Constraint {
    Constraint(
      "a number from \(plain(range.lowerBound)) up to, but not, \(plain(range.upperBound))",
      schema:
        "\"type\": \"number\", \"minimum\": \(plain(range.lowerBound)), "
        + "\"exclusiveMaximum\": \(plain(range.upperBound))",
      invalidExamples: ["\(range.upperBound)", "\(range.lowerBound - 1)", "nan", "x", ""],
      parse: { finite($0).flatMap { range.contains($0) ? $0 : nil } }, format: { plain($0) })
  }

  /// A number above `least`.
  public static func real(above least: Double) -> Constraint {
    Constraint(
      "a number above \(plain(least))",
      schema: "\"type\": \"number\", \"exclusiveMinimum\": \(plain(least))",
      invalidExamples: ["\(least)", "nan", "inf", "x", ""],
      parse: { finite($0).flatMap { $0 > least ? $0 : nil } }, format: { plain($0) })
  }

  /// A number strictly between two bounds.
  public static func real(between low: Double, and high: Double) -> Constraint {
    Constraint(
      "a number above \(plain(low)) and below \(plain(high))",
      schema:
        "\"type\": \"number\", \"exclusiveMinimum\": \(plain(low)), "
        + "\"exclusiveMaximum\": \(plain(high))",
      invalidExamples: ["\(low)", "\(high)", "nan", "x", ""],
      parse: { finite($0).flatMap { $0 > low && $0 < high ? $0 : nil } }, format: { plain($0) })
  }

  private static func finite(_ text: String) -> Double? {
    Double(text).flatMap { $0.isFinite ? $0 : nil }
  }
}

extension Constraint where Value == String {
  /// One of a few words.
  public static func oneOf(_ choices: [String]) -> Constraint {
    Constraint(
      "one of " + choices.joined(separator: ", "),
      schema: "\"enum\": [" + choices.map { "\"\($0)\"" }.joined(separator: ", ") + "]",
      invalidExamples: ["", "no-such-choice"], choices: choices,
      parse: { choices.contains($0) ? $0 : nil }, format: { $0 })
  }

  /// Any text with at least one character.
  public static let text = Constraint(
    "some text", schema: "\"type\": \"string\", \"minLength\": 1", invalidExamples: [""],
    parse: { $0.isEmpty ? nil : $0 }, format: { $0 })

  /// A path of the file system, or `-` for standard input where that makes sense.
  public static let path = Constraint(
    "a path", schema: "\"type\": \"string\", \"minLength\": 1", invalidExamples: [""],
    isPath: true, parse: { $0.isEmpty ? nil : $0 }, format: { $0 })
}

/// A number without a needless ".0".
private func plain(_ value: Double) -> String {
  value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
}
