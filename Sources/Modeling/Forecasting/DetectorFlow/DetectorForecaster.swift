internal import LinearAlgebra

/// Forecasts of all detectors of an area together, minutes to days ahead.
///
/// Every detector has a profile of recent like days (`RecentProfile`). What the
/// profile misses is corrected, up to `horizon` steps ahead, by a weighted mean of an
/// autoregression, boosted trees and networks that all detectors share; further ahead
/// by the autoregression, whose correction fades. The members are fitted on the first
/// part of the history; their weights and the intervals come from the rest, which no
/// member has seen.
public struct DetectorForecaster: Sendable {
  public struct Options: Sendable {
    public var profile = RecentProfile.Options()
    /// Steps ahead for which members are fitted.
    public var horizon = 12
    /// Networks, each from its own random start; 0 for none.
    public var networks = 3
    /// Units of each layer of a network.
    public var units = 128
    /// Passes of each network over the history.
    public var epochs = 6.0
    /// Boosted trees; 0 for none.
    public var trees = 200
    /// Rows that the trees learn from, drawn from all moments, detectors and horizons.
    public var treeRows = 600_000
    public var seed: UInt64 = 1
    /// The answer is the same to the bit for any number.
    public var threads = 1

    public init() {}

    /// The profile and its autoregression alone: a second of work for hundreds of
    /// detectors.
    public static var quick: Options {
      var options = Options()
      options.networks = 0
      options.trees = 0
      return options
    }
  }

  /// Models of what the profile misses.
  public enum Member: String, CaseIterable, Sendable {
    case autoregression, trees, networks
  }

  public let options: Options
  /// Those that were fitted.
  public let members: [Member]
  let residuals: FlowResiduals
  let autoregression: ProfileAutoregression
  let farAutoregression: ProfileAutoregression
  private let trees: FlowTrees?
  private let networks: [FlowNetwork]
  private let inputs: FlowInputs
  private let running: RunningSums
  /// Weight of each member at each step ahead; each row sums to 1.
  public private(set) var shares: [[Double]]

  /// - Parameters:
  ///   - history: at least three days of it before `fitUntil`.
  ///   - fitUntil: members learn from steps before this one only.
  ///   - judgeUntil: weights come from steps between `fitUntil` and this one.
  /// - Returns: nil where there are too few steps to learn from.
  public init?(_ history: DetectorHistory, fitUntil: Int, judgeUntil: Int, options: Options) {
    self.options = options
    let horizon = options.horizon
    let residuals = FlowResiduals(history, options: options.profile, scaleUntil: fitUntil)
    self.residuals = residuals
    let lags = ProfileAutoregression.lags
    let first = max(residuals.firstReliable, lags)
    let last = min(fitUntil, history.steps) - horizon - 1
    guard last - first >= 4 * lags, judgeUntil <= history.steps else { return nil }
    let origins = Array(first...last)
    autoregression = ProfileAutoregression(
      residuals, horizons: Array(1...horizon), origins: origins, until: fitUntil,
      threads: options.threads)
    let far = DetectorForecaster.farHorizons(after: horizon, residuals.history.calendar.slotsPerDay)
    farAutoregression = ProfileAutoregression(
      residuals, horizons: far.filter { $0 < (last - first) / 2 }, origins: origins,
      until: fitUntil,
      threads: options.threads)
    running = RunningSums(residuals)
    inputs = FlowInputs(residuals, running: running, horizon: horizon)
    trees =
      options.trees > 0
      ? FlowTrees(
        residuals, autoregression: autoregression, origins: origins, horizon: horizon,
        options: .init(rows: options.treeRows, rounds: options.trees), seed: options.seed,
        threads: options.threads) : nil
    let mean = residuals.scale.reduce(0, +) / Double(residuals.count)
    let weights = residuals.scale.map { Float($0 / mean) }
    var training = FlowNetworkTrainer.Options()
    training.epochs = options.epochs
    training.hidden = options.units
    networks = parallelMap(options.networks, threads: options.threads) { [inputs, training] k in
      FlowNetworkTrainer.fit(
        residuals, inputs: inputs, origins: origins, weights: weights, options: training,
        seed: options.seed &+ UInt64(k))
    }
    var members: [Member] = [.autoregression]
    if trees != nil { members.append(.trees) }
    if !networks.isEmpty { members.append(.networks) }
    self.members = members
    shares = [[Double]](
      repeating: [Double](repeating: 1 / Double(members.count), count: members.count),
      count: horizon)
    if members.count > 1 { weigh(from: fitUntil, until: judgeUntil) }
  }

  /// Steps ahead beyond the members' own for which equations are fitted; steps
  /// between are interpolated.
  static func farHorizons(after horizon: Int, _ slotsPerDay: Int) -> [Int] {
    var steps: [Int] = []
    var next = Double(horizon) * 1.5
    while Int(next) < 7 * slotsPerDay {
      steps.append(Int(next))
      next *= 1.5
    }
    return steps + [7 * slotsPerDay]
  }

  /// Scaled residuals after `origin` by member: each horizon by horizon, one a
  /// detector.
  func memberForecasts(origin: Int, signals: FlowSignals?) -> [[Float]] {
    let count = residuals.count
    let horizon = options.horizon
    let own = (0..<count).map { autoregression.forecast(residuals, detector: $0, origin: origin) }
    return members.map { member in
      switch member {
      case .autoregression:
        return (0..<horizon * count).map { Float(own[$0 % count][$0 / count]) }
      case .trees:
        return trees?.forecast(
          residuals, running: running, origin: origin, autoregression: own) ?? []
      case .networks:
        var sum = [Float](repeating: 0, count: horizon * count)
        guard let signals else { return sum }
        inputs.write(origins: [origin], into: signals.inputs)
        let slot = residuals.history.calendar.slot[origin]
        for network in networks {
          network.run(signals, slots: [slot], weekdays: [residuals.weekday(of: origin)])
          for k in sum.indices { sum[k] += signals.answers[k] / Float(networks.count) }
        }
        return sum
      }
    }
  }

  /// Room for one moment's signals; nil without networks.
  func signals() -> FlowSignals? { networks.first.map { FlowSignals($0.shape, moments: 1) } }

  /// The ensemble's scaled residuals after each origin, horizon by horizon, one a
  /// detector: known up to `options.horizon`.
  func forecasts(origins: [Int]) -> [[Float]] {
    let stretch = 32
    let parts = parallelMap((origins.count + stretch - 1) / stretch, threads: options.threads) {
      part -> [[Float]] in
      let signals = signals()
      return origins[part * stretch..<min(origins.count, (part + 1) * stretch)].map { origin in
        combine(memberForecasts(origin: origin, signals: signals))
      }
    }
    return parts.flatMap { $0 }
  }

  func combine(_ forecasts: [[Float]]) -> [Float] {
    let count = residuals.count
    var sum = [Float](repeating: 0, count: options.horizon * count)
    for (m, forecast) in forecasts.enumerated() {
      for ahead in 0..<options.horizon {
        let share = Float(shares[ahead][m])
        for k in ahead * count..<(ahead + 1) * count { sum[k] += share * forecast[k] }
      }
    }
    return sum
  }

  /// Weights in tenths of least mean absolute error, horizon by horizon, over some
  /// 400 moments.
  private mutating func weigh(from start: Int, until end: Int) {
    let horizon = options.horizon
    let count = residuals.count
    let last = end - horizon - 1
    guard last > start else { return }
    let origins = Array(stride(from: start, through: last, by: max(1, (last - start) / 400)))
    let judged = parallelMap(origins.count, threads: options.threads) { [self] k in
      memberForecasts(origin: origins[k], signals: signals())
    }
    let choices = DetectorForecaster.mixtures(of: members.count, tenths: 10)
    for ahead in 0..<horizon {
      var best = (error: Double.infinity, choice: 0)
      for (c, choice) in choices.enumerated() {
        var error = 0.0
        for (k, origin) in origins.enumerated() {
          let step = origin + ahead + 1
          for i in 0..<count where residuals.history[step, i].isFinite {
            var forecast = 0.0
            for m in choice.indices {
              forecast += choice[m] * Double(judged[k][m][ahead * count + i])
            }
            let miss = abs(forecast - Double(residuals.scaled[step * count + i]))
            error += miss * residuals.scale[i]
          }
        }
        if error < best.error { best = (error, c) }
      }
      shares[ahead] = choices[best.choice]
    }
  }

  /// All ways to share out `tenths` tenths.
  static func mixtures(of members: Int, tenths: Int) -> [[Double]] {
    guard members > 1 else { return [[Double(tenths) / 10]] }
    return (0...tenths).flatMap { first in
      mixtures(of: members - 1, tenths: tenths - first).map { [Double(first) / 10] + $0 }
    }
  }
}
