/// The same period planned under other assumptions.
public struct WhatIfFacts: Codable, Sendable {
  /// One set of assumptions: what it costs when planned for, and what the first plan
  /// gives when it comes unplanned.
  public struct Case: Codable, Sendable {
    /// "contacts × 1.1; handle time 360 s".
    public var name: String
    /// The value of each varied assumption, in the order of `WhatIfFacts.varied`.
    public var values: [Double]
    /// Nil where no plan was found.
    public var cost: Double?
    public var bound: Double?
    public var paidHours: Double?
    public var shifts: Int?
    /// Share answered in time under the plan of this case, and its 80 % range.
    public var service: Double?
    public var serviceLow: Double?
    public var serviceHigh: Double?
    /// The same if the first plan is kept.
    public var keptService: Double?
    public var keptLow: Double?
    public var keptHigh: Double?
    /// Intervals in which the first plan has fewer people than this case needs.
    public var keptShort: Int
    /// Of plans that are sure of days: the share of days on which the promise is kept, by the
    /// plan of this case and by the first plan kept.
    public var chance: Double?
    public var keptChance: Double?
    /// Why there is no plan.
    public var reason: String?

    public init(
      name: String, values: [Double], cost: Double? = nil, bound: Double? = nil,
      paidHours: Double? = nil, shifts: Int? = nil, service: Double? = nil,
      serviceLow: Double? = nil, serviceHigh: Double? = nil, keptService: Double? = nil,
      keptLow: Double? = nil, keptHigh: Double? = nil, keptShort: Int = 0, reason: String? = nil
    ) {
      self.name = name
      self.values = values
      self.cost = cost
      self.bound = bound
      self.paidHours = paidHours
      self.shifts = shifts
      self.service = service
      self.serviceLow = serviceLow
      self.serviceHigh = serviceHigh
      self.keptService = keptService
      self.keptLow = keptLow
      self.keptHigh = keptHigh
      self.keptShort = keptShort
      self.reason = reason
    }
  }
  public var currency: String
  public var promise: String
  public var confidence: Double
  public var withinSeconds: Double?
  public var intervals: Int
  /// Names of the assumptions that vary.
  public var varied: [String]
  /// The first is the plan as the recipe has it.
  public var cases: [Case]
  public var assumptions: [PlanFacts.Assumption]

  public init(
    currency: String, promise: String, confidence: Double, withinSeconds: Double?, intervals: Int,
    varied: [String], cases: [Case], assumptions: [PlanFacts.Assumption]
  ) {
    self.currency = currency
    self.promise = promise
    self.confidence = confidence
    self.withinSeconds = withinSeconds
    self.intervals = intervals
    self.varied = varied
    self.cases = cases
    self.assumptions = assumptions
  }

  /// Whether the promise is one to whole days rather than to each interval.
  public var isSureOfDays: Bool { cases.contains { $0.keptChance != nil } }
}
