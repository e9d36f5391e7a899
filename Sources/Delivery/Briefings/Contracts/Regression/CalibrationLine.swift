public import Tables

/// One line of `calibration.csv`: of rows given about this probability, how many were "yes".
public struct CalibrationLine: Sendable, Equatable {
  public var bin: Int
  public var rows: Int
  /// Mean probability given.
  public var predicted: Double
  /// Share that came true, and its 95 % interval.
  public var observed: Double
  public var lower: Double
  public var upper: Double

  public init(
    bin: Int, rows: Int, predicted: Double, observed: Double, lower: Double, upper: Double
  ) {
    self.bin = bin
    self.rows = rows
    self.predicted = FileNumbers.significant(predicted)
    self.observed = FileNumbers.significant(observed)
    self.lower = FileNumbers.significant(lower)
    self.upper = FileNumbers.significant(upper)
  }
}

/// `calibration.csv`: `bin, rows, predicted, observed, lo-95, hi-95`.
public enum CalibrationFile {
  public static let name = "calibration.csv"

  public static func bytes(of rows: [CalibrationLine]) -> [UInt8] {
    var writer = CSVWriter(header: ["bin", "rows", "predicted", "observed", "lo-95", "hi-95"])
    for row in rows {
      writer.integer(row.bin)
      writer.integer(row.rows)
      for value in [row.predicted, row.observed, row.lower, row.upper] {
        writer.significant(value)
      }
      writer.endRow()
    }
    return writer.bytes
  }

  public static func rows(from table: ContractTable) throws(TableError) -> [CalibrationLine] {
    let bins = try table.counts("bin")
    let counts = try table.counts("rows")
    let predicted = try table.optionalNumbers("predicted")
    let observed = try table.optionalNumbers("observed")
    let interval = try table.interval()
    return bins.indices.map {
      CalibrationLine(
        bin: bins[$0], rows: counts[$0], predicted: predicted[$0], observed: observed[$0],
        lower: interval?.lower[$0] ?? .nan, upper: interval?.upper[$0] ?? .nan)
    }
  }
}
