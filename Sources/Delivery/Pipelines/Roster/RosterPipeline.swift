import Briefings
import CivilTime
import CommandLineInterface
import Provenance
import Reports
import Staffing
import Tables

/// A roster recipe, carried out.
public struct RosterPipeline: Sendable {
  public let recipe: RosterRecipe
  public let recipeFile: String
  public let version: String
  /// A roster that stands: as few of its duties as possible change.
  public var published: String?
  /// Who is away, beside the requests: `person, first, last`.
  public var absences: String?
  /// Steps of the search.
  public var work = 3_000_000_000
  public var seed: UInt64 = 1
  private let recipeRecord: FileRecord

  /// Reads the recipe.
  public init(recipeFile: String, version: String) throws {
    let bytes = try WholeFile.read(recipeFile)
    recipe = try RosterRecipe(parsing: bytes, file: recipeFile)
    recipeRecord = FileRecord(path: recipeFile, content: bytes)
    self.recipeFile = recipeFile
    self.version = version
  }

  public func run(into folder: String) throws -> RunOutcome {
    var inputs = RosterInputs()
    try inputs.readPeople(besideRecipe(recipe.people))
    if let path = recipe.requests { try inputs.readRequests(besideRecipe(path)) }
    if let path = recipe.cover {
      try inputs.readNeeds(besideRecipe(path))
    } else {
      inputs.needs = recipe.terms.needs(from: recipe.firstDay, days: recipe.days)
    }
    if let absences { try inputs.readAbsences(absences) }
    if let published { try inputs.readPublished(published) }
    guard inputs.needs.contains(where: { $0.people > 0 }) else {
      throw PipelineError(
        .data, "\(recipeFile): nobody is needed: give roster.needs, or files.cover.")
    }
    let problem: RosterProblem
    do {
      problem = try recipe.terms.problem(
        people: inputs.people, requests: inputs.requests, needs: inputs.needs,
        from: recipe.firstDay, days: recipe.days)
    } catch { throw PipelineError(.data, "\(recipeFile): \(words(error)).") }
    let record = RosterRecord(recipe: recipe, inputs: inputs, problem: problem)
    let standing = try record.publishedRoster()
    let found: SolvedRoster
    do {
      let solver = try RosterSolver(problem)
      let limits = RosterLimits(work: work, seed: seed)
      if let standing {
        found = SolvedRoster(
          try solver.repair(standing, weight: .price(recipe.terms.changePrice), limits: limits))
      } else {
        found = SolvedRoster(try solver.solve(limits: limits))
      }
    } catch {
      throw PipelineError(.noPlan, "\(error).")
    }
    let result = record.result(found, standing: standing)
    let facts = RunFacts(title: recipe.title, data: record.data, roster: result.facts)
    var tables = RunTables()
    tables.roster = result.rows
    let assembly = RunAssembly(
      version: version, command: ["staff", "roster", recipeFile],
      inputs: [recipeRecord] + inputs.records, seed: seed,
      results: [
        "status": .string(
          !found.review.isFeasible ? "infeasible" : found.isProved ? "optimal" : "feasible"),
        "objective": .number(found.penalty),
        "bound": found.bound.isFinite ? .number(found.bound) : .null,
        "relative_gap": .number(found.relativeGap),
      ])
    let outcome = try assembly.finish(
      facts: facts, tables: tables, files: result.files, into: folder, notes: result.facts.notes,
      summary: summary(result.facts))
    guard found.review.isFeasible else {
      throw PipelineError(
        .noPlan,
        "no roster keeps every rule that must hold. The nearest is in \(folder); broken in it: "
          + found.review.violations.prefix(5).map(\.sentence).joined(separator: "; ")
          + (found.review.violations.count > 5
            ? "; and \(found.review.violations.count - 5) more." : "."))
    }
    return outcome
  }

  private func summary(_ facts: RosterFacts) -> [String] {
    let short = facts.cover.reduce(0) { $0 + max(0, $1.required - $1.given) }
    var lines = [
      short == 0
        ? "Every shift is covered."
        : "\(PlainWords.count(short, "shift")) cannot be filled; report.html lists them.",
      facts.isProved
        ? "Sum of prices \(PlainWords.number(facts.penalty)): proved to be the least."
        : "Sum of prices \(PlainWords.number(facts.penalty))"
          + (facts.bound.isFinite
            ? "; no roster can have less than \(PlainWords.number(facts.bound))." : "."),
    ]
    if let changes = facts.changes {
      lines.append(
        "\(PlainWords.count(changes, "duty", plural: "duties")) differ from the published roster"
          + (facts.leastChanges.map { "; at least \($0) must." } ?? "."))
    }
    return lines
  }

  private func words(_ stranger: RosterTerms.Stranger) -> String {
    func known(_ names: [String], _ name: String) -> String {
      let hint = nearestName(to: name, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
      return hint + " Known are: \(names.prefix(12).joined(separator: ", "))"
    }
    switch stranger {
    case .contract(let name, let person):
      return "\(person) has the contract \"\(name)\", which the recipe does not have"
        + known(recipe.terms.contracts.map(\.name), name)
    case .person(let name):
      return "a request is by \"\(name)\", who is not among the people"
    case .shift(let name):
      return "there is no shift \"\(name)\"" + known(recipe.terms.shifts.map(\.name), name)
    case .twice(let person):
      return "\"\(person)\" is among the people twice"
    }
  }

  private func besideRecipe(_ path: String) -> String {
    if path.hasPrefix("/") || path == "-" { return path }
    let folder = StaffInput.parent(of: recipeFile)
    return folder == "." ? path : "\(folder)/\(path)"
  }
}
