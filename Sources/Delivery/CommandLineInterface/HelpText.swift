extension Command {
  /// The help screen, at most 80 columns wide.
  ///
  /// - Parameter path: the words that lead here: ["apportion", "forecast"].
  public func helpText(path: [String]) -> String {
    var lines = ["\(path.joined(separator: " ")): \(summary)", ""]
    lines += wrap("Usage: " + usage(path: path), indent: 0, hanging: 7)
    for paragraph in discussion {
      lines.append("")
      lines += wrap(paragraph, indent: 0)
    }
    if !subcommands.isEmpty {
      lines += ["", isRunnable ? "Its steps, each a command of its own:" : "Commands:"]
      lines += rows(subcommands.map { ($0.name, $0.summary) })
      lines += rows([("help", "show this, or the help of a command")])
    }
    if !positionals.isEmpty {
      lines += ["", "Arguments:"]
      lines += rows(positionals.map { ($0.name, $0.help) })
    }
    for group in optionGroups {
      lines += ["", group.title + ":"]
      lines += rows(group.options.map { ("--\($0.name) \($0.placeholder)".trimmed, describe($0)) })
    }
    lines += ["", "Examples:"]
    for example in examples {
      lines.append("  " + example.line)
      lines += wrap(example.meaning, indent: 6)
    }
    if path.count == 1 {
      lines += ["", "Each command has its own help: \(name) COMMAND --help."]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  func usage(path: [String]) -> String {
    var words = path
    if !subcommands.isEmpty, !isRunnable { words.append("COMMAND") }
    for positional in positionals {
      switch positional.count {
      case .one: words.append(positional.name)
      case .optional: words.append("[\(positional.name)]")
      case .many: words.append("[\(positional.name)…]")
      }
    }
    if !options.isEmpty { words.append("[options]") }
    return words.joined(separator: " ")
  }

  private func describe(_ option: any OptionDeclaration) -> String {
    var text = option.help
    if !option.choices.isEmpty { text += " One of: \(option.choices.joined(separator: ", "))." }
    if let value = option.defaultText { text += " (default: \(value))" }
    return text
  }

  private func rows(_ entries: [(label: String, text: String)]) -> [String] {
    let column = 24
    return entries.flatMap { entry in
      let wrapped = wrap(entry.text, indent: column)
      guard entry.label.count + 4 <= column else { return ["  " + entry.label] + wrapped }
      let gap = String(repeating: " ", count: column - 2 - entry.label.count)
      let first = "  " + entry.label + gap + wrapped[0].dropFirst(column)
      return [first] + wrapped.dropFirst()
    }
  }
}

/// Text broken into lines of at most 80 characters.
func wrap(_ text: String, indent: Int, hanging: Int = 0) -> [String] {
  let width = 80
  var lines: [String] = []
  var line = String(repeating: " ", count: indent)
  var isBlank = true
  for word in text.split(separator: " ") {
    if !isBlank, line.count + 1 + word.count > width {
      lines.append(line)
      line = String(repeating: " ", count: indent + hanging)
      isBlank = true
    }
    line += (isBlank ? "" : " ") + word
    isBlank = false
  }
  return lines + [line]
}

extension String {
  fileprivate var trimmed: String { hasSuffix(" ") ? String(dropLast()) : self }
}
