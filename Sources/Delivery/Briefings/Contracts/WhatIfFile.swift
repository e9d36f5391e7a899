import Tables

/// `what-if.csv`: the same period planned under other assumptions, the recipe's first.
public enum WhatIfFile {
  public static let name = "what-if.csv"

  public static func bytes(of facts: WhatIfFacts) -> [UInt8] {
    var writer = CSVWriter(
      header: ["case"] + facts.varied + [
        "cost", "bound", "change_in_cost", "paid_hours", "shifts", "service_level",
        "service_level_lo-80", "service_level_hi-80", "kept_service_level",
        "kept_service_level_lo-80", "kept_service_level_hi-80", "kept_intervals_short", "reason",
        "days_on_target", "kept_days_on_target",
      ])
    let base = facts.cases.first?.cost
    for entry in facts.cases {
      writer.text(entry.name)
      for value in entry.values { writer.number(value) }
      func number(_ value: Double?) {
        if let value, value.isFinite { writer.number(value) } else { writer.missing() }
      }
      number(entry.cost)
      number(entry.bound)
      number(entry.cost.flatMap { cost in base.map { FileNumbers.rounded(cost - $0) } })
      number(entry.paidHours)
      if let shifts = entry.shifts { writer.integer(shifts) } else { writer.missing() }
      for value in [
        entry.service, entry.serviceLow, entry.serviceHigh, entry.keptService, entry.keptLow,
        entry.keptHigh,
      ] { number(value) }
      writer.integer(entry.keptShort)
      writer.text(entry.reason ?? "")
      number(entry.chance)
      number(entry.keptChance)
      writer.endRow()
    }
    return writer.bytes
  }
}
