/// The size of error to expect of any forecast of a series: in-sample seasonal
/// differences, overall and by the phase of the season a step falls on.
///
/// Night hours vary less than noon. The mean absolute seasonal difference at
/// each phase, over the longest season with at least 20 turns (else the
/// shortest with at least 4), is drawn toward the overall one by n/(n + 10),
/// n turns.
struct ErrorScale: Sendable {
  /// Mean |y_t − y_{t−m}| of what the models are shown (`NaiveScale` is that of what was
  /// recorded), m the longest season or 1; for a series whose every such difference is
  /// zero, that of lag 1.
  var overall: Double
  /// One scale a step of the horizon.
  var steps: [Double]

  init(training: TrainingSeries, horizon: Int) {
    let values = training.values
    let seasons = training.seasonalPeriods.filter { $0 > 1 && $0 < values.count }
    var lag = seasons.max() ?? 1
    if !(Spread.seasonalDifference(of: values, period: lag) > 0) { lag = 1 }
    let scale = Spread.seasonalDifference(of: values, period: lag)
    overall = scale.isNaN ? 0 : scale
    steps = [Double](repeating: overall, count: horizon)
    let turns = { (period: Int) in values.count / period - 1 }
    let fine = seasons.filter { turns($0) >= 20 }.max() ?? seasons.filter { turns($0) >= 4 }.min()
    guard overall > 0, let period = fine else { return }
    var sums = [Double](repeating: 0, count: period)
    var counts = [Double](repeating: 0, count: period)
    for t in period..<values.count {
      let difference = abs(values[t] - values[t - period])
      guard !difference.isNaN else { continue }
      sums[t % period] += difference
      counts[t % period] += 1
    }
    let total = counts.reduce(0, +)
    let mean = total > 0 ? sums.reduce(0, +) / total : 0
    guard mean > 0 else { return }
    for step in 0..<horizon {
      let phase = (values.count + step) % period
      let relative = (sums[phase] / mean + 10) / (counts[phase] + 10)
      steps[step] = overall * max(relative, 0.05)
    }
  }
}
