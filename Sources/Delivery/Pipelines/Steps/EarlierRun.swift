import Briefings
import Provenance
import Tables
import TimeSeries

/// A folder that an earlier forecast wrote, as far as a later one is set against it.
struct EarlierRun: Sendable {
  /// One step of an earlier forecast.
  struct Expectation: Sendable {
    var position: Int64
    var mean: Double
    var range80: ClosedRange<Double>?
    var range95: ClosedRange<Double>?
  }
  let facts: RunFacts
  let record: FileRecord
  /// By series, in the order of steps.
  let expectations: [String: [Expectation]]
  /// What made each series' forecast.
  let models: [String: String]

  /// - Throws: `PipelineError` where the folder holds no forecast.
  init(folder: String) throws {
    let path = "\(folder)/\(ForecastFile.name)"
    let run = RunFolder(folder)
    let manifest = try StoredRun.manifest(of: run)
    guard let json = manifest.results["facts"], let facts = try? FactsCoding.facts(from: json),
      try run.read(ForecastFile.name) != nil
    else {
      throw PipelineError(
        .data,
        "--since \(folder): this folder holds no forecast. It must be one that "
          + "apportion forecast wrote.")
    }
    self.facts = facts
    record = try FileRecord(path: path, at: path)
    var expectations: [String: [Expectation]] = [:]
    for row in try ForecastFile.rows(
      from: ContractTable(reading: path, text: ["unique_id", "ds"]))
    {
      func range(_ level: Double) -> ClosedRange<Double>? {
        row.bands.first { $0.level == level && $0.lower <= $0.upper }.map { $0.lower...$0.upper }
      }
      expectations[row.id, default: []].append(
        Expectation(
          position: row.start.position, mean: row.mean, range80: range(80), range95: range(95)))
    }
    self.expectations = expectations
    var models: [String: String] = [:]
    if try run.read(SeriesFile.name) != nil {
      let table = try ContractTable(
        reading: "\(folder)/\(SeriesFile.name)", text: ["unique_id", "model"])
      for line in try SeriesFile.rows(from: table) { models[line.id] = line.model }
    }
    self.models = models
  }
}
