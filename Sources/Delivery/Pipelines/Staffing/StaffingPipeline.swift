import Briefings
import CivilTime
import Foundation
import Provenance
import Reports
import Tables

/// A staffing recipe, carried out: whole, or from a forecast on.
public struct StaffingPipeline: RecipePipeline {
  let source: RecipeFile<StaffingRecipe>
  public let version: String
  public var manner = RecipeManner()

  /// Reads the recipe.
  public init(recipeFile: String, version: String) throws {
    source = try RecipeFile(recipeFile)
    self.version = version
  }

  /// Forecast, requirement, schedule, report.
  public func run(into folder: String) throws -> RunOutcome {
    var request = try request(title: recipe.title).series(
      recipe.data, recipe.forecast, reach: .days(recipe.forecast.horizonDays))
    if recipe.requirement.uncertainty == .sampled { request.step.pathCount = SamplePaths.count }
    let opened = try request.opened()
    let loaded = opened.loaded
    let inputs = [recipeRecord] + opened.inputs.dropFirst() + opened.inputs.prefix(1)
    let forecast = try opened.step.run(loaded)
    let staffed = try staffed(
      forecast.tables.forecast, file: ForecastFile.name,
      paths: forecast.files[PathsFile.name].map {
        try SamplePaths(bytes: $0, file: PathsFile.name)
      })
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
    let staffed = try staffed(tables.forecast, file: given.file, paths: given.paths())
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
    if recipe.requirement.uncertainty == .sampled { files[PathsFile.name] = given.pathBytes }
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

  /// The plan as the recipe wants it: sure of intervals, or of days.
  private func staffed(
    _ forecast: [ForecastRow], file: String, paths: @autoclosure () throws -> SamplePaths?
  ) throws -> PlanFiles.Result {
    switch recipe.requirement.uncertainty {
    case .intervals:
      try StaffStep(record: record, threads: threads).run(forecast, file: file)
    case .sampled:
      try SampledStep(record: record, threads: threads).run(
        forecast, file: file, paths: paths())
    }
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
    if let sampled = facts.sampled {
      let least = sampled.days.map(\.chance).min() ?? 1
      var lines = [
        "Plan: \(PlainWords.count(shifts, "shift")), \(PlainWords.number(facts.paidHours)) paid "
          + "hours, cost \(money(facts.objective)), \(proof) for as few missed contacts.",
        "The promise is kept on \(PlainWords.percent(sampled.meanChance)) of days as a whole "
          + "(\(PlainWords.percent(least)) on the least sure day): \(facts.promise).",
      ]
      if let mean = sampled.meanPlan {
        lines.append(
          "Planned for the mean: \(money(mean.cost)), \(PlainWords.percent(mean.chance)) of days.")
      }
      return lines
    }
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
