import Foundation
internal import LinearAlgebra

/// What regressors do to a series, learnt from seasonal differences.
///
/// Δ_m g(y_t) = Δ_m x_tᵀ β + e_t with m the longest season (1 without one) and
/// g the logarithm for positive values of size, else the identity: differences
/// take level and season away, so that what remains can be left to any
/// forecaster (dynamic regression in two stages; Pankratz, 1991, §3). β is a ridge
/// estimate, its strength and its columns chosen by the error on five
/// consecutive blocks, each told from the other four. All is left out unless
/// that error falls by more than one standard error of the blocks' gains
/// (Breiman et al., 1984, §3.4.3).
struct RegressorEffect: Sendable, Codable {
  /// Columns that help, places among those of the context.
  let columns: [Int]
  let names: [String]
  /// Of a column as it stands.
  let slopes: [Double]
  let centres: [Double]
  /// Whether the effect multiplies.
  let isMultiplicative: Bool
  /// Share of the squared differences that the columns explain on blocks they were
  /// not learnt from.
  let gain: Double
  /// Columns left out because they are not known over the horizon.
  let unknownAhead: [String]

  /// - Returns: nil where no regressor is known or none helps.
  init?(_ series: TrainingSeries) {
    guard let context = series.context, !context.regressors.isEmpty else { return nil }
    let n = series.values.count
    var known: [Int] = []
    var missing: [String] = []
    let longest = context.regressors.map(\.values.count).max() ?? 0
    let end = max(context.axis.days.count, longest) - context.firstStep
    for (k, regressor) in context.regressors.enumerated() {
      if (n..<max(n, end)).allSatisfy({ context.value(k, at: $0).isFinite }), end > n {
        known.append(k)
      } else {
        missing.append(regressor.name)
      }
    }
    unknownAhead = missing
    let values = context.recorded.count == n ? context.recorded : series.values
    // Hidden holidays and filled gaps are no observations.
    let usable = zip(values, series.values).map { $0.isFinite && $1.isFinite && $0 == $1 }
    let observed = zip(values, usable).filter(\.1).map(\.0)
    guard !known.isEmpty, observed.count >= 20 else { return nil }
    // The logarithm of small counts is rough: they are taken as they are.
    let mean = observed.reduce(0, +) / Double(observed.count)
    isMultiplicative = observed.allSatisfy { $0 > 0 } && (!series.isCount || mean >= 5)
    let lag = series.seasonalPeriods.filter { $0 > 1 && 3 * $0 <= n }.max() ?? 1
    let g = values.map { [isMultiplicative] in isMultiplicative ? log(max($0, 1e-300)) : $0 }
    var rows: [(y: Double, x: [Double])] = []
    for t in lag..<max(lag, n) where usable[t] && usable[t - lag] {
      let x = known.map { context.value($0, at: t) - context.value($0, at: t - lag) }
      if x.allSatisfy(\.isFinite) { rows.append((g[t] - g[t - lag], x)) }
    }
    guard let chosen = DifferencedRidge(rows: rows).best() else { return nil }
    columns = chosen.columns.map { known[$0] }
    names = columns.map { context.regressors[$0].name }
    slopes = chosen.slopes
    gain = chosen.gain
    centres = columns.map { column in
      let past = (0..<n).map { context.value(column, at: $0) }.filter(\.isFinite)
      return past.reduce(0, +) / Double(max(past.count, 1))
    }
  }

  /// Σ β (x − x̄) on a step: to be added, or the logarithm of a factor; 0 for a
  /// column that is not known there.
  func effect(_ context: SeriesContext, at offset: Int) -> Double {
    var sum = 0.0
    for (k, column) in columns.enumerated() {
      let x = context.value(column, at: offset)
      if x.isFinite { sum += slopes[k] * (x - centres[k]) }
    }
    return sum
  }
}

/// Ridge regression of differences, judged on blocks it has not seen.
private struct DifferencedRidge {
  struct Choice {
    var columns: [Int]
    var slopes: [Double]
    var gain: Double
  }
  private static let blocks = 5
  private let scales: [Double]
  /// XᵀX, Xᵀy and yᵀy of each block, columns on one scale.
  private var squares: [Matrix] = []
  private var products: [[Double]] = []
  private var totals: [Double] = []
  private let count: Int

  init(rows: [(y: Double, x: [Double])]) {
    count = rows.count
    let width = rows.first?.x.count ?? 0
    scales = (0..<width).map { k in
      let sum = rows.reduce(0) { $0 + $1.x[k] * $1.x[k] }
      return (sum / Double(max(rows.count, 1))).squareRoot()
    }
    for block in 0..<DifferencedRidge.blocks {
      var xx = Matrix(rows: width, columns: width)
      var xy = [Double](repeating: 0, count: width)
      var yy = 0.0
      let range =
        block * rows.count / DifferencedRidge.blocks..<(block + 1) * rows.count
        / DifferencedRidge.blocks
      for row in rows[range] {
        yy += row.y * row.y
        for i in 0..<width where scales[i] > 0 {
          let left = row.x[i] / scales[i]
          xy[i] += left * row.y
          for j in 0..<width where scales[j] > 0 { xx[i, j] += left * row.x[j] / scales[j] }
        }
      }
      squares.append(xx)
      products.append(xy)
      totals.append(yy)
    }
  }

  /// The columns and strength with the least error on unseen blocks; columns are
  /// taken out one by one while that helps.
  func best() -> Choice? {
    var columns = scales.indices.filter { scales[$0] > 0 }
    guard count >= 10 * DifferencedRidge.blocks / 2, !columns.isEmpty else { return nil }
    guard var least = judge(columns) else { return nil }
    while columns.count > 1 {
      var better: (place: Int, found: (errors: [Double], strength: Double))?
      for place in columns.indices {
        var fewer = columns
        fewer.remove(at: place)
        guard let found = judge(fewer) else { continue }
        let sum = found.errors.reduce(0, +)
        if sum < (better?.found.errors ?? least.errors).reduce(0, +) { better = (place, found) }
      }
      guard let better else { break }
      columns.remove(at: better.place)
      least = better.found
    }
    let gains = zip(totals, least.errors).map { $0 - $1 }
    let mean = gains.reduce(0, +) / Double(gains.count)
    let variance = gains.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gains.count - 1)
    let error = (variance / Double(gains.count)).squareRoot()
    guard mean > error, mean > 0,
      let slopes = solve(columns, without: nil, strength: least.strength)
    else { return nil }
    let total = totals.reduce(0, +)
    return Choice(
      columns: columns, slopes: zip(columns, slopes).map { $1 / scales[$0] },
      gain: total > 0 ? gains.reduce(0, +) / total : 0)
  }

  /// Squared errors of each block under the best strength.
  private func judge(_ columns: [Int]) -> (errors: [Double], strength: Double)? {
    var best: (errors: [Double], strength: Double)?
    for strength in [0.001, 0.01, 0.1, 1] {
      var errors: [Double] = []
      for block in 0..<DifferencedRidge.blocks {
        guard let slopes = solve(columns, without: block, strength: strength) else { return nil }
        var error = totals[block]
        for (i, a) in zip(columns, slopes) {
          error -= 2 * a * products[block][i]
          for (j, b) in zip(columns, slopes) { error += a * b * squares[block][i, j] }
        }
        errors.append(max(error, 0))
      }
      if errors.reduce(0, +) < best?.errors.reduce(0, +) ?? .infinity { best = (errors, strength) }
    }
    return best
  }

  private func solve(_ columns: [Int], without left: Int?, strength: Double) -> [Double]? {
    var a = Matrix(rows: columns.count, columns: columns.count)
    var b = [Double](repeating: 0, count: columns.count)
    for block in 0..<DifferencedRidge.blocks where block != left {
      for (i, column) in columns.enumerated() {
        b[i] += products[block][column]
        for (j, other) in columns.enumerated() { a[i, j] += squares[block][column, other] }
      }
    }
    for i in b.indices { a[i, i] += strength * Double(count) * 0.1 + 1e-9 }
    return try? Cholesky(a).solve(b)
  }
}
