import CivilTime
public import Reports

/// A roster of named people as a report.
public enum RosterBriefing {
  public static func report(
    facts: RunFacts, roster: RosterFacts, rows: [RosterRow], origin: Report.Origin
  ) -> Report {
    var sections = [
      Report.Section(
        id: "roster", heading: "Who works when?", blocks: RosterSections.weeks(roster, rows)),
      Report.Section(
        id: "cover", heading: "Is every shift covered?", blocks: RosterSections.cover(roster)),
      Report.Section(
        id: "fairness", heading: "Is it fair?", blocks: RosterSections.fairness(roster)),
    ]
    if let impasse = roster.impasse {
      sections.append(
        Report.Section(
          id: "why", heading: "Why can not all needs be met?",
          blocks: RosterSections.impasse(impasse)))
    }
    let broken = RosterSections.broken(roster)
    if !broken.isEmpty {
      sections.append(
        Report.Section(id: "broken", heading: "What could not be kept?", blocks: broken))
    }
    if !roster.notes.isEmpty {
      sections.append(
        Report.Section(
          id: "notes", heading: "What was decided on the way?",
          blocks: [.list(roster.notes.map { InlineText($0) })]))
    }
    return Report(
      title: facts.title, subtitle: "\(RosterSections.span(roster)), \(people(roster)).",
      decision: decision(roster, rows), sections: sections,
      assumptions: roster.assumptions.map {
        .init($0.statement, value: InlineText($0.value), source: InlineText($0.source))
      },
      unsuitableUses: [
        "to judge single employees: shares differ by contract, leave and requests",
        "after a change of the law or the contracts it was made under",
      ],
      origin: origin)
  }

  private static func people(_ roster: RosterFacts) -> String {
    PlainWords.count(roster.people.count, "person", plural: "people")
  }

  private static func decision(_ roster: RosterFacts, _ rows: [RosterRow]) -> Report.Decision {
    let short = roster.cover.reduce(0) { $0 + max(0, $1.required - $1.given) }
    let asked = roster.people.reduce(0) { $0 + $1.requests }
    let granted = roster.people.reduce(0) { $0 + $1.granted }
    let headline =
      if !roster.violations.isEmpty {
        "No roster keeps every rule: \(PlainWords.count(roster.violations.count, "rule")) must give way"
      } else if short == 0 {
        "Every shift is covered and every rule that must hold is kept"
      } else {
        "Every rule that must hold is kept; \(PlainWords.count(short, "shift")) \(short == 1 ? "stays" : "stay") open"
      }
    let action: InlineText =
      if !roster.violations.isEmpty, let impasse = roster.impasse {
        InlineText(impasse.ways.first ?? "Change one of the rules that cannot be kept together.")
      } else if let first = roster.violations.first {
        "Change what cannot be met together, first of all: \(strong: first.sentence)."
      } else if let changes = roster.changes {
        "Publish \(code: RosterFile.name): \(strong: PlainWords.count(changes, "duty", plural: "duties")) differ from the roster that stands, as \(code: "changes.csv") lists them."
      } else {
        "Publish \(code: RosterFile.name), with \(PlainWords.count(rows.count, "shift")) for \(people(roster))."
      }
    let requests: InlineText =
      asked == 0
      ? "Nobody asked for anything."
      : "Of \(asked) requests \(strong: String(granted)) are granted."
    let number = { (value: Double) in PlainWords.number(value) }
    let proof: InlineText =
      if !roster.violations.isEmpty {
        roster.impasse == nil
          ? "Whether a roster exists that keeps them all is not known."
          : "Proved: no roster keeps them all. The one here is the nearest that was found."
      } else if roster.isProved {
        "Proved: no roster within the rules has a smaller sum of prices than \(strong: number(roster.penalty))."
      } else if roster.bound.isFinite, roster.bound > 0 {
        "The prices of what is broken sum to \(strong: number(roster.penalty)); no roster can have less than \(number(roster.bound)), and whether one between them exists is not known."
      } else {
        "The prices of what is broken sum to \(strong: number(roster.penalty)). How much better a roster could be was not worked out in the effort allowed."
      }
    let change: InlineText? = roster.changes.map { changes in
      roster.leastChanges.map { least in
        least == changes
          ? "\(changes) duties change; with fewer changes the rules cannot be kept (proved)."
          : "\(changes) duties change; at least \(least) must."
      } ?? "\(changes) duties change."
    }
    return Report.Decision(
      headline: headline, do: action, why: requests, howSure: proof, whatChanged: change)
  }
}
