/// Shades of one colour over two orderings: day by time of day.
public struct HeatMap: Hashable, Sendable {
  public var rowLabels: [String]
  public var columnLabels: [String]
  /// `values[row][column]`; NaN where there is none.
  public var values: [[Double]]
  public var rowName: String
  public var columnName: String
  public var unit: String
  public var format: NumberFormat

  /// - Precondition: `values` has a row a row label and a value a column label.
  public init(
    rowLabels: [String], columnLabels: [String], values: [[Double]], rowName: String,
    columnName: String, unit: String, format: NumberFormat = .whole
  ) {
    precondition(values.count == rowLabels.count)
    precondition(values.allSatisfy { $0.count == columnLabels.count })
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
    self.values = values
    self.rowName = rowName
    self.columnName = columnName
    self.unit = unit
    self.format = format
  }
}
