import Briefings
import CivilTime
import Foundation
import Queueing
import Reports
import Statistics

/// Crews for a season: what past ones would have taken, and what the next one takes.
struct RequestsPlanning {
  let recipe: RequestsRecipe
  let log: RequestsLog
  let history: RequestsHistory
  let holidays: HolidayCalendar?

  private var promise: RequestsRecipe.Promise { recipe.promise }

  /// The first and last day of the season of a year.
  func season(_ year: Int) -> (first: CivilDate, last: CivilDate) {
    (
      CivilDate(year: year, month: promise.first.month, day: promise.first.day),
      CivilDate(year: year, month: promise.last.month, day: promise.last.day)
    )
  }

  /// The first season that begins after the log.
  var nextYear: Int {
    let year = log.last.year
    return season(year).first > log.last ? year : year + 1
  }

  /// Days to forecast: to the end of the next season, and as many as are promised.
  var horizon: Int {
    season(nextYear).last.daysSinceEpoch + promise.withinDays - log.last.daysSinceEpoch
  }

  func isOpen(_ day: CivilDate) -> Bool {
    recipe.crews.workdays.contains(day.weekday) && holidays?.holiday(on: day)?.isClosed != true
  }

  /// Past seasons that the log holds from beginning to end.
  func past() throws -> [RequestsFacts.Season] {
    try (log.first.year...log.last.year).compactMap { year in
      let (first, last) = season(year)
      guard let start = log.day(first), let end = log.day(last),
        end + promise.withinDays < log.came.count
      else { return nil }
      let came = Array(log.came[start...end + promise.withinDays])
      let onHand = start > 0 ? log.open[start - 1] : 0
      let crews = recipe.crews
      func needed(_ rate: Double) throws -> Double {
        let (frame, _) = try frame(first, last, futures: [came], onHand: onHand, rates: [rate])
        return rounded2(CrewPlan.crewDaysKnown(frame, future: 0, share: promise.share))
      }
      let kept = try log.closing(from: first, through: last).timeToClose()
      return try .init(
        year: year, came: log.came[start...end].reduce(0, +),
        worked: rounded2(log.closed[start...end].reduce(0, +) / crews.casesPerDay),
        needed: needed(crews.casesPerDay), neededLow: needed(crews.casesPerDayHigh),
        neededHigh: needed(crews.casesPerDayLow), kept: history.entry(String(year), kept))
    }
  }

  /// - Parameter futures: sample futures of arrivals by day from the end of the log.
  func plan(_ futures: [[Double]]) throws -> RequestsFacts.Plan {
    let (first, last) = season(nextYear)
    let start = first.daysSinceEpoch - log.last.daysSinceEpoch - 1
    let days = futures.map { Array($0[start...]) }
    let onHand = promise.onHand ?? log.open.last ?? 0
    let rates = days.indices.map { rate(of: $0) }
    let count = min(promise.futures, days.count - 1)
    let (season, months) = try frame(
      first, last, futures: Array(days.prefix(count)), onHand: onHand,
      rates: Array(rates.prefix(count)))
    let (unseen, _) = try frame(
      first, last, futures: Array(days.dropFirst(count)), onHand: onHand,
      rates: Array(rates.dropFirst(count)))
    let plan: CrewPlan
    do {
      plan = try CrewPlan(season, share: promise.share, certainty: promise.certainty)
    } catch {
      throw PipelineError(
        .noPlan,
        "no number of crews closes \(PlainWords.percent(promise.share)) within "
          + "\(promise.withinDays) days with a chance of \(PlainWords.percent(promise.certainty)): crews work too "
          + "few days for it. Lower the share, or add days to crews.workdays.")
    }
    let known = Quantiles(
      season.futures.indices.map {
        CrewPlan.crewDaysKnown(season, future: $0, share: promise.share)
      })
    let kept = unseen.futures.indices.map { unseen.shares(crews: plan.crews, future: $0) }
    let list = months.indices.map { month in
      let span = months[month]
      let offset = span.first.daysSinceEpoch - first.daysSinceEpoch
      let length = span.last.daysSinceEpoch - span.first.daysSinceEpoch + 1
      let come = Quantiles(days.map { $0[offset..<offset + length].reduce(0, +) })
      let share = Quantiles(kept.map { $0[month] })
      return RequestsFacts.Month(
        first: span.first.description, last: span.last.description,
        openDays: season.openDays[month], crews: plan.crews[month],
        expected: rounded2(come.mean), low: rounded2(come.at(0.1)), high: rounded2(come.at(0.9)),
        kept: share.at(0.5), keptLow: share.at(0.1), keptHigh: share.at(0.9))
    }
    return .init(
      year: nextYear, months: list, crewDays: plan.crewDays, known: rounded2(known.at(0.5)),
      knownLow: rounded2(known.at(0.1)), knownHigh: rounded2(known.at(0.9)),
      checkedChance: unseen.chance(crews: plan.crews, share: promise.share), futures: count,
      cost: recipe.crews.costPerDay.map { rounded2($0 * Double(plan.crewDays)) })
  }

  /// A season as its days: open or closed, by month, with the days after it in which its last
  /// requests fall due.
  private func frame(
    _ first: CivilDate, _ last: CivilDate, futures: [[Double]], onHand: Double, rates: [Double]
  ) throws -> (CrewPlan.Season, [(first: CivilDate, last: CivilDate)]) {
    var months: [(first: CivilDate, last: CivilDate)] = []
    var block: [Int] = []
    var open: [Bool] = []
    for offset in 0...(last.daysSinceEpoch - first.daysSinceEpoch + promise.withinDays) {
      let day = first.adding(days: offset)
      if day <= last {
        if months.last.map({ $0.first.month != day.month }) ?? true { months.append((day, day)) }
        months[months.count - 1].last = day
      }
      block.append(months.count - 1)
      open.append(isOpen(day))
    }
    do {
      let work = try futures.map {
        try PromisedWork(onHand: onHand, arrivals: $0, withinDays: promise.withinDays)
      }
      return (
        try CrewPlan.Season(
          futures: work, casesPerCrewDay: rates, isOpen: open, block: block, blocks: months.count),
        months
      )
    } catch { throw PipelineError(.data, "\(log.record.path): \(error)") }
  }

  /// What a crew closes in a day, in one future: triangular between the recipe's ends.
  private func rate(of future: Int) -> Double {
    let crews = recipe.crews
    let (low, mode, high) = (crews.casesPerDayLow, crews.casesPerDay, crews.casesPerDayHigh)
    guard high > low else { return mode }
    var stream = RandomStream(seed: recipe.forecast.seed, "crew rate", String(future))
    let u = stream.uniform()
    let turn = (mode - low) / (high - low)
    return u < turn
      ? low + (u * (high - low) * (mode - low)).squareRoot()
      : high - ((1 - u) * (high - low) * (high - mode)).squareRoot()
  }
}
