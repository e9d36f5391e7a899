import CommandLineInterface
import Pipelines

enum RunCommand {
  static let data = Option(
    "data", "FILE", .path, help: "Read this file instead of the one the recipe names.")

  static let timeLimit = Option(
    "time-limit", "SECONDS", Constraint<Double>.real(above: 0),
    help: "CPU seconds for each plan; the best so far is then the answer, with its gap.")
  static let export = Option(
    "export", "FILE", .path,
    help: "Write the plan's program to this .mps or .lp file too, for other solvers.")

  static func planning(_ arguments: Arguments) -> PlanningOptions {
    PlanningOptions(timeLimit: arguments[timeLimit], export: arguments[export])
  }

  static let command: Command = Command(
    "run", summary: "carry out a recipe: forecast, requirement, schedule and report",
    discussion: [
      "A recipe is a JSON file a planner edits: which data, which service, which shifts. Its "
        + "\"kind\" says what is decided: staffing, roster, backlog, emergency, appointments, corridor "
        + "or requests.",
      "The folder of answers holds forecast.csv, requirement.csv, schedule.csv, coverage.csv, "
        + "report.html, run.json and more; apportion verify checks it.",
    ],
    positionals: [
      Positional("RECIPE", help: "A recipe, such as Models/staffing/contact-center.json.")
    ],
    options: [
      .init(
        "Run", [data, ForecastOptionSet.calibration, CommonOptions.out, CommonOptions.threads]),
      .init("Planning", [timeLimit, export]),
      .init("Reading the file", [DataOptions.rejects, DataOptions.showValues]),
      .init("Output", [CommonOptions.json, CommonOptions.quiet]),
    ],
    examples: [
      .init(
        "apportion run Models/staffing/contact-center.json",
        "Forecasts and staffs the week after the data; the answers are in the folder out."),
      .init(
        "apportion run Models/staffing/benefits-backlog.json --out backlog",
        "Clears a stock of claims by a date, and prices every week of delay."),
    ]
  ) { arguments in
    let outcome = try RecipeRun(
      recipeFile: arguments.positionals[0], version: Tool.version,
      manner: RecipeManner(
        threads: arguments[CommonOptions.threads] ?? 1, dataFile: arguments[data],
        setsRejectsAside: arguments[DataOptions.rejects],
        showsValues: arguments[DataOptions.showValues], planning: planning(arguments),
        calibration: try arguments[ForecastOptionSet.calibration].map(
          IntervalFactors.init(reading:)))
    ).run(into: arguments.require(CommonOptions.out))
    Announcement.print(outcome, arguments)
  }
}

enum ReportCommand {
  static let command: Command = Command(
    "report", summary: "write report.html again from the files of a folder",
    discussion: [
      "Reads run.json and the CSV files that forecast, staff or run wrote, and writes report.html "
        + "and report.json beside them. From the same files it writes the same bytes."
    ],
    positionals: [Positional("DIR", help: "A folder of answers.")],
    options: [.init("Output", [CommonOptions.quiet])],
    examples: [.init("apportion report out", "Writes out/report.html.")]
  ) { arguments in
    let written = try ReportStep.rewrite(folder: arguments.positionals[0])
    if !arguments[CommonOptions.quiet] { Terminal.note(["Wrote \(written)."]) }
  }
}
