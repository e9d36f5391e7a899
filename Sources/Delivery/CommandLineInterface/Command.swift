/// One verb of the command line, with everything that is known of it: the
/// parser, the help, the completions and the manual are all made from this.
public struct Command: Sendable {
  public let name: String
  /// One line, no full stop.
  public let summary: String
  /// Paragraphs below the summary.
  public let discussion: [String]
  public let positionals: [Positional]
  public let optionGroups: [OptionGroup]
  public let examples: [Example]
  public let subcommands: [Command]
  public let run: @Sendable (Arguments) throws -> Void
  /// Whether it does something by itself when no command below it is named.
  public let isRunnable: Bool

  /// Options under one heading of the help.
  public struct OptionGroup: Sendable {
    public let title: String
    public let options: [any OptionDeclaration]

    public init(_ title: String, _ options: [any OptionDeclaration]) {
      self.title = title
      self.options = options
    }
  }

  /// A command line that works, and what it does.
  public struct Example: Sendable {
    public let line: String
    public let meaning: String

    public init(_ line: String, _ meaning: String) {
      self.line = line
      self.meaning = meaning
    }
  }

  /// A command that does something.
  ///
  /// - Parameter subcommands: single steps of it, each a command of its own.
  public init(
    _ name: String, summary: String, discussion: [String] = [], positionals: [Positional] = [],
    options: [OptionGroup] = [], examples: [Example], subcommands: [Command] = [],
    run: @escaping @Sendable (Arguments) throws -> Void
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.positionals = positionals
    optionGroups = options
    self.examples = examples
    self.subcommands = subcommands
    self.run = run
    isRunnable = true
  }

  /// A command that only leads to others.
  public init(
    _ name: String, summary: String, discussion: [String] = [], examples: [Example],
    subcommands: [Command]
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    positionals = []
    optionGroups = []
    self.examples = examples
    self.subcommands = subcommands
    run = { _ in }
    isRunnable = false
  }

  public var options: [any OptionDeclaration] { optionGroups.flatMap(\.options) }
}

/// Exit codes, after sysexits(3).
public enum ExitCode: Int32, Sendable {
  case success = 0
  /// The command line is wrong.
  case usage = 64
  /// The data are wrong.
  case data = 65
  /// An input is missing or cannot be read.
  case noInput = 66
  /// A fault of the program itself.
  case software = 70
  /// An output cannot be created.
  case cannotCreate = 73
  /// Writing failed on the way.
  case inputOutput = 74
  /// No plan within the limit, or none at all.
  case noPlan = 75
}

/// A command line that cannot be understood.
public struct UsageError: Error, Equatable, CustomStringConvertible {
  public let message: String
  /// The words that lead to the command whose help applies.
  public let path: [String]

  public init(_ message: String, path: [String] = []) {
    self.message = message
    self.path = path
  }

  public var description: String {
    let command = path.joined(separator: " ")
    return path.isEmpty ? message : "\(message)\nSee '\(command) --help'."
  }
}
