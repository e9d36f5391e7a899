internal import Foundation
internal import LinearAlgebra

/// One linear model for all series of a panel: every step of the horizon is a
/// linear function of the last values, with the same coefficients for every
/// series (a global model; Montero-Manso & Hyndman, International Journal of
/// Forecasting 37, 2021).
///
/// Windows of `lags` values and the `horizon` values after them are cut from
/// all series, taken relative to a reference (`LagWindows`), and
///
///     min_B Σ_w ω_w ‖y_w − Bᵀ x_w‖² + λ tr(G)/p ‖B‖²
///
/// is solved by Cholesky, G the weighted Gram matrix (ridge regression, Hoerl &
/// Kennard, 1970), from normal equations accumulated over chunks of windows that
/// are never held together. ω starts as the window's weight in MASE and is then
/// divided by the window's mean absolute residual, twice over: iteratively
/// reweighted least squares toward absolute errors (Schlossmacher, 1973).
struct PooledRidge: Sendable, Codable {
  let windows: LagWindows
  let horizon: Int
  /// `(lags + 1) × horizon`, the intercept last.
  private let coefficients: Matrix

  /// Fits, the first of them without residuals to weigh by.
  private static let passes = 3
  /// Windows a chunk: fixed, so that sums do not depend on the thread count.
  private static let chunk = 1024
  /// Windows beyond which more of them do not pay, and multiplications that one
  /// pass over the windows may cost.
  private static let enough = 20_000
  private static let budget = 4e8

  /// A training window: which series, where it ends, its weight in MASE.
  private struct Place {
    var series: Int
    var end: Int
    var weight: Double
  }

  /// Weighted sums over a chunk, and its windows' mean absolute residuals under
  /// the coefficients before.
  private struct Sums: Sendable {
    var gram: Matrix
    var cross: Matrix
    var sizes: [Double]
  }

  /// - Parameters:
  ///   - training: values without gaps, one array a series.
  ///   - scales: in-sample seasonal error of each series, the unit of MASE.
  ///   - penalty: λ, a share of the mean diagonal of the Gram matrix.
  /// - Returns: nil when there are fewer than five windows a coefficient.
  init?(
    _ training: [[Double]], scales: [Double], windows: LagWindows, penalty: Double, horizon: Int,
    threads: Int
  ) {
    self.windows = windows
    self.horizon = horizon
    let series = training.map(windows.transformed)
    let order = windows.lags + 1
    let places = PooledRidge.places(series, scales: scales, windows: windows, horizon: horizon)
    guard places.count >= 5 * order else { return nil }
    var solved: Matrix?
    // Residuals below this count as this: a window fitted by chance must not rule.
    var least = 0.0
    for _ in 0..<PooledRidge.passes {
      var gram = Matrix(rows: order, columns: order)
      var cross = Matrix(rows: order, columns: horizon)
      var sizes: [Double] = []
      let chunks = (places.count + PooledRidge.chunk - 1) / PooledRidge.chunk
      // A few chunks at a time bound the memory; they are added in order.
      for wave in Swift.stride(from: 0, to: chunks, by: 8) {
        let parts = parallelMap(min(8, chunks - wave), threads: threads) { [solved, least] k in
          let low = (wave + k) * PooledRidge.chunk
          return PooledRidge.sums(
            series, places[low..<min(low + PooledRidge.chunk, places.count)], windows: windows,
            horizon: horizon, before: solved, least: least)
        }
        for part in parts {
          for k in gram.storage.indices { gram.storage[k] += part.gram.storage[k] }
          for k in cross.storage.indices { cross.storage[k] += part.cross.storage[k] }
          sizes += part.sizes
        }
      }
      guard let next = PooledRidge.solve(gram, cross, penalty: penalty) else { break }
      solved = next
      least = max(0.1 * middle(sizes), 1e-9)
    }
    guard let solved else { return nil }
    coefficients = solved
  }

  /// The next `horizon` values after `values`; nil where they are fewer than the
  /// lags or do not vary.
  func forecast(_ values: [Double]) -> [Double]? {
    guard values.count >= windows.lags else { return nil }
    let recent = windows.transformed(Array(values.suffix(windows.lags)))
    guard let frame = windows.frame(recent, end: recent.count) else { return nil }
    let seen = recent.map { ($0 - frame.reference) / frame.unit } + [1]
    return coefficients.transposeTimes(seen).map { windows.restored($0, frame: frame) }
  }

  /// The windows to learn from, series by series, each from its end backwards so
  /// that the latest window is always in; every so many-th when there are more
  /// than pay.
  private static func places(
    _ series: [[Double]], scales: [Double], windows: LagWindows, horizon: Int
  ) -> [Place] {
    let lags = windows.lags
    let order = lags + 1
    let possible = series.reduce(0) { $0 + max(0, $1.count - lags - horizon + 1) }
    let cost = Double(order) * Double(order / 2 + 2 * horizon)
    let affordable = max(8 * order, min(enough, Int(budget / cost)))
    let stride = max(1, (possible + affordable - 1) / affordable)
    var places: [Place] = []
    places.reserveCapacity(possible / stride + series.count)
    for (k, values) in series.enumerated() where scales[k] > 0 {
      // Series of one panel often end together: each starts a step further back,
      // so that all phases of the season are among the windows kept.
      var end = values.count - horizon - (stride > 1 ? k % stride : 0)
      while end >= lags {
        if let frame = windows.frame(values, end: end) {
          let unit = windows.form == .logarithm ? exp(frame.reference) : frame.unit
          places.append(Place(series: k, end: end, weight: min(unit / scales[k], 1e3)))
        }
        end -= stride
      }
    }
    return places
  }

  /// Windows as columns, x over y, each weighted, and what they add to the
  /// normal equations.
  private static func sums(
    _ series: [[Double]], _ places: ArraySlice<Place>, windows: LagWindows, horizon: Int,
    before: Matrix?, least: Double
  ) -> Sums {
    let lags = windows.lags
    let order = lags + 1
    var x = Matrix(rows: order, columns: places.count)
    var y = Matrix(rows: horizon, columns: places.count)
    for (column, place) in places.enumerated() {
      let values = series[place.series]
      guard let frame = windows.frame(values, end: place.end) else { continue }
      let factor = 1 / frame.unit
      let first = place.end - lags
      for lag in 0..<lags {
        x.storage[column * order + lag] = (values[first + lag] - frame.reference) * factor
      }
      x.storage[column * order + lags] = 1
      for step in 0..<horizon {
        y.storage[column * horizon + step] = (values[place.end + step] - frame.reference) * factor
      }
    }
    let fitted = before?.transposeTimes(x)
    var sizes = [Double](repeating: 0, count: places.count)
    for (column, place) in places.enumerated() {
      var weight = place.weight
      var sum = 0.0
      for k in column * horizon..<(column + 1) * horizon {
        sum += abs(y.storage[k] - (fitted?.storage[k] ?? 0))
      }
      sizes[column] = sum / Double(horizon)
      if fitted != nil { weight /= max(sizes[column], least) }
      let root = weight.squareRoot()
      for k in column * order..<(column + 1) * order { x.storage[k] *= root }
      for k in column * horizon..<(column + 1) * horizon { y.storage[k] *= root }
    }
    return Sums(gram: x.outerGram(), cross: x.timesTranspose(y), sizes: sizes)
  }

  private static func solve(_ gram: Matrix, _ cross: Matrix, penalty: Double) -> Matrix? {
    var gram = gram
    let order = gram.rows
    var trace = 0.0
    for k in 0..<order { trace += gram[k, k] }
    // The intercept is not drawn to zero.
    for k in 0..<(order - 1) { gram[k, k] += penalty * trace / Double(order) }
    guard let factor = try? Cholesky(gram), let solution = try? factor.solve(cross),
      solution.storage.allSatisfy(\.isFinite)
    else { return nil }
    return solution
  }
}
