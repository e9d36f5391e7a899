import CommandLineInterface
import Pipelines

enum CompareCommand {
  static let models = Option(
    "models", "NAME,NAME", Constraint.text.list(),
    default: ["auto", "ETS", "dotm", "theta"],
    help: "Forecasting models by name; auto is the ensemble, none is none of our own.")
  static let backtests = Option(
    "against", "NAME=FILE", Constraint.text.repeated(), isRepeatable: true,
    help: "A backtest made elsewhere: unique_id, origin, ds, mean, and where it has them lo-80, "
      + "hi-80, lo-95, hi-95. May be given again.")

  static let command: Command = Command(
    "compare", summary: "let several models forecast the same past and rank them",
    discussion: [
      "Each model forecasts from the same moments in the past; only steps that all of them "
        + "forecast count. Prints a leaderboard and writes leaderboard.csv, accuracy.csv, "
        + "backtest.csv, report.html and run.json. The seasonal naive always takes part."
    ],
    positionals: [Positional("FILE", help: "The data; - is standard input.")],
    options: [
      .init(
        "Comparison",
        [
          ForecastOptionSet.horizon, models, backtests, ForecastOptionSet.origins,
          ForecastOptionSet.stride, ForecastOptionSet.season, ForecastOptionSet.level,
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
        "apportion compare calls.csv --horizon 14 --models auto,ETS,theta --origins 8 --step 7",
        "Three models and the seasonal naive on eight moments of a daily file."),
      .init(
        "apportion compare calls.csv --horizon 14 --models auto --against other=theirs.csv",
        "The ensemble beside forecasts that another program made of the same moments."),
    ]
  ) { arguments in
    var request = try ForecastOptionSet.request(arguments, titled: "Comparison of models")
    request.step.backtestOrigins = arguments[ForecastOptionSet.origins]
    request.step.backtestStep = arguments[ForecastOptionSet.stride]
    let others = try (arguments[backtests] ?? []).map { text in
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw UsageError("--against must look like NAME=FILE; got '\(text)'.", path: arguments.path)
      }
      return ContestPipeline.OtherBacktest(name: parts[0], path: parts[1])
    }
    let named = (arguments[models] ?? ["auto"]).filter { $0 != "none" }
    try ForecastOptionSet.withProgress("Comparing", arguments, request) { request in
      try ContestPipeline(request, models: named, others: others)
        .run(into: arguments.require(CommonOptions.out))
    }
  }
}
