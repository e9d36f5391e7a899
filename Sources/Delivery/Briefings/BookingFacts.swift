/// How an appointment book is filled when some people do not come.
public struct BookingFacts: Codable, Sendable {
  public struct Slot: Codable, Sendable {
    /// "08:30".
    public var time: String
    public var booked: Int
    /// Mean wait of those booked here who come, minutes.
    public var wait: Double

    public init(time: String, booked: Int, wait: Double) {
      self.time = time
      self.booked = booked
      self.wait = wait
    }
  }

  /// A way to fill the book, and what it gives on average.
  public struct Way: Codable, Sendable {
    public var name: String
    public var booked: Int
    /// People at each slot, in order.
    public var slots: [Int]
    public var seen: Double
    /// Mean minutes a person waits who comes.
    public var wait: Double
    /// Minutes with nobody to see, and after the session's end.
    public var idle: Double
    public var overtime: Double
    public var overtimeChance: Double
    /// Value of the visits less the prices of waits, idle time and overtime.
    public var net: Double
    public var isChosen: Bool

    public init(
      name: String, booked: Int, slots: [Int], seen: Double, wait: Double, idle: Double,
      overtime: Double, overtimeChance: Double, net: Double, isChosen: Bool
    ) {
      self.name = name
      self.booked = booked
      self.slots = slots
      self.seen = seen
      self.wait = wait
      self.idle = idle
      self.overtime = overtime
      self.overtimeChance = overtimeChance
      self.net = net
      self.isChosen = isChosen
    }
  }
  public var currency: String
  /// Appointments of the past, and how many were kept.
  public var appointments: Int
  public var kept: Int
  public var showLow: Double
  public var showHigh: Double
  public var meanMinutes: Double
  public var variation: Double
  public var slotMinutes: Int
  public var slots: [Slot]
  /// Whether no other way to book as many was cheaper (else: no neighbour was).
  public var isProved: Bool
  public var ways: [Way]
  /// The chosen way if as few, or as many, people come as the past leaves possible.
  public var fewer: Way
  public var more: Way
  public var assumptions: [PlanFacts.Assumption]

  public init(
    currency: String, appointments: Int, kept: Int, showLow: Double, showHigh: Double,
    meanMinutes: Double, variation: Double, slotMinutes: Int, slots: [Slot], isProved: Bool,
    ways: [Way], fewer: Way, more: Way, assumptions: [PlanFacts.Assumption]
  ) {
    self.currency = currency
    self.appointments = appointments
    self.kept = kept
    self.showLow = showLow
    self.showHigh = showHigh
    self.meanMinutes = meanMinutes
    self.variation = variation
    self.slotMinutes = slotMinutes
    self.slots = slots
    self.isProved = isProved
    self.ways = ways
    self.fewer = fewer
    self.more = more
    self.assumptions = assumptions
  }

  public var showShare: Double { Double(kept) / Double(max(1, appointments)) }
  public var chosen: Way? { ways.first(where: \.isChosen) }
}
