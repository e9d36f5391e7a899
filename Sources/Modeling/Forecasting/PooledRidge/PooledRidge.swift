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
/// Kennard, 1970). ω starts as the window's weight in MASE and is then divided by
/// the window's mean absolute residual, twice over: iteratively reweighted least
/// squares toward absolute errors (Schlossmacher, 1973).
struct PooledRidge: Sendable {
  let windows: LagWindows
  let horizon: Int
  /// `(lags + 1) × horizon`, the intercept last.
  private let coefficients: Matrix

  static let penalty = 1e-3
  private static let reweightings = 2
  /// Windows a chunk: fixed, so that sums do not depend on the thread count.
  private static let chunk = 2048
  /// Multiplications that one pass over the windows may cost.
  private static let budget = 3e9

  /// A training window: which series, where it ends, its weight.
  private struct Place {
    var series: Int
    var end: Int
    var weight: Double
  }

  /// - Parameters:
  ///   - training: values without gaps, one array a series.
  ///   - scales: in-sample seasonal error of each series, the unit of MASE.
  /// - Returns: nil when there are fewer than five windows a coefficient.
  init?(
    _ training: [[Double]], scales: [Double], windows: LagWindows, horizon: Int, threads: Int
  ) {
    self.windows = windows
    self.horizon = horizon
    let series = training.map(windows.transformed)
    let lags = windows.lags
    let possible = series.reduce(0) { $0 + max(0, $1.count - lags - horizon + 1) }
    let order = lags + 1
    let cost = Double(order) * Double(order + 2 * horizon)
    let affordable = max(5 * order, Int(PooledRidge.budget / cost))
    let stride = max(1, (possible + affordable - 1) / affordable)
    var places: [Place] = []
    for (k, values) in series.enumerated() where scales[k] > 0 {
      // Counted from the end, so that the latest window is always in.
      var end = values.count - horizon
      while end >= lags {
        if let frame = windows.frame(values, end: end) {
          let unit = windows.form == .logarithm ? exp(frame.reference) : frame.unit
          places.append(Place(series: k, end: end, weight: min(unit / scales[k], 1e3)))
        }
        end -= stride
      }
    }
    guard places.count >= 5 * order else { return nil }
    var solved: Matrix?
    for _ in 0...PooledRidge.reweightings {
      guard
        let next = PooledRidge.solve(
          series, places, windows: windows, horizon: horizon, threads: threads)
      else { break }
      solved = next
      PooledRidge.reweight(
        &places, series, next, windows: windows, horizon: horizon, threads: threads)
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
    return (0..<horizon).map { step in
      var sum = coefficients[windows.lags, step]
      for lag in 0..<windows.lags {
        sum += coefficients[lag, step] * (recent[lag] - frame.reference) / frame.unit
      }
      return windows.restored(sum, frame: frame)
    }
  }

  /// Windows as columns, x over y: `(lags + 1 + horizon)` rows, each column
  /// times the root of its weight when `weighted`.
  private static func columns(
    _ series: [[Double]], _ places: ArraySlice<Place>, windows: LagWindows, horizon: Int,
    weighted: Bool
  ) -> (x: Matrix, y: Matrix) {
    let lags = windows.lags
    var x = Matrix(rows: lags + 1, columns: places.count)
    var y = Matrix(rows: horizon, columns: places.count)
    for (column, place) in places.enumerated() {
      let values = series[place.series]
      guard let frame = windows.frame(values, end: place.end) else { continue }
      let root = weighted ? place.weight.squareRoot() : 1
      let factor = root / frame.unit
      let first = place.end - lags
      for lag in 0..<lags {
        x.storage[column * (lags + 1) + lag] = (values[first + lag] - frame.reference) * factor
      }
      x.storage[column * (lags + 1) + lags] = root
      for step in 0..<horizon {
        y.storage[column * horizon + step] = (values[place.end + step] - frame.reference) * factor
      }
    }
    return (x, y)
  }

  private static func solve(
    _ series: [[Double]], _ places: [Place], windows: LagWindows, horizon: Int, threads: Int
  ) -> Matrix? {
    let order = windows.lags + 1
    var gram = Matrix(rows: order, columns: order)
    var cross = Matrix(rows: order, columns: horizon)
    let chunks = (places.count + chunk - 1) / chunk
    // A few chunks at a time bound the memory; they are added in order.
    for wave in Swift.stride(from: 0, to: chunks, by: 8) {
      let parts = parallelMap(min(8, chunks - wave), threads: threads) { k in
        let low = (wave + k) * chunk
        let block = places[low..<min(low + chunk, places.count)]
        let (x, y) = columns(series, block, windows: windows, horizon: horizon, weighted: true)
        return (gram: x.outerGram(), cross: x.timesTranspose(y))
      }
      for part in parts {
        for k in gram.storage.indices { gram.storage[k] += part.gram.storage[k] }
        for k in cross.storage.indices { cross.storage[k] += part.cross.storage[k] }
      }
    }
    var trace = 0.0
    for k in 0..<order { trace += gram[k, k] }
    // The intercept is not drawn to zero.
    for k in 0..<(order - 1) { gram[k, k] += penalty * trace / Double(order) }
    guard let factor = try? Cholesky(gram), let solution = try? factor.solve(cross),
      solution.storage.allSatisfy(\.isFinite)
    else { return nil }
    return solution
  }

  private static func reweight(
    _ places: inout [Place], _ series: [[Double]], _ coefficients: Matrix, windows: LagWindows,
    horizon: Int, threads: Int
  ) {
    let chunks = (places.count + chunk - 1) / chunk
    let current = places
    let sizes = parallelMap(chunks, threads: threads) { k in
      let low = k * chunk
      let block = current[low..<min(low + chunk, current.count)]
      let (x, y) = columns(series, block, windows: windows, horizon: horizon, weighted: false)
      let fitted = coefficients.transposeTimes(x)
      return (0..<block.count).map { column -> Double in
        var sum = 0.0
        for step in 0..<horizon {
          let place = column * horizon + step
          sum += abs(y.storage[place] - fitted.storage[place])
        }
        return sum / Double(horizon)
      }
    }.flatMap { $0 }
    let least = max(0.1 * middle(sizes), 1e-9)
    for (k, size) in sizes.enumerated() {
      places[k].weight *= 1 / max(size, least)
    }
  }
}
