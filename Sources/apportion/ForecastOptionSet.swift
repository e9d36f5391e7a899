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
    "calendar", "FILE", .path, help: "Holiday calendar, such as Models/calendars/us-federal.json.")
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

  /// A step with everything that `forecast`, `backtest` and `compare` have in common.
  ///
  /// - Parameter steps: the horizon, where it is not the one given.
  static func step(_ arguments: Arguments, steps: Int? = nil) throws -> ForecastStep {
    var step = ForecastStep(
      reach: .steps(try steps ?? arguments.require(horizon)),
      levels: Set(arguments[level] ?? [80, 95]).sorted())
    step.seasonalPeriods = arguments[season]?.sorted()
    step.seed = arguments[CommonOptions.seed] ?? 1
    step.threads = arguments[CommonOptions.threads] ?? 1
    step.unit = arguments[unit] ?? "observations"
    return step
  }

  /// Runs with a progress bar on a terminal.
  static func withProgress(
    _ label: String, _ arguments: Arguments, _ step: inout ForecastStep,
    _ run: (ForecastStep) throws -> RunOutcome
  ) throws {
    let bar = ProgressBar(label)
    if !arguments[CommonOptions.quiet] {
      step.progress = { done, total in bar.update(done: done, of: total) }
    }
    let outcome: RunOutcome
    do {
      outcome = try run(step)
      bar.finish()
    } catch {
      bar.finish()
      throw error
    }
    Announcement.print(outcome, arguments)
  }
}
