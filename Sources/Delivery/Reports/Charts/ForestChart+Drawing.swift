extension ForestChart: ChartDrawing {
  func draw(on canvas: inout Canvas) {
    let shown = Array(items.prefix(ForestChart.maximumItems))
    let known =
      shown.flatMap { [$0.estimate, $0.lower, $0.upper] }.filter(\.isFinite)
      + (reference.value.isFinite ? [reference.value] : [])
    guard !shown.isEmpty, let least = known.min(), let most = known.max() else { return }
    let scale = NiceScale(covering: least, most, targetCount: canvas.isNarrow ? 4 : 7)
    let size = canvas.fontSize
    let widest = shown.map { TextWidth.of($0.name, size: size) }.max() ?? 0
    // Long names stand above their rows on a phone, beside them elsewhere.
    let isAbove = canvas.isNarrow && widest > 100
    let labelRoom = isAbove ? 8 : min(widest, canvas.width * 0.36) + 12
    let valueRoom =
      (shown.map { TextWidth.of(format.words($0.estimate), size: size) }.max() ?? 0) + 14
    let pitch = isAbove ? 2 * canvas.lineHeight + 12 : canvas.lineHeight + 10
    let top = canvas.lineHeight + 10
    let plot = Plot(
      left: labelRoom, top: top, right: canvas.width - valueRoom,
      bottom: top + Double(shown.count) * pitch, xRange: scale.lower...scale.upper, yRange: 0...1)

    var grid = Path()
    for tick in scale.ticks where tick != reference.value {
      grid.move(plot.x(tick), plot.top)
      grid.line(plot.x(tick), plot.bottom)
    }
    canvas.path(grid, style: "g")
    if plot.xRange.contains(reference.value) {
      let x = plot.x(reference.value)
      canvas.line(from: (x, plot.top - 4), to: (x, plot.bottom), style: "z")
      canvas.clamped(reference.name, at: x, y: size)
    }
    for (row, item) in shown.enumerated() {
      let rowTop = top + Double(row) * pitch
      let middle = rowTop + (isAbove ? canvas.lineHeight + 14 : pitch / 2)
      let style: StaticString = item.isEmphasized ? "x" : ""
      if isAbove {
        canvas.haloed(
          TextWidth.fitting(item.name, within: canvas.width, size: size), x: 0,
          y: rowTop + size + 2, style: style)
      } else {
        canvas.text(
          TextWidth.fitting(item.name, within: labelRoom - 12, size: size), x: labelRoom - 10,
          y: middle + size * 0.35, anchor: .end, style: style)
      }
      draw(item, on: &canvas, plot: plot, y: middle)
      canvas.text(
        format.words(item.estimate), x: canvas.width, y: middle + size * 0.35, anchor: .end,
        style: "x")
    }
    canvas.numberAxis(plot, scale: scale, format: format, name: valueName)
    canvas.height = plot.bottom + 10 + 2 * canvas.lineHeight
    if items.count > shown.count {
      canvas.remark("\(shown.count) of \(items.count) rows are drawn; the table has all.")
    }
  }

  /// A bar from end to end of the interval, its caps, and a mark on the estimate: filled
  /// where the interval leaves out "no effect", hollow where it does not.
  private func draw(_ item: Item, on canvas: inout Canvas, plot: Plot, y: Double) {
    if item.lower.isFinite, item.upper.isFinite {
      let (a, b) = (plot.x(item.lower), plot.x(item.upper))
      var bar = Path()
      bar.move(a, y)
      bar.line(b, y)
      for end in [a, b] {
        bar.move(end, y - 4)
        bar.line(end, y + 4)
      }
      canvas.path(bar, style: "v")
    }
    guard item.estimate.isFinite else { return }
    let isClear =
      !(item.lower.isFinite && item.upper.isFinite)
      || item.lower > reference.value || item.upper < reference.value
    canvas.circle(x: plot.x(item.estimate), y: y, radius: 4.5, style: isClear ? "e1" : "d i")
  }
}
