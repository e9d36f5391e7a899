/// Pairs of numbers, best what was expected and what came, with the line on which the two
/// agree.
public struct ScatterChart: Hashable, Sendable {
  public struct Point: Hashable, Sendable {
    public var x: Double
    public var y: Double
    /// The interval around `y`, drawn as a whisker; NaN for none.
    public var lower: Double
    public var upper: Double

    public init(x: Double, y: Double, lower: Double = .nan, upper: Double = .nan) {
      self.x = x
      self.y = y
      self.lower = lower
      self.upper = upper
    }
  }

  /// More points than this hide one another, and the page would be slow to open.
  public static let maximumPoints = 400

  public var points: [Point]
  public var xName: String
  public var yName: String
  /// What a whisker holds: "95 % range"; empty where there are none.
  public var intervalName: String
  public var format: NumberFormat
  /// The name of the line y = x; nil draws none.
  public var agreement: String?
  /// Whether the points are joined, from left to right: a calibration curve.
  public var isJoined: Bool

  public init(
    points: [Point], xName: String, yName: String, intervalName: String = "",
    format: NumberFormat = .automatic, agreement: String? = nil, isJoined: Bool = false
  ) {
    self.points = points
    self.xName = xName
    self.yName = yName
    self.intervalName = intervalName
    self.format = format
    self.agreement = agreement
    self.isJoined = isJoined
  }

  var hasIntervals: Bool { points.contains { $0.lower.isFinite && $0.upper.isFinite } }
}

extension ScatterChart {
  var dataTable: ReportTable {
    var columns: [ReportTable.Column] = [
      .number(PlainWords.sentence(xName), format: format),
      .number(PlainWords.sentence(yName), format: format),
    ]
    if hasIntervals { columns.append(.number(PlainWords.sentence(intervalName), format: format)) }
    let rows = points.map { point in
      var cells: [ReportTable.Cell] = [.number(point.x), .number(point.y)]
      if hasIntervals { cells.append(.interval(point.lower, point.upper)) }
      return ReportTable.Row(cells)
    }
    return ReportTable(caption: "", columns: columns, rows: rows, hasRowHeaders: false)
  }
}

extension ScatterChart: ChartDrawing {
  func draw(on canvas: inout Canvas) {
    let shown = points.filter { $0.x.isFinite && $0.y.isFinite }.prefix(ScatterChart.maximumPoints)
    guard !shown.isEmpty else { return }
    let across = shown.map(\.x)
    let up = shown.flatMap { [$0.y, $0.lower, $0.upper] }.filter(\.isFinite)
    // On one scale both ways, so that agreement is the diagonal.
    let ends = agreement == nil ? up : up + across
    let scale = NiceScale(
      covering: ends.min() ?? 0, ends.max() ?? 1, targetCount: canvas.isNarrow ? 4 : 6)
    let xScale =
      agreement == nil
      ? NiceScale(
        covering: across.min() ?? 0, across.max() ?? 1, targetCount: canvas.isNarrow ? 4 : 7)
      : scale
    let top = 2 * canvas.lineHeight + 8
    let left = scale.labelWidth(format: format, fontSize: canvas.fontSize) + 10
    let height = canvas.isNarrow ? 260.0 : 380.0
    let right =
      agreement == nil ? canvas.width - 8 : min(canvas.width - 8, left + height * 1.15)
    let plot = Plot(
      left: left, top: top, right: right, bottom: top + height,
      xRange: xScale.lower...xScale.upper, yRange: scale.lower...scale.upper)
    canvas.height = plot.bottom + 10 + 2 * canvas.lineHeight
    canvas.verticalAxis(plot, scale: scale, format: format, unit: "")
    canvas.unit(yName, y: canvas.fontSize)
    if agreement != nil {
      canvas.line(
        from: (plot.x(scale.lower), plot.y(scale.lower)),
        to: (plot.x(scale.upper), plot.y(scale.upper)), style: "z")
    }
    if isJoined {
      let ordered = shown.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
      canvas.path(plot.line(x: ordered.map(\.x), y: ordered.map(\.y)), style: "l s1")
    }
    var whiskers = Path()
    // Many points are one path of dots: a line with round ends and almost no length.
    var dots = Path()
    for point in shown {
      let (x, y) = (plot.x(point.x), plot.y(point.y))
      if point.lower.isFinite, point.upper.isFinite {
        whiskers.move(x, plot.y(point.lower))
        whiskers.line(x, plot.y(point.upper))
      }
      guard !isJoined else { continue }
      dots.move(x, y)
      dots.line(x + 0.1, y)
    }
    canvas.path(whiskers, style: "v")
    canvas.path(dots, style: "p")
    for point in shown where isJoined {
      canvas.circle(x: plot.x(point.x), y: plot.y(point.y), radius: 4.5, style: "e1")
    }
    if let agreement { name(agreement, on: &canvas, plot: plot, scale: scale) }
    canvas.numberAxis(plot, scale: xScale, format: format, name: xName)
    if points.count > shown.count {
      canvas.remark("\(shown.count) of \(points.count) points are drawn; the table has all.")
    }
  }

  /// The name of the diagonal, near its upper end and on the side that is not drawn on.
  private func name(_ words: String, on canvas: inout Canvas, plot: Plot, scale: NiceScale) {
    let at = scale.lower + 0.97 * (scale.upper - scale.lower)
    canvas.haloed(
      TextWidth.fitting(words, within: plot.width * 0.9, size: canvas.fontSize),
      x: plot.x(at) - 8, y: plot.y(at) + canvas.fontSize * 0.35, anchor: .end, style: "q")
  }
}
