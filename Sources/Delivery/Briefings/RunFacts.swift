/// What a run knows beside its tables: kept in `run.json`, so that a report can
/// be made again from the folder alone.
public struct RunFacts: Codable, Sendable {
  public var title: String
  public var data: DataFacts
  public var forecast: ForecastFacts?
  public var plan: PlanFacts?
  /// Of a backtest or a comparison of models.
  public var contest: ContestFacts?
  /// Of a forecast, where the past was examined.
  public var anomalies: AnomalyFacts?
  /// Of a forecast that is set against an earlier one.
  public var since: SinceFacts?
  /// Of a requirement without shifts.
  public var need: NeedFacts?
  public var whatIf: WhatIfFacts?
  /// Of a plan that was played through.
  public var simulation: SimulatedServiceFacts?
  /// Of a roster of named people.
  public var roster: RosterFacts?
  /// Of a stock of cases to be cleared by a date.
  public var backlog: BacklogFacts?
  /// Of an emergency service.
  public var response: ResponseFacts?
  /// Of an appointment book.
  public var booking: BookingFacts?
  /// Of a day seen again from its first hours.
  public var intraday: IntradayFacts?
  /// Of a log of requests and the crews they take.
  public var requests: RequestsFacts?

  public init(
    title: String, data: DataFacts, forecast: ForecastFacts? = nil, plan: PlanFacts? = nil,
    contest: ContestFacts? = nil, anomalies: AnomalyFacts? = nil, since: SinceFacts? = nil,
    need: NeedFacts? = nil, whatIf: WhatIfFacts? = nil, simulation: SimulatedServiceFacts? = nil,
    roster: RosterFacts? = nil, backlog: BacklogFacts? = nil, response: ResponseFacts? = nil,
    booking: BookingFacts? = nil, intraday: IntradayFacts? = nil
  ) {
    self.title = title
    self.data = data
    self.forecast = forecast
    self.plan = plan
    self.contest = contest
    self.anomalies = anomalies
    self.since = since
    self.need = need
    self.whatIf = whatIf
    self.simulation = simulation
    self.roster = roster
    self.backlog = backlog
    self.response = response
    self.booking = booking
    self.intraday = intraday
  }
}

/// Where the numbers came from and what was found in them.
public struct DataFacts: Codable, Sendable {
  /// Name of the file, without its folder.
  public var file: String
  /// SHA-256 of the series as they were understood: the same for any order of rows.
  public var fingerprint: String
  /// What is counted, in the plural: "contacts".
  public var unit: String
  /// What one observation is: "half hour", "day".
  public var step: String
  /// Seconds of a step, where all have the same length.
  public var stepSeconds: Int?
  public var rowsRead: Int
  public var rowsRejected: Int
  public var stepsExpected: Int
  public var stepsMissing: Int
  public var seriesCount: Int
  public var firstLabel: String
  public var lastLabel: String
  public var timeZone: String?
  /// Plain sentences on what was decided.
  public var notes: [String]

  public init(
    file: String, fingerprint: String, unit: String, step: String, stepSeconds: Int?,
    rowsRead: Int, rowsRejected: Int, stepsExpected: Int, stepsMissing: Int, seriesCount: Int,
    firstLabel: String, lastLabel: String, timeZone: String?, notes: [String]
  ) {
    self.file = file
    self.fingerprint = fingerprint
    self.unit = unit
    self.step = step
    self.stepSeconds = stepSeconds
    self.rowsRead = rowsRead
    self.rowsRejected = rowsRejected
    self.stepsExpected = stepsExpected
    self.stepsMissing = stepsMissing
    self.seriesCount = seriesCount
    self.firstLabel = firstLabel
    self.lastLabel = lastLabel
    self.timeZone = timeZone
    self.notes = notes
  }
}

/// How the forecast was made.
public struct ForecastFacts: Codable, Sendable {
  /// One series: which models, and what went wrong.
  public struct Model: Codable, Sendable {
    public var id: String
    public var model: String
    public var members: [String]
    public var fallbacks: [String]
    /// Where the expected total comes from, in parts that add up to it; nil or
    /// empty where that was not worked out.
    public var parts: [Part]?

    public init(id: String, model: String, members: [String], fallbacks: [String]) {
      self.id = id
      self.model = model
      self.members = members
      self.fallbacks = fallbacks
    }
  }
  /// A part of an expected total.
  public struct Part: Codable, Sendable, Equatable {
    public var name: String
    public var amount: Double

    public init(name: String, amount: Double) {
      self.name = name
      self.amount = FileNumbers.rounded(amount)
    }
  }
  /// Another future of the columns that are known ahead.
  public struct Scenario: Codable, Sendable, Equatable {
    public var name: String
    /// Expected in all.
    public var expected: Double
    /// Less what the forecast expects.
    public var change: Double

    public init(name: String, expected: Double, change: Double) {
      self.name = name
      self.expected = FileNumbers.rounded(expected)
      self.change = FileNumbers.rounded(change)
    }
  }
  /// A combination of models and how many series use it.
  public struct ModelUse: Codable, Sendable, Equatable {
    public var model: String
    public var series: Int

    public init(model: String, series: Int) {
      self.model = model
      self.series = series
    }
  }
  /// A day of the horizon that is not ordinary.
  public struct SpecialDay: Codable, Sendable, Hashable {
    /// ISO date.
    public var date: String
    public var name: String
    public var isClosed: Bool

    public init(date: String, name: String, isClosed: Bool) {
      self.date = date
      self.name = name
      self.isClosed = isClosed
    }
  }
  public var levels: [Double]
  public var seasonalPeriods: [Int]
  /// The seasons in words: "day (26 half hours)".
  public var seasons: [String]
  public var seed: UInt64
  public var backtestOrigins: Int
  /// The models of the series a report shows one by one.
  public var models: [Model]
  /// How many series each combination of models forecasts, most first.
  public var uses: [ModelUse]
  /// How many series could not use every model asked for.
  public var fallbackCount: Int
  public var specialDays: [SpecialDay]
  public var notes: [String]
  /// True where a saved model was taken on and nothing was fitted again.
  public var wasResumed: Bool?
  /// Id of the series that is the sum of all single ones, where there is one: the
  /// others must not be added up beside it.
  public var total: String?
  public var scenarios: [Scenario]?

  public init(
    levels: [Double], seasonalPeriods: [Int], seasons: [String], seed: UInt64, backtestOrigins: Int,
    models: [Model], uses: [ModelUse], fallbackCount: Int,
    specialDays: [SpecialDay], notes: [String], wasResumed: Bool? = nil,
    total: String? = nil, scenarios: [Scenario]? = nil
  ) {
    self.levels = levels
    self.seasonalPeriods = seasonalPeriods
    self.seasons = seasons
    self.seed = seed
    self.backtestOrigins = backtestOrigins
    self.models = models
    self.uses = uses
    self.fallbackCount = fallbackCount
    self.specialDays = specialDays
    self.notes = notes
    self.wasResumed = wasResumed
    self.total = total
    self.scenarios = scenarios
  }
}

/// How the plan was made, and what was found on the way.
public struct PlanFacts: Codable, Sendable {
  /// The same week planned to be more, or less, sure.
  public struct Alternative: Codable, Sendable {
    public var confidence: Double
    public var cost: Double
    public var paidHours: Double
    public var shifts: Int
    /// Expected share answered in time; NaN is written as null.
    public var serviceLevel: Double?
    /// Its 80 % range over what the forecast leaves open.
    public var serviceLow: Double?
    public var serviceHigh: Double?

    public init(
      confidence: Double, cost: Double, paidHours: Double, shifts: Int, serviceLevel: Double?,
      serviceLow: Double?, serviceHigh: Double?
    ) {
      self.confidence = confidence
      self.cost = cost
      self.paidHours = paidHours
      self.shifts = shifts
      self.serviceLevel = serviceLevel
      self.serviceLow = serviceLow
      self.serviceHigh = serviceHigh
    }
  }
  public struct Assumption: Codable, Sendable {
    public var statement: String
    public var value: String
    public var source: String

    public init(statement: String, value: String, source: String) {
      self.statement = statement
      self.value = value
      self.source = source
    }
  }
  /// What one more person for some hours would bring.
  public struct Gain: Codable, Sendable {
    public var unit: String
    /// As the files write times.
    public var start: String
    public var end: String
    /// Intervals of the day that break the promise in a busy time, and how many fewer.
    public var saved: Int
    public var missed: Int

    public init(unit: String, start: String, end: String, saved: Int, missed: Int) {
      self.unit = unit
      self.start = start
      self.end = end
      self.saved = saved
      self.missed = missed
    }
  }
  /// People who work the same days of a tour or a rotation.
  public struct Crew: Codable, Sendable {
    public var name: String
    public var people: Int
    /// "2025-03-03 Day", one a day worked.
    public var days: [String]

    public init(name: String, people: Int, days: [String]) {
      self.name = name
      self.people = people
      self.days = days
    }
  }
  public var currency: String
  public var status: String
  public var objective: Double
  public var bound: Double
  public var relativeGap: Double
  public var paidHours: Double
  public var confidence: Double
  /// "80 % of contacts answered within 20 seconds".
  public var promise: String
  public var answeredShare: Double?
  public var withinSeconds: Double?
  public var shrinkage: Double
  public var alternatives: [Alternative]
  public var assumptions: [Assumption]
  public var notes: [String]
  /// Nil or empty where every shift stands by itself.
  public var crews: [Crew]?
  /// Where one more person would help most; nil where that was not worked out.
  public var gains: [Gain]?
  /// Where the plan is sure of whole days and not of each interval.
  public var sampled: SampledPlanFacts?

  public init(
    currency: String, status: String, objective: Double, bound: Double, relativeGap: Double,
    paidHours: Double, confidence: Double, promise: String, answeredShare: Double?,
    withinSeconds: Double?, shrinkage: Double, alternatives: [Alternative],
    assumptions: [Assumption], notes: [String], crews: [Crew]? = nil
  ) {
    self.crews = crews
    self.currency = currency
    self.status = status
    self.objective = objective
    self.bound = bound
    self.relativeGap = relativeGap
    self.paidHours = paidHours
    self.confidence = confidence
    self.promise = promise
    self.answeredShare = answeredShare
    self.withinSeconds = withinSeconds
    self.shrinkage = shrinkage
    self.alternatives = alternatives
    self.assumptions = assumptions
    self.notes = notes
  }
}
