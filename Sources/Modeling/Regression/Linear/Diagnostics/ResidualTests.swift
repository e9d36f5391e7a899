import Foundation
import LinearAlgebra
import Statistics

/// Tests of what a linear fit takes for granted. All of them throw `.setting` for a
/// fit read from a file, which holds no rows, and `.tooFewRows` where the rows do
/// not suffice; those that depend on the order of the rows take it for that of time.
extension LinearFit {
  /// √w e of the rows that count.
  func scaledResiduals() throws(RegressionError) -> [Double] {
    let residuals = try residuals()
    guard let weights = try rows().weights else { return residuals }
    return residuals.indices.filter { weights[$0] > 0 }
      .map { weights[$0].squareRoot() * residuals[$0] }
  }

  /// Does the variance depend on the regressors? (Breusch and Pagan 1979; Koenker
  /// 1981 where studentized, which does without normal errors.)
  ///
  /// - Parameter regressors: what the variance may depend on; the design by default.
  public func breuschPagan(
    studentized: Bool = true, regressors: DesignMatrix? = nil
  ) throws(RegressionError) -> TestResult {
    let own = try rows().design
    return try varianceTest("Breusch-Pagan", regressors ?? own, studentized: studentized)
  }

  /// Does the variance depend on the regressors, their squares or their products?
  /// (White 1980.) For designs of a few dozen columns.
  public func white() throws(RegressionError) -> TestResult {
    let design = try rows().design
    let varying = kept.map { design.column($0) }.filter { column in
      column.contains { $0 != column[0] }
    }
    var blocks: [DesignMatrix.Block] = [.intercept] + varying.map { .column($0) }
    guard varying.count * (varying.count + 3) / 2 < count else {
      throw .tooFewRows(rows: count, columns: varying.count * (varying.count + 3) / 2 + 1)
    }
    for (a, left) in varying.enumerated() {
      for right in varying[a...] { blocks.append(.column(zip(left, right).map { $0 * $1 })) }
    }
    return try varianceTest(
      "White",
      DesignMatrix(rows: design.rows, names: blocks.indices.map { "\($0)" }, blocks: blocks),
      studentized: true)
  }

  private func varianceTest(
    _ name: String, _ regressors: DesignMatrix, studentized: Bool
  ) throws(RegressionError) -> TestResult {
    let e = try scaledResiduals()
    let squares = e.map { $0 * $0 }
    let mean = Descriptive.mean(squares)
    guard mean > 0 else { throw .singular("every residual is zero") }
    var design = regressors
    guard design.rows == (try rows().design.rows) else {
      throw .setting("regressors", reason: "\(design.rows) rows, the fit has \(count)")
    }
    if let weights = try rows().weights {
      design = design.selecting(rows: weights.indices.filter { weights[$0] > 0 })
    }
    let relative = squares.map { $0 / mean - 1 }
    let fit = try LinearFit(design: design, response: relative)
    let total = Descriptive.sum(relative.map { $0 * $0 })
    let explained = total - fit.residualSumOfSquares
    let statistic = studentized ? Double(e.count) * explained / total : explained / 2
    return TestResult(name, statistic: statistic, chiSquaredWith: Double(fit.rank - 1))
  }

  /// Are the residuals correlated up to this lag? (Breusch 1978; Godfrey 1978.) Lags
  /// before the first row are zero. For fits without weights.
  ///
  /// - Throws: `.setting` for an order below 1 or a weighted fit.
  public func breuschGodfrey(order: Int) throws(RegressionError) -> TestResult {
    let sample = try unweightedRows("Breusch-Godfrey")
    guard order >= 1, order < sample.design.rows else {
      throw .setting("order", reason: "must be at least 1 and below the number of rows")
    }
    let e = try residuals()
    let lags = (1...order).map { lag in [Double](repeating: 0, count: lag) + e.dropLast(lag) }
    let names = sample.design.names + (1...order).map { "lag \($0)" }
    let wide = DesignMatrix(
      rows: e.count, names: names, blocks: sample.design.blocks + lags.map { .column($0) })
    let fit = try LinearFit(design: wide, response: e)
    let total = Descriptive.sum(e.map { $0 * $0 })
    let statistic = Double(e.count) * (1 - fit.residualSumOfSquares / total)
    return TestResult("Breusch-Godfrey", statistic: statistic, chiSquaredWith: Double(order))
  }

  func unweightedRows(_ test: String) throws(RegressionError) -> LinearSample {
    let sample = try rows()
    guard sample.weights == nil else {
      throw .setting("weights", reason: "the \(test) test is of fits without weights")
    }
    return sample
  }

  /// Are the first `lags` autocorrelations of the residuals zero? (Ljung and Box 1978.)
  ///
  /// - Parameters:
  ///   - fitted: parameters of an autoregression that were fitted, taken off the
  ///     degrees of freedom; below `lags`.
  public func ljungBox(lags: Int, fitted: Int = 0) throws(RegressionError) -> TestResult {
    try ResidualTests.ljungBox(scaledResiduals(), lags: lags, fitted: fitted)
  }

  /// Do powers of the fitted values explain what the fit left? (Ramsey 1969.)
  ///
  /// - Parameter powers: each at least 2.
  public func reset(powers: ClosedRange<Int> = 2...3) throws(RegressionError) -> TestResult {
    let sample = try rows()
    guard powers.lowerBound >= 2 else {
      throw .setting("powers", reason: "must be at least 2")
    }
    let fitted = sample.design.times(fullEstimates)
    let scale = fitted.reduce(0) { max($0, abs($1)) }
    guard scale > 0 else { throw .singular("every fitted value is zero") }
    let added = powers.map { power in fitted.map { pow($0 / scale, Double(power)) } }
    let wide = DesignMatrix(
      rows: fitted.count, names: sample.design.names + powers.map { "fitted^\($0)" },
      blocks: sample.design.blocks + added.map { .column($0) })
    let fit = try LinearFit(
      design: wide, response: sample.response, weights: sample.weights, offset: sample.offset)
    let q = Double(fit.rank - rank)
    let statistic = (residualSumOfSquares - fit.residualSumOfSquares) / q / fit.residualVariance
    return TestResult(
      "RESET", statistic: q > 0 ? statistic : .nan, fWith: q, Double(fit.residualDegreesOfFreedom))
  }

  /// Are the residuals normal, by their skewness and kurtosis? (Jarque and Bera 1987.)
  public func jarqueBera() throws(RegressionError) -> TestResult {
    try ResidualTests.jarqueBera(scaledResiduals())
  }
}

/// Tests of residuals of any model.
public enum ResidualTests {
  /// Ljung and Box 1978: n (n + 2) Σ ρₖ²/(n − k), χ² with `lags` − `fitted`.
  ///
  /// - Throws: `.setting` for lags outside 1 ..< n or not above `fitted`, `.notFinite`.
  public static func ljungBox(
    _ residuals: [Double], lags: Int, fitted: Int = 0
  ) throws(RegressionError) -> TestResult {
    guard lags >= 1, lags < residuals.count, fitted >= 0, fitted < lags else {
      throw .setting("lags", reason: "must be above \(max(0, fitted)) and below the rows")
    }
    if let row = residuals.firstNotFinite() { throw .notFinite(column: "residuals", row: row) }
    let n = Double(residuals.count)
    let rho = Descriptive.autocorrelations(residuals, through: lags)
    let sum = (1...lags).reduce(0.0) { $0 + rho[$1] * rho[$1] / (n - Double($1)) }
    return TestResult(
      "Ljung-Box", statistic: n * (n + 2) * sum, chiSquaredWith: Double(lags - fitted))
  }

  /// Jarque and Bera 1987: n/6 (S² + (K − 3)²/4), χ² with 2.
  ///
  /// - Throws: `.tooFewRows` for fewer than three, `.notFinite`.
  public static func jarqueBera(_ residuals: [Double]) throws(RegressionError) -> TestResult {
    guard residuals.count > 2 else { throw .tooFewRows(rows: residuals.count, columns: 2) }
    if let row = residuals.firstNotFinite() { throw .notFinite(column: "residuals", row: row) }
    let n = Double(residuals.count)
    let mean = Descriptive.mean(residuals)
    func moment(_ power: Int) -> Double {
      Descriptive.sum(residuals.map { pow($0 - mean, Double(power)) }) / n
    }
    let variance = moment(2)
    let skewness = moment(3) / pow(variance, 1.5)
    let kurtosis = moment(4) / (variance * variance)
    return TestResult(
      "Jarque-Bera",
      statistic: n / 6 * (skewness * skewness + (kurtosis - 3) * (kurtosis - 3) / 4),
      chiSquaredWith: 2)
  }
}
