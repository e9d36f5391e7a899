import CommandLineInterface
import Pipelines
import Regression

/// What drives a number: fit, use, explain and compare regression models.
enum RegressCommand {
  static let command: Command = Command(
    "regress", summary: "what drives a number: fit, use, explain and compare models",
    discussion: [
      "A formula says what is explained by what: requests ~ district + weekday + rain + "
        + "s(day_of_year, period: 365.25) + offset(log(population)). Text columns are categories, "
        + "s() is a smooth curve, a:b is an interaction, lag(y, 7) is the value seven rows before."
    ],
    examples: [
      .init(
        "apportion regress fit cases.csv --formula late~topic --out late",
        "Explains a yes/no column and writes a folder of answers with model.json."),
      .init(
        "apportion regress predict late/model.json new.csv --out predicted",
        "Uses the model on new rows."),
    ],
    subcommands: [fit, predict, explain, compare])
}

/// Options that several of the commands share.
enum RegressOptions {
  typealias Specification = RegressionSpecification

  static let method = Option(
    "model", "NAME", .oneOf(Specification.Method.allCases.map(\.rawValue)), default: "auto",
    help: "Kind of model; auto takes logistic for yes and no, a count model for whole numbers, "
      + "else linear.")
  static let response = Option(
    "response", "KIND", .oneOf(Specification.Response.allCases.map(\.rawValue)),
    help: "What ridge, lasso, elasticnet and trees explain (default: found out).")
  static let link = Option(
    "link", "NAME", .text, help: "Another link than the model's own, such as log or identity.")
  static let quantiles = Option(
    "quantiles", "Q,Q", Constraint.real(between: 0, and: 1).list(), default: [0.1, 0.5, 0.9],
    help: "For the quantile model.")
  static let mixing = Option(
    "mixing", "SHARE", .share, default: 0.5, help: "Of the elastic net: 0 is ridge, 1 is lasso.")
  static let weights = Option("weights", "COLUMN", .text, help: "Column with weights of rows.")
  static let exposure = Option(
    "exposure", "COLUMN", .text,
    help: "Column with what counts are out of, such as people or days; its logarithm becomes an "
      + "offset.")
  static let errors = Option(
    "errors", "KIND", .oneOf(Specification.Errors.allCases.map(\.rawValue)), default: "classical",
    help: "What standard errors allow for: unequal spread (hc0 … hc3), rows that follow one "
      + "another (hac), or groups (cluster).")
  static let cluster = Option(
    "cluster", "COLUMN", .text, help: "Column whose rows belong together, for --errors cluster.")
  static let group = Option(
    "group", "COLUMN", .text, help: "Column whose rows stay in one fold.")
  static let time = Option(
    "time", "COLUMN", .text,
    help: "Column that orders the rows: each fold is then later than what it was trained on.")
  static let missingRows = Option(
    "missing-rows", "RULE", .oneOf(Specification.Missing.allCases.map(\.rawValue)),
    default: "drop", help: "Rows that lack a value the formula needs.")
  static let level = Option(
    "level", "P", .real(between: 0, and: 100), default: 95,
    help: "Level of the intervals in per cent.")
  static let folds = Option(
    "folds", "N", .folds, default: 5, help: "Parts of the cross-validation; 0 for none.")
  static let unit = Option(
    "unit", "WORD", .text, help: "What the response counts, in the plural (default: its name).")
  static let title = Option("title", "TEXT", .text, help: "Heading of the report.")

  static let model = Command.OptionGroup(
    "Model",
    [
      method, response, link, quantiles, mixing, weights, exposure, errors, cluster, missingRows,
    ])
  static let testing = Command.OptionGroup("Testing on unseen rows", [folds, group, time])

  /// What was said about a model, but its formula and kind.
  static func specification(
    _ formula: String, method: Specification.Method, _ arguments: Arguments
  ) -> Specification {
    var specification = Specification(formula: formula)
    specification.method = method
    specification.response = arguments[response].flatMap(Specification.Response.init)
    specification.link = arguments[link]
    specification.quantiles = Set(arguments[quantiles] ?? []).sorted()
    specification.mixing = arguments[mixing] ?? 0.5
    specification.weights = arguments[weights]
    specification.exposure = arguments[exposure]
    specification.errors = arguments[errors].flatMap(Specification.Errors.init) ?? .classical
    specification.cluster = arguments[cluster]
    specification.group = arguments[group]
    specification.time = arguments[time]
    specification.missing = arguments[missingRows].flatMap(Specification.Missing.init) ?? .drop
    specification.level = (arguments[level] ?? 95) / 100
    specification.folds = arguments[folds] ?? 5
    specification.seed = arguments[CommonOptions.seed] ?? 1
    return specification
  }

  static func source(_ path: String, _ arguments: Arguments) throws -> RegressionSource {
    RegressionSource(path: path, reading: try DataOptions.reading(path, arguments))
  }
}

extension Constraint where Value == Double {
  /// From 0 to 1, both ends included.
  fileprivate static let share = Constraint(
    "a number from 0 to 1", schema: "\"type\": \"number\", \"minimum\": 0, \"maximum\": 1",
    invalidExamples: ["-0.1", "1.1", "nan", "x", ""],
    parse: { text in Double(text).flatMap { (0...1).contains($0) ? $0 : nil } },
    format: { $0 == $0.rounded() ? String(Int($0)) : String($0) })
}

extension Constraint where Value == Int {
  /// None, or at least two.
  fileprivate static let folds = Constraint(
    "0, or a whole number from 2 to 100",
    schema: "\"type\": \"integer\", \"minimum\": 0, \"maximum\": 100",
    invalidExamples: ["1", "-1", "101", "2.5", "many", ""],
    parse: { text in Int(text).flatMap { $0 == 0 || (2...100).contains($0) ? $0 : nil } },
    format: { String($0) })
}
