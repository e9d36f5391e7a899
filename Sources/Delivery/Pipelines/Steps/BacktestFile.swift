import Briefings
import Forecasting
import LinearAlgebra
import Tables
import TimeSeries

/// `backtest.csv`: what was forecast at past origins, and what came.
enum BacktestFile {
  static let name = "backtest.csv"

  /// - Parameter levels: of the intervals, 0 ..< 1, as the forecast's options give them.
  static func writer(levels: [Double]) -> CSVWriter {
    let bands = levels.map { FileNumbers.spelling($0 * 100) }.flatMap { ["lo-\($0)", "hi-\($0)"] }
    return CSVWriter(
      header: ["unique_id", "origin", "step", "ds", "y", "mean"] + bands + ["model", "baseline"])
  }

  /// - Parameter name: stands in the column `model`; nil for what the fit is called.
  static func add(
    _ series: SeriesForecast, named name: String? = nil, labels: AxisLabels,
    to writer: inout CSVWriter
  ) {
    for row in series.backtest {
      writer.text(series.id)
      writer.text(labels.text(row.originStep))
      writer.integer(row.step)
      writer.text(labels.text(row.targetStep))
      writer.number(FileNumbers.rounded(row.y))
      writer.number(FileNumbers.rounded(row.mean))
      for (lower, upper) in zip(row.lower, row.upper) {
        writer.number(FileNumbers.rounded(lower))
        writer.number(FileNumbers.rounded(upper))
      }
      writer.text(name ?? series.modelName)
      writer.number(FileNumbers.rounded(row.baseline))
      writer.endRow()
    }
  }
}

/// `paths.csv`: sample futures, `unique_id, path, ds, y`.
enum PathsFile {
  static let name = "paths.csv"

  static func writer() -> CSVWriter { CSVWriter(header: ["unique_id", "path", "ds", "y"]) }

  static func add(
    _ series: SeriesForecast, count: Int, seed: UInt64, labels: AxisLabels,
    to writer: inout CSVWriter
  ) {
    let paths = series.paths(count, seed: seed)
    let steps = (0..<paths.rows).map { labels.text(series.firstStep + $0) }
    for path in 0..<paths.columns {
      for step in 0..<paths.rows {
        writer.text(series.id)
        writer.integer(path + 1)
        writer.text(steps[step])
        writer.number(FileNumbers.rounded(paths[step, path]))
        writer.endRow()
      }
    }
  }
}
