import Briefings
import Forecasting
import Foundation
import Provenance
import Reports
public import Tables

/// What became of a forecast: what came beside what was expected, and what the next
/// forecast is to learn from it.
public struct ActualsPipeline: Sendable {
  /// A forecast file, or a folder that `forecast` or `run` wrote.
  public var forecast: String
  public var actuals: String
  /// Names of the columns of the actual values; nil for the house's own.
  public var id: String?
  public var time: String?
  public var value: String?
  public var reading = ReadOptions()
  /// More of the past, in columns of the same names.
  public var history: String?
  /// Steps of a season of the naive baseline; nil for what the run says, else 1.
  public var season: Int?
  /// `unique_id, ds, value`: what planners made of the forecast.
  public var overrides: String?
  /// Another forecast of the same steps.
  public var challenger: String?
  /// Of a false alarm in the whole record, inside (0, 1).
  public var alarmChance = 0.05
  public var unit = "observations"
  public var title: String?
  public var version: String

  public init(forecast: String, actuals: String, version: String) {
    self.forecast = forecast
    self.actuals = actuals
    self.version = version
  }

  public func run(into folder: String) throws -> RunOutcome {
    let (file, expected) = try ActualsFiles.forecast(forecast)
    let run = try ForecastRun(forecast)
    let ids = Set(expected.map(\.id))
    let only = ids.count == 1 ? expected[0].id : nil
    let columns = ActualsFiles.Columns(id: id, time: time, value: value)
    let came = try ActualsFiles.observations(
      actuals, columns: columns, only: only, reading: reading)
    var inputs = [
      try FileRecord(path: file, at: file), try FileRecord(path: actuals, at: actuals),
    ]
    var history: [ObservationRow] = []
    if let path = self.history {
      history = try ActualsFiles.observations(
        path, columns: columns, only: only, reading: reading, allowsOwnNames: true)
      inputs.append(try FileRecord(path: path, at: path))
    } else if let path = run.historyFile {
      history = try ActualsFiles.observations(path, columns: .init(), only: only)
    }
    let join = ActualsJoin(forecast: expected, actuals: came, history: history)
    guard !join.rows.isEmpty else { throw nothingJoined(join, expected, came) }
    let measures = ActualsMeasures(join.rows)
    let other = try challenger.map { try rival($0, beside: join.rows) }
    let changed = try overrides.map {
      try overridden($0, only: only, join.rows)
    }
    if let challenger { inputs.append(try Self.record(challenger)) }
    if let overrides { inputs.append(try FileRecord(path: overrides, at: overrides)) }
    let adapted = measures.levels.map { level in (level, measures.adapted(level)) }
    let learnt = factors(adapted)
    let season = season ?? run.season ?? 1
    let facts = ActualsFacts(
      title: title ?? "What became of the forecast?", unit: run.unit ?? unit,
      forecastFile: inputs[0].fileName, actualsFile: inputs[1].fileName,
      fingerprints: inputs.map(\.sha256), matched: join.rows.count,
      seriesCount: Set(join.rows.map(\.forecast.id)).count, tallies: join.tallies,
      bias: measures.mean(measures.errors()),
      meanActual: join.rows.reduce(0) { $0 + $1.y } / Double(join.rows.count),
      meanAbsoluteError: measures.errors().reduce(0) { $0 + abs($1) } / Double(join.rows.count),
      pinball: measures.pinball,
      coverage: adapted.map { level, parts in
        measures.coverage(level, adapted: parts.map(\.state))
      },
      baseline: measures.comparison(
        "seasonal naive", other: measures.seasonalNaive(join.past, season: season)),
      season: season, alarms: measures.alarms(chance: alarmChance),
      overrides: changed.map { measures.overrides($0) } ?? [],
      challenger: other.flatMap {
        measures.comparison(Self.lastName(challenger ?? ""), other: $0)
      },
      factors: learnt.entries.map {
        .init(
          level: $0.level, from: $0.fromStep, to: $0.toStep, factor: $0.factor,
          count: $0.observations)
      },
      moments: Array(measures.course.suffix(1_500)))
    var files = RunFiles()
    files["actuals.csv"] = joined(
      join.rows, naive: measures.seasonalNaive(join.past, season: season))
    files[IntervalFactors.fileName] = learnt.following(run.calibration).bytes
    let card = ModelCard(facts: facts, model: run.model)
    files["card.md"] = Array(card.text.utf8)
    files["card.json"] = Array(card.json.prettyText.utf8)
    return try FactsAssembly(
      .actuals, verb: ActualsFacts.verb, version: version, inputs: inputs,
      results: [
        "status": .string("measured"), "matched": .integer(Int64(facts.matched)),
      ]
    ).finish(
      facts, files: files, into: folder,
      notes: facts.tallies.map { "\($0.what): \($0.rows)." }, summary: ActualsBriefing.lines(facts))
  }

  private static func lastName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private static func record(_ path: String) throws -> FileRecord {
    let file = RunFolder(path).exists ? "\(path)/\(ForecastFile.name)" : path
    return try FileRecord(path: file, at: file)
  }

  private func nothingJoined(
    _ join: ActualsJoin, _ expected: [ForecastRow], _ came: [ObservationRow]
  ) -> PipelineError {
    let shared = Set(expected.map(\.id)).intersection(came.map(\.id))
    let what =
      shared.isEmpty
      ? "no series of it was forecast: compare its ids with those of \(forecast), or name their "
        + "column with --id"
      : "no value of it falls on a step of the forecast, which runs from "
        + "\(expected[0].start.text) to \(expected[expected.count - 1].start.text)"
    return PipelineError(.data, "\(actuals): \(what).")
  }

  private func factors(
    _ adapted: [(Double, [(steps: ClosedRange<Int>, state: AdaptiveConformal)])]
  ) -> IntervalFactors {
    IntervalFactors(
      entries: adapted.flatMap { level, parts in
        parts.map { steps, state in
          IntervalFactors.Entry(
            level: level, fromStep: steps.lowerBound, toStep: steps.upperBound,
            factor: FileNumbers.rounded(min(20, max(0.05, state.factor))),
            observations: state.count)
        }
      })
  }

  /// The other forecast's mean, a value a row; NaN where it has none.
  private func rival(_ path: String, beside rows: [ActualsJoin.Row]) throws -> [Double] {
    let (file, other) = try ActualsFiles.forecast(path)
    let clock = MomentClock(other.map(\.start) + rows.map(\.forecast.start))
    var means: [String: [Int64: Double]] = [:]
    for row in other { means[row.id, default: [:]][clock.key(row.start)] = row.mean }
    let values = rows.map { means[$0.forecast.id]?[clock.key($0.forecast.start)] ?? .nan }
    guard values.contains(where: { !$0.isNaN }) else {
      throw PipelineError(
        .data,
        "\(file): it forecasts none of the steps that were joined: give a forecast of the same "
          + "series and time.")
    }
    return values
  }

  private func overridden(
    _ path: String, only: String?, _ rows: [ActualsJoin.Row]
  ) throws -> [Double] {
    let given = try ActualsFiles.observations(
      path, columns: .init(value: "value"), only: only)
    let clock = MomentClock(given.map(\.start) + rows.map(\.forecast.start))
    var values: [String: [Int64: Double]] = [:]
    for row in given { values[row.id, default: [:]][clock.key(row.start)] = row.y }
    let found = rows.map { values[$0.forecast.id]?[clock.key($0.forecast.start)] ?? .nan }
    guard found.contains(where: { !$0.isNaN }) else {
      throw PipelineError(
        .data,
        "\(path): it overrides none of the steps that were joined: give unique_id, ds and value "
          + "of the same series and time.")
    }
    return found
  }

  private func joined(_ rows: [ActualsJoin.Row], naive: [Double]) -> [UInt8] {
    let levels = rows[0].forecast.bands.map { FileNumbers.spelling($0.level) }
    var writer = CSVWriter(
      header: ["unique_id", "ds", "step", "y", "mean", "median"]
        + levels.flatMap { ["lo-\($0)", "hi-\($0)"] } + ["error", "baseline"])
    for (row, naive) in zip(rows, naive) {
      writer.text(row.forecast.id)
      writer.text(row.forecast.start.text)
      writer.integer(row.step)
      writer.number(FileNumbers.rounded(row.y))
      writer.number(row.forecast.mean)
      writer.number(row.forecast.median)
      for band in row.forecast.bands {
        writer.number(band.lower)
        writer.number(band.upper)
      }
      writer.number(FileNumbers.rounded(row.y - row.forecast.mean))
      if naive.isNaN { writer.missing() } else { writer.number(FileNumbers.rounded(naive)) }
      writer.endRow()
    }
    return writer.bytes
  }
}

/// What the folder of a forecast knows beside the forecast itself.
struct ForecastRun {
  var historyFile: String?
  var season: Int?
  var unit: String?
  /// What made the forecast, most used first.
  var model: String?
  var calibration: IntervalFactors?

  /// - Parameter path: a folder; a file alone knows nothing more.
  init(_ path: String) throws {
    let folder = RunFolder(path)
    guard folder.exists else { return }
    if try folder.read(HistoryFile.name) != nil { historyFile = "\(path)/\(HistoryFile.name)" }
    if try folder.read(IntervalFactors.fileName) != nil {
      calibration = try IntervalFactors(reading: path)
    }
    guard try folder.read("run.json") != nil,
      let json = try StoredRun.manifest(of: folder).results["facts"],
      let facts = try? FactsCoding.facts(from: json)
    else { return }
    unit = facts.data.unit
    season = facts.forecast?.seasonalPeriods.max()
    model = facts.forecast?.uses.first?.model
  }
}
