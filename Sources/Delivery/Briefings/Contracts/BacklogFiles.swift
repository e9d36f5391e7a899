import Tables

/// `backlog.csv`: the weeks of a plan that clears a backlog; `deadlines.csv`: what other dates
/// would cost.
public enum BacklogFiles {
  public static let weeks = "backlog.csv"
  public static let deadlines = "deadlines.csv"

  public static func weeks(of facts: BacklogFacts) -> [UInt8] {
    var writer = CSVWriter(header: [
      "week", "start", "end", "inflow", "inflow_lo-80", "inflow_hi-80", "people", "hires",
      "overtime_hours", "capacity", "left", "left_lo-80", "left_hi-80", "chance_cleared",
    ])
    for (k, week) in facts.weeks.enumerated() {
      writer.integer(k + 1)
      writer.text(week.first)
      writer.text(week.last)
      for value in [week.inflow, week.inflowLow, week.inflowHigh, week.people] {
        writer.number(FileNumbers.rounded(value))
      }
      writer.integer(week.hires)
      for value in [
        week.overtimeHours, week.capacity, week.left, week.leftLow, week.leftHigh, week.chance,
      ] { writer.number(FileNumbers.rounded(value)) }
      writer.endRow()
    }
    return writer.bytes
  }

  public static func deadlines(of facts: BacklogFacts) -> [UInt8] {
    var writer = CSVWriter(header: [
      "clear_by", "cost", "bound", "change_in_cost", "hires", "overtime_hours", "best_chance",
    ])
    for entry in facts.deadlines {
      func number(_ value: Double?) {
        if let value { writer.number(FileNumbers.rounded(value)) } else { writer.missing() }
      }
      writer.text(entry.date)
      number(entry.cost)
      number(entry.bound)
      number(entry.cost.map { $0 - facts.cost })
      if let hires = entry.hires { writer.integer(hires) } else { writer.missing() }
      number(entry.overtimeHours)
      number(entry.bestChance)
      writer.endRow()
    }
    return writer.bytes
  }
}
