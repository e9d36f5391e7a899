import Reports

extension AssignBriefing {
  var dataSection: Report.Section {
    let network = facts.network
    var lines: [InlineText] = [
      "\(code: network.file) (\(network.format)): \(network.nodes) nodes, \(network.links) links, \(network.zones) zones where trips begin and end."
    ]
    lines += facts.notes.map { InlineText($0) }
    if !facts.classNames.isEmpty {
      lines.append(
        "Classes of vehicles: \(PlainWords.list(facts.classNames)). Flows and hours are in passenger cars."
      )
    }
    var blocks: [Block] = [.list(lines)]
    if facts.unserved > 0 {
      blocks.append(
        .warning(
          "\(strong: Self.vehicles(facts.unserved)) trips of \(PlainWords.count(facts.unservedPairs, "pair")) of zones have no path in this network. They are on no road and in no total: check that the zones are joined to it."
        ))
      blocks.append(
        .table(
          ReportTable(
            caption: "Trips without a path, the largest",
            columns: [.text("From zone"), .text("To zone"), .number("Trips", format: .automatic)],
            rows: facts.unservedExamples.map {
              .init([.text($0.from), .text($0.to), .number($0.trips)])
            }, note: "All of them are in \(code: "unserved.csv").", fileName: "unserved-largest")))
    } else if facts.served > 0 {
      blocks.append(
        .finding(Finding("Every trip of the table has a path.", tone: .good)))
    }
    return Report.Section(id: "data", heading: "What is this made from?", blocks: blocks)
  }

  var bottleneckSection: Report.Section {
    let total = facts.totals.delayHours.value
    guard total > 0, let first = facts.bottlenecks.first else {
      return Report.Section(
        id: "bottlenecks", heading: "Where is time lost?",
        blocks: [.paragraph("Nowhere: no link is slower than when it is empty.")])
    }
    let shown = facts.bottlenecks.reduce(0) { $0 + $1.delayHours.value }
    let chart = Chart(
      id: "delay",
      takeaway:
        "\(first.name) costs the most time: \(Self.hourNumber(first.delayHours.value)) vehicle-hours, \(Self.percent(first.delayHours.value / total)) of all delay.",
      reading: facts.samples > 0
        ? "The thin line spans 8 in 10 days of differing demand." : nil,
      dataCaption: "Delay by link, vehicle-hours in \(facts.period)",
      .bars(
        BarChart(
          bars: facts.bottlenecks.map {
            BarChart.Bar(
              $0.name, values: [$0.delayHours.value], lower: $0.delayHours.low,
              upper: $0.delayHours.high)
          },
          itemName: "Link", unit: "vehicle-hours lost", format: .automatic, order: .given)))
    let table = ReportTable(
      caption: "The links with the most delay",
      columns: [
        .text("Link"), .number("Delay", unit: "vehicle-hours", format: .automatic),
        .number("8 days in 10", unit: "vehicle-hours", format: .automatic),
        .number("Share of all delay", format: .percent(1)),
        .number("Cost", format: .money("$")),
        .number("Vehicles"), .number("Of capacity", format: .percent(0)),
        .number("Minutes to pass", format: .fixed(1)),
        .number("When empty", unit: "minutes", format: .fixed(1)),
      ],
      rows: facts.bottlenecks.map { link in
        .init([
          .text(link.name), .number(link.delayHours.value),
          link.delayHours.low.map { .interval($0, link.delayHours.high ?? $0) } ?? .missing,
          .number(link.delayHours.value / total),
          .number(link.delayHours.value * facts.valueOfTime), .number(link.flow.value),
          .number(link.ratio ?? .nan), .number(link.minutes), .number(link.freeMinutes),
        ])
      },
      note:
        "These \(facts.bottlenecks.count) links have \(Self.percent(shown / total)) of all delay; every link is in \(code: "link_flows.csv"), every one with delay in \(code: "bottlenecks.csv").",
      fileName: "bottlenecks-first")
    return Report.Section(
      id: "bottlenecks", heading: "Where is time lost?", blocks: [.chart(chart), .table(table)])
  }

  func changeSection(_ change: AssignFacts.Change) -> Report.Section {
    var blocks: [Block] = [.list(change.sentences.map { InlineText($0) })]
    if let map = facts.map, map.roads.contains(where: { ($0.change ?? 0) != 0 }) {
      blocks.append(.chart(map.changes()))
    }
    let moved = change.zones.filter { abs($0.hours) >= 0.005 }
    // Both ends of the list: who loses most, and who gains most.
    let losers = moved.filter { $0.hours > 0 }.prefix(8)
    let gainers = moved.filter { $0.hours < 0 }.suffix(8)
    let shown = Array(losers) + Array(gainers)
    if let worst = losers.first ?? gainers.last {
      blocks.append(
        .chart(
          Chart(
            id: "zones",
            takeaway: losers.isEmpty
              ? "No zone loses; trips from zone \(worst.name) gain \(Self.hourNumber(-worst.hours)) vehicle-hours."
              : "Trips from zone \(worst.name) lose the most: \(Self.hourNumber(worst.hours)) vehicle-hours, \(PlainWords.number(worst.minutesAfter - worst.minutesBefore)) minutes a trip.",
            reading: "To the right: longer. The largest losses and gains are shown.",
            dataCaption: "Change by zone of origin, vehicle-hours",
            .bars(
              BarChart(
                bars: shown.map { BarChart.Bar($0.name, $0.hours) }, itemName: "Trips from zone",
                unit: "vehicle-hours, after less before", format: .signed(1), order: .given)))))
      blocks.append(
        .table(
          ReportTable(
            caption: "Who gains and who loses",
            columns: [
              .text("Trips from zone"), .number("Trips"),
              .number("Minutes before", format: .fixed(1)),
              .number("Minutes after", format: .fixed(1)),
              .number("Change", unit: "vehicle-hours", format: .signed(1)),
              .number("Worth", format: .init(style: .signedMoney("$"), digits: 0)),
            ],
            rows: shown.map { zone in
              .init([
                .text(zone.name), .number(zone.trips), .number(zone.minutesBefore),
                .number(zone.minutesAfter), .number(zone.hours),
                .number(-zone.hours * facts.valueOfTime),
              ])
            }, note: "Every zone is in \(code: "zones.csv").", fileName: "zones-first")))
    }
    if !change.links.isEmpty {
      blocks.append(
        .table(
          ReportTable(
            caption: "Where flows change most",
            columns: [
              .text("Link"), .number("Vehicles now"),
              .number("Change", unit: "vehicles", format: .signed(0)),
              .number("8 days in 10", unit: "vehicles", format: .signed(0)),
              .number("Of capacity", format: .percent(0)),
            ],
            rows: change.links.map { link in
              .init([
                .text(link.name), .number(link.flow.value),
                .number(link.flowChange?.value ?? .nan),
                link.flowChange?.low.map { .interval($0, link.flowChange?.high ?? $0) } ?? .missing,
                .number(link.ratio ?? .nan),
              ])
            }, fileName: "links-changed")))
    }
    return Report.Section(id: "change", heading: "Who gains, and who loses?", blocks: blocks)
  }

  func selectionSection(_ selection: AssignFacts.Selection) -> Report.Section {
    let names = PlainWords.list(selection.links)
    var blocks: [Block] = [
      .paragraph(
        "\(strong: Self.vehicles(selection.trips)) trips of \(PlainWords.count(selection.pairCount, "pair")) of zones pass \(names)."
      )
    ]
    if !selection.pairs.isEmpty {
      blocks.append(
        .table(
          ReportTable(
            caption: "Where they come from and go to, the largest",
            columns: [
              .text("From zone"), .text("To zone"), .number("Trips", format: .automatic),
              .number("Share", format: .percent(1)),
            ],
            rows: selection.pairs.map {
              .init([
                .text($0.from), .text($0.to), .number($0.trips),
                .number($0.trips / selection.trips),
              ])
            },
            note:
              "All of them are in \(code: "select_link.csv"); the roads they take, in \(code: "select_link_flows.csv"). Where several paths cost the same, trips are shared by the origin's proportions.",
            fileName: "select-link-first")))
    }
    return Report.Section(id: "select", heading: "Who uses \(names)?", blocks: blocks)
  }

  func estimateSection(_ estimate: AssignFacts.Estimate) -> Report.Section {
    let worst = estimate.counts.sorted {
      abs($0.estimated - $0.counted) > abs($1.estimated - $1.counted)
    }.prefix(20)
    let change = estimate.tripsAfter / max(estimate.tripsBefore, 1e-300) - 1
    return Report.Section(
      id: "counts", heading: "How well do the trips fit the counts?",
      blocks: [
        .paragraph(
          "The trips were moved as little as \(PlainWords.count(estimate.counts.count, "count")) ask for: \(Self.percent(estimate.shareMoved)) of them moved, \(Self.vehicles(estimate.tripsBefore)) became \(Self.vehicles(estimate.tripsAfter)) (\(change < 0 ? "\(Self.percent(-change)) fewer" : "\(Self.percent(change)) more")). A pair was allowed to be off by \(Self.percent(estimate.spread)), the value that predicts left-out counts best."
        ),
        .table(
          ReportTable(
            caption: "Difference between flows and counts",
            columns: [
              .text("Flows of"),
              .number("Typical error", unit: "of a mean count", format: .percent(1)),
              .number("Counts met well", unit: "GEH below 5", format: .percent(0)),
            ],
            rows: [
              ("the trip table as given", estimate.prior, false),
              ("the fitted table", estimate.fit, false),
              ("a table fitted without the count", estimate.leftOut, true),
            ].map { name, fit, isMain in
              .init(
                [.text(name), .number(fit.relativeError), .number(fit.shareGood)],
                isEmphasized: isMain)
            },
            note: "The last row says what to expect where nobody counted.", fileName: "count-fit")),
        .table(
          ReportTable(
            caption: "Counts that are met least well",
            columns: [
              .text("Link"), .number("Counted"), .number("As given"), .number("Fitted"),
              .number("Fitted without it"),
            ],
            rows: worst.map {
              .init([
                .text($0.name), .number($0.counted), .number($0.prior), .number($0.estimated),
                .number($0.leftOut),
              ])
            }, note: "All counts are in \(code: "counts.csv").", isFolded: true,
            fileName: "counts-worst")),
      ])
  }

  var trustSection: Report.Section {
    let convergence = facts.convergence
    var lines: [InlineText] = [
      "After \(PlainWords.count(convergence.rounds, "round")) travellers could save at most \(Self.gap(convergence.reached)) of their time by other paths (relative gap \(code: "\(convergence.reached)"); asked for \(code: "\(convergence.asked)"))."
    ]
    if facts.samples > 0 {
      lines.append(
        "Ranges come from \(facts.samples) draws of the demand, each brought to equilibrium (relative gap \(code: "\(facts.sampleGap)")). They do not cover errors of the network: wrong capacities, missing roads."
      )
    } else {
      lines.append("No ranges: the demand was taken as exact.")
    }
    lines.append(
      "The model has no time of day: a queue that grows through the period is more delay than it says."
    )
    return Report.Section(
      id: "trust", heading: "How far can this be trusted?", blocks: [.list(lines)])
  }
}
