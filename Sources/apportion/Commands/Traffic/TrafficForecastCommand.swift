import CommandLineInterface
import Pipelines
import TimeSeries
import Traffic

/// All detectors together, minutes to a week ahead.
enum TrafficForecastCommand {
  private static let horizon = Option(
    "horizon", "N|TIME", .reach, default: .steps(12),
    help: "How far ahead: steps, or a time such as 30min, 2h or 7d; at most a week.")
  private static let coverage = Option(
    "coverage", "P,P", Constraint.real(between: 0, and: 100).list(), default: [80, 90],
    help: "Per cent of values that the bounds should hold.")
  private static let quick = Flag(
    "quick", help: "Profile and autoregression alone: seconds instead of minutes.")
  private static let zeros = Flag(
    "zero-is-missing", help: "A zero means that nothing was measured. Never assumed.")
  private static let rate = Option(
    "false-alarms-per-week", "N", Constraint<Double>.real(above: 0), default: 1,
    help: "Alarms a week and detector that may come without a cause.")
  private static let measure = Option(
    "measure", "NAME", .oneOf(DetectorRecord.Measure.allCases.map(\.rawValue)),
    help: "What to forecast (default: flow where the file has it).")
  private static let holidays = Option(
    "holidays", "FILE", Constraint.path.repeated(), isRepeatable: true,
    help: "Calendar of days with the traffic of a Sunday, such as "
      + "Models/calendars/us-federal.json. May be given more than once.")
  private static let step = Option(
    "step", "SECONDS", .integer(1...86_400),
    help: "Length of a step where the file has no times (it divides a day).")

  static let command: Command = Command(
    "forecast", summary: "all detectors, minutes to a week ahead, and incidents of the past",
    discussion: [
      "Reads a detector file of any usual layout (wide, long, PeMS, SCATS, controller events) and "
        + "forecasts all detectors together. The last fifth of the history is kept back once, to "
        + "say how good the forecast is beside the same time last week.",
      "Writes forecast.csv, incidents.csv, scores.csv (zeros counted and left out), coverage.csv, "
        + "report.html and run.json. Three days are the least, four weeks better.",
    ],
    positionals: [Positional("FILE", help: "Detector file; .gz is read, too.")],
    options: [
      .init("Forecast", [horizon, coverage, quick, holidays]),
      .init("Data", [measure, zeros, step, DataOptions.timeZone]),
      .init("Alarms", [rate]),
      .init("Reading the file", [DataOptions.rejects, DataOptions.showValues]),
      .init(
        "Output",
        [
          CommonOptions.out, RegressOptions.title, CommonOptions.seed, CommonOptions.threads,
          CommonOptions.json, CommonOptions.quiet,
        ]),
    ],
    examples: [
      .init(
        "apportion traffic forecast detectors.csv --horizon 2h --quick --out forecast",
        "The next two hours of every detector, with the incidents of the past.")
    ]
  ) { arguments in
    var pipeline = TrafficForecastPipeline(
      path: arguments.positionals[0], horizon: try arguments.require(horizon),
      version: Tool.version)
    pipeline.coverages = Set(try arguments.require(coverage)).sorted().map { $0 / 100 }
    pipeline.quick = arguments[quick]
    pipeline.zeroIsMissing = arguments[zeros]
    pipeline.falseAlarmsPerWeek = try arguments.require(rate)
    pipeline.measure = arguments[measure].flatMap(DetectorRecord.Measure.init)
    pipeline.calendars = arguments[holidays] ?? []
    pipeline.timeZone = arguments[DataOptions.timeZone]
    pipeline.stepSeconds = arguments[step]
    pipeline.reading.rejects = arguments[DataOptions.rejects] ? .setAside : .fail
    pipeline.reading.showValues = arguments[DataOptions.showValues]
    pipeline.title = arguments[RegressOptions.title]
    pipeline.seed = try arguments.require(CommonOptions.seed)
    pipeline.threads = try arguments.require(CommonOptions.threads)
    let outcome = try pipeline.run(into: arguments.require(CommonOptions.out))
    Announcement.print(outcome, arguments)
  }
}

extension Constraint where Value == TrafficForecastPipeline.Horizon {
  /// A number of steps, or a time with its unit.
  fileprivate static let reach = Constraint(
    "a number of steps or a time such as 30min, 2h or 7d",
    schema: "\"type\": \"string\", \"pattern\": \"^[1-9][0-9]*(min|h|d)?$\"",
    invalidExamples: ["0", "-3", "2w", "h", "1.5h", ""],
    parse: { text in
      let digits = text.prefix { $0.isASCII && $0.isNumber }
      guard let number = Int(digits), number > 0, number <= 1_000_000 else { return nil }
      switch text.dropFirst(digits.count) {
      case "": return .steps(number)
      case "min": return .seconds(number * 60)
      case "h": return .seconds(number * 3_600)
      case "d": return .seconds(number * 86_400)
      default: return nil
      }
    },
    format: { reach in
      switch reach {
      case .steps(let number): String(number)
      case .seconds(let seconds): "\(seconds / 60)min"
      }
    })
}
