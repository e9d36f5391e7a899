public import CivilTime
import Evaluation
public import Reports

/// A log of requests as a report: what changed, whether more came or closing took longer, and
/// the crews that keep the promise in the next season.
public enum RequestsBriefing {
  public static func report(
    facts: RunFacts, requests: RequestsFacts, tables: RunTables, origin: Report.Origin
  ) -> Report {
    var sections = [
      Report.Section(
        id: "changed", heading: "What changed in the backlog?",
        blocks: RequestsPast.changed(facts, requests)),
      Report.Section(
        id: "closing", heading: "How long do they take?",
        blocks: RequestsPast.closing(facts, requests)),
      Report.Section(
        id: "crews", heading: "How many crews keep the promise?",
        blocks: RequestsCrews.blocks(facts, requests)),
    ]
    if !requests.groups.isEmpty {
      sections.append(
        Report.Section(
          id: "places", heading: "Is it the same everywhere?",
          blocks: RequestsPast.places(facts, requests)))
    }
    sections.append(DataSection.section(facts: facts))
    sections += ForecastBriefing.groundSections(facts: facts, tables: tables)
    return Report(
      title: facts.title,
      subtitle:
        "\(PlainWords.sentence(facts.data.unit)) from \(DataSection.words(facts.data.firstLabel)) to \(DataSection.words(facts.data.lastLabel)). Made from \(facts.data.file).",
      decision: decision(facts, requests), sections: sections,
      assumptions: requests.assumptions.map {
        .init($0.statement, value: InlineText($0.value), source: InlineText($0.source))
      },
      unsuitableUses: [
        "to name the cause of a change: the log shows when and what, not why",
        "to judge single employees or crews",
        "after a change of what counts as a request or as closed",
      ],
      origin: origin)
  }

  /// "March 2013" of an ISO date.
  public static func month(_ text: String) -> String {
    CivilDate(iso8601: text).map { "\(PlainWords.month($0)) \($0.year)" } ?? text
  }

  public static func date(_ text: String) -> String {
    CivilDate(iso8601: text).map { PlainWords.dateWithoutWeekday($0) } ?? text
  }

  /// What the counts say of demand and of time to close.
  public static func verdict(_ comparison: RequestsFacts.Comparison, unit: String) -> String {
    let (demand, open) = (comparison.change.arrivals, comparison.change.timeOpen)
    let came =
      demand.lower > 1
      ? "More \(unit) came in (\(change(demand)))"
      : demand.upper < 1
        ? "Fewer \(unit) came in (\(change(demand)))"
        : "Demand did not rise beyond chance (\(change(demand)))"
    let took =
      open.lower > 1
      ? "the time to close did, to \(times(open)) what it was"
      : open.upper < 1
        ? "the time to close fell, to \(times(open)) what it was"
        : "the time to close shows no clear change (\(times(open)))"
    let tookToo =
      open.lower > 1
      ? "they stayed open longer, \(times(open)) as long" : took
    return comparison.demandRose || demand.upper < 1
      ? "\(came), and \(tookToo)." : "\(came); \(took)."
  }

  /// "−1 %, 95 % range −6 % to +4 %".
  static func change(_ ratio: StockChange.Ratio) -> String {
    "\(signed(ratio.value - 1)), 95 % range \(signed(ratio.lower - 1)) to \(signed(ratio.upper - 1))"
  }

  /// "2.4 times (95 % range 1.9 to 2.8)".
  static func times(_ ratio: StockChange.Ratio) -> String {
    "\(PlainWords.number(ratio.value, digits: 1)) times (95 % range \(PlainWords.number(ratio.lower, digits: 1)) to \(PlainWords.number(ratio.upper, digits: 1)))"
  }

  static func signed(_ share: Double) -> String {
    let text = PlainWords.percent(abs(share))
    if text == PlainWords.percent(0) { return text }
    return (share < 0 ? "−" : "+") + text
  }

  private static func headline(_ facts: RunFacts, _ requests: RequestsFacts) -> String {
    let unit = facts.data.unit
    guard let shift = requests.shift else {
      return
        "\(PlainWords.number(requests.openNow, digits: 0)) \(unit) open, and no lasting change of the backlog"
    }
    let verb = shift.ratio.value > 1 ? "jumped" : "fell"
    let place = "The backlog \(verb) in \(month(shift.date))"
    guard let comparison = requests.comparison, shift.ratio.value > 1 else { return place }
    switch (comparison.demandRose, comparison.durationRose) {
    case (false, true): return "\(place): \(unit) took longer to close, demand did not clearly rise"
    case (true, false): return "\(place): more \(unit) came in, closing took no longer"
    case (true, true): return "\(place): more \(unit) came in, and they took longer to close"
    case (false, false): return place
    }
  }

  private static func decision(_ facts: RunFacts, _ requests: RequestsFacts) -> Report.Decision {
    let unit = facts.data.unit
    let plan = requests.plan
    let crews = PlainWords.list(
      plan.months.map {
        "\($0.crews) in \(CivilDate(iso8601: $0.first).map(PlainWords.month) ?? $0.first)"
      })
    let promise =
      "\(PlainWords.percent(requests.share)) within \(PlainWords.count(requests.withinDays, "day"))"
    let action: InlineText =
      "For \(promise) in the \(requests.seasonName) of \(String(plan.year)), plan \(strong: "\(PlainWords.number(Double(plan.crewDays))) crew-days"): crews a day are \(crews). Were the future known, 8 in 10 would take \(PlainWords.range(plan.knownLow, plan.knownHigh, digits: 0)); the plan has to do for nearly all."
    return Report.Decision(
      headline: headline(facts, requests), do: action, why: why(facts, requests),
      howSure: howSure(facts, requests), whatChanged: changed(facts, requests),
      cost: plan.cost.map {
        "\(strong: PlainWords.money($0, sign: requests.currency)) for the \(requests.seasonName)\(spent(requests))."
      })
  }

  private static func spent(_ requests: RequestsFacts) -> String {
    guard let last = requests.seasons.last, last.worked > 0 else { return "" }
    let more = Double(requests.plan.crewDays) - last.worked
    return
      "; that is \(PlainWords.number(abs(more), digits: 0)) crew-days \(more >= 0 ? "more" : "fewer") than the closings of \(String(last.year)) took"
  }

  private static func changed(_ facts: RunFacts, _ requests: RequestsFacts) -> InlineText {
    let peak: InlineText =
      "The most were open on \(strong: date(requests.peakDate)): \(strong: PlainWords.number(requests.peak, digits: 0)). At the end there are \(PlainWords.number(requests.openNow, digits: 0))."
    guard let shift = requests.shift else { return peak }
    return
      "Open at the end of the month before: \(PlainWords.number(shift.openBefore, digits: 0)); at the end of \(month(shift.date)): \(strong: PlainWords.number(shift.openAfter, digits: 0)). Since then the backlog is \(times(shift.ratio)) what it was at the same time of the year. \(peak)"
  }

  private static func why(_ facts: RunFacts, _ requests: RequestsFacts) -> InlineText {
    guard let comparison = requests.comparison else {
      return requests.shift == nil
        ? "The backlog follows its season; what chance leaves is no lasting change."
        : "The log does not reach back a year before the change, so that demand and time to close cannot be told apart."
    }
    let (old, new) = (comparison.closingBefore, comparison.closingAfter)
    let half =
      old.median.flatMap { a in
        new.median.map {
          "Half were closed within \(PlainWords.number(a)) days before and \(PlainWords.number($0)) after; "
        }
      } ?? ""
    return
      "\(strong: verdict(comparison, unit: facts.data.unit)) \(half)closed within \(PlainWords.count(requests.withinDays, "day")): \(PlainWords.percent(old.share)) before, \(PlainWords.percent(new.share)) after. \(comparison.durationRose ? "So look at capacity and process; the" : "The") cause itself is not in the data."
  }

  private static func howSure(_ facts: RunFacts, _ requests: RequestsFacts) -> InlineText {
    let plan = requests.plan
    let order =
      requests.best.flatMap { best in
        best.share < requests.share
          ? " No month of the log kept it: the best, \(month("\(best.name)-01")), closed \(PlainWords.percent(best.share)) in time, so that crews alone will not do without working in order of age."
          : nil
      } ?? ""
    let when =
      requests.shift.map {
        " The change lies between \(date($0.earliest)) and \(date($0.latest)) (95 % range); a series without one shows as clear a change \(PlainWords.frequency($0.chance, of: "time"))."
      } ?? ""
    return
      "On futures the plan was not made for, every month keeps the promise with a chance of \(strong: PlainWords.percent(plan.checkedChance)) (asked for: \(PlainWords.percent(requests.certainty))), if the oldest request is worked first.\(order)\(when)"
  }
}
