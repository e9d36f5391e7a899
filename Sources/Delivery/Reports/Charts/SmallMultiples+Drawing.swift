extension SmallMultiples: ChartDrawing {
  /// More panels than this are not read; the data table keeps all.
  private static let maximumPanels = 24

  func draw(on canvas: inout Canvas) {
    let shown = panels.prefix(SmallMultiples.maximumPanels)
    let positions = abscissa.positions
    guard let first = positions.first, let last = positions.last, !shown.isEmpty else { return }
    let values = shown.flatMap { $0.series.flatMap(\.values) }.filter(\.isFinite)
    let scale = NiceScale(
      covering: min(0, values.min() ?? 0), values.max() ?? 1, targetCount: 3)
    let names = shown[0].series
    var top = 0.0
    if names.count > 1 {
      top =
        canvas.keyRow(
          names.indices.map {
            Key(name: names[$0].name, sample: .line(LineChart.style($0, of: names[$0])))
          }, top: 0) + 4
    }
    canvas.unit(unit, y: top + canvas.fontSize)
    let grid = PanelGrid(
      count: shown.count, on: canvas, top: top + canvas.lineHeight + 4,
      labelRoom: scale.labelWidth(format: format, fontSize: canvas.fontSize) + 10,
      xRange: first...max(last, first + 1e-9), yRange: scale.lower...scale.upper)
    for (index, panel) in shown.enumerated() {
      let plot = grid.plots[index]
      canvas.verticalAxis(
        plot, scale: scale, format: format, unit: "", labelsShown: grid.isFirstInRow(index))
      canvas.text(
        TextWidth.fitting(panel.title, within: plot.width, size: canvas.fontSize), x: plot.left,
        y: plot.top - 7, style: "x")
      for line in panel.series.indices.reversed() {
        canvas.path(
          plot.line(x: positions, y: panel.series[line].values),
          style: LineChart.style(line, of: panel.series[line]))
      }
      if abscissaIsHours { canvas.hourAxis(plot) } else { ends(plot, on: &canvas) }
    }
    canvas.height = grid.bottom
    if panels.count > shown.count {
      canvas.remark("\(shown.count) of \(panels.count) panels are drawn; the table has all.")
    }
  }

  /// A panel is too small for an axis: the names of its two ends say its range.
  private func ends(_ plot: Plot, on canvas: inout Canvas) {
    let y = plot.bottom + 4 + canvas.fontSize
    canvas.text(name(0), x: plot.left, y: y, style: "q")
    canvas.text(name(abscissa.count - 1), x: plot.right, y: y, anchor: .end, style: "q")
  }

  private func name(_ index: Int) -> String {
    switch abscissa {
    case .dates(let dates): PlainWords.dayAndMonth(dates[index])
    case .times(let times): PlainWords.dayAndMonth(times[index].date)
    case .numbers(let numbers): NumberFormat.automatic.words(numbers[index])
    }
  }
}
