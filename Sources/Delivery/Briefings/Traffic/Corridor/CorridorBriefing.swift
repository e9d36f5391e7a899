import CivilTime
public import Reports

/// A corridor retimed from its detectors' counts, as a report.
public enum CorridorBriefing {
  public static func report(facts: CorridorFacts, origin: Report.Origin) -> Report {
    Report(
      title: facts.title,
      subtitle: "\(facts.span). Made from \(facts.detectors.count) detectors.",
      decision: decision(facts), highlights: highlights(facts),
      sections: [
        Report.Section(
          id: "plans", heading: "What changes at the signals?",
          blocks: CorridorSignalSection.blocks(facts)),
        Report.Section(
          id: "losers", heading: "Who gains, and who loses?",
          blocks: CorridorEffectSection.blocks(facts)),
        Report.Section(
          id: "bottlenecks", heading: "Where do drivers wait?",
          blocks: CorridorEffectSection.bottlenecks(facts, markers: markers(facts))),
        Report.Section(
          id: "demand", heading: "How much traffic will come?",
          blocks: CorridorDemandSection.blocks(facts)),
        Report.Section(
          id: "detectors", heading: "Which detectors can be trusted?",
          blocks: CorridorDemandSection.detectors(facts)),
      ],
      assumptions: facts.assumptions.map {
        .init($0.statement, value: InlineText($0.value), source: InlineText($0.source))
      },
      unsuitableUses: [
        "for a day with an event, a closed street or works the counts do not know",
        "to promise a single driver a time",
        "as proof that the benefit came: compare the same detectors before and after",
      ],
      origin: origin)
  }

  /// Detectors on the map, by whether they are believed.
  private static func markers(_ facts: CorridorFacts) -> [NetworkMap.Marker] {
    facts.detectors.compactMap { detector in
      guard let x = detector.x, let y = detector.y else { return nil }
      return NetworkMap.Marker(
        detector.id, at: .init(x: x, y: y),
        kind: detector.isUsed ? .trustedDetector : .doubtfulDetector)
    }
  }

  /// Vehicle-hours saved on a working day by all periods together.
  static func saved(_ facts: CorridorFacts) -> CorridorFacts.Estimate {
    // The days played are the same days in every period: bounds add up at worst.
    facts.periods.reduce(CorridorFacts.Estimate(0, low: 0, high: 0)) {
      .init($0.value + $1.saved.value, low: $0.low + $1.saved.low, high: $0.high + $1.saved.high)
    }
  }

  private static func decision(_ facts: CorridorFacts) -> Report.Decision {
    let saved = saved(facts)
    let changed = facts.periods.filter { !$0.keepsPlan }
    let signals = Set(changed.flatMap { $0.signals.map(\.id) }).count
    let worth = facts.worth
    let money = { (value: Double) in PlainWords.money(value, sign: worth.currency) }
    let before = facts.periods.reduce(0) { $0 + $1.delayBefore.value * $1.trips.value / 3600 }
    let share = before > 0 ? saved.value / before : 0
    guard !changed.isEmpty else {
      return Report.Decision(
        headline: "Keep today's signal plans",
        do: "Change nothing: no plan was found that beats today's on days it was not made for.",
        why:
          "\(PlainWords.count(facts.periods.count, "period")) of a working day were searched for better cycles, greens and offsets.",
        howSure: howSure(facts))
    }
    return Report.Decision(
      headline:
        "Retime \(PlainWords.count(signals, "signal")) with \(PlainWords.count(changed.count, "plan")): drivers lose \(PlainWords.percent(share)) less time",
      do:
        "Load \(code: "plans.csv") and switch at \(strong: PlainWords.list(changed.map { PlainWords.timeOfDay(Int($0.from)) })). Phases, their order, yellow and all-red stay as they are.",
      why:
        "On a working day drivers save \(strong: "\(PlainWords.number(saved.value, digits: 0)) vehicle-hours") of delay (\(PlainWords.range(saved.low, saved.high, digits: 0)), 8 days in 10); \(worst(facts)).",
      howSure: howSure(facts),
      cost:
        "\(strong: money(worth.cost)) once; the time saved is worth \(strong: money(worth.yearly.value)) a year (\(money(worth.yearly.low)) to \(money(worth.yearly.high)))\(ratio(worth))."
    )
  }

  private static func ratio(_ worth: CorridorFacts.Worth) -> String {
    guard worth.cost > 0 else { return "" }
    return
      ", \(PlainWords.number(worth.ratio.value, digits: 0)) for every \(PlainWords.money(1, sign: worth.currency)) spent over \(PlainWords.number(worth.years)) years (\(PlainWords.range(worth.ratio.low, worth.ratio.high, digits: 0)))"
  }

  private static func worst(_ facts: CorridorFacts) -> String {
    let losers = facts.districts.filter { $0.change.value > 0 }.sorted {
      $0.change.value > $1.change.value
    }
    guard let most = losers.first else { return "no district loses" }
    return
      "\(most.name) loses \(PlainWords.number(most.change.value, digits: 1)) vehicle-hours a day"
  }

  private static func howSure(_ facts: CorridorFacts) -> InlineText {
    let days = facts.periods.reduce(0) { $0 + $1.daysPlayed }
    let better = facts.periods.reduce(0) { $0 + $1.daysBetter }
    return
      "Both plans were played with the same drivers through \(strong: PlainWords.count(days, "day")) as calm and as busy as past forecasts were wrong; the new one was better in \(strong: PlainWords.percent(days > 0 ? Double(better) / Double(days) : 0)). A period's count at a detector was forecast a week ahead with an error of \(PlainWords.percent(facts.check.error)) (copying the week before: \(PlainWords.percent(facts.check.baselineError)))."
  }

  private static func highlights(_ facts: CorridorFacts) -> [KeyFigure] {
    let saved = saved(facts)
    let used = facts.detectors.count { $0.isUsed }
    return [
      KeyFigure(
        "Saved on a working day", value: PlainWords.number(saved.value, digits: 0),
        unit: "vehicle-hours",
        interval: "\(PlainWords.range(saved.low, saved.high, digits: 0)), 8 days in 10"),
      KeyFigure(
        "Worth a year",
        value: PlainWords.money(facts.worth.yearly.value, sign: facts.worth.currency),
        interval:
          "\(PlainWords.money(facts.worth.yearly.low, sign: facts.worth.currency)) to \(PlainWords.money(facts.worth.yearly.high, sign: facts.worth.currency))"
      ),
      KeyFigure(
        "Detectors that can be trusted", value: String(used),
        unit: "of \(facts.detectors.count)"),
    ]
  }
}
