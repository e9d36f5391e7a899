extension Command {
  /// The whole tree as one manual page in man(7) markup.
  ///
  /// - Parameter version: of the program, for the footer.
  public func manualPage(version: String) -> String {
    var lines = [
      ".TH \(name.uppercased()) 1 \"\" \"\(name) \(version)\" \"User Commands\"",
      ".SH NAME", "\(name) \\- \(escaped(summary))",
      ".SH SYNOPSIS", ".B \(name)", "COMMAND [arguments] [options]",
    ]
    lines.append(".SH DESCRIPTION")
    for paragraph in discussion { lines += [".PP", escaped(paragraph)] }
    lines.append(".SH COMMANDS")
    for (path, command) in tree where path.count > 1 && command.isRunnable {
      lines += [".SS \(path.dropFirst().joined(separator: " "))", escaped(command.summary) + "."]
      lines += [".PP", ".B " + escaped(command.usage(path: path))]
      for paragraph in command.discussion { lines += [".PP", escaped(paragraph)] }
      for positional in command.positionals {
        lines += [".TP", ".I \(positional.name)", escaped(positional.help)]
      }
      for option in command.options {
        lines += [".TP", ".B \\-\\-\(escaped(option.name)) \\fI\(option.placeholder)\\fR"]
        let fallback = option.defaultText.map { " (default: \($0))" } ?? ""
        lines.append(escaped(option.help + fallback))
      }
      for example in command.examples {
        lines += [
          ".PP", ".RS", ".nf", escaped(example.line), ".fi", escaped(example.meaning), ".RE",
        ]
      }
    }
    lines.append(".SH EXIT STATUS")
    for (code, meaning) in exitMeanings { lines += [".TP", ".B \(code.rawValue)", meaning] }
    return lines.joined(separator: "\n") + "\n"
  }

  private var exitMeanings: [(ExitCode, String)] {
    [
      (.success, "done"), (.usage, "the command line is wrong"), (.data, "the data are wrong"),
      (.noInput, "an input is missing or cannot be read"), (.software, "a fault of the program"),
      (.cannotCreate, "an output cannot be created"), (.inputOutput, "writing failed"),
      (.noPlan, "no plan within the limit, or none at all"),
    ]
  }

  private func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      default: result.append(character)
      }
    }
    return result.hasPrefix(".") || result.hasPrefix("'") ? "\\&" + result : result
  }
}
