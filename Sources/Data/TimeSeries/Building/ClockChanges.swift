import CivilTime

/// Traces that a clock's changes leave in wall times whose zone is not known.
enum ClockChanges {
  /// A sentence where the small hours of Sundays look like a clock was changed.
  ///
  /// Missing: on a Sunday in March or April (September or October in the
  /// south), every step from 01:00 to 04:00 is there but those of one hour.
  static func note(on positions: [Int64], step: Frequency) -> String? {
    guard case .seconds(let size) = step, 3_600 % size == 0, let first = positions.first,
      let last = positions.last
    else { return nil }
    let present = PositionSet(sorted: positions)
    var missing: [CivilDate] = []
    var date = WallTime(wallSeconds: first).date.onOrAfter(weekday: 7)
    while Int64(date.daysSinceEpoch) * 86_400 + 6 * 3_600 <= last {
      if [3, 4, 9, 10].contains(date.month) {
        let gone = (0..<6).filter { hour in
          stride(from: 0, to: 3_600, by: size).allSatisfy {
            !present.contains(Int64(date.daysSinceEpoch * 86_400 + hour * 3_600 + $0))
          }
        }
        if gone == [1] || gone == [2] { missing.append(date) }
      }
      date = date.adding(days: 7)
    }
    guard let one = missing.first else { return nil }
    let when = missing.count == 1 ? "on \(one)" : "on \(missing.count) Sundays (first \(one))"
    return "One hour of the night is missing \(when), as where clocks go forward: "
      + "give --time-zone so that days of 23 and 25 hours are counted right."
  }

  /// Why rows conflict at these steps, as far as clocks can tell.
  static func cause(of steps: [Int], on index: TimeIndex) -> ConflictCause {
    guard index.frequency.isSubDaily else { return .unknown }
    switch index.domain {
    case .integer: return .unknown
    case .wall: return steps.allSatisfy { isDoubledHour(index, $0) } ? .doubledHour : .unknown
    case .zoned(let zone):
      let follows = steps.allSatisfy { step in
        let instant = Instant(secondsSinceEpoch: index.position(ofStep: step))
        let earlier = Instant(secondsSinceEpoch: instant.secondsSinceEpoch - 3_600)
        return zone.offset(at: earlier) < zone.offset(at: instant)
      }
      return follows ? .skippedHour : .unknown
    }
  }

  /// Whether the step lies in an hour that clocks show twice: between 00:00 and
  /// 03:00 on a Sunday of March, April, October or November.
  static func isDoubledHour(_ index: TimeIndex, _ step: Int) -> Bool {
    guard let wall = index.wallTime(ofStep: step) else { return false }
    return wall.date.weekday == 7 && [3, 4, 10, 11].contains(wall.date.month)
      && wall.secondOfDay < 3 * 3_600
  }
}

/// Membership in sorted numbers.
private struct PositionSet {
  var sorted: [Int64]

  func contains(_ value: Int64) -> Bool {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < sorted.count && sorted[low] == value
  }
}
