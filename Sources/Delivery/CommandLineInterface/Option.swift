/// A named option of a command, declared once.
public struct Option<Value: Sendable>: OptionDeclaration {
  public let name: String
  public let placeholder: String
  public let help: String
  public let constraint: Constraint<Value>
  public let defaultValue: Value?
  /// Whether it may be given more than once; its constraint is then `repeated()`.
  public let isRepeatable: Bool

  /// - Parameters:
  ///   - name: without the two dashes.
  ///   - placeholder: what stands for the value in help ("N", "FILE").
  public init(
    _ name: String, _ placeholder: String, _ constraint: Constraint<Value>,
    default defaultValue: Value? = nil, isRepeatable: Bool = false, help: String
  ) {
    self.name = name
    self.placeholder = placeholder
    self.constraint = constraint
    self.defaultValue = defaultValue
    self.isRepeatable = isRepeatable
    self.help = help
  }

  public var takesValue: Bool { true }
  public var choices: [String] { constraint.choices }
  public var isPath: Bool { constraint.isPath }
  public var defaultText: String? { defaultValue.map(constraint.format) }
  public var expectation: String { constraint.description }
  public var invalidExamples: [String] { constraint.invalidExamples }
  public func accepts(_ text: String) -> Bool { constraint.parse(text) != nil }
}

/// A named switch: there or not there.
public struct Flag: OptionDeclaration {
  public let name: String
  public let help: String

  public init(_ name: String, help: String) {
    self.name = name
    self.help = help
  }

  public var placeholder: String { "" }
  public var takesValue: Bool { false }
  public var isRepeatable: Bool { false }
  public var choices: [String] { [] }
  public var isPath: Bool { false }
  public var defaultText: String? { nil }
  public var expectation: String { "nothing" }
  public var invalidExamples: [String] { [] }
  public func accepts(_ text: String) -> Bool { false }
}

/// What help, completion, the parser and the negative tests need of an option.
public protocol OptionDeclaration: Sendable {
  var name: String { get }
  var placeholder: String { get }
  var help: String { get }
  var takesValue: Bool { get }
  var isRepeatable: Bool { get }
  var choices: [String] { get }
  var isPath: Bool { get }
  var defaultText: String? { get }
  var expectation: String { get }
  var invalidExamples: [String] { get }
  func accepts(_ text: String) -> Bool
}

/// A positional argument.
public struct Positional: Sendable {
  public enum Count: Sendable { case one, optional, many }
  /// In capitals, as help shows it: "FILE".
  public let name: String
  public let count: Count
  public let help: String
  public let isPath: Bool

  public init(_ name: String, _ count: Count = .one, isPath: Bool = true, help: String) {
    self.name = name
    self.count = count
    self.help = help
    self.isPath = isPath
  }
}
