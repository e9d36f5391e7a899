/// Which members of a trial may speak at an origin, and how well each did at the
/// others.
///
/// Members are compared on the origins at which each could be asked: a window too
/// long for the first of them does not silence a member for good. One whose mean
/// absolute backtest error is larger than the baseline's or the best member's by
/// more than chance explains is pruned. What happens at an origin
/// is decided from the other origins only, so the errors of the combination stay
/// those of a forecast made blind.
struct MemberSelection: Sendable {
  /// How much worse than the best of members and baseline a member may be when
  /// `steps` were tested: the fewer, the more of a difference is chance. Weights
  /// see to smaller differences.
  static func tolerance(steps: Int) -> Double { 1 + 18 / Double(max(1, steps)).squareRoot() }
  /// How many baseline errors × √k a member may lie from the others at step k.
  static let reach = 4.0

  var status: [MemberOutcome.Status]
  /// Error of each member relative to all, as `CombinationWeights.relative`.
  var errors: [Double]

  /// - Parameter origin: index into `trial.origins`; the last is the real forecast.
  init(_ trial: SeriesTrial, actuals: SeriesActuals, origin: Int) {
    let row = trial.means[origin]
    status = row.enumerated().map { slot, mean in
      mean == nil ? .failed(trial.failures[slot] ?? "too short before this origin") : .used
    }
    let others = (0..<(trial.origins.count - 1)).filter { $0 != origin }
    let tests = actuals.comparableErrors(over: others)
    let past = tests.map(\.error)
    errors = CombinationWeights.relative(past, origins: tests.map(\.origins))
    let rivals = actuals.baselineError(over: others)
    if rivals.isFinite {
      let best = past.filter(\.isFinite).min() ?? rivals
      for slot in row.indices where status[slot] == .used {
        let tolerance = MemberSelection.tolerance(steps: tests[slot].steps)
        if past[slot] > tolerance * min(best, rivals) { status[slot] = .pruned }
      }
      if !status.contains(.used) {
        // All lose: the best of them or the baseline, which is then a member.
        let valid = row.indices.filter { status[$0] == .pruned && past[$0].isFinite }
        if let best = valid.min(by: { past[$0] < past[$1] }) { status[best] = .used }
      }
    }
    rejectStrays(row, scale: trial.baselineScale[origin])
  }

  var canSpeak: [Bool] { status.map { $0 == .used } }

  /// Sets aside members too far from the middle of the others. With two left
  /// there is no telling which one strays, and both stay.
  mutating func rejectStrays(_ row: [[Double]?], scale: Double) {
    let used = row.indices.filter { status[$0] == .used }
    guard used.count > 2, scale > 0 else { return }
    let speaking = used.filter { row[$0] != nil }
    let means = speaking.compactMap { row[$0] }
    var sorted: [Double] = []
    for step in 0..<(means.map(\.count).min() ?? 0) {
      let reach = MemberSelection.reach * scale * Double(step + 1).squareRoot()
      sorted.removeAll(keepingCapacity: true)
      for k in means.indices where !means[k][step].isNaN { sorted.append(means[k][step]) }
      sorted.sort()
      for k in means.indices where status[speaking[k]] == .used {
        let mine = means[k][step]
        if abs(mine - MemberSelection.middle(of: sorted, without: mine)) > reach {
          status[speaking[k]] = .rejected
        }
      }
    }
    if !used.contains(where: { status[$0] == .used }) {
      for slot in used { status[slot] = .used }
    }
  }

  /// The median of ascending values less one that equals `value`; NaN where that
  /// leaves none, or where `value` is not among them.
  private static func middle(of sorted: [Double], without value: Double) -> Double {
    let count = sorted.count - 1
    guard count > 0, let place = sorted.firstIndex(of: value) else { return .nan }
    func rest(_ k: Int) -> Double { sorted[k < place ? k : k + 1] }
    return count % 2 == 1 ? rest(count / 2) : 0.5 * (rest(count / 2 - 1) + rest(count / 2))
  }
}

/// What came after each origin of a trial, and how far the members were from it
/// on ordinary days.
struct SeriesActuals: Sendable {
  /// `values[origin][step]`, as long as there is data; holidays are NaN.
  var ordinary: [[Double]]
  /// The same with holidays.
  var all: [[Double]]
  private let memberCount: Int
  /// `[origin][member]`, NaN where the member could not be asked.
  private var memberErrors: [[Double]]
  private var baselineErrors: [Double]

  init(_ series: PreparedSeries, trial: SeriesTrial, horizon: Int) {
    memberCount = trial.names.count
    all = series.origins.map { origin in
      Array(series.values[origin..<min(origin + horizon, series.values.count)])
    }
    ordinary = zip(series.origins, all).map { origin, values in
      values.enumerated().map { step, value in
        series.kinds.isEmpty || series.kinds[origin + step] == .ordinary ? value : .nan
      }
    }
    let targets = ordinary
    memberErrors = targets.indices.map { origin in
      trial.means[origin].map { mean in
        mean.map { SeriesActuals.meanAbsolute($0, targets[origin]) } ?? .nan
      }
    }
    baselineErrors = targets.indices.map {
      SeriesActuals.meanAbsolute(trial.baseline[$0], targets[$0])
    }
  }

  /// NaN for a member that could not be asked at any of the origins.
  func memberError(_ slot: Int, over origins: [Int]) -> Double {
    SeriesActuals.mean(origins.map { memberErrors[$0][slot] })
  }

  /// How far a member was off where it could be asked.
  struct Test: Sendable {
    /// Mean absolute error relative to that of the median member at the same
    /// origins, times the latter's mean over all origins; NaN where there is none.
    var error: Double
    var origins: Int
    var steps: Int
  }

  /// Errors of all members on a common footing, whichever origins each was asked at.
  func comparableErrors(over origins: [Int]) -> [Test] {
    let references = origins.map { middle(memberErrors[$0].filter(\.isFinite)) }
    let level = SeriesActuals.mean(references)
    return (0..<memberCount).map { slot in
      var test = Test(error: .nan, origins: 0, steps: 0)
      var own = 0.0
      var common = 0.0
      for (origin, reference) in zip(origins, references) {
        let error = memberErrors[origin][slot]
        guard error.isFinite else { continue }
        own += error
        common += reference
        test.origins += 1
        test.steps += ordinary[origin].count
      }
      if common > 0 { test.error = own / common * level }
      return test
    }
  }

  /// Mean absolute error of a forecast made at `origin`; 0 where nothing is known.
  func meanError(of forecast: [Double], origin: Int) -> Double {
    let error = SeriesActuals.meanAbsolute(forecast, ordinary[origin])
    return error.isFinite ? error : 0
  }

  func baselineError(over origins: [Int]) -> Double {
    SeriesActuals.mean(origins.map { baselineErrors[$0] })
  }

  private static func meanAbsolute(_ forecast: [Double], _ actual: [Double]) -> Double {
    mean(zip(forecast, actual).map { abs($0 - $1) })
  }

  /// Mean without NaNs; NaN of none.
  private static func mean(_ values: [Double]) -> Double {
    var sum = 0.0
    var count = 0
    for value in values where !value.isNaN {
      sum += value
      count += 1
    }
    return count > 0 ? sum / Double(count) : .nan
  }
}
