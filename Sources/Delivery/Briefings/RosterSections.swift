import CivilTime
import Reports

/// The parts of a roster's report.
enum RosterSections {
  static func span(_ roster: RosterFacts) -> String {
    guard let first = date(roster.firstDay) else { return roster.firstDay }
    return PlainWords.sentence(
      PlainWords.dates(from: first, to: first.adding(days: max(0, roster.days - 1))))
  }

  static func date(_ text: String) -> CivilDate? {
    guard case .date(let date)? = IntervalLabel(text)?.moment else { return nil }
    return date
  }

  /// One table a week, people by days.
  static func weeks(_ roster: RosterFacts, _ rows: [RosterRow]) -> [Block] {
    guard let first = date(roster.firstDay) else { return [] }
    var duties: [String: [CivilDate: String]] = [:]
    for row in rows { duties[row.person, default: [:]][row.start.date] = row.activity }
    let weeks = (roster.days + 6) / 7
    var blocks: [Block] = (0..<min(weeks, 6)).map { week in
      let days = (7 * week..<min(roster.days, 7 * week + 7)).map { first.adding(days: $0) }
      return .table(
        ReportTable(
          caption: "Week of \(PlainWords.dateWithoutWeekday(days[0]))",
          columns: [.text("Person")]
            + days.map { .text("\(PlainWords.weekday($0).prefix(3)) \($0.day)") },
          rows: roster.people.map { person in
            ReportTable.Row(
              [.text(person.person)] + days.map { .text(duties[person.person]?[$0] ?? "") })
          },
          fileName: "week-\(week + 1)"))
    }
    if weeks > 6 {
      blocks.append(
        .note("The first 6 of \(weeks) weeks are shown; all are in \(code: RosterFile.name)."))
    }
    return blocks
  }

  static func cover(_ roster: RosterFacts) -> [Block] {
    let dates = distinct(roster.cover.map(\.date))
    let shifts = roster.shifts.filter { name in
      roster.cover.contains { $0.shift == name && ($0.required > 0 || $0.given > 0) }
    }
    let short = roster.cover.filter { $0.given < $0.required }
    let missing = short.reduce(0) { $0 + $1.required - $1.given }
    var blocks: [Block] = []
    if !shifts.isEmpty, dates.count > 1, dates.count <= 42 {
      var values = [[Double]](
        repeating: [Double](repeating: .nan, count: dates.count), count: shifts.count)
      var beyond = values
      for entry in roster.cover {
        if let row = shifts.firstIndex(of: entry.shift),
          let column = dates.firstIndex(of: entry.date)
        {
          values[row][column] = Double(entry.given)
          beyond[row][column] = Double(entry.given - entry.required)
        }
      }
      let columns = dates.map { text in
        date(text).map { dates.count <= 14 ? PlainWords.shortDate($0) : String($0.day) } ?? text
      }
      func map(_ values: [[Double]]) -> HeatMap {
        HeatMap(
          rowLabels: shifts, columnLabels: columns, values: values, rowName: "Shift",
          columnName: "Day", unit: "people")
      }
      blocks.append(
        .chart(
          Chart(
            id: "cover",
            takeaway: missing == 0
              ? "Every shift of every day has the people it needs."
              : "\(PlainWords.count(missing, "person", plural: "people")) \(missing == 1 ? "is" : "are") missing, in \(PlainWords.count(short.count, "shift")).",
            reading: "Each cell is the number of people in a kind of shift on a day.",
            dataCaption: "People by shift and day", .heatMap(map(values)))))
      let spare = roster.cover.reduce(0) { $0 + max(0, $1.given - $1.required) }
      if spare > 0 || missing > 0 {
        blocks.append(
          .chart(
            Chart(
              id: "cover-need",
              takeaway:
                "Against the need, \(PlainWords.count(spare, "duty", plural: "duties")) \(spare == 1 ? "is" : "are") to spare and \(missing == 0 ? "none is" : missing == 1 ? "1 is" : "\(missing) are") missing.",
              reading: "Each cell is the people there less those needed; below 0 are too few.",
              dataCaption: "People beyond the need, by shift and day", .heatMap(map(beyond)))))
      }
    }
    if !short.isEmpty {
      blocks.append(
        .table(
          ReportTable(
            caption: "Shifts with too few people",
            columns: [.text("Day"), .text("Shift"), .number("Needed"), .number("There")],
            rows: short.map {
              ReportTable.Row([
                date($0.date).map { .date($0) } ?? .text($0.date), .text($0.shift),
                .number(Double($0.required)), .number(Double($0.given)),
              ])
            }, fileName: "short")))
    }
    return blocks
  }

  static func fairness(_ roster: RosterFacts) -> [Block] {
    var blocks: [Block] = []
    for contract in distinct(roster.people.map(\.contract)) {
      let own = roster.people.filter { $0.contract == contract }
      guard own.count > 1 else { continue }
      let weekends = own.map(\.weekends)
      let nights = own.map(\.nights)
      let share =
        own.contains { $0.requests > 0 }
        ? "; of their \(own.reduce(0) { $0 + $1.requests }) requests \(own.reduce(0) { $0 + $1.granted }) are granted"
        : ""
      blocks.append(
        .paragraph(
          "\(strong: contract), \(own.count) people: \(range(weekends, "weekend")) and \(range(nights, "night")) each\(share)."
        ))
    }
    let withChanges = roster.changes != nil
    var columns: [ReportTable.Column] = [
      .text("Person"), .text("Contract"), .number("Shifts"), .number("Hours"),
      .number("Weekends"), .number("Nights"), .number("Requests"), .number("Granted"),
    ]
    if withChanges { columns.append(.number("Duties changed")) }
    blocks.append(
      .table(
        ReportTable(
          caption: "What each person gets",
          columns: columns,
          rows: roster.people.map { person in
            var cells: [ReportTable.Cell] = [
              .text(person.person), .text(person.contract), .number(Double(person.shifts)),
              .number(person.hours), .number(Double(person.weekends)),
              .number(Double(person.nights)), .number(Double(person.requests)),
              .number(Double(person.granted)),
            ]
            if withChanges { cells.append(.number(Double(person.changes))) }
            return ReportTable.Row(cells)
          }, fileName: "fairness")))
    return blocks
  }

  private static func range(_ values: [Int], _ noun: String) -> String {
    guard let low = values.min(), let high = values.max() else { return "no \(noun)s" }
    return low == high
      ? PlainWords.count(low, noun) : "\(low) to \(PlainWords.count(high, noun))"
  }

  /// What cannot be kept together, and the ways out.
  static func impasse(_ impasse: RosterFacts.Impasse) -> [Block] {
    let smallest: InlineText =
      impasse.isSmallest
      ? "No roster keeps all of these together; without any one of them the others can be kept (proved):"
      : "No roster keeps all of these together (proved):"
    return [
      .paragraph(smallest), .list(impasse.reasons.map { InlineText($0) }),
      .list(impasse.ways.map { InlineText($0) }),
    ]
  }

  /// Breaches, the dearest first.
  static func broken(_ roster: RosterFacts) -> [Block] {
    var blocks: [Block] = []
    if !roster.violations.isEmpty {
      blocks.append(
        .warning(
          "These rules must hold and cannot all be kept: each has to be changed, or given a price.")
      )
      blocks.append(.list(roster.violations.prefix(40).map { InlineText($0.sentence) }))
    }
    let dear = roster.breaches.enumerated().sorted {
      let (a, b) = ($0.element.price ?? 0, $1.element.price ?? 0)
      return a != b ? a > b : $0.offset < $1.offset
    }.map(\.element)
    if !dear.isEmpty {
      blocks.append(
        .table(
          ReportTable(
            caption: "Wishes and limits that gave way",
            columns: [.text("What"), .number("Price", format: .automatic)],
            rows: dear.prefix(200).map {
              ReportTable.Row([.text($0.sentence), .number($0.price ?? .nan)])
            },
            note: dear.count > 200
              ? "The dearest 200 of \(dear.count); all are in \(code: "breaches.csv")." : nil,
            fileName: "breaches")))
    }
    return blocks
  }
}
