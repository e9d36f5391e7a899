import CivilTime
public import Reports

/// Which detectors can be trusted, as a report.
enum CheckBriefing {
  static func report(facts: CheckFacts, origin: Report.Origin) -> Report {
    var sections = [
      Report.Section(
        id: "trust", heading: "Which detectors can be trusted?", blocks: trustBlocks(facts)),
      Report.Section(
        id: "findings", heading: "What is wrong with the others?", blocks: findingBlocks(facts)),
      Report.Section(
        id: "zeros", heading: "Are zeros counts or gaps?", blocks: zeroBlocks(facts)),
    ]
    if facts.days != nil {
      sections.insert(
        Report.Section(id: "days", heading: "On which days?", blocks: dayBlocks(facts)), at: 2)
    }
    sections.append(
      Report.Section(
        id: "reading", heading: "How was the file read?", blocks: readingBlocks(facts)))
    return Report(
      title: facts.title,
      subtitle:
        "\(facts.file): \(PlainWords.count(facts.detectors.count, "detector")), \(span(facts)), a value every \(PlainWords.duration(seconds: facts.stepSeconds)).",
      decision: decision(facts), highlights: highlights(facts), sections: sections,
      assumptions: assumptions(facts),
      unsuitableUses: [
        "as proof that a detector is broken: a closed road looks like a dead detector, so look at the street first",
        "to correct counts: a finding says what to leave out, not what was there",
        "for a detector whose neighbours share its fault",
      ], origin: origin)
  }

  private static func groups(_ facts: CheckFacts) -> (good: Int, care: Int, bad: Int) {
    let good = facts.detectors.count { $0.trust >= CheckFacts.trusted }
    let bad = facts.detectors.count { $0.trust < 0.5 }
    return (good, facts.detectors.count - good - bad, bad)
  }

  private static func span(_ facts: CheckFacts) -> String {
    guard let first = date(facts.first), let last = date(facts.last) else {
      return "\(facts.first) to \(facts.last)"
    }
    return PlainWords.dates(from: first, to: last)
  }

  private static func date(_ label: String) -> CivilDate? {
    CivilDate(iso8601: String(label.prefix(10)))
  }

  private static func decision(_ facts: CheckFacts) -> Report.Decision {
    let (good, care, bad) = groups(facts)
    let all = facts.detectors.count
    let worst = facts.detectors.filter { $0.trust < 0.5 }
      .sorted { ($0.trust, $0.id) < ($1.trust, $1.id) }.prefix(5).map(\.id)
    let action: InlineText =
      bad > 0
      ? "Leave \(strong: PlainWords.count(bad, "detector")) out until somebody has looked at \(bad == 1 ? "it" : "them"): \(PlainWords.list(worst))\(bad > worst.count ? " and others (detectors.csv)" : "")."
      : care > 0
        ? "Use the data without the stretches listed in \(code: "check.csv")."
        : "Use the data as they are."
    return Report.Decision(
      headline: good == all
        ? (all == 1 ? "The detector can be trusted" : "All \(all) detectors can be trusted")
        : "\(PlainWords.number(Double(good))) of \(PlainWords.count(all, "detector")) can be trusted",
      do: action,
      why:
        "\(strong: PlainWords.percent(facts.trust, digits: 1)) of the values that should be there are there with nothing against them; \(PlainWords.percent(facts.missingShare, digits: 1)) are missing. \(PlainWords.sentence(PlainWords.count(facts.findingCount, "finding"))), \(facts.seriousCount) of them serious.",
      howSure:
        "A stretch of gaps filled in, of one value or of zeros is reported where fewer than 1 clean file in 1,000 would show one like it. What all detectors share cannot be told from the traffic itself.",
      cost:
        facts.zeroShare > 0
        ? "\(PlainWords.percent(facts.zeroShare, digits: 2)) of the values are zeros. They \(facts.zeroIsMissing ? "were taken for missing, as asked for" : "count as zeros; the section on zeros tells the difference")."
        : nil)
  }

  private static func highlights(_ facts: CheckFacts) -> [KeyFigure] {
    let (good, care, bad) = groups(facts)
    let unit = "of \(facts.detectors.count) detectors"
    return [
      KeyFigure("Trusted", value: "\(good)", unit: unit),
      KeyFigure("With care", value: "\(care)", unit: unit),
      KeyFigure("Not to be used", value: "\(bad)", unit: unit),
    ]
  }

  private static func trustBlocks(_ facts: CheckFacts) -> [Block] {
    var blocks: [Block] = []
    let placed = facts.detectors.filter { $0.x != nil && $0.y != nil }
    let (good, care, bad) = groups(facts)
    if placed.count >= 2 {
      let links = facts.links.enumerated().map { index, ends in
        NetworkMap.Link(
          "link \(index + 1)",
          path: [.init(x: ends[0], y: ends[1]), .init(x: ends[2], y: ends[3])],
          volume: .nan)
      }
      blocks.append(
        .chart(
          Chart(
            id: "map",
            takeaway: good == facts.detectors.count
              ? "Every detector on the map can be trusted."
              : "\(PlainWords.sentence(PlainWords.count(facts.detectors.count - good, "detector"))) cannot be fully trusted.",
            reading: "A detector is trusted where at least 90 % of its values are.",
            dataCaption: "Detectors on the map",
            .networkMap(
              NetworkMap(
                links: links,
                markers: placed.map { line in
                  NetworkMap.Marker(
                    line.id, at: .init(x: line.x ?? 0, y: line.y ?? 0),
                    kind: line.trust >= CheckFacts.trusted ? .trustedDetector : .doubtfulDetector)
                },
                ground: facts.isGeographic ? .degrees : .unknown, shading: .ramp(bounds: []),
                volumeName: "flow", valueName: "value")))))
    }
    blocks.append(
      .chart(
        Chart(
          id: "trust-groups",
          takeaway:
            "\(good) trusted, \(care) with care, \(bad) not to be used.",
          reading: "Trusted: at least 90 % of the values; not to be used: less than half.",
          dataCaption: "Detectors by trust",
          .bars(
            BarChart(
              bars: [
                .init("Trusted", Double(good)), .init("With care", Double(care)),
                .init("Not to be used", Double(bad), isEmphasized: bad > 0),
              ], itemName: "Group", unit: "detectors", order: .given)))))
    let worst = facts.detectors.sorted { ($0.trust, $0.id) < ($1.trust, $1.id) }.prefix(24)
    blocks.append(
      .table(
        ReportTable(
          caption: facts.detectors.count > 24
            ? "The 24 detectors least to be trusted" : "Detectors",
          columns: [
            .text("Detector"), .number("Trust", format: .percent(1)), .number("Findings"),
            .number("Missing", format: .percent(1)), .number("Zeros", format: .percent(1)),
            .number("Mean", unit: unit(facts), format: .automatic),
          ],
          rows: worst.map { line in
            ReportTable.Row([
              .text(line.id), .number(line.trust), .number(Double(line.findings)),
              .number(line.missingShare), .number(line.zeroShare), .number(line.mean ?? .nan),
            ])
          }, note: "All detectors stand in detectors.csv.", fileName: "least-trusted")))
    return blocks
  }

  private static func unit(_ facts: CheckFacts) -> String {
    switch facts.measures.first {
    case "flow": "vehicles in \(PlainWords.duration(seconds: facts.stepSeconds))"
    case "speed": "speed"
    default: "share of time"
    }
  }

  private static func findingBlocks(_ facts: CheckFacts) -> [Block] {
    guard !facts.kinds.isEmpty else {
      return [.finding(Finding("Nothing was found.", tone: .good))] + notChecked(facts)
    }
    var blocks: [Block] = [
      .table(
        ReportTable(
          caption: "What was found",
          columns: [
            .text("Finding"), .text("What it means"), .number("Findings"), .number("Serious"),
            .number("Detectors"),
          ],
          rows: facts.kinds.map { line in
            ReportTable.Row([
              .text(name(line.kind)), .text(meaning(line.kind)), .number(Double(line.findings)),
              .number(Double(line.serious)), .number(Double(line.detectors)),
            ])
          }, fileName: "kinds"))
    ]
    blocks.append(
      .table(
        ReportTable(
          caption: facts.findingCount > facts.findings.count
            ? "The \(facts.findings.count) gravest of \(facts.findingCount) findings"
            : "All findings",
          columns: [
            .text("Detector"), .text("Finding"), .text("What"), .text("From"), .text("To"),
            .text("Severity"),
          ],
          rows: facts.findings.map { line in
            ReportTable.Row([
              .text(line.subject), .text(name(line.kind)), .text(line.message),
              day(line.from), day(line.to), .text(line.severity),
            ])
          },
          note: "check.csv has all of them with times and figures.", isFolded: true,
          fileName: "gravest")))
    return blocks + notChecked(facts)
  }

  private static func notChecked(_ facts: CheckFacts) -> [Block] {
    facts.checkNotes.isEmpty ? [] : [.list(facts.checkNotes.map { InlineText($0) })]
  }

  private static func day(_ label: String?) -> ReportTable.Cell {
    guard let label else { return .missing }
    return date(label).map { .date($0) } ?? .text(label)
  }

  private static func name(_ kind: String) -> String {
    PlainWords.sentence(kind.replacing("_", with: " "))
  }

  private static func meaning(_ kind: String) -> String {
    switch kind {
    case "missing": "steps without a value"
    case "stuck": "one value for longer than chance repeats it"
    case "filled": "values on a straight line: somebody filled a gap"
    case "zeros": "zeros for longer than its own counts allow: a dead detector or a closed road"
    case "implausible": "values no road can have, or measures that contradict each other"
    case "daily_statistics": "days whose occupancies look like a fault"
    case "drift": "its level moved against its neighbours and stayed"
    case "clock": "its day runs an hour early or late"
    case "copied": "the values of another detector"
    case "place": "no place, or one that cannot be"
    case "conservation": "more or fewer vehicles leave a junction than enter it"
    default: "an id that stands more than once"
    }
  }

  private static func dayBlocks(_ facts: CheckFacts) -> [Block] {
    guard let days = facts.days else { return [] }
    return [
      .chart(
        Chart(
          id: "days",
          takeaway: "Of the detectors with findings, \(days.ids[0]) can be trusted least.",
          reading: "Each row is a detector, each column a day; darker is more to be trusted.",
          dataCaption: "Share of values to be trusted by day",
          .heatMap(
            HeatMap(
              rowLabels: days.ids.map { $0.count > 24 ? "\($0.prefix(23))…" : $0 },
              columnLabels: days.dates.map { String($0.suffix(5)) }, values: days.trust,
              rowName: "Detector", columnName: "Day", unit: "share to be trusted",
              format: .percent()))))
    ]
  }

  private static func zeroBlocks(_ facts: CheckFacts) -> [Block] {
    guard facts.zeroShare > 0, let mean = facts.mean, let other = facts.meanWithoutZeros else {
      return [.paragraph("No value is zero.")]
    }
    let change = mean > 0 ? other / mean - 1 : 0
    return [
      .paragraph(
        "\(strong: PlainWords.percent(facts.zeroShare, digits: 2)) of the values are zeros. Some systems write 0 where nothing was measured; others count no vehicle at night. The file does not say which, and nothing was assumed\(facts.zeroIsMissing ? " but what was asked for: zeros are missing values here" : "")."
      ),
      .table(
        ReportTable(
          caption: "The mean either way",
          columns: [
            .text("Zeros taken for"), .number("Mean", unit: unit(facts), format: .automatic),
            .number("Values left out", format: .percent(2)),
          ],
          rows: [
            .init([.text("counts"), .number(mean), .number(0)]),
            .init([.text("missing values"), .number(other), .number(facts.zeroShare)]),
          ],
          note:
            "Means over detectors. Left out, the mean rises by \(PlainWords.percent(change, digits: 1)).",
          fileName: "zeros")),
    ]
  }

  private static func readingBlocks(_ facts: CheckFacts) -> [Block] {
    var blocks: [Block] = [
      .paragraph(
        "\(PlainWords.number(Double(facts.rows))) rows became \(PlainWords.number(Double(facts.steps))) steps of \(PlainWords.count(facts.detectors.count, "detector"))."
      )
    ]
    if facts.rejectedRows > 0 {
      blocks.append(
        .warning(
          "\(facts.rejectedRows) rows could not be read and were set aside in \(code: "rejects.csv")."
        ))
    }
    blocks.append(.list(facts.notes.prefix(12).map { InlineText($0) }))
    return blocks
  }

  private static func assumptions(_ facts: CheckFacts) -> [Report.Assumption] {
    [
      .init(
        "Trust of a detector",
        value:
          "the share of its steps with a value that nothing speaks against; steps under a finding of level, clock or daily statistics count half",
        source: "the rule of this check"),
      .init(
        "A zero", value: facts.zeroIsMissing ? "a missing value" : "a count of zero",
        source: facts.zeroIsMissing
          ? "as asked for" : "the default; change it with --zero-is-missing"
      ),
      .init(
        "Daily statistics of occupancy", value: "four tests with their published thresholds",
        source: "Chen, Kwon, Rice, Skabardonis & Varaiya (2003), TRR 1855"),
      .init(
        "Tests of single values", value: "capacity of a lane, ranges, agreement of measures",
        source: "Jacobson, Nihan & Bender (1990), TRR 1287"),
    ]
  }
}
