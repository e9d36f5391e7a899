public import Reports

/// What the search for signal plans found: what its report says.
public struct SignalFacts: VerbFacts {
  public static let verb = "signals"

  /// A number with its 95 per cent interval; no interval from a single run.
  public struct Estimate: Codable, Sendable {
    public var value: Double
    public var low: Double?
    public var high: Double?

    public init(value: Double, low: Double?, high: Double?) {
      self.value = value
      self.low = low
      self.high = high
    }

    public func times(_ factor: Double) -> Estimate {
      Estimate(value: value * factor, low: low.map { $0 * factor }, high: high.map { $0 * factor })
    }
  }

  public struct Phase: Codable, Sendable {
    public var seconds: Double
    public var state: String

    public init(seconds: Double, state: String) {
      self.seconds = seconds
      self.state = state
    }
  }

  /// A signal's times in one plan.
  public struct Timing: Codable, Sendable {
    public var cycle: Double
    public var offset: Double
    public var phases: [Phase]
    /// Seconds of each stage of the plan in use; 0 where the plan leaves it out.
    public var greens: [Double]

    public init(cycle: Double, offset: Double, phases: [Phase], greens: [Double]) {
      self.cycle = cycle
      self.offset = offset
      self.phases = phases
      self.greens = greens
    }
  }

  public struct Signal: Codable, Sendable {
    public var id: String
    /// Who has green in each stage of the plan in use.
    public var stages: [String]
    public var before: Timing
    public var after: Timing
    /// Seconds each stage must last.
    public var minimums: [Double]
    /// Vehicle-hours of delay on its approaches in the period.
    public var hoursBefore: Double
    public var hoursAfter: Double

    public init(
      id: String, stages: [String], before: Timing, after: Timing, minimums: [Double],
      hoursBefore: Double,
      hoursAfter: Double
    ) {
      self.id = id
      self.stages = stages
      self.before = before
      self.after = after
      self.minimums = minimums
      self.hoursBefore = hoursBefore
      self.hoursAfter = hoursAfter
    }
  }

  /// One movement under both plans.
  public struct Movement: Codable, Sendable {
    public var signal: String
    public var from: String
    public var to: String
    public var turn: String
    /// Vehicles an hour.
    public var flow: Double
    /// Whether its street brings less than half of what the signal's busiest brings.
    public var isSideStreet: Bool
    public var ratioBefore: Double
    public var ratioAfter: Double
    /// The manual's control delay, seconds a vehicle; nil where it has no capacity.
    public var controlBefore: Double?
    public var controlAfter: Double?
    public var gradeBefore: String
    public var gradeAfter: String
    /// Simulated, seconds a vehicle; nil where nobody came.
    public var simulatedBefore: Double?
    public var simulatedAfter: Double?
    /// Seconds a vehicle it loses more, over the runs; nil where nobody came.
    public var change: Estimate?

    public init(
      signal: String, from: String, to: String, turn: String, flow: Double, isSideStreet: Bool,
      ratioBefore: Double, ratioAfter: Double, controlBefore: Double?, controlAfter: Double?,
      gradeBefore: String, gradeAfter: String, simulatedBefore: Double?,
      simulatedAfter: Double?, change: Estimate?
    ) {
      self.signal = signal
      self.from = from
      self.to = to
      self.turn = turn
      self.flow = flow
      self.isSideStreet = isSideStreet
      self.ratioBefore = ratioBefore
      self.ratioAfter = ratioAfter
      self.controlBefore = controlBefore
      self.controlAfter = controlAfter
      self.gradeBefore = gradeBefore
      self.gradeAfter = gradeAfter
      self.simulatedBefore = simulatedBefore
      self.simulatedAfter = simulatedAfter
      self.change = change
    }
  }

  /// A signal along the strongest stream.
  public struct Stop: Codable, Sendable {
    public var signal: String
    /// From the first stop line, the seconds at free speed.
    public var metres: Double
    public var seconds: Double
    public var outboundLink: Int
    public var inboundLink: Int?

    public init(
      signal: String, metres: Double, seconds: Double, outboundLink: Int, inboundLink: Int?
    ) {
      self.signal = signal
      self.metres = metres
      self.seconds = seconds
      self.outboundLink = outboundLink
      self.inboundLink = inboundLink
    }
  }

  /// A part of the period with a plan of its own.
  public struct Stretch: Codable, Sendable {
    /// From 1.
    public var plan: Int
    /// "07:00 to 09:00".
    public var period: String
    /// Seconds since midnight.
    public var from: Double
    public var to: Double
    /// Seconds lost a vehicle under the one plan for the whole period, and under this one.
    public var delayOfOnePlan: Double
    public var delay: Double
    public var cycles: [Double]
    public var keepsOnePlan: Bool

    public init(
      plan: Int, period: String, from: Double, to: Double, delayOfOnePlan: Double, delay: Double,
      cycles: [Double], keepsOnePlan: Bool
    ) {
      self.plan = plan
      self.period = period
      self.from = from
      self.to = to
      self.delayOfOnePlan = delayOfOnePlan
      self.delay = delay
      self.cycles = cycles
      self.keepsOnePlan = keepsOnePlan
    }
  }

  public struct Benefit: Codable, Sendable {
    /// Vehicle-hours a day of the period.
    public var hoursPerDay: Estimate
    public var daysPerYear: Double
    /// Of a vehicle-hour; nil where no value was given.
    public var valueOfTime: Double?
    public var currency: String

    public init(
      hoursPerDay: Estimate, daysPerYear: Double, valueOfTime: Double?, currency: String
    ) {
      self.hoursPerDay = hoursPerDay
      self.daysPerYear = daysPerYear
      self.valueOfTime = valueOfTime
      self.currency = currency
    }

    public var hoursPerYear: Estimate { hoursPerDay.times(daysPerYear) }
    public var moneyPerYear: Estimate? { valueOfTime.map { hoursPerYear.times($0) } }
  }

  public var title: String
  public var network: String
  /// "07:00 to 09:00".
  public var period: String
  public var vehicles: Double
  /// Demands the plan is made for, and seeds each was judged with.
  public var demands: Int
  public var seeds: Int
  public var independentRuns: Int
  /// What the plan was asked to be best for: "the mean day", "the worst 10 % of days".
  public var aim: String
  /// Seconds lost a vehicle, over the runs.
  public var delayBefore: Estimate
  public var delayAfter: Estimate
  public var saved: Estimate
  public var unfinishedBefore: Double
  public var unfinishedAfter: Double
  public var keepsGiven: Bool
  public var stoppedEarly: Bool
  public var simulations: Int
  public var benefit: Benefit
  public var signals: [Signal]
  public var movements: [Movement]
  /// The signals along the strongest stream; empty where it passes fewer than three.
  public var line: [Stop]
  /// Several plans over the period; empty where one was asked for.
  public var stretches: [Stretch]
  /// Flows and delays by street under both plans; nil where nothing says where the streets lie.
  public var mapBefore: NetworkMapFacts?
  public var mapAfter: NetworkMapFacts?
  /// What stands against the plan in use, in sentences.
  public var faultsBefore: [String]
  public var faultsAfter: [String]
  public var notes: [String]
  public var assumptions: [Assumption]

  public struct Assumption: Codable, Sendable {
    public var statement: String
    public var value: String
    public var source: String

    public init(_ statement: String, _ value: String, _ source: String) {
      self.statement = statement
      self.value = value
      self.source = source
    }
  }

  public init(
    title: String, network: String, period: String, vehicles: Double, demands: Int, seeds: Int,
    independentRuns: Int, aim: String, delayBefore: Estimate, delayAfter: Estimate,
    saved: Estimate, unfinishedBefore: Double, unfinishedAfter: Double, keepsGiven: Bool,
    stoppedEarly: Bool, simulations: Int, benefit: Benefit, signals: [Signal],
    movements: [Movement], line: [Stop] = [], stretches: [Stretch] = [],
    mapBefore: NetworkMapFacts? = nil, mapAfter: NetworkMapFacts? = nil, faultsBefore: [String],
    faultsAfter: [String], notes: [String], assumptions: [Assumption]
  ) {
    self.title = title
    self.network = network
    self.period = period
    self.vehicles = vehicles
    self.demands = demands
    self.seeds = seeds
    self.independentRuns = independentRuns
    self.aim = aim
    self.delayBefore = delayBefore
    self.delayAfter = delayAfter
    self.saved = saved
    self.unfinishedBefore = unfinishedBefore
    self.unfinishedAfter = unfinishedAfter
    self.keepsGiven = keepsGiven
    self.stoppedEarly = stoppedEarly
    self.simulations = simulations
    self.benefit = benefit
    self.signals = signals
    self.movements = movements
    self.line = line
    self.stretches = stretches
    self.mapBefore = mapBefore
    self.mapAfter = mapAfter
    self.faultsBefore = faultsBefore
    self.faultsAfter = faultsAfter
    self.notes = notes
    self.assumptions = assumptions
  }

  /// Movements that lose at least a second, most vehicle-seconds first.
  public var losers: [Movement] {
    movements.filter { ($0.change?.value ?? 0) >= 1 && $0.flow > 0 }.sorted {
      let (a, b) = (($0.change?.value ?? 0) * $0.flow, ($1.change?.value ?? 0) * $1.flow)
      return (b, $0.signal, $0.from, $0.to) < (a, $1.signal, $1.from, $1.to)
    }
  }

  public func report(origin: Report.Origin) -> Report {
    SignalBriefing.report(facts: self, origin: origin)
  }
}
