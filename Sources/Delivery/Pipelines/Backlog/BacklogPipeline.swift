import Briefings
import CivilTime
import CommandLineInterface
import Optimization
import Provenance
import Reports
import Staffing
import Tables
import TimeSeries

/// A backlog recipe, carried out: forecast of the inflow, plan by weeks, price of other dates.
public struct BacklogPipeline: RecipePipeline {
  let source: RecipeFile<BacklogRecipe>
  public let version: String
  public var manner = RecipeManner()

  /// Reads the recipe.
  public init(recipeFile: String, version: String) throws {
    source = try RecipeFile(recipeFile)
    self.version = version
  }

  public func run(into folder: String) throws -> RunOutcome {
    let request = try request(title: recipe.title).series(
      recipe.data, recipe.forecast, reach: .steps(1))
    var opened = try request.opened()
    let calendar = BacklogCalendar(
      index: opened.loaded.panel.index, clearBy: recipe.goal.clearBy,
      holidays: opened.step.calendar)
    let weeks = try calendar.weeks(recipeFile)
    opened.step.reach = .steps(weeks + recipe.goal.pricedWeeks)
    // As many futures again as the plan is made for check it.
    opened.step.pathCount = 2 * recipe.goal.paths
    let forecast = try opened.step.run(opened.loaded)
    let futures = try BacklogFutures(forecast.files[PathsFile.name] ?? [])
    let record = BacklogRecord(
      recipe: recipe, calendar: calendar, futures: futures, weeks: weeks, planning: planning)
    let result = try record.result()
    var files = opened.files
    for name in forecast.files.names { files[name] = forecast.files[name] }
    for name in result.files.names { files[name] = result.files[name] }
    let facts = RunFacts(
      title: recipe.title, data: forecast.data, forecast: forecast.forecast,
      anomalies: forecast.anomalies, backlog: result.facts)
    let plan = result.facts
    let assembly = RunAssembly(
      version: version, command: ["run", recipeFile],
      inputs: [recipeRecord] + opened.inputs.dropFirst() + opened.inputs.prefix(1),
      seed: recipe.forecast.seed, timeZoneData: opened.loaded.timeZoneData,
      results: [
        "status": .string(plan.relativeGap == 0 ? "optimal" : "feasible"),
        "objective": .number(plan.cost), "bound": .number(plan.bound),
        "gap": .number(rounded2(plan.cost - plan.bound)), "relative_gap": .number(plan.relativeGap),
      ])
    return try assembly.finish(
      facts: facts, tables: forecast.tables, files: files, into: folder,
      notes: forecast.notes + plan.notes, summary: summary(plan))
  }

  private func summary(_ plan: BacklogFacts) -> [String] {
    let money = { PlainWords.money($0, sign: plan.currency) }
    let proof =
      plan.relativeGap == 0
      ? "proved to be the least"
      : "at most \(PlainWords.percent(max(0.0001, plan.relativeGap), digits: 2)) above the least possible"
    return [
      "Cleared by \(plan.clearBy) with a chance of \(PlainWords.percent(plan.checkedChance)) "
        + "(\(PlainWords.percent(plan.standingChance)) with the staff of today alone).",
      "\(PlainWords.count(plan.hires, "person", plural: "people")) to hire, "
        + "\(PlainWords.number(plan.overtimeHours, digits: 0)) hours of overtime: "
        + "\(money(plan.cost)) beyond the staff of today, \(proof).",
    ]
  }
}

/// The weeks from the end of the data to the date.
struct BacklogCalendar: Sendable {
  var index: TimeIndex
  var clearBy: CivilDate
  var holidays: HolidayCalendar?

  func first(_ week: Int) -> CivilDate? { index.date(ofStep: index.count + week) }
  func last(_ week: Int) -> CivilDate? { first(week)?.adding(days: 6) }

  /// How many whole weeks there are until the end of the date.
  func weeks(_ recipeFile: String) throws -> Int {
    guard let start = first(0), let next = first(1),
      next.daysSinceEpoch - start.daysSinceEpoch == 7
    else {
      throw PipelineError(
        .data,
        "\(recipeFile): a backlog is planned week by week: give weekly counts (ds is the first "
          + "day of each week).")
    }
    let weeks = (clearBy.daysSinceEpoch - start.daysSinceEpoch + 1) / 7
    guard clearBy >= start, weeks >= 1 else {
      throw PipelineError(
        .data,
        "\(recipeFile): backlog.clearBy is \(clearBy), and the first week to plan begins on "
          + "\(start): give a date at least a week after that.")
    }
    guard weeks <= 260 else {
      throw PipelineError(
        .data, "\(recipeFile): backlog.clearBy lies \(weeks) weeks ahead; at most 260 are planned.")
    }
    return weeks
  }

  /// The share of a week's five working days on which the place is open.
  func openShare(_ week: Int) -> Double {
    guard let start = first(week), let holidays else { return 1 }
    let days = (0..<7).map { start.adding(days: $0) }.filter { $0.weekday <= 5 }
    let open = days.count { holidays.holiday(on: $0)?.isClosed != true }
    return Double(open) / 5
  }
}

/// Sample futures of the inflow, by path and week; several series are added up.
struct BacklogFutures: Sendable {
  var paths: [[Double]] = []

  /// - Parameter bytes: `paths.csv`.
  init(_ bytes: [UInt8]) throws {
    var previous = ""
    var week = 0
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst() {
      // unique_id may hold commas: the others are counted from the end.
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count >= 4, let number = Int(cells[cells.count - 3]),
        let value = Double(cells[cells.count - 1])
      else { throw PipelineError(.software, "\(PathsFile.name): not as it was written.") }
      let key = cells.dropLast(2).joined(separator: ",")
      week = key == previous ? week + 1 : 0
      previous = key
      while paths.count < number { paths.append([]) }
      if paths[number - 1].count <= week { paths[number - 1].append(0) }
      paths[number - 1][week] += max(0, value)
    }
  }
}
