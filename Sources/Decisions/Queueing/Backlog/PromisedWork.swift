/// Cases with a promise of days, worked oldest first by crews of a given size.
///
/// Work is a fluid and days are steps. Cases of a day may be worked on that day; the stock
/// on hand at the start goes first. With W the work done by the end of day t,
///
///     W_t = min(backlog + a_0 + … + a_t, W_{t−1} + c_t),
///
/// the case of rank r is finished on the first day with W_t ≥ r, so that the share of a
/// day's cases finished within D days follows from W at day + D alone.
public struct PromisedWork: Sendable, Equatable {
  /// Cases on hand at the start, older than all that come.
  public let onHand: Double
  /// New cases by day; the last `withinDays` only bring work, no promise is counted for them.
  public let arrivals: [Double]
  /// Days within which a case is to be finished; 0 is the day itself.
  public let withinDays: Int

  /// - Throws: `.invalidParameter` where a number is below 0 or not finite, or there are no
  ///   more days than `withinDays`.
  public init(onHand: Double, arrivals: [Double], withinDays: Int) throws(QueueingError) {
    try require(onHand >= 0 && onHand.isFinite, "cases on hand", onHand, "at least 0")
    try require(withinDays >= 0, "days promised", Double(withinDays), "at least 0")
    try require(
      arrivals.count > withinDays, "number of days", Double(arrivals.count),
      "more than the days promised")
    for count in arrivals {
      try require(count >= 0 && count.isFinite, "new cases", count, "at least 0 a day")
    }
    self.onHand = onHand
    self.arrivals = arrivals
    self.withinDays = withinDays
  }

  /// The days whose cases have a promise.
  public var promisedDays: Range<Int> { 0..<(arrivals.count - withinDays) }

  /// Cases finished in time and all cases, of the days of each block.
  ///
  /// - Parameters:
  ///   - capacity: cases that can be finished on each day, one value a day.
  ///   - blocks: the block of each day, 0 ..< `count`.
  func kept(capacity: [Double], blocks: [Int], count: Int) -> [(inTime: Double, all: Double)] {
    var done = [Double](repeating: 0, count: arrivals.count)
    var work = 0.0
    var come = onHand
    for day in arrivals.indices {
      come += arrivals[day]
      work = min(come, work + capacity[day])
      done[day] = work
    }
    var result = [(inTime: Double, all: Double)](repeating: (0, 0), count: count)
    var before = onHand
    for day in promisedDays {
      let inTime = min(arrivals[day], max(0, done[day + withinDays] - before))
      result[blocks[day]].inTime += inTime
      result[blocks[day]].all += arrivals[day]
      before += arrivals[day]
    }
    return result
  }

  /// The share finished in time, of the days of each block; 1 of a block without cases.
  public func share(capacity: [Double], blocks: [Int], count: Int) -> [Double] {
    kept(capacity: capacity, blocks: blocks, count: count).map {
      $0.all > 0 ? $0.inTime / $0.all : 1
    }
  }

  /// Cases left at the end of each day.
  public func left(capacity: [Double]) -> [Double] {
    var stock = onHand
    return zip(arrivals, capacity).map { new, can in
      stock = max(0, stock + new - can)
      return stock
    }
  }
}
