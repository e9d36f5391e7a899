import Forecasting
import Foundation
import Tables
import TimeSeries

/// The default forecast on competition series: OWA against Naive2, coverage and
/// MSIS of the 95 % interval, processor seconds for 1,000 series.
///
/// The folder holds `FREQ_train.csv.gz` and `FREQ_test.csv.gz` with the columns
/// `unique_id, t, value`; frequencies that are not there are passed over.
enum M4Study {
  static let cases: [(name: String, horizon: Int, scalePeriod: Int, seasons: [Int])] = [
    ("yearly", 6, 1, []), ("quarterly", 8, 4, [4]), ("monthly", 18, 12, [12]),
    ("weekly", 13, 1, [52]), ("daily", 14, 1, [7]), ("hourly", 48, 24, [24, 168]),
    ("nn5daily", 14, 7, [7]),
  ]

  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory else {
      emit(StudyLine.text(["study": "m4", "error": "needs --data with FREQ_train.csv.gz files"]))
      return
    }
    for entry in cases {
      guard let train = series(directory, "\(entry.name)_train"),
        let test = series(directory, "\(entry.name)_test")
      else { continue }
      score(entry, train: train, test: test, emit: emit)
    }
  }

  private static func score(
    _ entry: (name: String, horizon: Int, scalePeriod: Int, seasons: [Int]),
    train: [String: [Double]], test: [String: [Double]], emit: (String) -> Void
  ) {
    let ids = train.keys.filter { test[$0] != nil }.sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    let longest = train.values.map(\.count).max() ?? 0
    let panel = Panel(
      index: TimeIndex(domain: .integer, frequency: .index(step: 1), start: 1, count: longest),
      series: ids.map { Series(id: $0, firstStep: 0, values: train[$0]!) })
    let start = processorSeconds()
    guard
      let result = try? forecast(
        panel: panel,
        options: ForecastOptions(horizon: entry.horizon, seasonalPeriods: entry.seasons))
    else { return }
    let used = processorSeconds() - start
    var mine = ForecastScores()
    var naive = ForecastScores()
    for (id, forecast) in zip(ids, result.series) {
      let past = train[id]!
      let scale = ForecastScores.scale(past, period: entry.scalePeriod)
      mine.add(actual: test[id]!, forecast: forecast.forecast, scale: scale)
      naive.add(
        actual: test[id]!,
        mean: naive2(past, horizon: entry.horizon, period: entry.scalePeriod), scale: scale)
    }
    let owa = 0.5 * (mine.meanSMAPE / naive.meanSMAPE + mine.meanMASE / naive.meanMASE)
    let worse = zip(mine.mase, naive.mase).filter { $0 > 3 * $1 }.count
    let measures: [(String, Double)] = [
      ("owa", owa), ("smape", mine.meanSMAPE), ("mase", mine.meanMASE),
      ("naive2_smape", naive.meanSMAPE), ("naive2_mase", naive.meanMASE),
      ("coverage_95", mine.coverage95), ("coverage_80", mine.coverage80),
      ("msis_95", mine.meanMSIS), ("sql", mine.meanSQL),
      ("share_over_3x_naive2", Double(worse) / Double(max(1, ids.count))),
      ("cpu_seconds_per_1000", used / Double(max(1, ids.count)) * 1000),
    ]
    for (measure, value) in measures {
      emit(
        StudyLine.text([
          "study": "m4", "case": entry.name, "measure": measure, "value": value,
          "series": ids.count,
        ]))
    }
  }

  /// The benchmark of the M4 competition: the last seasonally adjusted value,
  /// where the season passes the 90 % test over at least three turns.
  static func naive2(_ values: [Double], horizon: Int, period: Int) -> [Double] {
    let known = values.filter { !$0.isNaN }
    let n = known.count
    guard let last = known.last else { return [Double](repeating: .nan, count: horizon) }
    guard let season = SeasonalAdjustment(known, period: period, turns: 3) else {
      return [Double](repeating: last, count: horizon)
    }
    let level = season.removed(last, at: n - 1)
    return (0..<horizon).map { season.restored(level, at: n + $0) }
  }

  /// Values by id in the order of t; nil when the file is not there.
  static func series(_ directory: String, _ name: String) -> [String: [Double]]? {
    var options = ReadOptions()
    options.types = ["unique_id": .text, "t": .integer, "value": .number]
    let paths = ["\(directory)/\(name).csv.gz", "\(directory)/\(name).csv"]
    guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }),
      let table = try? TableReader.read(path: path, options: options).table,
      case .text(let ids)? = table["unique_id"]?.values,
      case .integer(let steps)? = table["t"]?.values, let column = table["value"],
      case .double(let values) = column.values
    else { return nil }
    var rows: [[(step: Int64, value: Double)]] = ids.dictionary.map { _ in [] }
    for row in 0..<table.rowCount {
      rows[Int(ids.codes[row])].append(
        (steps[row], column.missing[row] ? .nan : values[row]))
    }
    return Dictionary(
      uniqueKeysWithValues: zip(
        ids.dictionary, rows.map { $0.sorted { $0.step < $1.step }.map(\.value) }))
  }
}
