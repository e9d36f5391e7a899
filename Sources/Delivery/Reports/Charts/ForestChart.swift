/// Estimates with their intervals, one a row, about a line that means "no effect".
public struct ForestChart: Hashable, Sendable {
  public struct Item: Hashable, Sendable {
    public var name: String
    public var estimate: Double
    /// NaN where the method gives no interval: then only the mark is drawn.
    public var lower: Double
    public var upper: Double
    public var isEmphasized: Bool

    public init(
      _ name: String, estimate: Double, lower: Double = .nan, upper: Double = .nan,
      isEmphasized: Bool = false
    ) {
      self.name = name
      self.estimate = estimate
      self.lower = lower
      self.upper = upper
      self.isEmphasized = isEmphasized
    }
  }

  /// More rows than this are not read; the drawing keeps the first ones and says so, the
  /// data table keeps all.
  public static let maximumItems = 30

  /// In the order they are drawn.
  public var items: [Item]
  public var itemName: String
  /// What is measured: "change in requests, in per cent".
  public var valueName: String
  /// What the interval holds: "95 % range".
  public var intervalName: String
  public var format: NumberFormat
  /// Where there is no effect.
  public var reference: ReferenceLine

  public init(
    items: [Item], itemName: String, valueName: String, intervalName: String,
    format: NumberFormat = .automatic, reference: ReferenceLine
  ) {
    self.items = items
    self.itemName = itemName
    self.valueName = valueName
    self.intervalName = intervalName
    self.format = format
    self.reference = reference
  }
}

extension ForestChart {
  var dataTable: ReportTable {
    let rows = items.map { item in
      ReportTable.Row(
        [.text(item.name), .number(item.estimate), .interval(item.lower, item.upper)],
        isEmphasized: item.isEmphasized)
    }
    return ReportTable(
      caption: "",
      columns: [
        .text(itemName), .number(PlainWords.sentence(valueName), format: format),
        .number(PlainWords.sentence(intervalName), format: format),
      ], rows: rows)
  }
}
