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

    let barTops = bars.indices.map {
      top + Double($0) * pitch + (isAbove ? canvas.lineHeight + 2 : 5)
    }
    for (bar, barTop) in zip(bars, barTops) {
      let style: StaticString = bar.isEmphasized ? "x" : ""
      if isAbove {
        canvas.text(
          TextWidth.fitting(bar.label, within: canvas.width, size: canvas.fontSize), x: 0,
          y: barTop - canvas.lineHeight - 2 + canvas.fontSize, style: style)
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
    // After the lines, so that none runs through a number.
    for (bar, barTop) in zip(bars, barTops) {
      name(bar, on: &canvas, plot: plot, y: barTop + thickness * 0.5 + canvas.fontSize * 0.35)
    }
    canvas.height = plot.bottom + canvas.lineHeight + 4
    canvas.clamped(
      unit, at: plot.x(0) + 0.5 * TextWidth.of(unit, size: canvas.fontSize),
      y: plot.bottom + canvas.fontSize + 2)
    if self.bars.count > bars.count {
      canvas.remark("\(bars.count) of \(self.bars.count) bars are drawn; the table has all.")
    }
  }

  private func words(_ bar: Bar) -> String {
    bar.values.contains(where: \.isFinite) ? format.words(bar.total) : NumberFormat.missing
  }

  /// The number at the end of a bar or of its whisker.
  private func name(_ bar: Bar, on canvas: inout Canvas, plot: Plot, y: Double) {
    let ends = [bar.total, bar.lower ?? .nan, bar.upper ?? .nan].filter(\.isFinite).map(plot.x)
    if bar.total < 0 {
      canvas.haloed(words(bar), x: (ends.min() ?? 0) - 5, y: y, anchor: .end, style: "x")
    } else {
      canvas.haloed(words(bar), x: (ends.max() ?? 0) + 5, y: y, style: "x")
    }
  }

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
    }
  }
}
