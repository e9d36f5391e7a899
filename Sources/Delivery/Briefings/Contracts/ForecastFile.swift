public import Tables

/// `forecast.csv`: `unique_id, ds, mean, median, lo-80, hi-80, …`.
public enum ForecastFile {
  public static let name = "forecast.csv"

  /// - Parameter levels: in per cent, ascending; every row has these bands.
  public static func bytes(of rows: [ForecastRow], levels: [Double]) -> [UInt8] {
    var writer = writer(levels: levels)
    add(rows, to: &writer)
    return writer.bytes
  }

  /// A writer that has the header.
  public static func writer(levels: [Double]) -> CSVWriter {
    let bands = levels.flatMap {
      ["lo-\(FileNumbers.spelling($0))", "hi-\(FileNumbers.spelling($0))"]
    }
    return CSVWriter(header: ["unique_id", "ds", "mean", "median"] + bands)
  }

  public static func add(_ rows: [ForecastRow], to writer: inout CSVWriter) {
    for row in rows {
      writer.text(row.id)
      writer.text(row.start.text)
      writer.number(row.mean)
      writer.number(row.median)
      for band in row.bands {
        writer.number(band.lower)
        writer.number(band.upper)
      }
      writer.endRow()
    }
  }

  /// Reads the file back, whoever wrote it.
  ///
  /// - Parameter kept: ids whose rows are wanted; nil for all.
  public static func rows(
    from table: ContractTable, keeping kept: Set<String>? = nil
  ) throws(TableError) -> [ForecastRow] {
    let ids = try table.text("unique_id")
    let starts = try table.labels("ds")
    let means = try table.numbers("mean")
    let medians = table.has("median") ? try table.numbers("median") : means
    let bands = try bands(of: table)
    return table.places(of: ids, keeping: kept).map { row in
      ForecastRow(
        id: ids[row], start: starts[row], mean: means[row], median: medians[row],
        bands: bands.map {
          ForecastRow.Band(level: $0.level, lower: $0.lower[row], upper: $0.upper[row])
        })
    }
  }

  /// The interval columns of a table, by ascending level.
  static func bands(of table: ContractTable) throws(TableError) -> [(
    level: Double, lower: [Double], upper: [Double]
  )] {
    var bands: [(level: Double, lower: [Double], upper: [Double])] = []
    for name in table.columnNames where name.hasPrefix("lo-") {
      let suffix = String(name.dropFirst(3))
      guard let level = Double(suffix), level > 0, level < 100 else { continue }
      bands.append((level, try table.numbers(name), try table.numbers("hi-\(suffix)")))
    }
    guard !bands.isEmpty else {
      throw table.problem(
        "no interval columns (lo-80, hi-80 or the like)",
        fix: "A requirement needs to know how sure the forecast is: keep the intervals.")
    }
    bands.sort { $0.level < $1.level }
    return bands
  }
}
