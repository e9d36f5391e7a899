import Briefings
import Forecasting
import LinearAlgebra
import Provenance
import Reports
import Tables
import Traffic

/// A corridor recipe, carried out: detectors checked, demand forecast and fitted, routes
/// assigned, signals retimed and played against today's.
public struct CorridorPipeline: RecipePipeline {
  let source: RecipeFile<CorridorRecipe>
  public let version: String
  public var manner = RecipeManner()

  /// Reads the recipe.
  public init(recipeFile: String, version: String) throws {
    source = try RecipeFile(recipeFile)
    self.version = version
  }

  public func run(into folder: String) throws -> RunOutcome {
    let inputs = try CorridorInputs(source)
    let outlooks = try outlooks(inputs)
    let demands = try zip(recipe.periods, outlooks).map { period, outlook in
      try CorridorDemand(
        period: period, outlook: outlook, prior: inputs.prior, roads: inputs.map.roads,
        links: zip(inputs.links, inputs.isUsed).map { $1 ? $0 : nil }, recipe: recipe,
        threads: threads)
    }
    let today = try recipe.periods.map { try inputs.plan(of: $0, recipeFile: recipeFile) }
    let streets = inputs.map.streets
    let plans = parallelMap(demands.count, threads: threads) { [recipe] place in
      CorridorPlan(
        demand: demands[place], before: today[place], streets: streets, recipe: recipe)
    }
    let record = CorridorRecord(recipe: recipe, inputs: inputs, demands: demands, plans: plans)
    let facts = record.facts(notes: notes(inputs, demands))
    let assembly = FactsAssembly(
      .traffic, verb: CorridorFacts.verb, command: ["run", recipeFile], version: version,
      inputs: [recipeRecord] + inputs.files,
      seed: recipe.forecast.seed, timeZoneData: inputs.timeZoneData,
      results: [
        "status": .string(plans.allSatisfy(\.optimum.keepsGiven) ? "kept" : "improved"),
        "relative_gap": .number(
          demands.map(\.estimate.assignment.relativeGap).max() ?? 0),
      ])
    return try assembly.finish(
      facts, files: record.files(), into: folder, notes: facts.notes,
      summary: summary(facts))
  }

  private func outlooks(_ inputs: CorridorInputs) throws -> [PeriodOutlook] {
    let history = try inputs.history(days: recipe.forecast.horizonDays)
    let step = Double(inputs.record.stepSeconds)
    let stretches = try recipe.periods.map { period -> Range<Int> in
      guard period.from.truncatingRemainder(dividingBy: step) == 0,
        period.to.truncatingRemainder(dividingBy: step) == 0
      else {
        throw PipelineError(
          .data,
          "\(recipeFile): periods, \"\(period.name)\": the counts come every "
            + "\(PlainWords.duration(seconds: Int(step))); let periods begin and end with a count.")
      }
      return Int(period.from / step)..<Int(period.to / step)
    }
    guard
      let outlooks = PeriodOutlook.outlooks(
        history, stretches: stretches, days: recipe.forecast.horizonDays,
        weeks: recipe.forecast.backtestWeeks,
        counted: zip(inputs.isUsed, inputs.links).map { $0 && $1 != nil }, threads: threads)
    else {
      throw PipelineError(
        .data,
        "\(inputs.files.last { $0.path.hasSuffix(recipe.files.detectors) }?.path ?? recipe.files.detectors): too few counts for a forecast, or no working day among the next "
          + "\(recipe.forecast.horizonDays). Give some three weeks at least.")
    }
    return outlooks
  }

  private func notes(_ inputs: CorridorInputs, _ demands: [CorridorDemand]) -> [String] {
    var notes = inputs.record.reading.notes
    if let unplanned = inputs.timetable?.unplanned, !unplanned.isEmpty {
      notes.append(
        "\(PlainWords.list(unplanned)): no program is given for today; one with greens by lanes "
          + "was taken in its place.")
    }
    for demand in demands where demand.outlook.daysChecked == 0 {
      notes.append(
        "\(demand.period.name): the counts are too short to forecast past weeks with; how wrong "
          + "the forecast may be is not known.")
    }
    for demand in demands where demand.estimate.assignment.status != .converged {
      notes.append(
        "\(demand.period.name): the routes stand "
          + "\(demand.estimate.assignment.relativeGap) from equilibrium, more than was asked for.")
    }
    return notes
  }

  private func summary(_ facts: CorridorFacts) -> [String] {
    facts.periods.map { period in
      period.keepsPlan
        ? "\(period.name): no plan beats today's."
        : "\(period.name): \(PlainWords.number(period.delayBefore.value, digits: 1)) to "
          + "\(PlainWords.number(period.delayAfter.value, digits: 1)) seconds lost a vehicle, "
          + "\(PlainWords.number(period.saved.value, digits: 0)) vehicle-hours a day saved "
          + "(\(PlainWords.range(period.saved.low, period.saved.high, digits: 0)))."
    }
  }
}
