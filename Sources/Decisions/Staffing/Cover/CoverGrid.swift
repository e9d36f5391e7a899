import CivilTime

/// The intervals of one unit, and how positions on the time axis and times on
/// the wall map to each other there.
struct CoverGrid: Sendable {
  /// In time order, without overlap.
  let intervals: [CoverInterval]
  /// The horizon in seconds after which everything repeats, or nil.
  let period: Int64?
  /// wall = position + offset from `from` on; the first holds before, too.
  private let offsets: [(from: Int64, offset: Int64)]

  /// - Parameter indexed: the intervals of the unit with their places in the
  ///   input, for messages.
  init(_ indexed: [(index: Int, interval: CoverInterval)], rules: CoverRules)
    throws(StaffingError)
  {
    var offsets: [(from: Int64, offset: Int64)] = []
    var last: Int64?
    for (index, interval) in indexed {
      func fail(_ reason: String) throws(StaffingError) {
        throw .invalidInterval(index: index, reason)
      }
      if interval.end <= interval.start { try fail("it ends before it begins") }
      if interval.start % 60 != 0 || interval.end % 60 != 0 {
        try fail("it does not begin and end on a whole minute")
      }
      if !(interval.required >= 0 && interval.required <= 1e6) {
        try fail("required must be from 0 to 1,000,000, found \(interval.required)")
      }
      var price = 0.0
      for step in interval.shortfallSteps {
        guard step.persons > 0, step.pricePerPerson >= price, step.pricePerPerson.isFinite else {
          try fail("the prices of missing persons must rise from 0")
          break
        }
        price = step.pricePerPerson
      }
      if interval.mostMissing > interval.required {
        try fail("more persons are priced than required")
      }
      if let last, interval.start < last { try fail("it begins before the one before it ends") }
      let offset = interval.wallStart.wallSeconds - interval.start
      // Where the clocks change in closed hours, they are taken to change in
      // the middle of them, at a whole minute.
      if offsets.last?.offset != offset {
        let opened = interval.start
        offsets.append((last.map { $0 + (opened - $0) / 120 * 60 } ?? opened, offset))
      }
      last = interval.end
    }
    intervals = indexed.map(\.interval)
    self.offsets = offsets
    period = rules.repeatEveryDays.map { Int64($0) * 86_400 }
    if let period, let first = indexed.first, let end = indexed.last {
      if offsets.count > 1 {
        throw .invalidInterval(
          index: end.index, "a plan that repeats cannot hold a change of the clocks")
      }
      if end.interval.end - first.interval.start > period {
        throw .invalidInterval(index: end.index, "it lies beyond repeatEveryDays")
      }
    }
  }

  func wall(at position: Int64) -> WallTime {
    let offset = offsets.last { $0.from <= position }?.offset ?? offsets[0].offset
    return WallTime(wallSeconds: position + offset)
  }

  /// The first moment at which the clock shows `wall`; nil in an hour that the
  /// clocks skip.
  func position(showing wall: Int64) -> Int64? {
    for (k, entry) in offsets.enumerated() {
      let position = wall - entry.offset
      let begins = k == 0 || position >= entry.from
      let lasts = k + 1 == offsets.count || position < offsets[k + 1].from
      if begins && lasts { return position }
    }
    return nil
  }

  /// The first moment at which the clock shows `wall` or a later time.
  func position(from wall: Int64) -> Int64 {
    if let exact = position(showing: wall) { return exact }
    return offsets.first { $0.from + $0.offset > wall && wall - $0.offset < $0.from }?.from
      ?? wall - offsets[0].offset
  }

  /// The days on which a shift that covers an interval may open.
  func days(longest: Int) -> [CivilDate] {
    let first = intervals[0].wallStart.date
    if let period { return (0..<Int(period / 86_400)).map { first.adding(days: $0) } }
    // A start window may itself run into the day after it opens.
    let back = (longest + 1439) / 1440 + 1
    let last = wall(at: intervals[intervals.count - 1].end - 1).date
    return (first.daysSinceEpoch - back...last.daysSinceEpoch).map {
      CivilDate(daysSinceEpoch: $0)
    }
  }

  /// The intervals that lie wholly within a stretch of time.
  func within(_ from: Int64, _ to: Int64) -> [Int32] {
    images(from, to) { from, to in
      let low = firstIndex { intervals[$0].start >= from }
      let high = firstIndex { intervals[$0].end > to }
      return low..<max(low, high)
    }
  }

  /// The intervals that share time with a stretch of time.
  func touching(_ from: Int64, _ to: Int64) -> [Int32] {
    images(from, to) { from, to in
      let low = firstIndex { intervals[$0].end > from }
      let high = firstIndex { intervals[$0].start >= to }
      return low..<max(low, high)
    }
  }

  /// The answer for a stretch of time and, where the horizon repeats, for its
  /// images one horizon earlier and later.
  private func images(
    _ from: Int64, _ to: Int64, _ range: (Int64, Int64) -> Range<Int>
  ) -> [Int32] {
    guard let period else { return range(from, to).map { Int32($0) } }
    var found: [Int32] = []
    for shift in [-period, 0, period] {
      found += range(from + shift, to + shift).map { Int32($0) }
    }
    return Array(Set(found)).sorted()
  }

  /// The first interval for which a condition holds that holds for all after it.
  private func firstIndex(_ holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, intervals.count)
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
