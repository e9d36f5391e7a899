extension HeatMap: ChartDrawing {
  func draw(on canvas: inout Canvas) {
    guard !rowLabels.isEmpty, !columnLabels.isEmpty else { return }
    // A week by half-hours is 48 columns: on a phone, time runs down instead.
    if canvas.isNarrow && columnLabels.count > max(14, rowLabels.count) {
      transposed.drawCells(on: &canvas)
    } else {
      drawCells(on: &canvas)
    }
  }

  private var transposed: HeatMap {
    HeatMap(
      rowLabels: columnLabels, columnLabels: rowLabels,
      values: columnLabels.indices.map { column in values.map { $0[column] } },
      rowName: columnName, columnName: rowName, unit: unit, format: format)
  }

  private func drawCells(on canvas: inout Canvas) {
    let known = values.flatMap { $0 }.filter(\.isFinite)
    let scale = NiceScale(
      covering: min(known.min() ?? 0, 0), known.max() ?? 1, targetCount: canvas.isNarrow ? 6 : 8)
    let hatching = canvas.hatching("hm")
    let hasMissing = known.count < rowLabels.count * columnLabels.count
    let top = drawLegend(on: &canvas, scale: scale, hatching: hasMissing ? hatching : nil)

    let widestRow = rowLabels.map { TextWidth.of($0, size: canvas.fontSize) }.max() ?? 0
    let labelRoom = min(widestRow, canvas.width * 0.3) + 10
    let cellWidth = min((canvas.width - labelRoom) / Double(columnLabels.count), 90)
    let cellHeight =
      rowLabels.count > 24
      ? (canvas.isNarrow ? 9.5 : 12) : min(28, max(22, cellWidth * 0.8))
    let gridTop = top + canvas.lineHeight + 4
    let widestValue = known.map { TextWidth.of(format.words($0), size: canvas.fontSize) }.max() ?? 0
    let showsValues = widestValue + 4 <= cellWidth && cellHeight >= canvas.fontSize + 4

    var shades: [Int: Path] = [:]
    var unknown = Path()
    for (row, line) in values.enumerated() {
      for (column, value) in line.enumerated() {
        let box = Box(
          x: labelRoom + Double(column) * cellWidth, y: gridTop + Double(row) * cellHeight,
          width: cellWidth, height: cellHeight)
        if value.isFinite {
          box.add(to: &shades[shade(value, scale), default: Path()])
        } else {
          box.add(to: &unknown)
        }
      }
    }
    for index in 0..<8 {
      if let path = shades[index] { canvas.path(path, style: "c\(index) cg") }
    }
    canvas.path(unknown, fill: hatching, style: "cg")
    if showsValues { drawValues(on: &canvas, scale, labelRoom, gridTop, cellWidth, cellHeight) }
    drawLabels(on: &canvas, labelRoom, gridTop, cellWidth, cellHeight)
    canvas.height = gridTop + Double(rowLabels.count) * cellHeight + 2
  }

  private struct Box {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    func add(to path: inout Path) {
      path.move(x, y)
      path.line(x + width, y)
      path.line(x + width, y + height)
      path.line(x, y + height)
      path.close()
    }
  }

  /// Which of the eight shades: the classes between ticks, spread over the whole ramp.
  private func shade(_ value: Double, _ scale: NiceScale) -> Int {
    let classes = scale.ticks.count - 1
    var index = 0
    while index < classes - 1 && value >= scale.ticks[index + 1] { index += 1 }
    return classes <= 1 ? 4 : index * 7 / (classes - 1)
  }

  /// Boxes of the shades with the numbers between them; returns where it ends.
  private func drawLegend(on canvas: inout Canvas, scale: NiceScale, hatching: String?) -> Double {
    canvas.unit(unit, y: canvas.fontSize)
    let classes = max(1, scale.ticks.count - 1)
    let label = scale.labelWidth(format: format, fontSize: canvas.fontSize)
    let room = canvas.width - label - (hatching == nil ? 0 : 90)
    let boxWidth = min(max(label + 8, 34), room / Double(classes))
    let left = label / 2
    let boxTop = canvas.lineHeight + 4
    for index in 0..<classes {
      canvas.rectangle(
        x: left + Double(index) * boxWidth, y: boxTop, width: boxWidth, height: 12,
        style: "c\(shade(scale.ticks[index], scale)) cg")
    }
    var shownTo = -Double.infinity
    for (index, tick) in scale.ticks.enumerated() {
      let words = scale.words(tick, format: format)
      let x = left + Double(index) * boxWidth
      let half = 0.5 * TextWidth.of(words, size: canvas.fontSize)
      guard x - half >= shownTo + 4 else { continue }
      canvas.clamped(words, at: x, y: boxTop + 12 + canvas.lineHeight)
      shownTo = x + half
    }
    if let hatching {
      let x = left + Double(classes) * boxWidth + 26
      var box = Path()
      Box(x: x, y: boxTop, width: 18, height: 12).add(to: &box)
      canvas.path(box, fill: hatching, style: "cg")
      canvas.text("no data", x: x + 23, y: boxTop + 11, style: "q")
    }
    return boxTop + 12 + canvas.lineHeight + 6
  }

  private func drawValues(
    on canvas: inout Canvas, _ scale: NiceScale, _ left: Double, _ top: Double, _ width: Double,
    _ height: Double
  ) {
    for (row, line) in values.enumerated() {
      for (column, value) in line.enumerated() where value.isFinite {
        canvas.text(
          format.words(value), x: left + (Double(column) + 0.5) * width,
          y: top + (Double(row) + 0.5) * height + canvas.fontSize * 0.35, anchor: .middle,
          style: shade(value, scale) >= 5 ? "cb" : "")
      }
    }
  }

  private func drawLabels(
    on canvas: inout Canvas, _ left: Double, _ top: Double, _ width: Double, _ height: Double
  ) {
    let widest = columnLabels.map { TextWidth.of($0, size: canvas.fontSize) }.max() ?? 0
    let everyColumn = max(1, roundStep(widest / width))
    for (index, label) in columnLabels.enumerated() where index % everyColumn == 0 {
      let x = left + (Double(index) + 0.5) * width
      // Above many narrow columns a label starts where its column does.
      if everyColumn > 1 && x - width / 2 + widest < canvas.width {
        canvas.text(label, x: x - width / 2, y: top - 6, style: "q")
      } else if everyColumn == 1 {
        canvas.clamped(
          TextWidth.fitting(label, within: width, size: canvas.fontSize), at: x, y: top - 6)
      }
    }
    let everyRow = max(1, roundStep((canvas.fontSize + 3) / height))
    for (index, label) in rowLabels.enumerated() where index % everyRow == 0 {
      let y =
        everyRow == 1
        ? top + (Double(index) + 0.5) * height + canvas.fontSize * 0.35
        : top + Double(index) * height + canvas.fontSize * 0.75
      canvas.text(
        TextWidth.fitting(label, within: left - 8, size: canvas.fontSize), x: left - 8, y: y,
        anchor: .end, style: "q")
    }
  }

  /// The next of 1, 2, 4, 6, 8, 12, 24 … steps: half-hours and hours fall on round ones.
  private func roundStep(_ least: Double) -> Int {
    for step in [1, 2, 4, 6, 8, 12, 24, 48] where Double(step) >= least { return step }
    return Int(least.rounded(.up))
  }
}
