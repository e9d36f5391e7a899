extension SlopeChart: ChartDrawing {
  func draw(on canvas: inout Canvas) {
    let known = items.flatMap { [$0.before, $0.after] }.filter(\.isFinite)
    guard let least = known.min(), let most = known.max() else { return }
    let size = canvas.fontSize
    let gap = canvas.lineHeight + 1
    let values = known.map { TextWidth.of(format.words($0), size: size) }.max() ?? 0
    let widestName = items.map { TextWidth.of($0.name, size: size) }.max() ?? 0
    let nameRoom = min(widestName, canvas.width * (canvas.isNarrow ? 0.4 : 0.28))
    let leftRoom = canvas.isNarrow ? values + 12 : nameRoom + values + 24
    let rightRoom = nameRoom + values + 24
    let top = 2 * canvas.lineHeight + 10
    let plotHeight = max(canvas.isNarrow ? 170 : 220, Double(items.count) * gap * 1.15)
    // Wide drawings keep the slopes steep enough to compare.
    let right = min(canvas.width - rightRoom, leftRoom + 380)
    let plot = Plot(
      left: leftRoom, top: top, right: right, bottom: top + plotHeight, xRange: 0...1,
      yRange: least...max(most, least + 1e-9))

    canvas.unit(unit, y: size)
    canvas.text(beforeName, x: plot.left, y: top - 10, anchor: .end, style: "x")
    canvas.text(afterName, x: plot.right, y: top - 10, style: "x")
    canvas.line(from: (plot.left, top - 4), to: (plot.left, plot.bottom + 4), style: "a")
    canvas.line(from: (plot.right, top - 4), to: (plot.right, plot.bottom + 4), style: "a")

    let drawn = items.filter { $0.before.isFinite && $0.after.isFinite }
    let range = plot.top...plot.bottom
    let left = LabelPlacement.apart(drawn.map { plot.y($0.before) }, gap: gap, within: range)
    let rightPlaces = LabelPlacement.apart(drawn.map { plot.y($0.after) }, gap: gap, within: range)
    for (index, item) in drawn.enumerated() {
      let (a, b) = (plot.y(item.before), plot.y(item.after))
      let style = item.isEmphasized ? "l s1 w" : "l n2"
      canvas.line(from: (plot.left, a), to: (plot.right, b), style: style)
      canvas.circle(x: plot.left, y: a, radius: 3, style: item.isEmphasized ? "e1" : "e0")
      canvas.circle(x: plot.right, y: b, radius: 3, style: item.isEmphasized ? "e1" : "e0")
      let name = TextWidth.fitting(item.name, within: nameRoom, size: size)
      let (before, after) = (format.words(item.before), format.words(item.after))
      let weight: StaticString = item.isEmphasized ? "x" : ""
      canvas.text(
        canvas.isNarrow ? before : "\(name)  \(before)", x: plot.left - 8,
        y: left[index] + size * 0.35, anchor: .end, style: weight)
      canvas.text(
        "\(after)  \(name)", x: plot.right + 8, y: rightPlaces[index] + size * 0.35, style: weight)
    }
    canvas.height = plot.bottom + 8
  }
}
