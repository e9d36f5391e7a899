import Briefings
import CivilTime
import CommandLineInterface
import Provenance
import Reports
import Tables

/// A requests recipe, carried out: what changed in the backlog, whether demand or time to close
/// did it, and the crews that keep a promise in the next season.
public struct RequestsPipeline: RecipePipeline {
  let source: RecipeFile<RequestsRecipe>
  public let version: String
  public var manner = RecipeManner()

  /// Reads the recipe.
  public init(recipeFile: String, version: String) throws {
    source = try RecipeFile(recipeFile)
    self.version = version
  }

  public func run(into folder: String) throws -> RunOutcome {
    let path = manner.dataFile ?? source.beside(recipe.data.file)
    let log = try RequestsLog(recipe, path: path, manner: manner)
    let (holidays, calendars) = try CalendarFile.read(
      recipe.data.calendar.map { [source.beside($0)] } ?? [])
    let history = RequestsHistory(
      log: log, withinDays: Double(recipe.promise.withinDays), seed: recipe.forecast.seed)
    let planning = RequestsPlanning(
      recipe: recipe, log: log, history: history, holidays: holidays)
    let forecast = try step(planning).run(LoadedSeries(log))
    let futures = try BacklogFutures(forecast.files[PathsFile.name] ?? [])
    let record = RequestsRecord(
      recipe: recipe, log: log, history: history, planning: planning)
    let requests = try record.facts(futures.paths)
    var facts = RunFacts(
      title: recipe.title, data: log.facts(unit: recipe.data.unit), forecast: forecast.forecast,
      anomalies: forecast.anomalies)
    facts.requests = requests
    var files = forecast.files
    files[PathsFile.name] = nil
    files[RequestsFiles.weeks] = RequestsFiles.weeks(of: requests)
    files[RequestsFiles.months] = RequestsFiles.months(of: requests)
    files[RequestsFiles.seasons] = RequestsFiles.seasons(of: requests)
    files[RequestsFiles.crews] = RequestsFiles.crews(of: requests)
    if let rejects = log.rejects { files["rejects.csv"] = rejects }
    let assembly = RunAssembly(
      version: version, command: ["run", recipeFile],
      inputs: [recipeRecord] + calendars + [log.record], seed: recipe.forecast.seed,
      timeZoneData: nil,
      results: [
        "status": .string("optimal"), "objective": .number(Double(requests.plan.crewDays)),
        "bound": .number(Double(requests.plan.crewDays)), "gap": .number(0),
        "relative_gap": .number(0),
      ])
    return try assembly.finish(
      facts: facts, tables: forecast.tables, files: files, into: folder,
      notes: forecast.notes, summary: record.summary(requests))
  }

  private func step(_ planning: RequestsPlanning) -> ForecastStep {
    let part = recipe.forecast
    var step = ForecastStep(reach: .steps(planning.horizon), levels: part.levels)
    step.model = part.model
    step.seasonalPeriods = part.seasons?.sorted()
    step.backtestOrigins = part.backtestOrigins
    step.backtestStep = part.backtestStep
    step.seed = part.seed
    step.threads = threads
    step.unit = recipe.data.unit
    step.calendar = planning.holidays
    // As many futures again as the plan is made for check it.
    step.pathCount = 2 * recipe.promise.futures
    return step
  }
}
