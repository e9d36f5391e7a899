public import Tables

/// One line of `terms.csv` or `tests.csv`: a test, its degrees of freedom and what it says.
public struct TestLine: Sendable, Equatable {
  public var name: String
  public var statistic: Double
  public var degreesOfFreedom: Double
  /// Of the denominator, where the test is an F.
  public var denominator: Double
  public var pValue: Double
  /// What it means in plain words; empty for terms.
  public var sentence: String

  public init(
    name: String, statistic: Double, degreesOfFreedom: Double, denominator: Double = .infinity,
    pValue: Double, sentence: String = ""
  ) {
    self.name = name
    self.statistic = FileNumbers.significant(statistic)
    self.degreesOfFreedom = FileNumbers.significant(degreesOfFreedom)
    self.denominator = denominator.isFinite ? FileNumbers.significant(denominator) : .infinity
    self.pValue = FileNumbers.significant(pValue)
    self.sentence = sentence
  }
}

/// `terms.csv`: `term, df, df_residual, statistic, p_value`, one line a term of the formula.
public enum TermsFile {
  public static let name = "terms.csv"

  public static func bytes(of rows: [TestLine]) -> [UInt8] {
    var writer = CSVWriter(header: ["term", "df", "df_residual", "statistic", "p_value"])
    for row in rows {
      writer.text(row.name)
      for value in [row.degreesOfFreedom, row.denominator, row.statistic, row.pValue] {
        writer.significant(value)
      }
      writer.endRow()
    }
    return writer.bytes
  }

  public static func rows(from table: ContractTable) throws(TableError) -> [TestLine] {
    try lines(from: table, name: "term", sentences: nil)
  }

  static func lines(from table: ContractTable, name: String, sentences: String?)
    throws(TableError) -> [TestLine]
  {
    let names = try table.text(name)
    let statistics = try table.optionalNumbers("statistic")
    let degrees = try table.optionalNumbers("df")
    let denominators = try table.optionalNumbers("df_residual")
    let pValues = try table.optionalNumbers("p_value")
    var words = names.map { _ in "" }
    if let sentences { words = try table.optionalText(sentences) }
    return names.indices.map {
      TestLine(
        name: names[$0], statistic: statistics[$0], degreesOfFreedom: degrees[$0],
        denominator: denominators[$0], pValue: pValues[$0], sentence: words[$0])
    }
  }
}

/// `tests.csv`: `test, statistic, df, df_residual, p_value, sentence`, the checks of the fit.
public enum TestsFile {
  public static let name = "tests.csv"

  public static func bytes(of rows: [TestLine]) -> [UInt8] {
    var writer = CSVWriter(header: [
      "test", "statistic", "df", "df_residual", "p_value", "sentence",
    ])
    for row in rows {
      writer.text(row.name)
      for value in [row.statistic, row.degreesOfFreedom, row.denominator, row.pValue] {
        writer.significant(value)
      }
      writer.text(row.sentence)
      writer.endRow()
    }
    return writer.bytes
  }

  public static func rows(from table: ContractTable) throws(TableError) -> [TestLine] {
    try TermsFile.lines(from: table, name: "test", sentences: "sentence")
  }
}
