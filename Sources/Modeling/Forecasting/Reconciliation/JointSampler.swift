internal import Foundation
internal import LinearAlgebra
internal import Statistics

/// Coherent sample paths of a hierarchy: base distributions as margins, the
/// dependence of backtest errors between them, projected so that they add up.
///
/// Each row of the system keeps the margins of its base forecast; normal scores
/// are tied together over rows by the correlation of W (a Gaussian copula) and
/// over steps by the forecasts' own `ErrorDependence`. Every joint draw is then
/// reconciled like a mean, which makes the sample one of the reconciled
/// distribution (Panagiotelis, Gamakumara, Athanasopoulos & Hyndman, EJOR 306,
/// 2023, theorem 3.1 and section 4.2).
///
/// Where the series are counts, negative bottom values of a draw are cut off and the
/// draw is reconciled again with them in place of their base values, a few times
/// over, so that cutting does not raise the sums; what is left is cut off. The draw
/// is then made whole by systematic rounding: with one uniform number U a draw,
/// series j becomes ⌊B_j + U⌋ − ⌊B_{j−1} + U⌋, B the running sums. That is unbiased,
/// keeps the total and neighbouring series' sums within one, and gives a series of
/// mean 0.02 the zeros it has instead of 0.02s.
struct JointSampler {
  let reconciler: Reconciler
  /// One forecast a row of the system, all of one horizon.
  let base: [Forecast]
  /// Whether sums are those of the bottom draws as they are.
  let isBottomUp: Bool
  /// Whether values are counts: whole numbers of at least 0.
  let isCount: Bool
  let seed: UInt64
  let pathCount: Int

  /// How often a draw with negative parts is reconciled again.
  static let passes = 4

  /// Draws step by step.
  ///
  /// - Parameter body: is given each step and the `rowCount × pathCount` coherent
  ///   values of its draws; draw p of one step goes on as draw p of the next.
  func forEachStep(_ body: (Int, Matrix) -> Void) throws(HierarchyError) {
    let horizon = base.first?.horizon ?? 0
    let covariance = reconciler.covariance
    let deviations = covariance.variances.map { $0.squareRoot() }
    var loadings = covariance.factors
    for column in 0..<loadings.columns {
      for row in 0..<loadings.rows { loadings[row, column] /= deviations[row] }
    }
    let own = zip(covariance.diagonal, deviations).map { $0.squareRoot() / $1 }
    let dependence = base.first?.dependence ?? .independent
    var common = ScoreProcess(
      names: (0..<loadings.columns).map { "factor \($0)" }, paths: pathCount, seed: seed,
      dependence: dependence)
    let hierarchy = reconciler.hierarchy
    var single = ScoreProcess(
      names: (0..<hierarchy.rowCount).map { hierarchy.nodes[hierarchy.nodeOfRow[$0]].id },
      paths: pathCount, seed: seed, dependence: dependence)
    let curves = base.map { StepCurves($0) }
    var stream = RandomStream(seed: seed, "hierarchy", "rounding")
    for step in 0..<horizon {
      let shifts = (0..<pathCount).map { _ in stream.uniform() }
      let shared = common.next()
      let scores = single.next()
      var values =
        loadings.columns > 0
        ? loadings * shared : Matrix(rows: scores.rows, columns: scores.columns)
      for path in 0..<pathCount {
        for row in 0..<scores.rows {
          values[row, path] = curves[row].value(
            step: step, score: values[row, path] + own[row] * scores[row, path])
        }
      }
      if isCount {
        for row in 0..<values.rows { keepMean(of: row, at: base[row].mean[step], in: &values) }
      }
      var bottom = try coherentBottom(values)
      if isCount {
        for path in 0..<pathCount { makeWhole(&bottom, path: path, shift: shifts[path]) }
      }
      body(step, hierarchy.system(of: bottom))
    }
  }

  private func coherentBottom(_ base: Matrix) throws(HierarchyError) -> Matrix {
    let hierarchy = reconciler.hierarchy
    let above = hierarchy.aggregateCount
    if isBottomUp { return base[above..<hierarchy.rowCount, 0..<base.columns] }
    var bottom = try reconciler.bottom(of: base)
    guard isCount else { return bottom }
    var current = base
    for _ in 0..<JointSampler.passes {
      var isCut = false
      // Sums as reconciled stay the target; the bottom goes on from what was cut.
      for path in 0..<bottom.columns {
        let values = bottom.column(path)
        guard values.contains(where: { $0 < 0 }) else { continue }
        isCut = true
        let targets = hierarchy.aggregates(of: values)
        for a in 0..<above { current[a, path] = targets[a] }
        for j in values.indices { current[above + j, path] = max(0, values[j]) }
      }
      guard isCut else { break }
      bottom = try reconciler.bottom(of: current)
    }
    return bottom
  }

  /// Where draws of a row end at zero, the end raises their mean: they are scaled
  /// back to the mean that was forecast, so that many sparse series do not add up to
  /// more than is expected of them.
  private func keepMean(of row: Int, at mean: Double, in values: inout Matrix) {
    var sum = 0.0
    var lowest = Double.infinity
    for path in 0..<values.columns {
      sum += values[row, path]
      lowest = min(lowest, values[row, path])
    }
    let drawn = sum / Double(values.columns)
    guard lowest <= 0, drawn > mean, mean > 0 else { return }
    for path in 0..<values.columns { values[row, path] *= mean / drawn }
  }

  /// Systematic rounding of one draw; what is below zero is cut off first.
  private func makeWhole(_ bottom: inout Matrix, path: Int, shift: Double) {
    var sum = shift
    var before = sum.rounded(.down)
    for j in 0..<bottom.rows {
      sum += max(0, bottom[j, path])
      let after = sum.rounded(.down)
      bottom[j, path] = after - before
      before = after
    }
  }
}

/// Standard normal scores that go on from step to step: one draw that persists
/// plus a first-order autoregression, one stream a name.
private struct ScoreProcess {
  private var streams: [RandomStream]
  private let paths: Int
  private let dependence: ErrorDependence
  private var level: Matrix
  private var passing: Matrix
  private var isFirst = true

  init(names: [String], paths: Int, seed: UInt64, dependence: ErrorDependence) {
    streams = names.map { RandomStream(seed: seed, "hierarchy", $0) }
    self.paths = paths
    self.dependence = dependence
    level = Matrix(rows: names.count, columns: paths)
    passing = level
  }

  /// `names × paths` scores of the next step.
  mutating func next() -> Matrix {
    let persistent = dependence.persistent
    if isFirst && persistent > 0 { level = drawn() }
    let fresh = drawn()
    let decay = dependence.decay
    let share = (1 - decay * decay).squareRoot()
    for k in fresh.storage.indices {
      passing.storage[k] =
        isFirst ? fresh.storage[k] : decay * passing.storage[k] + share * fresh.storage[k]
    }
    isFirst = false
    let (a, b) = (persistent.squareRoot(), (1 - persistent).squareRoot())
    var scores = passing
    for k in scores.storage.indices {
      scores.storage[k] = a * level.storage[k] + b * passing.storage[k]
    }
    return scores
  }

  private mutating func drawn() -> Matrix {
    var scores = Matrix(rows: streams.count, columns: paths)
    for row in streams.indices {
      for path in 0..<paths { scores[row, path] = StandardNormal.draw(&streams[row]) }
    }
    return scores
  }
}

/// Quantile functions of one forecast, linear in the normal score between the
/// standard levels and beyond them.
private struct StepCurves {
  private static let scores = Forecast.standardLevels.map(StandardNormal.quantile)
  /// `values[step * levels + level]`.
  private let values: [Double]
  private let floor: Double

  init(_ forecast: Forecast) {
    floor = forecast.floor ?? -.infinity
    let columns = Forecast.standardLevels.map { forecast.quantile($0) }
    values = (0..<forecast.horizon).flatMap { step in columns.map { $0[step] } }
  }

  func value(step: Int, score: Double) -> Double {
    let scores = StepCurves.scores
    var low = 0
    var high = scores.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if scores[middle] <= score { low = middle } else { high = middle }
    }
    let base = step * scores.count
    let slope = (values[base + high] - values[base + low]) / (scores[high] - scores[low])
    let value = values[base + low] + slope * (score - scores[low])
    return max(value, floor)
  }
}
