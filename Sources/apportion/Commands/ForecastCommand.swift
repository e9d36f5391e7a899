import Briefings
import CommandLineInterface
import Forecasting
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
          ForecastOptionSet.repair,
        ]),
      .init(
        "Many series, and forecasts again and again",
        [
          ForecastOptionSet.hierarchy, ForecastOptionSet.saveModel, ForecastOptionSet.resume,
          ForecastOptionSet.since, ForecastOptionSet.calibration,
        ]),
      .init(
        "What else is known",
        ForecastOptionSet.days + [
          ForecastOptionSet.regressors, ForecastOptionSet.future, ForecastOptionSet.scenario,
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
    try checkManner(arguments)
    let saved = try arguments[ForecastOptionSet.resume].map(ResumeStep.state(at:))
    var request = try ForecastOptionSet.request(
      arguments, titled: "Forecast", steps: saved?.options.horizon)
    request.step.model = arguments[ForecastOptionSet.model] ?? "auto"
    request.step.backtestOrigins = arguments[ForecastOptionSet.backtest]
    request.step.repair = arguments[ForecastOptionSet.repair].flatMap(RepairRule.init) ?? .none
    request.step.pathCount = arguments[ForecastOptionSet.paths] ?? 0
    request.step.calibration = try arguments[ForecastOptionSet.calibration].map(
      IntervalFactors.init(reading:))
    if let saved {
      request.step.manner = ForecastManner.resuming(saved)
      request.step.seed = saved.options.seed
      if !arguments.has(ForecastOptionSet.level) {
        request.step.levels = ForecastStep.levels(of: saved)
      }
    } else if arguments.has(ForecastOptionSet.saveModel) {
      request.step.manner = .toResume
    } else if let grouping = arguments[ForecastOptionSet.hierarchy] {
      request.step.manner = .hierarchy(try HierarchyStep(grouping: grouping))
    }
    try ForecastOptionSet.withProgress("Forecasting", arguments, request) { request in
      var pipeline = ForecastPipeline(request)
      pipeline.resumedFile = arguments[ForecastOptionSet.resume]
      pipeline.modelFile = arguments[ForecastOptionSet.saveModel]
      pipeline.earlierFolder = arguments[ForecastOptionSet.since]
      return try pipeline.run(into: arguments.require(CommonOptions.out))
    }
  }

  /// Options that leave nothing to one another.
  private static func checkManner(_ arguments: Arguments) throws {
    typealias Set = ForecastOptionSet
    var excluded: [(any OptionDeclaration, [any OptionDeclaration])] = [
      (Set.hierarchy, [Set.saveModel, Set.resume]),
      (
        Set.resume,
        [Set.horizon, Set.season, Set.model, Set.backtest, CommonOptions.seed]
      ),
      // Which days stand out would be asked of the new rows alone.
      (Set.learnDays, [Set.resume]),
    ]
    // A past that was set right is not the one a model goes on from.
    if arguments[Set.repair] != RepairRule.none.rawValue {
      excluded.append((Set.repair, [Set.saveModel, Set.resume, Set.hierarchy]))
    }
    let dependent: [any OptionDeclaration] = [Set.future, Set.scenario]
    for option in dependent where arguments.has(option) && !arguments.has(Set.regressors) {
      throw UsageError(
        "--\(option.name) needs --regressors: the columns whose future it holds.",
        path: arguments.path)
    }
    for (option, others) in excluded where arguments.has(option) {
      guard let other = others.first(where: arguments.has) else { continue }
      let reason =
        switch option.name {
        case Set.resume.name: "the saved model has its own"
        case Set.learnDays.name:
          "give the learned-days.json of the first forecast with --calendar"
        default: "they cannot be used together"
        }
      throw UsageError(
        "--\(other.name) does not go with --\(option.name): \(reason). Leave one out.",
        path: arguments.path)
    }
  }
}
