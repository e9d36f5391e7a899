import Briefings
import Forecasting
import LinearAlgebra
import Tables
import TimeSeries

/// `backtest.csv`: what was forecast at past origins, and what came.
enum BacktestFile {
  static func bytes(of result: PanelForecast, index: TimeIndex) -> [UInt8] {
    let levels = result.options.levels.map { FileNumbers.spelling($0 * 100) }
    let bands = levels.flatMap { ["lo-\($0)", "hi-\($0)"] }
    var writer = CSVWriter(
      header: ["unique_id", "origin", "step", "ds", "y", "mean"] + bands + ["model", "baseline"])
    for series in result.series {
      for row in series.backtest {
        writer.text(series.id)
        writer.text(index.label(ofStep: row.originStep))
        writer.integer(row.step)
        writer.text(index.label(ofStep: row.targetStep))
        number(row.y, &writer)
        number(row.mean, &writer)
        for (lower, upper) in zip(row.lower, row.upper) {
          number(lower, &writer)
          number(upper, &writer)
        }
        writer.text(series.modelName)
        number(row.baseline, &writer)
        writer.endRow()
      }
    }
    return writer.bytes
  }

  private static func number(_ value: Double, _ writer: inout CSVWriter) {
    if value.isFinite {
      writer.number(FileNumbers.rounded(value))
    } else {
      writer.missing()
    }
  }
}

/// `paths.csv`: sample futures, `unique_id, path, ds, y`.
enum PathsFile {
  static func bytes(of result: PanelForecast, index: TimeIndex, count: Int) -> [UInt8] {
    var writer = CSVWriter(header: ["unique_id", "path", "ds", "y"])
    for series in result.series {
      let paths = series.paths(count, seed: result.options.seed)
      let labels = (0..<paths.rows).map { index.label(ofStep: series.firstStep + $0) }
      for path in 0..<paths.columns {
        for step in 0..<paths.rows {
          writer.text(series.id)
          writer.integer(path + 1)
          writer.text(labels[step])
          writer.number(FileNumbers.rounded(paths[step, path]))
          writer.endRow()
        }
      }
    }
    return writer.bytes
  }
}
