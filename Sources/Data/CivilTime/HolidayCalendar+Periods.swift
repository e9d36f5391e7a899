/// Days in a row that have a name: a school term, a summer break, a festival
/// week. They are no holidays: demand on them is ordinary demand at another level,
/// so a model takes them as a column of zeros and ones.
public struct CalendarPeriod: Sendable, Equatable {
  public enum Span: Sendable, Equatable {
    /// From one rule's day through another's, every year; where the end would come
    /// before the beginning it is that of the year after. Both are rules of a
    /// single day a year; days may be added to each.
    case rule(from: HolidayRule.Day, plus: Int, through: HolidayRule.Day, plusThrough: Int)
    /// Listed stretches, first and last day each.
    case dates([ClosedRange<CivilDate>])
  }
  public var name: String
  public var span: Span
  /// Years in which the period may begin.
  public var years: ClosedRange<Int>

  public init(name: String, span: Span, years: ClosedRange<Int> = 1_583...9_999) {
    self.name = name
    self.span = span
    self.years = years
  }

  /// The stretches that begin in `year`.
  public func stretches(beginningIn year: Int) -> [ClosedRange<CivilDate>] {
    guard years.contains(year) else { return [] }
    switch span {
    case .dates(let all): return all.filter { $0.lowerBound.year == year }
    case .rule(let from, let plus, let through, let plusThrough):
      func day(_ rule: HolidayRule.Day, _ plus: Int, _ year: Int) -> CivilDate? {
        HolidayRule(name: name, day: rule, plusDays: plus).dates(in: year).first
      }
      guard let first = day(from, plus, year) else { return [] }
      if let last = day(through, plusThrough, year), last >= first { return [first...last] }
      guard let last = day(through, plusThrough, year + 1), last >= first else { return [] }
      return [first...last]
    }
  }

  public func contains(_ date: CivilDate) -> Bool {
    // A listed stretch may be longer than a year's turn, but not than two.
    ((date.year - 1)...date.year).contains { year in
      stretches(beginningIn: year).contains { $0.contains(date) }
    }
  }
}
