import Tables

/// The smaller files of a roster.
public enum RosterTables {
  public static let fairness = "fairness.csv"
  public static let breaches = "breaches.csv"
  public static let cover = "cover.csv"
  public static let changes = "changes.csv"

  /// `person, contract, shifts, hours, weekends, nights, requests, granted, changes`.
  public static func fairness(of facts: RosterFacts) -> [UInt8] {
    var writer = CSVWriter(header: [
      "person", "contract", "shifts", "hours", "weekends", "nights", "requests", "granted",
      "changes",
    ])
    for person in facts.people {
      writer.text(person.person)
      writer.text(person.contract)
      writer.integer(person.shifts)
      writer.number(person.hours)
      for value in [
        person.weekends, person.nights, person.requests, person.granted, person.changes,
      ] { writer.integer(value) }
      writer.endRow()
    }
    return writer.bytes
  }

  /// `what, price`; the price of what must not be broken is empty.
  public static func breaches(of facts: RosterFacts) -> [UInt8] {
    var writer = CSVWriter(header: ["what", "price"])
    for breach in facts.violations + facts.breaches {
      writer.text(breach.sentence)
      if let price = breach.price { writer.number(price) } else { writer.missing() }
      writer.endRow()
    }
    return writer.bytes
  }

  /// `date, shift, required, given`.
  public static func cover(of facts: RosterFacts) -> [UInt8] {
    var writer = CSVWriter(header: ["date", "shift", "required", "given"])
    for entry in facts.cover {
      writer.text(entry.date)
      writer.text(entry.shift)
      writer.integer(entry.required)
      writer.integer(entry.given)
      writer.endRow()
    }
    return writer.bytes
  }

  /// `person, date, before, after`; empty for a day off.
  public static func changes(
    _ rows: [(person: String, date: String, before: String, after: String)]
  ) -> [UInt8] {
    var writer = CSVWriter(header: ["person", "date", "before", "after"])
    for row in rows {
      for text in [row.person, row.date, row.before, row.after] { writer.text(text) }
      writer.endRow()
    }
    return writer.bytes
  }
}
