extension BarChart: ChartDrawing {
  func draw(on canvas: inout Canvas) {
    let bars = Array(ordered.prefix(BarChart.maximumBars))
    guard !bars.isEmpty else { return }
    let ends =
      bars.flatMap { [$0.total, $0.lower ?? $0.total, $0.upper ?? $0.total] }
      .filter(\.isFinite) + (reference.map { [$0.value] } ?? [])
    let scale = NiceScale(
      covering: min(0, ends.min() ?? 0), max(0, ends.max() ?? 1),
      targetCount: canvas.isNarrow ? 4 : 6)

    let valueRoom = (bars.map { TextWidth.of(words($0), size: canvas.fontSize) }.max() ?? 0) + 8
    let hasNegative = scale.lower < 0
    let widest = bars.map { TextWidth.of($0.label, size: canvas.fontSize) }.max() ?? 0
    // Long names stand above their bars on a phone, beside them elsewhere.
    let isAbove = canvas.isNarrow && widest > 100
    let labelRoom = isAbove ? 0 : min(widest, canvas.width * 0.36) + 10
    var top = 0.0
    if !segmentNames.isEmpty {
      top =
        canvas.keyRow(
          segmentNames.enumerated().map { Key(name: $1, sample: .area("f\($0 % 7 + 1)")) }, top: 0)
        + 6
    }
    if reference != nil { top += canvas.lineHeight + 4 }
    let thickness = isAbove ? 14.0 : 18.0
    let pitch = isAbove ? thickness + canvas.lineHeight + 10 : thickness + 10
    let plot = Plot(
      left: labelRoom + (hasNegative ? valueRoom : 0), top: top, right: canvas.width - valueRoom,
      bottom: top + Double(bars.count) * pitch, xRange: scale.lower...scale.upper, yRange: 0...1)

    for (row, bar) in bars.enumerated() {
      let rowTop = top + Double(row) * pitch
      let barTop = isAbove ? rowTop + canvas.lineHeight + 2 : rowTop + 5
      let style: StaticString = bar.isEmphasized ? "x" : ""
      if isAbove {
        canvas.text(
          TextWidth.fitting(bar.label, within: canvas.width, size: canvas.fontSize), x: 0,
          y: rowTop + canvas.fontSize, style: style)
      } else {
        canvas.text(
          TextWidth.fitting(bar.label, within: labelRoom - 10, size: canvas.fontSize),
          x: labelRoom - 8, y: barTop + thickness * 0.5 + canvas.fontSize * 0.35, anchor: .end,
          style: style)
      }
      draw(bar, on: &canvas, plot: plot, top: barTop, thickness: thickness)
    }
    if !isAbove {
      canvas.line(from: (plot.x(0), top), to: (plot.x(0), plot.bottom), style: "a")
    }
    if let reference {
      let x = plot.x(reference.value)
      canvas.line(from: (x, top - 2), to: (x, plot.bottom), style: "z")
      canvas.clamped(
        "\(reference.name): \(format.words(reference.value))", at: x, y: top - 8)
    }
    canvas.height = plot.bottom + canvas.lineHeight + 4
    canvas.text(unit, x: plot.x(0), y: plot.bottom + canvas.fontSize + 2, style: "q")
    if self.bars.count > bars.count {
      canvas.remark("\(bars.count) of \(self.bars.count) bars are drawn; the table has all.")
    }
  }

  private func words(_ bar: Bar) -> String { format.words(bar.total) }

  private func draw(
    _ bar: Bar, on canvas: inout Canvas, plot: Plot, top: Double, thickness: Double
  ) {
    var from = 0.0
    for (index, value) in bar.values.enumerated() where value.isFinite {
      let (a, b) = (plot.x(from), plot.x(from + value))
      let style = segmentNames.isEmpty ? (bar.isEmphasized ? "f1" : "f0") : "f\(index % 7 + 1)"
      canvas.rectangle(
        x: min(a, b), y: top, width: abs(b - a), height: thickness, radius: 1.5, style: style)
      let words = format.words(value)
      if !segmentNames.isEmpty && TextWidth.of(words, size: canvas.fontSize) + 8 <= abs(b - a) {
        canvas.text(
          words, x: 0.5 * (a + b), y: top + thickness * 0.5 + canvas.fontSize * 0.35,
          anchor: .middle, style: "cb")
      }
      from += value
    }
    var end = plot.x(bar.total)
    if let lower = bar.lower, let upper = bar.upper, lower.isFinite, upper.isFinite {
      let y = top + thickness / 2
      var whisker = Path()
      whisker.move(plot.x(lower), y)
      whisker.line(plot.x(upper), y)
      for cap in [lower, upper] {
        whisker.move(plot.x(cap), y - 5)
        whisker.line(plot.x(cap), y + 5)
      }
      canvas.path(whisker, style: "vo")
      canvas.path(whisker, style: "v")
      end = max(end, plot.x(upper))
    }
    let y = top + thickness * 0.5 + canvas.fontSize * 0.35
    if bar.total < 0 {
      canvas.haloed(words(bar), x: plot.x(bar.total) - 5, y: y, anchor: .end, style: "x")
    } else {
      canvas.haloed(words(bar), x: end + 5, y: y, style: "x")
    }
  }
}
