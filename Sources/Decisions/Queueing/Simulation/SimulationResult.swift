import Foundation
import Statistics

/// An estimate with the ends of its confidence interval.
public struct Estimate: Sendable, Equatable {
  public let value: Double
  public let low: Double
  public let high: Double

  /// Whether the interval holds `value`.
  public func contains(_ value: Double) -> Bool { low <= value && value <= high }
}

/// What simulated days counted, by class and interval in which customers came.
public struct SimulationResult: Sendable {
  let system: ServiceSystem
  /// Seconds, one a class.
  public let thresholds: [Double]
  let days: [DayTally]
  private let waits: [Int]

  init(system: ServiceSystem, thresholds: [Double], days: [DayTally], waits: [Int]) {
    self.system = system
    self.thresholds = thresholds
    self.days = days
    self.waits = waits
  }

  /// How many days were played.
  public var replications: Int { days.count }

  /// Arrivals, service starts and ends, abandonments and customers sent away, over all days.
  public var events: Int { days.reduce(0) { $0 + $1.events } }

  /// Which customers and intervals a figure is about.
  public struct Scope: Sendable, Equatable {
    /// nil for all.
    public var classIndex: Int?
    /// nil for the whole day.
    public var intervals: Range<Int>?

    public init(classIndex: Int? = nil, intervals: Range<Int>? = nil) {
      self.classIndex = classIndex
      self.intervals = intervals
    }

    /// One interval.
    public init(classIndex: Int? = nil, interval: Int) {
      self.init(classIndex: classIndex, intervals: interval..<interval + 1)
    }

    /// Everybody, all day.
    public static let all = Scope()
  }

  /// A share or mean of customers.
  public enum Measure: Sendable, Equatable {
    case answeredInTime(ServiceTarget.Convention)
    case delayed
    case abandoned
    case sentAway
    /// Handed over by an agent who left, and never taken up again.
    case brokenOff
    /// Mean seconds in queue, of all.
    case wait
  }

  /// Contacts a day in the scope, on average.
  public func offered(_ scope: Scope = .all) -> Estimate {
    let counts = days.map { Double(total($0, scope).offered) }
    return ratio(counts, counts.map { _ in 1 }, level: 0.95)
  }

  /// The measure over all days, a ratio of sums, with its interval at `level` from the spread
  /// between days (ratio estimator, Cochran 1977, "Sampling techniques", section 6.4). NaN
  /// where nobody came. `offeredWait` is not observed: it counts as `answered`.
  public func estimate(_ measure: Measure, _ scope: Scope = .all, level: Double = 0.95) -> Estimate
  {
    var numerators: [Double] = []
    var denominators: [Double] = []
    for day in days {
      let (numerator, denominator) = Self.parts(measure, total(day, scope))
      numerators.append(numerator)
      denominators.append(denominator)
    }
    return ratio(numerators, denominators, level: level)
  }

  private static func parts(_ measure: Measure, _ cell: DayTally.Cell) -> (Double, Double) {
    let all = Double(cell.offered)
    switch measure {
    case .answeredInTime(let convention):
      switch convention {
      case .answered, .offeredWait: return (Double(cell.answeredInTime), all)
      case .answeredOrAbandoned:
        return (Double(cell.answeredInTime + cell.abandonedInTime), all)
      case .excludingShortAbandons:
        return (Double(cell.answeredInTime), all - Double(cell.abandonedInTime))
      }
    case .delayed: return (Double(cell.waited), all)
    case .abandoned: return (Double(cell.abandoned), all)
    case .sentAway: return (Double(cell.sentAway), all)
    case .brokenOff: return (Double(cell.brokenOff), all)
    case .wait: return (cell.wait, all)
    }
  }

  private func ratio(_ numerators: [Double], _ denominators: [Double], level: Double) -> Estimate {
    let count = Double(numerators.count)
    let below = denominators.reduce(0, +)
    let value = numerators.reduce(0, +) / below
    guard below > 0 else { return Estimate(value: .nan, low: .nan, high: .nan) }
    guard count > 1, let student = try? StudentT(degreesOfFreedom: count - 1) else {
      return Estimate(value: value, low: -.infinity, high: .infinity)
    }
    var squares = 0.0
    for (numerator, denominator) in zip(numerators, denominators) {
      let residual = numerator - value * denominator
      squares += residual * residual
    }
    let error = (squares / (count * (count - 1))).squareRoot() / (below / count)
    let half = error * student.quantile((1 + level) / 2)
    return Estimate(value: value, low: value - half, high: value + half)
  }

  /// The share of agents' time spent on customers in an interval (nil: all), of one pool (nil:
  /// all).
  public func occupancy(pool: Int? = nil, interval: Int? = nil, level: Double = 0.95) -> Estimate {
    let count = system.intervalCount
    let pools = pool.map { $0...$0 } ?? 0...(system.pools.count - 1)
    let intervals = interval.map { $0...$0 } ?? 0...(count - 1)
    var staff = 0.0
    for p in pools { for k in intervals { staff += Double(system.pools[p].agents[k]) } }
    let seconds = staff * system.intervalSeconds
    let busy = days.map { day in
      pools.reduce(0.0) { sum, p in intervals.reduce(sum) { $0 + day.busy[p * count + $1] } }
    }
    return ratio(busy, busy.map { _ in seconds }, level: level)
  }

  /// The wait that a share `p` of the scope's customers does not exceed, seconds, to about 1 %.
  public func waitQuantile(_ p: Double, _ scope: Scope = .all) -> Double {
    var histogram = WaitHistogram()
    for cell in cells(scope) {
      for place in 0..<WaitHistogram.size {
        histogram.add(place, waits[cell * WaitHistogram.size + place])
      }
    }
    return histogram.quantile(p)
  }

  /// The share of days on which the scope's customers as a whole got what the target asks, with
  /// Wilson's interval (1927). Days without customers count as met. Of a limit on occupancy
  /// nothing is known here: it is left out.
  public func shareOfDaysOnTarget(
    _ target: ServiceTarget, _ scope: Scope = .all, level: Double = 0.95
  ) -> Estimate {
    var hits = 0.0
    for day in days where Self.isMet(target, total(day, scope)) { hits += 1 }
    let n = Double(days.count)
    let z = SpecialFunctions.normalQuantile((1 + level) / 2)
    let share = hits / n
    let center = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half =
      z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    return Estimate(value: share, low: max(0, center - half), high: min(1, center + half))
  }

  private static func isMet(_ target: ServiceTarget, _ cell: DayTally.Cell) -> Bool {
    if cell.offered == 0 { return true }
    func value(_ measure: Measure) -> Double {
      let (numerator, denominator) = parts(measure, cell)
      return denominator > 0 ? numerator / denominator : 1
    }
    if let answer = target.answer,
      value(.answeredInTime(answer.convention)) < answer.share
    {
      return false
    }
    if let limit = target.maximumAbandonment, value(.abandoned) > limit { return false }
    if let limit = target.maximumMeanWait, value(.wait) > limit { return false }
    return true
  }

  private func cells(_ scope: Scope) -> [Int] {
    let count = system.intervalCount
    let classes = scope.classIndex.map { $0...$0 } ?? 0...(system.classes.count - 1)
    let intervals = scope.intervals ?? 0..<count
    return classes.flatMap { item in intervals.map { item * count + $0 } }
  }

  private func total(_ day: DayTally, _ scope: Scope) -> DayTally.Cell {
    var sum = DayTally.Cell()
    for cell in cells(scope) {
      let part = day.cells[cell]
      sum.offered += part.offered
      sum.waited += part.waited
      sum.answeredInTime += part.answeredInTime
      sum.abandonedInTime += part.abandonedInTime
      sum.abandoned += part.abandoned
      sum.sentAway += part.sentAway
      sum.brokenOff += part.brokenOff
      sum.wait += part.wait
    }
    return sum
  }
}
