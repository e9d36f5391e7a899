import Briefings
import CivilTime
import CommandLineInterface
import Provenance
import Reports
import Staffing

/// A roster found, whether new or mended.
struct SolvedRoster {
  var roster: Roster
  var review: RosterReview
  /// Prices of what is broken, and of duties changed.
  var penalty: Double
  /// No roster within the rules has less.
  var bound: Double
  /// Of a mended roster: no roster within the rules changes fewer duties.
  var leastChanges: Int?

  init(_ plan: RosterPlan) {
    roster = plan.roster
    review = plan.review
    penalty = plan.penalty
    bound = plan.bound
  }

  init(_ repair: RosterRepair) {
    roster = repair.roster
    review = repair.review
    penalty = repair.combined
    bound = repair.combinedBound
    leastChanges = repair.changesBound
  }

  var isProved: Bool {
    review.isFeasible && penalty <= bound + 1e-6 * max(1, abs(bound))
  }
  var relativeGap: Double {
    isProved ? 0 : penalty > 0 ? max(0, penalty - max(0, bound)) / penalty : 1
  }
}

/// A solved roster as files and facts.
struct RosterRecord {
  var recipe: RosterRecipe
  var inputs: RosterInputs
  var problem: RosterProblem

  struct Result {
    var files: RunFiles
    var rows: [RosterRow]
    var facts: RosterFacts
  }

  /// The published roster in the problem's terms; nil where none was given.
  ///
  /// - Throws: `PipelineError` where it names a person or shift there is none of.
  func publishedRoster() throws -> Roster? {
    guard !inputs.published.isEmpty else { return nil }
    var duties = [[Int?]](
      repeating: [Int?](repeating: nil, count: problem.days), count: problem.people.count)
    var people: [String: Int] = [:]
    for (k, person) in problem.people.enumerated() { people[person.name] = k }
    for row in inputs.published {
      guard let person = people[row.person] else {
        throw PipelineError(
          .data, "the published roster names \"\(row.person)\", who is not among the people.")
      }
      guard let shift = problem.shifts.firstIndex(where: { $0.name == row.activity }) else {
        throw PipelineError(
          .data, "the published roster has the shift \"\(row.activity)\", which the recipe has not."
        )
      }
      let day = row.start.date.daysSinceEpoch - recipe.firstDay.daysSinceEpoch
      if (0..<problem.days).contains(day) { duties[person][day] = shift }
    }
    return Roster(duties: duties)
  }

  func result(
    _ plan: SolvedRoster, standing: Roster?, impasse: RosterFacts.Impasse?
  ) -> Result {
    let rows = self.rows(plan.roster)
    let changes = standing.map { changed(plan.roster, from: $0) }
    let facts = RosterFacts(
      firstDay: "\(recipe.firstDay)", days: problem.days, shifts: problem.shifts.map(\.name),
      penalty: plan.penalty, bound: plan.bound, isProved: plan.isProved,
      violations: plan.review.violations.map { .init(sentence: sentence($0), price: nil) },
      breaches: plan.review.breaches.map { .init(sentence: sentence($0), price: $0.price) },
      people: problem.people.indices.map { share($0, plan.roster, standing) },
      cover: cover(plan.roster), changes: changes?.count, leastChanges: plan.leastChanges,
      assumptions: assumptions,
      notes: strangers
        + (standing == nil
          ? []
          : [
            "In the sum of prices a duty that differs from the published roster counts "
              + "\(PlainWords.number(recipe.terms.changePrice))."
          ]),
      impasse: impasse)
    var files = RunFiles()
    files[RosterFile.name] = RosterFile.bytes(of: rows)
    files["roster.ics"] = RosterFile.events(of: rows)
    files[RosterTables.cover] = RosterTables.cover(of: facts)
    files[RosterTables.fairness] = RosterTables.fairness(of: facts)
    files[RosterTables.breaches] = RosterTables.breaches(of: facts)
    if let changes { files[RosterTables.changes] = RosterTables.changes(changes) }
    return Result(files: files, rows: rows, facts: facts)
  }

  /// Skills that a shift asks for and nobody has: mostly a typing error.
  private var strangers: [String] {
    let known = Set(inputs.people.flatMap(\.skills))
    return recipe.terms.shifts.flatMap { shift in
      shift.skills.filter { !known.contains($0) }.map { skill in
        let hint = nearestName(to: skill, among: known.sorted()).map {
          " Did you mean \"\($0)\"?"
        }
        return "Nobody has the skill \"\(skill)\", which \"\(shift.name)\" asks for, so it stays "
          + "open.\(hint ?? "")"
      }
    }
  }

  /// Whether a shift has fewer people than it needs.
  func isShort(_ roster: Roster) -> Bool { cover(roster).contains { $0.given < $0.required } }

  var data: DataFacts {
    let last = recipe.firstDay.adding(days: problem.days - 1)
    return DataFacts(
      file: recipe.people.split(separator: "/").last.map(String.init) ?? recipe.people,
      fingerprint: inputs.records.first?.sha256 ?? "", unit: "shifts", step: "day",
      stepSeconds: 86_400, rowsRead: inputs.people.count, rowsRejected: 0,
      stepsExpected: problem.days, stepsMissing: 0, seriesCount: problem.people.count,
      firstLabel: "\(recipe.firstDay)", lastLabel: "\(last)", timeZone: nil, notes: [])
  }

  private func rows(_ roster: Roster) -> [RosterRow] {
    problem.people.indices.flatMap { person in
      roster.duties[person].enumerated().compactMap { day, duty in
        guard let duty else { return nil }
        let shift = recipe.terms.shifts[duty]
        let start =
          WallTime(date: date(day)).wallSeconds + Int64(shift.start.minuteOfDay) * 60
        return RosterRow(
          person: problem.people[person].name, start: WallTime(wallSeconds: start),
          end: WallTime(wallSeconds: start + Int64(shift.length) * 60), activity: shift.name)
      }
    }
  }

  private func share(_ person: Int, _ roster: Roster, _ standing: Roster?) -> RosterFacts.Share {
    let duties = roster.duties[person]
    let worked = duties.compactMap { $0 }
    var weekends: Set<Int> = []
    for (day, duty) in duties.enumerated() where duty != nil && date(day).weekday >= 6 {
      weekends.insert((date(day).daysSinceEpoch - date(day).weekday) / 7)
    }
    let asked = inputs.requests.filter {
      $0.person == problem.people[person].name && $0.kind != .leave && $0.kind != .fixed
        && (0..<problem.days).contains($0.date.daysSinceEpoch - recipe.firstDay.daysSinceEpoch)
    }
    let granted = asked.count { request in
      let duty = duties[request.date.daysSinceEpoch - recipe.firstDay.daysSinceEpoch]
      let isMeant = duty.map { request.shift == nil || problem.shifts[$0].name == request.shift }
      return (isMeant ?? false) == (request.kind == .on)
    }
    return RosterFacts.Share(
      person: problem.people[person].name, contract: inputs.people[person].contract,
      shifts: worked.count,
      hours: rounded2(Double(worked.reduce(0) { $0 + problem.shifts[$1].minutes }) / 60),
      weekends: weekends.count,
      nights: worked.count {
        recipe.terms.shifts[$0].start.minuteOfDay + recipe.terms.shifts[$0].length > 1_440
      },
      requests: asked.count, granted: granted,
      changes: standing.map { other in
        zip(duties, other.duties[person]).count { $0 != $1 }
      } ?? 0)
  }

  private func cover(_ roster: Roster) -> [RosterFacts.Cover] {
    problem.cover.map { need in
      RosterFacts.Cover(
        date: "\(date(need.day))",
        shift: need.shifts.map { problem.shifts[$0].name }.joined(separator: " or "),
        required: need.required,
        given: roster.duties.count { duties in
          duties[need.day].map(need.shifts.contains) ?? false
        })
    }
  }

  private func changed(_ roster: Roster, from standing: Roster)
    -> [(person: String, date: String, before: String, after: String)]
  {
    func name(_ duty: Int?) -> String { duty.map { problem.shifts[$0].name } ?? "" }
    return problem.people.indices.flatMap { person in
      (0..<problem.days).compactMap { day in
        let (old, new) = (standing.duties[person][day], roster.duties[person][day])
        return old == new
          ? nil : (problem.people[person].name, "\(date(day))", name(old), name(new))
      }
    }
  }

  private func date(_ day: Int) -> CivilDate { recipe.firstDay.adding(days: day) }

  /// The finding with dates in place of the horizon's weeks and days.
  private func sentence(_ finding: RosterFinding) -> String {
    var text = finding.sentence
    for day in 0..<problem.days {
      let name = date(day)
      let weekday = PlainWords.weekday(name)
      let week = (problem.firstWeekday + day) / 7 + 1
      text = text.replacing(
        "\(weekday) of week \(week) (day \(day + 1))", with: PlainWords.date(name))
    }
    guard let day = finding.day else { return text }
    let name = PlainWords.date(date(day))
    return text.contains(name) ? text : "\(text) (\(name))"
  }

  private var assumptions: [PlanFacts.Assumption] {
    func source(_ name: String) -> String { recipe.sources[name] ?? "the recipe" }
    var list = [
      PlanFacts.Assumption(
        statement: "Rest between two shifts, at least",
        value: "\(PlainWords.number(recipe.terms.restHours)) hours", source: source("restHours")),
      PlanFacts.Assumption(
        statement: "Price of one person too few in a shift",
        value: PlainWords.number(recipe.terms.underPrice), source: source("underPrice")),
    ]
    for contract in recipe.terms.contracts {
      list.append(
        .init(
          statement: "Contract \"\(contract.name)\"", value: RosterWords.contract(contract),
          source: source("contracts")))
    }
    return list
  }
}
