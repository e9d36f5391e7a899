import CivilTime
import Reports

/// Who works when?
enum ShiftSection {
  static func section(
    facts: RunFacts, plan: PlanFacts, tables: RunTables, days: [PlannedDay]
  ) -> Report.Section {
    var blocks: [Block] = []
    let units = distinct(tables.coverage.map(\.unit))
    for (position, unit) in units.prefix(3).enumerated() {
      if let chart = coverage(unit: unit, position: position, facts: facts, tables: tables) {
        blocks.append(.chart(chart))
      }
    }
    if units.count > 3 {
      blocks.append(.note("The first 3 of \(units.count) units are drawn; all are in the files."))
    }
    if let map = beyondNeed(facts: facts, tables: tables) { blocks.append(.chart(map)) }
    blocks.append(.table(dayTable(facts: facts, plan: plan, tables: tables, days: days)))
    if let crews = plan.crews, !crews.isEmpty { blocks.append(.table(crewTable(crews))) }
    if let busiest = days.max(by: { $0.shifts < $1.shifts }), busiest.shifts > 0,
      let chart = gantt(on: busiest.date, tables: tables)
    {
      blocks.append(.chart(chart))
    }
    return Report.Section(id: "plan", heading: "Who works when?", blocks: blocks)
  }

  private static func coverage(unit: String, position: Int, facts: RunFacts, tables: RunTables)
    -> Chart?
  {
    let rows = tables.coverage.filter { $0.unit == unit && $0.start.wallTime != nil }
    guard let first = rows.first, rows.count > 1 else { return nil }
    let seconds = Int(first.end.position - first.start.position)
    let short = rows.count { $0.covered < $0.required }
    let spare = rows.reduce(0.0) { total, row in
      total + Double(max(0, row.covered - row.required)) * Double(seconds) / 3_600
    }
    let several = distinct(tables.coverage.map(\.unit)).count > 1
    let step = facts.data.step
    let statement =
      short == 0
      ? "Every \(step) is covered; whole shifts leave \(PlainWords.number(spare, digits: 0)) person-hours to spare for \(several ? unit : "breaks in the rush, training and late calls")."
      : "\(PlainWords.count(short, step, plural: FanOfSeries.plural(step))) fall short of the need, by design of the prices set."
    return Chart(
      id: "cover-\(position + 1)", takeaway: statement,
      reading: "The line is the need, the area who is on duty for the whole \(step).",
      dataCaption: "People needed and planned\(several ? ", \(unit)" : "")",
      .coverage(
        CoverageChart(
          starts: rows.compactMap { $0.start.wallTime }, intervalSeconds: seconds,
          required: rows.map { Double($0.required) }, covered: rows.map { Double($0.covered) },
          unit: "people")))
  }

  /// Cover against need, by day and time.
  private static func beyondNeed(facts: RunFacts, tables: RunTables) -> Chart? {
    let rows = tables.coverage.filter { $0.required > 0 || $0.covered > 0 }
    guard
      let grid = DayTimeGrid(
        rows.compactMap { row in
          row.start.wallTime.map { ($0, Double(row.covered - row.required)) }
        })
    else { return nil }
    let (step, several) = (facts.data.step, distinct(rows.map(\.unit)).count > 1)
    let (short, exact) = (
      rows.count { $0.covered < $0.required }, rows.count { $0.covered == $0.required }
    )
    let plural = FanOfSeries.plural(step)
    return Chart(
      id: "cover-need",
      takeaway: short > 0
        ? "Too few people are there in \(PlainWords.count(short, step, plural: plural)) of \(PlainWords.number(Double(rows.count)))."
        : "Nowhere are too few people; in \(PlainWords.count(exact, step, plural: plural)) of \(PlainWords.number(Double(rows.count))) there is nobody to spare.",
      reading:
        "Each cell is the people on duty less those needed\(several ? ", of the unit with the fewest to spare" : ""); below 0 are too few.",
      dataCaption: "People beyond the need, by day and time",
      .heatMap(grid.heatMap(unit: "people")))
  }

  private static func dayTable(
    facts: RunFacts, plan: PlanFacts, tables: RunTables, days: [PlannedDay]
  ) -> ReportTable {
    let withService = days.contains { $0.service.isKnown }
    var columns: [ReportTable.Column] = [
      .text("Day"), .number("Shifts"), .number("Most needed", unit: "people"),
      .number("Expected", unit: facts.data.unit),
      .number("On duty", unit: "person-hours"),
      .number("Cost", format: .money(plan.currency)),
    ]
    if withService {
      columns.append(.number("Answered in time", format: .percent(0)))
      columns.append(.number("8 times in 10", format: .percent(0)))
    }
    func row(_ day: PlannedDay, _ label: ReportTable.Cell) -> ReportTable.Row {
      var cells: [ReportTable.Cell] = [
        label, .number(Double(day.shifts)), .number(Double(day.required)), .number(day.contacts),
        .number(day.coveredHours), .number(day.cost),
      ]
      if withService {
        cells.append(.number(day.service.expected))
        cells.append(.interval(day.service.low, day.service.high))
      }
      return ReportTable.Row(cells)
    }
    return ReportTable(
      caption: "The plan by day", columns: columns, rows: days.map { row($0, .date($0.date)) },
      footers: PlannedDay.together(days).map { [row($0, .text("Whole period"))] } ?? [],
      fileName: "plan-by-day")
  }

  /// One line a crew, one column a day: the shift by its first letters.
  private static func crewTable(_ crews: [PlanFacts.Crew]) -> ReportTable {
    let entries = crews.map { crew in
      crew.days.reduce(into: [String: String]()) { days, entry in
        days[String(entry.prefix(10))] = entry.split(separator: " ").dropFirst().dropLast()
          .joined(separator: " ")
      }
    }
    let dates = Set(entries.flatMap(\.keys)).sorted()
    let shown = dates.prefix(14)
    return ReportTable(
      caption: "Who works together",
      columns: [.text("Crew"), .number("People"), .number("Days", unit: "worked")]
        + shown.map { text in
          let label = CivilDate(iso8601: text).map { date in
            "\(PlainWords.weekday(date).prefix(2)) \(date.day)"
          }
          return .text(label ?? text)
        },
      rows: zip(crews, entries).map { crew, days in
        ReportTable.Row(
          [.text(crew.name), .number(Double(crew.people)), .number(Double(crew.days.count))]
            + shown.map { .text(days[$0] ?? "") })
      },
      note: dates.count > shown.count
        ? "The first 14 of \(dates.count) days; all are in \(code: CrewsFile.name)." : nil,
      fileName: "crews")
  }

  private static func gantt(on date: CivilDate, tables: RunTables) -> Chart? {
    let patterns = distinct(tables.schedule.map(\.pattern))
    let today = tables.schedule.filter { $0.start.wallTime?.date == date }
    let shifts = patterns.flatMap { pattern in today.filter { $0.pattern == pattern } }
    guard !shifts.isEmpty else { return nil }
    let midnight = WallTime(date: date).wallSeconds
    let rows = shifts.compactMap { shift -> GanttChart.Shift? in
      guard let start = shift.start.wallTime, let end = shift.end.wallTime else { return nil }
      let from = Int(start.wallSeconds - midnight) / 60
      let breaks = shift.breaks.split(separator: " ").compactMap { text -> GanttChart.Span? in
        let ends = text.split(separator: "-").map(minutes)
        guard ends.count == 2, let a = ends[0], let b = ends[1] else { return nil }
        let begin = a < from ? a + 1_440 : a
        return GanttChart.Span(start: begin, end: begin + (b <= a ? b - a + 1_440 : b - a))
      }
      return GanttChart.Shift(
        group: shift.pattern,
        hours: GanttChart.Span(start: from, end: Int(end.wallSeconds - midnight) / 60),
        breaks: breaks,
        count: shift.count)
    }
    let people = shifts.reduce(0) { $0 + $1.count }
    return Chart(
      id: "shifts",
      takeaway:
        "On \(PlainWords.date(date)), the busiest day, \(PlainWords.count(people, "shift")) start in \(PlainWords.count(shifts.count, "form")).",
      reading:
        "Each bar is a kind of shift with the number of people who work it; gaps are breaks.",
      dataCaption: "Shifts on \(PlainWords.date(date))",
      .gantt(GanttChart(shifts: rows, unit: "people")))
  }

  /// "12:30" as minutes after midnight.
  private static func minutes(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":").map { Int($0) }
    guard parts.count >= 2, let hour = parts[0], let minute = parts[1] else { return nil }
    return hour * 60 + minute
  }
}
