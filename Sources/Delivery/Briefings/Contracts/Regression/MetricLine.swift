public import Tables

/// One line of `metrics.csv`: how good a fit is, on which rows.
public struct MetricLine: Sendable, Equatable {
  public static let crossValidated = "cross-validated"
  public static let baseline = "baseline"
  public static let inSample = "in sample"

  /// `cross-validated`, `baseline` or `in sample`.
  public var part: String
  public var metric: String
  public var value: Double
  /// 95 % interval over folds; NaN where there is none.
  public var lower: Double
  public var upper: Double

  public init(
    part: String, metric: String, value: Double, lower: Double = .nan, upper: Double = .nan
  ) {
    self.part = part
    self.metric = metric
    self.value = FileNumbers.significant(value)
    self.lower = FileNumbers.significant(lower)
    self.upper = FileNumbers.significant(upper)
  }
}

/// `metrics.csv`: `part, metric, value, lo-95, hi-95`.
public enum MetricsFile {
  public static let name = "metrics.csv"

  public static func bytes(of rows: [MetricLine]) -> [UInt8] {
    var writer = CSVWriter(header: ["part", "metric", "value", "lo-95", "hi-95"])
    for row in rows {
      writer.text(row.part)
      writer.text(row.metric)
      for value in [row.value, row.lower, row.upper] { writer.significant(value) }
      writer.endRow()
    }
    return writer.bytes
  }

  public static func rows(from table: ContractTable) throws(TableError) -> [MetricLine] {
    let parts = try table.text("part")
    let metrics = try table.text("metric")
    let values = try table.optionalNumbers("value")
    let interval = try table.interval()
    return parts.indices.map {
      MetricLine(
        part: parts[$0], metric: metrics[$0], value: values[$0],
        lower: interval?.lower[$0] ?? .nan, upper: interval?.upper[$0] ?? .nan)
    }
  }
}
