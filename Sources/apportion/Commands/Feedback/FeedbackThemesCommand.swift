import CommandLineInterface
import Pipelines

/// What people write about.
enum FeedbackThemesCommand {
  private static let themes = Option(
    "themes", "N", .integer(2...100),
    help: "How many themes to look for (default: the most that come back in samples).")

  static let command: Command = Command(
    "themes", summary: "find what people write about, without labels",
    discussion: [
      "Groups comments by the words they share, names each group, quotes it, and says how well it "
        + "comes back when comments are drawn anew. Writes topics.csv, assignments.csv (one row a "
        + "comment, not for publication), report.html and run.json."
    ],
    positionals: [Positional("FILE", help: "Comments, one a row (or .gz); - is standard input.")],
    options: [
      FeedbackOptions.columns, .init("Themes", [themes]), FeedbackOptions.privacy,
      DataOptions.reading, FeedbackOptions.output,
    ],
    examples: [
      .init(
        "apportion feedback themes Datasets/feedback/data.csv --out themes",
        "Finds the themes of a file of comments."),
      .init(
        "apportion feedback themes survey.csv --text answer --themes 8 --keep-names Northgate",
        "Looks for eight themes and leaves the name of a district in quotes."),
    ]
  ) { arguments in
    var pipeline = ThemesPipeline(
      source: try FeedbackOptions.source(arguments), version: Tool.version)
    pipeline.themes = arguments[themes]
    pipeline.threshold = try arguments.require(FeedbackOptions.threshold)
    pipeline.keeping = arguments[FeedbackOptions.keep] ?? []
    pipeline.title = arguments[RegressOptions.title]
    pipeline.seed = try arguments.require(CommonOptions.seed)
    pipeline.threads = try arguments.require(CommonOptions.threads)
    let outcome = try pipeline.run(into: arguments.require(CommonOptions.out))
    Announcement.print(outcome, arguments)
  }
}
