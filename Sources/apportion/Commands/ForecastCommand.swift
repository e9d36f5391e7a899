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
          ForecastOptionSet.calendar, ForecastOptionSet.repair,
        ]),
      .init(
        "Many series and many days",
        [ForecastOptionSet.hierarchy, ForecastOptionSet.saveModel, ForecastOptionSet.resume]),
      .init(
        "What else is known",
        [
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
    var source = try DataOptions.source(arguments.positionals[0], arguments)
    source.known = arguments[ForecastOptionSet.regressors].map {
      KnownColumnsSource(names: $0, futureFile: arguments[ForecastOptionSet.future])
    }
    source.known?.scenarios = try scenarios(arguments)
    let saved = try arguments[ForecastOptionSet.resume].map(ResumeStep.state(at:))
    var step = try ForecastOptionSet.step(arguments, steps: saved?.options.horizon)
    step.model = arguments[ForecastOptionSet.model] ?? "auto"
    step.backtestOrigins = arguments[ForecastOptionSet.backtest]
    step.repair = arguments[ForecastOptionSet.repair].flatMap(RepairRule.init) ?? .none
    step.pathCount = arguments[ForecastOptionSet.paths] ?? 0
    if let saved {
      step.manner = ForecastManner.resuming(saved)
      step.seed = saved.options.seed
      if !arguments.has(ForecastOptionSet.level) { step.levels = ForecastStep.levels(of: saved) }
    } else if arguments.has(ForecastOptionSet.saveModel) {
      step.manner = .toResume
    } else if let grouping = arguments[ForecastOptionSet.hierarchy] {
      step.manner = .hierarchy(try HierarchyStep(grouping: grouping))
    }
    try ForecastOptionSet.withProgress("Forecasting", arguments, &step) { [source] step in
      var pipeline = ForecastPipeline(
        source: source, step: step, calendarFile: arguments[ForecastOptionSet.calendar],
        title: arguments[ForecastOptionSet.title] ?? "Forecast", version: Tool.version)
      pipeline.resumedFile = arguments[ForecastOptionSet.resume]
      pipeline.modelFile = arguments[ForecastOptionSet.saveModel]
      return try pipeline.run(into: arguments.require(CommonOptions.out))
    }
  }

  private static func scenarios(_ arguments: Arguments) throws -> [KnownColumnsSource.Scenario] {
    var scenarios: [KnownColumnsSource.Scenario] = []
    for entry in arguments[ForecastOptionSet.scenario] ?? [] {
      let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, !scenarios.contains(where: { $0.name == parts[0] }) else {
        throw UsageError(
          "--scenario must look like NAME=FILE, each name once: --scenario hot=hot.csv.",
          path: arguments.path)
      }
      scenarios.append(.init(name: parts[0], file: parts[1]))
    }
    return scenarios
  }

  /// Options that leave nothing to one another.
  private static func checkManner(_ arguments: Arguments) throws {
    typealias Set = ForecastOptionSet
    var excluded: [(any OptionDeclaration, [any OptionDeclaration])] = [
      (Set.hierarchy, [Set.saveModel, Set.resume]),
      (Set.regressors, [Set.hierarchy, Set.saveModel, Set.resume]),
      (
        Set.resume,
        [Set.horizon, Set.season, Set.model, Set.backtest, CommonOptions.seed]
      ),
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
        option.name == Set.resume.name
        ? "the saved model has its own" : "they cannot be used together"
      throw UsageError(
        "--\(other.name) does not go with --\(option.name): \(reason). Leave one out.",
        path: arguments.path)
    }
  }
}
