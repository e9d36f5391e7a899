/// Everything a person chooses about a regression, and nothing that is found
/// from the data: what to explain by what, how, and how to check it.
public struct RegressionSpecification: Codable, Equatable, Sendable {
  /// How the response is modelled. `auto` looks at the response: two values make
  /// it logistic, whole numbers that are never negative a count, else linear.
  public enum Method: String, Codable, CaseIterable, Sendable {
    case auto, linear, logistic, poisson, quasipoisson
    case negativeBinomial = "negbin"
    case gamma
    case inverseGaussian = "inversegaussian"
    case tweedie, multinomial, quantile, huber, bisquare, ridge, lasso
    case elasticNet = "elasticnet"
    case trees
  }

  /// What the errors of coefficients allow for.
  public enum Errors: String, Codable, CaseIterable, Sendable {
    case classical, hc0, hc1, hc2, hc3, hac, cluster
  }

  /// What happens to a row that lacks a value the formula needs.
  public enum Missing: String, Codable, CaseIterable, Sendable {
    case drop, fail
  }

  /// Kind of response for the methods that serve several.
  public enum Response: String, Codable, CaseIterable, Sendable {
    case number, count, yesNo = "yes-no"
  }

  public var formula: String
  public var method: Method = .auto
  /// For ridge, lasso, elastic net and trees; found from the response when nil.
  public var response: Response?
  /// A link other than the method's own, by name.
  public var link: String?
  /// For the quantile method, ascending, each inside (0, 1).
  public var quantiles: [Double] = [0.1, 0.5, 0.9]
  /// Of the elastic net: 1 is the lasso, 0 is ridge.
  public var mixing = 0.5
  /// Of trees: no more rounds than this; as many as validation allows when nil.
  public var maximumRounds: Int?
  /// Column of prior weights.
  public var weights: String?
  /// Column of exposure: its logarithm becomes an offset.
  public var exposure: String?
  public var errors: Errors = .classical
  /// Column whose rows belong together, for cluster errors.
  public var cluster: String?
  /// Column whose rows stay in one fold.
  public var group: String?
  /// Column that orders the rows: folds then train on the past and test on what follows.
  public var time: String?
  public var missing: Missing = .drop
  /// Of intervals, inside (0, 1).
  public var level = 0.95
  /// Of the cross-validation; 0 for none.
  public var folds = 5
  public var seed: UInt64 = 1

  public init(formula: String) { self.formula = formula }
}
