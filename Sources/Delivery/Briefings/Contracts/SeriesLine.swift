public import Tables

/// One line of `series.csv`: a series of the forecast at a glance.
public struct SeriesLine: Sendable, Equatable {
  public var id: String
  /// What made its forecast: "median of ETS(A,N,A), dotm".
  public var model: String
  /// How many values were observed.
  public var observed: Int
  /// Expected total over the horizon; NaN where there is no forecast.
  public var mean: Double
  /// Ends of its range nearest to 80 %.
  public var lower: Double
  public var upper: Double
  /// Mean absolute scaled error over the backtest, of the forecast and of the
  /// seasonal naive; NaN without one.
  public var mase: Double
  public var baselineMASE: Double
  /// Steps checked by the backtest.
  public var tested: Int
  /// How many models that were asked for could not be used.
  public var fallbacks: Int

  public init(
    id: String, model: String, observed: Int, mean: Double, lower: Double, upper: Double,
    mase: Double, baselineMASE: Double, tested: Int, fallbacks: Int
  ) {
    self.id = id
    self.model = model
    self.observed = observed
    self.mean = FileNumbers.rounded(mean)
    self.lower = FileNumbers.rounded(lower)
    self.upper = FileNumbers.rounded(upper)
    self.mase = FileNumbers.rounded(mase)
    self.baselineMASE = FileNumbers.rounded(baselineMASE)
    self.tested = tested
    self.fallbacks = fallbacks
  }

  /// Error of the forecast relative to the seasonal naive; nil where unknown.
  public var relativeError: Double? {
    baselineMASE > 0 && mase.isFinite ? mase / baselineMASE : nil
  }
}

/// `series.csv`: what a report of many series is made from.
public enum SeriesFile {
  public static let name = "series.csv"
  static let header = [
    "unique_id", "model", "observed", "mean", "lower", "upper", "MASE", "MASE_baseline", "tested",
    "fallbacks",
  ]

  /// A writer that has the header.
  public static func writer() -> CSVWriter { CSVWriter(header: header) }

  public static func add(_ line: SeriesLine, to writer: inout CSVWriter) {
    writer.text(line.id)
    writer.text(line.model)
    writer.integer(line.observed)
    writer.number(line.mean)
    writer.number(line.lower)
    writer.number(line.upper)
    writer.number(line.mase)
    writer.number(line.baselineMASE)
    writer.integer(line.tested)
    writer.integer(line.fallbacks)
    writer.endRow()
  }

  public static func rows(from table: ContractTable) throws(TableError) -> [SeriesLine] {
    let ids = try table.text("unique_id")
    let models = try table.text("model")
    let observed = try table.counts("observed")
    let means = try table.optionalNumbers("mean")
    let lower = try table.optionalNumbers("lower")
    let upper = try table.optionalNumbers("upper")
    let errors = try table.optionalNumbers("MASE")
    let baseline = try table.optionalNumbers("MASE_baseline")
    let tested = try table.counts("tested")
    let fallbacks = try table.counts("fallbacks")
    return ids.indices.map {
      SeriesLine(
        id: ids[$0], model: models[$0], observed: observed[$0], mean: means[$0], lower: lower[$0],
        upper: upper[$0], mase: errors[$0], baselineMASE: baseline[$0], tested: tested[$0],
        fallbacks: fallbacks[$0])
    }
  }
}
