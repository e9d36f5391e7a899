extension CivilDate {
  /// Reads `2025-03-09`; nil for any other form and for days that do not exist.
  public init?(iso8601 text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
      parts[2].utf8.count == 2,
      parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
    else { return nil }
    self.init(validYear: year, month: month, day: day)
  }

  /// The last `weekday` (1 is Monday) of a month.
  public init(lastWeekday weekday: Int, ofMonth month: Int, year: Int) {
    let last = CivilDate(year: year, month: month, day: CivilDate.days(inMonth: month, of: year))
    self = last.onOrBefore(weekday: weekday)
  }

  /// The first day from this one on that falls on `weekday` (1 is Monday).
  public func onOrAfter(weekday: Int) -> CivilDate {
    adding(days: (weekday - self.weekday + 7) % 7)
  }

  /// The last day up to this one that falls on `weekday` (1 is Monday).
  public func onOrBefore(weekday: Int) -> CivilDate {
    adding(days: -((self.weekday - weekday + 7) % 7))
  }

  /// 1 on 1 January.
  public var dayOfYear: Int {
    daysSinceEpoch - CivilDate(year: year, month: 1, day: 1).daysSinceEpoch + 1
  }

  /// 1…4.
  public var quarter: Int { (month - 1) / 3 + 1 }

  /// Months since January of year 0; consecutive over year ends.
  public var monthOrdinal: Int {
    let (year, month, _) = parts
    return year * 12 + month - 1
  }

  /// Day `day` of the month with this ordinal, or its last day where it is
  /// shorter.
  public init(monthOrdinal: Int, day: Int) {
    let year = monthOrdinal >= 0 ? monthOrdinal / 12 : (monthOrdinal - 11) / 12
    let month = monthOrdinal - year * 12 + 1
    self.init(
      year: year, month: month, day: min(day, CivilDate.days(inMonth: month, of: year)))
  }

  public var isLastOfMonth: Bool {
    let (year, month, day) = parts
    return day == CivilDate.days(inMonth: month, of: year)
  }

  /// Easter Sunday of the Gregorian calendar: the "anonymous" computus of
  /// Nature, 20 April 1876, p. 487, as given by Meeus, Astronomical
  /// Algorithms (1991), chapter 8.
  public static func easter(_ year: Int) -> CivilDate {
    let a = year % 19
    let b = year / 100
    let c = year % 100
    let d = b / 4
    let e = b % 4
    let f = (b + 8) / 25
    let g = (b - f + 1) / 3
    let h = (19 * a + b - d - g + 15) % 30
    let i = c / 4
    let k = c % 4
    let l = (32 + 2 * e + 2 * i - h - k) % 7
    let m = (a + 11 * h + 22 * l) / 451
    let n = h + l - 7 * m + 114
    return CivilDate(year: year, month: n / 31, day: n % 31 + 1)
  }
}
