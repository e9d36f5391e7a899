import CommandLineInterface
import Pipelines
import Tables
import TimeSeries

/// The options of every command that reads a file of data.
enum DataOptions {
  static let id = Option(
    "id", "COLUMNS", Constraint.text.list(),
    help: "Columns that name the series (default: unique_id where there is one).")
  static let time = Option(
    "time", "COLUMN", .text, help: "Column with the time (default: ds, or the only one).")
  static let value = Option(
    "value", "COLUMN", .text, help: "Column with the number (default: y, or the only one).")
  static let timeZone = Option(
    "time-zone", "ZONE", .text,
    help: "Zone whose clock the times show, such as America/Chicago; days of 23 and 25 hours "
      + "are then handled.")
  static let frequency = Option(
    "frequency", "STEP", .text,
    help: "Distance of observations, such as 30min, hour, day, month (default: found out).")
  static let opening = Option(
    "opening", "HOURS", .text,
    help: "Opening hours, such as 'Mon-Fri 07:00-21:05; Sat 09:00-13:00', or always (default: "
      + "found out).")
  static let duplicates = Option(
    "duplicates", "RULE", .oneOf(PanelOptions.ConflictRule.allCases.map(\.rawValue)),
    default: "error", help: "Rows that differ for one series and time.")
  static let fill = Option(
    "fill", "WHAT", .oneOf(PanelOptions.AbsenceRule.allCases.map(\.rawValue)), default: "gap",
    help: "What a step without a row means: gap, the value is not known; or zero, nothing "
      + "happened, as in files that list events only.")

  static let dateOrder = Option(
    "date-order", "ORDER", .oneOf(DateOrder.allCases.map(\.rawValue)),
    help: "Order of day, month and year where dates leave it open.")
  static let decimalComma = Flag("decimal-comma", help: "Numbers are written 1.234,5.")
  static let decimalPoint = Flag("decimal-point", help: "Numbers are written 1,234.5.")
  static let type = Option(
    "type", "NAME=KIND,…", Constraint.text.list(),
    help: "What columns hold: \(ColumnType.names.map(\.name).joined(separator: ", ")).")
  static let noHeader = Flag(
    "no-header", help: "The first row is data; columns are then called column_1 and so on.")
  static let package = Option(
    "datapackage", "FILE", .path,
    help: "Frictionless data package that describes the file (default: datapackage.json beside "
      + "it, where that names the file).")
  static let delimiter = Option(
    "delimiter", "CHARACTER", .oneOf(["comma", "semicolon", "tab", "pipe"]),
    help: "What stands between fields (default: found out).")
  static let missing = Option(
    "missing", "WORDS", Constraint.text.list(),
    help: "More words that stand for a missing value, beside NA, N/A, null and the like.")
  static let encoding = Option(
    "encoding", "NAME", .oneOf(TextEncoding.allCases.map(\.rawValue)),
    help: "Of the text (default: found out).")
  static let rejects = Flag(
    "rejects", help: "Set rows that cannot be read aside in rejects.csv, and go on.")
  static let showValues = Flag(
    "show-values", help: "Print the cells that messages are about; they may be personal.")

  static let series = Command.OptionGroup(
    "Columns and time", [id, time, value, timeZone, frequency, opening, duplicates, fill])
  static let reading = Command.OptionGroup(
    "Reading the file",
    [
      package, type, dateOrder, decimalComma, decimalPoint, delimiter, missing, encoding, noHeader,
      rejects, showValues,
    ])

  /// The reading options that were given.
  ///
  /// What a data package says comes first, and options win over it.
  static func reading(_ path: String, _ arguments: Arguments) throws -> ReadOptions {
    var options = ReadOptions()
    try SchemaBeside.apply(to: &options, file: path, package: arguments[package])
    for entry in arguments[type] ?? [] {
      let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let kind = ColumnType(parts[1]) else {
        throw UsageError(
          "--type must look like NAME=KIND with a kind of "
            + "\(ColumnType.names.map(\.name).joined(separator: ", ")).", path: arguments.path)
      }
      options.types[parts[0]] = kind
    }
    options.dateOrder = arguments[dateOrder].flatMap(DateOrder.init) ?? options.dateOrder
    if arguments[decimalComma] { options.decimalComma = true }
    if arguments[decimalPoint] { options.decimalComma = false }
    options.hasHeader = !arguments[noHeader]
    if let name = arguments[delimiter] {
      options.delimiter = ["comma": 0x2C, "semicolon": 0x3B, "tab": 0x09, "pipe": 0x7C][name]
    }
    options.missing += arguments[missing] ?? []
    options.encoding = arguments[encoding].flatMap(TextEncoding.init) ?? options.encoding
    options.rejects = arguments[rejects] ? .setAside : .fail
    options.showValues = arguments[showValues]
    return options
  }

  /// The file and how to read it, as given.
  static func source(_ path: String, _ arguments: Arguments) throws -> SeriesSource {
    var source = SeriesSource(path: path)
    source.reading = try reading(path, arguments)
    source.columns.id = arguments[id]
    source.columns.time = arguments[time]
    source.columns.value = arguments[value]
    source.timeZone = arguments[timeZone]
    source.columns.conflicts =
      arguments[duplicates].flatMap(PanelOptions.ConflictRule.init) ?? .error
    source.columns.absence =
      arguments[fill].flatMap(PanelOptions.AbsenceRule.init) ?? .gap
    if let text = arguments[frequency] {
      guard let frequency = Frequency(text) else {
        throw UsageError(
          "--frequency must be a step such as 5min, 30min, hour, day, week, month, quarter or "
            + "year; got '\(text)'.", path: arguments.path)
      }
      source.columns.frequency = frequency
    }
    if let text = arguments[opening] {
      if text == "always" {
        source.columns.opening = .always
      } else if let schedule = WeeklySchedule(text) {
        source.columns.opening = .schedule(schedule)
      } else {
        throw UsageError(
          "--opening must look like 'Mon-Fri 07:00-21:05; Sat 09:00-13:00', or be always.",
          path: arguments.path)
      }
    }
    return source
  }
}

/// Options of every command that makes something.
enum CommonOptions {
  static let out = Option("out", "DIR", .path, default: "out", help: "Folder for the answers.")
  static let seed = Option("seed", "N", .seed, default: 1, help: "Seed of every random draw.")
  static let threads = Option(
    "threads", "N", .integer(1...256), default: 2,
    help: "How many threads to use; the answers do not depend on it.")
  static let json = Flag("json", help: "Print a summary as JSON on standard output.")
  static let quiet = Flag("quiet", help: "Do not say what was decided and written.")
}
