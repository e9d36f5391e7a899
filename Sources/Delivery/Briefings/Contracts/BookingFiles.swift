import Tables

/// `booking.csv`: people to book in each slot; `booking-ways.csv`: other ways to fill the book.
public enum BookingFiles {
  public static let slots = "booking.csv"
  public static let ways = "booking-ways.csv"

  public static func slots(of facts: BookingFacts) -> [UInt8] {
    var writer = CSVWriter(header: ["slot", "time", "booked", "mean_wait_minutes"])
    for (k, slot) in facts.slots.enumerated() {
      writer.integer(k + 1)
      writer.text(slot.time)
      writer.integer(slot.booked)
      writer.number(FileNumbers.rounded(slot.wait))
      writer.endRow()
    }
    return writer.bytes
  }

  public static func ways(of facts: BookingFacts) -> [UInt8] {
    var writer = CSVWriter(header: [
      "way", "booked", "slots", "seen", "mean_wait_minutes", "idle_minutes", "overtime_minutes",
      "chance_of_overtime", "net_value", "chosen",
    ])
    for way in facts.ways {
      writer.text(way.name)
      writer.integer(way.booked)
      writer.text(way.slots.map(String.init).joined(separator: " "))
      for value in [
        way.seen, way.wait, way.idle, way.overtime, way.overtimeChance, way.net,
      ] { writer.number(FileNumbers.rounded(value)) }
      writer.text(way.isChosen ? "yes" : "no")
      writer.endRow()
    }
    return writer.bytes
  }
}
