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
  /// How the program is searched, and whether it is written for other solvers.
  public var planning = PlanningOptions()
  let recipeRecord: FileRecord

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
    let request = try self.request.series(
      recipe.data, recipe.forecast, reach: .days(recipe.forecast.horizonDays))
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
      version: version, command: ["run", recipeFile], inputs: inputs,
      seed: recipe.forecast.seed,
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
    let given = try StaffInput(forecastAt: path)
    var tables = given.tables
    let staffed = try staffStep.run(tables.forecast, file: given.file)
    tables.requirement = staffed.requirement
    tables.schedule = staffed.schedule
    tables.coverage = staffed.coverage
    let facts = RunFacts(
      title: recipe.title,
      data: given.data(recipe), forecast: given.forecastFacts, plan: staffed.facts)
    let assembly = RunAssembly(
      version: version, command: ["staff", given.file], inputs: [recipeRecord, given.record],
      seed: recipe.forecast.seed, results: StaffingPipeline.results(staffed.facts))
    // A simulation of the plan draws its demand from the forecast it was made for.
    var files = staffed.files
    files[ForecastFile.name] = given.forecastBytes
    return try assembly.finish(
      facts: facts, tables: tables, files: files, into: folder,
      notes: facts.data.notes + staffed.facts.notes, summary: summary(staffed))
  }

  var record: PlanRecord {
    var schedule = recipe.schedule
    schedule.planning = planning
    return PlanRecord(
      requirement: recipe.requirement, schedule: schedule, sources: recipe.sources,
      unit: recipe.data.unit)
  }

  private var staffStep: StaffStep { StaffStep(record: record, threads: threads) }

  private var request: RecipeRequest {
    RecipeRequest(
      recipeFile: recipeFile, title: recipe.title, version: version, threads: threads,
      dataFile: dataFile, setsRejectsAside: setsRejectsAside, showsValues: showsValues)
  }

  func summary(_ staffed: PlanFiles.Result) -> [String] {
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

  static func results(_ plan: PlanFacts) -> [String: JSONValue] {
    [
      "status": .string(plan.status), "objective": .number(plan.objective),
      "bound": .number(plan.bound), "gap": .number(rounded2(plan.objective - plan.bound)),
      "relative_gap": .number(plan.relativeGap),
    ]
  }
}
