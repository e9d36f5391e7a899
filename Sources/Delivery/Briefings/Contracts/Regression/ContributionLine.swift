import Tables

/// One line of `contributions.csv`: what one variable adds to one row's prediction.
public struct ContributionLine: Sendable, Equatable {
  /// Row of the data, from 1, the header not counted.
  public var row: Int
  public var variable: String
  public var contribution: Double

  public init(row: Int, variable: String, contribution: Double) {
    self.row = row
    self.variable = variable
    self.contribution = contribution
  }
}

/// `contributions.csv`: `row, variable, contribution`; of each row, the contributions and the
/// line `(base)` add up to the prediction on the model's own scale.
public enum ContributionsFile {
  public static let name = "contributions.csv"
  public static let base = "(base)"

  public static func bytes(of rows: [ContributionLine]) -> [UInt8] {
    var writer = CSVWriter(header: ["row", "variable", "contribution"])
    for row in rows {
      writer.integer(row.row)
      writer.text(row.variable)
      // In full: they must add up.
      if row.contribution.isFinite { writer.number(row.contribution) } else { writer.missing() }
      writer.endRow()
    }
    return writer.bytes
  }
}
