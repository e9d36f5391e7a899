import Forecasting
import Foundation
import Tables

/// Demand with many zeros: the count forecaster beside statsforecast's Croston-SBA,
/// TSB, ADIDA, IMAPA and AutoETS on the same series, one origin at the end of each.
///
/// MASE is that of the mean and of the median (the value least absolute errors
/// ask for; often 0), the scaled quantile loss that of eleven levels. The peers'
/// quantiles are their conformal intervals (AutoETS: its own); they take a missing
/// past value as 0.
///
/// The folder holds `intermittent_monthly.csv.gz` (`unique_id, ds, value`) or
/// `nyc311_animal_daily_sparse.csv.gz` (`ds, descriptor, borough, requests`, days
/// without a request left out), or files in their format.
enum IntermittentStudy {
  private struct Sparse {
    var name: String
    var horizon: Int
    var scalePeriod: Int
    var series: [[Double]]
  }

  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory else {
      emit(
        StudyLine.text(["study": "intermittent", "error": "needs --data with the demand series"]))
      return
    }
    for sample in [monthly(directory), daily(directory)].compactMap({ $0 }) {
      score(sample, emit: emit)
    }
  }

  private static func score(_ sample: Sparse, emit: (String) -> Void) {
    let h = sample.horizon
    let usable = sample.series.filter { values in
      let scale = ForecastScores.scale(Array(values.dropLast(h)), period: sample.scalePeriod)
      return scale > 0 && values.suffix(h).contains { !$0.isNaN }
    }
    func line(_ model: String, _ measure: String, _ value: Double) {
      emit(
        StudyLine.text([
          "study": "intermittent", "case": sample.name, "model": model, "measure": measure,
          "value": value, "series": usable.count,
        ]))
    }
    for name in ["intermittent", "croston", "sba", "tsb", "adida", "imapa"] {
      guard let model = ForecasterRegistry.named(name) else { continue }
      var means = ForecastScores()
      var medians = ForecastScores()
      var used = 0.0
      for values in usable {
        let past = Array(values.dropLast(h))
        let start = processorSeconds()
        guard
          let forecast = try? model.fit(
            TrainingSeries(
              id: name, values: past, seasonalPeriods: [sample.scalePeriod], isCount: true)
          ).forecast(horizon: h)
        else { continue }
        used += processorSeconds() - start
        let scale = ForecastScores.scale(past, period: sample.scalePeriod)
        means.add(actual: Array(values.suffix(h)), forecast: forecast, scale: scale)
        medians.add(actual: Array(values.suffix(h)), mean: forecast.median, scale: scale)
      }
      line(name, "mase_mean", means.meanMASE)
      line(name, "mase_median", medians.meanMASE)
      line(name, "sql", means.meanSQL)
      line(name, "coverage_95", means.coverage95)
      line(name, "cpu_ms_per_series", 1e3 * used / Double(usable.count))
    }
    let peer = PythonPeer.run(
      peerScript,
      arrays: [
        ("values", .doubles(usable.flatMap { $0 })),
        ("lengths", .integers(usable.map { Int32($0.count) })),
        ("settings", .integers([Int32(h), Int32(sample.scalePeriod)])),
      ])
    for (key, value) in (peer ?? [:]).sorted(by: { $0.key < $1.key }) {
      let parts = key.split(separator: ":").map(String.init)
      line("statsforecast " + parts[0], parts[1], value)
    }
  }

  private static let peerScript = """
    import json, sys, time
    import numpy as np
    from statsforecast.models import ADIDA, IMAPA, TSB, AutoETS, CrostonSBA
    from statsforecast.utils import ConformalIntervals
    folder = sys.argv[1]
    values = np.fromfile(folder + '/values.f64')
    lengths = np.fromfile(folder + '/lengths.i32', dtype=np.int32)
    h, m = (int(v) for v in np.fromfile(folder + '/settings.i32', dtype=np.int32))
    series = np.split(values, np.cumsum(lengths)[:-1])
    taus = np.array([.025, .1, .2, .3, .4, .5, .6, .7, .8, .9, .975])
    levels = [20, 40, 60, 80, 95]
    conformal = ConformalIntervals(2, h)
    models = {
        'CrostonSBA': CrostonSBA(prediction_intervals=conformal),
        'TSB': TSB(.1, .1, prediction_intervals=conformal),
        'ADIDA': ADIDA(prediction_intervals=conformal),
        'IMAPA': IMAPA(prediction_intervals=conformal),
        'AutoETS': AutoETS(season_length=m if m <= 12 else 1),
    }
    out = {}
    for name, model in models.items():
        mase, loss, used = [], [], 0
        for y in series:
            past, future = y[:-h], y[-h:]
            steps = np.abs(past[m:] - past[:-m])
            scale = steps[~np.isnan(steps)].mean()
            start = time.process_time()
            f = model.forecast(np.nan_to_num(past), h, level=levels)
            used += time.process_time() - start
            q = np.column_stack(
                [f[f'lo-{v}'] for v in levels[::-1]] + [f['mean']] + [f[f'hi-{v}'] for v in levels])
            known = ~np.isnan(future)
            gap = future[:, None] - q
            mase.append(np.abs(future - f['mean'])[known].mean() / scale)
            loss.append(2 * np.maximum(taus * gap, (taus - 1) * gap)[known].mean() / scale)
        out[name + ':mase_mean'] = float(np.mean(mase))
        out[name + ':sql'] = float(np.mean(loss))
        out[name + ':cpu_ms_per_series'] = 1e3 * used / len(series)
    print(json.dumps(out))
    """

  /// Monthly demand for parts, the last 12 months to be forecast.
  private static func monthly(_ directory: String) -> Sparse? {
    guard
      let table = table(directory, "intermittent_monthly", ["unique_id": .text, "value": .number]),
      case .text(let ids)? = table["unique_id"]?.values, let column = table["value"],
      case .double(let values) = column.values
    else { return nil }
    var series: [[Double]] = ids.dictionary.map { _ in [] }
    for row in 0..<table.rowCount {
      series[Int(ids.codes[row])].append(column.missing[row] ? .nan : values[row])
    }
    return Sparse(
      name: "intermittent_monthly", horizon: 12, scalePeriod: 12, series: series)
  }

  /// Requests a day by kind and borough, from the first on, where there are 30 days
  /// with requests; the last four weeks to be forecast.
  private static func daily(_ directory: String) -> Sparse? {
    guard
      let table = table(
        directory, "nyc311_animal_daily_sparse",
        ["descriptor": .text, "borough": .text, "requests": .number]),
      case .time(let times)? = table["ds"]?.values,
      case .text(let kinds)? = table["descriptor"]?.values,
      case .text(let boroughs)? = table["borough"]?.values,
      case .double(let requests)? = table["requests"]?.values, let last = times.seconds.max()
    else { return nil }
    // A missing text has the code −1.
    let count = boroughs.dictionary.count + 1
    var first = [Int64?](repeating: nil, count: (kinds.dictionary.count + 1) * count)
    var series = [[Double]](repeating: [], count: first.count)
    for row in 0..<table.rowCount {
      let key = Int(kinds.codes[row] + 1) * count + Int(boroughs.codes[row] + 1)
      let start = first[key] ?? times.seconds[row]
      if first[key] == nil {
        first[key] = start
        series[key] = [Double](repeating: 0, count: Int((last - start) / 86_400) + 1)
      }
      series[key][Int((times.seconds[row] - start) / 86_400)] += requests[row]
    }
    return Sparse(
      name: "nyc311_animal_daily_sparse", horizon: 28, scalePeriod: 7,
      series: series.filter { values in values.count { $0 > 0 } >= 30 })
  }

  private static func table(
    _ directory: String, _ name: String, _ types: [String: ColumnType]
  ) -> Table? {
    let path = "\(directory)/\(name).csv.gz"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    var options = ReadOptions()
    options.types = types
    return try? TableReader.read(path: path, options: options).table
  }
}
