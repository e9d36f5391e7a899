/// Horizontal bars, one an item: plain, stacked, or with intervals.
public struct BarChart: Hashable, Sendable {
  public struct Bar: Hashable, Sendable {
    public var label: String
    /// One value a segment; a plain bar has one. Stacked segments are not negative.
    public var values: [Double]
    /// The interval around the bar's total, drawn as a whisker.
    public var lower: Double?
    public var upper: Double?
    public var isEmphasized: Bool

    public init(
      _ label: String, values: [Double], lower: Double? = nil, upper: Double? = nil,
      isEmphasized: Bool = false
    ) {
      self.label = label
      self.values = values
      self.lower = lower
      self.upper = upper
      self.isEmphasized = isEmphasized
    }

    public init(_ label: String, _ value: Double, isEmphasized: Bool = false) {
      self.init(label, values: [value], isEmphasized: isEmphasized)
    }

    var total: Double { values.filter(\.isFinite).reduce(0, +) }
  }

  public enum Order: String, Hashable, Sendable {
    /// Longest first; equal ones by label.
    case descending
    /// As given: days, sizes, steps.
    case given
  }

  /// More bars than this are not read; the drawing keeps the first ones and says so, the
  /// data table keeps all.
  public static let maximumBars = 50

  public var bars: [Bar]
  /// Names of the segments of a stacked bar; empty for plain bars.
  public var segmentNames: [String]
  public var itemName: String
  public var unit: String
  public var format: NumberFormat
  public var order: Order
  public var reference: ReferenceLine?

  /// - Precondition: every bar has one value a segment (one where unnamed).
  public init(
    bars: [Bar], segmentNames: [String] = [], itemName: String, unit: String,
    format: NumberFormat = .whole, order: Order = .descending, reference: ReferenceLine? = nil
  ) {
    precondition(
      bars.allSatisfy { $0.values.count == max(1, segmentNames.count) }, "one value a segment")
    self.bars = bars
    self.segmentNames = segmentNames
    self.itemName = itemName
    self.unit = unit
    self.format = format
    self.order = order
    self.reference = reference
  }
}
