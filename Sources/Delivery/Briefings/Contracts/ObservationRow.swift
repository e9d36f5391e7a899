public import Tables

/// One line of `history.csv`: what was observed lately, for charts.
public struct ObservationRow: Sendable, Equatable {
  public var id: String
  public var start: IntervalLabel
  /// NaN is missing.
  public var y: Double

  public init(id: String, start: IntervalLabel, y: Double) {
    self.id = id
    self.start = start
    self.y = rounded(y)
  }
}

/// `history.csv`: `unique_id, ds, y`.
public enum HistoryFile {
  public static let name = "history.csv"

  public static func bytes(of rows: [ObservationRow]) -> [UInt8] {
    var writer = CSVWriter(header: ["unique_id", "ds", "y"])
    for row in rows {
      writer.text(row.id)
      writer.text(row.start.text)
      if row.y.isNaN { writer.missing() } else { writer.number(row.y) }
      writer.endRow()
    }
    return writer.bytes
  }

  public static func rows(from table: ContractTable) throws(TableError) -> [ObservationRow] {
    let ids = try table.text("unique_id")
    let starts = try table.labels("ds")
    let values = try table.optionalNumbers("y")
    return ids.indices.map { ObservationRow(id: ids[$0], start: starts[$0], y: values[$0]) }
  }
}

/// One line of `totals.csv`: the sum over a day, or over the whole horizon.
public struct TotalRow: Sendable, Equatable {
  public var id: String
  /// "day" or "horizon".
  public var period: String
  /// First and last date, or step, of the period.
  public var first: IntervalLabel
  public var last: IntervalLabel
  public var mean: Double
  public var median: Double
  public var bands: [ForecastRow.Band]
  /// The observed total of the same period a week before; NaN where unknown.
  public var weekBefore: Double

  public init(
    id: String, period: String, first: IntervalLabel, last: IntervalLabel, mean: Double,
    median: Double, bands: [ForecastRow.Band], weekBefore: Double
  ) {
    self.id = id
    self.period = period
    self.first = first
    self.last = last
    self.mean = rounded(mean)
    self.median = rounded(median)
    self.bands = bands.map {
      ForecastRow.Band(level: $0.level, lower: rounded($0.lower), upper: rounded($0.upper))
    }
    self.weekBefore = rounded(weekBefore)
  }

  /// The band nearest to 80 %.
  public var mainBand: ForecastRow.Band? {
    bands.min { abs($0.level - 80) < abs($1.level - 80) }
  }
}

/// `totals.csv`: sums with intervals of their own, for sums of intervals are not
/// intervals of sums.
public enum TotalsFile {
  public static let name = "totals.csv"

  public static func bytes(of rows: [TotalRow], levels: [Double]) -> [UInt8] {
    let bands = levels.flatMap {
      ["lo-\(ForecastFile.spelling($0))", "hi-\(ForecastFile.spelling($0))"]
    }
    var writer = CSVWriter(
      header: ["unique_id", "period", "first", "last", "mean", "median"] + bands + ["week_before"])
    for row in rows {
      writer.text(row.id)
      writer.text(row.period)
      writer.text(row.first.text)
      writer.text(row.last.text)
      writer.number(row.mean)
      writer.number(row.median)
      for band in row.bands {
        writer.number(band.lower)
        writer.number(band.upper)
      }
      if row.weekBefore.isNaN { writer.missing() } else { writer.number(row.weekBefore) }
      writer.endRow()
    }
    return writer.bytes
  }

  public static func rows(from table: ContractTable) throws(TableError) -> [TotalRow] {
    let ids = try table.text("unique_id")
    let periods = try table.text("period")
    let firsts = try table.labels("first")
    let lasts = try table.labels("last")
    let means = try table.numbers("mean")
    let medians = try table.numbers("median")
    let bands = try ForecastFile.bands(of: table)
    let before = try table.optionalNumbers("week_before")
    return ids.indices.map { row in
      TotalRow(
        id: ids[row], period: periods[row], first: firsts[row], last: lasts[row],
        mean: means[row], median: medians[row],
        bands: bands.map {
          ForecastRow.Band(level: $0.level, lower: $0.lower[row], upper: $0.upper[row])
        }, weekBefore: before[row])
    }
  }
}

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
    var writer = CSVWriter(header: ["unique_id", "model", "metric", "value"])
    for row in rows {
      writer.text(row.id)
      writer.text(row.model)
      writer.text(row.metric)
      if row.value.isFinite { writer.number(row.value) } else { writer.missing() }
      writer.endRow()
    }
    return writer.bytes
  }

  public static func rows(from table: ContractTable) throws(TableError) -> [AccuracyLine] {
    let ids = try table.optionalText("unique_id")
    let models = try table.text("model")
    let metrics = try table.text("metric")
    let values = try table.optionalNumbers("value")
    return ids.indices.map {
      AccuracyLine(id: ids[$0], model: models[$0], metric: metrics[$0], value: values[$0])
    }
  }
}
