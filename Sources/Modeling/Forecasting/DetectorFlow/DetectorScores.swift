internal import LinearAlgebra

/// How far forecasts of detectors were off over a stretch of time, step by step ahead.
public struct DetectorScores: Sendable, Equatable {
  /// What forecast: a member, "ensemble", "profile" or "same time last week".
  public let name: String
  /// Mean absolute error, root mean squared error, and mean absolute error over the
  /// true value, at each step ahead. Values not recorded are left out of all three, and
  /// zeros of the last.
  public internal(set) var meanAbsolute: [Double]
  public internal(set) var rootMeanSquare: [Double]
  public internal(set) var meanRelative: [Double]
  /// Values judged, and values left out because nothing was recorded.
  public internal(set) var judged: Int
  public internal(set) var missing: Int
}

/// Sums on the way to `DetectorScores`.
private struct ScoreSums {
  var absolute: [Double]
  var square: [Double]
  var relative: [Double]
  var count: [Double]
  var positive: [Double]
  var missing = 0

  init(horizon: Int) {
    absolute = [Double](repeating: 0, count: horizon)
    square = absolute
    relative = absolute
    count = absolute
    positive = absolute
  }

  mutating func add(_ forecast: Double, truth: Double, ahead: Int) {
    guard truth.isFinite else {
      missing += 1
      return
    }
    let error = abs(forecast - truth)
    absolute[ahead] += error
    square[ahead] += error * error
    count[ahead] += 1
    if truth > 0 {
      relative[ahead] += error / truth
      positive[ahead] += 1
    }
  }

  static func + (a: Self, b: Self) -> Self {
    var sum = a
    for h in a.count.indices {
      sum.absolute[h] += b.absolute[h]
      sum.square[h] += b.square[h]
      sum.relative[h] += b.relative[h]
      sum.count[h] += b.count[h]
      sum.positive[h] += b.positive[h]
    }
    sum.missing += b.missing
    return sum
  }

  func scores(_ name: String) -> DetectorScores {
    DetectorScores(
      name: name, meanAbsolute: zip(absolute, count).map { $0 / max(1, $1) },
      rootMeanSquare: zip(square, count).map { ($0 / max(1, $1)).squareRoot() },
      meanRelative: zip(relative, positive).map { $0 / max(1, $1) },
      judged: Int(count.reduce(0, +)), missing: missing)
  }
}

extension DetectorForecaster {
  /// Scores of every member, of their ensemble, of the bare profile and of the same
  /// time a week before, over origins whose answers lie between two steps.
  ///
  /// - Parameters:
  ///   - origins: last known steps; answers beyond the history are not judged.
  ///   - truths: what forecasts are held against, in the order of the history's values;
  ///     nil for the history itself. NaN is left out.
  public func scores(origins: [Int], against truths: [Double]? = nil) -> [DetectorScores] {
    let count = residuals.count
    let horizon = options.horizon
    let history = residuals.history
    let calendar = history.calendar
    let names = members.map(\.rawValue) + ["ensemble", "profile", "same time last week"]
    let stretch = 32
    let parts = parallelMap((origins.count + stretch - 1) / stretch, threads: options.threads) {
      part -> [ScoreSums] in
      var sums = names.map { _ in ScoreSums(horizon: horizon) }
      let signals = signals()
      for origin in origins[part * stretch..<min(origins.count, (part + 1) * stretch)] {
        let forecasts = memberForecasts(origin: origin, signals: signals)
        let all = forecasts + [combine(forecasts)]
        for ahead in 0..<horizon where origin + ahead + 1 < history.steps {
          let step = origin + ahead + 1
          let lastWeek = calendar.step(step, daysBefore: 7)
          for i in 0..<count {
            let truth = truths?[step * count + i] ?? history[step, i]
            let expected = residuals.expected[step * count + i]
            for (m, forecast) in all.enumerated() {
              let value = expected + residuals.scale[i] * Double(forecast[ahead * count + i])
              sums[m].add(value, truth: truth, ahead: ahead)
            }
            sums[all.count].add(expected, truth: truth, ahead: ahead)
            let then = lastWeek.map { history[$0, i] } ?? .nan
            sums[all.count + 1].add(then.isFinite ? then : expected, truth: truth, ahead: ahead)
          }
        }
      }
      return sums
    }
    guard var total = parts.first else { return [] }
    for part in parts.dropFirst() { for k in total.indices { total[k] = total[k] + part[k] } }
    return zip(names, total).map { $1.scores($0) }
  }

  /// The share of values inside their bounds, by coverage and part of the day (two
  /// hours each), when bounds learn each day from the day before.
  ///
  /// - Parameters:
  ///   - every: one origin in so many is judged.
  ///   - calibration: of steps before `start`.
  /// - Returns: for each coverage the share in each part of the day, and the mean width.
  public func coverage(
    from start: Int, until end: Int, every: Int, coverages: [Double], calibration: FlowCalibration
  ) -> [(shares: [Double], width: Double)] {
    let count = residuals.count
    let history = residuals.history
    let calendar = history.calendar
    var calibration = calibration
    let blocks = FlowIntervals.blocks
    var inside = coverages.map { _ in [Double](repeating: 0, count: blocks) }
    var judged = [Double](repeating: 0, count: blocks)
    var widths = [Double](repeating: 0, count: coverages.count)
    let last = min(end, history.steps)
    for day in calendar.day[start]...calendar.day[last - 1] {
      let origins = (0..<calendar.slotsPerDay).compactMap { calendar.step(day: day, slot: $0) }
        .filter { $0 % every == 0 && $0 >= start && $0 + options.horizon < last }
      for origin in origins {
        let forecast = forecast(
          origin: origin, steps: options.horizon, coverages: coverages, calibration: calibration,
          isNonNegative: true, outlook: nil)
        for ahead in 0..<options.horizon {
          let block = block(of: origin + ahead + 1)
          for i in 0..<count where history[origin + ahead + 1, i].isFinite {
            let value = history[origin + ahead + 1, i]
            let place = ahead * count + i
            judged[block] += 1
            for c in coverages.indices {
              let isInside =
                value >= forecast.lower[c][place] && value <= forecast.upper[c][place]
              inside[c][block] += isInside ? 1 : 0
              widths[c] += forecast.upper[c][place] - forecast.lower[c][place]
            }
          }
        }
      }
      for sizes in [true, false] {
        learn(day: day, from: start, until: last, sizes: sizes, into: &calibration)
      }
    }
    let total = max(1, judged.reduce(0, +))
    return coverages.indices.map { c in
      (zip(inside[c], judged).map { $0 / max(1, $1) }, widths[c] / total)
    }
  }
}
