import CommandLineInterface
import Pipelines

enum BacktestCommand {
  static let command: Command = Command(
    "backtest", summary: "test how well the series of a file can be forecast",
    discussion: [
      "Forecasts from moments in the past, each time from what was known then, and compares with "
        + "what came. Writes backtest.csv, accuracy.csv, leaderboard.csv, series.csv, members.csv, "
        + "report.html and run.json; makes no forecast."
    ],
    positionals: [Positional("FILE", help: "The data; - is standard input.")],
    options: [
      .init(
        "Backtest",
        [
          ForecastOptionSet.horizon, ForecastOptionSet.origins, ForecastOptionSet.stride,
          ForecastOptionSet.season, ForecastOptionSet.level, ForecastOptionSet.model,
        ]),
      .init("What else is known", ForecastOptionSet.days + [ForecastOptionSet.regressors]),
      DataOptions.series, DataOptions.reading,
      .init(
        "Output",
        [
          CommonOptions.out, ForecastOptionSet.unit, ForecastOptionSet.title, CommonOptions.seed,
          CommonOptions.threads, CommonOptions.json, CommonOptions.quiet,
        ]),
    ],
    examples: [
      .init(
        "apportion backtest calls.csv --horizon 14 --origins 8 --step 7 --out tested",
        "Forecasts two weeks of a daily file from eight moments a week apart.")
    ]
  ) { arguments in
    var request = try ForecastOptionSet.request(arguments, titled: "Backtest")
    request.step.model = arguments[ForecastOptionSet.model] ?? "auto"
    request.step.backtestOrigins = arguments[ForecastOptionSet.origins]
    request.step.backtestStep = arguments[ForecastOptionSet.stride]
    try ForecastOptionSet.withProgress("Testing", arguments, request) { request in
      try BacktestPipeline(request).run(into: arguments.require(CommonOptions.out))
    }
  }
}
