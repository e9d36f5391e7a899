public import LinearAlgebra

/// What base forecasts of the rows of a hierarchy are thought to be wrong by:
/// W = D + G Gᵀ, D diagonal, G of few columns. It is never multiplied out.
///
/// Reconciliation depends on W up to a factor only, so a W estimated at one step
/// serves all of them (Wickramasuriya, Athanasopoulos & Hyndman, JASA 114, 2019,
/// section 2.3).
public struct ErrorCovariance: Sendable {
  /// D: one positive value a row.
  public let diagonal: [Double]
  /// G: one row a row of the system, one column an error vector; no column for
  /// a diagonal W.
  public let factors: Matrix

  /// Rows of zero variance are given a very small one, so that W is positive
  /// definite: what has never been wrong is all but certain, not certain.
  public init(diagonal: [Double], factors: Matrix? = nil) {
    precondition(factors.map { $0.rows == diagonal.count } ?? true, "one row of factors a row")
    let positive = diagonal.filter { $0 > 0 && $0.isFinite }
    let typical = positive.isEmpty ? 1 : positive.reduce(0, +) / Double(positive.count)
    let least = typical * 1e-8
    self.diagonal = diagonal.map { $0 > least && $0.isFinite ? $0 : least }
    self.factors = factors ?? Matrix(rows: diagonal.count, columns: 0)
  }

  /// W = I: ordinary least squares (Hyndman et al., CSDA 55, 2011).
  public static func ordinary(_ hierarchy: Hierarchy) -> ErrorCovariance {
    ErrorCovariance(diagonal: [Double](repeating: 1, count: hierarchy.rowCount))
  }

  /// W = diag(S 1): the variance of a row is the number of series it sums.
  public static func structural(_ hierarchy: Hierarchy) -> ErrorCovariance {
    ErrorCovariance(
      diagonal: hierarchy.aggregates(of: [Double](repeating: 1, count: hierarchy.bottomCount))
        + [Double](repeating: 1, count: hierarchy.bottomCount))
  }

  /// W = diag of mean squared errors.
  ///
  /// - Parameter errors: one row a row of the system, one column a moment; NaN
  ///   is missing.
  public static func variances(_ errors: Matrix) -> ErrorCovariance {
    ErrorCovariance(diagonal: (0..<errors.rows).map { ErrorCovariance.meanSquare(errors.row($0)) })
  }

  /// MinT with the shrinkage estimator: W = λ diag(Σ̂) + (1 − λ) Σ̂, Σ̂ the second
  /// moments of the errors about zero.
  ///
  /// - Parameters:
  ///   - errors: one row a row of the system, one column a moment; NaN is
  ///     missing and counts as no deviation in products with other rows.
  ///   - intensity: λ in 0 ... 1; nil for the one of Schäfer & Strimmer. Below
  ///     1e-4 it is raised to that, so that W keeps full rank.
  ///   - block: columns that belong together, a whole number of them in
  ///     `errors`; see `ShrinkageIntensity`.
  public static func shrunk(
    _ errors: Matrix, intensity: Double? = nil, block: Int = 1
  ) -> ErrorCovariance {
    let scales = (0..<errors.rows).map { ErrorCovariance.meanSquare(errors.row($0)) }
    let standard = ShrinkageIntensity.standardized(errors)
    let estimate = intensity ?? ShrinkageIntensity.estimate(standard, block: block)
    let lambda = min(max(estimate, 1e-4), 1)
    guard lambda < 1, errors.columns > 0 else { return ErrorCovariance(diagonal: scales) }
    let weight = ((1 - lambda) / Double(errors.columns)).squareRoot()
    var factors = standard
    for column in 0..<factors.columns {
      for row in 0..<factors.rows { factors[row, column] *= weight * scales[row].squareRoot() }
    }
    return ErrorCovariance(diagonal: scales.map { lambda * $0 }, factors: factors)
  }

  /// Variance of each row: the diagonal of W.
  public var variances: [Double] {
    var sums = diagonal
    for column in 0..<factors.columns {
      for row in 0..<factors.rows { sums[row] += factors[row, column] * factors[row, column] }
    }
    return sums
  }

  private static func meanSquare(_ values: [Double]) -> Double {
    var sum = 0.0
    var count = 0.0
    for value in values where value.isFinite {
      sum += value * value
      count += 1
    }
    return count > 0 ? sum / count : 0
  }
}

/// How far a correlation matrix is drawn toward the identity (Schäfer &
/// Strimmer, Statistical Applications in Genetics and Molecular Biology 4, 2005):
///
///     λ = Σ_{i≠j} Var(r_ij) / Σ_{i≠j} r_ij²,   r = XᵀX/T,
///
/// X the T error vectors divided by each row's root mean square. Both sums over
/// pairs of rows are had from the T × T products of the error vectors, since
/// ‖XᵀX‖² = ‖XXᵀ‖²: no matrix of rows by rows is formed.
///
/// Errors of one origin at neighbouring steps repeat one another, and Var(r_ij)
/// as if each were new is too small. With `block` > 1 the variance is measured
/// between blocks of that many columns instead.
enum ShrinkageIntensity {
  /// Each row over its root mean square; missing values and rows without any
  /// deviation become 0.
  static func standardized(_ errors: Matrix) -> Matrix {
    var result = errors
    for row in 0..<errors.rows {
      var sum = 0.0
      var count = 0.0
      for column in 0..<errors.columns where errors[row, column].isFinite {
        sum += errors[row, column] * errors[row, column]
        count += 1
      }
      let size = count > 0 ? (sum / count).squareRoot() : 0
      for column in 0..<errors.columns {
        let value = errors[row, column]
        result[row, column] = value.isFinite && size > 0 ? value / size : 0
      }
    }
    return result
  }

  /// λ in 0 ... 1 for standardized errors; 1 where there is nothing to learn from.
  static func estimate(_ standard: Matrix, block: Int = 1) -> Double {
    let moments = standard.columns
    let size = max(1, block)
    let blocks = moments / size
    guard blocks > 1, standard.rows > 1 else { return 1 }
    let used = blocks * size
    let products = standard.gram()
    // Σ_{ij} (Σ_{t ∈ b} x_ti x_tj)² over all pairs, whole and block by block.
    var whole = 0.0
    var within = 0.0
    for t in 0..<used {
      for u in 0..<used {
        let square = products[t, u] * products[t, u]
        whole += square
        if t / size == u / size { within += square }
      }
    }
    // The same for i = j, which has no part in the sums.
    for row in 0..<standard.rows {
      var own = 0.0
      for b in 0..<blocks {
        var sum = 0.0
        for t in (b * size)..<((b + 1) * size) { sum += standard[row, t] * standard[row, t] }
        own += sum
        within -= sum * sum
      }
      whole -= own * own
    }
    let count = Double(blocks)
    // Var(r) = B/(B − 1) Σ_b (w_b − w̄)² / T², w_b the sum over block b.
    let variance = count / (count - 1) * (within - whole / count)
    return whole > 0 ? min(max(variance / whole, 0), 1) : 1
  }
}
