/// A rectangle of a canvas with a horizontal and a vertical scale.
struct Plot {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double
  /// Data at `left` and at `right`.
  var xRange: ClosedRange<Double>
  /// Data at `bottom` and at `top`.
  var yRange: ClosedRange<Double>

  var width: Double { right - left }
  var height: Double { bottom - top }

  func x(_ value: Double) -> Double {
    let span = xRange.upperBound - xRange.lowerBound
    guard span > 0 else { return 0.5 * (left + right) }
    return left + (value - xRange.lowerBound) / span * width
  }

  func y(_ value: Double) -> Double {
    let span = yRange.upperBound - yRange.lowerBound
    guard span > 0 else { return bottom }
    return bottom - (value - yRange.lowerBound) / span * height
  }

  /// A line through the finite values, with gaps at the others, thinned to what the
  /// width can show.
  func line(x positions: [Double], y values: [Double], pointsPerUnit: Double = 0.8) -> Path {
    var path = Path()
    for run in Thinning.runs(of: values) {
      let xs = Array(positions[run])
      let ys = Array(values[run])
      let limit = max(3, Int(abs(x(xs[xs.count - 1]) - x(xs[0])) * pointsPerUnit))
      for (order, index) in Thinning.largestTriangles(x: xs, y: ys, limit: limit).enumerated() {
        if order == 0 {
          path.move(x(xs[index]), y(ys[index]))
          // A lone value is a dot: a line with round ends and almost no length.
          if run.count == 1 { path.line(x(xs[index]) + 0.1, y(ys[index])) }
        } else {
          path.line(x(xs[index]), y(ys[index]))
        }
      }
    }
    return path
  }

  /// The area between two edges.
  func area(x positions: [Double], lower: [Double], upper: [Double]) -> Path {
    var path = Path()
    let both = zip(lower, upper).map { $0.isFinite && $1.isFinite ? 0.0 : .nan }
    for run in Thinning.runs(of: both) {
      let xs = Array(positions[run])
      let limit = max(2, Int(abs(x(xs[xs.count - 1]) - x(xs[0])) * 0.6))
      let thin = Thinning.envelope(
        x: xs, lower: Array(lower[run]), upper: Array(upper[run]), limit: limit)
      path.move(x(thin.x[0]), y(thin.upper[0]))
      for index in thin.x.indices.dropFirst() { path.line(x(thin.x[index]), y(thin.upper[index])) }
      for index in thin.x.indices.reversed() { path.line(x(thin.x[index]), y(thin.lower[index])) }
      path.close()
    }
    return path
  }

  /// Level steps, each from its start for `length`: a value holds over its interval.
  func steps(starts: [Double], length: Double, values: [Double]) -> Path {
    var path = Path()
    for run in Thinning.runs(of: values, at: starts, length: length) {
      path.move(x(starts[run.lowerBound]), y(values[run.lowerBound]))
      for index in run {
        path.line(x(starts[index]), y(values[index]))
        let next = starts[index] + length
        path.line(x(min(next, xRange.upperBound)), y(values[index]))
      }
    }
    return path
  }
}

extension Canvas {
  /// Horizontal grid lines with their numbers, and the unit above them.
  mutating func verticalAxis(
    _ plot: Plot, scale: NiceScale, format: NumberFormat, unit: String, labelsShown: Bool = true
  ) {
    var grid = Path()
    for tick in scale.ticks where tick != 0 {
      grid.move(plot.left, plot.y(tick))
      grid.line(plot.right, plot.y(tick))
    }
    path(grid, style: "g")
    if scale.lower <= 0 && scale.upper >= 0 {
      line(from: (plot.left, plot.y(0)), to: (plot.right, plot.y(0)), style: "a")
    }
    guard labelsShown else { return }
    for tick in scale.ticks {
      text(
        scale.words(tick, format: format), x: plot.left - 6, y: plot.y(tick) + fontSize * 0.35,
        anchor: .end, style: "q")
    }
    if !unit.isEmpty { self.unit(unit, y: fontSize) }
  }

  /// Ticks under the plot, their names, and on a second line what the names leave out.
  mutating func timeAxis(_ plot: Plot, ticks: [TimeTick], hasGrid: Bool = true) {
    var marks = Path()
    for tick in ticks {
      let x = plot.x(tick.position)
      marks.move(x, plot.bottom)
      marks.line(x, plot.bottom + 5)
    }
    path(marks, style: "a")
    for tick in ticks {
      clamped(tick.label, at: plot.x(tick.labelPosition), y: plot.bottom + 5 + fontSize)
      guard !tick.context.isEmpty else { continue }
      clamped(
        tick.context, at: plot.x(tick.labelPosition), y: plot.bottom + 5 + fontSize + lineHeight)
    }
  }

  mutating func numberAxis(_ plot: Plot, scale: NiceScale, format: NumberFormat, name: String) {
    var marks = Path()
    for tick in scale.ticks where plot.xRange.contains(tick) {
      marks.move(plot.x(tick), plot.bottom)
      marks.line(plot.x(tick), plot.bottom + 5)
      clamped(
        scale.words(tick, format: format), at: plot.x(tick), y: plot.bottom + 5 + fontSize)
    }
    path(marks, style: "a")
    guard !name.isEmpty else { return }
    clamped(
      name, at: 0.5 * (plot.left + plot.right), y: plot.bottom + 5 + fontSize + lineHeight)
  }

  /// What the numbers count, above the vertical axis.
  mutating func unit(_ words: String, y: Double) {
    text(TextWidth.fitting(words, within: width, size: fontSize), x: 0, y: y, style: "q")
  }

  /// Text around `x`, moved inside the drawing where it would be cut.
  mutating func clamped(_ words: String, at x: Double, y: Double, style: StaticString = "q") {
    let words = TextWidth.fitting(words, within: width, size: fontSize)
    let half = 0.5 * TextWidth.of(words, size: fontSize)
    if x - half < 0 {
      text(words, x: 0, y: y, style: style)
    } else if x + half > width {
      text(words, x: width, y: y, anchor: .end, style: style)
    } else {
      text(words, x: x, y: y, anchor: .middle, style: style)
    }
  }
}

extension NiceScale {
  /// The tick with the digits that tell it from its neighbours, in the style of `format`.
  func words(_ tick: Double, format: NumberFormat) -> String {
    var format = format
    format.digits = format.style == .percent ? max(0, digits - 2) : digits
    return format.words(tick)
  }

  /// Room the widest tick label takes.
  func labelWidth(format: NumberFormat, fontSize: Double) -> Double {
    ticks.map { TextWidth.of(words($0, format: format), size: fontSize) }.max() ?? 0
  }
}
