/// What a plan gave when it was played through, many times over.
public struct SimulatedServiceFacts: Codable, Sendable {
  /// A share or number with the 95 % interval that chance in the simulation leaves.
  public struct Estimate: Codable, Sendable {
    public var value: Double?
    public var low: Double?
    public var high: Double?

    public init(value: Double, low: Double, high: Double) {
      func finite(_ number: Double) -> Double? {
        number.isFinite ? (number * 1e6).rounded() / 1e6 : nil
      }
      self.value = finite(value)
      self.low = finite(low)
      self.high = finite(high)
    }
  }

  /// A stretch of time: an interval, or a day between opening and closing.
  public struct Stretch: Codable, Sendable {
    public var unit: String
    public var start: String
    public var end: String
    /// People on the schedule; of a day, the most at once.
    public var people: Int
    /// Contacts that came, on average.
    public var contacts: Double
    public var answered: Estimate
    public var abandoned: Estimate
    /// Mean seconds in the queue.
    public var wait: Estimate
    public var occupancy: Estimate
    /// Of a day: how many of the days played kept the promise.
    public var onTarget: Estimate?

    public init(
      unit: String, start: String, end: String, people: Int, contacts: Double, answered: Estimate,
      abandoned: Estimate, wait: Estimate, occupancy: Estimate, onTarget: Estimate? = nil
    ) {
      self.unit = unit
      self.start = start
      self.end = end
      self.people = people
      self.contacts = contacts
      self.answered = answered
      self.abandoned = abandoned
      self.wait = wait
      self.occupancy = occupancy
      self.onTarget = onTarget
    }
  }

  public var promise: String
  public var answeredShare: Double?
  public var withinSeconds: Double?
  /// How often each day was played.
  public var replications: Int
  /// Arrivals, services and hang-ups in all.
  public var events: Int
  /// Name of the file with what really came; nil where demand was drawn from the forecast.
  public var actuals: String?
  public var days: [Stretch]
  public var intervals: [Stretch]
  public var assumptions: [PlanFacts.Assumption]

  public init(
    promise: String, answeredShare: Double?, withinSeconds: Double?, replications: Int,
    events: Int, actuals: String?, days: [Stretch], intervals: [Stretch],
    assumptions: [PlanFacts.Assumption]
  ) {
    self.promise = promise
    self.answeredShare = answeredShare
    self.withinSeconds = withinSeconds
    self.replications = replications
    self.events = events
    self.actuals = actuals
    self.days = days
    self.intervals = intervals
    self.assumptions = assumptions
  }
}
