import CommandLineInterface
import Pipelines

enum RunCommand {
  static let data = Option(
    "data", "FILE", .path, help: "Read this file instead of the one the recipe names.")

  static let command: Command = Command(
    "run", summary: "carry out a recipe: forecast, requirement, schedule and report",
    discussion: [
      "A recipe is a JSON file a planner edits: which data, which service, which shifts. The "
        + "folder of answers holds forecast.csv, requirement.csv, schedule.csv, coverage.csv, "
        + "report.html, run.json and more; apportion verify checks it."
    ],
    positionals: [
      Positional("RECIPE", help: "A recipe, such as Models/staffing/contact-center.json.")
    ],
    options: [
      .init("Run", [data, CommonOptions.out, CommonOptions.threads]),
      .init("Reading the file", [DataOptions.rejects, DataOptions.showValues]),
      .init("Output", [CommonOptions.json, CommonOptions.quiet]),
    ],
    examples: [
      .init(
        "apportion run Models/staffing/contact-center.json",
        "Forecasts and staffs the week after the data; the answers are in the folder out.")
    ]
  ) { arguments in
    var pipeline = try StaffingPipeline(
      recipeFile: arguments.positionals[0], version: Tool.version,
      threads: arguments[CommonOptions.threads] ?? 1)
    pipeline.dataFile = arguments[data]
    pipeline.setsRejectsAside = arguments[DataOptions.rejects]
    pipeline.showsValues = arguments[DataOptions.showValues]
    let outcome = try pipeline.run(into: arguments.require(CommonOptions.out))
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
