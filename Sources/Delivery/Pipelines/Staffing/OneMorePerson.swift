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
  /// Round-the-clock stretches are longer and are left out: one day hangs on the next.
  private static let longestStretch = 30 * 3_600

  /// The best places, most gained first; nothing where every interval keeps the promise in a
  /// busy time.
  func gains(_ slots: [ForecastSlot], people: [Int]) throws -> [PlanFacts.Gain] {
    var found: [PlanFacts.Gain] = []
    for stretch in service.stretches(slots, joined: true)
    where !slots[stretch.lowerBound].isClosed {
      let own = Array(slots[stretch])
      let seconds = own[0].seconds
      guard own.count * seconds <= Self.longestStretch, own.count > 1 else { continue }
      let there = Array(people[stretch])
      let before = try missed(own, there)
      if before == 0 { continue }
      let length = max(1, Self.window / seconds)
      var start = 0
      while start < own.count {
        let end = min(own.count, start + length)
        var more = there
        for k in start..<end { more[k] += 1 }
        let saved = before - (try missed(own, more))
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

  /// Intervals that break the promise in a time as busy as 1 in 10.
  private func missed(_ slots: [ForecastSlot], _ people: [Int]) throws -> Int {
    try service.performance(slots, people: people).count {
      $0.service.low.isFinite && $0.service.low < share - 1e-9
    }
  }
}
