/// One coefficient of a fit, as a reader wants it.
public struct Coefficient: Codable, Equatable, Sendable {
  public var name: String
  /// NaN where the column was dropped, as one that others explain: it adds nothing, but
  /// is not known to be zero.
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

  /// What a unit of the column adds to the predictor: nothing where it was dropped.
  var contribution: Double { estimate.isNaN ? 0 : estimate }
}

extension Coefficient {
  private enum CodingKeys: String, CodingKey {
    case name, estimate, standardError, statistic, pValue, lower, upper
  }

  /// JSON has no NaN: a dropped column's estimate is left out.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    name = try values.decode(String.self, forKey: .name)
    estimate = try values.decodeIfPresent(Double.self, forKey: .estimate) ?? .nan
    standardError = try values.decodeIfPresent(Double.self, forKey: .standardError)
    statistic = try values.decodeIfPresent(Double.self, forKey: .statistic)
    pValue = try values.decodeIfPresent(Double.self, forKey: .pValue)
    lower = try values.decodeIfPresent(Double.self, forKey: .lower)
    upper = try values.decodeIfPresent(Double.self, forKey: .upper)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .name)
    if !estimate.isNaN { try values.encode(estimate, forKey: .estimate) }
    try values.encodeIfPresent(standardError, forKey: .standardError)
    try values.encodeIfPresent(statistic, forKey: .statistic)
    try values.encodeIfPresent(pValue, forKey: .pValue)
    try values.encodeIfPresent(lower, forKey: .lower)
    try values.encodeIfPresent(upper, forKey: .upper)
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
