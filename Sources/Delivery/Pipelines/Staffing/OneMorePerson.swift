import Briefings
import CivilTime

/// What one more person would bring: for four hours, somewhere in the plan.
///
/// The day is worked out again with the person there, what one interval leaves behind included,
/// so that the gain may lie after the four hours, too.
struct OneMorePerson {
  var service: ServiceModel
  /// The share of contacts that is promised to be answered in time.
  var share: Double

  private static let window = 4 * 3_600
  private static let step = 2 * 3_600
  /// A longer stretch, round the clock, is seen day by day, each with what the hours before it
  /// leave behind.
  private static let longestStretch = 30 * 3_600
  private static let lead = 4 * 3_600

  /// The best places, most gained first; nothing where every interval keeps the promise in a
  /// busy time.
  func gains(_ slots: [ForecastSlot], people: [Int]) throws -> [PlanFacts.Gain] {
    var found: [PlanFacts.Gain] = []
    for piece in service.stretches(slots, joined: true).flatMap({ pieces(of: $0, slots) })
    where !slots[piece.own.lowerBound].isClosed {
      let own = Array(slots[piece.seen])
      let seconds = own[0].seconds
      guard piece.own.count > 1 else { continue }
      let there = Array(people[piece.seen])
      let lead = piece.own.lowerBound - piece.seen.lowerBound
      let before = try missed(own, there, from: lead)
      if before == 0 { continue }
      let length = max(1, Self.window / seconds)
      var start = lead
      while start < own.count {
        let end = min(own.count, start + length)
        var more = there
        for k in start..<end { more[k] += 1 }
        let saved = before - (try missed(own, more, from: lead))
        if saved > 0 {
          found.append(
            .init(
              unit: own[0].row.id, start: own[start].row.start.text,
              end: own[end - 1].end.text, saved: saved, missed: before))
        }
        if end == own.count { break }
        start += max(1, Self.step / seconds)
      }
    }
    let order = found.enumerated().sorted {
      $0.element.saved != $1.element.saved
        ? $0.element.saved > $1.element.saved : $0.offset < $1.offset
    }
    // Windows overlap: of each day the best one.
    var days: Set<String> = []
    return order.map(\.element).filter { days.insert("\($0.unit) \($0.start.prefix(10))").inserted }
      .prefix(5).map { $0 }
  }

  /// A stretch, or its days with the hours before each.
  private func pieces(
    of stretch: Range<Int>, _ slots: [ForecastSlot]
  ) -> [(own: Range<Int>, seen: Range<Int>)] {
    let seconds = slots[stretch.lowerBound].seconds
    guard stretch.count * seconds > Self.longestStretch else { return [(stretch, stretch)] }
    var list: [(own: Range<Int>, seen: Range<Int>)] = []
    var start = stretch.lowerBound
    for k in stretch.dropFirst() + [stretch.upperBound]
    where k == stretch.upperBound || slots[k].wall.date != slots[k - 1].wall.date {
      list.append((start..<k, max(stretch.lowerBound, start - Self.lead / seconds)..<k))
      start = k
    }
    return list
  }

  /// Intervals that break the promise in a time as busy as 1 in 10.
  private func missed(_ slots: [ForecastSlot], _ people: [Int], from first: Int) throws -> Int {
    try service.performance(slots, people: people)[first...].count {
      $0.service.low.isFinite && $0.service.low < share - 1e-9
    }
  }
}
