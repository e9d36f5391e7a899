public import LinearAlgebra

/// Ridge regression for all penalties λ of a grid at once (Hoerl & Kennard 1970):
///
///     min over β of  Σ wᵢ (yᵢ − oᵢ − xᵢᵀβ)² + λ Σ vⱼ sⱼ² βⱼ²
///
/// with sⱼ the weighted standard deviation of column j, or 1. What is not penalized
/// (the intercept, and columns with vⱼ = 0) is projected out by QR; one singular value
/// decomposition of the rest then gives every λ, its effective degrees of freedom
/// Σ d²/(d² + λ), generalized cross-validation (Golub, Heath & Wahba 1979) and the
/// exact leave-one-out errors rᵢ/(1 − hᵢ) (Allen 1974). Where rows are many, the
/// eigenvalues of the Gram matrix, gathered a block of rows at a time, take its place.
///
/// λ counts as in scikit-learn's `Ridge` (its `alpha`): n times that of `ElasticNet`.
public struct Ridge: Codable, Equatable, Sendable {
  public struct Options: Codable, Equatable, Sendable {
    /// λ > 0, or ≥ 0 where columns are independent; nil for `count` values from 100
    /// down to 1e-6 times the largest eigenvalue.
    public var lambdas: [Double]?
    public var count = 100
    /// vⱼ ≥ 0 and finite, one a column of the design (the intercept's is not looked
    /// at); nil for ones.
    public var factors: [Double]?
    public var standardize = true
    /// What chooses λ.
    public var criterion = Criterion.leaveOneOut

    public init() {}
  }

  public enum Criterion: String, Codable, Sendable {
    case leaveOneOut, generalized
  }

  public let names: [String]
  /// Descending.
  public let lambdas: [Double]
  /// Column k holds the coefficients at `lambdas[k]`, one a column of the design.
  public let path: Matrix
  /// Trace of the hat matrix, by λ: between the number of unpenalized columns and the rank.
  public let effectiveDegrees: [Double]
  /// n RSS / (n − df)², by λ, with n the rows of positive weight; nil where it has no value.
  public let generalizedScores: [Double]?
  /// Weighted mean square of the errors at rows left out, by λ; nil where some row
  /// alone decides a coefficient.
  public let leaveOneOutScores: [Double]?
  /// The λ the criterion chose.
  public let lambda: Double
  public let notes: [FitNote]

  /// - Parameters:
  ///   - design: n × p; columns may outnumber rows.
  ///   - response: n finite values.
  ///   - weights: n values ≥ 0; nil for ones.
  ///   - offset: n values that are part of the mean as they are.
  /// - Throws: `.notFinite`, `.tooFewRows`, `.setting`, `.noConvergence`.
  public init(
    design: DesignMatrix, response: [Double], weights: [Double]? = nil, offset: [Double]? = nil,
    options: Options = Options()
  ) throws(RegressionError) {
    try options.check(columns: design.columns)
    try design.requireFinite(response: response, weights: weights, offset: offset)
    let target = offset.map { offset in zip(response, offset).map { $0 - $1 } } ?? response
    let problem = try RidgeProblem(
      design: design, response: target, weights: weights, factors: options.factors,
      standardize: options.standardize)
    let solved = try problem.solve(options)
    names = design.names
    lambdas = solved.lambdas
    path = solved.path
    effectiveDegrees = solved.effectiveDegrees
    generalizedScores = solved.generalized.allSatisfy(\.isFinite) ? solved.generalized : nil
    leaveOneOutScores = solved.leaveOneOut.allSatisfy(\.isFinite) ? solved.leaveOneOut : nil
    let scores =
      options.criterion == .leaveOneOut
      ? leaveOneOutScores ?? generalizedScores : generalizedScores
    // Of equal scores the greater λ.
    var best = 0
    for (k, score) in (scores ?? []).enumerated() where score < scores![best] { best = k }
    lambda = solved.lambdas[best]
    var notes = problem.notes
    if scores == nil {
      notes.append(
        FitNote(.boundary, "No λ could be scored on these rows; the greatest is taken."))
    } else if options.lambdas == nil, best == 0 || best == lambdas.count - 1 {
      notes.append(FitNote(.boundary, "The λ chosen lies at the end of the grid."))
    }
    self.notes = notes
  }

  /// At the λ chosen. A ridge fit is biased, so it has no standard errors.
  public var coefficients: [Coefficient] { coefficients(at: lambda) }

  /// At the λ of the grid nearest to this one.
  public func coefficients(at lambda: Double) -> [Coefficient] {
    zip(names, path.column(index(of: lambda))).map { Coefficient(name: $0, estimate: $1) }
  }

  /// Means of new rows at the λ chosen, or at the one of the grid nearest to `lambda`.
  public func predict(
    _ design: DesignMatrix, at lambda: Double? = nil, offset: [Double]? = nil
  ) -> [Double] {
    precondition(design.columns == names.count, "a design of the columns that were fitted")
    var mean = design.times(path.column(index(of: lambda ?? self.lambda)))
    if let offset { for i in mean.indices { mean[i] += offset[i] } }
    return mean
  }

  private func index(of lambda: Double) -> Int {
    lambdas.indices.min { abs(lambdas[$0] - lambda) < abs(lambdas[$1] - lambda) }!
  }
}

extension Ridge.Options {
  fileprivate func check(columns: Int) throws(RegressionError) {
    guard count >= 1 else { throw .setting("count", reason: "at least one λ") }
    if let lambdas {
      guard !lambdas.isEmpty, lambdas.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
        throw .setting("lambdas", reason: "are not negative, and there is at least one")
      }
    }
    if let factors {
      guard factors.count == columns, factors.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
        throw .setting("factors", reason: "one value a column, finite and not negative")
      }
    }
  }
}
