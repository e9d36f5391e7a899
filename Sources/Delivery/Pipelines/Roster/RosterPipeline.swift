import Briefings
import CivilTime
import CommandLineInterface
import Provenance
import Reports
import Staffing
import Tables

/// A roster recipe, carried out.
public struct RosterPipeline: RecipePipeline {
  let source: RecipeFile<RosterRecipe>
  public let version: String
  public var manner = RecipeManner()
  /// A roster that stands: as few of its duties as possible change.
  public var published: String?
  /// Who is away, beside the requests: `person, first, last`.
  public var absences: String?
  /// Steps of the search.
  public var work = 3_000_000_000
  public var seed: UInt64 = 1

  /// Reads the recipe.
  public init(recipeFile: String, version: String) throws {
    source = try RecipeFile(recipeFile)
    self.version = version
  }

  public func run(into folder: String) throws -> RunOutcome {
    if manner.dataFile != nil {
      throw PipelineError(.usage, "a roster recipe names several files: --data has no place.")
    }
    var inputs = RosterInputs()
    try inputs.readPeople(source.beside(recipe.people))
    if let path = recipe.requests { try inputs.readRequests(source.beside(path)) }
    if let path = recipe.cover {
      try inputs.readNeeds(source.beside(path))
    } else {
      inputs.needs = recipe.terms.needs(from: recipe.firstDay, days: recipe.days)
    }
    if let absences { try inputs.readAbsences(absences) }
    if let published { try inputs.readPublished(published) }
    guard inputs.needs.contains(where: { $0.people > 0 }) else {
      throw PipelineError(
        .data, "\(recipeFile): nobody is needed: give roster.needs, or files.cover.")
    }
    let scope = RosterCase(
      terms: recipe.terms, people: inputs.people, requests: inputs.requests, needs: inputs.needs,
      from: recipe.firstDay, days: recipe.days)
    let problem: RosterProblem
    do { problem = try scope.problem() } catch {
      throw PipelineError(.data, "\(recipeFile): \(words(error)).")
    }
    let record = RosterRecord(recipe: recipe, inputs: inputs, problem: problem)
    let standing = try record.publishedRoster()
    try export(scope, standing)
    let found: SolvedRoster
    do {
      let solver = try RosterSolver(problem)
      let limits = planning.applied(to: RosterLimits(work: work, seed: seed))
      if let standing {
        found = SolvedRoster(
          try solver.repair(standing, weight: .price(recipe.terms.changePrice), limits: limits))
      } else {
        found = SolvedRoster(try solver.solve(limits: limits))
      }
    } catch {
      guard let impasse = impasse(scope, allNeeds: false) else {
        throw PipelineError(.noPlan, "\(error).")
      }
      throw PipelineError(.noPlan, RosterImpasseWords.sentence(impasse))
    }
    let isShort = record.isShort(found.roster)
    let impasse =
      !found.review.isFeasible
      ? impasse(scope, allNeeds: false) : isShort ? impasse(scope, allNeeds: true) : nil
    let result = record.result(found, standing: standing, impasse: impasse)
    let facts = RunFacts(title: recipe.title, data: record.data, roster: result.facts)
    var tables = RunTables()
    tables.roster = result.rows
    let assembly = RunAssembly(
      version: version, command: ["staff", "roster", recipeFile],
      inputs: [recipeRecord] + inputs.records, seed: seed,
      results: [
        "status": .string(
          !found.review.isFeasible ? "infeasible" : found.isProved ? "optimal" : "feasible"),
        "objective": found.review.isFeasible ? .number(found.penalty) : .null,
        "bound": found.bound.isFinite ? .number(found.bound) : .null,
        "relative_gap": found.review.isFeasible ? .number(found.relativeGap) : .null,
      ])
    let outcome = try assembly.finish(
      facts: facts, tables: tables, files: result.files, into: folder, notes: result.facts.notes,
      summary: summary(result.facts))
    guard found.review.isFeasible else {
      if let impasse {
        throw PipelineError(
          .noPlan,
          "\(RosterImpasseWords.sentence(impasse)) The nearest roster is in \(folder), with "
            + "this in its report.")
      }
      throw PipelineError(
        .noPlan,
        "no roster was found that keeps every rule that must hold; whether there is one is not "
          + "known. The nearest is in \(folder); broken in it: "
          + result.facts.violations.prefix(5).map(\.sentence).joined(separator: "; ")
          + (found.review.violations.count > 5
            ? "; and \(found.review.violations.count - 5) more." : "."))
    }
    return outcome
  }

  /// Why not everything can be kept, in a tenth of the effort.
  private func impasse(_ scope: RosterCase, allNeeds: Bool) -> RosterFacts.Impasse? {
    let limits = planning.applied(to: RosterLimits(work: max(1, work / 10), seed: seed))
    guard let found = try? scope.impasse(allNeeds: allNeeds, limits: limits) else { return nil }
    return RosterImpasseWords(terms: recipe.terms, people: scope.people).facts(found)
  }

  private func export(_ scope: RosterCase, _ standing: Roster?) throws {
    guard planning.export != nil else { return }
    guard let program = try? RosterProgram(scope, published: standing) else {
      throw PipelineError(.usage, "rules of this roster cannot be written as a program.")
    }
    try planning.write(
      program.problem, named: "roster",
      comment: [
        "\(recipe.title), \(recipe.days) days from \(recipe.firstDay): every rule, wish and need.",
        "x_PERSON_DATE_SHIFT is 1 where the person works the shift; the objective is the sum of",
        "prices that run.json gives as objective" + (standing == nil ? "." : ", changes included."),
        "A bound of any solver on this program is one on the roster.",
      ])
  }

  private func summary(_ facts: RosterFacts) -> [String] {
    let short = facts.cover.reduce(0) { $0 + max(0, $1.required - $1.given) }
    var lines = [
      short == 0
        ? "Every shift is covered."
        : "\(PlainWords.count(short, "shift")) \(short == 1 ? "stays" : "stay") open"
          + (facts.impasse.map { ": \(RosterImpasseWords.sentence($0))" }
            ?? "; report.html lists them."),
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
}
