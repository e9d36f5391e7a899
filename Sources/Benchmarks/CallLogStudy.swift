import CivilTime
import Forecasting
import Foundation
import Optimization
import Queueing
import Staffing
import Statistics
import TimeSeries

/// A call centre's log, end to end: what was known the day before is forecast, staffed and
/// covered by shifts, and the plan meets the calls that really came. Beside it, by the same
/// shift rules: Erlang C on the mean forecast period by period, and what the earliest same
/// weekday of the log would have needed.
///
/// Nothing is tuned on the file: hours, handle time and patience are those of the days before.
enum CallLogStudy {
  static let slotSeconds = 1_800
  static let slots = 48
  /// Days of the past a forecast needs at least.
  private static let past = 7
  private static let draws = 10

  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory else {
      emit(StudyLine.text(["study": "calllog", "error": "give --data DIR"]))
      return
    }
    do {
      let log = try CallLog(directory: directory)
      var played: [PlayedDay] = []
      for day in log.days.indices where day >= past {
        do {
          if let result = try CallLogDay(log, day: day).played(draws: draws) {
            played.append(result)
            emit(line(result))
          }
        } catch {
          emit(
            StudyLine.text([
              "study": "calllog", "case": log.days[day].date.description, "error": "\(error)",
            ]))
        }
      }
      summarize(played, emit)
    } catch {
      emit(StudyLine.text(["study": "calllog", "error": "\(error)"]))
    }
  }

  /// What the plans of a day gave.
  struct PlayedDay {
    var date: CivilDate
    var calls: Double
    /// By plan: hours paid, cost, calls answered in time, whether the day kept the promise.
    var plans: [String: Played]
    /// Errors of the afternoon's counts before and after the morning was seen.
    var update: Update?
    /// Mean absolute errors of the half hours' counts.
    var forecastError = 0.0
    var earliestError = 0.0
    var seconds: Double
  }

  struct Played {
    var hours: Double
    var cost: Double
    var inTime: Double
    var onTarget: Double
  }

  private static func line(_ day: PlayedDay) -> String {
    var members: [String: Any] = [
      "study": "calllog", "case": day.date.description, "measure": "day", "calls": day.calls,
      "cpu_seconds": day.seconds,
    ]
    members["forecast_mae"] = day.forecastError
    members["earliest_weekday_mae"] = day.earliestError
    for (name, played) in day.plans {
      members["\(name)_hours"] = played.hours
      members["\(name)_service"] = played.inTime / max(1, day.calls)
    }
    if let update = day.update {
      members["afternoon_mae_before"] = update.before
      members["afternoon_mae_after"] = update.after
      members["morning_over_forecast"] = update.morning
      members["afternoon_over_forecast"] = update.afternoon
      members["update_over_forecast"] = update.updated
    }
    return StudyLine.text(members)
  }

  // MARK: Over all days

  private static func summarize(_ days: [PlayedDay], _ emit: (String) -> Void) {
    guard !days.isEmpty else { return }
    let names = Set(days.flatMap { $0.plans.keys }).sorted()
    for name in names {
      let own = days.compactMap { day in day.plans[name].map { (day.calls, $0) } }
      let calls = own.reduce(0) { $0 + $1.0 }
      emit(
        StudyLine.text([
          "study": "calllog", "case": name, "measure": "service", "days": own.count,
          "value": own.reduce(0) { $0 + $1.1.inTime } / max(1, calls),
          "paid_hours": own.reduce(0) { $0 + $1.1.hours },
          "cost": own.reduce(0) { $0 + $1.1.cost },
          "share_of_days_on_target": own.reduce(0) { $0 + $1.1.onTarget } / Double(own.count),
        ]))
    }
    for (ours, theirs) in [
      ("sampled", "erlang_c_mean"), ("sampled", "earliest_weekday"),
      ("sampled_at_erlang_c_hours", "erlang_c_mean"),
      ("sampled_at_earliest_weekday_hours", "earliest_weekday"),
      ("sampled_moved_at_11", "sampled"),
    ] {
      let pairs = days.compactMap { day -> Pair? in
        guard let a = day.plans[ours], let b = day.plans[theirs] else { return nil }
        return Pair(calls: day.calls, ours: a, theirs: b)
      }
      let name = "\(ours) less \(theirs)"
      difference(name, "service", pairs, Pair.service, emit)
      difference(name, "cost_share", pairs, Pair.cost, emit)
      difference(name, "days_on_target", pairs, Pair.daysOnTarget, emit)
    }
    let updates = days.compactMap(\.update)
    difference("update at 11:00", "cut of the half-hour error", updates, Update.cut, emit)
    difference("update at 11:00", "cut of the total's error", updates, Update.cutOfTotal, emit)
  }

  /// Two plans of a day.
  private struct Pair {
    var calls: Double
    var ours: Played
    var theirs: Played

    static func service(_ days: [Pair]) -> Double {
      let calls = days.reduce(0) { $0 + $1.calls }
      return days.reduce(0) { $0 + $1.ours.inTime - $1.theirs.inTime } / max(1, calls)
    }

    static func cost(_ days: [Pair]) -> Double {
      let theirs = days.reduce(0) { $0 + $1.theirs.cost }
      return days.reduce(0) { $0 + $1.ours.cost } / max(1e-9, theirs) - 1
    }

    static func daysOnTarget(_ days: [Pair]) -> Double {
      days.reduce(0) { $0 + $1.ours.onTarget - $1.theirs.onTarget } / Double(days.count)
    }
  }

  /// Errors of an afternoon's counts, before and after the morning was seen.
  struct Update {
    var before: Double
    var after: Double
    var totalBefore: Double
    var totalAfter: Double
    /// Calls that came over those forecast, in the morning and after; and what the update made
    /// of the forecast.
    var morning = 1.0
    var afternoon = 1.0
    var updated = 1.0

    static func cut(_ days: [Update]) -> Double {
      1 - days.reduce(0) { $0 + $1.after } / max(1e-9, days.reduce(0) { $0 + $1.before })
    }

    static func cutOfTotal(_ days: [Update]) -> Double {
      let before = days.reduce(0) { $0 + $1.totalBefore }
      return 1 - days.reduce(0) { $0 + $1.totalAfter } / max(1e-9, before)
    }
  }

  private static func difference<Item>(
    _ name: String, _ measure: String, _ items: [Item], _ value: ([Item]) -> Double,
    _ emit: (String) -> Void
  ) {
    guard items.count > 1 else { return }
    let interval = bootstrap(items, value)
    emit(
      StudyLine.text([
        "study": "calllog", "case": name, "measure": measure, "value": value(items),
        "lo_95": interval.low, "hi_95": interval.high, "days": items.count,
      ]))
  }

  /// The paired bootstrap over days: percentiles of 2000 resamples.
  private static func bootstrap<Item>(
    _ items: [Item], _ value: ([Item]) -> Double
  ) -> (low: Double, high: Double) {
    var stream = RandomStream(seed: 1, "calllog", "bootstrap")
    let drawn = (0..<2_000).map { _ in
      value(items.map { _ in items[stream.integer(below: items.count)] })
    }.sorted()
    return (drawn[50], drawn[1_949])
  }
}
