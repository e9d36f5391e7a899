import CivilTime
import Forecasting
import Foundation
import Tables
import TimeSeries

/// Forecasts of motorway detectors by the protocol of the field: PEMS08, 12 steps of
/// five minutes ahead, windows split 60/20/20 in time order, zeros left out.
///
/// Members learn from the first part, weights and first bounds come from the second,
/// scores are of all windows of the third. Profiles take in every day that has gone by,
/// and the trees and networks see yesterday and last week: more than the 12 past steps
/// that most published models are given.
enum DetectorStudy {
  private static let first = CivilDate(year: 2016, month: 7, day: 1)
  private static let holiday = CivilDate(year: 2016, month: 7, day: 4)

  /// - Parameters:
  ///   - directory: holds `pems08_flow.csv.gz`, a row a step, without header, or the files
  ///     of `AlarmStudy`.
  ///   - emit: receives one JSON object a line.
  static func run(directory: String?, emit: (String) -> Void) {
    if let directory {
      let labelled = [directory, directory + "/anomaly"].filter {
        FileManager.default.fileExists(atPath: $0 + "/" + AlarmStudy.labels)
      }
      for folder in labelled { AlarmStudy.run(directory: folder, emit: emit) }
      if labelled == [directory] { return }
    }
    guard let directory, let history = history(directory) else {
      emit(line("pems08", "message-no-data", .nan))
      return
    }
    let windows = history.steps - 23
    let fitted = Int((0.6 * Double(windows)).rounded()) + 11
    let judged = Int((0.8 * Double(windows)).rounded()) + 11
    let test = Array(judged..<history.steps - 12)
    for (name, options) in cases {
      let start = Stopwatch.cpuSeconds
      guard
        let model = DetectorForecaster(
          history, fitUntil: fitted + 12, judgeUntil: judged, options: options)
      else { continue }
      emit(line(name, "cpu_seconds_to_fit", Stopwatch.cpuSeconds - start))
      for scores in model.scores(origins: test) {
        let mean = scores.meanAbsolute.reduce(0, +) / 12
        emit(
          Measurement.line(
            study: "detectors", case: "\(name): \(scores.name)", measure: "mae_mean_of_12",
            value: mean,
            more: [
              "mae_15": scores.meanAbsolute[2], "mae_30": scores.meanAbsolute[5],
              "mae_60": scores.meanAbsolute[11],
              "rmse": scores.rootMeanSquare.reduce(0, +) / 12,
              "mape": scores.meanRelative.reduce(0, +) / 12,
              "missing_share": Double(scores.missing) / Double(scores.missing + scores.judged),
            ]))
      }
      emit(line(name, "cpu_seconds_fit_and_scores", Stopwatch.cpuSeconds - start))
      let calibration = model.calibration(from: fitted + 12, until: judged)
      let coverages = [0.8, 0.9]
      let found = model.coverage(
        from: judged, until: history.steps, every: 3, coverages: coverages,
        calibration: calibration)
      for (coverage, result) in zip(coverages, found) {
        let shares = result.shares
        emit(
          Measurement.line(
            study: "detectors", case: name, measure: "coverage_\(Int(100 * coverage))",
            value: shares.reduce(0, +) / Double(shares.count),
            more: [
              "least_of_two_hours": shares.min() ?? .nan, "most": shares.max() ?? .nan,
              "mean_width": result.width,
            ]))
      }
      emit(line(name, "cpu_seconds_all", Stopwatch.cpuSeconds - start))
    }
  }

  private static var cases: [(String, DetectorForecaster.Options)] {
    var trees = DetectorForecaster.Options()
    trees.networks = 0
    return [("quick", .quick), ("trees", trees), ("all", DetectorForecaster.Options())]
  }

  private static func line(_ name: String, _ measure: String, _ value: Double) -> String {
    Measurement.line(study: "detectors", case: name, measure: measure, value: value)
  }

  private static func history(_ directory: String) -> DetectorHistory? {
    var options = ReadOptions()
    options.hasHeader = false
    guard
      let table = try? TableReader.read(path: directory + "/pems08_flow.csv.gz", options: options)
        .table
    else { return nil }
    let rows = table.rowCount
    let series = table.columns.enumerated().compactMap { k, column -> Series? in
      let values: [Double]
      switch column.values {
      case .integer(let whole): values = whole.map(Double.init)
      case .double(let numbers): values = numbers
      case .text, .time: return nil
      }
      return Series(id: String(1_000 + k), firstStep: 0, values: values)
    }
    let index = TimeIndex(
      domain: .wall, frequency: .seconds(300), start: Int64(first.daysSinceEpoch) * 86_400,
      count: rows)
    guard !series.isEmpty,
      let calendar = FlowCalendar(index: index, steps: rows + 8 * 288, isHoliday: { $0 == holiday })
    else { return nil }
    return DetectorHistory(
      Panel(index: index, series: series), calendar: calendar, zeroIsMissing: true)
  }
}
