import CivilTime
import Forecasting
import Foundation
import Optimization
import Queueing
import Staffing
import Statistics
import TimeSeries

/// One day of a call log, planned the day before in several ways and then played with the
/// calls that came.
struct CallLogDay {
  private static let target = ServiceTarget.answer(share: 0.8, within: 20)
  private static let courses = 400
  private static let confidence = 0.8
  private static let slot = Int64(CallLogStudy.slotSeconds)

  let log: CallLog
  let day: Int
  private let queue: ContactQueue
  private let patience: PatienceEstimate
  private let services: [Double]
  /// Half hours in which the centre is open, by the latest same weekday.
  private let open: Range<Int>

  init(_ log: CallLog, day: Int) throws {
    self.log = log
    self.day = day
    let known = log.days[..<day].flatMap(\.calls)
    services = known.filter { $0.isAnswered && $0.service > 0 }.map(\.service)
    patience = try PatienceEstimate(
      waits: known.map(\.wait), abandoned: known.map { !$0.isAnswered })
    queue = try ContactQueue(
      meanHandleTime: services.reduce(0, +) / Double(max(1, services.count)),
      meanPatience: patience.exponentialMean)
    let weekday = log.days[day].date.weekday
    let same = log.days[..<day].last { $0.date.weekday == weekday && !$0.calls.isEmpty }
    open = CallLogDay.opening(same?.counts ?? [])
  }

  /// The half hours around the busiest one until the calls all but cease: a call or two in the
  /// night are no opening.
  private static func opening(_ counts: [Double]) -> Range<Int> {
    guard let most = counts.max(), most >= 3, let peak = counts.firstIndex(of: most) else {
      return 0..<0
    }
    var (first, last) = (peak, peak)
    while first > 0, counts[first - 1] >= 3 { first -= 1 }
    while last + 1 < counts.count, counts[last + 1] >= 3 { last += 1 }
    return first..<last + 1
  }

  /// Nil on a day that is closed, or where nobody called.
  func played(draws: Int) throws -> CallLogStudy.PlayedDay? {
    guard open.count >= 2 else { return nil }
    let began = Stopwatch.cpuSeconds
    let forecast = try forecast()
    let means = open.map { max(0, forecast.forecast.mean[$0]) }
    let stationary = try means.map { try erlangC(contacts: $0) }
    let weekday = log.days[day].date.weekday
    let earliest = log.days[..<day].first { $0.date.weekday == weekday && !$0.calls.isEmpty }
    let repeated = try open.map { try erlangC(contacts: earliest?.counts[$0] ?? 0) }
    let paths = forecast.paths(Self.courses, seed: 1)
    let rates = try RatePaths(
      counts: (0..<paths.columns).map { p in open.map { paths[$0, p] } })
    let cover = PromisedCover(
      days: [
        PromisedCover.Day(
          intervals: intervals(means.map { _ in 0 }),
          promise: try promise(rates.contacts), floors: means.map { _ in 1 })
      ], patterns: patterns, shrinkage: try Shrinkage(0), limits: limits)
    let byMean = try plan(stationary)
    let byPast = try plan(repeated)
    let sampled = try cover.plan(chance: Self.confidence)
    let atMean = try cover.plan(paidHours: byMean.paidHours)
    let atPast = try cover.plan(paidHours: byPast.paidHours)
    let rivals: [(String, StaffingPlan)] = [
      ("erlang_c_mean", byMean), ("earliest_weekday", byPast), ("sampled", sampled.plan),
      ("sampled_at_erlang_c_hours", atMean.plan),
      ("sampled_at_earliest_weekday_hours", atPast.plan),
    ]
    var result = CallLogStudy.PlayedDay(
      date: log.days[day].date, calls: 0, plans: [:], update: nil, seconds: 0)
    let replays = try replays(draws)
    result.calls = Double(replays[0].contacts.count)
    for (name, plan) in rivals {
      result.plans[name] = score(
        people: plan.cover.map(\.present), hours: plan.paidHours,
        cost: plan.cost.total - plan.cost.underCover, replays)
    }
    let came = log.days[day].counts
    for (place, slot) in open.enumerated() {
      result.forecastError += abs(means[place] - came[slot]) / Double(open.count)
      result.earliestError +=
        abs((earliest?.counts[slot] ?? 0) - came[slot]) / Double(open.count)
    }
    try intraday(sampled, rates, &result, replays)
    result.seconds = Stopwatch.cpuSeconds - began
    return result
  }

  // MARK: Plans

  private func forecast() throws -> SeriesForecast {
    let values = log.days[..<day].flatMap(\.counts)
    let index = TimeIndex(
      domain: .wall, frequency: .seconds(CallLogStudy.slotSeconds),
      start: Int64(log.days[0].date.daysSinceEpoch) * 86_400, count: values.count)
    let panel = Panel(index: index, series: [Series(id: "calls", firstStep: 0, values: values)])
    return try Forecasting.forecast(
      panel: panel,
      options: ForecastOptions(
        horizon: CallLogStudy.slots,
        // A day and a week, as every centre has them, though the log may hold the week once.
        seasonalPeriods: [CallLogStudy.slots, 7 * CallLogStudy.slots])
    ).series[0]
  }

  private func erlangC(contacts: Double) throws -> Int {
    try ContactQueue(meanHandleTime: queue.meanHandleTime).agentsRequired(
      arrivalRatePerHour: contacts * 3_600 / Double(CallLogStudy.slotSeconds),
      target: Self.target)
  }

  private func promise(_ contacts: [[Double]]) throws -> DayPromise {
    try DayPromise(
      paths: contacts.map { $0.map { $0 * 3_600 / Double(CallLogStudy.slotSeconds) } },
      queue: queue, intervalSeconds: Double(CallLogStudy.slotSeconds), target: Self.target)
  }

  private var midnight: Int64 { Int64(log.days[day].date.daysSinceEpoch) * 86_400 }

  private func intervals(_ required: [Double]) -> [CoverInterval] {
    zip(open, required).map { slot, people in
      let start = midnight + Int64(slot) * Self.slot
      return CoverInterval(
        unit: "", start: start, end: start + Self.slot, wallStart: WallTime(wallSeconds: start),
        required: people)
    }
  }

  /// Whole and part-time shifts at any half hour; an hour of a short one is dearer.
  private let patterns = [
    ShiftPattern(
      name: "day", earliestStart: ClockTime(minuteOfDay: 0),
      latestStart: ClockTime(minuteOfDay: 1_410), length: 480,
      breaks: [BreakRule(minutes: 30, earliest: 150, latest: 300, every: 30)], costPerHour: 1),
    ShiftPattern(
      name: "short", earliestStart: ClockTime(minuteOfDay: 0),
      latestStart: ClockTime(minuteOfDay: 1_410), length: 300, costPerHour: 1.03),
    ShiftPattern(
      name: "part", earliestStart: ClockTime(minuteOfDay: 0),
      latestStart: ClockTime(minuteOfDay: 1_410), length: 180, costPerHour: 1.08),
  ]

  private var limits: SolverLimits { SolverLimits(nodes: 2_000, relativeGap: 1e-4) }

  private func plan(_ required: [Int]) throws -> StaffingPlan {
    // Somebody is there while the doors are open, whatever the method.
    try CoverModel(
      intervals: intervals(required.map { Double(max(1, $0)) }), patterns: patterns
    ).solve(limits: limits)
  }

  // MARK: The day as it came

  /// The day's calls with what is not in the log drawn: how long those who hung up would have
  /// talked, and how long those who were answered would have waited on.
  private func replays(_ draws: Int) throws -> [ContactReplay] {
    let start = Double(open.lowerBound * CallLogStudy.slotSeconds)
    let calls = log.days[day].calls.filter { open.contains(CallLog.slot(of: $0)) }
    return try (0..<draws).map { draw in
      var stream = RandomStream(seed: 1, "calllog", "\(day)", "\(draw)")
      return try ContactReplay(
        contacts: calls.map { call in
          let talked = services[stream.integer(below: services.count)]
          let wait = call.isAnswered ? patience(beyond: call.wait, &stream) : call.wait
          return ContactReplay.Contact(
            arrival: call.arrival - start,
            service: call.isAnswered && call.service > 0 ? call.service : talked, patience: wait)
        }, intervalSeconds: Double(CallLogStudy.slotSeconds))
    }
  }

  /// A patience of those who waited so long, by the survival curve of the past.
  private func patience(beyond wait: Double, _ stream: inout RandomStream) -> Double {
    let left = patience.survival(wait) * stream.uniformOpen()
    if let step = patience.curve.first(where: { $0.time > wait && $0.survival <= left }) {
      return step.time
    }
    let end = patience.curve.last
    let from = max(wait, end?.time ?? 0)
    let survival = min(patience.survival(wait), end?.survival ?? 1)
    return from + patience.exponentialMean
      * max(0, Foundation.log(max(survival, 1e-12) / max(left, 1e-12)))
  }

  private func score(
    people: [Int], hours: Double, cost: Double, _ replays: [ContactReplay]
  ) -> CallLogStudy.Played {
    var played = CallLogStudy.Played(hours: hours, cost: cost, inTime: 0, onTarget: 0)
    for replay in replays {
      let outcomes = replay.outcomes(agents: people)
      let inTime = outcomes.count { $0.isAnswered && $0.wait <= 20 }
      played.inTime += Double(inTime) / Double(replays.count)
      let kept = Double(inTime) >= 0.8 * Double(outcomes.count)
      played.onTarget += (kept ? 1 : 0) / Double(replays.count)
    }
    return played
  }

  // MARK: At eleven

  private func intraday(
    _ sampled: PromisedCover.Outcome, _ rates: RatePaths,
    _ result: inout CallLogStudy.PlayedDay, _ replays: [ContactReplay]
  ) throws {
    let eleven = 11 * 3_600 / CallLogStudy.slotSeconds
    guard open.lowerBound < eleven - 1, open.upperBound > eleven + 3 else { return }
    let came = log.days[day].counts
    let seen = open.map { $0 < eleven ? came[$0] : nil }
    let update = try IntradayUpdate(
      rates: rates, seen: seen, stream: RandomStream(seed: 1, "calllog", "update", "\(day)"))
    let rest = eleven - open.lowerBound..<open.count
    func mean(_ paths: [[Double]], _ k: Int) -> Double {
      paths.reduce(0) { $0 + $1[k] } / Double(paths.count)
    }
    func errors(_ paths: [[Double]]) -> (half: Double, total: Double) {
      var (half, total) = (0.0, 0.0)
      for k in rest {
        let error = mean(paths, k) - came[open.lowerBound + k]
        half += abs(error)
        total += error
      }
      return (half / Double(rest.count), abs(total))
    }
    let (before, after) = (errors(rates.contacts), errors(update.contacts))
    result.update = CallLogStudy.Update(
      before: before.half, after: after.half, totalBefore: before.total, totalAfter: after.total)
    func ratio(_ range: Range<Int>) -> Double {
      range.reduce(0) { $0 + came[open.lowerBound + $1] }
        / max(1e-9, range.reduce(0) { $0 + mean(rates.contacts, $1) })
    }
    result.update?.morning = ratio(0..<rest.lowerBound)
    result.update?.afternoon = ratio(rest)
    result.update?.updated = update.after / max(1e-9, update.before)

    let now = midnight + Int64(eleven) * Self.slot
    let byName = Dictionary(uniqueKeysWithValues: patterns.map { ($0.name, $0) })
    let lines = sampled.plan.shifts.map { shift in
      IntradayMoves.Line(
        id: shift.pattern, start: shift.start, end: shift.end,
        breaks: shift.breaks.map { $0.start..<$0.end },
        places: (byName[shift.pattern]?.breaks ?? []).map { rule in
          stride(from: rule.earliest, through: rule.latest, by: rule.every).map {
            shift.start + Int64($0) * 60
          }
        }, count: shift.count, wage: byName[shift.pattern]?.costPerHour ?? 1)
    }
    let moves = IntradayMoves(
      lines: lines,
      rules: IntradayMoves.Rules(
        notice: 1_800, longestOvertime: 7_200, overtimeFactor: 1.5, longestEarlyLeave: 7_200,
        earlyLeaveSaving: 1, changePrice: 0.25),
      now: now, starts: rest.map { midnight + Int64(open.lowerBound + $0) * Self.slot },
      seconds: Self.slot, promise: try promise(update.contacts.map { Array($0[rest]) }),
      floors: rest.map { _ in 1 }, shrinkage: try Shrinkage(0), limits: limits)
    let isBusier = update.after > update.before
    let isNews = abs(update.after / max(update.before, 1e-9) - 1) > 0.02
    let found =
      isNews
      ? moves.moves(chance: Self.confidence, allowsMore: isBusier, allowsLess: !isBusier)
      : moves.asPublished
    let people = Array(sampled.plan.cover.map(\.present)[..<rest.lowerBound]) + found.people
    let wages = sampled.plan.cost.total - sampled.plan.cost.underCover
    let hours = found.moves.reduce(0.0) { sum, move in
      let change = Double(move.end - lines[move.line].end) / 3_600
      return sum + Double(move.count) * change
    }
    result.plans["sampled_moved_at_11"] = score(
      people: people, hours: sampled.plan.paidHours + hours, cost: wages + found.cost, replays)
  }
}
