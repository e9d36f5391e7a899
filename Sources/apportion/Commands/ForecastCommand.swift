import Briefings
import CommandLineInterface
import Pipelines

enum ForecastCommand {
  static let horizon = Option(
    "horizon", "N", .integer(1...100_000), help: "How many steps to forecast.")
  static let season = Option(
    "season", "N,N", Constraint.integer(1...).list(),
    help: "Season lengths in steps, such as 24,168 (default: from the frequency).")
  static let level = Option(
    "level", "P,P", Constraint.real(between: 0, and: 100).list(), default: [80, 95],
    help: "Levels of the intervals in per cent.")
  static let model = Option(
    "model", "NAME", .text, default: "auto",
    help: "A forecasting model by name, or auto for the ensemble; apportion doctor lists them.")
  static let origins = Option(
    "backtest", "N", .integer(0...1_000),
    help: "How many past moments to test on (default: by the length of the data).")
  static let paths = Option(
    "paths", "N", .integer(0...10_000), default: 0, help: "Sample futures to write to paths.csv.")
  static let calendar = Option(
    "calendar", "FILE", .path, help: "Holiday calendar, such as Models/calendars/us-federal.json.")
  static let unit = Option(
    "unit", "WORD", .text, default: "observations", help: "What is counted, in the plural.")
  static let title = Option("title", "TEXT", .text, help: "Heading of the report.")

  static let command: Command = Command(
    "forecast", summary: "forecast the series of a file, with intervals and a backtest",
    discussion: [
      "Reads long CSV (one row a series and time), plain or gzip, or standard input (-). Writes "
        + "forecast.csv, totals.csv, backtest.csv, accuracy.csv, history.csv, report.html and "
        + "run.json."
    ],
    positionals: [Positional("FILE", help: "The data; - is standard input.")],
    options: [
      .init("Forecast", [horizon, season, level, model, origins, paths, calendar]),
      DataOptions.series, DataOptions.reading,
      .init(
        "Output",
        [
          CommonOptions.out, unit, title, CommonOptions.seed, CommonOptions.threads,
          CommonOptions.json, CommonOptions.quiet,
        ]),
    ],
    examples: [
      .init(
        "apportion forecast Datasets/contact-center/data.csv --horizon 142 --out out",
        "Forecasts the next 142 open half hours: a week."),
      .init(
        "apportion forecast hourly.csv.gz --time t --value value --horizon 48 --season 24,168",
        "Forecasts every series of a file whose times are integers."),
    ]
  ) { arguments in
    let source = try DataOptions.source(arguments.positionals[0], arguments)
    var step = ForecastStep(
      reach: .steps(try arguments.require(horizon)),
      levels: Set(arguments[level] ?? [80, 95]).sorted())
    step.seasonalPeriods = arguments[season]?.sorted()
    step.model = arguments[model] ?? "auto"
    step.backtestOrigins = arguments[origins]
    step.pathCount = arguments[paths] ?? 0
    step.seed = arguments[CommonOptions.seed] ?? 1
    step.threads = arguments[CommonOptions.threads] ?? 1
    step.unit = arguments[unit] ?? "observations"
    let pipeline = ForecastPipeline(
      source: source, step: step, calendarFile: arguments[calendar],
      title: arguments[title] ?? "Forecast", version: Tool.version)
    let outcome = try pipeline.run(into: arguments.require(CommonOptions.out))
    Announcement.print(outcome, arguments)
  }
}
