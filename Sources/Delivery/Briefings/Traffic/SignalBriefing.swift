public import Reports

/// New signal times beside those in use, as a report.
public enum SignalBriefing {
  static func report(facts: SignalFacts, origin: Report.Origin) -> Report {
    Report(
      title: facts.title,
      subtitle:
        "\(facts.network), \(facts.period), \(PlainWords.number(facts.vehicles, digits: 0)) vehicles.",
      decision: decision(facts), highlights: highlights(facts),
      sections: [
        Report.Section(
          id: "effect", heading: "What would drivers gain?", blocks: effectBlocks(facts)),
        Report.Section(
          id: "losers", heading: "Who would wait longer?", blocks: loserBlocks(facts)),
      ] + maps(facts) + [
        SignalTimingSection.section(facts)
      ] + SignalTimingSection.severalPlans(facts) + [
        Report.Section(
          id: "movements", heading: "How does each movement fare?", blocks: [movementTable(facts)]),
        Report.Section(
          id: "checks", heading: "Is anything wrong with the plan in use?",
          blocks: checkBlocks(facts)),
      ],
      assumptions: facts.assumptions.map {
        .init($0.statement, value: InlineText($0.value), source: InlineText($0.source))
      },
      unsuitableUses: [
        "without a look at the street: sight lines, school crossings and emergency routes are not in the files",
        "for other hours than \(facts.period), or after a building site has changed the streets",
        "to shorten a crossing time: give the seconds people on foot need, and the search keeps them",
      ],
      origin: origin)
  }

  /// Where time is lost today, and where the new times change it.
  private static func maps(_ facts: SignalFacts) -> [Report.Section] {
    guard let before = facts.mapBefore, let after = facts.mapAfter else { return [] }
    var blocks: [Block] = [
      .chart(before.chart(id: "delay-map", measure: .delay, labels: 5))
    ]
    if !facts.keepsGiven {
      let saved = PlainWords.number(before.hoursLost - after.hoursLost, digits: 1)
      blocks.append(
        .chart(
          after.change(
            from: before, id: "change-map",
            takeaway: "\(saved) vehicle-hours less lost in an hour, all streets together.",
            labels: 5)))
    }
    return [Report.Section(id: "map", heading: "Where is time lost?", blocks: blocks)]
  }

  // MARK: - Decision

  private static func decision(_ facts: SignalFacts) -> Report.Decision {
    let before = seconds(facts.delayBefore.value)
    guard !facts.keepsGiven else {
      return Report.Decision(
        headline: "Keep the signal times in use",
        do: "Nothing: no plan was found that beats the one in use by 2 %.",
        why:
          "\(PlainWords.number(Double(facts.simulations))) simulations were spent on other plans; drivers lose \(strong: before) each with the one in use.",
        howSure:
          "Judged over \(pairs(facts)) of simulated runs the search had not seen.")
    }
    let changed = facts.signals.filter { isChanged($0) }
    let part = facts.delayBefore.value > 0 ? facts.saved.value / facts.delayBefore.value : 0
    let effect =
      part >= 0
      ? "\(PlainWords.percent(part)) less delay"
      : "time for people on foot, \(PlainWords.percent(-part)) more delay"
    return Report.Decision(
      headline: "Retime \(PlainWords.count(changed.count, "signal")): \(effect)",
      do:
        "Load the new times (\(code: "plans.csv"), \(code: "timing.csv")) into \(strong: PlainWords.count(changed.count, "controller")) for \(facts.period).",
      why:
        "A driver would lose \(strong: seconds(facts.delayAfter.value)) at the signals and behind them instead of \(before).",
      howSure:
        "\(interval(facts.saved, unit: "s a vehicle", verb: "The gain is")) The plan was made for \(facts.aim) and judged over \(pairs(facts)) of simulated runs with drivers it was not made on. A simulation is no count: measure before and after.",
      cost:
        "\(money(facts)) \(losers(facts))"
    )
  }

  /// What plans of their own for parts of the period would bring, in a sentence.
  public static func severalPlans(_ facts: SignalFacts) -> String {
    let own = facts.stretches.filter { !$0.keepsOnePlan }
    guard
      let most = own.max(by: {
        $0.delayOfOnePlan - $0.delay < $1.delayOfOnePlan - $1.delay
      })
    else { return "Further plans over the period are not worth it: one plan serves it all." }
    return
      "\(PlainWords.sentence(PlainWords.count(own.count, "part"))) of \(facts.period) would gain from a plan of their own, most of all \(most.period): \(PlainWords.number(most.delay, digits: 1)) s a vehicle instead of \(PlainWords.number(most.delayOfOnePlan, digits: 1)) s."
  }

  private static func pairs(_ facts: SignalFacts) -> String {
    PlainWords.count(facts.demands * facts.seeds, "pair")
  }

  private static func money(_ facts: SignalFacts) -> InlineText {
    let hours = facts.benefit.hoursPerYear
    let time =
      "\(PlainWords.number(hours.value, digits: 0)) vehicle-hours a year (\(PlainWords.number(facts.benefit.daysPerYear, digits: 0)) days)"
    guard facts.saved.value >= 0 else {
      return
        "Costs drivers \(strong: seconds(-facts.saved.value)) each: a stage of the plan in use is too short for people on foot."
    }
    guard let money = facts.benefit.moneyPerYear else { return "Saves \(strong: time)." }
    let sign = facts.benefit.currency
    return
      "Saves \(strong: time), worth \(strong: PlainWords.money(money.value, sign: sign)) a year."
  }

  private static func losers(_ facts: SignalFacts) -> String {
    let count = facts.losers.count
    guard count > 0 else { return "No movement waits a second longer." }
    let side = facts.losers.count { $0.isSideStreet }
    let from =
      side > 0 ? ", \(PlainWords.number(Double(side))) of them from side streets" : ""
    return
      "\(PlainWords.sentence(PlainWords.count(count, "movement"))) of \(facts.movements.count) would wait longer\(from)."
  }

  static func seconds(_ value: Double) -> String {
    "\(PlainWords.number(value, digits: 1))\u{00A0}s"
  }

  private static func interval(
    _ estimate: SignalFacts.Estimate, unit: String, verb: String
  ) -> String {
    let value = PlainWords.number(estimate.value, digits: 1)
    guard let low = estimate.low, let high = estimate.high else {
      return "\(verb) \(value) \(unit), from a single run: its spread is not known."
    }
    return "\(verb) \(PlainWords.range(low, high, digits: 1)) \(unit) (95 % interval)."
  }

  static func isChanged(_ signal: SignalFacts.Signal) -> Bool {
    let key = { (timing: SignalFacts.Timing) in timing.phases.map { "\($0.seconds) \($0.state)" } }
    return key(signal.before) != key(signal.after) || signal.before.offset != signal.after.offset
  }

  private static func highlights(_ facts: SignalFacts) -> [KeyFigure] {
    func figure(_ label: String, _ estimate: SignalFacts.Estimate) -> KeyFigure {
      KeyFigure(
        label, value: PlainWords.number(estimate.value, digits: 1), unit: "s a vehicle",
        interval: estimate.low.flatMap { low in
          estimate.high.map { "\(PlainWords.range(low, $0, digits: 1)), 95 % interval" }
        })
    }
    var figures = [figure("Lost with the times in use", facts.delayBefore)]
    if !facts.keepsGiven {
      figures.append(figure("Lost with the new times", facts.delayAfter))
      let day = facts.benefit.hoursPerDay
      figures.append(
        KeyFigure(
          "Saved a day", value: PlainWords.number(day.value, digits: 1), unit: "vehicle-hours",
          interval: day.low.flatMap { low in
            day.high.map { "\(PlainWords.range(low, $0, digits: 1)), 95 % interval" }
          }))
    }
    return figures
  }

  // MARK: - Sections

  private static func effectBlocks(_ facts: SignalFacts) -> [Block] {
    let benefit = facts.benefit
    func row(_ name: String, _ estimate: SignalFacts.Estimate) -> ReportTable.Row {
      ReportTable.Row([
        .text(name), .number(estimate.value),
        .interval(estimate.low ?? .nan, estimate.high ?? .nan),
      ])
    }
    var rows = [
      row("Seconds lost a vehicle, times in use", facts.delayBefore),
      row("Seconds lost a vehicle, new times", facts.delayAfter),
      row("Seconds saved a vehicle", facts.saved),
      row("Vehicle-hours saved a day", benefit.hoursPerDay),
      row("Vehicle-hours saved a year", benefit.hoursPerYear),
    ]
    if let money = benefit.moneyPerYear {
      rows.append(row("Worth a year, in \(benefit.currency)", money))
    }
    var blocks: [Block] = [
      .table(
        ReportTable(
          caption: "Before and after",
          columns: [
            .text("What"), .number("Mean", format: .fixed(1)),
            .number("95 % interval", format: .fixed(1)),
          ], rows: rows,
          note: InlineText(
            "Over \(pairs(facts)) of runs: both plans with the same vehicles and the same drivers. "
              + (facts.demands > 1
                ? "The interval is over \(facts.demands) demands."
                : "The interval is over drivers; the demand is the one given.")),
          fileName: "effect")),
      .paragraph(
        "Seconds lost are those against driving freely, and those of waiting to enter the network. At the end of the period \(PlainWords.number(facts.unfinishedBefore, digits: 0)) vehicles are still under way with the times in use, \(PlainWords.number(facts.unfinishedAfter, digits: 0)) with the new ones."
      ),
    ]
    if facts.signals.count > 1 {
      let most = facts.signals.sorted {
        (abs($1.hoursBefore - $1.hoursAfter), $0.id) < (abs($0.hoursBefore - $0.hoursAfter), $1.id)
      }
      blocks.append(
        .chart(
          Chart(
            id: "signals",
            takeaway: most.first.map {
              "The largest change is at \($0.id): from \(PlainWords.number($0.hoursBefore, digits: 1)) to \(PlainWords.number($0.hoursAfter, digits: 1)) vehicle-hours."
            } ?? "",
            reading: "Vehicle-hours saved on the approaches of each signal in the period.",
            dataCaption: "Vehicle-hours saved by signal",
            .bars(
              BarChart(
                bars: most.prefix(25).map { BarChart.Bar($0.id, $0.hoursBefore - $0.hoursAfter) },
                itemName: "Signal", unit: "vehicle-hours saved", format: .fixed(1),
                order: .descending)))))
    }
    if facts.stoppedEarly {
      blocks.append(
        .warning("The time limit ended the search: a longer one may find better times."))
    }
    return blocks
  }

  private static func loserBlocks(_ facts: SignalFacts) -> [Block] {
    let losers = facts.losers
    guard !losers.isEmpty else {
      return [
        .paragraph(
          facts.keepsGiven
            ? "Nobody: the times stay as they are."
            : "No movement loses a second or more in the simulation.")
      ]
    }
    let chosen = Array(losers.prefix(15))
    return [
      .paragraph(
        "\(losers.count) of \(facts.movements.count) movements wait longer by a second or more; the new times save more elsewhere. The largest losses, in all its vehicles together, come first."
      ),
      .table(
        ReportTable(
          caption: "Movements that wait longer",
          columns: [
            .text("Signal"), .text("From"), .text("To"), .text("Turn"), .text("Side street"),
            .number("Vehicles", unit: "an hour"), .number("Before", unit: "s", format: .fixed(1)),
            .number("After", unit: "s", format: .fixed(1)),
            .number("Longer by", unit: "s, 95 %", format: .fixed(1)),
          ],
          rows: chosen.map { movement in
            ReportTable.Row([
              .text(movement.signal), .text(movement.from), .text(movement.to),
              .text(movement.turn), .text(movement.isSideStreet ? "yes" : "no"),
              .number(movement.flow), .number(movement.simulatedBefore ?? .nan),
              .number(movement.simulatedAfter ?? .nan),
              .interval(movement.change?.low ?? .nan, movement.change?.high ?? .nan),
            ])
          },
          note:
            "A side street brings less than half of what the signal's busiest approach brings.",
          fileName: "losers")),
    ]
  }

  private static func movementTable(_ facts: SignalFacts) -> Block {
    .table(
      ReportTable(
        caption: "Movements by the Highway Capacity Manual",
        columns: [
          .text("Signal"), .text("From"), .text("Turn"), .number("Vehicles", unit: "an hour"),
          .number("Demand over capacity before", format: .fixed(2)),
          .number("after", format: .fixed(2)),
          .number("Control delay before", unit: "s", format: .fixed(1)),
          .number("after", unit: "s", format: .fixed(1)), .text("Grade before"), .text("after"),
        ],
        rows: facts.movements.prefix(60).map { movement in
          ReportTable.Row([
            .text(movement.signal), .text(movement.from), .text(movement.turn),
            .number(movement.flow), .number(movement.ratioBefore), .number(movement.ratioAfter),
            .number(movement.controlBefore ?? .nan), .number(movement.controlAfter ?? .nan),
            .text(movement.gradeBefore), .text(movement.gradeAfter),
          ])
        },
        note: InlineText(
          "Grades A (10 s or less) to F (more than 80 s, or demand above capacity). Each signal is taken alone: green waves are in the simulation, not in this table."
            + (facts.movements.count > 60 ? " The first 60; all stand in movements.csv." : "")),
        isFolded: true, fileName: "movements-shown"))
  }

  private static func checkBlocks(_ facts: SignalFacts) -> [Block] {
    var blocks: [Block] = []
    if facts.faultsBefore.isEmpty {
      blocks.append(
        .paragraph(
          "No greens that cross each other, no missing or short yellow, and no stage too short for people on foot was found."
        ))
    } else {
      blocks.append(
        .warning(
          "\(PlainWords.count(facts.faultsBefore.count, "point")) to look at. Clearances and states are kept as they are; only an engineer may change them."
        ))
      blocks.append(.list(facts.faultsBefore.prefix(20).map { InlineText($0) }))
    }
    if !facts.notes.isEmpty { blocks.append(.list(facts.notes.map { InlineText($0) })) }
    return blocks
  }
}
