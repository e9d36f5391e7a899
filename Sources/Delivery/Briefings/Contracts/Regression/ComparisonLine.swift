import Tables

/// One line of `comparison.csv`: a metric of one of the models compared, on one fold.
public struct ComparisonLine: Sendable, Equatable {
  /// A, B, C …
  public var model: String
  public var method: String
  public var formula: String
  public var metric: String
  /// From 1; 0 for all folds together.
  public var fold: Int
  public var value: Double

  public init(
    model: String, method: String, formula: String, metric: String, fold: Int, value: Double
  ) {
    self.model = model
    self.method = method
    self.formula = formula
    self.metric = metric
    self.fold = fold
    self.value = FileNumbers.significant(value)
  }
}

/// `comparison.csv`: `model, method, formula, metric, fold, value`; fold is empty for all.
public enum ComparisonFile {
  public static let name = "comparison.csv"

  public static func bytes(of rows: [ComparisonLine]) -> [UInt8] {
    var writer = CSVWriter(header: ["model", "method", "formula", "metric", "fold", "value"])
    for row in rows {
      writer.text(row.model)
      writer.text(row.method)
      writer.text(row.formula)
      writer.text(row.metric)
      if row.fold > 0 { writer.integer(row.fold) } else { writer.missing() }
      writer.significant(row.value)
      writer.endRow()
    }
    return writer.bytes
  }
}

/// One line of `comparison-tests.csv`: one model against another on the same folds.
public struct PairLine: Sendable, Equatable {
  public var a: String
  public var b: String
  public var metric: String
  /// How much smaller b's loss is, as a share of a's, and its 95 % interval.
  public var gain: Double
  public var lower: Double
  public var upper: Double
  public var pValue: Double
  /// In plain words.
  public var verdict: String

  public init(
    a: String, b: String, metric: String, gain: Double, lower: Double, upper: Double,
    pValue: Double, verdict: String
  ) {
    self.a = a
    self.b = b
    self.metric = metric
    self.gain = FileNumbers.significant(gain)
    self.lower = FileNumbers.significant(lower)
    self.upper = FileNumbers.significant(upper)
    self.pValue = FileNumbers.significant(pValue)
    self.verdict = verdict
  }
}

/// `comparison-tests.csv`: `a, b, metric, gain, lo-95, hi-95, p_value, verdict`.
public enum PairsFile {
  public static let name = "comparison-tests.csv"

  public static func bytes(of rows: [PairLine]) -> [UInt8] {
    var writer = CSVWriter(header: [
      "a", "b", "metric", "gain", "lo-95", "hi-95", "p_value", "verdict",
    ])
    for row in rows {
      writer.text(row.a)
      writer.text(row.b)
      writer.text(row.metric)
      for value in [row.gain, row.lower, row.upper, row.pValue] { writer.significant(value) }
      writer.text(row.verdict)
      writer.endRow()
    }
    return writer.bytes
  }
}
