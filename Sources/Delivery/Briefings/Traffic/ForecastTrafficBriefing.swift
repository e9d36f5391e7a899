import CivilTime
import Reports

/// What detectors will show, what stood out, and how far to trust it, as a report.
enum TrafficForecastBriefing {
  static func report(_ facts: TrafficForecastFacts, origin: Report.Origin) -> Report {
    Report(
      title: facts.title,
      subtitle:
        "\(PlainWords.count(facts.detectors, "detector")), \(time(facts.first)) to \(time(facts.last)), a value every \(PlainWords.number(facts.stepMinutes)) minutes. Made from \(facts.file).",
      decision: decision(facts),
      sections: [
        Report.Section(id: "ahead", heading: "What comes next?", blocks: ahead(facts)),
        Report.Section(
          id: "incidents", heading: "What stood out in the past?", blocks: incidents(facts)),
        Report.Section(id: "accuracy", heading: "How good is it?", blocks: accuracy(facts)),
        Report.Section(id: "doubts", heading: "Where not to trust it", blocks: doubts(facts)),
      ],
      assumptions: [
        .init(
          "Zeros", value: facts.zeroIsMissing ? "missing" : "counted as zeros",
          source: "the option --zero-is-missing; nothing is assumed"),
        .init(
          "False alarms asked for",
          value: "\(PlainWords.number(facts.alarmsPerWeek)) a week and detector",
          source: "the option --false-alarms-per-week"),
        .init(
          "Models",
          value: facts.quick
            ? "profile of recent like days and autoregression"
            : "profile, autoregression, boosted trees and networks", source: "the option --quick"),
      ],
      unsuitableUses: [
        "for days unlike any in the data: closures, storms, great events",
        "to say why something happened: an incident is a departure from what is usual, not a cause",
        "to judge single drivers or vehicles",
      ],
      origin: origin)
  }

  /// "2016-08-31T23:55:00" as people read it.
  private static func time(_ label: String) -> String {
    IntervalLabel(label)?.wallTime.map { PlainWords.time($0) } ?? label
  }

  private static func value(_ value: Double, _ facts: TrafficForecastFacts) -> String {
    PlainWords.number(value, digits: facts.unit == "share of time" ? 3 : 1)
  }

  private static func decision(_ facts: TrafficForecastFacts) -> Report.Decision {
    let span = PlainWords.duration(
      seconds: Int((Double(facts.horizon) * facts.stepMinutes * 60).rounded()))
    let ensemble = facts.score("ensemble", zerosCounted: !facts.zeroIsMissing)
    let week = facts.score("same time last week", zerosCounted: !facts.zeroIsMissing)
    let error = ensemble.map {
      "In the \(PlainWords.count(facts.heldOutDays, "day")) kept back, forecasts up to \(PlainWords.number(Double($0.error.count) * facts.stepMinutes, digits: 0)) minutes ahead were off by \(value($0.mean, facts)) \(facts.unit) on average\(week.map { ", the same time last week by \(value($0.mean, facts))" } ?? "")."
    }
    let bounds = facts.coverage.map { entry in
      let mean = entry.shares.reduce(0, +) / Double(max(1, entry.shares.count))
      return
        "\(PlainWords.percent(mean, digits: 1)) of values lay inside the \(PlainWords.percent(entry.level)) bounds"
    }
    return Report.Decision(
      headline:
        "The next \(span) of \(PlainWords.count(facts.detectors, "detector")), and \(PlainWords.count(facts.incidentCount, "incident")) to look at",
      do:
        "Use the bounds, not only the middle, of \(code: "forecast.csv"); look first at the \(strong: PlainWords.count(min(facts.incidents.count, 15), "incident")) listed below.",
      why: InlineText(
        error ?? "The history is too short to keep a part back: nothing is known of the errors."),
      howSure: InlineText(
        bounds.isEmpty ? "The bounds could not be checked." : "\(PlainWords.list(bounds)).")
    )
  }

  private static func ahead(_ facts: TrafficForecastFacts) -> [Block] {
    guard !facts.fans.isEmpty else {
      return [.warning("No detector has shown a value: there is nothing to forecast.")]
    }
    return facts.fans.enumerated().map { place, fan in
      let past = fan.past.map { WallTime(wallSeconds: $0) }
      let future = fan.ahead.map { WallTime(wallSeconds: $0) }
      let top = fan.median.indices.max { fan.median[$0] < fan.median[$1] } ?? 0
      return .chart(
        Chart(
          id: "detector-\(place + 1)",
          takeaway:
            "Detector \(fan.detector) peaks at about \(value(fan.median[top], facts)) \(facts.unit), \(PlainWords.time(future[top])).",
          reading:
            "Bands hold \(PlainWords.list(fan.levels.map { PlainWords.percent($0) })) of outcomes.",
          dataCaption: "Detector \(fan.detector), \(facts.unit)",
          .fan(
            FanChart(
              history: .times(past), counted: fan.recorded.map { $0 ?? .nan },
              future: .times(future), median: fan.median,
              bands: fan.levels.indices.map {
                .init(level: fan.levels[$0], lower: fan.lower[$0], upper: fan.upper[$0])
              },
              unit: facts.unit, format: .fixed(facts.unit == "share of time" ? 3 : 0),
              step: "interval", countedName: "recorded"))))
    }
  }

  private static func incidents(_ facts: TrafficForecastFacts) -> [Block] {
    let each = facts.weeksJudged * facts.alarmsPerWeek * Double(facts.detectors)
    let words: InlineText =
      "\(PlainWords.sentence(PlainWords.count(facts.incidentCount, "incident"))) of single detectors and \(PlainWords.number(Double(facts.areaIncidentCount))) of the whole area in \(PlainWords.number(facts.weeksJudged, digits: 1)) weeks. At the rate asked for, up to about \(PlainWords.number(each, digits: 0)) of single detectors may be chance; the strongest are the least likely to be. An alarm knows only what came before it."
    guard !facts.incidents.isEmpty else { return [.paragraph(words)] }
    return [
      .paragraph(words),
      .table(
        ReportTable(
          caption: "The strongest incidents",
          columns: [
            .text("Where"), .text("From"), .text("To"), .text("What"),
            .number("Recorded", unit: facts.unit, format: .automatic),
            .number("Usual", unit: facts.unit, format: .automatic),
            .number("Strength", unit: "times the alarm's level", format: .fixed(1)),
          ],
          rows: facts.incidents.map { event in
            ReportTable.Row([
              .text(event.detector ?? "whole area"), .text(time(event.start)),
              .text(time(event.end)), .text(event.isDrop ? "below usual" : "above usual"),
              event.observed.map { .number($0) } ?? .missing,
              event.usual.map { .number($0) } ?? .missing, .number(event.excess),
            ])
          },
          note:
            "Alarms less than two hours apart are one incident. Recorded and usual are of the moment furthest off. All are in incidents.csv.",
          fileName: "strongest-incidents")),
    ]
  }

  private static func accuracy(_ facts: TrafficForecastFacts) -> [Block] {
    guard !facts.scores.isEmpty else {
      return [.warning("The history is too short to keep a part back and check.")]
    }
    var blocks: [Block] = [
      .table(
        ReportTable(
          caption: "Mean absolute error in the days kept back, \(facts.unit)",
          columns: [
            .text("Method"), .text("Zeros"), .number("First step", format: .fixed(3)),
            .number("Last step", format: .fixed(3)), .number("Mean", format: .fixed(3)),
            .number("Left out", unit: "missing or masked", format: .percent(2)),
          ],
          rows: facts.scores.map { score in
            ReportTable.Row([
              .text(score.method), .text(score.zerosCounted ? "counted" : "left out"),
              .number(score.error.first ?? .nan), .number(score.error.last ?? .nan),
              .number(score.mean),
              .number(Double(score.missing) / Double(max(1, score.missing + score.judged))),
            ])
          },
          note:
            "Kept back from \(time(facts.heldOutFrom)) on. Both ways of counting zeros are shown; \(PlainWords.percent(facts.zeroShare, digits: 2)) of all recorded values are zero.",
          fileName: "errors-of-methods"))
    ]
    let words = facts.gains.map { gain -> InlineText in
      let change = "\(value(abs(gain.value), facts)) \(facts.unit)"
      let direction = gain.value <= 0 ? "smaller" : "larger"
      guard let low = gain.low, let high = gain.high else {
        return
          "Against \(gain.method) the error is \(change) \(direction), from one day: its spread is not known."
      }
      return
        "Against \(gain.method) the error is \(change) \(direction) (95 % interval over days: \(PlainWords.range(low, high, digits: 2)))."
    }
    if !words.isEmpty { blocks.append(.list(words)) }
    if let shares = facts.coverage.first?.shares, !shares.isEmpty {
      blocks.append(
        .table(
          ReportTable(
            caption: "Share of values inside the bounds by time of day",
            columns: [.text("From")]
              + facts.coverage.map {
                .number("\(PlainWords.percent($0.level)) bounds", format: .percent(1))
              },
            rows: shares.indices.map { block in
              ReportTable.Row(
                [.text(PlainWords.timeOfDay(block * 86_400 / shares.count))]
                  + facts.coverage.map { .number($0.shares[block]) })
            },
            note:
              "Near forecasts of the days kept back; bounds learn every day from the day before.",
            fileName: "coverage-by-time")))
    }
    return blocks
  }

  private static func doubts(_ facts: TrafficForecastFacts) -> [Block] {
    var blocks: [Block] = [
      .paragraph(
        "\(PlainWords.percent(facts.missingShare, digits: 2)) of the values are missing, \(PlainWords.percent(facts.zeroShare, digits: 2)) of those recorded are zero."
      )
    ]
    if facts.doubts.isEmpty {
      blocks.append(.paragraph("No detector is empty, constant, mostly missing or mostly zero."))
    } else {
      blocks.append(
        .table(
          ReportTable(
            caption: "Detectors not to rely on", columns: [.text("Detector"), .text("Why")],
            rows: facts.doubts.map { .init([.text($0.detector), .text($0.reason)]) },
            note: facts.doubtCount > facts.doubts.count
              ? "\(PlainWords.number(Double(facts.doubtCount - facts.doubts.count))) more are not shown."
              : nil,
            fileName: "doubtful-detectors")))
    }
    if !facts.notes.isEmpty { blocks.append(.list(facts.notes.map { InlineText($0) })) }
    return blocks
  }
}
