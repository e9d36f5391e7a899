internal import LinearAlgebra

/// The profile of a time of day, corrected by how far the last hour was off it.
///
/// For each detector and each step ahead, a ridge regression of the residual there on
/// the last `lags` residuals (direct forecasts, one equation a horizon; Hoerl and
/// Kennard 1970 for the ridge). One factorization a detector serves all horizons.
struct ProfileAutoregression: Sendable {
  static let lags = 12
  let horizons: [Int]
  /// Coefficients of detector i: `lags` + 1 (the constant last) for each horizon.
  private let coefficients: [[Double]]

  /// - Parameters:
  ///   - origins: last known steps; those whose answers do not all lie before `until`,
  ///     recorded, are left out.
  ///   - threads: the answer is the same to the bit for any number.
  init(
    _ residuals: FlowResiduals, horizons: [Int], origins: [Int], until: Int,
    threads: Int
  ) {
    self.horizons = horizons
    let lags = ProfileAutoregression.lags
    let width = lags + 1
    let count = residuals.count
    let history = residuals.history
    let end = min(until, history.steps)
    coefficients = parallelMap(count, threads: threads) { i in
      let series = (0..<history.steps).map { Double(residuals.scaled[$0 * count + i]) }
      let known = (0..<history.steps).map { history[$0, i].isFinite }
      var design = Matrix(rows: width, columns: width)
      var answers = Matrix(rows: width, columns: horizons.count)
      var row = [Double](repeating: 1, count: width)
      for origin in origins where origin + 1 >= lags {
        guard horizons.allSatisfy({ origin + $0 < end && known[origin + $0] }) else {
          continue
        }
        for lag in 0..<lags { row[lag] = series[origin - lag] }
        for a in 0..<width {
          for b in 0...a { design.storage[b * width + a] += row[a] * row[b] }
        }
        for (k, horizon) in horizons.enumerated() {
          let answer = series[origin + horizon]
          for a in 0..<width { answers.storage[k * width + a] += row[a] * answer }
        }
      }
      var trace = 0.0
      for a in 0..<width { trace += design.storage[a * width + a] }
      let ridge = max(1e-3 * trace / Double(width), 1e-9)
      for a in 0..<width {
        design.storage[a * width + a] += ridge
        for b in 0..<a { design.storage[a * width + b] = design.storage[b * width + a] }
      }
      guard let solution = try? Cholesky(design).solve(answers) else {
        return [Double](repeating: 0, count: width * horizons.count)
      }
      return solution.storage
    }
  }

  /// Scaled residuals expected of detector i after `origin`: one a horizon.
  func forecast(_ residuals: FlowResiduals, detector i: Int, origin: Int) -> [Double] {
    let lags = ProfileAutoregression.lags
    let width = lags + 1
    let weights = coefficients[i]
    return horizons.indices.map { k in
      var sum = weights[k * width + lags]
      for lag in 0..<min(lags, origin + 1) {
        sum +=
          weights[k * width + lag] * Double(residuals.scaled[(origin - lag) * residuals.count + i])
      }
      return sum
    }
  }
}
