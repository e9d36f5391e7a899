import CommandLineInterface
import Pipelines

/// Whether a programme, a law or a new rule did what it was made for.
enum EvaluateCommand {
  static let time = Option("time", "COLUMN", .text, help: "Column of times: dates, months, years.")
  static let value = Option("value", "COLUMN", .text, help: "Column of what is judged.")
  static let unit = Option("unit", "COLUMN", .text, help: "Column of the units' names.")
  static let treated = Option(
    "treated", "COLUMN", .text,
    help: "Column that is 1 where and when a unit is under treatment, else 0.")
  static let change = Option(
    "change", "WORD", .text, default: "change", help: "What was done, as in \"the law\".")
  static let quantity = Option(
    "quantity", "WORDS", .text, help: "What is judged, in words (default: the column's name).")
  static let measuredIn = Option(
    "measured-in", "UNIT", .text, help: "Unit of the values, such as \"packs a head\".")
  static let level = Option(
    "level", "PERCENT", Constraint<Double>.real(between: 0, and: 100), default: 95,
    help: "Coverage of the intervals.")
  static let covariates = Option(
    "covariates", "COLUMNS", Constraint<String>.text.list(),
    help: "Columns of what else moves it and was not changed.")

  static let words = Command.OptionGroup("Words", [change, quantity, measuredIn, level])
  static let output = Command.OptionGroup(
    "Output",
    [
      CommonOptions.out, RegressOptions.title, CommonOptions.threads, CommonOptions.json,
      CommonOptions.quiet,
    ])

  static func request(_ arguments: Arguments) throws -> EvaluationRequest {
    var request = EvaluationRequest(
      file: arguments.positionals[0], time: try arguments.require(time),
      value: try arguments.require(value), version: Tool.version)
    // Sentences bring the article themselves.
    let word = arguments[change] ?? "change"
    request.change = word.hasPrefix("the ") ? String(word.dropFirst(4)) : word
    request.quantity = arguments[quantity]
    request.unit = arguments[measuredIn] ?? ""
    request.title = arguments[RegressOptions.title]
    request.level = (arguments[level] ?? 95) / 100
    request.threads = arguments[CommonOptions.threads] ?? 1
    return request
  }

  static let command: Command = Command(
    "evaluate", summary: "whether a programme did what it was made for",
    discussion: [
      "Each verb reads a CSV file and writes a folder with effects as CSV, a report and a "
        + "manifest. The past is always tested and shown, and the analysis is tried where nothing "
        + "was changed; where that fails, the report does not say that the programme was the "
        + "reason."
    ],
    examples: [
      .init(
        "apportion evaluate series deaths.csv --time month --value deaths --date 1983-02 --out law",
        "What a law did to one series."),
      .init(
        "apportion evaluate groups sales.csv --unit state --time year --value sales --treated tax "
          + "--out tax",
        "Units with and without a programme."),
    ],
    subcommands: [
      EvaluateSeriesCommand.command, EvaluateGroupsCommand.command,
      EvaluateSyntheticCommand.command, EvaluateChangesCommand.command,
    ])
}
