/// A day out of the ordinary.
public struct Holiday: Hashable, Sendable {
  public var date: CivilDate
  public var name: String
  /// True on the working day that stands in for a holiday falling on a weekend;
  /// the name then ends in " (observed)".
  public var isObserved: Bool
  /// Whether the offices the calendar is about are closed that day.
  public var isClosed: Bool

  public init(date: CivilDate, name: String, isObserved: Bool, isClosed: Bool) {
    self.date = date
    self.name = name
    self.isObserved = isObserved
    self.isClosed = isClosed
  }
}

/// Holidays given by rules, so that they can be told for any year.
///
/// Read from JSON by `init(json:)`; the files are in `Models/calendars`. Both
/// the day itself and the day it is observed on are holidays: demand reacts to
/// either.
public struct HolidayCalendar: Sendable {
  public let name: String
  /// Where the rules come from: a law or an office's page.
  public let source: String
  public let rules: [HolidayRule]
  /// Named stretches of days, in file order.
  public let periods: [CalendarPeriod]
  /// Holidays 1900–2100, by date; other years are worked out when asked for.
  private let known: [Holiday]

  private static let knownYears = 1900...2100

  public init(
    name: String, source: String, rules: [HolidayRule], periods: [CalendarPeriod] = []
  ) {
    self.name = name
    self.periods = periods
    self.source = source
    self.rules = rules
    known = HolidayCalendar.knownYears.flatMap { HolidayCalendar.holidays(in: $0, by: rules) }
  }

  /// The holiday on that date; the first of the rules in file order where
  /// several fall together, closed days before others.
  public func holiday(on date: CivilDate) -> Holiday? {
    let year = date.year
    guard HolidayCalendar.knownYears.contains(year) else {
      return holidays(in: year).first { $0.date == date }
    }
    var low = 0
    var high = known.count
    while low < high {
      let middle = (low + high) / 2
      if known[middle].date < date { low = middle + 1 } else { high = middle }
    }
    return low < known.count && known[low].date == date ? known[low] : nil
  }

  /// Every holiday whose date lies in `year`, by date and, within a date,
  /// closed days first and then in file order. New Year's Day observed on
  /// 31 December belongs to the year of that date.
  public func holidays(in year: Int) -> [Holiday] {
    HolidayCalendar.holidays(in: year, by: rules)
  }

  /// The days in `year` on which offices are closed and that are no weekend.
  public func closedWeekdays(in year: Int) -> [Holiday] {
    holidays(in: year).filter { $0.isClosed && $0.date.weekday <= 5 }
  }

  private static func holidays(in year: Int, by rules: [HolidayRule]) -> [Holiday] {
    // A neighbour's holiday may be observed in this year.
    let found = ((year - 1)...(year + 1)).flatMap { observances(of: $0, by: rules) }
      .filter { $0.holiday.date.year == year }
    return found.sorted { a, b in
      if a.holiday.date != b.holiday.date { return a.holiday.date < b.holiday.date }
      if a.holiday.isClosed != b.holiday.isClosed { return a.holiday.isClosed }
      return a.order < b.order
    }.map(\.holiday)
  }

  /// The holidays that `year` gives rise to, with those observed elsewhere.
  private static func observances(
    of year: Int, by rules: [HolidayRule]
  ) -> [(order: Int, holiday: Holiday)] {
    var result: [(order: Int, holiday: Holiday)] = []
    for (order, rule) in rules.enumerated() {
      for date in rule.dates(in: year) {
        let holiday = Holiday(
          date: date, name: rule.name, isObserved: false, isClosed: rule.isClosed)
        result.append((order, holiday))
      }
    }
    // A substitute must find a day that is no holiday of its own, nor taken by
    // an earlier substitute.
    var taken = Set(result.map(\.holiday.date))
    for (order, holiday) in result.sorted(by: { $0.holiday.date < $1.holiday.date }) {
      guard let date = rules[order].observance.substitute(for: holiday.date, taken: taken) else {
        continue
      }
      taken.insert(date)
      let observed = Holiday(
        date: date, name: holiday.name + " (observed)", isObserved: true,
        isClosed: holiday.isClosed)
      result.append((order, observed))
    }
    return result
  }
}

/// One holiday and when it falls.
public struct HolidayRule: Sendable, Equatable {
  public enum Day: Sendable, Equatable {
    /// The same day every year; 29 February only in leap years.
    case fixed(month: Int, day: Int)
    /// The nth (1…5, or −1 for the last) weekday (1 is Monday) of a month.
    case nthWeekday(nth: Int, weekday: Int, month: Int)
    /// The first such weekday on or after a day of the year.
    case onOrAfter(weekday: Int, month: Int, day: Int)
    /// The last such weekday on or before a day of the year.
    case onOrBefore(weekday: Int, month: Int, day: Int)
    /// So many days after Easter Sunday of the Gregorian calendar.
    case easter
    /// Single dates.
    case special([CivilDate])
  }

  public enum Observance: String, Sendable, CaseIterable {
    /// Only on the day itself.
    case none
    /// Saturday's on the Friday before, Sunday's on the Monday after
    /// (5 U.S.C. 6103(b), Executive Order 11582).
    case nearestWeekday
    /// Sunday's on the Monday after; Saturday's not at all.
    case sundayToMonday
    /// A weekend's on the next weekday that is no holiday already.
    case nextFreeWeekday

    func substitute(for date: CivilDate, taken: Set<CivilDate>) -> CivilDate? {
      let weekday = date.weekday
      guard weekday >= 6 else { return nil }
      switch self {
      case .none: return nil
      case .nearestWeekday: return date.adding(days: weekday == 6 ? -1 : 1)
      case .sundayToMonday: return weekday == 7 ? date.adding(days: 1) : nil
      case .nextFreeWeekday:
        var candidate = date.adding(days: 1)
        while candidate.weekday >= 6 || taken.contains(candidate) {
          candidate = candidate.adding(days: 1)
        }
        return candidate
      }
    }
  }

  public var name: String
  public var day: Day
  /// Days added to what `day` says (the Friday after the fourth Thursday: 1).
  public var plusDays: Int
  public var observance: Observance
  /// First and last year in which the holiday exists.
  public var years: ClosedRange<Int>
  /// Years in which the rule does not hold (the holiday was moved).
  public var exceptYears: [Int]
  public var isClosed: Bool

  public init(
    name: String, day: Day, plusDays: Int = 0, observance: Observance = .none,
    years: ClosedRange<Int> = 1583...9999, exceptYears: [Int] = [], isClosed: Bool = true
  ) {
    self.name = name
    self.day = day
    self.plusDays = plusDays
    self.observance = observance
    self.years = years
    self.exceptYears = exceptYears
    self.isClosed = isClosed
  }

  /// The dates of this holiday in `year`, before any observance: none, one, or
  /// several single dates.
  public func dates(in year: Int) -> [CivilDate] {
    guard years.contains(year), !exceptYears.contains(year) else { return [] }
    let date: CivilDate?
    switch day {
    case .fixed(let month, let day):
      date = CivilDate(validYear: year, month: month, day: day)
    case .nthWeekday(let nth, let weekday, let month):
      if nth < 0 {
        date = CivilDate(lastWeekday: weekday, ofMonth: month, year: year)
      } else {
        let found = CivilDate(year: year, month: month, day: 1).onOrAfter(weekday: weekday)
          .adding(days: 7 * (nth - 1))
        date = found.month == month ? found : nil
      }
    case .onOrAfter(let weekday, let month, let day):
      date = CivilDate(year: year, month: month, day: day).onOrAfter(weekday: weekday)
    case .onOrBefore(let weekday, let month, let day):
      date = CivilDate(year: year, month: month, day: day).onOrBefore(weekday: weekday)
    case .easter:
      date = CivilDate.easter(year)
    case .special(let dates):
      return dates.filter { $0.year == year }.map { $0.adding(days: plusDays) }
    }
    return date.map { [$0.adding(days: plusDays)] } ?? []
  }
}
