public import LinearAlgebra

/// Elastic-net fits along a whole path of penalties λ (Zou & Hastie 2005; Friedman,
/// Hastie & Tibshirani 2010):
///
///     min over β₀, β of  −Σ wᵢ ℓ(yᵢ, β₀ + xᵢᵀβ + oᵢ) / Σ wᵢ
///                        + λ Σ vⱼ (α |βⱼ| + ½ (1 − α) βⱼ²)
///
/// where ℓ is the log-likelihood (½ of the squared error for Gaussian responses), and
/// β are coefficients of columns divided by their weighted standard deviation
/// (divisor Σ w) unless `standardize` is off. The intercept of the design, where
/// it has one, carries no penalty.
///
/// The objective is as published. R's glmnet divides a Gaussian response by its
/// standard deviation s first, which for α < 1 makes its ridge part λ/s: the two
/// agree on a response of unit standard deviation.
public struct ElasticNet: Codable, Equatable, Sendable {
  public let family: ElasticNetFamily
  public let mixing: Double
  /// Names of the design's columns.
  public let names: [String]
  /// Descending.
  public let lambdas: [Double]
  /// Column k holds the coefficients at `lambdas[k]`, on the original scale, one a
  /// column of the design.
  public let path: Matrix
  /// Share of the null deviance that is explained, by λ.
  public let devianceRatio: [Double]
  /// Deviance of the intercept (and offset) alone: Σ w (y − ȳ)² for Gaussian responses.
  public let nullDeviance: Double
  /// How many coefficients are not zero, the intercept apart, by λ.
  public let nonzero: [Int]
  public let notes: [FitNote]

  /// Fits every λ.
  ///
  /// - Parameters:
  ///   - design: n × p; its intercept block, if any, is the intercept.
  ///   - response: n values; see `ElasticNetFamily` for their range.
  ///   - weights: n values ≥ 0; nil for ones.
  ///   - offset: n values added to the linear predictor.
  ///   - threads: changes the time only.
  /// - Throws: `.notFinite`, `.tooFewRows`, `.responseOutOfRange`, `.setting`.
  public init(
    design: DesignMatrix, response: [Double], family: ElasticNetFamily = .gaussian,
    weights: [Double]? = nil, offset: [Double]? = nil,
    options: ElasticNetOptions = ElasticNetOptions(), threads: Int = 1
  ) throws(RegressionError) {
    try options.check(columns: design.columns)
    try design.requireFinite(
      response: response, weights: weights, offset: offset, checkingColumns: false)
    try family.check(response)
    let setup = try ElasticNetSetup(
      design: design, response: response, family: family, weights: weights, offset: offset,
      options: options, threads: threads)
    let found = setup.moments.map(setup.gramPath) ?? setup.workingSetPath(family)
    self.family = family
    mixing = options.mixing
    names = design.names
    lambdas = found.lambdas
    path = setup.original(found)
    devianceRatio = found.devianceRatio
    nullDeviance = found.nullDeviance
    nonzero = found.coefficients.map { $0.count { $0 != 0 } }
    notes = setup.notes + found.notes
  }

  /// Coefficients at λ, one a column of the design; between two λ of the path they
  /// are interpolated, beyond its ends those of the end.
  public func coefficientValues(at lambda: Double) -> [Double] {
    guard let above = lambdas.lastIndex(where: { $0 >= lambda }) else { return path.column(0) }
    let first = path.column(above)
    guard above + 1 < lambdas.count, lambdas[above] > lambda else { return first }
    let share = (lambdas[above] - lambda) / (lambdas[above] - lambdas[above + 1])
    return zip(first, path.column(above + 1)).map { $0 + share * ($1 - $0) }
  }

  /// As `coefficientValues(at:)`; a penalized fit has no standard errors.
  public func coefficients(at lambda: Double) -> [Coefficient] {
    zip(names, coefficientValues(at: lambda)).map { Coefficient(name: $0, estimate: $1) }
  }

  /// Means of new rows, on the scale of the response.
  public func predict(
    _ design: DesignMatrix, at lambda: Double, offset: [Double]? = nil
  ) -> [Double] {
    precondition(design.columns == names.count, "a design of the columns that were fitted")
    var linear = design.times(coefficientValues(at: lambda))
    if let offset { for i in linear.indices { linear[i] += offset[i] } }
    return linear.map(family.mean)
  }
}
