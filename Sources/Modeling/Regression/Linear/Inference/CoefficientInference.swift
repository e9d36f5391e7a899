public import LinearAlgebra
import Statistics

/// Estimates with a covariance, and what they are compared with: the one way to
/// read coefficients, whichever covariance was asked for.
public struct CoefficientInference: Sendable {
  /// What the covariance allows for, for example "HC3".
  public let estimator: String
  /// One name a column of the design.
  public let names: [String]
  /// Columns with a coefficient, ascending.
  public let kept: [Int]
  /// Of the kept columns.
  public let estimates: [Double]
  /// Of the kept columns; NaN where the data leave nothing to estimate it from.
  public let covariance: Matrix
  /// Of Student's t for each kept column; nil compares with the normal.
  public let degreesOfFreedom: [Double]?
  /// What a reader must know of the covariance.
  public let notes: [FitNote]

  public init(
    estimator: String, names: [String], kept: [Int], estimates: [Double], covariance: Matrix,
    degreesOfFreedom: [Double]?, notes: [FitNote] = []
  ) {
    precondition(kept.count == estimates.count && covariance.rows == kept.count)
    self.estimator = estimator
    self.names = names
    self.kept = kept
    self.estimates = estimates
    self.covariance = covariance
    self.degreesOfFreedom = degreesOfFreedom
    self.notes = notes
  }

  /// Square roots of the covariance's diagonal, of the kept columns.
  public var standardErrors: [Double] { covariance.diagonal.map { $0.squareRoot() } }

  /// A row for every column of the design; a dropped one has a NaN for an estimate
  /// and nothing else.
  ///
  /// - Parameter level: of the two-sided intervals, inside (0, 1).
  public func coefficients(level: Double = 0.95) -> [Coefficient] {
    precondition(level > 0 && level < 1, "a confidence level lies inside (0, 1)")
    var rows = names.map { Coefficient(name: $0, estimate: .nan) }
    let errors = standardErrors
    for (k, column) in kept.enumerated() {
      rows[column].estimate = estimates[k]
      let degrees = degreesOfFreedom?[k]
      guard errors[k].isFinite, degrees.map({ $0 > 0 }) ?? true else { continue }
      rows[column].standardError = errors[k]
      let reference = ReferenceLaw(degrees)
      let width = reference.upperQuantile((1 - level) / 2) * errors[k]
      rows[column].lower = estimates[k] - width
      rows[column].upper = estimates[k] + width
      let statistic = estimates[k] / errors[k]
      guard !statistic.isNaN else { continue }
      rows[column].statistic = statistic
      rows[column].pValue = reference.twoSidedP(statistic)
    }
    return rows
  }

  /// Wald's test of R b = r over the kept columns.
  ///
  /// - Parameters:
  ///   - restrictions: a row a restriction, a column a *kept* column.
  ///   - values: r; zeros by default.
  /// - Returns: F with the least degrees of freedom of the coefficients in the
  ///   restrictions, or χ² where the reference is the normal. NaN where the
  ///   covariance of R b is singular.
  public func waldTest(_ restrictions: Matrix, equal values: [Double]? = nil) -> TestResult {
    precondition(restrictions.columns == kept.count, "a column a kept coefficient")
    precondition(values.map { $0.count == restrictions.rows } ?? true, "a value a restriction")
    var difference = restrictions * estimates
    if let values {
      for i in difference.indices { difference[i] -= values[i] }
    }
    let spread = (restrictions * covariance).timesTranspose(restrictions)
    let solved = try? Cholesky(spread).solve(difference)
    let quadratic = solved.map { dot(difference, $0) } ?? .nan
    let q = Double(restrictions.rows)
    guard let degreesOfFreedom else {
      return TestResult("Wald test", statistic: quadratic, chiSquaredWith: q)
    }
    let involved = degreesOfFreedom.indices.filter { k in
      (0..<restrictions.rows).contains { restrictions[$0, k] != 0 }
    }
    let least = involved.map { degreesOfFreedom[$0] }.min() ?? .nan
    return TestResult("Wald test", statistic: quadratic / q, fWith: q, least)
  }

  /// Wald's test that the coefficients of these columns of the design are zero;
  /// dropped ones among them take no part.
  public func waldTest(columns: [Int]) -> TestResult {
    let chosen = columns.compactMap { kept.firstIndex(of: $0) }
    var restrictions = Matrix(rows: chosen.count, columns: kept.count)
    for (row, k) in chosen.enumerated() { restrictions[row, k] = 1 }
    return waldTest(restrictions)
  }
}

/// Student's t, or the normal where there are no degrees of freedom.
struct ReferenceLaw {
  private let student: StudentT?

  init(_ degreesOfFreedom: Double?) {
    student = degreesOfFreedom.flatMap { try? StudentT(degreesOfFreedom: $0) }
  }

  func twoSidedP(_ statistic: Double) -> Double {
    2 * (student?.survival(abs(statistic)) ?? Normal.standard.survival(abs(statistic)))
  }

  func upperQuantile(_ q: Double) -> Double {
    student?.upperQuantile(q) ?? Normal.standard.upperQuantile(q)
  }
}
