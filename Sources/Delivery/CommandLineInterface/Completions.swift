/// Shells that completions are written for.
public enum Shell: String, CaseIterable, Sendable {
  case bash, zsh, fish
}

extension Command {
  /// A completion script for the whole tree below this command.
  public func completionScript(for shell: Shell) -> String {
    switch shell {
    case .bash: bashCompletion
    case .zsh: "#compdef \(name)\nautoload -U +X bashcompinit && bashcompinit\n" + bashCompletion
    case .fish: fishCompletion
    }
  }

  /// Every command of the tree with the words that lead to it.
  public var tree: [(path: [String], command: Command)] {
    [([name], self)]
      + subcommands.flatMap { child in child.tree.map { ([name] + $0.path, $0.command) } }
  }

  private var bashCompletion: String {
    var cases = ""
    for (path, command) in tree {
      let key = path.joined(separator: " ")
      let words =
        command.subcommands.map(\.name) + (command.subcommands.isEmpty ? [] : ["help"])
        + command.options.map { "--\($0.name)" } + ["--help"]
      cases += "    '\(key)') words='\(words.joined(separator: " "))' ;;\n"
      for option in command.options where !option.choices.isEmpty {
        cases +=
          "    '\(key) --\(option.name)') words='\(option.choices.joined(separator: " "))' ;;\n"
      }
    }
    return """
      _\(name)() {
        local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
        local path="\(name)" word words=''
        for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
          case "$word" in -*) ;; *) case " \(commandWords) " in
            *" $path/$word "*) path="$path/$word" ;; esac ;; esac
        done
        local key="${path//\\// }"
        case "$previous" in --*) key="$key $previous" ;; esac
        _\(name)_words "$key"
        if [ -z "$words" ]; then
          case "$previous" in --*) _\(name)_words "${path//\\// }" ;; esac
        fi
        COMPREPLY=($(compgen -W "$words" -- "$current"))
        case "$current" in --*) ;; *) COMPREPLY+=($(compgen -f -- "$current")) ;; esac
      }
      _\(name)_words() {
        case "$1" in
      \(cases)  esac
      }
      complete -o filenames -F _\(name) \(name)

      """
  }

  private var commandWords: String {
    tree.filter { $0.path.count > 1 }.map { $0.path.joined(separator: "/") }
      .joined(separator: " ")
  }

  private var fishCompletion: String {
    var lines = ["complete -c \(name) -l help -d 'show help'"]
    for (path, command) in tree where path.count > 1 {
      let parent =
        path.count == 2
        ? "__fish_use_subcommand" : "__fish_seen_subcommand_from \(path[path.count - 2])"
      let isHere = "__fish_seen_subcommand_from \(path[path.count - 1])"
      lines.append(
        "complete -c \(name) -n '\(parent)' -a \(command.name) -d '\(quoted(command.summary))'")
      for option in command.options {
        var line = "complete -c \(name) -n '\(isHere)' -l \(option.name)"
        if option.takesValue { line += option.isPath ? " -r" : " -x" }
        if !option.choices.isEmpty { line += " -a '\(option.choices.joined(separator: " "))'" }
        lines.append(line + " -d '\(quoted(option.help))'")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func quoted(_ text: String) -> String {
    text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "\\'")
  }
}
