/// What was said on a command line, checked against the command's declaration.
public struct Arguments: Sendable {
  /// Positional arguments in order.
  public let positionals: [String]
  /// The words that led to the command: ["apportion", "forecast"].
  public let path: [String]
  private let values: [String: String]
  private let flags: Set<String>

  init(positionals: [String], path: [String], values: [String: String], flags: Set<String>) {
    self.positionals = positionals
    self.path = path
    self.values = values
    self.flags = flags
  }

  /// The value given, else the default, else nil.
  public subscript<Value>(option: Option<Value>) -> Value? {
    values[option.name].flatMap(option.constraint.parse) ?? option.defaultValue
  }

  public subscript(flag: Flag) -> Bool { flags.contains(flag.name) }

  /// The value given, else the default. Throws where there is neither.
  public func require<Value>(_ option: Option<Value>) throws -> Value {
    guard let value = self[option] else {
      throw UsageError(
        "--\(option.name) is needed: \(option.help) It must be \(option.expectation).", path: path)
    }
    return value
  }

  /// True when the option was given, whatever its default.
  public func has(_ option: any OptionDeclaration) -> Bool {
    values[option.name] != nil || flags.contains(option.name)
  }
}

/// What a command line comes to.
public enum Invocation: Sendable {
  case run(Command, Arguments)
  case help(Command, path: [String])
  case version
}

extension Command {
  /// Finds the command the words name and checks the rest against it.
  ///
  /// - Parameter words: the command line without the program's own name.
  /// - Throws: `UsageError`, with the nearest known name where there is a typo.
  public func parse(_ words: [String]) throws(UsageError) -> Invocation {
    try parse(words[...], path: [name])
  }

  private func parse(_ words: ArraySlice<String>, path: [String]) throws(UsageError) -> Invocation {
    if !subcommands.isEmpty {
      guard let word = words.first else { return .help(self, path: path) }
      if word == "--help" || word == "-h" { return .help(self, path: path) }
      if word == "--version", path.count == 1 { return .version }
      if word == "help" {
        return try helpTarget(words.dropFirst(), path: path)
      }
      guard let next = subcommands.first(where: { $0.name == word }) else {
        if isRunnable { return try parseOptions(words, path: path) }
        let hint = nearestName(to: word, among: subcommands.map(\.name) + ["help"])
        throw UsageError(
          "no command '\(printable(word))'" + (hint.map { "; did you mean '\($0)'?" } ?? "."),
          path: path)
      }
      return try next.parse(words.dropFirst(), path: path + [word])
    }
    return try parseOptions(words, path: path)
  }

  private func helpTarget(_ words: ArraySlice<String>, path: [String]) throws(UsageError)
    -> Invocation
  {
    guard let word = words.first else { return .help(self, path: path) }
    guard let next = subcommands.first(where: { $0.name == word }) else {
      let hint = nearestName(to: word, among: subcommands.map(\.name))
      throw UsageError(
        "no command '\(printable(word))'" + (hint.map { "; did you mean '\($0)'?" } ?? "."),
        path: path)
    }
    return next.subcommands.isEmpty
      ? .help(next, path: path + [word])
      : try next.helpTarget(words.dropFirst(), path: path + [word])
  }

  private func parseOptions(_ words: ArraySlice<String>, path: [String]) throws(UsageError)
    -> Invocation
  {
    var positionals: [String] = []
    var values: [String: String] = [:]
    var flags: Set<String> = []
    var rest = words
    while let word = rest.popFirst() {
      if word == "--" {
        positionals += rest
        break
      }
      if word == "-h" { return .help(self, path: path) }
      guard word.hasPrefix("-"), word != "-" else {
        positionals.append(word)
        continue
      }
      guard word.hasPrefix("--") else {
        throw UsageError(
          "no option '\(printable(word))': options are spelt out, like --help.", path: path)
      }
      if word == "--help" { return .help(self, path: path) }
      let parts = word.dropFirst(2).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard let option = options.first(where: { $0.name == name }) else {
        let hint = nearestName(to: name, among: options.map(\.name) + ["help"])
        throw UsageError(
          "no option '--\(printable(name))'" + (hint.map { "; did you mean '--\($0)'?" } ?? "."),
          path: path)
      }
      guard !flags.contains(name), values[name] == nil || option.isRepeatable else {
        throw UsageError("--\(name) is given twice.", path: path)
      }
      if option.takesValue {
        guard let text = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
          throw UsageError("--\(name) needs a value: \(option.expectation).", path: path)
        }
        guard option.accepts(text) else {
          throw UsageError(
            "--\(name) must be \(option.expectation); got '\(printable(text))'.", path: path)
        }
        values[name] = values[name].map { $0 + repetitionSeparator + text } ?? text
      } else {
        guard parts.count == 1 else {
          throw UsageError("--\(name) takes no value.", path: path)
        }
        flags.insert(name)
      }
    }
    try checkCount(of: positionals, path: path)
    return .run(
      self, Arguments(positionals: positionals, path: path, values: values, flags: flags))
  }

  private func checkCount(of given: [String], path: [String]) throws(UsageError) {
    let least = self.positionals.count { $0.count == .one }
    let isOpen = self.positionals.contains { $0.count == .many }
    if given.count < least {
      let missing = self.positionals[given.count]
      throw UsageError("\(missing.name) is missing: \(missing.help)", path: path)
    }
    if !isOpen, given.count > self.positionals.count {
      // Most likely a misspelt command was taken for the first argument.
      let meant = nearestName(to: given[0], among: subcommands.map(\.name))
      throw UsageError(
        "one argument too many: '\(printable(given[self.positionals.count]))'."
          + (meant.map { " Did you mean the command '\($0)'?" } ?? ""), path: path)
    }
  }
}

/// Text from outside, safe to print on a terminal: control characters shown as
/// escapes and the length held to a line.
func printable(_ text: String) -> String {
  var shown = ""
  for scalar in text.unicodeScalars {
    if shown.unicodeScalars.count >= 80 { return shown + "…" }
    shown +=
      scalar.properties.generalCategory == .control ? scalar.escaped(asASCII: true) : String(scalar)
  }
  return shown
}
