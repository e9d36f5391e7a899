import CivilTime
public import Reports

/// What a backtest, or a comparison of models, says as a report.
public enum ContestBriefing {
  public static func report(
    facts: RunFacts, tables: RunTables, contest: ContestFacts, origin: Report.Origin
  ) -> Report {
    var sections = [DataSection.section(facts: facts)]
    let isOneModel = tables.series.count > 0
    if isOneModel {
      var accuracy = AccuracySection.section(facts: facts, tables: tables)
      if let chart = ContestSection.stepChart(contest) { accuracy.blocks.append(.chart(chart)) }
      sections.append(accuracy)
      if let section = ExplanationSection.section(facts: facts, tables: tables) {
        sections.append(section)
      }
      if let section = AnomalySection.section(facts: facts) { sections.append(section) }
      sections.append(ForecastBriefing.methodSection(facts: facts))
    } else {
      sections.append(ContestSection.section(contest))
    }
    if !contest.notes.isEmpty {
      sections.append(
        Report.Section(
          id: "notes", heading: "What was decided on the way?",
          blocks: [.list(contest.notes.map { InlineText($0) })]))
    }
    return Report(
      title: facts.title,
      subtitle: "\(PlainWords.sentence(facts.data.unit)) from \(facts.data.file)",
      decision: isOneModel
        ? backtestDecision(facts: facts, tables: tables, contest: contest)
        : decision(facts: facts, contest: contest),
      sections: sections,
      assumptions: [
        .init(
          "The tests stand for the future",
          value:
            "\(PlainWords.count(contest.origins, "moment")) between \(DataSection.words(contest.firstOrigin)) and \(DataSection.words(contest.lastOrigin)), each forecast from what was known then",
          source: "rolling origins over the file")
      ],
      unsuitableUses: [
        "to judge single employees", "for another horizon than the one tested",
        "after a change in what is counted",
      ],
      origin: origin)
  }

  private static func decision(facts: RunFacts, contest: ContestFacts) -> Report.Decision {
    let best = contest.rivals.first?.name ?? "none"
    let steps = PlainWords.count(
      contest.horizon, facts.data.step, plural: FanOfSeries.plural(facts.data.step))
    let baseline = contest.rivals.first { $0.name == contest.baseline }
    var sure: InlineText = "It is ahead of the next "
    sure =
      contest.rivals.first.map { sure + InlineText(ContestSection.certainty($0)) + "." }
      ?? "No step could be scored."
    if let own = contest.rivals.first, let baseline, baseline.mase > 0, baseline.name != own.name {
      sure =
        sure
        + " Against \(baseline.name) its error is \(strong: "\(PlainWords.percent(1 - own.mase / baseline.mase)) smaller")."
    }
    return Report.Decision(
      headline: "\(best) forecast best",
      do: "Forecast these \(facts.data.unit) with \(strong: best).",
      why:
        "Each of \(PlainWords.count(contest.rivals.count, "model")) forecast \(steps) ahead from \(PlainWords.count(contest.origins, "past moment")); this one missed by least over \(PlainWords.count(contest.tested, "step")) of \(PlainWords.count(contest.seriesCount, "series", plural: "series")).",
      howSure: sure)
  }

  private static func backtestDecision(
    facts: RunFacts, tables: RunTables, contest: ContestFacts
  ) -> Report.Decision {
    let steps = PlainWords.count(
      contest.horizon, facts.data.step, plural: FanOfSeries.plural(facts.data.step))
    let own = contest.rivals.first { $0.name != contest.baseline }
    let baseline = contest.rivals.first { $0.name == contest.baseline }
    let ratio = own.flatMap { own in
      baseline.flatMap { $0.mase > 0 ? own.mase / $0.mase : nil }
    }
    let share = PlainWords.percent(abs(1 - (ratio ?? 1)))
    let headline =
      switch ratio {
      case nil: "The forecast could not be tested"
      case .some(let ratio) where ratio < 0.995:
        "Tested: \(share) nearer than repeating the last season"
      case .some(let ratio) where ratio <= 1.005:
        "Tested: as good as repeating the last season"
      case .some: "Tested: \(share) further off than repeating the last season"
      }
    return Report.Decision(
      headline: headline,
      do: (ratio ?? 1) < 1
        ? "Forecast these \(facts.data.unit) with \(strong: own?.name ?? "it")."
        : "Use the model \(code: contest.baseline), or find out what the past does not show.",
      why:
        "From \(PlainWords.count(contest.origins, "past moment")) between \(DataSection.words(contest.firstOrigin)) and \(DataSection.words(contest.lastOrigin)), \(steps) ahead each.",
      howSure: AccuracySection.sentence(facts: facts, tables: tables))
  }
}
