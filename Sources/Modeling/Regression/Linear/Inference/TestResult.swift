import Statistics

/// A test statistic with its reference distribution and p-value.
public struct TestResult: Codable, Equatable, Sendable {
  public var name: String
  /// NaN where the data leave nothing to test with.
  public var statistic: Double
  /// Of the numerator for F, of the distribution otherwise; nil for a normal one.
  public var degreesOfFreedom: Double?
  /// Of the denominator, for F.
  public var denominator: Double?
  /// NaN where the statistic is.
  public var pValue: Double

  public init(
    _ name: String, statistic: Double, degreesOfFreedom: Double? = nil,
    denominator: Double? = nil, pValue: Double
  ) {
    self.name = name
    self.statistic = statistic
    self.degreesOfFreedom = degreesOfFreedom
    self.denominator = denominator
    self.pValue = pValue
  }

  /// A statistic that is F distributed; its p-value is that of the upper tail.
  public init(_ name: String, statistic: Double, fWith numerator: Double, _ denominator: Double) {
    let law = try? FisherF(numerator: numerator, denominator: denominator)
    let upper = statistic == .infinity ? 0 : law?.survival(statistic) ?? .nan
    self.init(
      name, statistic: statistic, degreesOfFreedom: numerator, denominator: denominator,
      pValue: statistic.isNaN ? .nan : upper)
  }

  /// A statistic that is χ² distributed; its p-value is that of the upper tail.
  public init(_ name: String, statistic: Double, chiSquaredWith degrees: Double) {
    let law = try? ChiSquared(degreesOfFreedom: degrees)
    let upper = statistic == .infinity ? 0 : law?.survival(statistic) ?? .nan
    self.init(
      name, statistic: statistic, degreesOfFreedom: degrees,
      pValue: statistic.isNaN ? .nan : upper)
  }
}
