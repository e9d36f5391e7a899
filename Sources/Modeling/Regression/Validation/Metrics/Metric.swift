/// A figure of how near predictions come, by name.
public struct Metric: Sendable {
  public let name: String
  public let higherIsBetter: Bool
  private let compute: @Sendable ([Double], [Double], [Double]?) -> Double

  public init(
    _ name: String, higherIsBetter: Bool,
    _ compute:
      @escaping @Sendable (_ actual: [Double], _ predicted: [Double], _ w: [Double]?) ->
      Double
  ) {
    self.name = name
    self.higherIsBetter = higherIsBetter
    self.compute = compute
  }

  /// The figure; NaN where it has no meaning for these rows.
  ///
  /// - Parameter weights: ≥ 0, one a row; all 1 by default.
  public func value(
    _ actual: [Double], _ predicted: [Double], _ weights: [Double]? = nil
  ) -> Double { compute(actual, predicted, weights) }

  public static let rmse = Metric("rmse", higherIsBetter: false, RegressionMetrics.rmse)
  public static let mae = Metric("mae", higherIsBetter: false, RegressionMetrics.mae)
  public static let rSquared = Metric("r2", higherIsBetter: true, RegressionMetrics.rSquared)
  public static let poissonDeviance = tweedieDeviance(power: 1, name: "poisson deviance")
  public static let gammaDeviance = tweedieDeviance(power: 2, name: "gamma deviance")
  public static let logLoss = Metric("log loss", higherIsBetter: false, ClassMetrics.logLoss)
  public static let brier = Metric("brier", higherIsBetter: false, ClassMetrics.brier)
  public static let rocAUC = Metric("roc auc", higherIsBetter: true, ClassMetrics.rocAUC)
  public static let averagePrecision = Metric(
    "average precision", higherIsBetter: true, ClassMetrics.averagePrecision)

  /// - Parameter power: of the variance function; 0, or from 1 up.
  public static func tweedieDeviance(power: Double, name: String? = nil) -> Metric {
    Metric(name ?? "tweedie deviance \(formulaNumber(power))", higherIsBetter: false) {
      RegressionMetrics.meanTweedieDeviance($0, $1, $2, power: power)
    }
  }

  /// - Parameter level: of the quantile predicted, inside (0, 1).
  public static func pinball(level: Double) -> Metric {
    Metric("pinball \(formulaNumber(level))", higherIsBetter: false) {
      RegressionMetrics.pinball($0, $1, $2, level: level)
    }
  }
}
