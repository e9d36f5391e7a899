import CivilTime
import Forecasting
import Foundation
import Tables
import TimeSeries

/// The default forecast on demand series of public services, from several
/// origins at the end of each series: MASE, scaled quantile loss and coverage,
/// with the seasonal naive beside them, and processor seconds a forecast.
///
/// The scale of MASE is the in-sample error of the seasonal naive of the longest
/// season, up to each origin. `mase` takes the mean as point forecast, `mase_of_median`
/// the median, which is what the absolute error asks for.
///
/// What others reach on the last eight weeks of the development series (h = 168,
/// statsforecast 2.1.1; MASE / scaled quantile loss / share held by 95 %):
///
/// | series | seasonal naive | MSTL with ETS | Poisson regression prototype |
/// |---|---|---|---|
/// | emergency department arrivals | 1.006 / .677 / .95 | .800 / .546 / .87 | .739 / .480 / .97 |
/// | I-94 traffic | .695 / .663 / .98 | 1.143 / 1.331 / .99 | .586 / .441 / .95 |
enum DemandStudy {
  struct Case {
    var name: String
    var value: String
    var horizon: Int
    var seasons: [Int]
    var origins: Int
    /// Whether the holidays of the United States are known.
    var isAmerican = false
  }
  static let cases: [Case] = [
    Case(
      name: "ed_arrivals_hourly", value: "arrivals", horizon: 168, seasons: [24, 168], origins: 8,
      isAmerican: true),
    Case(
      name: "bank_calls_5min", value: "calls", horizon: 845, seasons: [169, 845], origins: 8,
      isAmerican: true),
    Case(
      name: "i94_traffic_hourly", value: "volume", horizon: 168, seasons: [24, 168], origins: 8,
      isAmerican: true),
    Case(
      name: "pedestrians_hourly", value: "count", horizon: 168, seasons: [24, 168], origins: 8),
    Case(
      name: "initial_claims_weekly", value: "claims", horizon: 13, seasons: [52], origins: 8),
    Case(name: "hospital_monthly", value: "value", horizon: 12, seasons: [12], origins: 1),
    Case(name: "intermittent_monthly", value: "value", horizon: 6, seasons: [12], origins: 1),
  ]

  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory else {
      emit(StudyLine.text(["study": "demand", "error": "needs --data with the demand series"]))
      return
    }
    for entry in cases {
      let path = "\(directory)/\(entry.name).csv.gz"
      guard FileManager.default.fileExists(atPath: path) else { continue }
      do {
        let table = try TableReader.read(path: path).table
        let panel = try Panel(
          from: table, options: PanelOptions(time: "ds", value: entry.value))
        score(entry, panel: panel, emit: emit)
      } catch {
        emit(StudyLine.text(["study": "demand", "case": entry.name, "error": "\(error)"]))
      }
    }
  }

  /// Holidays of every step of a panel and of a horizon after it; nil where the
  /// calendar's file is not there (the study then runs without).
  private static func holidays(_ panel: Panel, horizon: Int) -> CalendarEffects? {
    let path = "Models/calendars/us-federal-extended.json"
    guard let data = FileManager.default.contents(atPath: path),
      let calendar = try? HolidayCalendar(json: data)
    else { return nil }
    return CalendarEffects(
      kinds: (0..<panel.index.count + horizon).map { step in
        guard let date = panel.index.date(ofStep: step), let holiday = calendar.holiday(on: date)
        else { return .ordinary }
        return .holiday(holiday.name)
      })
  }

  private static func score(_ entry: Case, panel: Panel, emit: (String) -> Void) {
    let calendar = entry.isAmerican ? holidays(panel, horizon: entry.horizon) : nil
    var mine = ForecastScores()
    var middle = ForecastScores()
    var naive = ForecastScores()
    var used = 0.0
    let season = entry.seasons.max() ?? 1
    for origin in (1...entry.origins).reversed() {
      var past = panel
      past.series = panel.series.filter { $0.values.count > (entry.origins + 2) * entry.horizon }
      let futures = past.series.indices.map { k -> ArraySlice<Double> in
        let end = past.series[k].values.count - origin * entry.horizon
        let future = past.series[k].values[end..<(end + entry.horizon)]
        past.series[k].values = Array(past.series[k].values[..<end])
        return future
      }
      let start = processorSeconds()
      guard
        let result = try? forecast(
          panel: past,
          options: ForecastOptions(horizon: entry.horizon, seasonalPeriods: entry.seasons),
          calendar: calendar)
      else { return }
      used += processorSeconds() - start
      for (k, future) in futures.enumerated() {
        let values = past.series[k].values
        let scale = ForecastScores.scale(values, period: season)
        // A series that ends in missing values is forecast from its last one on.
        let late =
          past.series[k].firstStep + values.count - result.series[k].firstStep
        guard late < entry.horizon else { continue }
        let forecast = result.series[k].forecast
        let actual = (0..<entry.horizon).map { step -> Double in
          let target = step - late
          return target >= 0 ? future[future.startIndex + target] : .nan
        }
        mine.add(actual: actual, forecast: forecast, scale: scale)
        middle.add(actual: actual, mean: forecast.median, scale: scale)
        let repeated = (0..<entry.horizon).map { step -> Double in
          var t = values.count - late + step - season
          while t >= values.count - late { t -= season }
          while t >= season && values[t].isNaN { t -= season }
          return t >= 0 ? values[t] : .nan
        }
        naive.add(actual: actual, mean: repeated, scale: scale)
      }
    }
    let measures: [(String, Double)] = [
      ("mase", mine.meanMASE), ("mase_of_median", middle.meanMASE),
      ("seasonal_naive_mase", naive.meanMASE),
      ("skill", 1 - mine.meanMASE / naive.meanMASE), ("sql", mine.meanSQL),
      ("coverage_95", mine.coverage95), ("coverage_80", mine.coverage80),
      ("cpu_seconds_per_forecast", used / Double(entry.origins)),
    ]
    for (measure, value) in measures {
      emit(
        StudyLine.text([
          "study": "demand", "case": entry.name, "measure": measure, "value": value,
          "origins": entry.origins, "series": panel.series.count,
        ]))
    }
  }
}
