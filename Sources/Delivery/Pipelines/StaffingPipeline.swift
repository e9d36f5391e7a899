import Briefings
import CivilTime
import Foundation
import Provenance
import Reports
import Tables

/// A staffing recipe, carried out: whole, or from a forecast on.
public struct StaffingPipeline: Sendable {
  public let recipe: StaffingRecipe
  public let recipeFile: String
  public let version: String
  public let threads: Int
  /// Reads this file instead of the recipe's.
  public var dataFile: String?
  public var setsRejectsAside = false
  public var showsValues = false
  private let recipeRecord: FileRecord

  /// Reads the recipe.
  public init(recipeFile: String, version: String, threads: Int) throws {
    let bytes = try WholeFile.read(recipeFile)
    recipe = try StaffingRecipe(parsing: bytes, file: recipeFile)
    recipeRecord = FileRecord(path: recipeFile, content: bytes)
    self.recipeFile = recipeFile
    self.version = version
    self.threads = threads
  }

  /// Forecast, requirement, schedule, report.
  public func run(into folder: String) throws -> RunOutcome {
    var step = ForecastStep(
      reach: .days(recipe.forecast.horizonDays), levels: recipe.forecast.levels)
    step.model = recipe.forecast.model
    step.seasonalPeriods = recipe.forecast.seasons?.sorted()
    step.backtestOrigins = recipe.forecast.backtestOrigins
    step.backtestStep = recipe.forecast.backtestStep
    step.seed = recipe.forecast.seed
    step.threads = threads
    step.unit = recipe.data.unit
    let calendars = [recipe.data.calendar].compactMap { $0 } + recipe.data.calendars
    let request = SeriesRequest(
      source: try source(), step: step, calendarFiles: calendars.map(besideRecipe),
      learnsDays: recipe.data.learnsDays, title: recipe.title, version: version)
    let opened = try request.opened()
    let loaded = opened.loaded
    let inputs = [recipeRecord] + opened.inputs.dropFirst() + opened.inputs.prefix(1)
    let forecast = try opened.step.run(loaded)
    let staffed = try staffStep.run(forecast.tables.forecast, file: ForecastFile.name)
    var files = opened.files
    for name in forecast.files.names { files[name] = forecast.files[name] }
    for name in staffed.files.names { files[name] = staffed.files[name] }
    var tables = forecast.tables
    tables.requirement = staffed.requirement
    tables.schedule = staffed.schedule
    tables.coverage = staffed.coverage
    let facts = RunFacts(
      title: recipe.title, data: forecast.data, forecast: forecast.forecast, plan: staffed.facts,
      anomalies: forecast.anomalies)
    let assembly = RunAssembly(
      version: version, command: ["run", recipeFile], inputs: inputs, seed: step.seed,
      timeZoneData: loaded.timeZoneData, results: StaffingPipeline.results(staffed.facts))
    return try assembly.finish(
      facts: facts, tables: tables, files: files, into: folder,
      notes: forecast.notes + staffed.facts.notes,
      summary: ForecastSummary.lines(facts: facts, tables: tables) + summary(staffed))
  }

  /// Requirement, schedule and report from a forecast file.
  ///
  /// - Parameter path: a `forecast.csv`, or a folder that holds one.
  public func staff(forecastAt path: String, into folder: String) throws -> RunOutcome {
    let isFolder = RunFolder(path).exists
    let file = isFolder ? "\(path)/\(ForecastFile.name)" : path
    var tables = RunTables()
    tables.forecast = try ForecastFile.rows(
      from: ContractTable(reading: file, text: ["unique_id", "ds"]))
    let record = FileRecord(path: file, content: try WholeFile.read(file))
    // Beside the forecast may lie what the report can show of its past.
    let origin = RunFolder(isFolder ? path : parent(of: file))
    let stored = try? StoredRun(origin)
    let isSame = stored?.manifest.outputs.contains { $0.sha256 == record.sha256 } ?? false
    if isSame, let stored {
      tables.history = stored.tables.history
      tables.totals = stored.tables.totals
      tables.accuracy = stored.tables.accuracy
      tables.series = stored.tables.series
    }
    let staffed = try staffStep.run(tables.forecast, file: file)
    tables.requirement = staffed.requirement
    tables.schedule = staffed.schedule
    tables.coverage = staffed.coverage
    let facts = RunFacts(
      title: recipe.title,
      data: isSame ? stored?.facts.data ?? data(tables, record) : data(tables, record),
      forecast: isSame ? stored?.facts.forecast : nil, plan: staffed.facts)
    let assembly = RunAssembly(
      version: version, command: ["staff", file], inputs: [recipeRecord, record],
      seed: recipe.forecast.seed, results: StaffingPipeline.results(staffed.facts))
    return try assembly.finish(
      facts: facts, tables: tables, files: staffed.files, into: folder,
      notes: facts.data.notes + staffed.facts.notes, summary: summary(staffed))
  }

  private var staffStep: StaffStep {
    StaffStep(
      requirement: recipe.requirement, schedule: recipe.schedule, sources: recipe.sources,
      unit: recipe.data.unit, threads: threads)
  }

  private func source() throws -> SeriesSource {
    var source = SeriesSource(path: dataFile ?? besideRecipe(recipe.data.file))
    source.columns.id = recipe.data.id.isEmpty ? nil : recipe.data.id
    source.columns.time = recipe.data.time
    source.columns.value = recipe.data.value
    source.timeZone = recipe.data.timeZone
    source.columns.absence = recipe.data.fill
    source.known = recipe.forecast.regressors.map {
      KnownColumnsSource(names: $0, futureFile: recipe.forecast.future.map(besideRecipe))
    }
    try SchemaBeside.apply(to: &source.reading, file: source.path, package: nil)
    source.reading.rejects = setsRejectsAside ? .setAside : .fail
    source.reading.showValues = showsValues
    return source
  }

  /// Paths in a recipe are relative to it.
  private func besideRecipe(_ path: String) -> String {
    if path.hasPrefix("/") || path == "-" { return path }
    let folder = parent(of: recipeFile)
    return folder == "." ? path : "\(folder)/\(path)"
  }

  private func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// What can be said of data that only the forecast is known of.
  private func data(_ tables: RunTables, _ record: FileRecord) -> DataFacts {
    let slots = (try? ForecastSlot.slots(of: tables.forecast, file: record.path)) ?? []
    let seconds = slots.first?.seconds
    return DataFacts(
      file: record.path.split(separator: "/").last.map(String.init) ?? record.path,
      fingerprint: record.sha256, unit: recipe.data.unit,
      step: seconds == 1_800 ? "half hour" : seconds.map { "\($0 / 60)-minute interval" } ?? "step",
      stepSeconds: seconds, rowsRead: tables.forecast.count, rowsRejected: 0,
      stepsExpected: tables.forecast.count, stepsMissing: 0,
      seriesCount: Set(tables.forecast.map(\.id)).count,
      firstLabel: tables.forecast.first?.start.text ?? "",
      lastLabel: tables.forecast.last?.start.text ?? "", timeZone: recipe.data.timeZone,
      notes: ["The forecast was read from a file; its own past is not known here."])
  }

  private func summary(_ staffed: StaffStep.Result) -> [String] {
    let facts = staffed.facts
    let shifts = staffed.schedule.reduce(0) { $0 + $1.count }
    func money(_ amount: Double) -> String {
      PlainWords.money(amount, sign: facts.currency, digits: 2)
    }
    let proof =
      facts.status == "optimal" && facts.relativeGap == 0
      ? "proved to be the least"
      : "at most \(PlainWords.percent(max(0.0001, facts.relativeGap), digits: 2)) above the least possible, "
        + "which is \(money(facts.bound)) or more"
    // Gaps at a price leave some intervals without the promise.
    let short = staffed.coverage.count { $0.covered < $0.required }
    let reach =
      short == 0
      ? "Each interval keeps"
      : "\(PlainWords.number(Double(short))) of "
        + "\(PlainWords.count(staffed.coverage.count, "interval")) have fewer people than they "
        + "need; each of the others keeps"
    var lines = [
      "Plan: \(PlainWords.count(shifts, "shift")), \(PlainWords.number(facts.paidHours)) paid "
        + "hours, cost \(money(facts.objective)), \(proof).",
      "\(reach) the promise with a chance of \(PlainWords.percent(facts.confidence)) "
        + "or more: \(facts.promise).",
    ]
    let others = facts.alternatives.filter { $0.confidence != facts.confidence }
    if !others.isEmpty {
      let prices = others.map { "\(money($0.cost)) for \(PlainWords.percent($0.confidence))" }
      lines.append("Other chances cost \(PlainWords.list(prices)).")
    }
    return lines
  }

  private static func results(_ plan: PlanFacts) -> [String: JSONValue] {
    [
      "status": .string(plan.status), "objective": .number(plan.objective),
      "bound": .number(plan.bound), "gap": .number(rounded2(plan.objective - plan.bound)),
      "relative_gap": .number(plan.relativeGap),
    ]
  }
}
