public import CivilTime

/// A table for people, and the same table as CSV for machines.
public struct ReportTable: Hashable, Sendable {
  /// What a column holds and how its cells are set.
  public struct Column: Hashable, Sendable {
    public enum Alignment: String, Hashable, Sendable {
      case leading, trailing
    }

    public var header: String
    /// Shown under the header; empty for none.
    public var unit: String
    /// How numbers and intervals of this column are written.
    public var format: NumberFormat
    public var alignment: Alignment

    /// A column of words, dates or times.
    public static func text(_ header: String) -> Column {
      Column(header: header, unit: "", format: .automatic, alignment: .leading)
    }

    /// A column of numbers or intervals.
    public static func number(
      _ header: String, unit: String = "", format: NumberFormat = .whole
    ) -> Column {
      Column(header: header, unit: unit, format: format, alignment: .trailing)
    }
  }

  /// A value and its kind; the column says how it is written.
  public enum Cell: Hashable, Sendable {
    case text(String)
    case rich(InlineText)
    /// NaN and infinities read as missing.
    case number(Double)
    /// Two ends: "1,120 to 1,375"; two columns of the CSV.
    case interval(Double, Double)
    case date(CivilDate)
    case time(WallTime)
    case missing

    /// Whether it is a date or a time, which stay on one line.
    var isCivil: Bool {
      switch self {
      case .date, .time: true
      default: false
      }
    }
  }

  public struct Row: Hashable, Sendable {
    public var cells: [Cell]
    /// Set in bold, with a tint: totals, the chosen model, a changed row.
    public var isEmphasized: Bool

    public init(_ cells: [Cell], isEmphasized: Bool = false) {
      self.cells = cells
      self.isEmphasized = isEmphasized
    }
  }

  public var caption: String
  public var columns: [Column]
  public var rows: [Row]
  /// Totals; set off by a rule.
  public var footers: [Row]
  /// Whether the first cell of a row names the row.
  public var hasRowHeaders: Bool
  /// A line under the table: source, or how to read it.
  public var note: InlineText?
  /// Whether the table starts folded away behind its caption. Tables longer
  /// than `foldedFrom` rows are folded in any case.
  public var isFolded: Bool
  /// Name of the CSV file, without extension; from the caption where nil.
  public var fileName: String?

  public static let foldedFrom = 25

  /// - Precondition: every row and footer has one cell a column.
  public init(
    caption: String, columns: [Column], rows: [Row], footers: [Row] = [],
    hasRowHeaders: Bool = true, note: InlineText? = nil, isFolded: Bool = false,
    fileName: String? = nil
  ) {
    precondition(
      (rows + footers).allSatisfy { $0.cells.count == columns.count }, "one cell a column")
    self.caption = caption
    self.columns = columns
    self.rows = rows
    self.footers = footers
    self.hasRowHeaders = hasRowHeaders
    self.note = note
    self.isFolded = isFolded
    self.fileName = fileName
  }
}

extension ReportTable {
  /// The cell as a reader sees it.
  func words(_ cell: Cell, in column: Column) -> String {
    switch cell {
    case .text(let text): text
    case .rich(let text): text.plainText
    case .number(let value): column.format.words(value)
    case .interval(let lower, let upper):
      lower.isFinite && upper.isFinite
        ? "\(column.format.words(lower)) to \(column.format.words(upper))" : NumberFormat.missing
    case .date(let date): PlainWords.shortDate(date)
    case .time(let time): PlainWords.shortTime(time)
    case .missing: NumberFormat.missing
    }
  }
}
