import CivilTime
import Forecasting
import Provenance
import Reports
import TimeSeries

/// Days of the year that stand out in the data themselves, as a calendar.
///
/// The total of all series on each day is searched (`LearnedDays`); holidays known
/// already and the days beside them are left out of the search.
struct LearnedCalendar {
  static let fileName = "learned-days.json"

  let days: [LearnedDay]
  let notes: [String]

  /// - Throws: `PipelineError` where the data have no days.
  init(_ panel: Panel, known: HolidayCalendar?) throws(PipelineError) {
    let index = panel.index
    guard index.frequency.isWithinWeek, index.date(ofStep: 0) != nil else {
      throw PipelineError(
        .usage, "--learn-days needs observations of every day or more often, with dates.")
    }
    var (dates, totals) = LearnedCalendar.totals(of: panel)
    for period in known?.periods ?? [] {
      LearnedCalendar.level(period, days: dates, totals: &totals)
    }
    var accounted: Set<Int32> = []
    if let known {
      for day in dates {
        let date = CivilDate(daysSinceEpoch: Int(day))
        guard known.holiday(on: date) != nil else { continue }
        accounted.formUnion([day - 1, day, day + 1])
      }
    }
    days = LearnedDays.find(days: dates, totals: totals, known: accounted)
    if days.isEmpty {
      notes = [
        dates.count < 3 * 300
          ? "The data are too short to learn special days from: three years or more are needed."
          : "No day of the year stands out in the data."
      ]
    } else {
      let words = days.prefix(12).map { day in
        "\(day.name) (\(PlainWords.percent(abs(day.factor - 1))) "
          + "\(day.factor < 1 ? "fewer" : "more"))"
      }
      let more = days.count - words.count
      notes = [
        "Days learned from the data: \(PlainWords.list(words))"
          + (more > 0 ? ", and \(more) more" : "")
          + ". The whole past was searched, the tested part of it too."
      ]
    }
  }

  /// Takes off what a named stretch of days does to the level, so that its first and
  /// last days are not taken for special ones: divides by the median over its years of
  /// its mean over that of the four weeks on either side.
  private static func level(_ period: CalendarPeriod, days: [Int32], totals: inout [Double]) {
    guard let first = days.first, let last = days.last else { return }
    func year(_ day: Int32) -> Int { CivilDate(daysSinceEpoch: Int(day)).year }
    let stretches = (year(first) - 1...year(last)).flatMap { period.stretches(beginningIn: $0) }.map
    {
      Int32($0.lowerBound.daysSinceEpoch)...Int32($0.upperBound.daysSinceEpoch)
    }
    func mean(_ isWanted: (Int32) -> Bool) -> Double {
      let known = days.indices.filter { isWanted(days[$0]) && totals[$0].isFinite }
      return known.reduce(0) { $0 + totals[$1] } / Double(known.count)
    }
    let ratios = stretches.map { stretch in
      mean(stretch.contains)
        / mean {
          $0 >= stretch.lowerBound - 28 && $0 <= stretch.upperBound + 28 && !stretch.contains($0)
        }
    }.filter { $0.isFinite && $0 > 0 }.sorted()
    guard !ratios.isEmpty else { return }
    let factor = ratios[ratios.count / 2]
    for place in days.indices where stretches.contains(where: { $0.contains(days[place]) }) {
      totals[place] /= factor
    }
  }

  /// The sum of all series on each day; days that the data hold in part only are
  /// left out at both ends, and missing inside where no series has a value.
  static func totals(of panel: Panel) -> (days: [Int32], totals: [Double]) {
    let index = panel.index
    var sums = [Double](repeating: .nan, count: index.count)
    for series in panel.series {
      for (offset, value) in series.values.enumerated() where value.isFinite {
        let step = series.firstStep + offset
        sums[step] = (sums[step].isNaN ? 0 : sums[step]) + value
      }
    }
    var days: [Int32] = []
    var totals: [Double] = []
    for step in sums.indices {
      guard let date = index.date(ofStep: step) else { continue }
      let day = Int32(date.daysSinceEpoch)
      if days.last != day {
        days.append(day)
        totals.append(.nan)
      }
      guard sums[step].isFinite else { continue }
      let sum = totals[totals.count - 1]
      totals[totals.count - 1] = (sum.isNaN ? 0 : sum) + sums[step]
    }
    if index.frequency.isSubDaily {
      return (Array(days.dropFirst().dropLast()), Array(totals.dropFirst().dropLast()))
    }
    return (days, totals)
  }

  func joined(to calendar: HolidayCalendar?) -> HolidayCalendar? {
    guard !days.isEmpty else { return calendar }
    let own = HolidayCalendar(name: "Learned days", source: "the data", rules: days.map(\.rule))
    return calendar.map { $0.joined(with: own) } ?? own
  }

  /// The days as a file that `--calendar` takes; nil for none.
  var file: [UInt8]? {
    guard !days.isEmpty else { return nil }
    let entries = days.map { day -> JSONValue in
      var entry: [String: JSONValue] = [
        "name": .string(day.name), "rule": LearnedCalendar.json(day.day), "closed": .bool(false),
        "note": .string(
          "\(PlainWords.number(day.factor, digits: 2)) times an ordinary day, seen "
            + "\(PlainWords.count(day.years, "time"))"),
      ]
      if day.plusDays != 0 { entry["plusDays"] = .integer(Int64(day.plusDays)) }
      return .object(entry)
    }
    let calendar: [String: JSONValue] = [
      "name": .string("Learned days"),
      "source": .string("days of the year that stood out in the data"),
      "holidays": .array(entries),
    ]
    return Array(JSONValue.object(calendar).prettyText.utf8)
  }

  private static func json(_ day: HolidayRule.Day) -> JSONValue {
    let weekdays = [
      "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]
    func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    switch day {
    case .fixed(let month, let day):
      return .object(["fixed": .object(["month": number(month), "day": number(day)])])
    case .nthWeekday(let nth, let weekday, let month) where nth > 0:
      return .object([
        "nthWeekday": .object([
          "nth": number(nth), "weekday": .string(weekdays[weekday - 1]), "month": number(month),
        ])
      ])
    case .nthWeekday(_, let weekday, let month):
      return .object([
        "lastWeekday": .object([
          "weekday": .string(weekdays[weekday - 1]), "month": number(month),
        ])
      ])
    case .easter: return .object(["easter": .object([:])])
    case .onOrAfter(let weekday, let month, let day):
      return .object([
        "weekdayOnOrAfter": .object([
          "weekday": .string(weekdays[weekday - 1]), "month": number(month), "day": number(day),
        ])
      ])
    case .onOrBefore(let weekday, let month, let day):
      return .object([
        "weekdayOnOrBefore": .object([
          "weekday": .string(weekdays[weekday - 1]), "month": number(month), "day": number(day),
        ])
      ])
    case .special(let dates):
      return .object(["special": .array(dates.map { .string($0.description) })])
    }
  }
}
