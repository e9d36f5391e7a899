import CommandLineInterface
import Pipelines

/// The rest of a published day, from what its first hours brought.
enum StaffIntradayCommand {
  static let now = Option(
    "now", "TIME", .text,
    help: "When the day is seen, as 2025-06-30T11:00; else the end of what came.")
  static let absences = Option(
    "absences", "FILE", .path, help: "Who did not come: shift_id, count.")

  static let command = Command(
    "intraday", summary: "overtime, early leave and breaks for the rest of a day",
    discussion: [
      "Reads a published plan (coverage.csv with schedule.csv and forecast.csv beside it, and "
        + "paths.csv where the forecast wrote it) and what came so far. The rest of the day is "
        + "forecast anew from the morning, and the fewest and cheapest changes of shifts that keep "
        + "the promise are found, with a proof: who stays longer, who may go, whose break moves.",
      "Writes changes.csv and changes.ics, update.csv and a report. A morning as forecast "
        + "changes nothing.",
    ],
    positionals: [
      Positional("PLAN", help: "A folder that staff or run wrote, or its coverage.csv.")
    ],
    options: [
      .init("Day", [StaffCommand.recipe, actuals, now, absences, CommonOptions.threads]),
      .init("Output", [CommonOptions.out, CommonOptions.json, CommonOptions.quiet]),
    ],
    examples: [
      .init(
        "apportion staff intraday plan --recipe recipe.json --actuals today.csv --out rest",
        "Plans the rest of the day again after the last interval in today.csv.")
    ]
  ) { arguments in
    var pipeline = try IntradayPipeline(
      recipeFile: arguments.require(StaffCommand.recipe), version: Tool.version,
      threads: arguments[CommonOptions.threads] ?? 1)
    pipeline.now = arguments[now]
    pipeline.absences = arguments[absences]
    let outcome = try pipeline.run(
      planAt: arguments.positionals[0], actuals: arguments.require(actuals),
      into: arguments.require(CommonOptions.out))
    Announcement.print(outcome, arguments)
  }

  private static let actuals = Option(
    "actuals", "FILE", .path, help: "What came so far: unique_id, ds, y.")
}
