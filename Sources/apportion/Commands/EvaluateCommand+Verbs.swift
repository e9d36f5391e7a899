import CommandLineInterface
import Evaluation
import Pipelines

/// One series and a date.
enum EvaluateSeriesCommand {
  private static let date = Option(
    "date", "TIME", .text, help: "First time with the change, as the file writes times.")
  private static let season = Option(
    "season", "STEPS", .integer(2...400), help: "Steps of a season: 12 for months of a year.")
  private static let log = Flag(
    "log", help: "Model the logarithm: effects multiply, seasons too.")
  private static let trend = Option(
    "trend", "NAME", .oneOf(["level", "line", "slope"]), default: "level",
    help: "A level that wanders, with a constant slope, or with one that wanders too.")
  private static let shape = Option(
    "shape", "NAME", .oneOf(SeriesEvaluation.Shape.allCases.map(\.rawValue)), default: "free",
    help: "How the effect unfolds; free is what came less what the past predicts.")
  private static let over = Option(
    "over", "STEPS", .integer(1...1000), default: 12, help: "Steps over which a ramp rises.")

  static let command = Command(
    "series", summary: "what a change did to one series",
    discussion: [
      "A structural time series by exact likelihood, averaged over all models the data allow, "
        + "without random draws. Dates of the past on which nothing was changed are tried too.",
      "Writes effects.csv, report.html and run.json.",
    ],
    positionals: [Positional("FILE", help: "CSV with a row a time.")],
    options: [
      .init("Data", [EvaluateCommand.time, EvaluateCommand.value, EvaluateCommand.covariates]),
      .init("Change", [date, shape, over]),
      .init("Model", [season, trend, log]), EvaluateCommand.words, EvaluateCommand.output,
    ],
    examples: [
      .init(
        "apportion evaluate series deaths.csv --time month --value all --date 1983-02 "
          + "--season 12 --out law",
        "What a seat-belt law did to deaths.")
    ]
  ) { arguments in
    var evaluation = SeriesEvaluation(
      try EvaluateCommand.request(arguments), date: try arguments.require(date))
    evaluation.covariates = arguments[EvaluateCommand.covariates] ?? []
    evaluation.season = arguments[season]
    evaluation.isLog = arguments[log]
    evaluation.trend = arguments[trend].flatMap { StructuralSeries.Trend(rawValue: $0) } ?? .level
    evaluation.shape = arguments[shape].flatMap { SeriesEvaluation.Shape(rawValue: $0) } ?? .free
    evaluation.over = arguments[over] ?? 12
    Announcement.print(try evaluation.run(into: arguments.require(CommonOptions.out)), arguments)
  }
}

/// Units with and without a programme.
enum EvaluateGroupsCommand {
  private static let weight = Option(
    "weight", "COLUMN", .text, help: "Column of the units' weights, such as people.")

  static let command = Command(
    "groups", summary: "what a programme did, by units with and without it",
    discussion: [
      "Difference in differences with errors by unit and effects by steps from the start. Where "
        + "starts differ, effects by group and time, and what one coefficient would mix up.",
      "Writes effects.csv, report.html and run.json.",
    ],
    positionals: [Positional("FILE", help: "CSV with a row a unit and time.")],
    options: [
      .init(
        "Data",
        [
          EvaluateCommand.unit, EvaluateCommand.time, EvaluateCommand.value,
          EvaluateCommand.treated, EvaluateCommand.covariates, weight,
        ]), EvaluateCommand.words, EvaluateCommand.output,
    ],
    examples: [
      .init(
        "apportion evaluate groups data.csv --unit state --time year --value crimes "
          + "--treated law --out law",
        "What a law did in the states that passed it.")
    ]
  ) { arguments in
    var evaluation = GroupEvaluation(
      try EvaluateCommand.request(arguments), unit: try arguments.require(EvaluateCommand.unit),
      treated: try arguments.require(EvaluateCommand.treated))
    evaluation.covariates = arguments[EvaluateCommand.covariates] ?? []
    evaluation.weight = arguments[weight]
    Announcement.print(try evaluation.run(into: arguments.require(CommonOptions.out)), arguments)
  }
}

/// One unit against a mix of others.
enum EvaluateSyntheticCommand {
  private static let predictors = Option(
    "predictors", "LIST", Constraint<String>.text.list(),
    help: "What the mix has to match: COLUMN, COLUMN:TIME or COLUMN:FROM..TO (default: outcomes).")
  private static let fitFrom = Option(
    "fit-from", "TIME", .text, help: "First time whose outcome the predictors' weights serve.")
  private static let fitTo = Option("fit-to", "TIME", .text, help: "Last such time.")
  private static let floor = Option(
    "floor", "PERCENT", Constraint<Double>.real(between: 0, and: 50),
    help: "Least weight of a predictor; 1 keeps all of them in play.")

  static let command = Command(
    "synthetic", summary: "what a programme did to one unit, against a mix of others",
    discussion: [
      "Synthetic control with exact shares, by outcomes or by predictors; every other unit in its "
        + "place for comparison; synthetic difference in differences beside it.",
      "Writes effects.csv, weights.csv, report.html and run.json.",
    ],
    positionals: [Positional("FILE", help: "CSV with a row a unit and time.")],
    options: [
      .init(
        "Data",
        [
          EvaluateCommand.unit, EvaluateCommand.time, EvaluateCommand.value,
          EvaluateCommand.treated,
        ]), .init("Mix", [predictors, fitFrom, fitTo, floor]), EvaluateCommand.words,
      EvaluateCommand.output,
    ],
    examples: [
      .init(
        "apportion evaluate synthetic data.csv --unit state --time year --value use "
          + "--treated tax --out tax",
        "What a tax did to smoking in one state.")
    ]
  ) { arguments in
    var evaluation = SyntheticEvaluation(
      try EvaluateCommand.request(arguments), unit: try arguments.require(EvaluateCommand.unit),
      treated: try arguments.require(EvaluateCommand.treated))
    evaluation.predictors = arguments[predictors] ?? []
    evaluation.fitFrom = arguments[fitFrom]
    evaluation.fitTo = arguments[fitTo]
    evaluation.floor = arguments[floor].map { max(1e-9, $0 / 100) }
    Announcement.print(try evaluation.run(into: arguments.require(CommonOptions.out)), arguments)
  }
}

/// When a series changed.
enum EvaluateChangesCommand {
  private static let cost = Option(
    "of", "NAME", .oneOf(["auto"] + ChangePointCost.allCases.map(\.rawValue)), default: "auto",
    help: "What changes; auto chooses between levels and lines.")
  private static let least = Option(
    "least", "STEPS", .integer(1...100_000), default: 2, help: "Steps between changes, at least.")

  static let command = Command(
    "changes", summary: "when a series changed",
    discussion: [
      "The partition of least cost, found exactly, with a penalty that allows for noise that "
        + "carries over.", "Writes changes.csv, report.html and run.json.",
    ],
    positionals: [Positional("FILE", help: "CSV with a row a time.")],
    options: [
      .init("Data", [EvaluateCommand.time, EvaluateCommand.value, cost, least]),
      .init("Words", [EvaluateCommand.quantity, EvaluateCommand.measuredIn]),
      EvaluateCommand.output,
    ],
    examples: [
      .init(
        "apportion evaluate changes nile.csv --time year --value flow --out nile",
        "When the flow of a river changed.")
    ]
  ) { arguments in
    var evaluation = ChangeEvaluation(try EvaluateCommand.request(arguments))
    evaluation.cost = arguments[cost].flatMap { ChangePointCost(rawValue: $0) }
    evaluation.least = arguments[least] ?? 2
    Announcement.print(try evaluation.run(into: arguments.require(CommonOptions.out)), arguments)
  }
}
