import Foundation
import LinearAlgebra

/// A promise to the contacts of a *day*, whose rates are known as equally likely courses: what
/// too few agents in an interval miss, and on what share of the days a plan keeps the promise.
///
/// `chance` and `penalty` take each interval in steady state at its modified offered load
/// (Jennings, Mandelbaum, Massey and Whitt 1996), from a table, so that a search may ask them
/// thousands of times. `days` is the check by the forward equations.
public struct DayPromise: Sendable {
  /// By path, then interval: contacts an hour.
  public let paths: [[Double]]
  /// Seconds.
  public let intervalSeconds: Double
  public let queue: ContactQueue
  public let target: ServiceTarget
  /// The mean miss of a contact that the target allows.
  public let allowance: Double
  private let contacts: [[Double]]
  private let totals: [Double]
  private let effective: [[Double]]
  private let table: MissTable

  /// - Parameters:
  ///   - paths: the rate of each interval in each course, contacts an hour.
  ///   - target: an answer time, a most of abandonment or a most of mean wait; the first of
  ///     them is what penalties count. A most of occupancy alone is no promise to contacts.
  public init(
    paths: [[Double]], queue: ContactQueue, intervalSeconds: Double, target: ServiceTarget
  ) throws(QueueingError) {
    try require(!paths.isEmpty, "number of paths", 0, "at least 1")
    try target.validate(customersAbandon: queue.meanPatience != nil)
    let measure = try Miss(target)
    let width = paths[0].count
    for path in paths {
      try require(
        path.count == width && width > 0, "intervals of a path", Double(path.count),
        "the same for all paths, and at least 1")
      for rate in path {
        try require(rate >= 0 && rate.isFinite, "arrival rate", rate, "at least 0 an hour")
      }
    }
    self.paths = paths
    self.queue = queue
    self.intervalSeconds = intervalSeconds
    self.target = target
    allowance = measure.allowance
    contacts = paths.map { $0.map { $0 * intervalSeconds / 3_600 } }
    totals = contacts.map { $0.reduce(0, +) }
    let weights = DayPromise.loadWeights(width, queue, intervalSeconds)
    effective = paths.map { path in
      (0..<width).map { k in
        var sum = 0.0
        for j in 0...k { sum += weights[k][j] * path[j] }
        return sum
      }
    }
    let most = effective.reduce(0) { max($0, $1.max() ?? 0) }
    table = try MissTable(measure, queue: queue, largestRate: most)
  }

  public var intervalCount: Int { paths[0].count }

  /// The expected contacts of an interval that are missed with 0, 1, 2, … agents. Without
  /// agents all are; with as many as the last next to none.
  ///
  /// - Parameter weights: of the paths, above 0 for one of them at least; nil for equal ones.
  public func misses(interval: Int, weights: [Double]? = nil) -> [Double] {
    let whole = weights?.reduce(0, +) ?? Double(paths.count)
    return (0..<table.agentCount).map { agents in
      var sum = 0.0
      for (p, path) in effective.enumerated() where contacts[p][interval] > 0 {
        sum +=
          (weights?[p] ?? 1) * contacts[p][interval]
          * table.value(agents: agents, rate: path[interval])
      }
      return sum / whole
    }
  }

  /// The mean miss of a contact on each path, in units of the target: at most `allowance` on a
  /// day that keeps the promise. 0 on a day without contacts.
  public func missShares(agents: [Int]) -> [Double] {
    paths.indices.map { p in
      guard totals[p] > 0 else { return 0 }
      var sum = 0.0
      for k in agents.indices where contacts[p][k] > 0 {
        sum += contacts[p][k] * table.value(agents: agents[k], rate: effective[p][k])
      }
      return sum / totals[p]
    }
  }

  /// The share of the days that keep the promise over all their contacts.
  public func chance(agents: [Int]) -> Double {
    let kept = missShares(agents: agents).reduce(0) { $0 + ($1 <= allowance ? 1 : 0) }
    return Double(kept) / Double(paths.count)
  }

  /// The days on every `stride`-th path, by the forward equations.
  public func days(
    agents: [Int], stride step: Int = 1, threads: Int = 1
  ) throws(QueueingError) -> [DayPerformance] {
    let chosen = Array(stride(from: 0, to: paths.count, by: max(1, step)))
    return try parallelTryMap(chosen.count, threads: threads) { place throws(QueueingError) in
      let day = try TimeVaryingQueue(
        rate: ArrivalRate(perHour: paths[chosen[place]], intervalSeconds: intervalSeconds),
        service: .exponential(mean: queue.meanHandleTime), meanPatience: queue.meanPatience,
        intervalSeconds: intervalSeconds)
      return try day.performance(agents: agents, answer: target.answer)
    }
  }

  /// The mean offered load of interval k, as a rate, is Σ weights[k][j] rate[j]: what is left
  /// of exponential services, integrated over both intervals (Eick, Massey and Whitt 1993).
  private static func loadWeights(
    _ width: Int, _ queue: ContactQueue, _ seconds: Double
  ) -> [[Double]] {
    let decay = exp(-seconds / queue.meanHandleTime)
    let edge = queue.meanHandleTime / seconds * (1 - decay)
    return (0..<width).map { k in
      (0...k).map { $0 == k ? 1 - edge : edge * (1 - decay) * pow(decay, Double(k - $0 - 1)) }
    }
  }
}

/// What counts as missed of a contact, and how much of it a target allows on average.
struct Miss: Sendable {
  let allowance: Double
  private let target: ServiceTarget

  init(_ target: ServiceTarget) throws(QueueingError) {
    self.target = target
    if let answer = target.answer {
      allowance = 1 - answer.share
    } else if let limit = target.maximumAbandonment {
      allowance = limit
    } else if target.maximumMeanWait != nil {
      allowance = 1
    } else {
      throw .emptyTarget
    }
  }

  func value(_ service: ServiceMeasures) -> Double {
    if target.answer != nil { return 1 - service.answeredInTime }
    if target.maximumAbandonment != nil { return service.abandonment }
    // A queue that never settles has no mean; ten promised waits are missed enough.
    return min(10, service.meanWait / (target.maximumMeanWait ?? 1))
  }
}

/// Misses by agents and rate, straight between the rates of a grid.
struct MissTable: Sendable {
  private static let cells = 240
  private let largest: Double
  /// By agents, then rate; the grid is even in the root of the rate.
  private let values: [[Double]]

  var agentCount: Int { values.count }

  init(_ miss: Miss, queue: ContactQueue, largestRate: Double) throws(QueueingError) {
    largest = max(largestRate, 1e-9)
    var rows: [[Double]] = []
    repeat {
      var row = [Double](repeating: 0, count: Self.cells + 1)
      // Misses rise with the rate: below the first that is nothing, all are.
      for cell in stride(from: Self.cells, through: 1, by: -1) {
        let part = Double(cell) / Double(Self.cells)
        let found = try miss.value(
          queue.service(
            agents: rows.count, arrivalRatePerHour: largest * part * part,
            answer: miss.answer))
        row[cell] = found
        if found < 1e-10 { break }
      }
      if rows.isEmpty { row[0] = row[1] }
      rows.append(row)
      if row[Self.cells] < 1e-4 * miss.allowance { break }
    } while rows.count <= ContactQueue.agentLimit
    values = rows
  }

  func value(agents: Int, rate: Double) -> Double {
    guard agents < values.count else { return 0 }
    let place = min(1, rate / largest).squareRoot() * Double(Self.cells)
    let cell = min(Self.cells - 1, Int(place))
    let low = values[agents][cell]
    return low + (place - Double(cell)) * (values[agents][cell + 1] - low)
  }
}

extension Miss {
  var answer: ServiceTarget.AnswerTime? { target.answer }
}
