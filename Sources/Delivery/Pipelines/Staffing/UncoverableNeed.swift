import Briefings
import CivilTime
import Reports
import Staffing

/// Hours in which people are needed and no shift of the recipe is there, as a
/// planner would name them: by time of day and number of days.
struct UncoverableNeed: CustomStringConvertible {
  private struct Stretch: Hashable {
    var unit: String
    var from: Int
    var to: Int
  }
  private var stretches: [(stretch: Stretch, days: [CivilDate])] = []
  /// The day of a clock change that explains every one of them.
  private var clockChange: CivilDate?

  /// Nil for other errors.
  init?(_ error: StaffingError, _ needs: [RequirementRow]) {
    guard case .uncoverable(let intervals) = error else { return nil }
    var position = 0
    while position < intervals.count {
      let first = intervals[position]
      var end = first
      while position + 1 < intervals.count, intervals[position + 1].unit == first.unit,
        intervals[position + 1].start == end.end,
        intervals[position + 1].wallStart.date == first.wallStart.date
      {
        position += 1
        end = intervals[position]
      }
      position += 1
      let until = end.wallStart.secondOfDay + Int(end.end - end.start)
      let stretch = Stretch(
        unit: first.unit, from: first.wallStart.secondOfDay, to: until % 86_400)
      if let known = stretches.firstIndex(where: { $0.stretch == stretch }) {
        stretches[known].days.append(first.wallStart.date)
      } else {
        stretches.append((stretch, [first.wallStart.date]))
      }
    }
    let changes = zip(needs, needs.dropFirst()).filter {
      $0.unit == $1.unit && $0.start.offset != $1.start.offset
    }.compactMap(\.1.start.wallTime?.date)
    clockChange = changes.first { change in
      intervals.allSatisfy { $0.wallStart.date == change }
    }
  }

  var description: String {
    let shown = stretches.prefix(4).map { entry in
      let stretch = entry.stretch
      let days =
        entry.days.count == 1
        ? "on \(entry.days[0])"
        : "on \(entry.days.count) days from \(entry.days[0]) to \(entry.days[entry.days.count - 1])"
      return (stretch.unit.isEmpty ? "" : "\"\(stretch.unit)\" ")
        + "\(PlainWords.timeOfDay(stretch.from)) to \(PlainWords.timeOfDay(stretch.to)) \(days)"
    }
    let more = stretches.count - shown.count
    let places = shown.joined(separator: "; ") + (more > 0 ? "; and \(more) more" : "")
    let remedy =
      clockChange == nil
      ? "Add a shift that works then, or let shifts start so that one reaches"
      : "The clock changes that night, and a shift of fixed length ends at another hour: leave "
        + "\"endsByClock\": false out, add a shift an hour longer"
    return "no shift can cover \(places). \(remedy), or set schedule.underCoverCostPerHour to "
      + "allow gaps at a price."
  }
}

extension StaffingError {
  /// The description with the names that recipes use.
  var inTheRecipesWords: String {
    "\(self)".replacing("underCoverPrice", with: "schedule.underCoverCostPerHour")
  }
}
