import Briefings
import CommandLineInterface
import LinearAlgebra
import Provenance
import Queueing
import Reports
import Staffing
import Tables

/// An emergency recipe, carried out: forecast by class, need, shifts round the clock, report.
public struct EmergencyPipeline: RecipePipeline {
  let source: RecipeFile<EmergencyRecipe>
  public let version: String
  public var manner = RecipeManner()

  /// Reads the recipe.
  public init(recipeFile: String, version: String) throws {
    source = try RecipeFile(recipeFile)
    self.version = version
  }

  public func run(into folder: String) throws -> RunOutcome {
    let opened = try request(title: recipe.title).series(
      recipe.data, recipe.forecast, reach: .days(recipe.forecast.horizonDays)
    ).opened()
    let forecast = try opened.step.run(opened.loaded)
    let slots = try slots(of: forecast.tables.forecast)
    let model = try ResponseModel(recipe.response, slots: slots)
    let confidence = recipe.response.confidence
    let levels = Set([0.5, confidence, 0.9, 0.95]).sorted()
    let (low, high) = (
      try model.required(confidence: 0.1), try model.required(confidence: 0.9)
    )
    var schedule = recipe.schedule
    schedule.planning = planning
    var alternatives: [PlanFacts.Alternative] = []
    var chosen: CoveredNeed?
    var notes: [String] = []
    for level in levels {
      let required = try model.required(confidence: level)
      let needs = required.indices.map { k in
        RequirementRow(
          unit: "crews", start: slots[0][k].row.start, end: slots[0][k].end,
          mean: slots.reduce(0) { $0 + $1[k].row.mean }, required: required[k],
          low: min(low[k], required[k]), high: max(high[k], required[k]))
      }
      // The program of the plan itself is what other solvers are to check.
      schedule.planning.export = level == confidence ? planning.export : nil
      do {
        let solved = try schedule.solve(needs)
        let covered = try coverage(solved, needs, model)
        alternatives.append(covered.alternative(at: level))
        if level == confidence { chosen = covered }
      } catch let error as PipelineError where error.exitCode == .noPlan && level != confidence {
        notes.append("No plan was found that is \(Int((level * 100).rounded())) % sure.")
      }
    }
    guard let chosen else { throw PipelineError(.noPlan, "no plan was found.") }
    let response = try facts(model, chosen, slots)
    let plan = PlanFiles(schedule: recipe.schedule, terms: terms).result(
      chosen, alternatives: alternatives, notes: notes)
    var files = opened.files
    for name in forecast.files.names { files[name] = forecast.files[name] }
    for name in plan.files.names { files[name] = plan.files[name] }
    files[ResponseFile.name] = ResponseFile.bytes(of: response)
    var tables = forecast.tables
    tables.requirement = plan.requirement
    tables.schedule = plan.schedule
    tables.coverage = plan.coverage
    let facts = RunFacts(
      title: recipe.title, data: forecast.data, forecast: forecast.forecast, plan: plan.facts,
      anomalies: forecast.anomalies, response: response)
    let assembly = RunAssembly(
      version: version, command: ["run", recipeFile],
      inputs: [recipeRecord] + opened.inputs.dropFirst() + opened.inputs.prefix(1),
      seed: recipe.forecast.seed, timeZoneData: opened.loaded.timeZoneData,
      results: StaffingPipeline.results(plan.facts))
    return try assembly.finish(
      facts: facts, tables: tables, files: files, into: folder,
      notes: forecast.notes + plan.facts.notes, summary: summary(plan.facts, response))
  }

  /// The intervals of each class, in the order of the recipe.
  private func slots(of rows: [ForecastRow]) throws -> [[ForecastSlot]] {
    let all = Dictionary(
      grouping: try ForecastSlot.slots(of: rows, file: ForecastFile.name), by: \.row.id)
    let known = all.keys.sorted()
    var list: [[ForecastSlot]] = []
    for entry in recipe.response.classes {
      guard let own = all[entry.name] else {
        throw PipelineError(
          .data,
          "\(recipeFile): response.classes has \"\(entry.name)\", which is not in the data; "
            + "known there: \(known.joined(separator: ", ")).")
      }
      guard own.map(\.row.start.position) == (list.first ?? own).map(\.row.start.position) else {
        throw PipelineError(
          .data, "\(recipeFile): the classes must have counts for the same intervals.")
      }
      list.append(own)
    }
    if let stranger = known.first(where: { name in
      !recipe.response.classes.contains { $0.name == name }
    }) {
      throw PipelineError(
        .data,
        "\(recipeFile): the data have \"\(stranger)\", which response.classes does not list.")
    }
    for (one, next) in zip(list[0], list[0].dropFirst())
    where one.end.position != next.row.start.position {
      throw PipelineError(
        .data,
        "\(recipeFile): an emergency service answers round the clock, and the forecast has no "
          + "interval at \(one.end.text).")
    }
    return list
  }

  private func coverage(
    _ solved: StaffingPlan, _ needs: [RequirementRow], _ model: ResponseModel
  ) throws -> CoveredNeed {
    let given = Dictionary(
      solved.cover.map { ($0.interval.start, $0) }, uniquingKeysWith: { first, _ in first })
    let crews = needs.map { given[$0.start.position]?.present ?? 0 }
    let expected = try model.reached(crews: crews, \.mean).occupancy
    let quiet = try model.reached(crews: crews) { $0.quantile(0.1) }.occupancy
    let busy = try model.reached(crews: crews) { $0.quantile(0.9) }.occupancy
    return CoveredNeed(
      requirement: needs,
      coverage: needs.indices.map { k in
        CoverageRow(
          unit: needs[k].unit, start: needs[k].start, end: needs[k].end,
          required: needs[k].required, covered: crews[k], service: .unknown,
          occupancy: ShareRange(expected: expected[k], low: quiet[k], high: busy[k]),
          abandonment: .unknown, price: given[needs[k].start.position]?.price ?? .nan)
      }, solved: solved)
  }

  private func facts(_ model: ResponseModel, _ plan: CoveredNeed, _ slots: [[ForecastSlot]]) throws
    -> ResponseFacts
  {
    let crews = plan.coverage.map(\.covered)
    let expected = try model.reached(crews: crews, \.mean).shares
    let busy = try model.reached(crews: crews) { $0.quantile(0.9) }.shares
    let played = try model.played(
      crews: crews, replications: recipe.response.replications, seed: recipe.forecast.seed,
      threads: threads)
    let weights = plan.coverage.map { Double($0.covered) }
    let used = zip(plan.coverage, weights).reduce(0) {
      $0 + ($1.0.occupancy.expected.isFinite ? $1.0.occupancy.expected * $1.1 : 0)
    }
    return ResponseFacts(
      classes: recipe.response.classes.indices.map { c in
        let entry = recipe.response.classes[c]
        return .init(
          name: entry.name, calls: rounded2(slots[c].reduce(0) { $0 + $1.row.mean }),
          share: entry.share, withinSeconds: entry.withinSeconds, expected: expected[c],
          busy: busy[c], played: played[c].share, playedLow: played[c].low,
          playedHigh: played[c].high, median: played[c].median, ninetieth: played[c].ninetieth,
          wait: rounded2(played[c].wait))
      }, replications: recipe.response.replications,
      occupancy: used / max(1e-9, weights.reduce(0, +)))
  }

  private var terms: PlanTerms {
    let part = recipe.response
    var list: [PlanFacts.Assumption] = []
    func add(_ statement: String, _ value: String, _ name: String) {
      list.append(
        .init(statement: statement, value: value, source: recipe.sources[name] ?? "the recipe"))
    }
    let time = { PlainWords.duration(seconds: Int(($0 as Double).rounded())) }
    for entry in part.classes {
      add(
        "A call of class \"\(entry.name)\" keeps a crew for", time(entry.jobSeconds), "jobSeconds")
      add(
        "On the way to a call of class \"\(entry.name)\"",
        "\(time(entry.waySeconds)) on average, standard deviation \(PlainWords.percent(entry.wayVariation)) of it",
        "waySeconds")
      add(
        "Promise for class \"\(entry.name)\"",
        "\(PlainWords.percent(entry.share, digits: 0)) reached within \(time(entry.withinSeconds))",
        "share")
    }
    add("A free crew goes to", "the most urgent call, and is never called away", "priority")
    add(
      "Certainty of the promises in each interval", PlainWords.percent(part.confidence),
      "confidence")
    add("Paid time away from calls", PlainWords.percent(part.shrinkage), "shrinkage")
    add("Fewest crews at any time", "\(part.minimumCrews)", "minimumCrews")
    add("Calls within an interval", "at random, at the interval's own rate", "arrivals")
    return PlanTerms(
      promise: PlainWords.list(
        part.classes.map {
          "\(PlainWords.percent($0.share)) of \"\($0.name)\" reached within \(time($0.withinSeconds))"
        }), confidence: part.confidence, shrinkage: part.shrinkage,
      assumptions: list + recipe.schedule.patternAssumptions(recipe.sources))
  }

  private func summary(_ plan: PlanFacts, _ response: ResponseFacts) -> [String] {
    [
      "Plan: \(PlainWords.number(plan.paidHours)) paid hours, "
        + "\(PlainWords.money(plan.objective, sign: plan.currency, digits: 2))."
    ]
      + response.classes.map {
        "\($0.name): \(PlainWords.percent($0.played, digits: 1)) reached within "
          + "\(PlainWords.duration(seconds: Int($0.withinSeconds))) (promised "
          + "\(PlainWords.percent($0.share))); 9 in 10 within "
          + "\(PlainWords.duration(seconds: Int($0.ninetieth.rounded(.up))))."
      }
  }
}
