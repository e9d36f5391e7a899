import CommandLineInterface
import Pipelines

/// What came beside what was forecast, and what the next forecast learns from it.
enum FeedbackActualsCommand {
  private static let id = Option(
    "id", "COLUMN", .text, help: "Column that names the series (default: unique_id).")
  private static let time = Option(
    "time", "COLUMN", .text, help: "Column with the time (default: ds).")
  private static let value = Option(
    "value", "COLUMN", .text, help: "Column with the number (default: y).")
  private static let history = Option(
    "history", "FILE", .path,
    help: "The past before the forecast, in columns of the same names (default: the folder's "
      + "history.csv, or earlier rows of ACTUALS).")
  private static let season = Option(
    "season", "N", .integer(1...100_000),
    help: "Steps of a season of the baseline (default: the longest of the forecast's run, else 1).")
  private static let overrides = Option(
    "overrides", "FILE", .path,
    help: "What planners made of the forecast: unique_id, ds, value.")
  private static let challenger = Option(
    "challenger", "FORECAST", .path, help: "Another forecast of the same steps, file or folder.")
  private static let alarm = Option(
    "false-alarms", "PERCENT", Constraint<Double>.real(between: 0, and: 50), default: 5,
    help: "Chance that an alarm is raised anywhere in the record though nothing changed.")

  static let command: Command = Command(
    "actuals", summary: "what became of a forecast, and what the next one learns from it",
    discussion: [
      "FORECAST is a forecast.csv or a folder that forecast or run wrote; ACTUALS is a file with "
        + "what came. Rows that are doubled, missing, late or of other series are counted, not "
        + "refused. Without a column of ids the file speaks of the forecast's only series.",
      "Writes actuals.csv, calibration.json, card.md, card.json, report.html and run.json. The next "
        + "forecast takes the folder with --calibration.",
    ],
    positionals: [
      Positional("FORECAST", help: "A forecast.csv, or the folder of a run."),
      Positional("ACTUALS", help: "What came, as a CSV file."),
    ],
    options: [
      .init("Columns of ACTUALS", [id, time, value]),
      .init("Compared with", [history, season, overrides, challenger, alarm]),
      DataOptions.reading,
      .init(
        "Output",
        [
          CommonOptions.out, ForecastOptionSet.unit, RegressOptions.title, CommonOptions.json,
          CommonOptions.quiet,
        ]),
    ],
    examples: [
      .init(
        "apportion feedback actuals out march.csv --time day --value calls --out march",
        "Sets last month's forecast beside what came."),
      .init(
        "apportion forecast calls.csv --horizon 28 --calibration march --out april",
        "Forecasts with ranges that March has set right."),
    ]
  ) { arguments in
    let path = arguments.positionals[1]
    var pipeline = ActualsPipeline(
      forecast: arguments.positionals[0], actuals: path, version: Tool.version)
    pipeline.id = arguments[id]
    pipeline.time = arguments[time]
    pipeline.value = arguments[value]
    pipeline.reading = try DataOptions.reading(path, arguments)
    pipeline.history = arguments[history]
    pipeline.season = arguments[season]
    pipeline.overrides = arguments[overrides]
    pipeline.challenger = arguments[challenger]
    pipeline.alarmChance = (arguments[alarm] ?? 5) / 100
    pipeline.unit = arguments[ForecastOptionSet.unit] ?? "observations"
    pipeline.title = arguments[RegressOptions.title]
    Announcement.print(
      try pipeline.run(into: arguments.require(CommonOptions.out)), arguments)
  }
}
