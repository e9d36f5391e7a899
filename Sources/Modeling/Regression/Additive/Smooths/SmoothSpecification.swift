/// One smooth term of an additive model before fitting: which basis, and its covariates.
public struct SmoothSpecification: Sendable {
  /// What the term's function is made of.
  public enum Basis: Codable, Equatable, Sendable {
    /// Penalized cubic regression spline, knots at quantiles of the distinct values
    /// ("cr"; Wood 2017, sec. 5.3.1); linear beyond the outermost knots.
    case cubic
    /// Cubic spline whose ends join ("cc"; Wood 2017, sec. 5.3.2), of the period given,
    /// starting at `origin`; values outside are wrapped around. Nil: from the smallest to
    /// the largest value seen.
    case cyclic(period: Double?, origin: Double = 0)
    /// Cubic B-splines on even knots with a second-difference penalty ("ps"; Eilers & Marx 1996).
    case pSpline
    /// An independent normal effect for each level ("re"); the covariate holds level
    /// numbers 0 ..< k.
    case random
    /// Product of cubic splines of two covariates, each with its own penalty ("te"; Wood 2006).
    case tensor
  }

  /// What reads as the term's name in results, such as `s(hour)`.
  public var label: String
  /// Names of the covariates: one, or two for `.tensor`.
  public var variables: [String]
  public var basis: Basis
  /// Basis functions before the constraint (each way, for `.tensor`): at least 3, 4 for cyclic
  /// and 5 for B-splines; for `.random` the number of levels.
  public var size: Int
  public var rows: SmoothRows

  public init(
    label: String, variables: [String], basis: Basis = .cubic, size: Int = 10, rows: SmoothRows
  ) {
    self.label = label
    self.variables = variables
    self.basis = basis
    self.size = size
    self.rows = rows
  }

  /// A smooth of one covariate.
  public init(
    _ variable: String, _ values: [Double], basis: Basis = .cubic, size: Int = 10,
    by: SmoothRows.By? = nil
  ) {
    self.init(
      label: "s(\(variable))", variables: [variable], basis: basis, size: size,
      rows: SmoothRows([values], by: by))
  }
}

/// What a smooth term reads of each row, at fitting and at prediction.
public struct SmoothRows: Sendable {
  /// What multiplies the smooth.
  public enum By: Sendable {
    /// A separate smooth, with its own smoothing parameter, for each level. Code −1: none.
    case factor(Factor)
    /// The smooth times this number: a coefficient that varies smoothly.
    case numeric([Double])
  }

  /// One array a covariate.
  public var values: [[Double]]
  public var by: By?

  public init(_ values: [[Double]], by: By? = nil) {
    self.values = values
    self.by = by
  }

  public var count: Int { values.first?.count ?? 0 }
}
