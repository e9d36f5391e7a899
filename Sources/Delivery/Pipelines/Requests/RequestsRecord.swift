import Briefings
import CivilTime
import Foundation
import Reports

/// All that a requests recipe found, as facts and in words.
struct RequestsRecord {
  let recipe: RequestsRecipe
  let log: RequestsLog
  let history: RequestsHistory
  let planning: RequestsPlanning

  func facts(_ futures: [[Double]]) throws -> RequestsFacts {
    let weeks = history.weeks
    let shift = try history.shift(weeks)
    let months = try history.closing(every: .monthly)
    let groups = try history.groups(by: recipe.data.group)
    let peak = log.open.indices.max { log.open[$0] < log.open[$1] } ?? 0
    return RequestsFacts(
      withinDays: recipe.promise.withinDays, share: recipe.promise.share,
      certainty: recipe.promise.certainty, seasonName: seasonName,
      currency: recipe.crews.currency, shift: shift?.facts,
      comparison: try shift.flatMap { try history.comparison(weeks, from: $0.week) },
      peak: log.open[peak], peakDate: log.first.adding(days: peak).description,
      openNow: log.open.last ?? 0, weeks: weeks, years: try history.closing(every: .yearly),
      months: months, best: months.filter { $0.cases >= 100 }.max { $0.share < $1.share },
      groupName: recipe.data.group ?? "", groups: groups.shown, groupsHidden: groups.hidden,
      seasons: try planning.past(), plan: try planning.plan(futures), assumptions: assumptions)
  }

  private var seasonName: String {
    let promise = recipe.promise
    let named = ["03-01..05-31": "spring", "06-01..08-31": "summer", "09-01..11-30": "autumn"]
    func key(_ day: (month: Int, day: Int)) -> String {
      (day.month < 10 ? "0" : "") + "\(day.month)-" + (day.day < 10 ? "0" : "") + "\(day.day)"
    }
    let (first, last) = planning.season(2023)
    return named["\(key(promise.first))..\(key(promise.last))"]
      ?? "season from \(first.day) \(PlainWords.month(first)) to \(last.day) \(PlainWords.month(last))"
  }

  private var assumptions: [PlanFacts.Assumption] {
    let (promise, crews, unit) = (recipe.promise, recipe.crews, recipe.data.unit)
    var list: [PlanFacts.Assumption] = []
    func add(_ statement: String, _ value: String, _ name: String) {
      list.append(
        .init(statement: statement, value: value, source: recipe.sources[name] ?? "the recipe"))
    }
    add(
      "Promise",
      "\(PlainWords.percent(promise.share)) of the \(unit) of each month closed within "
        + PlainWords.count(promise.withinDays, "day"), "share")
    add(
      "A crew closes in a day",
      crews.casesPerDayLow < crews.casesPerDayHigh
        ? "\(PlainWords.number(crews.casesPerDay)) \(unit) (between "
          + "\(PlainWords.number(crews.casesPerDayLow)) and \(PlainWords.number(crews.casesPerDayHigh)))"
        : "\(PlainWords.number(crews.casesPerDay)) \(unit)", "casesPerCrewDay")
    let names = crews.workdays.sorted().map {
      PlainWords.weekday(CivilDate(year: 2024, month: 1, day: $0))
    }
    let holidays = recipe.data.calendar == nil ? "" : ", not on closed holidays"
    add("Crews work on", PlainWords.list(names) + holidays, "workdays")
    add("The oldest request is worked first", "always", "order")
    add(
      "Open at the start of the season",
      PlainWords.number(promise.onHand ?? log.open.last ?? 0, digits: 0)
        + (promise.onHand == nil ? ", as many as at the end of the log" : ""), "onHand")
    if let cost = crews.costPerDay {
      add(
        "A crew costs", PlainWords.money(cost, sign: crews.currency) + " a day", "costPerCrewDay")
    }
    return list
  }

  func summary(_ facts: RequestsFacts) -> [String] {
    var list: [String] = []
    let unit = recipe.data.unit
    if let shift = facts.shift {
      let rose = shift.ratio.value > 1
      list.append(
        "The backlog \(rose ? "rose" : "fell") for good in \(RequestsBriefing.month(shift.date)): "
          + "\(PlainWords.number(shift.openBefore, digits: 0)) \(unit) open before, "
          + "\(PlainWords.number(shift.openAfter, digits: 0)) at the end of the month.")
      if let comparison = facts.comparison {
        list.append(RequestsBriefing.verdict(comparison, unit: unit))
      }
    } else {
      list.append("No lasting change of the backlog beyond its season and chance.")
    }
    list.append(
      "Most open: \(PlainWords.number(facts.peak, digits: 0)) on "
        + "\(RequestsBriefing.date(facts.peakDate)).")
    let plan = facts.plan
    list.append(
      "\(PlainWords.sentence(facts.seasonName)) \(plan.year): "
        + "\(PlainWords.number(Double(plan.crewDays))) crew-days keep "
        + "\(PlainWords.percent(facts.share)) within \(facts.withinDays) days with a chance of "
        + "\(PlainWords.percent(plan.checkedChance)) (8 futures in 10 need "
        + "\(PlainWords.range(plan.knownLow, plan.knownHigh, digits: 0))).")
    return list
  }
}
