public import Tables

/// One line of `coefficients.csv`. NaN where the method gives no such value.
public struct CoefficientLine: Sendable, Equatable {
  public var name: String
  public var estimate: Double
  public var standardError: Double
  public var statistic: Double
  public var pValue: Double
  public var lower: Double
  public var upper: Double

  public init(
    name: String, estimate: Double, standardError: Double, statistic: Double, pValue: Double,
    lower: Double, upper: Double
  ) {
    self.name = name
    self.estimate = FileNumbers.significant(estimate)
    self.standardError = FileNumbers.significant(standardError)
    self.statistic = FileNumbers.significant(statistic)
    self.pValue = FileNumbers.significant(pValue)
    self.lower = FileNumbers.significant(lower)
    self.upper = FileNumbers.significant(upper)
  }
}

/// `coefficients.csv`: `name, estimate, std_error, statistic, p_value, lo-95, hi-95`.
public enum CoefficientsFile {
  public static let name = "coefficients.csv"

  /// - Parameter level: of the intervals, in per cent.
  public static func bytes(of rows: [CoefficientLine], level: Double) -> [UInt8] {
    let suffix = FileNumbers.spelling(level)
    var writer = CSVWriter(header: [
      "name", "estimate", "std_error", "statistic", "p_value", "lo-\(suffix)", "hi-\(suffix)",
    ])
    for row in rows {
      writer.text(row.name)
      let numbers = [
        row.estimate, row.standardError, row.statistic, row.pValue, row.lower, row.upper,
      ]
      for value in numbers { writer.significant(value) }
      writer.endRow()
    }
    return writer.bytes
  }

  public static func rows(from table: ContractTable) throws(TableError) -> [CoefficientLine] {
    let names = try table.text("name")
    let estimates = try table.optionalNumbers("estimate")
    let errors = try table.optionalNumbers("std_error")
    let statistics = try table.optionalNumbers("statistic")
    let pValues = try table.optionalNumbers("p_value")
    let interval = try table.interval()
    return names.indices.map {
      CoefficientLine(
        name: names[$0], estimate: estimates[$0], standardError: errors[$0],
        statistic: statistics[$0], pValue: pValues[$0], lower: interval?.lower[$0] ?? .nan,
        upper: interval?.upper[$0] ?? .nan)
    }
  }
}
