import CommandLineInterface
import Pipelines

/// What people write to an agency, and what became of what was planned.
enum FeedbackCommand {
  static let command: Command = Command(
    "feedback", summary: "what people write, what changed, and what to do about it",
    discussion: [
      "Each verb reads plain files and writes a folder with tables, a report and a manifest."
    ],
    examples: [
      .init(
        "apportion feedback actuals out march.csv --out march",
        "What became of a forecast, and what the next one learns from it.")
    ],
    subcommands: [FeedbackActualsCommand.command])
}
