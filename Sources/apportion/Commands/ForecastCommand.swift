import Briefings
import CommandLineInterface
import Pipelines

enum ForecastCommand {
  static let command: Command = Command(
    "forecast", summary: "forecast the series of a file, with intervals and a backtest",
    discussion: [
      "Reads long CSV (one row a series and time), plain or gzip, or standard input (-). Writes "
        + "forecast.csv, totals.csv, backtest.csv, accuracy.csv, history.csv, series.csv, "
        + "members.csv, report.html and run.json."
    ],
    positionals: [Positional("FILE", help: "The data; - is standard input.")],
    options: [
      .init(
        "Forecast",
        [
          ForecastOptionSet.horizon, ForecastOptionSet.season, ForecastOptionSet.level,
          ForecastOptionSet.model, ForecastOptionSet.backtest, ForecastOptionSet.paths,
          ForecastOptionSet.calendar, ForecastOptionSet.repair,
        ]),
      DataOptions.series, DataOptions.reading,
      .init(
        "Output",
        [
          CommonOptions.out, ForecastOptionSet.unit, ForecastOptionSet.title, CommonOptions.seed,
          CommonOptions.threads,
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
    var step = try ForecastOptionSet.step(arguments)
    step.model = arguments[ForecastOptionSet.model] ?? "auto"
    step.backtestOrigins = arguments[ForecastOptionSet.backtest]
    step.repair = arguments[ForecastOptionSet.repair].flatMap(RepairRule.init) ?? .none
    step.pathCount = arguments[ForecastOptionSet.paths] ?? 0
    try ForecastOptionSet.withProgress("Forecasting", arguments, &step) { step in
      try ForecastPipeline(
        source: source, step: step, calendarFile: arguments[ForecastOptionSet.calendar],
        title: arguments[ForecastOptionSet.title] ?? "Forecast", version: Tool.version
      ).run(into: arguments.require(CommonOptions.out))
    }
  }
}
