public import Reports

/// Where the traffic of a period goes, as a report.
public struct AssignBriefing {
  let facts: AssignFacts

  public init(facts: AssignFacts) { self.facts = facts }

  public func report(origin: Report.Origin) -> Report {
    var sections = [dataSection]
    if let change = facts.change { sections.append(changeSection(change)) }
    if facts.served > 0, let map = facts.map {
      sections.append(
        Report.Section(
          id: "roads", heading: "Which roads are full?",
          blocks: [.chart(map.loads(period: facts.period))]))
    }
    sections.append(bottleneckSection)
    if let selection = facts.selection { sections.append(selectionSection(selection)) }
    if let estimate = facts.estimate { sections.append(estimateSection(estimate)) }
    sections.append(trustSection)
    return Report(
      title: facts.title,
      subtitle:
        "\(Self.vehicles(facts.served)) trips on \(PlainWords.number(Double(facts.network.links))) links, \(facts.period). Made from \(facts.network.file).",
      decision: decision, highlights: highlights, sections: sections, assumptions: assumptions,
      unsuitableUses: [
        "to time signals: queues at junctions are not followed second by second",
        "for a single day: it is the pattern that drivers settle into",
        "for streets that the network leaves out",
      ],
      origin: origin)
  }

  // MARK: Words

  /// "1,240", three digits below 1,000.
  public static func vehicles(_ value: Double) -> String {
    PlainWords.number(value.rounded() == 0 ? value : value.rounded())
  }

  /// "1,240 vehicle-hours (between 1,120 and 1,375, 8 days in 10)".
  public static func hours(_ span: AssignFacts.Span) -> String {
    guard let low = span.low, let high = span.high else {
      return "\(hourNumber(span.value)) vehicle-hours"
    }
    return "\(hourNumber(span.value)) vehicle-hours (between \(hourNumber(low)) and "
      + "\(hourNumber(high)), 8 days in 10)"
  }

  /// "412 vehicle-hours more (between …)".
  public static func signedHours(_ span: AssignFacts.Span) -> String {
    let signed = { (value: Double) in
      "\(hourNumber(abs(value))) \(value < 0 ? "fewer" : "more")"
    }
    let center = "\(hourNumber(abs(span.value))) vehicle-hours \(span.value < 0 ? "fewer" : "more")"
    guard let low = span.low, let high = span.high else { return center }
    return "\(center) (between \(signed(low)) and \(signed(high)), 8 days in 10)"
  }

  public static func percent(_ share: Double) -> String {
    PlainWords.percent(share, digits: share < 0.1 ? 1 : 0)
  }

  static func hourNumber(_ value: Double) -> String {
    PlainWords.number(abs(value) >= 100 ? value.rounded() : value)
  }

  func money(_ hours: Double) -> String { PlainWords.money(hours * facts.valueOfTime) }

  /// The gap as a share of a trip's cost: "0.0001 %".
  static func gap(_ value: Double) -> String {
    value == 0 ? "0" : value < 1e-9 ? "less than 0.0000001 %" : decimal(value * 100) + " %"
  }

  /// One significant digit, without an exponent.
  private static func decimal(_ value: Double) -> String {
    var digits = 0
    var scaled = value
    while scaled < 0.95, digits < 9 {
      scaled *= 10
      digits += 1
    }
    return PlainWords.number(value, digits: digits)
  }

  // MARK: Decision

  private var decision: Report.Decision {
    if facts.served <= 0 {
      return Report.Decision(
        headline: "No trip can be made",
        do:
          "Check the trip table and the network: \(facts.unserved > 0 ? "none of the \(Self.vehicles(facts.unserved)) trips has a path" : "the table has no trips between different zones").",
        why: "There is nothing to assign.", howSure: "This is certain.")
    }
    return facts.change.map(changeDecision) ?? todayDecision
  }

  private var todayDecision: Report.Decision {
    let delay = facts.totals.delayHours
    let share = facts.totals.hours.value > 0 ? delay.value / facts.totals.hours.value : 0
    let first = facts.bottlenecks.prefix(3)
    let part = delay.value > 0 ? first.reduce(0) { $0 + $1.delayHours.value } / delay.value : 0
    return Report.Decision(
      headline: delay.value > 0
        ? "\(Self.percent(share)) of the time on the road is lost to congestion"
        : "No time is lost to congestion",
      do: first.isEmpty
        ? "Nothing needs to be done for congestion."
        : "Look first at \(strong: PlainWords.list(first.map(\.name))): \(first.count == 1 ? "it causes" : "they cause") \(Self.percent(part)) of all delay on \(first.count) of \(facts.network.links) links.",
      why:
        "\(strong: Self.vehicles(facts.served)) trips spend \(strong: Self.hourNumber(facts.totals.hours.value) + " vehicle-hours") on the road in \(facts.period), \(Self.hourNumber(delay.value)) more than on empty roads. \(PlainWords.sentence(PlainWords.count(facts.overloaded, "link"))) carry more than their capacity.",
      howSure: "\(sureness(delay, "delay"))",
      cost:
        "The delay costs \(strong: money(delay.value))\(costRange(delay)) at \(PlainWords.money(facts.valueOfTime)) for an hour of a vehicle."
    )
  }

  private func changeDecision(_ change: AssignFacts.Change) -> Report.Decision {
    let value = change.hours.value
    let isLonger = value > 0
    let losers = change.zones.filter { $0.hours > 0.005 }
    let gainers = change.zones.filter { $0.hours < -0.005 }
    let share =
      change.before.hours.value > 0 ? abs(value) / change.before.hours.value : 0
    var why: InlineText =
      "All trips together take \(strong: Self.hourNumber(facts.totals.hours.value) + " vehicle-hours") instead of \(Self.hourNumber(change.before.hours.value)): \(Self.percent(share)) \(isLonger ? "more" : "less")."
    if change.lostTrips > 0 {
      why =
        why
        + " \(Self.vehicles(change.lostTrips)) trips can no longer be made and are in no total."
    }
    let verdict =
      change.scalesDemand ? "With this demand, trips take" : "The change makes trips take"
    return Report.Decision(
      headline: abs(value) < 0.005
        ? "The change alters no travel time"
        : "\(verdict) \(Self.hourNumber(abs(value))) vehicle-hours \(isLonger ? "more" : "less") in all",
      do: abs(value) < 0.005
        ? "Decide on other grounds than travel time."
        : isLonger
          ? "Weigh \(strong: money(abs(value))) of travel time in \(facts.period) against what the change is for\(losers.isEmpty ? "" : ", and speak first with the zones that lose most: \(PlainWords.list(losers.prefix(3).map(\.name)))")."
          : "The change saves \(strong: money(abs(value))) of travel time in \(facts.period)\(losers.isEmpty ? "; no zone loses" : "; zones \(PlainWords.list(losers.prefix(3).map(\.name))) lose and should be heard").",
      why: why,
      howSure: "\(changeSureness(change))",
      whatChanged: InlineText(change.sentences.joined(separator: " ")),
      cost:
        "Trips from \(PlainWords.count(losers.count, "zone")) take longer, from \(PlainWords.count(gainers.count, "zone")) less long."
    )
  }

  private func sureness(_ span: AssignFacts.Span, _ noun: String) -> String {
    var text: String
    if let low = span.low, let high = span.high {
      text =
        "Where the trips of a pair of zones are off by about \(Self.percent(facts.demandSpread)), \(noun) lies \(PlainWords.range(low.rounded(), high.rounded())) vehicle-hours, 8 days in 10. "
    } else {
      text = "No range is given: the demand was taken as exact. "
    }
    return text + convergenceWords
  }

  private func changeSureness(_ change: AssignFacts.Change) -> String {
    guard let low = change.hours.low, let high = change.hours.high, let share = change.shareLonger
    else { return "No range is given: the demand was taken as exact. " + convergenceWords }
    let agree = max(share, 1 - share)
    let side = share >= 0.5 ? "longer" : "shorter"
    return
      "In \(PlainWords.percent(agree)) of \(facts.samples) days of differing demand, all trips together take \(side) than without the change; the difference lies between \(Self.hourNumber(low)) and \(Self.hourNumber(high)) vehicle-hours, 8 days in 10. "
      + convergenceWords
  }

  private var convergenceWords: String {
    let reached = facts.convergence.reached
    switch facts.convergence.status {
    case .converged:
      return
        "The computation itself is exact to \(Self.gap(reached)) of all travel time."
    case .timeLimit, .roundLimit:
      return
        "The computation was ended before it was done: it is exact to \(Self.gap(reached)) of all travel time, where \(Self.gap(facts.convergence.asked)) was asked for. Differences smaller than that mean nothing."
    }
  }

  private func costRange(_ span: AssignFacts.Span) -> String {
    guard let low = span.low, let high = span.high else { return "" }
    return " (between \(money(low)) and \(money(high)), 8 days in 10)"
  }

  private var highlights: [KeyFigure] {
    guard facts.served > 0 else { return [] }
    func interval(_ span: AssignFacts.Span) -> String? {
      guard let low = span.low, let high = span.high else { return nil }
      return "between \(Self.hourNumber(low)) and \(Self.hourNumber(high)), 8 days in 10"
    }
    func before(_ span: AssignFacts.Span?) -> String? {
      span.map { "\(Self.hourNumber($0.value)) before" }
    }
    return [
      KeyFigure(
        "Time on the road", value: Self.hourNumber(facts.totals.hours.value),
        unit: "vehicle-hours", interval: interval(facts.totals.hours),
        comparison: before(facts.change?.before.hours)),
      KeyFigure(
        "Lost to congestion", value: Self.hourNumber(facts.totals.delayHours.value),
        unit: "vehicle-hours", interval: interval(facts.totals.delayHours),
        comparison: before(facts.change?.before.delayHours)),
      KeyFigure(
        "A mean trip", value: PlainWords.number(facts.totals.minutesPerTrip), unit: "minutes",
        comparison: facts.change.map {
          "\(PlainWords.number($0.before.minutesPerTrip)) before"
        }),
    ]
  }

  private var assumptions: [Report.Assumption] {
    [
      .init(
        "How drivers choose",
        value: facts.isSystemOptimum
          ? "as would cost all together least" : "each the path that costs least, knowing all",
        source: facts.isSystemOptimum
          ? "system optimum (Wardrop 1952)" : "user equilibrium (Wardrop 1952)"),
      .init(
        "Travel time on a link", value: "rises with flow over capacity by the network's own curve",
        source: "Bureau of Public Roads (1964); parameters of \(facts.network.file)"),
      .init(
        "How far trips of a pair may be off",
        value: facts.samples > 0
          ? "\(Self.percent(facts.demandSpread)), by day, origin and pair in equal parts"
          : "not at all",
        source: "--demand-cv, \(facts.samples) draws"),
      .init(
        "An hour of a vehicle", value: InlineText(PlainWords.money(facts.valueOfTime)),
        source: "--value-of-time: put your own agency's figure here"),
    ]
  }
}
