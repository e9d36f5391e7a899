import CivilTime

extension FanChart: ChartDrawing {
  func draw(on canvas: inout Canvas) {
    guard future.count > 0 else { return }
    let shown = shownHistory(on: canvas)
    let past = Array(history.positions[shown])
    let pastValues = Array(counted[shown])
    let ahead = future.positions

    let scale = verticalScale(pastValues, targetCount: canvas.isNarrow ? 4 : 6)
    let labelRoom = scale.labelWidth(format: format, fontSize: canvas.fontSize) + 10
    let keys = makeKeys()
    let top: Double
    let right: Double
    // The ends of a daily rhythm lie on one spot, where names cannot point at them.
    let namesEnds = !canvas.isNarrow && !isDense
    if !namesEnds {
      top = canvas.keyRow(keys.map(\.key), top: 0) + 2 * canvas.lineHeight + 12
      right = canvas.width - 4
    } else {
      top = 2 * canvas.lineHeight + 10
      right = canvas.width - canvas.endKeyWidth(keys.map(\.key))
    }
    let plotHeight = canvas.isNarrow ? 190.0 : 270.0
    let first = past.first ?? ahead[0]
    let plot = Plot(
      left: labelRoom, top: top, right: right, bottom: top + plotHeight,
      xRange: first...max(ahead[ahead.count - 1], first + 1),
      yRange: scale.lower...scale.upper)
    canvas.height = plot.bottom + 10 + 2 * canvas.lineHeight

    canvas.verticalAxis(plot, scale: scale, format: format, unit: "")
    canvas.unit(unit, y: top - canvas.lineHeight - 10)
    drawForecast(on: &canvas, plot: plot, join: join(past, pastValues))
    let counted = OpenHours(past)
    canvas.path(
      plot.line(x: counted.positions, y: counted.values(pastValues)),
      style: isDense ? "l i thin" : "l i")
    for place in marked where shown.contains(place) && self.counted[place].isFinite {
      canvas.circle(
        x: plot.x(history.positions[place]), y: plot.y(self.counted[place]), radius: 5,
        style: "l i")
    }
    if let actuals {
      for (position, value) in zip(ahead, actuals) where value.isFinite {
        canvas.circle(x: plot.x(position), y: plot.y(value), radius: 2.6, style: "d i")
      }
    }
    drawNow(on: &canvas, plot: plot, past: past)
    drawAxis(on: &canvas, plot: plot)
    guard namesEnds else { return }
    canvas.endKeys(keys.map { ($0.key, plot.y($0.end)) }, plot: plot)
  }

  private var isDense: Bool { future.count > 60 }

  /// The forecast is what the reader came for: a long one leaves the history a part of the
  /// width, and so does a phone. The table has all.
  private func shownHistory(on canvas: Canvas) -> Range<Int> {
    let most =
      switch (canvas.isNarrow, isDense) {
      case (true, true): future.count / 4
      case (false, true): future.count / 2
      case (true, false): max(future.count, 2)
      case (false, false): history.count
      }
    return max(0, history.count - most)..<history.count
  }

  /// From zero, unless everything lies far above it.
  private func verticalScale(_ past: [Double], targetCount: Int) -> NiceScale {
    var all = past + median + (baseline ?? []) + (actuals ?? [])
    for band in bands { all += band.lower + band.upper }
    let known = all.filter(\.isFinite)
    let least = known.min() ?? 0
    let most = known.max() ?? 1
    let floor = least > 0 && least < 0.6 * most ? 0 : least
    return NiceScale(covering: floor, most, targetCount: targetCount)
  }

  /// The last count, where the forecast follows it at once: the fan opens from there.
  private func join(_ past: [Double], _ values: [Double]) -> (x: Double, y: Double)? {
    let ahead = future.positions
    guard let x = past.last, let y = values.last, y.isFinite else { return nil }
    let step = ahead.count > 1 ? ahead[1] - ahead[0] : ahead[0] - x
    return ahead[0] - x <= 1.5 * step ? (x, y) : nil
  }

  private func drawForecast(on canvas: inout Canvas, plot: Plot, join: (x: Double, y: Double)?) {
    let ahead = (join.map { [$0.x] } ?? []) + future.positions
    let start = join.map { [$0.y] } ?? []
    let open = OpenHours(ahead)
    for (index, band) in bands.enumerated() {
      let area = plot.area(
        x: open.positions, lower: open.values(start + band.lower),
        upper: open.values(start + band.upper))
      canvas.path(area, style: bandStyle(index))
    }
    if let baseline {
      let own = OpenHours(future.positions)
      canvas.path(plot.line(x: own.positions, y: own.values(baseline)), style: "l n")
    }
    canvas.path(
      plot.line(x: open.positions, y: open.values(start + median)),
      style: isDense ? "l s1 thin" : "l s1")
  }

  /// Widest first: the innermost band has the strongest tint.
  private func bandStyle(_ index: Int) -> String {
    let strength = max(1, 3 - (bands.count - 1 - index))
    return index == 0 ? "b\(strength) bo" : "b\(strength)"
  }

  private func makeKeys() -> [(key: Key, end: Double)] {
    var keys: [(Key, Double)] = [
      (Key(name: "middle", sample: .line("l s1")), median[median.count - 1])
    ]
    for (index, band) in bands.enumerated().reversed() {
      let name = PlainWords.frequency(band.level, of: step)
      keys.append(
        (Key(name: name, sample: .area(bandStyle(index))), band.upper[band.upper.count - 1]))
    }
    if let baseline {
      keys.append((Key(name: baselineName, sample: .line("l n")), baseline[baseline.count - 1]))
    }
    if let actuals, let last = actuals.last(where: \.isFinite) {
      keys.append((Key(name: "came in since", sample: .dot("d i")), last))
    }
    return keys
  }

  private func drawNow(on canvas: inout Canvas, plot: Plot, past: [Double]) {
    guard let last = past.last else { return }
    let x = plot.x(last)
    let y = plot.top - 8
    canvas.line(from: (x, y - canvas.fontSize), to: (x, plot.bottom), style: "z")
    canvas.text(
      TextWidth.fitting(countedName, within: x - 6, size: canvas.fontSize), x: x - 6, y: y,
      anchor: .end, style: "q")
    canvas.text("expected", x: x + 6, y: y, style: "t1")
  }

  private func drawAxis(on canvas: inout Canvas, plot: Plot) {
    guard future.isCivil else {
      let scale = NiceScale(
        covering: plot.xRange.lowerBound, plot.xRange.upperBound,
        targetCount: canvas.isNarrow ? 4 : 8)
      canvas.numberAxis(plot, scale: scale, format: .automatic, name: step)
      return
    }
    var showsTimes = false
    if case .times = future { showsTimes = true }
    canvas.timeAxis(
      plot,
      ticks: TimeTicks.along(
        plot.xRange, length: plot.width, fontSize: canvas.fontSize, showsTimes: showsTimes))
  }
}

/// An axis with a break wherever the place was closed: nothing is drawn across a
/// night as if somebody had counted in it.
private struct OpenHours {
  /// The positions, with one more in the middle of each break.
  let positions: [Double]
  /// Indices before which a break lies.
  private let breaks: [Int]

  /// A gap of more than three times the usual distance, the median, is a break.
  init(_ positions: [Double]) {
    let distances = zip(positions, positions.dropFirst()).map { $1 - $0 }
    let usual = distances.sorted()[safe: distances.count / 2] ?? 0
    var all: [Double] = []
    var breaks: [Int] = []
    for (index, position) in positions.enumerated() {
      if index > 0, distances[index - 1] > 3 * usual {
        breaks.append(index)
        all.append((positions[index - 1] + position) / 2)
      }
      all.append(position)
    }
    self.positions = all
    self.breaks = breaks
  }

  /// Values of the positions, NaN in each break.
  func values(_ values: [Double]) -> [Double] {
    var all: [Double] = []
    all.reserveCapacity(positions.count)
    var next = breaks.makeIterator()
    var coming = next.next()
    for (index, value) in values.enumerated() {
      if index == coming {
        all.append(.nan)
        coming = next.next()
      }
      all.append(value)
    }
    return all
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? {
    indices.contains(index) ? self[index] : nil
  }
}
