import CivilTime
public import Reports

/// What a staffing plan says, as a report.
public enum StaffingBriefing {
  public static func report(
    facts: RunFacts, tables: RunTables, origin: Report.Origin
  ) -> Report {
    guard let plan = facts.plan else {
      return ForecastBriefing.report(facts: facts, tables: tables, origin: origin)
    }
    let days = PlannedDay.days(of: tables)
    var sections = [DataSection.section(facts: facts)]
    if !tables.history.isEmpty {
      sections.append(ForecastBriefing.demandSection(facts: facts, tables: tables))
    }
    if !tables.accuracy.isEmpty {
      sections.append(AccuracySection.section(facts: facts, tables: tables))
    }
    if let sampled = plan.sampled {
      sections.append(SampledSection.section(facts: facts, plan: plan, sampled: sampled))
    }
    sections.append(
      NeedSection.section(
        facts: facts, confidence: plan.confidence, shrinkage: plan.shrinkage, tables: tables,
        isOfDays: plan.sampled != nil))
    sections.append(ShiftSection.section(facts: facts, plan: plan, tables: tables, days: days))
    sections.append(ServiceSection.section(facts: facts, plan: plan, tables: tables, days: days))
    sections.append(PriceSection.section(facts: facts, plan: plan, tables: tables))
    if let section = AnomalySection.section(facts: facts) { sections.append(section) }
    if facts.forecast != nil {
      sections.append(ForecastBriefing.methodSection(facts: facts))
    }
    return Report(
      title: facts.title, subtitle: subtitle(facts: facts, tables: tables),
      decision: decision(facts: facts, plan: plan, tables: tables, days: days),
      sections: sections,
      assumptions: plan.assumptions.map {
        .init($0.statement, value: InlineText($0.value), source: InlineText($0.source))
      },
      unsuitableUses: [
        "to judge single employees",
        "for days with an event the past does not know: an outage, a storm, a new programme",
        "to promise a single caller a waiting time",
      ],
      origin: origin)
  }

  private static func subtitle(facts: RunFacts, tables: RunTables) -> String {
    let units = distinct(tables.coverage.map(\.unit)).count
    let places = units > 1 ? ", \(units) units" : ""
    return "\(ForecastBriefing.span(of: tables))\(places). Made from \(facts.data.file)."
  }

  private static func decision(
    facts: RunFacts, plan: PlanFacts, tables: RunTables, days: [PlannedDay]
  ) -> Report.Decision {
    let shifts = tables.schedule.reduce(0) { $0 + $1.count }
    let cost = PlainWords.money(plan.objective, sign: plan.currency)
    return Report.Decision(
      headline:
        "Schedule \(PlainWords.count(shifts, "shift")): \(PlainWords.number(plan.paidHours, digits: 0)) paid hours, \(cost)",
      do: action(tables: tables, days: days),
      why: why(facts: facts, plan: plan, tables: tables),
      howSure: howSure(plan: plan, facts: facts, tables: tables, days: days),
      whatChanged: ForecastBriefing.change(
        facts: facts, totals: tables.totals.filter { $0.period == "horizon" }),
      cost: costWords(plan: plan))
  }

  private static func action(tables: RunTables, days: [PlannedDay]) -> InlineText {
    let staffed = days.filter { $0.shifts > 0 }
    let parts = staffed.prefix(7).map {
      "\(PlainWords.weekday($0.date)) \(PlainWords.number(Double($0.shifts)))"
    }
    var text: InlineText =
      "Start these shifts, as \(code: ScheduleFile.name) lists them: \(strong: PlainWords.list(parts))"
    if staffed.count > 7 { text = text + ", and so on" }
    if let peak = tables.coverage.max(by: { $0.covered < $1.covered }),
      let wall = peak.start.wallTime
    {
      text =
        text
        + ". The most people at once are \(peak.covered), on \(PlainWords.time(wall))"
    }
    let shut = days.filter { $0.required == 0 && $0.shifts == 0 }
    if !shut.isEmpty {
      text = text + ". Nobody on \(PlainWords.list(shut.map { PlainWords.weekday($0.date) }))"
    }
    return text + "."
  }

  private static func why(facts: RunFacts, plan: PlanFacts, tables: RunTables) -> InlineText {
    let totals = tables.totals.filter { $0.period == "horizon" }
    let promise: InlineText = "The promise is \(strong: plan.promise)"
    if totals.count == 1, let total = totals.first, let band = total.mainBand {
      let about = PlainWords.rounded(total.mean, toSuit: band.lower, band.upper)
      return promise
        + ", and about \(strong: PlainWords.number(about, digits: 0)) \(facts.data.unit) are expected (\(PlainWords.range(band.lower, band.upper, digits: 0)), \(PlainWords.frequency(band.level / 100, of: "week")))."
    }
    let expected = tables.requirement.reduce(0) { $0 + $1.mean }
    return promise
      + ", and about \(strong: PlainWords.number(expected, digits: 0)) \(facts.data.unit) are expected."
  }

  private static func howSure(
    plan: PlanFacts, facts: RunFacts, tables: RunTables, days: [PlannedDay]
  ) -> InlineText {
    let step = facts.data.step
    if let sampled = plan.sampled { return howSure(sampled, plan: plan, facts: facts, tables) }
    let short = tables.coverage.count { $0.covered < $0.required }
    let reach =
      short == 0
      ? "Each \(step) keeps"
      : "\(PlainWords.number(Double(short))) of \(PlainWords.number(Double(tables.coverage.count))) \(FanOfSeries.plural(step)) have fewer people than they need; each of the others keeps"
    var text: InlineText =
      "\(reach) the promise with a chance of at least \(strong: PlainWords.percent(plan.confidence)), allowing for what the forecast may miss"
    if let week = PlannedDay.together(days), week.service.isKnown, let within = plan.withinSeconds {
      text =
        text
        + "; over all \(FanOfSeries.plural(step)) we expect \(PlainWords.percent(week.service.expected)) answered within \(PlainWords.duration(seconds: Int(within))) (\(PlainWords.percent(week.service.low)) if demand turns out high throughout, as 1 time in 10)"
    }
    text = text + ". "
    return tables.accuracy.isEmpty
      ? text : text + AccuracySection.sentence(facts: facts, tables: tables, isBrief: true)
  }

  private static func howSure(
    _ sampled: SampledPlanFacts, plan: PlanFacts, facts: RunFacts, _ tables: RunTables
  ) -> InlineText {
    let least = sampled.days.map(\.chance).min() ?? 1
    var text: InlineText =
      "The promise is kept over the whole day on \(strong: PlainWords.percent(sampled.meanChance)) of days (\(PlainWords.percent(least)) on the least sure one), over \(sampled.courses) courses the forecast holds possible; \(PlainWords.percent(sampled.meanService)) of all contacts are served as promised"
    if let mean = sampled.meanPlan {
      text =
        text
        + ". A plan for the mean would keep it on \(PlainWords.percent(mean.chance)) of days, for \(PlainWords.money(mean.cost, sign: plan.currency))"
    }
    text = text + ". "
    return tables.accuracy.isEmpty
      ? text : text + AccuracySection.sentence(facts: facts, tables: tables, isBrief: true)
  }

  private static func costWords(plan: PlanFacts) -> InlineText {
    let proof: InlineText =
      plan.status == "optimal" && plan.relativeGap == 0
      ? "\(strong: plan.sampled == nil ? "no cheaper set of these shifts exists" : "no cheaper set of these shifts leaves as few contacts missed") (proved)"
      : "at most \(PlainWords.percent(max(0.0001, plan.relativeGap), digits: 2)) above the cheapest possible (proved bound \(PlainWords.money(plan.bound, sign: plan.currency)))"
    var text: InlineText =
      "\(strong: PlainWords.money(plan.objective, sign: plan.currency)) for \(PlainWords.number(plan.paidHours, digits: 0)) paid hours; "
      + proof
    if let surer = plan.alternatives.first(where: { $0.confidence > plan.confidence }) {
      let more = surer.cost - plan.objective
      text =
        text
        + ". To be \(PlainWords.percent(surer.confidence)) sure instead of \(PlainWords.percent(plan.confidence)) costs \(PlainWords.money(more, sign: plan.currency)) more"
    }
    return text + "."
  }
}
