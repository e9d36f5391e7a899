/// What a person chooses about an elastic net.
public struct ElasticNetOptions: Codable, Equatable, Sendable {
  /// α in 0 ... 1: 1 is the lasso, 0 is ridge.
  public var mixing = 1.0
  /// Penalties, in any order; nil for a sequence of `count` values, equally far
  /// apart on the logarithmic scale, from the smallest λ that holds every
  /// penalized coefficient at zero down to `smallestRatio` of it.
  public var lambdas: [Double]?
  public var count = 100
  /// Inside (0, 1); by default 1e-4, or 0.01 where there are fewer rows than columns.
  public var smallestRatio: Double?
  /// vⱼ ≥ 0, one a column of the design (the intercept's is not looked at): zero
  /// leaves the column unpenalized, infinity keeps it out. Scaled to a mean of one
  /// over the columns that are not kept out. Nil for ones.
  public var factors: [Double]?
  /// Bounds of the coefficients on their own scale, one a column: below ≤ 0 ≤ above.
  public var lower: [Double]?
  public var upper: [Double]?
  /// Whether the penalty is on the coefficients of columns divided by their
  /// standard deviation. Coefficients are reported on the original scale anyway.
  public var standardize = true
  /// Ends a sequence that was not given once the deviance ratio passes 0.999 or
  /// gains less than a part in 100,000.
  public var stopsEarly = true
  /// Of a coordinate's last step, in standard deviations of the response.
  public var tolerance = 1e-10

  public init() {}

  /// A lasso (1), ridge (0) or what lies between.
  public init(mixing: Double) { self.mixing = mixing }

  /// - Throws: `.setting` with the first that is out of range.
  func check(columns: Int) throws(RegressionError) {
    guard mixing >= 0, mixing <= 1 else { throw .setting("mixing", reason: "lies in 0 ... 1") }
    guard count >= 1 else { throw .setting("count", reason: "at least one λ") }
    guard tolerance > 0 else { throw .setting("tolerance", reason: "is positive") }
    if let smallestRatio, !(smallestRatio > 0 && smallestRatio < 1) {
      throw .setting("smallestRatio", reason: "lies inside (0, 1)")
    }
    if let lambdas {
      guard !lambdas.isEmpty, lambdas.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
        throw .setting("lambdas", reason: "are not negative, and there is at least one")
      }
    }
    for (name, values) in [("factors", factors), ("lower", lower), ("upper", upper)] {
      guard let values else { continue }
      guard values.count == columns else { throw .setting(name, reason: "one value a column") }
      guard !values.contains(where: \.isNaN) else { throw .setting(name, reason: "no NaN") }
    }
    if let factors, factors.contains(where: { $0 < 0 }) {
      throw .setting("factors", reason: "are not negative")
    }
    if let lower, lower.contains(where: { $0 > 0 }) {
      throw .setting("lower", reason: "a lower bound is not above zero")
    }
    if let upper, upper.contains(where: { $0 < 0 }) {
      throw .setting("upper", reason: "an upper bound is not below zero")
    }
  }
}
