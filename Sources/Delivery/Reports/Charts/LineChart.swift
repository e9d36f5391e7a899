public import CivilTime

/// Up to seven lines on one scale, each named at its end and told apart by dash and
/// mark as well as by colour.
public struct LineChart: Hashable, Sendable {
  public struct Series: Hashable, Sendable {
    public var name: String
    /// One value a point of the abscissa; NaN leaves a gap.
    public var values: [Double]
    /// Drawn heavier, the others in step behind it.
    public var isEmphasized: Bool

    public init(_ name: String, values: [Double], isEmphasized: Bool = false) {
      self.name = name
      self.values = values
      self.isEmphasized = isEmphasized
    }
  }

  /// More lines than this are not told apart; the drawing keeps the first ones and
  /// says so, the data table keeps all.
  public static let maximumSeries = 7

  public var abscissa: Abscissa
  public var series: [Series]
  public var unit: String
  public var format: NumberFormat
  /// Whether the vertical axis starts at zero.
  public var startsAtZero: Bool
  /// A level to compare with, and its name.
  public var reference: ReferenceLine?
  /// What the horizontal axis shows where it is numbers.
  public var abscissaName: String
  /// Days marked from top to bottom: a change, a new rule.
  public var moments: [Moment] = []

  /// - Precondition: every series has one value a point of the abscissa.
  public init(
    abscissa: Abscissa, series: [Series], unit: String, format: NumberFormat = .whole,
    startsAtZero: Bool = true, reference: ReferenceLine? = nil, abscissaName: String = ""
  ) {
    precondition(series.allSatisfy { $0.values.count == abscissa.count }, "one value a point")
    self.abscissa = abscissa
    self.series = series
    self.unit = unit
    self.format = format
    self.startsAtZero = startsAtZero
    self.reference = reference
    self.abscissaName = abscissaName
  }
}

/// A day marked on a chart's time axis, and what happened on it.
public struct Moment: Hashable, Sendable {
  public var date: CivilDate
  public var name: String

  public init(_ date: CivilDate, name: String) {
    self.date = date
    self.name = name
  }

  var position: Double { Double(date.daysSinceEpoch) * 86_400 }
}

/// A level marked across a chart: a promise, a budget, an average.
public struct ReferenceLine: Hashable, Sendable {
  public var value: Double
  public var name: String

  public init(_ value: Double, name: String) {
    self.value = value
    self.name = name
  }
}
