public import CivilTime
public import Tables

/// One line of `roster.csv`: a shift of a person.
public struct RosterRow: Sendable, Hashable {
  public var person: String
  public var start: WallTime
  public var end: WallTime
  /// Name of the shift.
  public var activity: String

  public init(person: String, start: WallTime, end: WallTime, activity: String) {
    self.person = person
    self.start = start
    self.end = end
    self.activity = activity
  }
}

/// `roster.csv`: `person, start, end, activity`.
public enum RosterFile {
  public static let name = "roster.csv"
  public static let textColumns = ["person", "start", "end", "activity"]

  public static func bytes(of rows: [RosterRow]) -> [UInt8] {
    var writer = CSVWriter(header: textColumns)
    for row in rows {
      writer.text(row.person)
      writer.text("\(row.start)")
      writer.text("\(row.end)")
      writer.text(row.activity)
      writer.endRow()
    }
    return writer.bytes
  }

  public static func rows(from table: ContractTable) throws(TableError) -> [RosterRow] {
    let people = try table.text("person")
    let starts = try table.labels("start")
    let ends = try table.labels("end")
    let activities = try table.text("activity")
    var rows: [RosterRow] = []
    for k in people.indices {
      guard let start = starts[k].wallTime, let end = ends[k].wallTime else {
        throw table.problem("a roster needs dates with times", line: k + 2)
      }
      rows.append(RosterRow(person: people[k], start: start, end: end, activity: activities[k]))
    }
    return rows
  }

  /// The roster as events of a calendar, floating: what the clock on the wall shows.
  public static func events(of rows: [RosterRow]) -> [UInt8] {
    CalendarEventsFile.bytes(
      of: rows.map {
        CalendarEventsFile.Event(
          id: "\($0.person)-\($0.start.wallSeconds)",
          start: IntervalLabel(wall: $0.start, offset: nil),
          end: IntervalLabel(wall: $0.end, offset: nil), summary: "\($0.person): \($0.activity)")
      })
  }
}
