extension GanttChart: ChartDrawing {
  func draw(on canvas: inout Canvas) {
    let shown = shifts.prefix(GanttChart.maximumRows)
    guard !shown.isEmpty else { return }
    let first = (Double(shown.map(\.hours.start).min() ?? 0) / 60).rounded(.down)
    let last = (Double(shown.map(\.hours.end).max() ?? 1440) / 60).rounded(.up)

    let names = shown.map { name($0, on: canvas) }
    let widest = names.map { TextWidth.of($0, size: canvas.fontSize) }.max() ?? 0
    let counts = shown.map { TextWidth.of("× \($0.count)", size: canvas.fontSize) }.max() ?? 0
    let labelRoom = widest + 10
    let pitch = canvas.isNarrow ? 22.0 : 24.0
    let thickness = canvas.isNarrow ? 13.0 : 15.0
    let axisHeight = 2 * canvas.lineHeight + 8

    var tops: [Double] = []
    var headings: [(text: String, y: Double)] = []
    var y = axisHeight
    for (index, shift) in shown.enumerated() {
      if !shift.group.isEmpty && (index == 0 || shown[index - 1].group != shift.group) {
        y += index == 0 ? 2 : 8
        headings.append((shift.group, y + canvas.fontSize))
        y += canvas.lineHeight + 4
      }
      tops.append(y)
      y += pitch
    }
    let plot = Plot(
      left: labelRoom, top: axisHeight, right: canvas.width - counts - 12, bottom: y,
      xRange: first...max(last, first + 1), yRange: 0...1)
    canvas.clamped(unit, at: canvas.width, y: canvas.fontSize)
    drawHours(on: &canvas, plot: plot, tops: tops, pitch: pitch)
    for heading in headings { canvas.text(heading.text, x: 0, y: heading.y, style: "x") }
    for (index, shift) in shown.enumerated() {
      draw(shift, name: names[index], on: &canvas, plot: plot, top: tops[index], thickness)
    }
    canvas.height = y + 2
    if shifts.count > shown.count {
      canvas.remark("\(shown.count) of \(shifts.count) shifts are drawn; the table has all.")
    }
  }

  /// Its label and its hours; where there is little room the label gives way.
  private func name(_ shift: Shift, on canvas: Canvas) -> String {
    let hours = "\(GanttChart.dayClock(shift.hours.start))–\(GanttChart.dayClock(shift.hours.end))"
    guard !shift.label.isEmpty else { return hours }
    let room =
      canvas.width * (canvas.isNarrow ? 0.46 : 0.36) - TextWidth.of(hours, size: canvas.fontSize)
    return "\(TextWidth.fitting(shift.label, within: room - 8, size: canvas.fontSize)) \(hours)"
  }

  /// "02:00", on whichever day.
  private static func dayClock(_ minute: Int) -> String {
    PlainWords.timeOfDay(((minute % 1440) + 1440) % 1440 * 60)
  }

  private func drawHours(on canvas: inout Canvas, plot: Plot, tops: [Double], pitch: Double) {
    let needed = TextWidth.of("00:00", size: canvas.fontSize) + 12
    let step = [1.0, 2, 3, 4, 6, 12].first { plot.x($0) - plot.x(0) >= needed } ?? 24
    var grid = Path()
    for hour in stride(
      from: (plot.xRange.lowerBound / step).rounded(.up) * step, through: plot.xRange.upperBound,
      by: step)
    {
      // Not through the headings between groups of rows.
      for (index, top) in tops.enumerated() {
        if index == 0 || top > tops[index - 1] + pitch { grid.move(plot.x(hour), top - 3) }
        let isLast = index == tops.count - 1 || tops[index + 1] > top + pitch
        if isLast { grid.line(plot.x(hour), top + pitch - 6) }
      }
      canvas.clamped(
        GanttChart.dayClock(Int(hour * 60)), at: plot.x(hour),
        y: canvas.lineHeight + canvas.fontSize)
    }
    canvas.path(grid, style: "g")
  }

  private func draw(
    _ shift: Shift, name: String, on canvas: inout Canvas, plot: Plot, top: Double,
    _ thickness: Double
  ) {
    let textY = top + thickness * 0.5 + canvas.fontSize * 0.35
    canvas.text(name, x: 0, y: textY)
    // Breaks are gaps: a thread through them says it is one shift.
    canvas.line(
      from: (plot.x(Double(shift.hours.start) / 60), top + thickness / 2),
      to: (plot.x(Double(shift.hours.end) / 60), top + thickness / 2), style: "u")
    var from = shift.hours.start
    for pause in shift.breaks.sorted(by: { $0.start < $1.start }) + [
      Span(start: shift.hours.end, end: shift.hours.end)
    ] {
      let (a, b) = (plot.x(Double(from) / 60), plot.x(Double(pause.start) / 60))
      canvas.rectangle(x: a, y: top, width: b - a, height: thickness, radius: 2, style: "f1")
      from = max(from, pause.end)
    }
    canvas.text("× \(shift.count)", x: canvas.width, y: textY, anchor: .end, style: "x")
  }
}
