/// Panels of one size in rows, with common scales.
struct PanelGrid {
  let columns: Int
  let plots: [Plot]
  let bottom: Double

  /// - Parameters:
  ///   - count: how many panels.
  ///   - top: where the first row's titles begin.
  ///   - labelRoom: space for the vertical axis left of each row.
  init(
    count: Int, on canvas: Canvas, top: Double, labelRoom: Double, xRange: ClosedRange<Double>,
    yRange: ClosedRange<Double>
  ) {
    let columns =
      switch (canvas.isNarrow, count) {
      case (_, ...1): 1
      case (true, _): 2
      case (false, 2...4): count == 4 ? 2 : count
      case (false, 5...6): 3
      case (false, _): 4
      }
    self.columns = columns
    let gutter = canvas.isNarrow ? 14.0 : 20.0
    let across = Double(columns)
    // Room at the right end for half of the last tick's label.
    let panelWidth = (canvas.width - labelRoom - gutter * (across - 1) - 6) / across
    let panelHeight =
      columns == 1
      ? (canvas.isNarrow ? 170 : 230) : (canvas.isNarrow ? 84 : max(96, panelWidth * 0.55))
    let titleHeight = canvas.lineHeight + 4
    let pitch = titleHeight + panelHeight + canvas.lineHeight + 16
    plots = (0..<count).map { index in
      let (row, column) = (index / columns, index % columns)
      let left = labelRoom + Double(column) * (panelWidth + gutter)
      let plotTop = top + Double(row) * pitch + titleHeight
      return Plot(
        left: left, top: plotTop, right: left + panelWidth, bottom: plotTop + panelHeight,
        xRange: xRange, yRange: yRange)
    }
    bottom = top + Double((count + columns - 1) / columns) * pitch
  }

  func isFirstInRow(_ index: Int) -> Bool { index % columns == 0 }
}

extension Canvas {
  /// Ticks at hours of the day, as many as fit: "06:00", or "6" where that is too wide.
  mutating func hourAxis(_ plot: Plot) {
    for step in [1.0, 2, 3, 4, 6, 12] {
      let ticks = stride(
        from: (plot.xRange.lowerBound / step).rounded(.up) * step,
        through: plot.xRange.upperBound, by: step)
      let needed = TextWidth.of("00:00", size: fontSize) + 8
      guard step == 12 || plot.x(step) - plot.x(0) >= needed else { continue }
      var marks = Path()
      var shownTo = -Double.infinity
      for hour in ticks {
        let x = plot.x(hour)
        marks.move(x, plot.bottom)
        marks.line(x, plot.bottom + 4)
        // The last label of a panel may run into the first of the next.
        let half = 0.5 * (needed - 8)
        guard x - half >= shownTo, x + half <= plot.right + 12 else { continue }
        clamped(
          PlainWords.timeOfDay(Int(hour * 3600) % 86_400), at: x, y: plot.bottom + 4 + fontSize)
        shownTo = x + half
      }
      path(marks, style: "a")
      return
    }
  }
}
