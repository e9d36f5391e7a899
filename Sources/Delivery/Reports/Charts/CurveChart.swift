/// One smooth curve over numbers, with the band it may lie in: an effect, a dose, a shape
/// of the day or the year.
public struct CurveChart: Hashable, Sendable {
  /// Ascending.
  public var positions: [Double]
  /// One value a position; NaN leaves a gap.
  public var values: [Double]
  /// Ends of the band; NaN or empty where there is none.
  public var lower: [Double]
  public var upper: [Double]
  /// What lies along the horizontal axis: "temperature (°C)".
  public var abscissaName: String
  /// What is measured, above the vertical axis.
  public var unit: String
  /// What the band holds: "95 % range".
  public var bandName: String
  public var format: NumberFormat
  /// A level to compare with: "no effect", "average".
  public var reference: ReferenceLine?

  /// - Precondition: one value a position, and a band of the same length or none.
  public init(
    positions: [Double], values: [Double], lower: [Double] = [], upper: [Double] = [],
    abscissaName: String, unit: String, bandName: String = "", format: NumberFormat = .automatic,
    reference: ReferenceLine? = nil
  ) {
    precondition(positions.count == values.count, "one value a position")
    precondition(lower.count == upper.count && (lower.isEmpty || lower.count == values.count))
    self.positions = positions
    self.values = values
    self.lower = lower
    self.upper = upper
    self.abscissaName = abscissaName
    self.unit = unit
    self.bandName = bandName
    self.format = format
    self.reference = reference
  }

  var hasBand: Bool { zip(lower, upper).contains { $0.isFinite && $1.isFinite } }
}

extension CurveChart {
  var dataTable: ReportTable {
    var columns: [ReportTable.Column] = [
      .number(PlainWords.sentence(abscissaName), format: .automatic),
      .number(PlainWords.sentence(unit), format: format),
    ]
    if hasBand { columns.append(.number(PlainWords.sentence(bandName), format: format)) }
    let rows = positions.indices.map { index in
      var cells: [ReportTable.Cell] = [.number(positions[index]), .number(values[index])]
      if hasBand { cells.append(.interval(lower[index], upper[index])) }
      return ReportTable.Row(cells)
    }
    return ReportTable(caption: "", columns: columns, rows: rows)
  }
}

extension CurveChart: ChartDrawing {
  func draw(on canvas: inout Canvas) {
    guard let first = positions.first, let last = positions.last else { return }
    let known = (values + lower + upper).filter(\.isFinite) + (reference.map { [$0.value] } ?? [])
    guard let least = known.min(), let most = known.max() else { return }
    let scale = NiceScale(covering: least, most, targetCount: canvas.isNarrow ? 4 : 6)
    let top = 2 * canvas.lineHeight + 8
    let plot = Plot(
      left: scale.labelWidth(format: format, fontSize: canvas.fontSize) + 10, top: top,
      right: canvas.width - 8, bottom: top + (canvas.isNarrow ? 170 : 230),
      xRange: first...max(last, first + 1e-9), yRange: scale.lower...scale.upper)
    canvas.height = plot.bottom + 10 + 2 * canvas.lineHeight
    canvas.verticalAxis(plot, scale: scale, format: format, unit: "")
    canvas.unit(unit, y: canvas.fontSize)
    if hasBand {
      canvas.path(plot.area(x: positions, lower: lower, upper: upper), style: "b1 bo")
    }
    canvas.path(plot.line(x: positions, y: values), style: "l s1 w")
    if let reference {
      canvas.referenceAcross(
        reference, plot: plot, clearOf: positions,
        known: hasBand ? [values, lower, upper] : [values])
    }
    let axis = NiceScale(covering: first, last, targetCount: canvas.isNarrow ? 4 : 8)
    canvas.numberAxis(plot, scale: axis, format: .automatic, name: abscissaName)
  }
}
