/// How often values of each size occurred.
public struct Histogram: Hashable, Sendable {
  /// NaN and infinities are left out.
  public var values: [Double]
  /// What one value is: "days".
  public var countUnit: String
  /// What is measured: "forecast error (calls)".
  public var valueName: String
  public var format: NumberFormat
  public var reference: ReferenceLine?

  public init(
    values: [Double], countUnit: String, valueName: String, format: NumberFormat = .whole,
    reference: ReferenceLine? = nil
  ) {
    self.values = values
    self.countUnit = countUnit
    self.valueName = valueName
    self.format = format
    self.reference = reference
  }
}

/// Every observation of a few groups as a dot, and the group's median as a bar: the
/// error of each model at each origin of a backtest.
public struct DotPlot: Hashable, Sendable {
  public struct Group: Hashable, Sendable {
    public var name: String
    public var values: [Double]
    public var isEmphasized: Bool

    public init(_ name: String, values: [Double], isEmphasized: Bool = false) {
      self.name = name
      self.values = values
      self.isEmphasized = isEmphasized
    }
  }

  public var groups: [Group]
  public var groupName: String
  /// What is measured: "average miss (calls a day)".
  public var valueName: String
  public var format: NumberFormat
  public var startsAtZero: Bool

  public init(
    groups: [Group], groupName: String, valueName: String, format: NumberFormat = .automatic,
    startsAtZero: Bool = true
  ) {
    self.groups = groups
    self.groupName = groupName
    self.valueName = valueName
    self.format = format
    self.startsAtZero = startsAtZero
  }
}

/// Before and after: one line an item between two values.
public struct SlopeChart: Hashable, Sendable {
  public struct Item: Hashable, Sendable {
    public var name: String
    public var before: Double
    public var after: Double
    public var isEmphasized: Bool

    public init(_ name: String, before: Double, after: Double, isEmphasized: Bool = false) {
      self.name = name
      self.before = before
      self.after = after
      self.isEmphasized = isEmphasized
    }
  }

  public var items: [Item]
  public var beforeName: String
  public var afterName: String
  public var itemName: String
  public var unit: String
  public var format: NumberFormat

  public init(
    items: [Item], beforeName: String, afterName: String, itemName: String, unit: String,
    format: NumberFormat = .whole
  ) {
    self.items = items
    self.beforeName = beforeName
    self.afterName = afterName
    self.itemName = itemName
    self.unit = unit
    self.format = format
  }
}
