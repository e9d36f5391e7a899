import Briefings
import CivilTime
import LinearAlgebra
import Optimization
import Queueing
import Reports
import Staffing
import Statistics

/// From a morning to changes of the published shifts, unit by unit.
struct IntradayStep {
  /// Less news than this, as a share of the rest's contacts, changes nobody's day.
  private static let news = 0.02

  var recipe: StaffingRecipe
  var slots: [ForecastSlot]
  var paths: SamplePaths?
  var schedule: [ScheduleRow]
  /// People who did not come, by shift.
  var absent: [String: Int]
  var came: Actuals
  var now: Int64
  var threads: Int

  func run() throws -> IntradayFacts {
    let service = try ServiceModel(recipe.requirement)
    // The day on the clock of the plan.
    let today = slots.last { $0.row.start.position < now }?.wall.date
    let own = slots.filter { $0.wall.date == today }
    guard today != nil, own.contains(where: { $0.row.start.position >= now }) else {
      throw PipelineError(.data, "nothing of the day is left to plan at this moment.")
    }
    let days = try SampledDays(own, paths: paths, service: service)
    var units: [IntradayFacts.Unit] = []
    var notes: [String] = []
    for day in days.days where own[day.slots].contains(where: { $0.row.start.position >= now }) {
      units.append(try unit(day, own, service, &notes))
    }
    if !days.isJoint {
      notes.append(
        "No sample paths lie beside the forecast: a day is taken to be quiet or busy throughout, "
          + "which makes most of a morning. Plan with paths.csv beside the forecast.")
    }
    let part = recipe.intraday
    return IntradayFacts(
      currency: recipe.schedule.currency,
      promise: recipe.requirement.promise(unit: recipe.data.unit),
      confidence: recipe.requirement.confidence, now: "", isJoint: days.isJoint, units: units,
      notes: notes,
      assumptions: [
        assumption(
          "Nobody's day changes before", "\(part.noticeMinutes) minutes from now", "noticeMinutes"),
        assumption(
          "Overtime",
          "at most \(part.overtimeMinutes) minutes, at \(part.overtimeFactor) times the wage",
          "overtimeMinutes"),
        assumption(
          "Early leave",
          "at most \(part.earlyLeaveMinutes) minutes, saving \(PlainWords.percent(part.earlyLeaveSaving)) of the wage",
          "earlyLeaveMinutes"),
        assumption(
          "To change somebody's day counts as",
          "\(recipe.schedule.currency)\(rounded2(changePrice))", "changeCost"),
      ])
  }

  private func assumption(_ statement: String, _ value: String, _ name: String)
    -> PlanFacts.Assumption
  {
    .init(statement: statement, value: value, source: recipe.sources[name] ?? "the recipe")
  }

  /// As the recipe has it; else a quarter of an hour's mean wage.
  private var changePrice: Double {
    let wages = recipe.schedule.patterns.map(\.costPerHour)
    return recipe.intraday.changeCost
      ?? wages.reduce(0, +) / Double(max(1, wages.count)) / 4
  }

  // MARK: A unit

  private func unit(
    _ day: SampledDays.Day, _ own: [ForecastSlot], _ service: ServiceModel, _ notes: inout [String]
  ) throws -> IntradayFacts.Unit {
    let slots = Array(own[day.slots])
    let name = slots[0].row.id
    let seconds = slots[0].seconds
    let first = slots.firstIndex { $0.row.start.position >= now } ?? slots.count
    let seen = slots.indices.map { $0 < first ? came.count(of: slots[$0]) : nil }
    let missing = (0..<first).count { seen[$0] == nil }
    if missing > 0 {
      notes.append(
        "\(name): what came is not known of \(missing) of \(first) intervals before now; they say "
          + "nothing.")
    }
    let update: IntradayUpdate
    let promise: DayPromise
    do {
      update = try IntradayUpdate(
        rates: RatePaths(contacts: day.rates), seen: seen,
        stream: RandomStream(seed: recipe.forecast.seed, "intraday", name))
      promise = try DayPromise(
        paths: update.contacts.map { path in
          path[first...].map { $0 * 3_600 / Double(seconds) }
        }, queue: service.queue, intervalSeconds: Double(seconds), target: service.target)
    } catch { throw PipelineError(.noPlan, "\(name): \(error).") }
    var limits = recipe.schedule.planning.applied(to: recipe.schedule.limits)
    limits.nodes = min(limits.nodes, 5_000)
    let (lines, rows) = lines(name, slots)
    let part = recipe.intraday
    let moves = IntradayMoves(
      lines: lines,
      rules: IntradayMoves.Rules(
        notice: Int64(part.noticeMinutes) * 60, longestOvertime: Int64(part.overtimeMinutes) * 60,
        overtimeFactor: part.overtimeFactor,
        longestEarlyLeave: Int64(part.earlyLeaveMinutes) * 60,
        earlyLeaveSaving: part.earlyLeaveSaving, changePrice: changePrice),
      now: now, starts: slots[first...].map(\.row.start.position), seconds: Int64(seconds),
      promise: promise, floors: Array(day.floors[first...]), shrinkage: service.shrinkage,
      limits: limits)
    let isAbsent = rows.contains { (absent[$0.shiftID] ?? 0) > 0 }
    let ratio = update.before > 0 ? update.after / update.before : 1
    let isMore = isAbsent || ratio > 1
    let published = moves.asPublished
    let kept = try measured(promise, published.people, service)
    var (chosen, changed, isOutOfStaff) = (published, kept, false)
    if isAbsent || abs(ratio - 1) > Self.news {
      let confidence = recipe.requirement.confidence
      var measures: [[Int]: Measured] = [:]
      let found = try moves.moves(chance: confidence, allowsMore: isMore, allowsLess: !isMore) {
        let seen = try measured(promise, $0, service)
        measures[$0] = seen
        return MeasuredRest(chance: seen.chance, misses: seen.misses)
      }
      if let seen = measures[found.outcome.people] {
        let isBetter =
          seen.chance > kept.chance || seen.service.expected > kept.service.expected + 0.005
        if !found.outcome.moves.isEmpty,
          isMore ? isBetter || found.outcome.cost <= 0 : seen.chance >= confidence - 1e-9
        {
          (chosen, changed) = (found.outcome, seen)
        }
        isOutOfStaff = isMore && found.isOutOfStaff
      }
    }
    func total(_ courses: [[Double]]) -> IntradayFacts.Range {
      range(courses.map { course in course[first...].reduce(0, +) })
    }
    let morning = (0..<first).filter { seen[$0] != nil }
    func mean(_ k: Int) -> Double {
      day.rates.reduce(0) { $0 + $1[k] } / Double(day.rates.count)
    }
    return IntradayFacts.Unit(
      unit: name, morningExpected: morning.reduce(0) { $0 + mean($1) },
      morningCame: morning.reduce(0) { $0 + (seen[$1] ?? 0) }, restBefore: total(day.rates),
      restAfter: total(update.contacts), serviceKept: kept.service, chanceKept: kept.chance,
      serviceChanged: changed.service, chanceChanged: changed.chance,
      absent: rows.reduce(0) { $0 + (absent[$1.shiftID] ?? 0) },
      isOutOfStaff: isOutOfStaff, objective: chosen.objective, bound: chosen.bound,
      missedPrice: chosen.price,
      changes: chosen.moves.map { change($0, lines[$0.line], rows[$0.line]) },
      intervals: slots.indices.map { k in
        IntradayFacts.Interval(
          start: slots[k].row.start.text, end: slots[k].end.text, came: seen[k], before: mean(k),
          after: range(update.contacts.map { $0[k] }),
          peopleBefore: k < first ? people(lines, slots[k]) : published.people[k - first],
          peopleAfter: k < first ? people(lines, slots[k]) : chosen.people[k - first],
          saving: k < first || chosen.savings.isEmpty ? 0 : chosen.savings[k - first])
      })
  }

  /// Service of the rest, the share of courses that keep the promise and what intervals miss.
  private struct Measured {
    var service: IntradayFacts.Range
    var chance: Double
    var misses: [Double]
  }

  /// By the forward equations.
  private func measured(
    _ promise: DayPromise, _ people: [Int], _ service: ServiceModel
  ) throws -> Measured {
    let agents = people.map {
      Int((service.shrinkage.present(rostered: $0) + 1e-9).rounded(.down))
    }
    let days: [DayPerformance]
    do {
      days = try promise.days(
        agents: agents, stride: max(1, promise.paths.count / 75), threads: threads)
    } catch { throw PipelineError(.noPlan, "the rest of the day: \(error).") }
    var target = service.target
    target.maximumOccupancy = nil
    let kept = days.count { $0.contacts < 1e-9 || target.isMet(by: $0.overall) }
    let whole = days.reduce(0) { $0 + $1.contacts }
    var answered = range(days.map(\.overall.answeredInTime))
    if whole > 0 {
      answered = IntradayFacts.Range(
        expected: days.reduce(0) { $0 + $1.contacts * $1.overall.answeredInTime } / whole,
        low: answered.low, high: answered.high)
    }
    let misses = people.indices.map { k in
      days.reduce(0) { sum, day in
        let own = day.intervals[k]
        let share =
          target.answer != nil
          ? 1 - own.service.answeredInTime
          : target.maximumAbandonment != nil
            ? own.service.abandonment : min(10, own.service.meanWait / promise.intervalSeconds)
        return sum + own.arrivals * share
      } / Double(max(1, days.count))
    }
    return Measured(
      service: answered, chance: Double(kept) / Double(max(1, days.count)), misses: misses)
  }

  private func range(_ values: [Double]) -> IntradayFacts.Range {
    let sorted = values.sorted()
    func quantile(_ share: Double) -> Double {
      sorted.isEmpty ? 0 : sorted[Int((share * Double(sorted.count - 1)).rounded())]
    }
    return IntradayFacts.Range(
      expected: values.reduce(0, +) / Double(max(1, values.count)), low: quantile(0.1),
      high: quantile(0.9))
  }

  // MARK: Lines of the schedule

  /// The unit's shifts that touch the day, with who came.
  private func lines(
    _ unit: String, _ slots: [ForecastSlot]
  ) -> (lines: [IntradayMoves.Line], rows: [ScheduleRow]) {
    let (from, to) = (slots[0].row.start.position, slots[slots.count - 1].end.position)
    let rows = schedule.filter {
      $0.unit == unit && $0.start.position < to && $0.end.position > from
    }
    let patterns = Dictionary(
      recipe.schedule.patterns.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let lines = rows.map { row in
      let pattern = patterns[row.pattern]
      let breaks = breaks(of: row)
      let rules = pattern?.breaks ?? []
      return IntradayMoves.Line(
        id: row.shiftID, start: row.start.position, end: row.end.position, breaks: breaks,
        places: rules.count == breaks.count
          ? rules.map { rule in
            stride(from: rule.earliest, through: rule.latest, by: rule.every).map {
              row.start.position + Int64($0) * 60
            }
          } : [],
        count: row.count - (absent[row.shiftID] ?? 0), wage: pattern?.costPerHour ?? 0)
    }
    return (lines, rows)
  }

  /// `12:00-12:30` as positions on the axis, after the start of the shift.
  private func breaks(of row: ScheduleRow) -> [Range<Int64>] {
    guard let wall = row.start.wallTime else { return [] }
    let midnight = row.start.position - Int64(wall.secondOfDay)
    return row.breaks.split(separator: " ").compactMap { text in
      let ends = text.split(separator: "-").compactMap { ClockTime(String($0)) }
      guard ends.count == 2 else { return nil }
      var from = midnight + Int64(ends[0].minuteOfDay) * 60
      if from < row.start.position { from += 86_400 }
      var to = midnight + Int64(ends[1].minuteOfDay) * 60
      while to <= from { to += 86_400 }
      return from..<to
    }
  }

  private func people(_ lines: [IntradayMoves.Line], _ slot: ForecastSlot) -> Int {
    lines.reduce(0) { sum, line in
      let isThere =
        line.start <= slot.row.start.position && slot.end.position <= line.end
        && line.breaks.allSatisfy {
          $0.upperBound <= slot.row.start.position || slot.end.position <= $0.lowerBound
        }
      return sum + (isThere ? line.count : 0)
    }
  }

  private func change(
    _ move: IntradayMoves.Move, _ line: IntradayMoves.Line, _ row: ScheduleRow
  ) -> IntradayFacts.Change {
    func clock(_ position: Int64) -> String {
      let wall = row.start.adding(seconds: position - line.start)?.wallTime
      return ClockTime(minuteOfDay: (wall?.secondOfDay ?? 0) / 60).description
    }
    return IntradayFacts.Change(
      shiftID: row.shiftID, unit: row.unit, pattern: row.pattern, count: move.count,
      start: row.start.text, end: row.end.text,
      newEnd: row.end.adding(seconds: move.end - line.end)?.text ?? row.end.text,
      breaks: row.breaks,
      newBreaks: move.breaks.map { "\(clock($0.lowerBound))-\(clock($0.upperBound))" }
        .joined(separator: " "),
      cost: move.cost)
  }
}
