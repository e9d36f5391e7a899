extension LineChart: ChartDrawing {
  func draw(on canvas: inout Canvas) {
    let positions = abscissa.positions
    guard let first = positions.first, let last = positions.last else { return }
    let shown = series.prefix(LineChart.maximumSeries)
    let known = shown.flatMap(\.values).filter(\.isFinite) + (reference.map { [$0.value] } ?? [])
    var least = known.min() ?? 0
    if startsAtZero { least = min(least, 0) }
    let scale = NiceScale(
      covering: least, known.max() ?? 1, targetCount: canvas.isNarrow ? 4 : 6)

    let keys = shown.indices.map { index in
      (
        key: Key(
          name: series[index].name, sample: .line(LineChart.style(index, of: series[index]))),
        end: series[index].values.last { $0.isFinite } ?? .nan
      )
    }
    // One line is named by the chart's own title.
    let isNamed = keys.count > 1
    var top = canvas.lineHeight + 12
    var right = canvas.width - 4
    if isNamed && canvas.isNarrow {
      top += canvas.keyRow(keys.map(\.key), top: 0)
    } else if isNamed {
      right = canvas.width - canvas.endKeyWidth(keys.map(\.key))
    }
    let plot = Plot(
      left: scale.labelWidth(format: format, fontSize: canvas.fontSize) + 10, top: top,
      right: right, bottom: top + (canvas.isNarrow ? 180 : 270),
      xRange: first...max(last, first + 1e-9),
      yRange: scale.lower...scale.upper)
    canvas.height = plot.bottom + 10 + 2 * canvas.lineHeight
    canvas.verticalAxis(plot, scale: scale, format: format, unit: "")
    canvas.unit(unit, y: top - 12 - canvas.lineHeight + canvas.fontSize)
    if abscissa.isCivil { canvas.momentsAlong(moments, plot: plot) }
    for index in shown.indices.reversed() {
      canvas.path(
        plot.line(x: positions, y: series[index].values),
        style: LineChart.style(index, of: series[index]))
    }
    if let reference {
      canvas.referenceAcross(reference, plot: plot, clearOf: positions, known: shown.map(\.values))
    }
    if isNamed && !canvas.isNarrow {
      canvas.endKeys(keys.map { ($0.key, plot.y($0.end)) }, plot: plot)
    }
    canvas.horizontalAxis(plot, abscissa: abscissa, name: abscissaName)
    if series.count > shown.count {
      canvas.remark("\(shown.count) of \(series.count) lines are drawn; the table has all.")
    }
  }

  static func style(_ index: Int, of series: Series) -> String {
    "l s\(index % maximumSeries + 1)" + (series.isEmphasized ? " w" : "")
  }
}

extension Canvas {
  /// Time or numbers along the bottom of a plot.
  mutating func horizontalAxis(_ plot: Plot, abscissa: Abscissa, name: String) {
    switch abscissa {
    case .numbers:
      let scale = NiceScale(
        covering: plot.xRange.lowerBound, plot.xRange.upperBound, targetCount: isNarrow ? 4 : 8)
      numberAxis(plot, scale: scale, format: .automatic, name: name)
    case .dates, .times:
      var showsTimes = false
      if case .times = abscissa { showsTimes = true }
      timeAxis(
        plot,
        ticks: TimeTicks.along(
          plot.xRange, length: plot.width, fontSize: fontSize, showsTimes: showsTimes))
    }
  }

  /// A level across a plot, named where the lines leave most room: above or below it, at
  /// its left or its right end.
  mutating func referenceAcross(
    _ reference: ReferenceLine, plot: Plot, clearOf positions: [Double], known: [[Double]]
  ) {
    guard plot.yRange.contains(reference.value) else { return }
    let y = plot.y(reference.value)
    line(from: (plot.left, y), to: (plot.right, y), style: "z")
    let name = TextWidth.fitting(reference.name, within: plot.width, size: fontSize)
    let width = TextWidth.of(name, size: fontSize)

    func room(from left: Double, middle: Double) -> Double {
      guard middle - fontSize / 2 >= plot.top - 4, middle + fontSize / 2 <= plot.bottom else {
        return -1
      }
      var room = Double.infinity
      for values in known {
        for (position, value) in zip(positions, values) where value.isFinite {
          let x = plot.x(position)
          if x >= left - 4 && x <= left + width + 4 {
            room = min(room, abs(plot.y(value) - middle))
          }
        }
      }
      return room
    }
    let (above, below) = (y - 5 - fontSize * 0.35, y + 5 + fontSize * 0.6)
    let places = [above, below].flatMap { middle in
      [plot.right - width, plot.left + 4].map {
        (left: $0, middle: middle, room: room(from: $0, middle: middle))
      }
    }
    let best = places.max { $0.room < $1.room } ?? places[0]
    haloed(name, x: best.left, y: best.middle + fontSize * 0.35, style: "q")
  }

  /// Days marked from top to bottom of a plot, named at its top on the side with more room.
  mutating func momentsAlong(_ moments: [Moment], plot: Plot) {
    for (row, moment) in moments.enumerated() {
      guard plot.xRange.contains(moment.position) else { continue }
      let x = plot.x(moment.position)
      line(from: (x, plot.top), to: (x, plot.bottom), style: "z")
      let isLeft = x - plot.left > plot.right - x
      let room = (isLeft ? x - plot.left : plot.right - x) - 6
      let name = TextWidth.fitting(moment.name, within: room, size: fontSize)
      let width = TextWidth.of(name, size: fontSize)
      haloed(
        name, x: isLeft ? x - 5 - width : x + 5,
        y: plot.top + fontSize * 0.9 + Double(row) * lineHeight, style: "q")
    }
  }

  /// A line of text under everything drawn so far.
  mutating func remark(_ words: String) {
    text(words, x: 0, y: height + fontSize, style: "q")
    height += lineHeight + 4
  }
}
