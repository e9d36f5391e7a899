internal import Foundation

/// What one series usually shows at a time of day, at irregular times, from its past.
///
/// The usual value at a moment is a weighted median of earlier values: weights fall with
/// the distance of the times of day (a normal kernel), with age, and for the other kind of
/// day (workday or weekend). A median, because the incidents to be found are in the past,
/// too.
public struct AlarmBaseline: Sendable {
  /// Deviation of the kernel over times of day, seconds.
  static let kernelSeconds = 2_700.0
  /// Age at which a value weighs 1/e, and beyond which it is forgotten, seconds.
  static let memorySeconds = 28 * 86_400.0
  static let forgottenSeconds = 56 * 86_400.0
  /// Weight of a value of the other kind of day.
  static let otherKind = 0.1
  /// Values before anything is usual, and the stretch whose departures are not learnt from.
  static let fewest = 12
  static let settlingSeconds = 86_400.0

  /// Departures of each value from what was usual before it; NaN where a value is missing,
  /// and in the first day.
  ///
  /// - Parameters:
  ///   - seconds: wall-clock times since 1970-01-01 00:00 of the same clock, ascending.
  ///   - values: NaN is missing.
  ///   - isHoliday: days since 1970-01-01 with the traffic of a weekend.
  public static func departures(
    seconds: [Double], values: [Double], isHoliday: (Int) -> Bool = { _ in false }
  ) -> [Double] {
    precondition(seconds.count == values.count, "one time a value")
    let times = seconds.map { $0 - ($0 / 86_400).rounded(.down) * 86_400 }
    let isFree = seconds.map { second -> Bool in
      let day = Int((second / 86_400).rounded(.down))
      // 1970-01-01 was a Thursday.
      return (day + 3).quotientAndRemainder(dividingBy: 7).remainder >= 5 || isHoliday(day)
    }
    let begin = seconds.first ?? 0
    var oldest = 0
    return values.indices.map { place in
      let now = seconds[place]
      while seconds[oldest] < now - forgottenSeconds { oldest += 1 }
      guard values[place].isFinite, now - begin > settlingSeconds else { return .nan }
      var past: [(value: Double, weight: Double)] = []
      for other in oldest..<place where values[other].isFinite {
        let gap = abs(times[other] - times[place])
        let distance = min(gap, 86_400 - gap) / kernelSeconds
        // Further away the kernel is below a thousandth, and such values matter only
        // where there are no nearer ones.
        let near = exp(-0.5 * distance * distance)
        let kind = isFree[other] == isFree[place] ? 1 : otherKind
        past.append((values[other], near * kind * exp((seconds[other] - now) / memorySeconds)))
      }
      guard past.count >= fewest else { return .nan }
      return values[place] - median(past)
    }
  }

  private static func median(_ past: [(value: Double, weight: Double)]) -> Double {
    let sorted = past.sorted { $0.value < $1.value }
    let half = 0.5 * sorted.reduce(0) { $0 + $1.weight }
    var sum = 0.0
    for entry in sorted {
      sum += entry.weight
      if sum >= half { return entry.value }
    }
    return sorted[sorted.count - 1].value
  }
}
