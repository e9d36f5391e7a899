import CommandLineInterface
import Pipelines

/// What people write to an agency, and what became of what was planned.
enum FeedbackCommand {
  static let command: Command = Command(
    "feedback", summary: "what people write, what changed, and what to do about it",
    discussion: [
      "Each verb reads a table with one comment a row and writes a folder with tables, a report "
        + "and a manifest. Counts below --threshold are hidden with those they would follow from; "
        + "names, numbers and addresses are taken out of quotes."
    ],
    examples: [
      .init(
        "apportion feedback themes Datasets/feedback/data.csv --text text --out themes",
        "What people write about, with quotes."),
      .init(
        "apportion feedback actuals out march.csv --out march",
        "What became of a forecast, and what the next one learns from it."),
    ],
    subcommands: [
      FeedbackTrainCommand.train, FeedbackTrainCommand.classify, FeedbackThemesCommand.command,
      FeedbackTrendsCommand.command, FeedbackActualsCommand.command,
    ])
}

/// Options that the feedback verbs share.
enum FeedbackOptions {
  static let text = Option(
    "text", "COLUMN", .text, default: "text", help: "Column with the comments.")
  static let id = Option(
    "id", "COLUMN", .text, help: "Column that names a comment (default: the line of the file).")
  static let label = Option(
    "label", "COLUMN", .text, help: "Column with what a reader said the comment is about.")
  static let features = Option(
    "features", "COLUMNS", Constraint.text.list(),
    help: "Other columns that help, such as the question asked, the service, the score.")
  static let date = Option("date", "COLUMN", .text, help: "Column with the day of the comment.")
  static let threshold = Option(
    "threshold", "N", .integer(3...1_000), default: 11,
    help: "Counts from 1 to below N are hidden, with those they would follow from.")
  static let keep = Option(
    "keep-names", "WORDS", Constraint.text.list(),
    help: "Names of places and services that stay in quotes.")

  static let columns = Command.OptionGroup("Columns", [text, id])
  static let privacy = Command.OptionGroup("Privacy", [threshold, keep])
  static let output = Command.OptionGroup(
    "Output",
    [
      CommonOptions.out, RegressOptions.title, CommonOptions.seed, CommonOptions.threads,
      CommonOptions.json, CommonOptions.quiet,
    ])

  /// The file and its columns, as given.
  static func source(_ arguments: Arguments) throws -> FeedbackSource {
    let path = arguments.positionals[0]
    var source = FeedbackSource(
      path: path, text: try arguments.require(text),
      reading: try DataOptions.reading(path, arguments))
    source.id = arguments[id]
    return source
  }
}
