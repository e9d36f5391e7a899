import CommandLineInterface
import Feedback
import Pipelines

/// What changed in what people write.
enum FeedbackTrendsCommand {
  private static let period = Option(
    "period", "LENGTH", .oneOf(ThemePeriods.Length.allCases.map(\.rawValue)), default: "month",
    help: "Length of the periods.")

  static let command: Command = Command(
    "trends", summary: "what changed in what people write, and an alarm for what is new",
    discussion: [
      "Rates of themes with intervals, dates from which they are others, what emerges at the end, "
        + "and the words that moved. Themes are those of --label or of --model. Writes rates.csv, "
        + "volume.csv (for apportion forecast), report.html and run.json."
    ],
    positionals: [Positional("FILE", help: "Dated comments, one a row; - is standard input.")],
    options: [
      .init(
        "Columns",
        [FeedbackOptions.text, FeedbackOptions.date, FeedbackOptions.label, FeedbackOptions.id]),
      .init("Themes", [FeedbackTrainCommand.model, period]), FeedbackOptions.privacy,
      DataOptions.reading, FeedbackOptions.output,
    ],
    examples: [
      .init(
        "apportion feedback trends Datasets/feedback/data.csv --date date --label theme "
          + "--out trends", "What changed in the made-up city."),
      .init(
        "apportion feedback trends new.csv --date date --model model --period week",
        "Week by week, with the themes a model gives."),
    ]
  ) { arguments in
    var source = try FeedbackOptions.source(arguments)
    source.date = try arguments.require(FeedbackOptions.date)
    source.label = arguments[FeedbackOptions.label]
    guard (source.label == nil) != (arguments[FeedbackTrainCommand.model] == nil) else {
      throw UsageError(
        "give the themes by --label COLUMN, or by --model DIR, and not by both.",
        path: arguments.path)
    }
    var pipeline = TrendsPipeline(source: source, version: Tool.version)
    pipeline.model = arguments[FeedbackTrainCommand.model]
    pipeline.period = arguments[period].flatMap(ThemePeriods.Length.init) ?? .month
    pipeline.threshold = try arguments.require(FeedbackOptions.threshold)
    pipeline.keeping = arguments[FeedbackOptions.keep] ?? []
    pipeline.title = arguments[RegressOptions.title]
    pipeline.seed = try arguments.require(CommonOptions.seed)
    pipeline.threads = try arguments.require(CommonOptions.threads)
    let outcome = try pipeline.run(into: arguments.require(CommonOptions.out))
    Announcement.print(outcome, arguments)
  }
}
