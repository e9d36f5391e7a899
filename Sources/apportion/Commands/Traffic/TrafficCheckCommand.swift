import CivilTime
import CommandLineInterface
import Pipelines
import Tables
import TimeSeries
import Traffic

/// What of a detector file can be trusted.
enum TrafficCheckCommand {
  private static let stations = Option(
    "stations", "FILE", .path,
    help: "Where detectors stand: detector, x and y or longitude and latitude, link, lanes.")
  private static let links = Option(
    "links", "FILE", .path,
    help: "Links of the network (CSV), for the balance of junctions and the map.")
  private static let nodes = Option(
    "nodes", "FILE", .path, help: "Nodes of the network with their places (CSV).")
  private static let format = Option(
    "format", "NAME", .oneOf(DetectorFileFormat.allCases.map(\.rawValue)),
    help: "Layout of the file (default: found by its header).")
  private static let measure = Option(
    "measure", "WHAT", .oneOf(DetectorRecord.Measure.allCases.map(\.rawValue)),
    help: "What the numbers are where the file does not say (default: by its name, else flow).")
  private static let start = Option(
    "start", "TIME", .text, help: "Time of the first row of a file without times.")
  private static let step = Option(
    "step", "STEP", .text, help: "Length of a step, such as 5min (default: found out).")
  private static let hourly = Flag(
    "hourly-flow", help: "Flows are vehicles an hour rather than in the step.")
  private static let speedUnit = Option(
    "speed-unit", "UNIT", .oneOf(DetectorRecord.SpeedUnit.allCases.map(\.rawValue)),
    help: "Unit of speeds.")
  private static let header = Option(
    "header", "YES|NO", .oneOf(["yes", "no"]),
    help: "Whether the first row names the columns (default: found out).")
  private static let zeroIsMissing = Flag(
    "zero-is-missing", help: "A zero is no count but a gap. Never assumed.")
  private static let capacity = Option(
    "lane-capacity", "VEH/H", Constraint<Double>.real(above: 0),
    help: "Vehicles an hour that no lane carries (default: 3000, from 15 minutes on 2600).")

  static let command: Command = Command(
    "check", summary: "which detectors can be trusted, and why not the others",
    discussion: [
      "Reads counts, occupancies and speeds (wide or long tables, PeMS stations, SCATS volumes, "
        + "controller events) and looks for missing, stuck, filled, zero, implausible, drifting, "
        + "copied and misplaced data, clocks an hour off, and junctions that do not balance. "
        + "Writes check.csv, detectors.csv, report.html and run.json."
    ],
    positionals: [Positional("FILE", help: "Detector file (or .gz); - reads standard input.")],
    options: [
      .init(
        "The file",
        [format, measure, start, step, DataOptions.timeZone, hourly, speedUnit, header]),
      .init("The street", [stations, links, nodes]),
      .init("Rules", [zeroIsMissing, capacity]),
      .init(
        "Reading the file",
        [
          DataOptions.type, DataOptions.dateOrder, DataOptions.decimalComma,
          DataOptions.delimiter, DataOptions.missing, DataOptions.encoding, DataOptions.rejects,
          DataOptions.showValues,
        ]),
      .init(
        "Output",
        [
          CommonOptions.out, RegressOptions.title, CommonOptions.seed, CommonOptions.json,
          CommonOptions.quiet,
        ]),
    ],
    examples: [
      .init(
        "apportion traffic check counts.csv --stations stations.csv --out checked",
        "Checks a table of counts and draws the map of what can be trusted."),
      .init(
        "apportion traffic check flow.csv --start 2016-07-01T00:00 --step 5min --zero-is-missing",
        "A matrix without names and times, a row every five minutes."),
    ]
  ) { arguments in
    var source = DetectorSource(path: arguments.positionals[0])
    source.stations = arguments[stations]
    source.timeZone = arguments[DataOptions.timeZone]
    source.options.format = arguments[format].flatMap(DetectorFileFormat.init)
    source.options.measure = arguments[measure].flatMap(DetectorRecord.Measure.init)
    source.options.flowIsHourly = arguments[hourly]
    source.options.speedUnit = arguments[speedUnit].flatMap(DetectorRecord.SpeedUnit.init)
    source.options.hasHeader = arguments[header].map { $0 == "yes" }
    if let text = arguments[start] {
      guard let time = wallTime(text) else {
        throw UsageError(
          "--start must be a time such as 2016-07-01T00:00; got '\(text)'.", path: arguments.path)
      }
      source.options.start = time
    }
    if let text = arguments[step] {
      guard case .seconds(let seconds)? = Frequency(text), 86_400 % seconds == 0 else {
        throw UsageError(
          "--step must divide a day, such as 30s, 5min or hour; got '\(text)'.",
          path: arguments.path)
      }
      source.options.stepSeconds = seconds
      source.options.eventStepSeconds = seconds
    }
    source.reading = try DataOptions.checkReading(arguments)
    var pipeline = CheckPipeline(source: source, version: Tool.version)
    pipeline.links = arguments[links]
    pipeline.nodes = arguments[nodes]
    pipeline.check.zeroIsMissing = arguments[zeroIsMissing]
    pipeline.check.capacityPerLane = arguments[capacity]
    pipeline.title = arguments[RegressOptions.title]
    pipeline.seed = try arguments.require(CommonOptions.seed)
    let outcome = try pipeline.run(into: arguments.require(CommonOptions.out))
    Announcement.print(outcome, arguments)
  }

  /// `2016-07-01`, `2016-07-01T00:00`, with or without seconds.
  private static func wallTime(_ text: String) -> WallTime? {
    let parts = text.split { $0 == "T" || $0 == " " }
    guard (1...2).contains(parts.count), let date = CivilDate(iso8601: String(parts[0])) else {
      return nil
    }
    guard parts.count == 2 else { return WallTime(date: date) }
    let clock = parts[1].split(separator: ":").map { Int($0) }
    guard (2...3).contains(clock.count), let hour = clock[0], let minute = clock[1],
      let second = clock.count == 3 ? clock[2] : 0, (0..<24).contains(hour),
      (0..<60).contains(minute), (0..<60).contains(second)
    else { return nil }
    return WallTime(date: date, secondOfDay: hour * 3_600 + minute * 60 + second)
  }
}

extension DataOptions {
  /// Reading options of a detector file, without a data package beside it.
  fileprivate static func checkReading(_ arguments: Arguments) throws -> ReadOptions {
    var options = ReadOptions()
    for entry in arguments[type] ?? [] {
      let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let kind = ColumnType(parts[1]) else {
        throw UsageError("--type must look like NAME=KIND.", path: arguments.path)
      }
      options.types[parts[0]] = kind
    }
    options.dateOrder = arguments[dateOrder].flatMap(DateOrder.init)
    if arguments[decimalComma] { options.decimalComma = true }
    if let name = arguments[delimiter] {
      options.delimiter = ["comma": 0x2C, "semicolon": 0x3B, "tab": 0x09, "pipe": 0x7C][name]
    }
    options.missing += arguments[missing] ?? []
    options.encoding = arguments[encoding].flatMap(TextEncoding.init)
    options.rejects = arguments[rejects] ? .setAside : .fail
    options.showValues = arguments[showValues]
    return options
  }
}
