/// A kind of shift that may be worked: when it may begin, how long it lasts,
/// where its breaks may lie, what it costs, and how many may be used.
///
/// Times of day are those of the wall clock. On the two nights a year that the
/// clocks change, a shift ends when the clock shows its usual end, an hour more
/// or less after it began, unless `endsByClock` is false.
public struct ShiftPattern: Hashable, Sendable, Codable {
  /// Names the pattern in plans and messages; distinct within a list.
  public var name: String
  /// The units that may use it; nil for all.
  public var units: [String]?
  /// ISO weekdays (1 is Monday) on which its start window opens; ascending.
  public var days: [Int]
  /// The first and the last time of day at which it may begin. A `latestStart`
  /// before `earliestStart` is meant for the next day: a window across midnight
  /// belongs to the day on which it opens.
  public var earliestStart: ClockTime
  public var latestStart: ClockTime
  /// Minutes between starts, counted from `earliestStart`; 1 or more.
  public var startEvery: Int
  /// Minutes from start to end, breaks included; 1 … 10,080.
  public var length: Int
  /// Whether a shift that runs over a change of the clocks ends when the clock on
  /// the wall says so, and is paid for the hour more or less; otherwise it lasts
  /// `length` on that night, too.
  public var endsByClock: Bool
  /// Minutes paid at `costPerHour`; nil for `length` less the unpaid breaks.
  public var paidMinutes: Int?
  /// In the order they are taken.
  public var breaks: [BreakRule]
  /// How many shifts of this pattern a unit must and may use, each day.
  public var minimumPerDay: Int?
  public var maximumPerDay: Int?
  /// … and altogether: shifts, or persons where there is a `tour`.
  public var minimumTotal: Int?
  public var maximumTotal: Int?
  /// Price of a paid hour.
  public var costPerHour: Double
  /// Price of a shift, whatever its length.
  public var fixedCost: Double
  /// Price of a shift of a Saturday or Sunday, on top.
  public var weekendPremium: Double
  public var nightPremium: NightPremium?
  /// When set, one person works the shift on several days of the week.
  public var tour: TourRule?

  public init(
    name: String, units: [String]? = nil, days: [Int] = [1, 2, 3, 4, 5, 6, 7],
    earliestStart: ClockTime, latestStart: ClockTime, startEvery: Int = 30, length: Int,
    endsByClock: Bool = true, paidMinutes: Int? = nil, breaks: [BreakRule] = [],
    minimumPerDay: Int? = nil,
    maximumPerDay: Int? = nil, minimumTotal: Int? = nil, maximumTotal: Int? = nil,
    costPerHour: Double = 1, fixedCost: Double = 0, weekendPremium: Double = 0,
    nightPremium: NightPremium? = nil, tour: TourRule? = nil
  ) {
    self.name = name
    self.units = units
    self.days = days
    self.earliestStart = earliestStart
    self.latestStart = latestStart
    self.startEvery = startEvery
    self.length = length
    self.endsByClock = endsByClock
    self.paidMinutes = paidMinutes
    self.breaks = breaks
    self.minimumPerDay = minimumPerDay
    self.maximumPerDay = maximumPerDay
    self.minimumTotal = minimumTotal
    self.maximumTotal = maximumTotal
    self.costPerHour = costPerHour
    self.fixedCost = fixedCost
    self.weekendPremium = weekendPremium
    self.nightPremium = nightPremium
    self.tour = tour
  }

  /// Minutes from midnight of the opening day at which a shift may begin;
  /// 1,440 and above on the next day.
  public var startMinutes: [Int] {
    let first = earliestStart.minuteOfDay
    let last = latestStart.minuteOfDay + (latestStart < earliestStart ? 1440 : 0)
    return Array(stride(from: first, through: last, by: startEvery))
  }

  /// Minutes paid at `costPerHour`.
  public var paidLength: Int {
    paidMinutes ?? length - breaks.reduce(0) { $0 + ($1.paid ? 0 : $1.minutes) }
  }

  /// Whether this pattern may be used for a unit.
  public func serves(_ unit: String) -> Bool { units?.contains(unit) ?? true }
}

/// A break of a shift, and where it may lie.
public struct BreakRule: Hashable, Sendable, Codable {
  /// How long it lasts.
  public var minutes: Int
  /// The first and the last minute after the start of the shift at which it may
  /// begin.
  public var earliest: Int
  public var latest: Int
  /// Minutes between the places it may take, counted from `earliest`.
  public var every: Int
  public var paid: Bool

  public init(minutes: Int, earliest: Int, latest: Int, every: Int = 15, paid: Bool = false) {
    self.minutes = minutes
    self.earliest = earliest
    self.latest = latest
    self.every = every
    self.paid = paid
  }
}

/// What an hour costs on top between two times of day. Unpaid breaks earn none.
public struct NightPremium: Hashable, Sendable, Codable {
  public var from: ClockTime
  /// Before or at `from` for a window across midnight.
  public var to: ClockTime
  public var perHour: Double

  public init(from: ClockTime, to: ClockTime, perHour: Double) {
    self.from = from
    self.to = to
    self.perHour = perHour
  }
}

/// A week of work of one person: the same start on every day that is worked.
public struct TourRule: Hashable, Sendable, Codable {
  /// Days worked in seven, 1 … 7.
  public var daysOn: Int
  /// Whether the days off must follow each other (the last day of the week is
  /// followed by the first).
  public var consecutiveDaysOff: Bool

  public init(daysOn: Int, consecutiveDaysOff: Bool = true) {
    self.daysOn = daysOn
    self.consecutiveDaysOff = consecutiveDaysOff
  }
}
