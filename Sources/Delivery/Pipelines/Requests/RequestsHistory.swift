import Briefings
import CivilTime
import Evaluation
import Foundation
import Statistics
import TimeSeries

/// What the past of a log shows: whether the backlog changed for good, when, and whether more
/// came in or requests took longer.
struct RequestsHistory {
  let log: RequestsLog
  let withinDays: Double
  let seed: UInt64

  /// The fewest cases a group is shown with.
  static let smallestGroup = 11
  /// Above this chance, a change may as well be noise.
  static let doubt = 0.05

  /// Whole weeks, from Monday on.
  var weeks: [RequestsFacts.Week] {
    let monday = log.first.adding(days: (8 - log.first.weekday) % 7)
    var list: [RequestsFacts.Week] = []
    var day = monday
    while let start = log.day(day), start + 7 <= log.came.count {
      let span = start..<start + 7
      list.append(
        .init(
          first: day.description, came: log.came[span].reduce(0, +),
          closed: log.closed[span].reduce(0, +),
          open: rounded2(log.open[span].reduce(0, +) / 7)))
      day = day.adding(days: 7)
    }
    return list
  }

  /// The lasting shift of the backlog, and where its week is; nil where there is none.
  func shift(_ weeks: [RequestsFacts.Week]) throws -> (facts: RequestsFacts.Shift, week: Int)? {
    let dates = weeks.compactMap { CivilDate(iso8601: $0.first) }
    var options = SeasonalShift.Options()
    options.seed = seed
    // Of less than two years no season can be told from a change.
    options.harmonics = weeks.count >= 104 ? 2 : 0
    guard dates.count == weeks.count, weeks.count >= 24 else { return nil }
    let found: SeasonalShift
    do {
      found = try SeasonalShift(
        of: weeks.map { log1p($0.open) },
        phases: dates.map { Double($0.daysSinceEpoch) / 365.2425 }, options: options)
    } catch { throw PipelineError(.data, "\(log.record.path): \(error)") }
    guard found.chance <= Self.doubt else { return nil }
    let date = dates[found.step]
    let month = CivilDate(year: date.year, month: date.month, day: 1)
    func open(before day: CivilDate) -> Double {
      log.day(day.adding(days: -1)).map { log.open[$0] }
        ?? (day <= log.first ? 0 : log.open.last ?? 0)
    }
    return (
      .init(
        date: date.description, earliest: dates[found.earliest].description,
        latest: dates[found.latest].description,
        ratio: .init(
          value: exp(found.size), lower: exp(found.sizeLower), upper: exp(found.sizeUpper)),
        chance: found.chance, openBefore: open(before: month),
        openAfter: open(before: month.adding(months: 1))), found.step
    )
  }

  /// The weeks since the shift beside those before it at the same time of the year, years of
  /// one side averaged; nil where the log does not reach a year back.
  func comparison(_ weeks: [RequestsFacts.Week], from week: Int) throws
    -> RequestsFacts.Comparison?
  {
    let count = min(52, weeks.count - week)
    guard week >= 52, count >= 12 else { return nil }
    func side(_ places: (Int) -> StrideTo<Int>, _ value: (RequestsFacts.Week) -> Double) -> [Double]
    {
      (0..<count).map { offset in
        let values = places(offset).map { max(0, value(weeks[$0])) }
        return values.reduce(0, +) / Double(values.count)
      }
    }
    // The places of one time of the year, on each side.
    func before(_ offset: Int) -> StrideTo<Int> {
      stride(from: (week + offset) % 52, to: week, by: 52)
    }
    func after(_ offset: Int) -> StrideTo<Int> {
      stride(from: week + offset, to: weeks.count, by: 52)
    }
    let change: StockChange
    let closed: StockChange.Ratio
    do {
      change = try StockChange(
        arrivals: (side(before, \.came), side(after, \.came)),
        stock: (side(before, \.open), side(after, \.open)))
      closed = try StockChange.ratio(
        before: side(before, \.closed), after: side(after, \.closed))
    } catch { return nil }
    guard let turn = CivilDate(iso8601: weeks[week].first),
      let start = CivilDate(iso8601: weeks[0].first),
      let end = CivilDate(iso8601: weeks[weeks.count - 1].first)?.adding(days: 6)
    else { return nil }
    let eve = turn.adding(days: -1)
    let closing = try [(start, eve), (turn, end)].map {
      try log.closing(from: $0.0, through: $0.1).timeToClose()
    }
    return .init(
      weeks: weeks.count - week, before: [start.description, eve.description],
      after: [turn.description, end.description], change: change, closed: closed,
      closingBefore: entry("before", closing[0]), closingAfter: entry("after", closing[1]))
  }

  func entry(_ name: String, _ result: TimeToClose) -> RequestsFacts.Closing {
    let range = result.curve.interval(at: withinDays, z: 1.959963984540054)
    return .init(
      name: name, cases: result.count, open: result.openCount,
      share: result.curve.share(within: withinDays), low: 1 - range.upper,
      high: 1 - range.lower, median: result.curve.quantile(0.5),
      ninetieth: result.curve.quantile(0.9))
  }

  /// Times to close by calendar period of creation; those watched too short to tell are left out.
  func closing(every frequency: Frequency) throws -> [RequestsFacts.Closing] {
    do {
      return try log.log.timeToCloseByPeriod(every: frequency).map {
        entry(String($0.period.prefix(frequency == .yearly ? 4 : 7)), $0.result)
      }.filter(\.share.isFinite)
    } catch { throw PipelineError(.data, "\(log.record.path): \(error).") }
  }

  /// Times to close by group in the last year, the largest first; groups too small to show
  /// are counted.
  func groups(by column: String?) throws -> (shown: [RequestsFacts.Closing], hidden: Int) {
    guard let column else { return ([], 0) }
    let from = max(log.first, log.last.adding(days: -364))
    let all = try log.closing(from: from, through: log.last, by: column).timeToCloseByGroup()
    let shown = all.filter { $0.result.count >= Self.smallestGroup }
    let list = shown.map { entry($0.group.isEmpty ? "(none given)" : $0.group, $0.result) }
      .filter(\.share.isFinite)
    return (
      list.sorted { $0.share != $1.share ? $0.share < $1.share : $0.name < $1.name },
      all.count - shown.count
    )
  }
}
