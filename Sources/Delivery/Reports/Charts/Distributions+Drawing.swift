extension Histogram: ChartDrawing {
  func draw(on canvas: inout Canvas) {
    let bins = bins
    guard let first = bins.first, let last = bins.last else { return }
    let most = bins.map(\.count).max() ?? 1
    let scale = NiceScale(covering: 0, Double(most), targetCount: canvas.isNarrow ? 4 : 5)
    let top = 2 * canvas.lineHeight + 8
    let plot = Plot(
      left: scale.labelWidth(format: .whole, fontSize: canvas.fontSize) + 10, top: top,
      right: canvas.width - 6, bottom: top + (canvas.isNarrow ? 150 : 220),
      xRange: first.lower...max(last.upper, first.lower + 1e-9), yRange: scale.lower...scale.upper)
    canvas.verticalAxis(plot, scale: scale, format: .whole, unit: countUnit)
    for bin in bins where bin.count > 0 {
      let (a, b) = (plot.x(bin.lower), plot.x(bin.upper))
      let height = plot.bottom - plot.y(Double(bin.count))
      canvas.rectangle(
        x: a + 0.5, y: plot.y(Double(bin.count)), width: max(b - a - 1, 1), height: height,
        style: "f0")
    }
    drawEdges(of: bins, on: &canvas, plot: plot)
    if let reference, plot.xRange.contains(reference.value) {
      let x = plot.x(reference.value)
      canvas.line(from: (x, plot.top - 6), to: (x, plot.bottom), style: "z")
      canvas.clamped(reference.name, at: x, y: plot.top - 11)
    }
    canvas.height = plot.bottom + 10 + 2 * canvas.lineHeight
  }
}

extension Histogram {
  /// The axis names the edges of the bars, every second or third where all do not fit.
  private func drawEdges(of bins: [Bin], on canvas: inout Canvas, plot: Plot) {
    let edges = bins.map(\.lower) + [bins[bins.count - 1].upper]
    let widest = edges.map { TextWidth.of(format.words($0), size: canvas.fontSize) }.max() ?? 0
    let every = max(1, Int(((widest + 10) * Double(bins.count) / plot.width).rounded(.up)))
    // Counted from zero, so that zero is named where it is an edge.
    let zero = edges.firstIndex(of: 0) ?? 0
    let y = plot.bottom + 5 + canvas.fontSize
    for (index, edge) in edges.enumerated() where (index - zero) % every == 0 {
      canvas.clamped(format.words(edge), at: plot.x(edge), y: y)
    }
    canvas.clamped(valueName, at: 0.5 * (plot.left + plot.right), y: y + canvas.lineHeight)
  }
}

extension DotPlot: ChartDrawing {
  func draw(on canvas: inout Canvas) {
    let known = groups.flatMap(\.values).filter(\.isFinite)
    guard !known.isEmpty else { return }
    var least = known.min() ?? 0
    if startsAtZero { least = min(0, least) }
    let scale = NiceScale(
      covering: least, known.max() ?? 1, targetCount: canvas.isNarrow ? 4 : 8)
    let widest = groups.map { TextWidth.of($0.name, size: canvas.fontSize) }.max() ?? 0
    let isAbove = canvas.isNarrow && widest > 90
    let labelRoom = isAbove ? 6 : min(widest, canvas.width * 0.3) + 12
    let medians = groups.map { DotPlot.median(of: $0.values.filter(\.isFinite).sorted()) }
    let valueRoom =
      (medians.map { TextWidth.of(format.words($0), size: canvas.fontSize) }.max() ?? 0) + 14
    let rowHeight = isAbove ? 52.0 : 44.0
    let top = canvas.lineHeight + 6
    let plot = Plot(
      left: labelRoom, top: top, right: canvas.width - valueRoom,
      bottom: top + Double(groups.count) * rowHeight, xRange: scale.lower...scale.upper,
      yRange: 0...1)
    canvas.text("middle", x: canvas.width, y: canvas.fontSize, anchor: .end, style: "q")

    var grid = Path()
    for tick in scale.ticks {
      grid.move(plot.x(tick), plot.top)
      grid.line(plot.x(tick), plot.bottom)
    }
    canvas.path(grid, style: "g")
    for (index, group) in groups.enumerated() {
      let rowTop = top + Double(index) * rowHeight
      let middle = rowTop + (isAbove ? rowHeight * 0.68 : rowHeight * 0.5)
      let style: StaticString = group.isEmphasized ? "x" : ""
      if isAbove {
        canvas.text(group.name, x: 0, y: rowTop + canvas.fontSize + 2, style: style)
      } else {
        canvas.text(
          TextWidth.fitting(group.name, within: labelRoom - 12, size: canvas.fontSize),
          x: labelRoom - 12, y: middle + canvas.fontSize * 0.35, anchor: .end, style: style)
      }
      let mark = group.isEmphasized ? "e1" : "e0"
      for (x, offset) in swarm(group.values, plot: plot, limit: isAbove ? 12 : 16) {
        canvas.circle(x: x, y: middle + offset, radius: 3.2, style: mark)
      }
      guard medians[index].isFinite else { continue }
      let x = plot.x(medians[index])
      canvas.line(from: (x, middle - 15), to: (x, middle + 15), style: "y")
      canvas.text(
        format.words(medians[index]), x: canvas.width, y: middle + canvas.fontSize * 0.35,
        anchor: .end, style: "x")
    }
    canvas.numberAxis(plot, scale: scale, format: format, name: valueName)
    canvas.height = plot.bottom + 10 + 2 * canvas.lineHeight
  }

  /// Dots moved up and down, no further than `limit`, so that equal ones do not hide one
  /// another: each takes the place nearest the middle that is still free.
  private func swarm(_ values: [Double], plot: Plot, limit: Double) -> [(x: Double, y: Double)] {
    let diameter = 7.0
    var placed: [(x: Double, y: Double)] = []
    let offsets = stride(from: 0.0, through: limit, by: diameter).flatMap {
      $0 == 0 ? [0.0] : [-$0, $0]
    }
    for x in values.filter(\.isFinite).sorted().map(plot.x) {
      let near = placed.reversed().prefix { x - $0.x < diameter }
      let free = offsets.first { offset in !near.contains { abs($0.y - offset) < 0.5 } }
      placed.append((x, free ?? 0))
    }
    return placed
  }
}
