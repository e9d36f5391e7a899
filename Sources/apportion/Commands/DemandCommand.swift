import CivilTime
import CommandLineInterface
import Pipelines
import TimeSeries

enum DemandCommand {
  static let created = Option(
    "created", "COLUMN", .text, default: "created", help: "When a request came in.")
  static let closed = Option(
    "closed", "COLUMN", .text, help: "When it was closed; missing there means still open.")
  static let group = Option(
    "group", "COLUMNS", Constraint.text.list(), help: "Columns that name the group to count by.")
  static let filter = Option(
    "filter", "COLUMN=VALUE", .text, help: "Counts only rows that read so, such as duplicate=0.")
  static let key = Option(
    "key", "COLUMN", .text, help: "Column that names the case, where a case has several rows.")
  static let from = Option("from", "DATE", .text, help: "First day of creation to count.")
  static let through = Option("through", "DATE", .text, help: "Last day of creation to count.")
  static let every = Option(
    "every", "STEP", .text, default: "day", help: "Length of an interval, such as hour or week.")
  static let within = Option(
    "within", "DAYS", .real(above: 0), default: 5, help: "Days within which cases should close.")
  static let unit = Option(
    "unit", "WORD", .text, default: "requests", help: "What one row is, in the plural.")
  static let title = Option(
    "title", "TEXT", .text, default: "Demand, backlog and time to close",
    help: "Heading of the report.")

  static let command: Command = Command(
    "demand", summary: "count a log of requests: demand, backlog and time to close",
    discussion: [
      "Reads one row a request, plain or gzip, or standard input (-). Writes demand.csv and "
        + "backlog.csv (unique_id, ds, y), closing.csv, report.html and run.json. "
        + "apportion forecast reads demand.csv."
    ],
    positionals: [Positional("FILE", help: "The log; - is standard input.")],
    options: [
      .init("Events", [created, closed, group, filter, key, from, through, every, within]),
      .init("Time", [DataOptions.timeZone]),
      DataOptions.reading,
      .init("Output", [CommonOptions.out, unit, title, CommonOptions.json, CommonOptions.quiet]),
    ],
    examples: [
      .init(
        "apportion demand requests.csv.gz --closed closed --group ward --every day --out demand",
        "Requests a day and ward, what is open, and how long closing takes.")
    ]
  ) { arguments in
    var events = EventLogOptions(created: try arguments.require(created))
    events.closed = arguments[closed]
    events.groups = arguments[group] ?? []
    events.key = arguments[key]
    events.from = try date(from, arguments)
    events.through = try date(through, arguments)
    if let text = arguments[filter] {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw UsageError("--filter must look like COLUMN=VALUE.", path: arguments.path)
      }
      events.filters = [.init(column: String(parts[0]), value: String(parts[1]))]
    }
    let step = try arguments.require(every)
    guard let frequency = Frequency(step) else {
      throw UsageError(
        "--every must be a step such as hour, day, week or month.", path: arguments.path)
    }
    let pipeline = DemandPipeline(
      path: arguments.positionals[0],
      reading: try DataOptions.reading(arguments.positionals[0], arguments), events: events,
      timeZone: arguments[DataOptions.timeZone], frequency: frequency,
      withinDays: try arguments.require(within), unit: try arguments.require(unit),
      title: try arguments.require(title), version: Tool.version)
    Announcement.print(try pipeline.run(into: arguments.require(CommonOptions.out)), arguments)
  }

  private static func date(_ option: Option<String>, _ arguments: Arguments) throws -> CivilDate? {
    guard let text = arguments[option] else { return nil }
    guard let date = CivilDate(iso8601: text) else {
      throw UsageError("--\(option.name) must be a date such as 2024-07-01.", path: arguments.path)
    }
    return date
  }
}
