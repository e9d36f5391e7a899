import CivilTime

extension CoverageChart: ChartDrawing {
  /// Up to this many days have a panel each; more are drawn along one axis.
  private static let maximumPanels = 14

  func draw(on canvas: inout Canvas) {
    guard !starts.isEmpty else { return }
    let known = (required + covered).filter(\.isFinite)
    let days = dayRanges
    let isPanelled = days.count > 1 && days.count <= CoverageChart.maximumPanels
    let scale = NiceScale(
      covering: 0, known.max() ?? 1, targetCount: isPanelled ? 3 : canvas.isNarrow ? 4 : 6)
    let hatching = canvas.hatching("hl")
    var keys = [
      Key(name: coveredName, sample: .area("b2 bc")), Key(name: requiredName, sample: .line("l i")),
    ]
    if zip(required, covered).contains(where: { $0 > $1 }) {
      keys.append(Key(name: "short", sample: .filled(hatching, style: "h")))
    }
    let keyHeight = canvas.keyRow(keys, top: 0) + 4
    canvas.unit(unit, y: keyHeight + canvas.fontSize)
    let top = keyHeight + canvas.lineHeight + (isPanelled || days.count == 1 ? 4 : 12)
    let labelRoom = scale.labelWidth(format: format, fontSize: canvas.fontSize) + 10

    guard isPanelled || days.count == 1 else {
      drawAlongOneAxis(on: &canvas, scale: scale, top: top, labelRoom: labelRoom, fill: hatching)
      return
    }
    let hours = starts.map { Double($0.secondOfDay) / 3600 }
    let length = Double(intervalSeconds) / 3600
    let first = (hours.min() ?? 0).rounded(.down)
    let last = ((hours.max() ?? 23) + length).rounded(.up)
    let grid = PanelGrid(
      count: days.count, on: canvas, top: top, labelRoom: labelRoom,
      xRange: first...max(last, first + 1),
      yRange: scale.lower...scale.upper)
    for (index, day) in days.enumerated() {
      let plot = grid.plots[index]
      canvas.verticalAxis(
        plot, scale: scale, format: format, unit: "", labelsShown: grid.isFirstInRow(index))
      let date = starts[day.lowerBound].date
      canvas.text(
        "\(PlainWords.weekday(date).prefix(3)) \(PlainWords.dayAndMonth(date))", x: plot.left,
        y: plot.top - 7, style: "x")
      draw(day, x: hours, length: length, plot: plot, on: &canvas, fill: hatching)
      canvas.hourAxis(plot)
    }
    canvas.height = grid.bottom
  }

  private var dayRanges: [Range<Int>] {
    var ranges: [Range<Int>] = []
    var begin = 0
    for index in starts.indices.dropFirst() where starts[index].date != starts[begin].date {
      ranges.append(begin..<index)
      begin = index
    }
    ranges.append(begin..<starts.count)
    return ranges
  }

  private func drawAlongOneAxis(
    on canvas: inout Canvas, scale: NiceScale, top: Double, labelRoom: Double, fill: String
  ) {
    let positions = starts.map { Double($0.wallSeconds) }
    let plot = Plot(
      left: labelRoom, top: top, right: canvas.width - 6,
      bottom: top + (canvas.isNarrow ? 180 : 260),
      xRange: positions[0]...(positions[positions.count - 1] + Double(intervalSeconds)),
      yRange: scale.lower...scale.upper)
    canvas.verticalAxis(plot, scale: scale, format: format, unit: "")
    draw(
      starts.indices, x: positions, length: Double(intervalSeconds), plot: plot, on: &canvas,
      fill: fill)
    canvas.timeAxis(
      plot,
      ticks: TimeTicks.along(
        plot.xRange, length: plot.width, fontSize: canvas.fontSize, showsTimes: true))
    canvas.height = plot.bottom + 10 + 2 * canvas.lineHeight
  }

  private func draw(
    _ range: Range<Int>, x: [Double], length: Double, plot: Plot, on canvas: inout Canvas,
    fill: String
  ) {
    let starts = Array(x[range])
    let need = Array(required[range])
    let cover = Array(covered[range])
    let zeros = [Double](repeating: 0, count: cover.count)
    canvas.path(
      CoverageChart.between(starts, length: length, zeros, cover, plot: plot), style: "b2")
    canvas.path(plot.steps(starts: starts, length: length, values: cover), style: "bc")
    let short = zip(need, cover).map { $0 > $1 ? $0 : .nan }
    canvas.path(
      CoverageChart.between(starts, length: length, cover, short, plot: plot), fill: fill,
      style: "h")
    canvas.path(
      plot.steps(starts: starts, length: length, values: need),
      style: plot.width > 12 * Double(range.count) ? "l i" : "l i thin")
  }

  /// The area between two step lines, where both are finite.
  private static func between(
    _ starts: [Double], length: Double, _ lower: [Double], _ upper: [Double], plot: Plot
  ) -> Path {
    var path = Path()
    let both = zip(lower, upper).map { $0.isFinite && $1.isFinite ? 0.0 : .nan }
    for run in Thinning.runs(of: both, at: starts, length: length) {
      path.move(plot.x(starts[run.lowerBound]), plot.y(upper[run.lowerBound]))
      for index in run {
        path.line(plot.x(starts[index]), plot.y(upper[index]))
        path.line(plot.x(starts[index] + length), plot.y(upper[index]))
      }
      for index in run.reversed() {
        path.line(plot.x(starts[index] + length), plot.y(lower[index]))
        path.line(plot.x(starts[index]), plot.y(lower[index]))
      }
      path.close()
    }
    return path
  }
}
