/// The fewest crew-days that keep a promise of days in each block of a season (its months,
/// say), sure of it over sample futures.
///
/// The number of crews is the same on all open days of a block. In every future, at least
/// `share` of the cases of each block have to be finished in time, and the futures in which
/// they are to be at least a share `certainty` of all. More crews never break a promise, so
/// the search over whole crews by block, earliest first, is cut where even many crews later
/// do not help or the bound cannot improve; its answer is the least there is.
public struct CrewPlan: Sendable, Equatable {
  /// What is known of the season.
  public struct Season: Sendable, Equatable {
    /// One future each, of as many days.
    public var futures: [PromisedWork]
    /// Cases that a crew finishes in a day, one value a future; above 0.
    public var casesPerCrewDay: [Double]
    /// Whether crews work, one value a day.
    public var isOpen: [Bool]
    /// The block of each day, 0 … `blocks` − 1, ascending. Days after the last promised one
    /// belong to the last block.
    public var block: [Int]
    public var blocks: Int

    public init(
      futures: [PromisedWork], casesPerCrewDay: [Double], isOpen: [Bool], block: [Int],
      blocks: Int
    ) throws(QueueingError) {
      try require(!futures.isEmpty, "number of futures", 0, "at least 1")
      try require(
        casesPerCrewDay.count == futures.count, "rates of work", Double(casesPerCrewDay.count),
        "one a future")
      for rate in casesPerCrewDay {
        try require(rate > 0 && rate.isFinite, "cases a crew-day", rate, "above 0")
      }
      try require(blocks >= 1, "blocks", Double(blocks), "at least 1")
      for future in futures {
        try require(
          future.arrivals.count == isOpen.count, "days of a future",
          Double(future.arrivals.count), "the number of days")
      }
      try require(
        block.count == isOpen.count, "blocks of days", Double(block.count), "one a day")
      for one in block {
        try require(one >= 0 && one < blocks, "block", Double(one), "one of the blocks")
      }
      self.futures = futures
      self.casesPerCrewDay = casesPerCrewDay
      self.isOpen = isOpen
      self.block = block
      self.blocks = blocks
    }

    /// Open days of each block that have a promise.
    public var openDays: [Int] {
      var days = [Int](repeating: 0, count: blocks)
      guard let first = futures.first else { return days }
      for day in first.promisedDays where isOpen[day] { days[block[day]] += 1 }
      return days
    }

    func capacity(crews: [Int], future: Int) -> [Double] {
      isOpen.indices.map {
        isOpen[$0] ? Double(crews[block[$0]]) * casesPerCrewDay[future] : 0
      }
    }

    /// The share kept in each block, of one future.
    public func shares(crews: [Int], future: Int) -> [Double] {
      futures[future].share(
        capacity: capacity(crews: crews, future: future), blocks: block, count: blocks)
    }

    /// The share of futures that keep the promise in every block up to `last`.
    public func chance(crews: [Int], share: Double, through last: Int? = nil) -> Double {
      let end = last ?? blocks - 1
      let kept = futures.indices.count { future in
        shares(crews: crews, future: future)[...end].allSatisfy { $0 >= share - 1e-12 }
      }
      return Double(kept) / Double(futures.count)
    }
  }

  /// Crews on the open days of each block.
  public let crews: [Int]
  public let crewDays: Int
  /// The share of futures that keep the promise in every block.
  public let chance: Double

  /// - Parameters:
  ///   - share: of the cases of a block to finish in time, inside (0, 1].
  ///   - certainty: share of futures, inside (0, 1].
  ///   - most: crews tried at most.
  /// - Throws: `.unattainable` where not even that many keep the promise.
  public init(_ season: Season, share: Double, certainty: Double, most: Int = 10_000)
    throws(QueueingError)
  {
    try require(share > 0 && share <= 1, "share in time", share, "above 0, at most 1")
    try require(certainty > 0 && certainty <= 1, "certainty", certainty, "above 0, at most 1")
    var search = CrewSearch(season, share: share, certainty: certainty, most: most)
    guard let best = search.run() else { throw .unattainable(limit: most) }
    crews = best
    crewDays = zip(best, season.openDays).reduce(0) { $0 + $1.0 * $1.1 }
    chance = season.chance(crews: best, share: share)
  }

  /// What a single future would have needed, had it been known: crews need not be whole
  /// here. Block after block, each with the least that keeps its own promise.
  ///
  /// - Returns: crew-days; infinity where the days of a block are all closed.
  public static func crewDaysKnown(_ season: Season, future: Int, share: Double) -> Double {
    let work = season.futures[future]
    let rate = season.casesPerCrewDay[future]
    var capacity = [Double](repeating: 0, count: season.isOpen.count)
    var total = 0.0
    for block in 0..<season.blocks {
      // Later days work at the same pace until their own turn comes.
      let days = season.isOpen.indices.filter { season.isOpen[$0] && season.block[$0] >= block }
      func keeps(_ cases: Double) -> Bool {
        for day in days { capacity[day] = cases }
        return work.share(capacity: capacity, blocks: season.block, count: season.blocks)[block]
          >= share - 1e-12
      }
      var high = work.onHand + work.arrivals.reduce(0, +) + 1
      guard keeps(high) else { return .infinity }
      var low = 0.0
      while high - low > 1e-7 * (1 + high) {
        let middle = (low + high) / 2
        if keeps(middle) { high = middle } else { low = middle }
      }
      for day in days { capacity[day] = high }
      total += high / rate * Double(season.openDays[block])
    }
    return total
  }
}

/// Depth first over blocks, with the best found as the bound.
private struct CrewSearch {
  let season: CrewPlan.Season
  let share: Double
  let certainty: Double
  let most: Int
  let days: [Int]
  var best: [Int]?
  var cost = Int.max
  /// The least of each block however many crews work before it.
  var floors: [Int] = []

  init(_ season: CrewPlan.Season, share: Double, certainty: Double, most: Int) {
    self.season = season
    self.share = share
    self.certainty = certainty
    self.most = most
    days = season.openDays
  }

  mutating func run() -> [Int]? {
    for block in 0..<season.blocks {
      var crews = [Int](repeating: most, count: season.blocks)
      guard let least = least(block, given: &crews) else { return nil }
      floors.append(least)
    }
    var crews = [Int](repeating: most, count: season.blocks)
    descend(0, &crews, spent: 0)
    return best
  }

  /// The fewest crews of a block with which the blocks up to it keep their promise.
  private func least(_ block: Int, given crews: inout [Int]) -> Int? {
    func keeps(_ count: Int, _ crews: inout [Int]) -> Bool {
      crews[block] = count
      return season.chance(crews: crews, share: share, through: block) >= certainty - 1e-12
    }
    var (low, high) = (0, max(1, floors.count > block ? floors[block] : 1))
    while !keeps(high, &crews) {
      guard high < most else {
        crews[block] = most
        return nil
      }
      low = high + 1
      high = min(most, 2 * high)
    }
    while low < high {
      let middle = (low + high) / 2
      if keeps(middle, &crews) { high = middle } else { low = middle + 1 }
    }
    crews[block] = most
    return low
  }

  private mutating func descend(_ block: Int, _ crews: inout [Int], spent: Int) {
    guard block < season.blocks else {
      if spent < cost {
        cost = spent
        best = crews
      }
      return
    }
    guard let first = least(block, given: &crews) else { return }
    let later = (block + 1..<season.blocks).reduce(0) { $0 + floors[$1] * days[$1] }
    var count = first
    while count <= most, spent + count * days[block] + later < cost {
      crews[block] = count
      descend(block + 1, &crews, spent: spent + count * days[block])
      // A block without open days, or the last one, gains nothing from more.
      if days[block] == 0 || block == season.blocks - 1 { break }
      count += 1
    }
    crews[block] = most
  }
}
