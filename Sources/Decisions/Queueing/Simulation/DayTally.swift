/// What one simulated day counted, for each class and interval of arrival.
struct DayTally: Sendable {
  /// One class in one interval.
  struct Cell: Sendable {
    var offered = 0
    var waited = 0
    var answeredInTime = 0
    /// Gave up within the threshold.
    var abandonedInTime = 0
    var abandoned = 0
    var sentAway = 0
    /// Handed over, and gone before a colleague was free.
    var brokenOff = 0
    /// Seconds in queue, of all.
    var wait = 0.0
  }

  /// Class by class, interval by interval.
  var cells: [Cell]
  /// Agent seconds at work on customers, pool by pool, interval by interval; after the last
  /// interval is not counted.
  var busy: [Double]
  /// Arrivals, service starts and ends, abandonments, customers sent away.
  var events = 0
  /// When the last customer left, seconds.
  var end = 0.0
}

/// Counts of waits by size, eight classes to the doubling, so that quantiles are right to some
/// per cent whatever the scale. Counts add up in any order.
struct WaitHistogram: Sendable {
  /// Waits of 0, then from 2⁻⁶ seconds to 2²⁴.
  private(set) var counts: [Int]
  private static let lowest = 0x1p-6.bitPattern >> 49
  private static let classes = 30 * 8

  /// How many classes there are.
  static let size = classes + 2

  init() { counts = [Int](repeating: 0, count: Self.size) }

  @inline(__always)
  static func place(_ wait: Double) -> Int {
    if wait <= 0 { return 0 }
    let key = wait.bitPattern >> 49
    return key < lowest ? 1 : min(classes + 1, Int(key - lowest) + 1)
  }

  mutating func add(_ place: Int, _ count: Int) { counts[place] += count }

  /// The wait that a share `p` does not exceed, seconds; NaN without customers.
  func quantile(_ p: Double) -> Double {
    let total = counts.reduce(0, +)
    if total == 0 { return .nan }
    let target = p * Double(total)
    var below = 0.0
    for (place, count) in counts.enumerated() where count > 0 {
      let next = below + Double(count)
      if next >= target {
        if place == 0 { return 0 }
        let low = place == 1 ? 0 : Self.bound(place - 1)
        let high = Self.bound(place)
        return low + (high - low) * max(0, target - below) / Double(count)
      }
      below = next
    }
    return Self.bound(counts.count - 1)
  }

  /// The upper end of a class.
  private static func bound(_ place: Int) -> Double {
    Double(bitPattern: (lowest + UInt64(place)) << 49)
  }
}
