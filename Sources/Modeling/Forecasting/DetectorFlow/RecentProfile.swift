internal import Foundation

/// What a detector usually shows at a time of day: a mean over days of the same kind
/// in which recent weeks weigh more, smoothed over neighbouring slots, with each
/// weekday pulled to the mean of all workdays as far as it has been seen too rarely.
///
/// It learns day by day and knows nothing of later ones, so that a past day's
/// profile is what could have been said on its eve. Recency is what matters: traffic
/// drifts from month to month by more than its noise, and a profile of all days weighs
/// the oldest like the newest. Exponential weights over like days are those of
/// simple exponential smoothing (Brown 1959) slot by slot.
public struct RecentProfile: Sendable {
  public struct Options: Sendable, Equatable {
    /// Weight of a day relative to one a week younger, in (0, 1].
    public var weeklyMemory = 0.7
    /// Deviation of the kernel over times of day, minutes.
    public var smoothingMinutes = 3.5
    /// Days of a weekday of its own that weigh as much as the mean of all workdays.
    public var weekdayPrior = 1.0

    public init() {}
  }

  public let options: Options
  public let slots: Int
  public let detectors: Int
  /// Weighted sums and weights by slot and detector: one table for each kind of day,
  /// then one for each workday of the week. A holiday tells nothing of its weekday.
  private var sums: [[Double]]
  private var weights: [[Double]]
  private var lastDay: Int?

  public init(slots: Int, detectors: Int, options: Options = Options()) {
    self.options = options
    self.slots = slots
    self.detectors = detectors
    let tables = FlowCalendar.DayKind.allCases.count + 5
    let empty = [Double](repeating: 0, count: slots * detectors)
    sums = [[Double]](repeating: empty, count: tables)
    weights = sums
  }

  private func table(weekday: Int) -> Int { FlowCalendar.DayKind.allCases.count + weekday - 1 }

  /// Takes in a day, or the part of it that is known.
  ///
  /// - Parameters:
  ///   - day: its number; days come in order.
  ///   - values: slot by slot, one value a detector; NaN where missing.
  public mutating func learn(
    day: Int, kind: FlowCalendar.DayKind, weekday: Int, values: [Double]
  ) {
    precondition(values.count == slots * detectors, "one value a slot and detector")
    if let last = lastDay, day > last {
      let share = pow(options.weeklyMemory, Double(day - last) / 7)
      for table in sums.indices {
        for i in sums[table].indices { sums[table][i] *= share }
        for i in weights[table].indices { weights[table][i] *= share }
      }
    }
    lastDay = day
    let tables = [kind.rawValue] + (kind == .workday ? [table(weekday: weekday)] : [])
    for table in tables {
      for i in values.indices where values[i].isFinite {
        sums[table][i] += values[i]
        weights[table][i] += 1
      }
    }
  }

  /// What is usual on a day of this kind: slot by slot, one value a detector; NaN for
  /// detectors that have never shown a value.
  public func expected(kind: FlowCalendar.DayKind, weekday: Int) -> [Double] {
    let group = kind.rawValue
    var level = [Double](repeating: .nan, count: slots * detectors)
    for i in level.indices where weights[group][i] > 1e-9 {
      level[i] = sums[group][i] / weights[group][i]
    }
    fillFromOtherKinds(&level)
    smooth(&level, deviation: deviation)
    guard kind == .workday else { return level }
    let own = table(weekday: weekday)
    var difference = [Double](repeating: .nan, count: level.count)
    for i in level.indices where weights[own][i] > 1e-9 {
      difference[i] = sums[own][i] / weights[own][i] - level[i]
    }
    smooth(&difference, deviation: 2 * deviation)
    for i in level.indices where difference[i].isFinite {
      level[i] += difference[i] * weights[own][i] / (weights[own][i] + options.weekdayPrior)
    }
    return level
  }

  /// The kernel's deviation in slots.
  private var deviation: Double { options.smoothingMinutes * Double(slots) / 1_440 }

  /// Slots never seen on such a day take the mean of other days, then the detector's.
  private func fillFromOtherKinds(_ level: inout [Double]) {
    let kinds = FlowCalendar.DayKind.allCases.count
    var totals = [Double](repeating: 0, count: detectors)
    var counts = totals
    for i in level.indices {
      var sum = 0.0
      var weight = 0.0
      for kind in 0..<kinds {
        sum += sums[kind][i]
        weight += weights[kind][i]
      }
      totals[i % detectors] += sum
      counts[i % detectors] += weight
      if !level[i].isFinite, weight > 1e-9 { level[i] = sum / weight }
    }
    for i in level.indices where !level[i].isFinite && counts[i % detectors] > 1e-9 {
      level[i] = totals[i % detectors] / counts[i % detectors]
    }
  }

  /// A normal kernel over slots, within the day: around midnight the evening is that
  /// of the same day, and would be unknown at the hour it is asked for.
  private func smooth(_ level: inout [Double], deviation: Double) {
    let reach = Int((3 * deviation).rounded(.up))
    guard reach > 0, deviation > 0.1 else { return }
    let kernel = (0...reach).map { exp(-0.5 * (Double($0) / deviation) * (Double($0) / deviation)) }
    let source = level
    var totals = [Double](repeating: 0, count: detectors)
    var shares = totals
    for slot in 0..<slots {
      for i in 0..<detectors {
        totals[i] = 0
        shares[i] = 0
      }
      for other in max(0, slot - reach)...min(slots - 1, slot + reach) {
        let share = kernel[abs(other - slot)]
        for i in 0..<detectors {
          let value = source[other * detectors + i]
          totals[i] += value.isFinite ? share * value : 0
          shares[i] += value.isFinite ? share : 0
        }
      }
      for i in 0..<detectors where shares[i] > 0 {
        level[slot * detectors + i] = totals[i] / shares[i]
      }
    }
  }
}
