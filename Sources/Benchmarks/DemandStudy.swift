import Forecasting
import Foundation
import Tables
import TimeSeries

/// The default forecast on demand series of public services, from several
/// origins at the end of each series: MASE, scaled quantile loss and coverage,
/// with the seasonal naive beside them, and processor seconds a forecast.
///
/// The scale of MASE is the in-sample error of the seasonal naive of the longest
/// season, up to each origin.
enum DemandStudy {
  static let cases: [(name: String, value: String, horizon: Int, seasons: [Int], origins: Int)] = [
    ("ed_arrivals_hourly", "arrivals", 168, [24, 168], 8),
    ("bank_calls_5min", "calls", 845, [169, 845], 8),
    ("i94_traffic_hourly", "volume", 168, [24, 168], 8),
    ("pedestrians_hourly", "count", 168, [24, 168], 8),
    ("initial_claims_weekly", "claims", 13, [52], 8),
    ("hospital_monthly", "value", 12, [12], 1),
    ("intermittent_monthly", "value", 6, [12], 1),
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

  private static func score(
    _ entry: (name: String, value: String, horizon: Int, seasons: [Int], origins: Int),
    panel: Panel, emit: (String) -> Void
  ) {
    var mine = ForecastScores()
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
          options: ForecastOptions(horizon: entry.horizon, seasonalPeriods: entry.seasons))
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
      ("mase", mine.meanMASE), ("seasonal_naive_mase", naive.meanMASE),
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
