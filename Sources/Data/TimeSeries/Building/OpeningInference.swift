import CivilTime
import Foundation

/// Finds the hours in which a place is closed from what its counts look like.
///
/// Slots of the week are compared over the weeks observed. A run of slots is
/// closed where
/// - hardly any row exists for it (in at most 1 % of the weeks), while rows
///   spread at random over the week would leave such a run empty with
///   probability below 10⁻⁶; or
/// - hardly any value is other than zero in it, while even a slot a tenth as
///   busy as the mean one would come to that with probability below 10⁻⁶.
///
/// The tenth keeps quiet nights of a place that never closes on the axis, and
/// the runs must be an hour long at least. Gaps at random, outages and short
/// series fall far short of either bound.
struct OpeningInference {
  static let tolerance = 0.01
  static let logBound = -6.0 * 2.302585092994046
  /// No share of present rows is taken to be surer than this.
  static let surest = 0.99

  /// Length of a slot; divides a day.
  var slotSeconds: Int

  private var slotsPerWeek: Int { 7 * 86_400 / slotSeconds }

  /// - Parameters:
  ///   - present: wall seconds of slots with a row, ascending and distinct.
  ///   - active: the same for slots with a value other than zero.
  /// - Returns: nil when nothing is closed.
  func openingHours(present: [Int64], active: [Int64]) -> OpeningHours? {
    guard let first = present.first, let last = present.last else { return nil }
    var weeks = [Int](repeating: 0, count: slotsPerWeek)
    var position = first
    while position <= last {
      weeks[slot(position)] += 1
      position += Int64(slotSeconds)
    }
    var presentCount = [Int](repeating: 0, count: slotsPerWeek)
    for position in present { presentCount[slot(position)] += 1 }
    var activeCount = [Int](repeating: 0, count: slotsPerWeek)
    for position in active { activeCount[slot(position)] += 1 }

    var closed = runs(of: presentCount, weeks, closed: nil, shrink: 1)
    closed = runs(of: activeCount, weeks, closed: closed, shrink: 0.1)
    guard closed.contains(true), closed.contains(false) else { return nil }
    return OpeningHours(slotSeconds: slotSeconds, isOpen: closed.map { !$0 })
  }

  /// Marks the significant runs of quiet slots as closed, beside those that
  /// already are.
  private func runs(
    of counts: [Int], _ weeks: [Int], closed: [Bool]?, shrink: Double
  ) -> [Bool] {
    let known = closed ?? [Bool](repeating: false, count: counts.count)
    let quiet = counts.indices.map { k in
      known[k] || weeks[k] > 0 && Double(counts[k]) <= OpeningInference.tolerance * Double(weeks[k])
    }
    // The share over all slots, quiet ones too: of those left when the quiet
    // are picked out, a short series with random gaps would seem to be always
    // there.
    var open = 0
    var openWeeks = 0
    for k in counts.indices where !known[k] {
      open += counts[k]
      openWeeks += weeks[k]
    }
    guard openWeeks > 0, quiet.contains(false) else { return known }
    let share = min(Double(open) / Double(openWeeks), OpeningInference.surest) * shrink
    let logMiss = log1p(-share)
    let shortest = max(1, min(3_600, 86_400) / slotSeconds)

    // Runs on the circle of the week, begun at a slot that is not quiet.
    var result = known
    let start = quiet.firstIndex(of: false) ?? 0
    var k = start
    while k < start + counts.count {
      guard quiet[k % counts.count] else {
        k += 1
        continue
      }
      var end = k
      var exposures = 0
      while quiet[end % counts.count] {
        if !known[end % counts.count] { exposures += weeks[end % counts.count] }
        end += 1
      }
      if end - k >= shortest, Double(exposures) * logMiss < OpeningInference.logBound {
        for slot in k..<end { result[slot % counts.count] = true }
      }
      k = end
    }
    return result
  }

  /// The slot of the week, Monday 00:00 first.
  private func slot(_ wallSeconds: Int64) -> Int {
    let wall = WallTime(wallSeconds: wallSeconds)
    return ((wall.date.weekday - 1) * 86_400 + wall.secondOfDay) / slotSeconds
  }
}

extension OpeningHours {
  /// In words: `Mon–Fri 07:00–21:05, Sat 09:00–13:00`. Neighbouring days with
  /// the same hours are named as one.
  public var text: String {
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    let days = (0..<7).map { day in hours(ofDay: day) }
    var parts: [String] = []
    var day = 0
    while day < 7 {
      var last = day
      while last + 1 < 7, days[last + 1] == days[day] { last += 1 }
      if !days[day].isEmpty {
        let name = last == day ? names[day] : "\(names[day])–\(names[last])"
        parts.append(days[day] == "00:00–24:00" ? name : "\(name) \(days[day])")
      }
      day = last + 1
    }
    return parts.joined(separator: ", ")
  }

  private func hours(ofDay day: Int) -> String {
    func clock(_ slot: Int) -> String {
      let second = slot * slotSeconds
      return second == 86_400
        ? "24:00"
        : String(
          WallTime(date: CivilDate(daysSinceEpoch: 0), secondOfDay: second).timeText.prefix(5))
    }
    var parts: [String] = []
    var slot = 0
    while slot < slotsPerDay {
      guard isOpen[day * slotsPerDay + slot] else {
        slot += 1
        continue
      }
      var end = slot
      while end < slotsPerDay, isOpen[day * slotsPerDay + end] { end += 1 }
      parts.append("\(clock(slot))–\(clock(end))")
      slot = end
    }
    return parts.joined(separator: " and ")
  }
}
