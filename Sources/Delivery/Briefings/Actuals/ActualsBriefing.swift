import CivilTime
public import Reports

/// What became of a forecast, as a report.
public enum ActualsBriefing {
  public static func report(facts: ActualsFacts, origin: Report.Origin) -> Report {
    Report(
      title: facts.title,
      subtitle:
        "\(PlainWords.count(facts.matched, "forecast step")) of \(PlainWords.count(facts.seriesCount, "series", plural: "series")) beside what came.",
      decision: decision(facts),
      sections: [
        Report.Section(id: "rows", heading: "Which rows were compared?", blocks: rows(facts)),
        Report.Section(id: "course", heading: "How far off was it?", blocks: course(facts)),
        Report.Section(id: "ranges", heading: "Did the ranges hold?", blocks: ranges(facts)),
        Report.Section(id: "drift", heading: "Has anything changed?", blocks: drift(facts)),
      ] + people(facts) + rival(facts),
      assumptions: assumptions(facts),
      unsuitableUses: [
        "to judge one person by one forecast",
        "to say why the forecast missed: it shows that it did, and by how much",
      ],
      origin: origin)
  }

  /// What was found, in a few lines.
  public static func lines(_ facts: ActualsFacts) -> [String] {
    var lines = [biasSentence(facts)]
    lines += facts.coverage.map { coverageSentence($0) }
    if let baseline = facts.baseline { lines.append(baselineSentence(baseline, facts)) }
    lines += facts.alarms.map { alarmSentence($0) }
    if let all = facts.overrides.first { lines.append(overrideSentence(all, facts)) }
    if let other = facts.challenger { lines.append(challengerSentence(other, facts)) }
    return lines
  }

  // MARK: Sentences

  static func biasSentence(_ facts: ActualsFacts) -> String {
    let size = PlainWords.number(abs(facts.bias.value))
    let share =
      facts.meanActual > 0
      ? " (\(PlainWords.percent(abs(facts.bias.value) / facts.meanActual, digits: 1)))" : ""
    let side = facts.bias.value > 0 ? "more" : "fewer"
    let base =
      "On average \(size) \(facts.unit) a step \(side) came than were forecast\(share)"
    guard let low = facts.bias.low, let high = facts.bias.high else {
      return base + "; there are too few moments for an interval."
    }
    let range = "95 % interval \(signed(low)) to \(signed(high))"
    return facts.bias.isClear
      ? "\(base); \(range): more than chance."
      : "\(base); \(range): no bias beyond chance."
  }

  static func coverageSentence(_ one: ActualsFacts.Coverage) -> String {
    let held = "\(one.held) of \(one.count) values fell inside the \(level(one.level)) ranges"
    let share =
      "\(PlainWords.percent(one.share, digits: 1)), 95 % interval \(PlainWords.percent(one.low, digits: 1)) to \(PlainWords.percent(one.high, digits: 1))"
    // An interval wide as that holds the promise whatever the ranges are worth.
    let verdict =
      one.high - one.low > 0.4
      ? "too few values to tell"
      : one.isOff
        ? (one.share * 100 < one.level ? "too narrow" : "wider than need be") : "as promised"
    return "\(held) (\(share)): \(verdict)."
  }

  static func baselineSentence(_ one: ActualsFacts.Comparison, _ facts: ActualsFacts) -> String {
    let skill = one.other > 0 ? 1 - one.own / one.other : 0
    let words =
      skill >= 0
      ? "\(PlainWords.percent(skill, digits: 1)) less than"
      : "\(PlainWords.percent(-skill, digits: 1)) more than"
    return
      "The mean miss was \(PlainWords.number(one.own)) \(facts.unit) a step, \(words) the \(PlainWords.number(one.other)) of repeating the last season\(interval(one.gain))."
  }

  static func challengerSentence(_ one: ActualsFacts.Comparison, _ facts: ActualsFacts) -> String {
    let who: String
    if one.gain.isClear {
      who =
        one.gain.value > 0
        ? "the forecast stays ahead" : "the challenger is better by more than chance"
    } else {
      who = "no difference beyond chance"
    }
    return
      "Against \(one.name) on the same \(PlainWords.count(one.count, "step")): mean miss \(PlainWords.number(one.own)), the challenger's \(PlainWords.number(one.other))\(interval(one.gain)): \(who)."
  }

  static func overrideSentence(_ all: ActualsFacts.OverrideGroup, _ facts: ActualsFacts) -> String {
    let verdict =
      all.gain.isClear
      ? (all.gain.value > 0 ? "people improved the forecast" : "people made the forecast worse")
      : "no gain or loss beyond chance"
    return
      "\(all.improved) of \(PlainWords.count(all.count, "change")) by hand came closer than the forecast; each \(all.gain.value >= 0 ? "gained" : "lost") \(PlainWords.number(abs(all.gain.value))) \(facts.unit) on average\(interval(all.gain)): \(verdict)."
  }

  static func alarmSentence(_ alarm: ActualsFacts.Alarm) -> String {
    let chance = "\(PlainWords.percent(alarm.chance)) chance of a false alarm in the whole record"
    let name = alarm.kind == "level" ? "level" : "spread of the errors"
    guard let raised = alarm.raised else {
      return "No alarm about the \(name) (\(chance))."
    }
    let what =
      alarm.kind == "level"
      ? "what came moved \(alarm.direction == "above" ? "above" : "below") the forecast"
      : "errors became \(alarm.direction == "above" ? "wider" : "narrower") than the forecast says"
    let since = alarm.since.map { ", since about \(moment($0))" } ?? ""
    return "Alarm on \(moment(raised)): \(what)\(since) (\(chance))."
  }

  // MARK: Parts

  private static func decision(_ facts: ActualsFacts) -> Report.Decision {
    let off = facts.coverage.filter(\.isOff)
    let alarms = facts.alarms.filter { $0.raised != nil }
    let isWorse = facts.baseline.map { $0.gain.isClear && $0.gain.value < 0 } ?? false
    let beaten = facts.challenger.map { $0.gain.isClear && $0.gain.value < 0 } ?? false
    let headline: String
    if isWorse {
      headline = "Do not plan with this forecast: repeating the last season was closer"
    } else if beaten {
      headline = "Change to the challenger: it was closer by more than chance"
    } else if alarms.contains(where: { $0.kind == "level" }) {
      headline = "Forecast anew: what comes has moved away from the forecast"
    } else if !off.isEmpty || !alarms.isEmpty {
      headline = "Keep the forecast, with its ranges reset"
    } else if facts.bias.isClear {
      headline = "Keep the forecast, and mind its bias"
    } else {
      headline = "Keep the forecast: it did what it promised"
    }
    let factors = facts.factors.map {
      "\(level($0.level)) ranges times \(PlainWords.number($0.factor, digits: 2))"
        + (facts.factors.count > facts.coverage.count ? " (steps \($0.from)–\($0.to))" : "")
    }
    return Report.Decision(
      headline: headline,
      do:
        "Give this folder to the next forecast (\(code: "--calibration DIR")): \(PlainWords.list(factors)).",
      why: InlineText(
        ([biasSentence(facts)] + (facts.baseline.map { [baselineSentence($0, facts)] } ?? []))
          .joined(separator: " ")),
      howSure: InlineText(facts.coverage.map { coverageSentence($0) }.joined(separator: " ")),
      whatChanged: InlineText(facts.alarms.map { alarmSentence($0) }.joined(separator: " ")))
  }

  private static func rows(_ facts: ActualsFacts) -> [Block] {
    [
      .table(
        ReportTable(
          caption: "Every row of both files",
          columns: [.text("Rows"), .number("Number", format: .whole)],
          rows: facts.tallies.map {
            ReportTable.Row([
              .text(PlainWords.sentence($0.what)), .number(Double($0.rows)),
            ])
          }))
    ]
  }

  private static func course(_ facts: ActualsFacts) -> [Block] {
    var blocks: [Block] = [.paragraph(InlineText(biasSentence(facts)))]
    if let baseline = facts.baseline {
      blocks.append(
        .finding(
          Finding(
            InlineText(baselineSentence(baseline, facts)),
            detail:
              "The gain is set against chance with errors of neighbouring steps not taken for independent.",
            tone: !baseline.gain.isClear ? .neutral : baseline.gain.value > 0 ? .good : .bad)))
    } else {
      blocks.append(
        .paragraph(
          "There is no past to repeat: give it with \(code: "--history FILE") to set the forecast against the simplest one."
        ))
    }
    guard let abscissa = abscissa(facts.moments.map(\.label)), facts.moments.count > 1 else {
      return blocks
    }
    blocks.append(
      .chart(
        Chart(
          id: "came",
          takeaway: biasSentence(facts),
          reading: "All series together, moment by moment.",
          dataCaption: "What came and what was forecast",
          .lines(
            LineChart(
              abscissa: abscissa,
              series: [
                .init("came", values: facts.moments.map(\.actual), isEmphasized: true),
                .init("forecast", values: facts.moments.map(\.expected)),
              ], unit: facts.unit, format: .automatic, startsAtZero: false,
              abscissaName: "step")))))
    return blocks
  }

  private static func abscissa(_ labels: [String]) -> Abscissa? {
    let parsed = labels.compactMap { IntervalLabel($0) }
    guard parsed.count == labels.count else { return nil }
    let walls = parsed.compactMap(\.wallTime)
    if walls.isEmpty { return .numbers(parsed.map { Double($0.position) }) }
    guard walls.count == parsed.count else { return nil }
    // The hour a clock shows twice cannot stand on an axis of the clock.
    guard zip(walls, walls.dropFirst()).allSatisfy({ $0.wallSeconds < $1.wallSeconds }) else {
      return nil
    }
    let areDates = parsed.allSatisfy {
      if case .date = $0.moment { true } else { false }
    }
    return areDates ? .dates(walls.map(\.date)) : .times(walls)
  }

  private static func ranges(_ facts: ActualsFacts) -> [Block] {
    [
      .table(
        ReportTable(
          caption: "What the ranges promised and held",
          columns: [
            .text("Range"), .number("Held", unit: "%", format: .fixed(1)),
            .number("95 % interval", unit: "%", format: .fixed(1)),
            .number("Held if adapted", unit: "%", format: .fixed(1)),
            .number("Score", unit: facts.unit, format: .automatic),
          ],
          rows: facts.coverage.map {
            ReportTable.Row([
              .text(level($0.level)), .number(100 * $0.share),
              .interval(100 * $0.low, 100 * $0.high), .number(100 * $0.adaptedShare),
              .number($0.score),
            ])
          },
          note:
            "Held if adapted: had each step's ranges been set by what came before it. Score: width plus a penalty for every miss, the lower the better."
        )),
      .table(
        ReportTable(
          caption: "What the next forecast's ranges are multiplied by",
          columns: [
            .text("Range"), .text("Steps ahead"), .number("Times", format: .fixed(2)),
            .number("Learnt from", unit: "values", format: .whole),
          ],
          rows: facts.factors.map {
            ReportTable.Row([
              .text(level($0.level)), .text("\($0.from) to \($0.to)"), .number($0.factor),
              .number(Double($0.count)),
            ])
          },
          note: "In calibration.json.")),
    ]
  }

  private static func drift(_ facts: ActualsFacts) -> [Block] {
    facts.alarms.map { alarm in
      .finding(
        Finding(
          InlineText(alarmSentence(alarm)),
          detail:
            "From sums of the errors over time, in units of what the forecast called usual.",
          tone: alarm.raised == nil ? .good : .bad))
    }
  }

  private static func people(_ facts: ActualsFacts) -> [Report.Section] {
    guard let all = facts.overrides.first else { return [] }
    return [
      Report.Section(
        id: "people", heading: "Did changes by hand help?",
        blocks: [
          .paragraph(InlineText(overrideSentence(all, facts))),
          .table(
            ReportTable(
              caption: "Changes by direction and size",
              columns: [
                .text("Change"), .number("Number", format: .whole),
                .number("Came closer", unit: "%", format: .fixed(0)),
                .number("Gain each", unit: facts.unit, format: .init(style: .signed)),
                .number("95 % interval", format: .init(style: .signed)),
              ],
              rows: facts.overrides.map {
                ReportTable.Row([
                  .text(PlainWords.sentence($0.name)), .number(Double($0.count)),
                  .number(100 * Double($0.improved) / Double($0.count)), .number($0.gain.value),
                  .interval($0.gain.low ?? .nan, $0.gain.high ?? .nan),
                ])
              },
              note: "Gain: the forecast's miss less that of the changed value.")),
        ])
    ]
  }

  private static func rival(_ facts: ActualsFacts) -> [Report.Section] {
    guard let other = facts.challenger else { return [] }
    var blocks: [Block] = [.paragraph(InlineText(challengerSentence(other, facts)))]
    if let p = other.gain.pValue {
      blocks.append(
        .paragraph(
          "Diebold and Mariano's test with Harvey's correction: the chance of such a difference between equals is \(p < 0.001 ? "below 0.001" : PlainWords.number(p, digits: 3))."
        ))
    }
    return [
      Report.Section(id: "challenger", heading: "Is another forecast better?", blocks: blocks)
    ]
  }

  private static func assumptions(_ facts: ActualsFacts) -> [Report.Assumption] {
    var list = [
      Report.Assumption(
        "Actual values", value: InlineText("final as they stand in \(facts.actualsFile)"),
        source: "the command")
    ]
    if let season = facts.season, facts.baseline != nil {
      list.append(
        .init(
          "A season of the baseline", value: InlineText(PlainWords.count(season, "step")),
          source: "the forecast's run, or --season"))
    }
    return list
  }

  // MARK: Words

  private static func level(_ level: Double) -> String { "\(FileNumbers.spelling(level)) %" }
  private static func signed(_ value: Double) -> String {
    (value > 0 ? "+" : value < 0 ? "−" : "") + PlainWords.number(abs(value))
  }
  private static func interval(_ value: ActualsFacts.Estimate) -> String {
    guard let low = value.low, let high = value.high else { return "" }
    return " (95 % interval of the difference \(signed(low)) to \(signed(high)))"
  }
  private static func moment(_ text: String) -> String {
    guard let label = IntervalLabel(text), let wall = label.wallTime else { return "step \(text)" }
    if case .date(let date) = label.moment { return PlainWords.dateWithoutWeekday(date) }
    return PlainWords.time(wall)
  }
}
