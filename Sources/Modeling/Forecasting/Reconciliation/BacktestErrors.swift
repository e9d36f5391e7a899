internal import LinearAlgebra

/// Errors of base forecasts at common past origins, side by side.
struct BacktestErrors {
  /// Actual minus forecast: one row a series, columns by origin and then step;
  /// NaN where a series has none.
  let matrix: Matrix
  let origins: Int
  private let horizon: Int
  private let forecasts: Matrix

  /// - Parameter horizon: steps of each origin that are kept.
  init(_ series: [SeriesForecast], horizon: Int) {
    self.horizon = horizon
    let moments = Set(series.flatMap { $0.backtest.map(\.originStep) }).sorted()
    origins = moments.count
    let place = Dictionary(uniqueKeysWithValues: moments.enumerated().map { ($1, $0) })
    var matrix = Matrix(rows: series.count, columns: origins * horizon, repeating: .nan)
    var forecasts = matrix
    for (row, own) in series.enumerated() {
      for entry in own.backtest where entry.step <= horizon {
        guard let origin = place[entry.originStep] else { continue }
        let column = origin * horizon + entry.step - 1
        forecasts[row, column] = entry.mean
        matrix[row, column] = entry.y - entry.mean
      }
    }
    self.matrix = matrix
    self.forecasts = forecasts
  }

  /// The errors of all origins but one.
  func without(_ origin: Int?) -> Matrix {
    guard let origin else { return matrix }
    let rows = matrix.rows
    var storage = matrix.storage
    storage.removeSubrange(origin * horizon * rows..<(origin + 1) * horizon * rows)
    return Matrix(rows: rows, columns: matrix.columns - horizon, storage: storage)
  }

  /// Base forecasts made at an origin, rows by steps.
  func means(_ origin: Int) -> Matrix {
    forecasts[0..<forecasts.rows, origin * horizon..<(origin + 1) * horizon]
  }

  /// What came after an origin; NaN where missing.
  func actuals(_ origin: Int, row: Int) -> [Double] {
    (origin * horizon..<(origin + 1) * horizon).map { matrix[row, $0] + forecasts[row, $0] }
  }
}
