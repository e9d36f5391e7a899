import CommandLineInterface
import Pipelines

/// What a command says when it is done.
enum Announcement {
  static func print(_ outcome: RunOutcome, _ arguments: Arguments) {
    if !arguments[CommonOptions.quiet] {
      Terminal.note(outcome.notes.map { "  " + $0 })
      Terminal.note(outcome.summary)
      Terminal.note(["Wrote \(outcome.folder): \(outcome.files.joined(separator: ", "))."])
    }
    if arguments[CommonOptions.json] { Terminal.out(outcome.json) }
  }
}
