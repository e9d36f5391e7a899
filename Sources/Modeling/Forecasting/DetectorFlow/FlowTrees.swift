internal import Regression
internal import Statistics

/// Boosted trees on what the autoregression leaves: one model for all detectors and
/// horizons, of absolute error, on recent residuals, the same times yesterday and a
/// week ago, and recent means.
struct FlowTrees: Sendable {
  struct Options: Sendable {
    /// Rows trained on, drawn from all moments, detectors and horizons.
    var rows = 600_000
    var rounds = 200
    var leaves = 127
    var learningRate = 0.1
  }

  private let model: BoostedTrees
  private let horizon: Int
  private let spans: [Int]

  /// - Parameters:
  ///   - origins: last known steps whose next `horizon` steps are recorded, too.
  ///   - autoregression: has an equation for each step up to `horizon`.
  /// - Returns: nil where fewer than 1,000 rows have answers.
  init?(
    _ residuals: FlowResiduals, autoregression: ProfileAutoregression, origins: [Int],
    horizon: Int, options: Options, seed: UInt64, threads: Int
  ) {
    self.horizon = horizon
    let slots = residuals.history.calendar.slotsPerDay
    spans = [slots / 24, slots / 8, slots / 4, slots, 7 * slots].map { max(1, $0) }
    guard !origins.isEmpty else { return nil }
    var stream = RandomStream(seed: seed, "detector flow trees")
    let count = residuals.count
    let running = RunningSums(residuals)
    var rows = FlowRows(capacity: options.rows, width: FlowTrees.width(spans))
    var answers: [Double] = []
    answers.reserveCapacity(options.rows)
    let mean = residuals.scale.reduce(0, +) / Double(count)
    var weights: [Double] = []
    // Detectors and horizons of one moment share much of the work of reading it.
    let perMoment = 200
    var tries = options.rows / perMoment + 1
    while tries > 0, answers.count < options.rows {
      tries -= 1
      let origin = origins[stream.integer(below: origins.count)]
      for _ in 0..<perMoment {
        let i = stream.integer(below: count)
        let ahead = 1 + stream.integer(below: horizon)
        guard residuals.history[origin + ahead, i].isFinite else { continue }
        let own = autoregression.forecast(residuals, detector: i, origin: origin)[ahead - 1]
        FlowTrees.append(
          residuals, running, spans: spans, detector: i, origin: origin, ahead: ahead, own: own,
          to: &rows)
        answers.append(Double(residuals.scaled[(origin + ahead) * count + i]) - own)
        weights.append(residuals.scale[i] / mean)
      }
    }
    guard answers.count >= 1_000 else { return nil }
    var settings = BoostedTrees.Options()
    settings.rounds = options.rounds
    settings.maximumLeaves = options.leaves
    settings.learningRate = options.learningRate
    settings.minimumRowsPerLeaf = 50
    settings.seed = seed
    settings.threads = threads
    guard
      let model = try? BoostedTrees(
        rows.frame, response: answers, weights: weights, objective: .absoluteError,
        options: settings)
    else { return nil }
    self.model = model
  }

  /// Scaled residuals after `origin`: horizon by horizon, one a detector.
  func forecast(
    _ residuals: FlowResiduals, running: RunningSums, origin: Int, autoregression: [[Double]]
  ) -> [Float] {
    let count = residuals.count
    var rows = FlowRows(capacity: horizon * count, width: FlowTrees.width(spans))
    for ahead in 1...horizon {
      for i in 0..<count {
        FlowTrees.append(
          residuals, running, spans: spans, detector: i, origin: origin, ahead: ahead,
          own: autoregression[i][ahead - 1], to: &rows)
      }
    }
    let scores = (try? model.predict(rows.frame)) ?? [Double](repeating: 0, count: horizon * count)
    return scores.indices.map { Float(scores[$0] + autoregression[$0 % count][$0 / count]) }
  }

  private static func width(_ spans: [Int]) -> Int { ProfileAutoregression.lags + spans.count + 16 }

  private static func append(
    _ residuals: FlowResiduals, _ running: RunningSums, spans: [Int], detector i: Int, origin: Int,
    ahead: Int, own: Double, to rows: inout FlowRows
  ) {
    let count = residuals.count
    let calendar = residuals.history.calendar
    func residual(_ step: Int?) -> Double {
      guard let step, step >= 0, step <= origin else { return 0 }
      return Double(residuals.scaled[step * count + i])
    }
    func expected(_ step: Int) -> Double {
      guard step < residuals.steps else { return 0 }
      return residuals.expected[step * count + i] / residuals.level[i]
    }
    let target = origin + ahead
    for lag in 0..<ProfileAutoregression.lags { rows.put(residual(origin - lag)) }
    for span in spans { rows.put(running.mean(detector: i, end: origin, span: span)) }
    for days in [1, 2, 7] {
      let then = target < calendar.steps ? calendar.step(target, daysBefore: days) : nil
      rows.put(residual(then))
      // About that time, which is less noisy than that very step.
      rows.put(then.map { running.mean(detector: i, end: min($0 + 3, origin), span: 7) } ?? 0)
    }
    for days in [1, 7] {
      let then = calendar.step(origin, daysBefore: days)
      rows.put(then.map { running.mean(detector: i, end: $0, span: 3) } ?? 0)
    }
    rows.put(expected(target))
    rows.put(expected(target) - expected(origin))
    rows.put(residuals.scale[i] / residuals.level[i])
    rows.put(residuals.level[i])
    rows.put(Double(ahead))
    rows.put(Double(calendar.slot[origin]))
    rows.put(Double(residuals.weekday(of: origin)))
    rows.put(own)
    rows.endRow()
  }
}

/// Rows of numbers, kept column by column as a model wants them.
private struct FlowRows {
  private var columns: [[Double]]
  private var next = 0

  init(capacity: Int, width: Int) {
    columns = [[Double]](repeating: [], count: width)
    for k in columns.indices { columns[k].reserveCapacity(capacity) }
  }

  mutating func put(_ value: Double) {
    columns[next].append(value)
    next += 1
  }

  mutating func endRow() {
    precondition(next == columns.count, "a row of the right width")
    next = 0
  }

  var frame: ModelFrame {
    ModelFrame(columns: columns.enumerated().map { .init("x\($0.offset)", .numeric($0.element)) })
  }
}
