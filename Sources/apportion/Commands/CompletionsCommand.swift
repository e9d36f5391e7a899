import CommandLineInterface

enum CompletionsCommand {
  static let command: Command = Command(
    "completions", summary: "print a completion script for a shell",
    positionals: [Positional("SHELL", isPath: false, help: "bash, zsh or fish.")],
    examples: [
      .init(
        "apportion completions bash > /etc/bash_completion.d/apportion",
        "Completes commands, options and their values in new shells.")
    ]
  ) { arguments in
    guard let shell = Shell(rawValue: arguments.positionals[0]) else {
      throw UsageError("SHELL must be one of bash, zsh, fish.", path: arguments.path)
    }
    Terminal.out(Tool.command.completionScript(for: shell))
  }
}

enum ManualCommand {
  static let command: Command = Command(
    "manual", summary: "print the manual page of the whole program",
    examples: [
      .init("apportion manual | man -l -", "Reads it."),
      .init("apportion manual > /usr/local/share/man/man1/apportion.1", "Installs it."),
    ]
  ) { _ in
    Terminal.out(Tool.command.manualPage(version: Tool.version))
  }
}
