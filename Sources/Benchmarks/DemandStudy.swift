import CivilTime
import Forecasting
import Foundation
import TimeSeries

/// The default forecast on demand series of public services beside statsforecast,
/// all on the same pasts: MASE, scaled quantile loss, coverage and processor seconds.
///
/// - `mase` takes the mean as point forecast, `mase_median` the median. Absolute
///   errors are least for the median (Gneiting, JASA 106, 2011): for sparse counts it
///   is often 0, and a mean, which planning needs, is told nothing by them. Normal
///   intervals of peers have one middle for both.
/// - `sql` is the mean over eleven levels of twice the quantile loss, in units of
///   the scale of MASE: the in-sample error of the seasonal naive of the longest
///   season, up to each origin.
///
/// The folder holds files as `DemandSet` describes them. `DEMAND_SETS` (names by
/// commas) takes some of them, `DEMAND_SERIES` so many series of each, spread evenly,
/// `DEMAND_PEERS=0` leaves the peers out. A file with a hierarchy is scored level by
/// level (`HierarchyStudy`).
enum DemandStudy {
  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory else {
      emit(StudyLine.text(["study": "demand", "error": "needs --data with the demand series"]))
      return
    }
    let settings = ProcessInfo.processInfo.environment
    let wanted = settings["DEMAND_SETS"]?.split(separator: ",").map(String.init)
    let most = settings["DEMAND_SERIES"].flatMap(Int.init)
    let withPeers = settings["DEMAND_PEERS"] != "0"
    let sets = DemandSet.all(in: directory) { name in
      wanted.map { $0.contains { name.hasPrefix($0) } } ?? true
    } failed: { name, error in
      emit(StudyLine.text(["study": "demand", "case": name, "error": "\(error)"]))
    }
    for set in sets {
      do {
        if set.keys.isEmpty {
          try score(set.thinned(to: most), withPeers: withPeers, emit: emit)
        } else {
          try HierarchyStudy.score(set, withPeers: withPeers, emit: emit)
        }
      } catch {
        emit(StudyLine.text(["study": "demand", "case": set.name, "error": "\(error)"]))
      }
    }
  }

  private static func score(_ set: DemandSet, withPeers: Bool, emit: (String) -> Void) throws {
    let horizon = set.horizon
    let calendar = set.holidays
    var means = ForecastScores()
    var medians = ForecastScores()
    var used = 0.0
    var origins = 0
    /// Past, what came and scale of every forecast that is scored.
    var cases: [(past: [Double], actual: [Double], scale: Double)] = []
    for origin in (1...set.origins).reversed() {
      let past = set.past(before: origin)
      let start = processorSeconds()
      let made = try forecast(
        panel: past.panel,
        options: ForecastOptions(horizon: horizon, seasonalPeriods: set.seasons),
        calendar: calendar)
      used += processorSeconds() - start
      origins += 1
      for (k, series) in past.panel.series.enumerated() {
        // A series that ends in missing values is forecast from its last one on.
        let late = series.firstStep + series.values.count - made.series[k].firstStep
        let scale = ForecastScores.scale(series.values, period: set.scalePeriod)
        guard late < horizon, scale > 0, past.futures[k].contains(where: { !$0.isNaN }) else {
          continue
        }
        let actual = (0..<horizon).map { step in
          step >= late ? past.futures[k][step - late] : .nan
        }
        let own = made.series[k].forecast
        means.add(actual: actual, forecast: own, scale: scale)
        medians.add(actual: actual, mean: own.median, scale: scale)
        cases.append((Array(series.values.dropLast(late)), actual, scale))
      }
    }
    func line(_ model: String, _ scores: ForecastScores, median: Double?, seconds: Double) {
      var measures = [
        ("mase", scores.meanMASE), ("sql", scores.meanSQL), ("coverage_95", scores.coverage95),
        ("coverage_80", scores.coverage80), ("cpu_seconds_per_origin", seconds / Double(origins)),
      ]
      if let median { measures.insert(("mase_median", median), at: 1) }
      for (measure, value) in measures {
        emit(
          StudyLine.text([
            "study": "demand", "case": set.name, "model": model, "measure": measure,
            "value": value, "series": set.panel.series.count, "origins": origins,
            "forecasts": cases.count, "horizon": horizon,
          ]))
      }
    }
    line("apportion", means, median: medians.meanMASE, seconds: used)
    guard withPeers else { return }
    let peers = DemandPeers.forecasts(
      cases.map(\.past), horizon: horizon, seasons: set.seasons, isSparse: set.isSparse)
    for (name, answer) in peers ?? [] {
      var scores = ForecastScores()
      for (own, forecast) in zip(cases, answer.forecasts) {
        scores.add(actual: own.actual, forecast: forecast, scale: own.scale)
      }
      line("statsforecast " + name, scores, median: nil, seconds: answer.seconds)
    }
    if peers == nil {
      emit(StudyLine.text(["study": "demand", "case": set.name, "error": "no statsforecast"]))
    }
  }
}

extension DemandSet {
  /// Holidays of the United States for every step and the horizon after; nil where
  /// the calendar's file is not there (the study then runs without). Effects of days
  /// that are ordinary to a series are learnt to be none.
  var holidays: CalendarEffects? {
    let path = "Models/calendars/us-federal-extended.json"
    guard panel.index.nominalStep < 7 * 86_400,
      let data = FileManager.default.contents(atPath: path),
      let calendar = try? HolidayCalendar(json: data)
    else { return nil }
    return CalendarEffects(
      kinds: (0..<panel.index.count + horizon).map { step in
        guard let date = panel.index.date(ofStep: step), let holiday = calendar.holiday(on: date)
        else { return .ordinary }
        return .holiday(holiday.name)
      })
  }

  /// What is known `origin` horizons before the end, and what came next: one list a
  /// series that is long enough.
  func past(before origin: Int) -> (panel: Panel, futures: [[Double]]) {
    var past = panel
    past.series = panel.series.filter { $0.values.count > (origins + 2) * horizon }
    let futures = past.series.indices.map { k -> [Double] in
      let end = past.series[k].values.count - origin * horizon
      let future = Array(past.series[k].values[end..<(end + horizon)])
      past.series[k].values = Array(past.series[k].values[..<end])
      return future
    }
    return (past, futures)
  }

  /// At most so many series, spread evenly.
  func thinned(to most: Int?) -> DemandSet {
    guard let most, most > 0, most < panel.series.count else { return self }
    var set = self
    let all = panel.series
    set.panel.series = (0..<most).map { all[$0 * all.count / most] }
    return set
  }
}

extension TimeIndex {
  /// Seconds of a step; infinite without a calendar.
  fileprivate var nominalStep: Double { frequency.nominalSeconds ?? .infinity }
}
