public import Reports

/// An appointment book as a report.
public enum BookingBriefing {
  public static func report(facts: RunFacts, booking: BookingFacts, origin: Report.Origin)
    -> Report
  {
    Report(
      title: facts.title,
      subtitle:
        "A session of \(PlainWords.count(booking.slots.count, "slot")) of \(booking.slotMinutes) minutes. Made from \(facts.data.file).",
      decision: decision(booking),
      sections: [
        Report.Section(id: "book", heading: "Whom to book when?", blocks: book(booking)),
        Report.Section(id: "ways", heading: "What would other books give?", blocks: ways(booking)),
        Report.Section(
          id: "quality", heading: "How sure is it who comes?", blocks: quality(facts, booking)),
      ],
      assumptions: booking.assumptions.map {
        .init($0.statement, value: InlineText($0.value), source: InlineText($0.source))
      },
      unsuitableUses: [
        "to double-book a named person because of who they are",
        "for visits that differ much in length: plan those apart",
        "where most people come late or unannounced",
      ],
      origin: origin)
  }

  private static func decision(_ booking: BookingFacts) -> Report.Decision {
    guard let chosen = booking.chosen else {
      return Report.Decision(headline: "Nobody is booked", do: "", why: "", howSure: "")
    }
    let doubled = booking.slots.filter { $0.booked > 1 }
    let empty = booking.slots.filter { $0.booked == 0 }
    var parts: [String] = []
    if !doubled.isEmpty {
      parts.append(
        PlainWords.list(doubled.map { "\($0.booked) at \($0.time)" }))
    }
    if !empty.isEmpty { parts.append("nobody at \(PlainWords.list(empty.map(\.time)))") }
    let pattern =
      parts.isEmpty
      ? "one person in every slot" : parts.joined(separator: ", ") + ", one in each other slot"
    let single = booking.ways.first { $0.name.hasPrefix("one a slot") }
    let minutes = { PlainWords.number($0 as Double, digits: 0) }
    return Report.Decision(
      headline:
        "Book \(PlainWords.count(chosen.booked, "person", plural: "people")) into \(PlainWords.count(booking.slots.count, "slot"))",
      do: "\(strong: PlainWords.sentence(pattern)).",
      why:
        "\(strong: PlainWords.percent(1 - booking.showShare)) of appointments are missed. So booked, about \(PlainWords.number(chosen.seen, digits: 1)) people are seen; who comes waits \(PlainWords.number(chosen.wait, digits: 1)) minutes on average, \(minutes(chosen.idle)) minutes stay idle and the session runs \(minutes(chosen.overtime)) minutes over.",
      howSure:
        "\(booking.appointments) past appointments leave a share of kept ones between \(PlainWords.percent(booking.showLow)) and \(PlainWords.percent(booking.showHigh)), 19 times in 20: the wait is then \(PlainWords.number(booking.fewer.wait, digits: 1)) to \(PlainWords.number(booking.more.wait, digits: 1)) minutes, the overtime \(minutes(booking.fewer.overtime)) to \(minutes(booking.more.overtime)). \(booking.isProved ? "No other book is worth more at these prices (proved for this number of people)." : "No single move of a person makes it worth more.")",
      cost: single.map {
        "Worth \(strong: PlainWords.money(chosen.net, sign: booking.currency)) a session after waits, idle time and overtime; with one person a slot it would be \(PlainWords.money($0.net, sign: booking.currency))."
      })
  }

  private static func book(_ booking: BookingFacts) -> [Block] {
    var blocks: [Block] = []
    if booking.slots.count > 1, booking.slots.count <= BarChart.maximumBars,
      let longest = booking.slots.max(by: { $0.wait < $1.wait })
    {
      blocks.append(
        .chart(
          Chart(
            id: "booked",
            takeaway:
              "Waits are longest at \(longest.time): \(PlainWords.number(longest.wait, digits: 0)) minutes on average.",
            reading: "Each bar is the mean wait of those booked for the slot who come.",
            dataCaption: "Mean wait by slot",
            .bars(
              BarChart(
                bars: booking.slots.map {
                  BarChart.Bar("\($0.time) (\($0.booked))", $0.wait)
                },
                itemName: "Slot (people booked)", unit: "minutes", format: .fixed(1),
                order: .given)))))
    }
    blocks.append(
      .table(
        ReportTable(
          caption: "The book",
          columns: [
            .text("Slot"), .number("People to book"),
            .number("Mean wait", unit: "minutes", format: .fixed(1)),
          ],
          rows: booking.slots.map {
            ReportTable.Row([.text($0.time), .number(Double($0.booked)), .number($0.wait)])
          }, fileName: "book")))
    return blocks
  }

  private static func ways(_ booking: BookingFacts) -> [Block] {
    [
      .table(
        ReportTable(
          caption: "Other ways to fill the session",
          columns: [
            .text("Book"), .number("Booked"), .number("Seen", format: .fixed(1)),
            .number("Mean wait", unit: "minutes", format: .fixed(1)),
            .number("Idle", unit: "minutes", format: .fixed(0)),
            .number("Overtime", unit: "minutes", format: .fixed(0)),
            .number("Chance of overtime", format: .percent(0)),
            .number("Worth", format: .money(booking.currency)),
          ],
          rows: booking.ways.map { way in
            ReportTable.Row(
              [
                .text(way.name), .number(Double(way.booked)), .number(way.seen),
                .number(way.wait), .number(way.idle), .number(way.overtime),
                .number(way.overtimeChance), .number(way.net),
              ], isEmphasized: way.isChosen)
          },
          note: "Expected values over who comes and how long visits take.", fileName: "ways"))
    ]
  }

  private static func quality(_ facts: RunFacts, _ booking: BookingFacts) -> [Block] {
    var blocks: [Block] = [
      .paragraph(
        "Of \(strong: PlainWords.number(Double(booking.appointments))) past appointments in \(code: facts.data.file), \(PlainWords.number(Double(booking.kept))) were kept (\(PlainWords.percent(booking.showShare, digits: 1))); a visit took \(PlainWords.number(booking.meanMinutes, digits: 1)) minutes on average."
      )
    ]
    if booking.appointments < 200 {
      blocks.append(
        .warning(
          "Fewer than 200 past appointments say little about who comes; watch the first weeks closely."
        ))
    }
    return blocks
  }
}
