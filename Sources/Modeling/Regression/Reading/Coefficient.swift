/// One coefficient of a fit, as a reader wants it.
public struct Coefficient: Codable, Equatable, Sendable {
  public var name: String
  public var estimate: Double
  /// Nil where the method gives none (lasso) or the column was dropped.
  public var standardError: Double?
  /// estimate / standardError: a t or z value.
  public var statistic: Double?
  /// Two-sided.
  public var pValue: Double?
  /// Ends of the confidence interval.
  public var lower: Double?
  public var upper: Double?

  public init(
    name: String, estimate: Double, standardError: Double? = nil, statistic: Double? = nil,
    pValue: Double? = nil, lower: Double? = nil, upper: Double? = nil
  ) {
    self.name = name
    self.estimate = estimate
    self.standardError = standardError
    self.statistic = statistic
    self.pValue = pValue
    self.lower = lower
    self.upper = upper
  }
}

/// What a fit says of new rows: on the scale of the response.
public struct Prediction: Codable, Equatable, Sendable {
  /// One value a row; NaN where the row lacks what the model needs.
  public var mean: [Double]
  /// Interval of a *new observation* at `level`, where the model has one.
  public var lower: [Double]?
  public var upper: [Double]?
  /// Interval of the *mean* at `level`, where the model has one.
  public var meanLower: [Double]?
  public var meanUpper: [Double]?
  public var level: Double?

  public init(mean: [Double]) { self.mean = mean }
}
