import CivilTime
import Reports

/// How many people are needed, interval by interval?
enum NeedSection {
  static func section(
    facts: RunFacts, confidence: Double, shrinkage: Double, tables: RunTables,
    isOfDays: Bool = false
  ) -> Report.Section {
    var blocks: [Block] = []
    if let map = heatMap(tables: tables) { blocks.append(.chart(map)) }
    let away: InlineText =
      shrinkage > 0
      ? " Of the people scheduled, \(PlainWords.percent(shrinkage)) of the time goes to training, meetings and absence, so more are scheduled than must be at work."
      : ""
    blocks.append(
      .paragraph(
        InlineText(
          isOfDays
            ? "The need is the number of people beyond whom one more saves less in missed contacts, at the day's price of one, than the lowest wage."
            : "The need is the fewest people for which the promise holds with \(PlainWords.percent(confidence)) certainty, given how unsure the forecast is of the \(facts.data.step)."
        ) + away))
    return Report.Section(id: "need", heading: "How many people are needed?", blocks: blocks)
  }

  private static func heatMap(tables: RunTables) -> Chart? {
    let rows = tables.requirement.filter { $0.start.wallTime != nil }
    let dates = distinct(rows.compactMap { $0.start.wallTime?.date }).sorted()
    let times = distinct(rows.compactMap { $0.start.wallTime?.secondOfDay }).sorted()
    // Five-minute needs are drawn by their largest value in half an hour.
    let slot = times.count > 60 ? 1_800 : 0
    let columns = slot == 0 ? times : distinct(times.map { $0 / slot * slot })
    guard !dates.isEmpty, dates.count <= 42, columns.count > 1 else { return nil }
    var values = [[Double]](
      repeating: [Double](repeating: .nan, count: columns.count), count: dates.count)
    var byUnit: [String: [[Double]]] = [:]
    for row in rows {
      guard let wall = row.start.wallTime, let day = dates.firstIndex(of: wall.date),
        let column = columns.firstIndex(
          of: slot == 0 ? wall.secondOfDay : wall.secondOfDay / slot * slot)
      else { continue }
      let before = byUnit[row.unit, default: values][day][column]
      byUnit[row.unit, default: values][day][column] =
        before.isNaN ? Double(row.required) : max(before, Double(row.required))
    }
    for unit in byUnit.keys.sorted() {
      for (day, line) in (byUnit[unit] ?? []).enumerated() {
        for (column, value) in line.enumerated() where !value.isNaN {
          values[day][column] = values[day][column].isNaN ? value : values[day][column] + value
        }
      }
    }
    var peak = (value: -1.0, day: 0, column: 0)
    for day in dates.indices {
      for column in columns.indices where values[day][column] > peak.value {
        peak = (values[day][column], day, column)
      }
    }
    guard peak.value >= 0 else { return nil }
    return Chart(
      id: "need",
      takeaway:
        "The most people, \(PlainWords.number(peak.value)), are needed on \(PlainWords.weekday(dates[peak.day])) at \(PlainWords.timeOfDay(columns[peak.column])).",
      reading: slot == 0
        ? nil : "Each cell is the largest need within its half hour.",
      dataCaption: "People needed by day and time",
      .heatMap(
        HeatMap(
          // A week's days go by name: that is short enough for a phone.
          rowLabels: dates.map {
            dates.count <= 7
              ? String(PlainWords.weekday($0).prefix(3)) : PlainWords.shortDate($0)
          },
          columnLabels: columns.map { PlainWords.timeOfDay($0) }, values: values, rowName: "Day",
          columnName: "From", unit: "people")))
  }
}
