import Briefings
import CivilTime
import Provenance
import Tables

/// A file of an earlier step, with what the run it came from still knows.
struct StaffInput {
  let file: String
  let record: FileRecord
  var tables = RunTables()
  /// The forecast as the file has it, to go on with the answers.
  private(set) var forecastBytes: [UInt8]?
  /// What the run says of the data and the forecast; nil where the file has no run
  /// beside it, or was changed since.
  private var origin: RunFacts?

  /// - Parameter path: a `forecast.csv`, or a folder that holds one.
  init(forecastAt path: String) throws {
    try self.init(path, name: ForecastFile.name)
    tables.forecast = try ForecastFile.rows(
      from: ContractTable(reading: file, text: ["unique_id", "ds"]))
    guard !tables.forecast.isEmpty else {
      throw PipelineError(.data, "\(file): it has no intervals.")
    }
  }

  /// - Parameter path: a `requirement.csv`, or a folder that holds one.
  init(requirementAt path: String) throws {
    try self.init(path, name: RequirementFile.name)
    tables.requirement = try RequirementFile.rows(
      from: ContractTable(reading: file, text: ["unit", "start", "end"]))
    guard !tables.requirement.isEmpty else {
      throw PipelineError(.data, "\(file): it has no intervals.")
    }
    for row in tables.requirement where row.end.position <= row.start.position {
      throw PipelineError(
        .data, "\(file): the interval at \(row.start.text) does not end after it begins.")
    }
  }

  /// - Parameter path: a `coverage.csv`, or a folder that holds one.
  init(coverageAt path: String) throws {
    try self.init(path, name: CoverageFile.name)
    tables.coverage = try CoverageFile.rows(
      from: ContractTable(reading: file, text: ["unit", "start", "end"]))
  }

  private init(_ path: String, name: String) throws {
    let isFolder = RunFolder(path).exists
    file = isFolder ? "\(path)/\(name)" : path
    let content = try WholeFile.read(file)
    let record = FileRecord(path: file, content: content)
    self.record = record
    if name == ForecastFile.name { forecastBytes = content }
    // Beside the file may lie what the report can show of its past.
    let folder = RunFolder(isFolder ? path : StaffInput.parent(of: file))
    guard let stored = try? StoredRun(folder) else { return }
    // A requirement may have been edited; the forecast beside it still is the run's.
    let isOurs =
      name != ForecastFile.name
      || stored.manifest.outputs.contains { $0.sha256 == record.sha256 }
    guard isOurs else { return }
    if name != ForecastFile.name {
      forecastBytes = try? folder.read(ForecastFile.name)
      tables.forecast = stored.tables.forecast
    }
    tables.history = stored.tables.history
    tables.totals = stored.tables.totals
    tables.accuracy = stored.tables.accuracy
    tables.series = stored.tables.series
    origin = stored.facts
  }

  var forecastFacts: ForecastFacts? { origin?.forecast }

  /// What is known of the data.
  func data(_ recipe: StaffingRecipe) -> DataFacts {
    if let origin { return origin.data }
    let intervals: [(id: String, start: IntervalLabel, end: IntervalLabel)] =
      if tables.requirement.isEmpty {
        ((try? ForecastSlot.slots(of: tables.forecast, file: file)) ?? []).map {
          ($0.row.id, $0.row.start, $0.end)
        }
      } else {
        tables.requirement.map { ($0.unit, $0.start, $0.end) }
      }
    let seconds = intervals.first.map { Int($0.end.position - $0.start.position) }
    return DataFacts(
      file: file.split(separator: "/").last.map(String.init) ?? file,
      fingerprint: record.sha256, unit: recipe.data.unit,
      step: seconds == 1_800 ? "half hour" : seconds.map { "\($0 / 60)-minute interval" } ?? "step",
      stepSeconds: seconds, rowsRead: intervals.count, rowsRejected: 0,
      stepsExpected: intervals.count, stepsMissing: 0,
      seriesCount: Set(intervals.map(\.id)).count,
      firstLabel: intervals.first?.start.text ?? "", lastLabel: intervals.last?.start.text ?? "",
      timeZone: recipe.data.timeZone,
      notes: [
        "\(tables.requirement.isEmpty ? "The forecast" : "The requirement") was read from a file; "
          + "its own past is not known here."
      ])
  }

  /// The forecast of each interval of the requirement; nil unless it is known of all.
  var slots: [ForecastSlot]? {
    guard let all = try? ForecastSlot.slots(of: tables.forecast, file: file), !all.isEmpty else {
      return nil
    }
    var known: [String: ForecastSlot] = [:]
    for slot in all { known["\(slot.row.start.position) \(slot.row.id)"] = slot }
    let wanted =
      tables.coverage.isEmpty
      ? tables.requirement.map { "\($0.start.position) \($0.unit)" }
      : tables.coverage.map { "\($0.start.position) \($0.unit)" }
    let matched = wanted.compactMap { known[$0] }
    return matched.count == wanted.count ? matched : nil
  }

  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
