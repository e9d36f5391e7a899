public import CivilTime
import Statistics
import Tables

/// The nurses of a made-up ward and what they ask for: something to roster.
///
/// People have no names, only numbers. Two in five work part time, one in three can lead a
/// shift, one in ten works nights only. Everybody asks for a few days off and some for a
/// shift; one in eight is on leave for five days. The doctor's appointments of the twelve weeks
/// before go with them.
public struct ClinicSimulation: Sendable {
  public var seed: UInt64
  public var firstDay: CivilDate
  public var days: Int
  public var people: Int

  public init(seed: UInt64, firstDay: CivilDate, days: Int, people: Int) {
    self.seed = seed
    self.firstDay = firstDay
    self.days = days
    self.people = people
  }

  private func name(_ person: Int) -> String {
    let number = String(person + 1)
    return "Nurse " + String(repeating: "0", count: max(0, 2 - number.count)) + number
  }

  func peopleCSV() -> [UInt8] {
    var writer = CSVWriter(header: ["person", "contract", "skills"])
    for person in 0..<people {
      let contract = person % 10 == 9 ? "nights" : person % 5 < 2 ? "part time" : "full time"
      writer.text(name(person))
      writer.text(contract)
      writer.text(person % 3 == 0 ? "nurse lead" : "nurse")
      writer.endRow()
    }
    return writer.bytes
  }

  func requestsCSV() -> [UInt8] {
    var random = RandomStream(seed: seed, "clinic requests")
    var writer = CSVWriter(header: ["person", "date", "kind", "shift", "price"])
    func line(_ person: Int, _ day: Int, _ kind: String, _ shift: String, _ price: Int?) {
      writer.text(name(person))
      writer.text("\(firstDay.adding(days: day))")
      writer.text(kind)
      writer.text(shift)
      if let price { writer.integer(price) } else { writer.missing() }
      writer.endRow()
    }
    for person in 0..<people {
      if person % 8 == 4, days > 5 {
        let first = random.integer(below: days - 5)
        for day in first..<first + 5 { line(person, day, "leave", "", nil) }
      }
      var asked: Set<Int> = []
      for wish in 0..<4 {
        let day = random.integer(below: days)
        guard asked.insert(day).inserted else { continue }
        switch wish {
        case 0...2: line(person, day, "off", "", 2 + random.integer(below: 4))
        default: line(person, day, "on", "Early", 1 + random.integer(below: 3))
        }
      }
    }
    return writer.bytes
  }

  /// Appointments of the doctor's sessions before the roster: three in four are kept, fewer of
  /// those booked long before; a visit takes 14 minutes on average.
  func appointmentsCSV() -> [UInt8] {
    var random = RandomStream(seed: seed, "clinic appointments")
    var writer = CSVWriter(header: ["date", "booked_days_ahead", "attended", "minutes"])
    for week in 0..<12 {
      for weekday in 0..<5 {
        for _ in 0..<12 {
          let ahead = 1 + random.integer(below: 42)
          let comes = random.uniform() < 0.86 - 0.005 * Double(ahead)
          writer.text("\(firstDay.adding(days: 7 * (week - 12) + weekday))")
          writer.integer(ahead)
          writer.text(comes ? "yes" : "no")
          let minutes = (try? Gamma(shape: 4, scale: 3.5))?.sample(using: &random) ?? 14
          if comes { writer.number(max(1, minutes.rounded())) } else { writer.missing() }
          writer.endRow()
        }
      }
    }
    return writer.bytes
  }
}
