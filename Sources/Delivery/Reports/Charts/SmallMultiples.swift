/// The same lines panel by panel on common scales: a day, a queue or a district each.
public struct SmallMultiples: Hashable, Sendable {
  public struct Panel: Hashable, Sendable {
    public var title: String
    /// As many series in every panel, in one order.
    public var series: [LineChart.Series]

    public init(_ title: String, series: [LineChart.Series]) {
      self.title = title
      self.series = series
    }
  }

  public var panels: [Panel]
  public var abscissa: Abscissa
  /// Whether the abscissa's numbers are hours of the day and read "06:00".
  public var abscissaIsHours: Bool
  public var abscissaName: String
  public var panelName: String
  public var unit: String
  public var format: NumberFormat

  /// - Precondition: every series has one value a point of the abscissa, and every
  ///   panel the series names of the first.
  public init(
    panels: [Panel], abscissa: Abscissa, abscissaIsHours: Bool = false, abscissaName: String,
    panelName: String, unit: String, format: NumberFormat = .whole
  ) {
    precondition(
      panels.allSatisfy { $0.series.allSatisfy { $0.values.count == abscissa.count } })
    precondition(
      panels.allSatisfy { $0.series.map(\.name) == panels[0].series.map(\.name) })
    self.panels = panels
    self.abscissa = abscissa
    self.abscissaIsHours = abscissaIsHours
    self.abscissaName = abscissaName
    self.panelName = panelName
    self.unit = unit
    self.format = format
  }
}
