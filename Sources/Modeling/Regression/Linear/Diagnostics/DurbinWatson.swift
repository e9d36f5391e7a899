import Foundation
import LinearAlgebra
import Statistics

extension LinearFit {
  /// In which direction neighbouring errors may be correlated.
  public enum Autocorrelation: String, Codable, Sendable {
    case positive, negative, either
  }

  /// Durbin and Watson's statistic (1950), Σ (eₜ − eₜ₋₁)² / Σ eₜ², near 2 for errors
  /// without correlation, with the probability of one as extreme given the design.
  ///
  /// The probability is exact up to `exactRows` rows (Imhof 1961, "Computing the distribution
  /// of quadratic forms in normal variables", Biometrika 48), and beyond that from the
  /// normal distribution with the statistic's mean and variance (Durbin and Watson
  /// 1950, equations 17 and 18). Rows in the order of time, without weights.
  ///
  /// - Throws: `.setting` for a weighted fit or one read from a file, `.tooFewRows`
  ///   without residual degrees of freedom.
  public func durbinWatson(
    against alternative: Autocorrelation = .positive, exactRows: Int = 400
  ) throws(RegressionError) -> TestResult {
    let sample = try unweightedRows("Durbin-Watson")
    guard residualDegreesOfFreedom > 0 else { throw .tooFewRows(rows: count, columns: rank) }
    let e = try residuals()
    let statistic =
      Descriptive.sum(zip(e.dropFirst(), e).map { ($0 - $1) * ($0 - $1) })
      / Descriptive.sum(e.map { $0 * $0 })
    let (below, above) =
      e.count <= exactRows
      ? try exactTails(statistic, sample.design) : normalTails(statistic, sample.design)
    let p: Double =
      switch alternative {
      case .positive: below
      case .negative: above
      case .either: min(1, 2 * min(below, above))
      }
    return TestResult("Durbin-Watson", statistic: statistic, pValue: p)
  }

  /// A x for the second differences A of the statistic's numerator.
  private static func differenced(_ x: [Double]) -> [Double] {
    let n = x.count
    return x.indices.map { i in
      let before = i > 0 ? x[i] - x[i - 1] : 0
      let after = i + 1 < n ? x[i] - x[i + 1] : 0
      return before + after
    }
  }

  /// From the eigenvalues λ of M A M, M = I − X (XᵀX)⁻¹ Xᵀ: the statistic is below d
  /// where Σ (λ − d) z² is negative.
  private func exactTails(
    _ d: Double, _ design: DesignMatrix
  ) throws(RegressionError) -> (below: Double, above: Double) {
    let n = design.rows
    var x = Matrix(rows: n, columns: rank)
    for (k, column) in kept.enumerated() { x.setColumn(k, to: design.column(column)) }
    do {
      let q = try QR(x).thinQ()
      func withoutFit(_ a: Matrix) -> Matrix { a - q * q.transposeTimes(a) }
      var differences = withoutFit(.identity(n))
      for j in 0..<n {
        differences.setColumn(j, to: Self.differenced(differences.column(j)))
      }
      let eigenvalues = try SymmetricEigen.values(of: withoutFit(differences))
      // The smallest ones belong to the columns of X.
      return ImhofTails.ofSum(eigenvalues.dropFirst(rank).map { $0 - d })
    } catch {
      throw .singular("\(error)")
    }
  }

  private func normalTails(_ d: Double, _ design: DesignMatrix) -> (below: Double, above: Double) {
    let (n, k) = (Double(design.rows), Double(rank))
    var cross = Matrix(rows: rank, columns: rank)
    var square = cross
    let columns = kept.map { design.column($0) }
    let images = columns.map(Self.differenced)
    for i in 0..<rank {
      for j in 0..<rank {
        cross[i, j] = dot(columns[i], images[j])
        square[i, j] = dot(images[i], images[j])
      }
    }
    let first = cross * unscaledCovariance
    let trace = 2 * (n - 1) - first.diagonal.reduce(0, +)
    let squares =
      2 * (3 * n - 4) - 2 * (square * unscaledCovariance).diagonal.reduce(0, +)
      + (first * first).diagonal.reduce(0, +)
    let mean = trace / (n - k)
    let variance = 2 / ((n - k) * (n - k + 2)) * (squares - trace * mean)
    let z = (d - mean) / variance.squareRoot()
    return (Normal.standard.cdf(z), Normal.standard.survival(z))
  }
}

/// Tails of Σ λᵢ zᵢ² with standard normal zᵢ.
enum ImhofTails {
  /// P(Σ λ z² < 0) and P(Σ λ z² > 0), to about 10⁻¹⁴.
  ///
  /// Imhof's integral ½ ± (1/π) ∫ sin θ(u) / (u ρ(u)) du with u = exp(s) is smooth and
  /// dies out on both sides, so equal steps converge faster than any power of the step
  /// (Trefethen and Weideman 2014, "The exponentially convergent trapezoidal rule").
  static func ofSum(_ weights: [Double]) -> (below: Double, above: Double) {
    let scale = weights.reduce(0.0) { max($0, abs($1)) }
    guard scale > 0 else { return (0.5, 0.5) }
    let lambda = weights.map { $0 / scale }
    if lambda.allSatisfy({ $0 >= 0 }) { return (0, 1) }
    if lambda.allSatisfy({ $0 <= 0 }) { return (1, 0) }
    let step = 0.125
    var sum = 0.0
    for k in -360..<800 {
      let u = exp(step * Double(k))
      var (angle, logDensity) = (0.0, 0.0)
      for value in lambda {
        angle += atan(value * u)
        logDensity += log1p(value * u * value * u)
      }
      let decay = exp(-0.25 * logDensity)
      sum += sin(0.5 * angle) * decay
      if decay < 1e-18 { break }
    }
    let half = step * sum / Double.pi
    return (max(0, 0.5 - half), max(0, 0.5 + half))
  }
}
