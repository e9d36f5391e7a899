import Tables

/// `changes.csv`: who does something else than the published schedule says.
public enum IntradayChangesFile {
  public static let name = "changes.csv"
  /// The changed shifts as events of a calendar.
  public static let events = "changes.ics"

  public static func bytes(of facts: IntradayFacts) -> [UInt8] {
    var writer = CSVWriter(header: [
      "shift_id", "unit", "pattern", "count", "start", "end", "new_end", "breaks", "new_breaks",
      "cost",
    ])
    for change in facts.changes {
      for text in [change.shiftID, change.unit, change.pattern] { writer.text(text) }
      writer.integer(change.count)
      for text in [change.start, change.end, change.newEnd, change.breaks, change.newBreaks] {
        writer.text(text)
      }
      writer.number(change.cost)
      writer.endRow()
    }
    return writer.bytes
  }

  public static func calendar(of facts: IntradayFacts) -> [UInt8] {
    CalendarEventsFile.bytes(
      of: facts.changes.enumerated().compactMap { place, change in
        guard let start = IntervalLabel(change.start), let end = IntervalLabel(change.newEnd)
        else { return nil }
        let people = change.count == 1 ? "1 person" : "\(change.count) people"
        return CalendarEventsFile.Event(
          id: "\(change.shiftID)-changed-\(place + 1)", start: start, end: end,
          summary: "\(change.pattern), changed: \(people)",
          description: (change.newBreaks.isEmpty ? "" : "Breaks: \(change.newBreaks). ")
            + "Was \(change.start) to \(change.end)"
            + (change.breaks.isEmpty ? "" : ", breaks \(change.breaks)"))
      })
  }
}

/// `update.csv`: the day's contacts and people, before and after the morning was seen.
public enum IntradayUpdateFile {
  public static let name = "update.csv"

  public static func bytes(of facts: IntradayFacts) -> [UInt8] {
    var writer = CSVWriter(header: [
      "unit", "start", "end", "came", "before", "after", "after_lo-80", "after_hi-80",
      "people_before", "people_after", "saving_of_one_more",
    ])
    for unit in facts.units {
      for interval in unit.intervals {
        writer.text(unit.unit)
        writer.text(interval.start)
        writer.text(interval.end)
        if let came = interval.came { writer.number(came) } else { writer.missing() }
        for value in [
          interval.before, interval.after.expected, interval.after.low, interval.after.high,
        ] {
          writer.number(value)
        }
        writer.integer(interval.peopleBefore)
        writer.integer(interval.peopleAfter)
        writer.number(interval.saving)
        writer.endRow()
      }
    }
    return writer.bytes
  }
}
