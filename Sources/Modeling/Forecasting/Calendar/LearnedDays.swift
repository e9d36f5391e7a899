public import CivilTime
import Foundation

/// A day of the year that stands out again and again: the Friday after
/// Thanksgiving, the day of a town's parade.
public struct LearnedDay: Sendable, Equatable {
  /// When it falls, with the days to be added.
  public var day: HolidayRule.Day
  public var plusDays: Int
  /// The rule in words: "4th Thursday of November + 1".
  public var name: String
  /// What the day's total is over what its neighbours let expect, the median of
  /// the years.
  public var factor: Double
  /// Years in which it was seen.
  public var years: Int
  /// Two-sided p-value of the years together.
  public var p: Double

  /// The rule, for a `HolidayCalendar`: an open day.
  public var rule: HolidayRule {
    HolidayRule(name: name, day: day, plusDays: plusDays, isClosed: false)
  }
}

/// Finds days that repeat by a rule of dates and stand out.
///
/// Each day's total is set against the median of the same weekday within five weeks
/// before and after; the logarithm of the ratio, over 1.4826 median absolute deviations
/// of all, is its score. For every rule (a day of a month, the nth weekday of a month, days
/// around Easter, the days around the fourth Thursday of November) the scores of its
/// years are summed over √years (Stouffer, 1949). Rules are kept while the false
/// discovery rate stays under `rate` (Benjamini & Hochberg, 1995); of rules that name the
/// same days, the one with the smallest p, the others only for what their own days show. Rules need three years, two thirds of them on
/// the side of the sum.
public enum LearnedDays {
  /// - Parameters:
  ///   - days: civil days counted from 1970-01-01, ascending, each once.
  ///   - totals: of those days, at least 0; NaN is missing.
  ///   - known: days that are accounted for already, such as holidays.
  ///   - rate: accepted share of false finds, 0 < rate < 1.
  /// - Returns: the finds, smallest p first.
  public static func find(
    days: [Int32], totals: [Double], known: Set<Int32> = [], rate: Double = 0.05
  ) -> [LearnedDay] {
    precondition(days.count == totals.count, "one total a day")
    let scores = DayScores(days: days, totals: totals, known: known)
    guard scores.byDay.count >= 3 * 300, let first = days.first, let end = days.last else {
      return []
    }
    let years =
      CivilDate(daysSinceEpoch: Int(first)).year...CivilDate(daysSinceEpoch: Int(end)).year
    var tested: [(found: LearnedDay, dates: [Int32])] = []
    for (day, plus, name) in candidates() {
      let rule = HolidayRule(name: name, day: day, plusDays: plus)
      let dates = years.flatMap { rule.dates(in: $0) }.map { Int32($0.daysSinceEpoch) }
      guard let test = scores.test(dates, without: []) else { continue }
      tested.append(
        (
          LearnedDay(
            day: day, plusDays: plus, name: name, factor: test.factor, years: test.years,
            p: test.p), dates
        ))
    }
    tested.sort { ($0.found.p, $0.found.name) < ($1.found.p, $1.found.name) }
    let last = tested.indices.last {
      tested[$0].found.p <= rate * Double($0 + 1) / Double(tested.count)
    }
    guard let last else { return [] }
    let threshold = tested[last].found.p
    var taken = Set<Int32>()
    var result: [LearnedDay] = []
    for (found, dates) in tested[...last] {
      // A rule that meets some days of a better one must stand out by its others.
      guard let test = scores.test(dates, without: taken), test.p <= threshold else { continue }
      taken.formUnion(dates)
      result.append(found)
    }
    return result
  }

  private static func candidates() -> [(day: HolidayRule.Day, plus: Int, name: String)] {
    let months = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December",
    ]
    let weekdays = [
      "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]
    let ordinals = ["1st", "2nd", "3rd", "4th"]
    var all: [(day: HolidayRule.Day, plus: Int, name: String)] = []
    for month in 1...12 {
      for day in 1...CivilDate.days(inMonth: month, of: 2_001) {
        all.append((.fixed(month: month, day: day), 0, "\(months[month - 1]) \(day)"))
      }
      for weekday in 1...7 {
        for nth in 1...4 {
          all.append(
            (
              .nthWeekday(nth: nth, weekday: weekday, month: month), 0,
              "\(ordinals[nth - 1]) \(weekdays[weekday - 1]) of \(months[month - 1])"
            ))
        }
        all.append(
          (
            .nthWeekday(nth: -1, weekday: weekday, month: month), 0,
            "last \(weekdays[weekday - 1]) of \(months[month - 1])"
          ))
      }
    }
    // The day after the fourth Thursday is not always the fourth Friday.
    all.append((.nthWeekday(nth: 4, weekday: 4, month: 11), 1, "4th Thursday of November + 1"))
    all.append((.nthWeekday(nth: 4, weekday: 4, month: 11), -1, "4th Thursday of November - 1"))
    for plus in [-48, -47, -46, -3, -2, -1, 0, 1, 2, 39, 49, 50, 60] {
      all.append(
        (.easter, plus, plus == 0 ? "Easter" : "Easter \(plus > 0 ? "+" : "-") \(abs(plus))"))
    }
    return all
  }
}

/// How far each day lies from what its neighbours let expect.
private struct DayScores {
  private(set) var byDay: [Int32: (score: Double, logRatio: Double)] = [:]

  /// The years of a rule together; nil under three of them. Years that do not agree
  /// on the side have p = 1.
  func test(
    _ dates: [Int32], without taken: Set<Int32>
  ) -> (p: Double, factor: Double, years: Int)? {
    let seen = dates.compactMap { taken.contains($0) ? nil : byDay[$0] }
    guard seen.count >= 3 else { return nil }
    let sum = seen.reduce(0) { $0 + $1.score }
    let agreeing = seen.filter { $0.score * sum > 0 }.count
    let factor = exp(middle(seen.map(\.logRatio)))
    guard 3 * agreeing >= 2 * seen.count else { return (1, factor, seen.count) }
    let p = 2 * StandardNormal.cdf(-abs(sum) / Double(seen.count).squareRoot())
    return (p, factor, seen.count)
  }

  init(days: [Int32], totals: [Double], known: Set<Int32>) {
    var value: [Int32: Double] = [:]
    for (day, total) in zip(days, totals) where total.isFinite && total >= 0 && !known.contains(day)
    {
      value[day] = total
    }
    var ratios: [(day: Int32, ratio: Double)] = []
    for day in days {
      guard let total = value[day] else { continue }
      var near: [Double] = []
      for week in 1...5 {
        if let before = value[day - Int32(7 * week)] { near.append(before) }
        if let after = value[day + Int32(7 * week)] { near.append(after) }
      }
      guard near.count >= 4 else { continue }
      // Half a count keeps the logarithm of nothing in bounds.
      ratios.append((day, log((total + 0.5) / (middle(near) + 0.5))))
    }
    let centre = middle(ratios.map(\.ratio))
    let spread = 1.4826 * middle(ratios.map { abs($0.ratio - centre) })
    guard spread > 0 else { return }
    for (day, ratio) in ratios {
      // One wild year must not make a rule by itself.
      byDay[day] = (min(max((ratio - centre) / spread, -4), 4), ratio - centre)
    }
  }
}
