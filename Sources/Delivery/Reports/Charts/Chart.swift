/// A drawing with its takeaway and its data: rendered as a figure that holds two
/// drawings (for wide and for narrow windows) and the numbers as a table.
public struct Chart: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case fan(FanChart)
    case lines(LineChart)
    case bars(BarChart)
    case coverage(CoverageChart)
    case heatMap(HeatMap)
    case gantt(GanttChart)
    case smallMultiples(SmallMultiples)
    case histogram(Histogram)
    case dots(DotPlot)
    case slope(SlopeChart)
    case forest(ForestChart)
    case curve(CurveChart)
    case scatter(ScatterChart)
    case networkMap(NetworkMap)
    case timeSpace(TimeSpaceDiagram)
    case timingSheet(TimingSheet)
  }

  /// Names the figure in links and its CSV file; letters, digits and hyphens are kept.
  public var id: String
  /// What a reader should see in it, as a sentence.
  public var takeaway: String
  /// How to read it: what a band, a mark or a shade means.
  public var reading: InlineText?
  /// Caption of the data table, with the year and the unit.
  public var dataCaption: String
  public var kind: Kind

  public init(
    id: String, takeaway: String, reading: InlineText? = nil, dataCaption: String, _ kind: Kind
  ) {
    self.id = id
    self.takeaway = takeaway
    self.reading = reading
    self.dataCaption = dataCaption
    self.kind = kind
  }

  /// The numbers behind the drawing, in full.
  public var dataTable: ReportTable {
    var table = drawing.dataTable
    table.caption = dataCaption
    table.fileName = id
    table.isFolded = true
    return table
  }

  var drawing: any ChartDrawing {
    switch kind {
    case .fan(let chart): chart
    case .lines(let chart): chart
    case .bars(let chart): chart
    case .coverage(let chart): chart
    case .heatMap(let chart): chart
    case .gantt(let chart): chart
    case .smallMultiples(let chart): chart
    case .histogram(let chart): chart
    case .dots(let chart): chart
    case .slope(let chart): chart
    case .forest(let chart): chart
    case .curve(let chart): chart
    case .scatter(let chart): chart
    case .networkMap(let chart): chart
    case .timeSpace(let chart): chart
    case .timingSheet(let chart): chart
    }
  }
}

/// What every kind of chart can do.
protocol ChartDrawing {
  /// The numbers behind the drawing; the caption is set by `Chart`.
  var dataTable: ReportTable { get }
  /// Draws, and sets the canvas's height. Draws nothing where there are no data.
  func draw(on canvas: inout Canvas)
}
