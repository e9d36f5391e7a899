/// How one rival did on one series, over the steps that every rival forecast.
public struct RivalScore: Sendable, Equatable {
  /// Steps scored; everything else is NaN where there is none.
  public var tested: Int
  /// Mean absolute error over the in-sample error of the seasonal naive before
  /// each origin (MASE, Hyndman & Koehler 2006).
  public var mase: Double
  /// In per cent, 0 ... 200.
  public var symmetricPercent: Double
  /// Twice the pinball loss at the quantiles 2.5, 10, 50, 90 and 97.5 %, scaled as
  /// MASE is; the mean stands for the median. NaN without intervals.
  public var quantileLoss: Double
  /// Shares of outcomes inside the intervals; NaN without intervals.
  public var coverage80: Double
  public var coverage95: Double
  /// Mean absolute scaled error of each origin, by origin.
  public var byOrigin: [OriginError]
  /// Sums of absolute scaled errors and their number, by step ahead from 1.
  public var byStep: [StepError]

  public struct OriginError: Sendable, Equatable {
    public var origin: Int
    public var error: Double
    public var steps: Int
  }
  public struct StepError: Sendable, Equatable {
    public var sum: Double
    public var count: Int
  }

  static let none = RivalScore(
    tested: 0, mase: .nan, symmetricPercent: .nan, quantileLoss: .nan, coverage80: .nan,
    coverage95: .nan, byOrigin: [], byStep: [])
}

/// Scores rivals on one series, each on the same steps.
public enum SeriesContest {
  /// - Parameters:
  ///   - values: of the series; NaN is missing.
  ///   - firstStep: step of the panel's axis of `values[0]`.
  ///   - seasons: season lengths in steps; the longest of which a training part
  ///     holds more than one turn sets the scale.
  ///   - rivals: the past forecasts of each, in any order. A step counts where the
  ///     outcome is known and every rival has a finite forecast of it from the
  ///     same origin.
  /// - Returns: one score a rival.
  public static func scores(
    values: [Double], firstStep: Int, seasons: [Int], rivals: [[PastForecast]]
  ) -> [RivalScore] {
    guard let first = rivals.first else { return [] }
    let sorted = rivals.map { rows in
      rows.sorted { ($0.origin, $0.target) < ($1.origin, $1.target) }
    }
    var cursors = [Int](repeating: 0, count: rivals.count)
    var tallies = rivals.map { _ in RivalTally() }
    var scale = (origin: Int.min, value: Double.nan)
    var here = [PastForecast](
      repeating: PastForecast(origin: 0, target: 0, mean: .nan), count: rivals.count)
    for lead in first.isEmpty ? [] : sorted[0] {
      let key = (lead.origin, lead.target)
      let offset = lead.target - firstStep
      guard values.indices.contains(offset), values[offset].isFinite else { continue }
      var isShared = true
      for k in rivals.indices {
        while cursors[k] < sorted[k].count,
          (sorted[k][cursors[k]].origin, sorted[k][cursors[k]].target) < key
        {
          cursors[k] += 1
        }
        guard cursors[k] < sorted[k].count else {
          isShared = false
          break
        }
        here[k] = sorted[k][cursors[k]]
        if (here[k].origin, here[k].target) != key || !here[k].mean.isFinite { isShared = false }
      }
      guard isShared else { continue }
      if scale.origin != lead.origin {
        let training = values[..<min(values.count, max(0, lead.origin - firstStep + 1))]
        scale = (lead.origin, NaiveScale(Array(training), seasons: seasons).absolute)
      }
      guard scale.value > 0 else { continue }
      for k in rivals.indices {
        tallies[k].add(here[k], actual: values[offset], scale: scale.value)
      }
    }
    return tallies.map(\.score)
  }
}

/// Sums over the steps of one rival on one series.
private struct RivalTally {
  private var tested = 0
  private var absolute = 0.0
  private var symmetric = 0.0
  private var pinball = 0.0
  private var banded = 0
  private var inside80 = 0
  private var inside95 = 0
  private var origins: [(origin: Int, sum: Double, count: Int)] = []
  private var steps: [RivalScore.StepError] = []

  mutating func add(_ row: PastForecast, actual y: Double, scale: Double) {
    let error = abs(y - row.mean) / scale
    tested += 1
    absolute += error
    let size = abs(y) + abs(row.mean)
    if size > 0 { symmetric += 200 * abs(y - row.mean) / size }
    if origins.last?.origin != row.origin { origins.append((row.origin, 0, 0)) }
    origins[origins.count - 1].sum += error
    origins[origins.count - 1].count += 1
    let ahead = row.target - row.origin
    while steps.count < ahead { steps.append(.init(sum: 0, count: 0)) }
    if ahead > 0 {
      steps[ahead - 1].sum += error
      steps[ahead - 1].count += 1
    }
    let quantiles = [
      (0.025, row.lower95), (0.1, row.lower80), (0.5, row.mean), (0.9, row.upper80),
      (0.975, row.upper95),
    ]
    guard quantiles.allSatisfy({ $0.1.isFinite }) else { return }
    banded += 1
    for (level, value) in quantiles {
      pinball += 2 * max(level * (y - value), (level - 1) * (y - value)) / scale / 5
    }
    if y >= row.lower80 && y <= row.upper80 { inside80 += 1 }
    if y >= row.lower95 && y <= row.upper95 { inside95 += 1 }
  }

  var score: RivalScore {
    guard tested > 0 else { return .none }
    let n = Double(tested)
    // Intervals that are there for a part of the steps only do not compare.
    let isBanded = banded == tested
    return RivalScore(
      tested: tested, mase: absolute / n, symmetricPercent: symmetric / n,
      quantileLoss: isBanded ? pinball / n : .nan,
      coverage80: isBanded ? Double(inside80) / n : .nan,
      coverage95: isBanded ? Double(inside95) / n : .nan,
      byOrigin: origins.map {
        .init(origin: $0.origin, error: $0.sum / Double($0.count), steps: $0.count)
      }, byStep: steps)
  }
}
