public import Reports

/// A corridor retimed from its detectors' counts: all its report says.
public struct CorridorFacts: VerbFacts {
  public static let verb = "corridor"

  /// A number with the range that holds it 8 times in 10.
  public struct Estimate: Codable, Sendable, Equatable {
    public var value: Double
    public var low: Double
    public var high: Double

    public init(_ value: Double, low: Double, high: Double) {
      self.value = value
      self.low = low
      self.high = high
    }
  }

  /// What a detector is worth.
  public struct Detector: Codable, Sendable {
    public var id: String
    public var street: String
    public var trust: Double
    /// What was found, in a few words.
    public var findings: [String]
    /// Whether its counts told anything about demand.
    public var isUsed: Bool
    /// Its place on the map, where it has one.
    public var x: Double?
    public var y: Double?

    public init(
      id: String, street: String, trust: Double, findings: [String], isUsed: Bool, x: Double?,
      y: Double?
    ) {
      self.id = id
      self.street = street
      self.trust = trust
      self.findings = findings
      self.isUsed = isUsed
      self.x = x
      self.y = y
    }
  }

  /// A signal under both plans, in one period.
  public struct Signal: Codable, Sendable {
    public var id: String
    public var name: String
    public var cycleBefore: Double
    public var cycleAfter: Double
    public var offsetBefore: Double
    public var offsetAfter: Double
    /// Mean control delay of a vehicle on its approaches, seconds.
    public var delayBefore: Estimate
    public var delayAfter: Estimate
    public var gradeBefore: String
    public var gradeAfter: String

    public init(
      id: String, name: String, cycleBefore: Double, cycleAfter: Double, offsetBefore: Double,
      offsetAfter: Double, delayBefore: Estimate, delayAfter: Estimate, gradeBefore: String,
      gradeAfter: String
    ) {
      self.id = id
      self.name = name
      self.cycleBefore = cycleBefore
      self.cycleAfter = cycleAfter
      self.offsetBefore = offsetBefore
      self.offsetAfter = offsetAfter
      self.delayBefore = delayBefore
      self.delayAfter = delayAfter
      self.gradeBefore = gradeBefore
      self.gradeAfter = gradeAfter
    }
  }

  /// A street, or a group of streets, under both plans: vehicle-hours of delay a day.
  public struct Effect: Codable, Sendable {
    public var name: String
    public var before: Double
    /// Change a day; below 0 is less delay.
    public var change: Estimate
    public var vehicles: Double

    public init(name: String, before: Double, change: Estimate, vehicles: Double) {
      self.name = name
      self.before = before
      self.change = change
      self.vehicles = vehicles
    }
  }

  /// A link that is short of room.
  public struct Bottleneck: Codable, Sendable {
    public var street: String
    public var period: String
    /// Vehicles an hour, and their share of what the link carries.
    public var flow: Estimate
    public var ratio: Estimate
    /// Vehicle-hours of delay in the period, and what they cost a year.
    public var delay: Estimate
    public var yearlyCost: Double
    /// In how many of the days considered it is among the worst ten.
    public var rankShare: Double

    public init(
      street: String, period: String, flow: Estimate, ratio: Estimate, delay: Estimate,
      yearlyCost: Double, rankShare: Double
    ) {
      self.street = street
      self.period = period
      self.flow = flow
      self.ratio = ratio
      self.delay = delay
      self.yearlyCost = yearlyCost
      self.rankShare = rankShare
    }
  }

  /// Hours of the day with one plan.
  public struct Period: Codable, Sendable {
    public var name: String
    /// Seconds since midnight.
    public var from: Double
    public var to: Double
    /// Trips of the period: an expected day and its range.
    public var trips: Estimate
    /// Trips of the busy day the plan is made for, too.
    public var busyTrips: Double
    /// Share of counts met within the usual mark: by the table given, by the estimate, and at
    /// counts left out of it.
    public var fitBefore: Double
    public var fitAfter: Double
    public var fitLeftOut: Double
    public var relativeGap: Double
    /// Seconds a vehicle loses, in all.
    public var delayBefore: Estimate
    public var delayAfter: Estimate
    /// Vehicle-hours saved a day.
    public var saved: Estimate
    /// The mean saving's own uncertainty: the range that holds it 19 times in 20.
    public var meanSaved: Estimate
    public var keepsPlan: Bool
    public var daysBetter: Int
    public var daysPlayed: Int
    /// Vehicles that were still under way at the end, mean of the days.
    public var leftBefore: Double
    public var leftAfter: Double
    public var signals: [Signal]
    /// Flows of an expected day and the time they take by the volume-delay functions.
    public var map: NetworkMapFacts
    /// The same flows with the delay of the days played, under both plans.
    public var mapBefore: NetworkMapFacts
    public var mapAfter: NetworkMapFacts
    /// The signals along the corridor under both plans, where the recipe names its streets.
    public var diagram: CorridorDiagramFacts?

    public init(
      name: String, from: Double, to: Double, trips: Estimate, busyTrips: Double, fitBefore: Double,
      fitAfter: Double, fitLeftOut: Double, relativeGap: Double, delayBefore: Estimate,
      delayAfter: Estimate, saved: Estimate, meanSaved: Estimate, keepsPlan: Bool, daysBetter: Int,
      daysPlayed: Int, leftBefore: Double, leftAfter: Double, signals: [Signal],
      map: NetworkMapFacts,
      mapBefore: NetworkMapFacts, mapAfter: NetworkMapFacts, diagram: CorridorDiagramFacts?
    ) {
      self.name = name
      self.from = from
      self.to = to
      self.trips = trips
      self.busyTrips = busyTrips
      self.fitBefore = fitBefore
      self.fitAfter = fitAfter
      self.fitLeftOut = fitLeftOut
      self.relativeGap = relativeGap
      self.delayBefore = delayBefore
      self.delayAfter = delayAfter
      self.saved = saved
      self.meanSaved = meanSaved
      self.keepsPlan = keepsPlan
      self.daysBetter = daysBetter
      self.daysPlayed = daysPlayed
      self.leftBefore = leftBefore
      self.leftAfter = leftAfter
      self.signals = signals
      self.map = map
      self.mapBefore = mapBefore
      self.mapAfter = mapAfter
      self.diagram = diagram
    }
  }

  /// What the forecast missed by when it was made on past weeks.
  public struct ForecastCheck: Codable, Sendable {
    /// Mean absolute error of a period's count at a detector, as a share of the count.
    public var error: Double
    /// The same for a copy of the week before.
    public var baselineError: Double
    public var days: Int
    public var weeks: Int

    public init(error: Double, baselineError: Double, days: Int, weeks: Int) {
      self.error = error
      self.baselineError = baselineError
      self.days = days
      self.weeks = weeks
    }
  }

  /// Money.
  public struct Worth: Codable, Sendable {
    public var currency: String
    public var yearly: Estimate
    public var cost: Double
    public var years: Double
    /// Discounted benefit over cost.
    public var ratio: Estimate

    public init(
      currency: String, yearly: Estimate, cost: Double, years: Double, ratio: Estimate
    ) {
      self.currency = currency
      self.yearly = yearly
      self.cost = cost
      self.years = years
      self.ratio = ratio
    }
  }

  public var title: String
  public var span: String
  public var firstDay: String
  public var lastDay: String
  public var detectors: [Detector]
  /// Zeros, as a share of what was recorded, and whether they were taken as missing.
  public var zeroShare: Double
  public var zerosAreMissing: Bool
  public var check: ForecastCheck
  public var periods: [Period]
  public var bottlenecks: [Bottleneck]
  public var districts: [Effect]
  public var streets: [Effect]
  public var worth: Worth
  /// Trips that no way serves, of the table given.
  public var unserved: Double
  public var assumptions: [PlanFacts.Assumption]
  public var notes: [String]

  public init(
    title: String, span: String, firstDay: String, lastDay: String, detectors: [Detector],
    zeroShare: Double, zerosAreMissing: Bool, check: ForecastCheck, periods: [Period],
    bottlenecks: [Bottleneck], districts: [Effect], streets: [Effect], worth: Worth,
    unserved: Double, assumptions: [PlanFacts.Assumption], notes: [String]
  ) {
    self.title = title
    self.span = span
    self.firstDay = firstDay
    self.lastDay = lastDay
    self.detectors = detectors
    self.zeroShare = zeroShare
    self.zerosAreMissing = zerosAreMissing
    self.check = check
    self.periods = periods
    self.bottlenecks = bottlenecks
    self.districts = districts
    self.streets = streets
    self.worth = worth
    self.unserved = unserved
    self.assumptions = assumptions
    self.notes = notes
  }

  public func report(origin: Report.Origin) -> Report {
    CorridorBriefing.report(facts: self, origin: origin)
  }
}
