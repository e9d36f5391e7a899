import CommandLineInterface
import Pipelines
import Regression

extension RegressCommand {
  static let formula = Option(
    "formula", "TEXT", .text, help: "What is explained by what: y ~ a + b.")

  static let fit: Command = Command(
    "fit", summary: "fit a model, test it on unseen rows, and say what drives the number",
    discussion: [
      "Writes coefficients.csv, terms.csv, metrics.csv, tests.csv, predictions.csv (of unseen "
        + "rows), effects.csv, importance.csv, calibration.csv where chances are given, "
        + "model.json, report.html and run.json."
    ],
    positionals: [Positional("FILE", help: "The data; - is standard input.")],
    options: [
      .init("Formula", [formula]), RegressOptions.model, RegressOptions.testing,
      DataOptions.reading,
      .init(
        "Output",
        [
          CommonOptions.out, RegressOptions.level, RegressOptions.unit, RegressOptions.title,
          CommonOptions.seed, CommonOptions.threads, CommonOptions.json, CommonOptions.quiet,
        ]),
    ],
    examples: [
      .init(
        "apportion regress fit Datasets/service-requests/cases.csv --formula late~topic+channel",
        "Which cases are closed late, and by how much each topic and channel matters."),
      .init(
        "apportion regress fit days.csv --formula requests~weekday+s(temperature) --time date",
        "Counts by day, each tested on days later than those it was fitted on."),
    ]
  ) { arguments in
    let name = try arguments.require(RegressOptions.method)
    let specification = RegressOptions.specification(
      try arguments.require(formula),
      method: RegressOptions.Specification.Method(rawValue: name) ?? .auto, arguments)
    let pipeline = RegressionFitPipeline(
      source: try RegressOptions.source(arguments.positionals[0], arguments),
      specification: specification, unit: arguments[RegressOptions.unit],
      title: arguments[RegressOptions.title], version: Tool.version,
      threads: arguments[CommonOptions.threads] ?? 1)
    let outcome = try pipeline.run(into: arguments.require(CommonOptions.out))
    Announcement.print(outcome, arguments)
  }

  static let modelFile = Positional("MODEL", help: "A model.json that regress fit wrote.")
  static let id = Option(
    "id", "COLUMN", .text, help: "Column that names the rows; it is carried over.")
  static let explains = Flag(
    "explain", help: "Add the three strongest reasons of each prediction.")

  static let predict: Command = Command(
    "predict", summary: "use a fitted model on new rows",
    discussion: [
      "Writes predictions.csv in the order of the rows: the expected value, the range of a new "
        + "observation, and flags where a row lies outside what the model has seen."
    ],
    positionals: [modelFile, Positional("FILE", help: "New rows; - is standard input.")],
    options: [
      .init("Prediction", [id, explains, RegressOptions.level]), DataOptions.reading,
      .init(
        "Output",
        [CommonOptions.out, CommonOptions.threads, CommonOptions.json, CommonOptions.quiet]),
    ],
    examples: [
      .init(
        "apportion regress predict out/model.json new.csv --id case_id --explain --out predicted",
        "Predicts each row and says why.")
    ]
  ) { arguments in
    let pipeline = RegressionPredictPipeline(
      modelFile: arguments.positionals[0],
      source: try RegressOptions.source(arguments.positionals[1], arguments),
      idColumn: arguments[id], givesReasons: arguments[explains],
      level: (arguments[RegressOptions.level] ?? 95) / 100, version: Tool.version,
      threads: arguments[CommonOptions.threads] ?? 1)
    let outcome = try pipeline.run(into: arguments.require(CommonOptions.out))
    Announcement.print(outcome, arguments)
  }

  static let rows = Option(
    "rows", "N", .integer(0...1_000_000), default: 1_000,
    help: "Rows, from the first, whose predictions are taken apart.")

  static let explain: Command = Command(
    "explain", summary: "say what a fitted model does with the rows of a file",
    discussion: [
      "Writes effects.csv, importance.csv and contributions.csv: of each row, what every variable "
        + "adds to its prediction (Shapley values, which add up to it)."
    ],
    positionals: [modelFile, Positional("FILE", help: "Rows; - is standard input.")],
    options: [
      .init("Explanation", [rows]), DataOptions.reading,
      .init(
        "Output",
        [
          CommonOptions.out, CommonOptions.threads, CommonOptions.json, CommonOptions.quiet,
        ]),
    ],
    examples: [
      .init(
        "apportion regress explain out/model.json cases.csv --out why",
        "Effects, importance and the parts of each prediction.")
    ]
  ) { arguments in
    let pipeline = RegressionExplainPipeline(
      modelFile: arguments.positionals[0],
      source: try RegressOptions.source(arguments.positionals[1], arguments),
      rowLimit: arguments[rows] ?? 1_000, version: Tool.version,
      threads: arguments[CommonOptions.threads] ?? 1)
    let outcome = try pipeline.run(into: arguments.require(CommonOptions.out))
    Announcement.print(outcome, arguments)
  }

  static let formulas = Option(
    "formula", "TEXT", Constraint.text.repeated(), isRepeatable: true,
    help: "What is explained by what; give it once for each formula to compare.")
  static let methods = Option(
    "model", "NAME,NAME",
    Constraint.oneOf(RegressOptions.Specification.Method.allCases.map(\.rawValue)).list(),
    default: ["auto"], help: "Kinds of model to compare.")

  static let compare: Command = Command(
    "compare", summary: "which of several models is better on unseen rows, and is it sure",
    discussion: [
      "Every formula is fitted by every kind of model, all are tested on the same folds, and each "
        + "is tested against the first. Writes comparison.csv, comparison-tests.csv, report.html "
        + "and run.json."
    ],
    positionals: [Positional("FILE", help: "The data; - is standard input.")],
    options: [
      .init("What to compare", [formulas, methods]),
      .init(
        "Model",
        RegressOptions.model.options.filter { $0.name != RegressOptions.method.name }),
      RegressOptions.testing, DataOptions.reading,
      .init(
        "Output",
        [
          CommonOptions.out, RegressOptions.unit, RegressOptions.title, CommonOptions.seed,
          CommonOptions.threads, CommonOptions.json, CommonOptions.quiet,
        ]),
    ],
    examples: [
      .init(
        "apportion regress compare days.csv --formula y~a --formula y~a+b --model poisson,trees",
        "Two formulas by two kinds of model: four models on the same folds.")
    ]
  ) { arguments in
    let texts = try arguments.require(formulas)
    let kinds = (arguments[methods] ?? ["auto"]).compactMap(
      RegressOptions.Specification.Method.init)
    let specifications = texts.flatMap { text in
      kinds.map { RegressOptions.specification(text, method: $0, arguments) }
    }
    guard (2...26).contains(specifications.count) else {
      throw UsageError(
        "from 2 to 26 models can be compared, and \(specifications.count) "
          + "\(specifications.count == 1 ? "was" : "were") asked for: give --formula more than once, "
          + "or --model several names.", path: arguments.path)
    }
    let pipeline = RegressionComparePipeline(
      source: try RegressOptions.source(arguments.positionals[0], arguments),
      specifications: specifications, unit: arguments[RegressOptions.unit],
      title: arguments[RegressOptions.title], version: Tool.version,
      threads: arguments[CommonOptions.threads] ?? 1)
    let outcome = try pipeline.run(into: arguments.require(CommonOptions.out))
    Announcement.print(outcome, arguments)
  }
}
