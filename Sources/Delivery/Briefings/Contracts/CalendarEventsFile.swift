import CivilTime

/// `schedule.ics`: the shifts as events of a calendar, in iCalendar's form (RFC 5545).
///
/// An event stands for all people of a line of `schedule.csv`; their number is in its
/// name. Times are in UTC where the offset is known, else floating: what the clock on
/// the wall shows wherever the calendar is opened.
public enum CalendarEventsFile {
  public static let name = "schedule.ics"

  public static func bytes(of rows: [ScheduleRow]) -> [UInt8] {
    var text = ""
    func line(_ content: String) { text += folded(content) + "\r\n" }
    line("BEGIN:VCALENDAR")
    line("VERSION:2.0")
    line("PRODID:-//apportion//schedule//EN")
    line("CALSCALE:GREGORIAN")
    for row in rows {
      guard let start = moment(row.start), let end = moment(row.end) else { continue }
      let people = row.count == 1 ? "1 person" : "\(row.count) people"
      let place = row.unit.isEmpty ? "" : " (\(row.unit))"
      line("BEGIN:VEVENT")
      line("UID:\(row.shiftID)-\(start)-\(row.start.position)@apportion")
      // The time of making is asked for; the same plan has to give the same file.
      line("DTSTAMP:\(utc(row.start.position))")
      line("DTSTART:\(start)")
      line("DTEND:\(end)")
      line("SUMMARY:\(escaped("\(row.pattern)\(place): \(people)"))")
      if !row.breaks.isEmpty { line("DESCRIPTION:\(escaped("Breaks: \(row.breaks)"))") }
      line("TRANSP:OPAQUE")
      line("END:VEVENT")
    }
    line("END:VCALENDAR")
    return Array(text.utf8)
  }

  private static func moment(_ label: IntervalLabel) -> String? {
    guard let wall = label.wallTime else { return nil }
    if label.offset != nil { return utc(label.position) }
    return stamp(wall)
  }

  private static func utc(_ position: Int64) -> String {
    stamp(WallTime(wallSeconds: position)) + "Z"
  }

  private static func stamp(_ wall: WallTime) -> String {
    func padded(_ value: Int, _ digits: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    let second = wall.secondOfDay
    return padded(wall.date.year, 4) + padded(wall.date.month, 2) + padded(wall.date.day, 2) + "T"
      + padded(second / 3_600, 2) + padded(second / 60 % 60, 2) + padded(second % 60, 2)
  }

  /// RFC 5545, 3.3.11.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\", ";", ",": result += "\\" + String(character)
      case "\n", "\r", "\r\n": result += "\\n"
      default: result.append(character)
      }
    }
    return result
  }

  /// Lines hold at most 75 octets; what is longer goes on behind a space (RFC 5545, 3.1).
  private static func folded(_ line: String) -> String {
    var result = ""
    var used = 0
    for character in line {
      let size = character.utf8.count
      if used + size > 75 {
        result += "\r\n "
        used = 1
      }
      result.append(character)
      used += size
    }
    return result
  }
}
