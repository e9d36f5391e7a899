import Briefings
import Provenance
import Reports
import Tables

extension StaffingPipeline {
  /// The people each interval of a forecast needs; no shifts.
  public func requirement(forecastAt path: String, into folder: String) throws -> RunOutcome {
    let given = try StaffInput(forecastAt: path)
    var tables = given.tables
    let slots = try ForecastSlot.slots(of: tables.forecast, file: given.file)
    let part = recipe.requirement
    let service = try ServiceModel(part)
    let rows = try NeedStep.rows(
      for: slots, service: service, confidence: part.confidence,
      range: NeedStep.Range(for: slots, service: service))
    tables.requirement = rows
    func hours(_ people: (RequirementRow) -> Int) -> Double {
      rounded2(
        rows.reduce(0) {
          $0 + Double(people($1)) * Double($1.end.position - $1.start.position) / 3_600
        })
    }
    let need = NeedFacts(
      promise: part.promise(unit: recipe.data.unit), confidence: part.confidence,
      shrinkage: part.shrinkage, requiredHours: hours(\.required), lowHours: hours(\.low),
      highHours: hours(\.high), assumptions: record.serviceAssumptions)
    let facts = RunFacts(
      title: recipe.title, data: given.data(recipe), forecast: given.forecastFacts, need: need)
    var files = RunFiles()
    files[ForecastFile.name] = given.forecastBytes
    files[RequirementFile.name] = RequirementFile.bytes(of: rows)
    return try assembly(["staff", "requirement", given.file], given, results: [:]).finish(
      facts: facts, tables: tables, files: files, into: folder, notes: facts.data.notes,
      summary: [
        "\(PlainWords.number(need.requiredHours, digits: 0)) person-hours needed for: \(need.promise), "
          + "\(PlainWords.percent(need.confidence)) sure in each interval."
      ])
  }

  /// Shifts for a requirement, which may have been edited by hand.
  public func shifts(requirementAt path: String, into folder: String) throws -> RunOutcome {
    let given = try StaffInput(requirementAt: path)
    var tables = given.tables
    let slots = given.slots
    let covered = try record.schedule.cover(
      tables.requirement, slots: slots, service: ServiceModel(recipe.requirement))
    let plan = record.result(
      covered, alternatives: [covered.alternative(at: recipe.requirement.confidence)],
      notes: slots == nil
        ? [
          "No forecast lies beside the requirement, so the service that callers meet is not "
            + "worked out."
        ] : [])
    tables.schedule = plan.schedule
    tables.coverage = plan.coverage
    let facts = RunFacts(
      title: recipe.title, data: given.data(recipe), forecast: given.forecastFacts,
      plan: plan.facts)
    var files = plan.files
    if let forecast = given.forecastBytes { files[ForecastFile.name] = forecast }
    return try assembly(
      ["staff", "shifts", given.file], given, results: StaffingPipeline.results(plan.facts)
    ).finish(
      facts: facts, tables: tables, files: files, into: folder,
      notes: facts.data.notes + plan.facts.notes, summary: summary(plan))
  }

  /// The same period planned under other assumptions.
  public func whatIf(forecastAt path: String, variations: [StaffVariation], into folder: String)
    throws -> RunOutcome
  {
    let given = try StaffInput(forecastAt: path)
    let isSampled = recipe.requirement.uncertainty == .sampled
    let step = WhatIfStep(
      record: record, threads: threads, paths: isSampled ? try given.paths() : nil)
    let whatIf = try step.run(given.tables.forecast, file: given.file, variations: variations)
    let facts = RunFacts(
      title: recipe.title, data: given.data(recipe), forecast: given.forecastFacts, whatIf: whatIf)
    var files = RunFiles()
    files[WhatIfFile.name] = WhatIfFile.bytes(of: whatIf)
    let base = whatIf.cases[0].cost ?? .nan
    let lines = whatIf.cases.prefix(12).map { entry in
      let cost =
        entry.cost.map {
          "\(PlainWords.money($0, sign: whatIf.currency)) ("
            + "\(NumberFormat(style: .signedMoney(whatIf.currency), digits: 0).words($0 - base)))"
        } ?? "no plan"
      let kept = entry.keptService.map { "; plan kept: \(PlainWords.percent($0)) in time" } ?? ""
      let days = entry.keptChance.map { ", \(PlainWords.percent($0)) of days on target" } ?? ""
      return "\(entry.name): \(cost)\(kept)\(days)."
    }
    return try assembly(["staff", "what-if", given.file], given, results: [:]).finish(
      facts: facts, tables: RunTables(), files: files, into: folder, notes: facts.data.notes,
      summary: lines)
  }

  /// A plan played through many times.
  ///
  /// - Parameter actuals: a file `unique_id, ds, y` with what really came; nil draws demand
  ///   from the forecast beside the plan.
  public func simulate(
    planAt path: String, actuals: String?, replications: Int, seed: UInt64, into folder: String
  ) throws -> RunOutcome {
    let given = try StaffInput(coverageAt: path)
    guard let slots = given.slots else {
      throw PipelineError(
        .noInput,
        "\(path): a plan is played through with the forecast it was made for: forecast.csv must lie "
          + "beside coverage.csv and hold its intervals.")
    }
    var inputs = [recipeRecord, given.record]
    var came: [Double]?
    if let actuals {
      let table = try ContractTable(reading: actuals, text: ["ds"], optional: ["unique_id"])
      inputs.append(FileRecord(path: actuals, content: try WholeFile.read(actuals)))
      came = try Actuals(table, file: actuals).values(of: slots)
    }
    let part = recipe.requirement
    let found = try ServiceModel(part).played(
      slots, people: given.tables.coverage.map(\.covered), actuals: came,
      paths: part.uncertainty == .sampled ? try given.paths() : nil,
      replications: replications, seed: seed, threads: threads)
    let simulation = SimulatedServiceFacts(
      promise: part.promise(unit: recipe.data.unit), answeredShare: part.answeredShare,
      withinSeconds: part.withinSeconds, replications: replications, events: found.events,
      actuals: actuals?.split(separator: "/").last.map(String.init), days: found.days,
      intervals: found.intervals, assumptions: record.serviceAssumptions)
    let facts = RunFacts(
      title: recipe.title, data: given.data(recipe), forecast: given.forecastFacts,
      simulation: simulation)
    var files = RunFiles()
    files[SimulatedServiceFile.name] = SimulatedServiceFile.bytes(of: simulation)
    let assembly = RunAssembly(
      version: version, command: ["staff", "simulate", given.file], inputs: inputs, seed: seed)
    let contacts = found.days.reduce(0) { $0 + $1.contacts }
    let answered =
      found.days.reduce(0) { $0 + $1.contacts * ($1.answered.value ?? 0) } / max(contacts, 1e-9)
    return try assembly.finish(
      facts: facts, tables: RunTables(), files: files, into: folder, notes: facts.data.notes,
      summary: [
        "Played \(PlainWords.count(replications, "time")) (\(PlainWords.number(Double(found.events))) "
          + "events): \(PlainWords.percent(answered, digits: 1)) answered in time."
      ])
  }

  private func assembly(
    _ command: [String], _ given: StaffInput, results: [String: JSONValue]
  ) -> RunAssembly {
    RunAssembly(
      version: version, command: command, inputs: [recipeRecord, given.record],
      seed: recipe.forecast.seed, results: results)
  }
}
