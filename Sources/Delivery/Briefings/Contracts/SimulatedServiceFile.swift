import Tables

/// `service.csv`: what each interval of a plan gave when it was played through.
public enum SimulatedServiceFile {
  public static let name = "service.csv"

  public static func bytes(of facts: SimulatedServiceFacts) -> [UInt8] {
    var writer = CSVWriter(header: [
      "unit", "start", "end", "people", "contacts", "service_level", "service_level_lo-95",
      "service_level_hi-95", "abandonment", "abandonment_lo-95", "abandonment_hi-95",
      "wait_seconds", "wait_seconds_lo-95", "wait_seconds_hi-95", "occupancy",
    ])
    func number(_ value: Double?) {
      if let value { writer.number(FileNumbers.rounded(value)) } else { writer.missing() }
    }
    for row in facts.intervals {
      writer.text(row.unit)
      writer.text(row.start)
      writer.text(row.end)
      writer.integer(row.people)
      number(row.contacts)
      for estimate in [row.answered, row.abandoned, row.wait] {
        number(estimate.value)
        number(estimate.low)
        number(estimate.high)
      }
      number(row.occupancy.value)
      writer.endRow()
    }
    return writer.bytes
  }
}
