import CommandLineInterface
import Pipelines

/// Whether a retiming, a closure or a new lane did what it was made for.
enum TrafficEvaluateCommand {
  private static let date = Option(
    "date", "DATE", .text, help: "First day with the change, as 2025-03-31.")
  private static let changed = Option(
    "changed", "IDS", Constraint<String>.text.list(), help: "Detectors where it was changed.")
  private static let comparison = Option(
    "comparison", "IDS", Constraint<String>.text.list(),
    help: "Detectors to compare with (default: all others).")
  private static let measure = Option(
    "measure", "NAME", .oneOf(["flow", "occupancy", "speed"]),
    help: "What is judged (default: the first the file has).")
  private static let hours = Option(
    "hours", "FROM-TO", .clockPeriod, help: "Of the working day, such as 07:00-09:00.")
  private static let calendar = Option(
    "calendar", "FILE", .path, help: "Holidays, which are left out.")
  private static let timeZone = Option(
    "time-zone", "ZONE", .text, help: "Zone of the file's clock, such as Europe/London.")
  private static let washout = Option(
    "washout", "DAYS", .integer(0...365), default: 0,
    help: "Working days after the change that are left out, while drivers get used to it.")
  private static let level = Option(
    "level", "PERCENT", Constraint<Double>.real(between: 0, and: 100), default: 95,
    help: "Coverage of the intervals.")
  private static let change = Option(
    "change", "WORD", .text, default: "change", help: "What was done, as in \"the retiming\".")

  static let command = Command(
    "evaluate", summary: "whether a change did what it was made for",
    discussion: [
      "Compares working days before and after a date, at the detectors that were changed and at "
        + "others, with errors that follow each other. The past is searched for drifts and tried "
        + "with dates on which nothing was changed; where those checks fail, the report does not "
        + "say that the change was the reason.",
      "Writes daily.csv, report.html and run.json.",
    ],
    positionals: [Positional("FILE", help: "What the detectors measured; see traffic check.")],
    options: [
      .init("Change", [date, changed, comparison, washout, change]),
      .init("Data", [measure, hours, calendar, timeZone, level]),
      .init(
        "Output",
        [
          CommonOptions.out, RegressOptions.title, CommonOptions.threads, CommonOptions.json,
          CommonOptions.quiet,
        ]),
    ],
    examples: [
      .init(
        "apportion traffic evaluate counts.csv --date 2025-03-31 --changed D3,D4 --out judged",
        "Says whether traffic changed where signals were retimed, and whether that can be "
          + "said.")
    ]
  ) { arguments in
    var pipeline = EvaluatePipeline(
      file: arguments.positionals[0], date: try arguments.require(date),
      changed: try arguments.require(changed), version: Tool.version)
    pipeline.comparison = arguments[comparison] ?? []
    pipeline.measure = arguments[measure]
    if let hours = arguments[hours] { pipeline.hours = hours.lowerBound...hours.upperBound }
    pipeline.calendarFile = arguments[calendar]
    pipeline.timeZone = arguments[timeZone]
    pipeline.washout = arguments[washout] ?? 0
    pipeline.level = (arguments[level] ?? 95) / 100
    pipeline.change = arguments[change] ?? "change"
    pipeline.title = arguments[RegressOptions.title]
    pipeline.threads = arguments[CommonOptions.threads] ?? 1
    Announcement.print(
      try pipeline.run(into: arguments.require(CommonOptions.out)), arguments)
  }
}
