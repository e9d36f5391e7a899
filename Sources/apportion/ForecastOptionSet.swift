import CommandLineInterface
import Pipelines

/// The options of every command that forecasts.
enum ForecastOptionSet {
  static let horizon = Option(
    "horizon", "N", .integer(1...100_000), help: "How many steps to forecast.")
  static let season = Option(
    "season", "N,N", Constraint.integer(1...).list(),
    help: "Season lengths in steps, such as 24,168 (default: from the frequency).")
  static let level = Option(
    "level", "P,P", Constraint.real(between: 0, and: 100).list(), default: [80, 95],
    help: "Levels of the intervals in per cent.")
  static let model = Option(
    "model", "NAME", .text, default: "auto",
    help: "A forecasting model by name, or auto for the ensemble; apportion doctor lists them.")
  static let backtest = Option(
    "backtest", "N", .integer(0...1_000),
    help: "How many past moments to test on (default: by the length of the data).")
  static let origins = Option(
    "origins", "N", .integer(1...1_000), default: 6,
    help: "From how many past moments to forecast.")
  static let stride = Option(
    "step", "N", .integer(1...100_000),
    help: "Steps between those moments (default: the horizon, or less where data are short).")
  static let paths = Option(
    "paths", "N", .integer(0...10_000), default: 0, help: "Sample futures to write to paths.csv.")
  static let calendar = Option(
    "calendar", "FILE", Constraint.path.repeated(), isRepeatable: true,
    help: "Holiday calendar, such as Models/calendars/us-federal.json, or school terms and other "
      + "periods. May be given more than once.")
  static let learnDays = Flag(
    "learn-days",
    help: "Look for days of the year that stand out in the data, three years or more of them; "
      + "what is found is in learned-days.json, a calendar.")
  static let repair = Option(
    "repair", "WHAT", .oneOf(RepairRule.allCases.map(\.rawValue)), default: "none",
    help: "What in the past to set right before forecasting: nothing, outliers, or all, which "
      + "also moves the past to the level of today. What stands out is reported in any case.")
  static let saveModel = Option(
    "save-model", "FILE", .path,
    help: "Save what is needed to go on from this forecast without fitting again.")
  static let resume = Option(
    "resume", "FILE", .path,
    help: "Go on from a model that --save-model wrote: values that came since are taken in, and "
      + "horizon, seasons and model stay. What changed is in changes.csv.")
  static let since = Option(
    "since", "DIR", .path,
    help: "Say what changed since the forecast in that folder: totals then and now, series that "
      + "moved, what came since. All of it is in since.csv.")
  static let calibration = Option(
    "calibration", "DIR", .path,
    help: "Set the ranges by what came of earlier forecasts: a folder that feedback actuals "
      + "wrote, or its calibration.json.")
  static let hierarchy = Option(
    "hierarchy", "COLUMNS", .text,
    help: "Forecast sums of the series too, so that all add up: columns nested in one another "
      + "joined by /, crossed ones by a comma: region/district,service.")
  static let regressors = Option(
    "regressors", "COLUMNS", Constraint.text.list(),
    help: "Columns of numbers that are known ahead too, such as temperature or a campaign; "
      + "models learn what they do.")
  static let future = Option(
    "future", "FILE", .path,
    help: "Values of those columns over the horizon, with the same columns of ids and time "
      + "(default: rows of the data without a value).")
  static let scenario = Option(
    "scenario", "NAME=FILE", Constraint.text.repeated(), isRepeatable: true,
    help: "Another future of those columns, forecast beside the first into scenarios.csv; columns "
      + "that the file does not have stay. May be given more than once.")
  static let unit = Option(
    "unit", "WORD", .text, default: "observations", help: "What is counted, in the plural.")
  static let title = Option("title", "TEXT", .text, help: "Heading of the report.")

  /// How special days are told: for every verb.
  static let days: [any OptionDeclaration] = [calendar, learnDays]

  /// What `forecast`, `backtest` and `compare` are all asked.
  ///
  /// - Parameter steps: the horizon, where it is not the one given.
  static func request(
    _ arguments: Arguments, titled name: String, steps: Int? = nil
  ) throws -> SeriesRequest {
    var step = ForecastStep(
      reach: .steps(try steps ?? arguments.require(horizon)),
      levels: Set(arguments[level] ?? [80, 95]).sorted())
    step.seasonalPeriods = arguments[season]?.sorted()
    step.seed = arguments[CommonOptions.seed] ?? 1
    step.threads = arguments[CommonOptions.threads] ?? 1
    step.unit = arguments[unit] ?? "observations"
    var source = try DataOptions.source(arguments.positionals[0], arguments)
    source.known = arguments[regressors].map {
      KnownColumnsSource(names: $0, futureFile: arguments[future])
    }
    source.known?.scenarios = try scenarios(arguments)
    return SeriesRequest(
      source: source, step: step, calendarFiles: arguments[calendar] ?? [],
      learnsDays: arguments[learnDays], title: arguments[title] ?? name, version: Tool.version)
  }

  private static func scenarios(_ arguments: Arguments) throws -> [KnownColumnsSource.Scenario] {
    var scenarios: [KnownColumnsSource.Scenario] = []
    for entry in arguments[scenario] ?? [] {
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

  /// Runs with a progress bar on a terminal.
  static func withProgress(
    _ label: String, _ arguments: Arguments, _ request: SeriesRequest,
    _ run: (SeriesRequest) throws -> RunOutcome
  ) throws {
    let bar = ProgressBar(label)
    var request = request
    if !arguments[CommonOptions.quiet] {
      request.step.progress = { done, total in bar.update(done: done, of: total) }
    }
    let outcome: RunOutcome
    do {
      outcome = try run(request)
      bar.finish()
    } catch {
      bar.finish()
      throw error
    }
    Announcement.print(outcome, arguments)
  }
}
