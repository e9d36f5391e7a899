public import Tables

/// One line of `accuracy.csv`: a metric of a model over the backtest.
public struct AccuracyLine: Sendable, Equatable {
  /// Empty for all series together.
  public var id: String
  public var model: String
  public var metric: String
  public var value: Double

  public init(id: String, model: String, metric: String, value: Double) {
    self.id = id
    self.model = model
    self.metric = metric
    self.value = (value * 1e6).rounded() / 1e6
  }
}

/// `accuracy.csv`: `unique_id, model, metric, value`; the baseline is there too.
public enum AccuracyFile {
  public static let name = "accuracy.csv"

  public static func bytes(of rows: [AccuracyLine]) -> [UInt8] {
    var writer = writer()
    add(rows, to: &writer)
    return writer.bytes
  }

  /// A writer that has the header.
  public static func writer() -> CSVWriter {
    CSVWriter(header: ["unique_id", "model", "metric", "value"])
  }

  public static func add(_ rows: [AccuracyLine], to writer: inout CSVWriter) {
    for row in rows {
      writer.text(row.id)
      writer.text(row.model)
      writer.text(row.metric)
      if row.value.isFinite { writer.number(row.value) } else { writer.missing() }
      writer.endRow()
    }
  }

  public static func rows(
    from table: ContractTable, keeping kept: Set<String>? = nil
  ) throws(TableError) -> [AccuracyLine] {
    let ids = try table.optionalText("unique_id")
    let models = try table.text("model")
    let metrics = try table.text("metric")
    let values = try table.optionalNumbers("value")
    return table.places(of: ids, keeping: kept?.union([""])).map {
      AccuracyLine(id: ids[$0], model: models[$0], metric: metrics[$0], value: values[$0])
    }
  }
}
