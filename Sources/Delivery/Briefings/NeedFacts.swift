/// How many people are needed and under which promise, before any shifts.
public struct NeedFacts: Codable, Sendable {
  public var promise: String
  public var confidence: Double
  public var shrinkage: Double
  public var requiredHours: Double
  /// Person-hours needed at 10 and at 90 % certainty in each interval.
  public var lowHours: Double
  public var highHours: Double
  public var assumptions: [PlanFacts.Assumption]

  public init(
    promise: String, confidence: Double, shrinkage: Double, requiredHours: Double,
    lowHours: Double, highHours: Double, assumptions: [PlanFacts.Assumption]
  ) {
    self.promise = promise
    self.confidence = confidence
    self.shrinkage = shrinkage
    self.requiredHours = requiredHours
    self.lowHours = lowHours
    self.highHours = highHours
    self.assumptions = assumptions
  }
}
