extension TimeSpaceDiagram: ChartDrawing {
  /// More panels than this are not read.
  private static let maximumPanels = 6

  func draw(on canvas: inout Canvas) {
    let shown = panels.filter { !known($0.signals).isEmpty }.prefix(TimeSpaceDiagram.maximumPanels)
    guard !shown.isEmpty, duration.isFinite, duration > 0 else { return }
    let distances = shown.flatMap { known($0.signals).map(\.distance) }
    let least = distances.min() ?? 0
    let most = max(distances.max() ?? 1, least + 1)
    let room = 0.07 * (most - least)

    var keys = [Key(name: "red", sample: .area("tr"))]
    for direction in Direction.allCases
    where shown.contains(where: { $0.bands.contains { $0.direction == direction } }) {
      keys.append(
        Key(name: "green band, \(name(direction))", sample: .area(TimeSpaceDiagram.fill(direction)))
      )
    }
    if shown.contains(where: { !$0.trajectories.isEmpty }) {
      keys.append(Key(name: "a vehicle", sample: .line("tj")))
    }
    let top = canvas.keyRow(keys, top: 0) + 4
    let isBeside = !canvas.isNarrow && shown.count > 1
    let widest =
      shown.flatMap { $0.signals.map { TextWidth.of($0.name, size: canvas.fontSize) } }.max() ?? 0
    let labelRoom = min(widest, canvas.width * (canvas.isNarrow ? 0.3 : 0.2)) + 16
    let count = shown.map(\.signals.count).max() ?? 1
    let height = max(canvas.isNarrow ? 230.0 : 320, Double(count) * (canvas.lineHeight + 4))
    let gutter = 22.0
    let across = isBeside ? 2.0 : 1
    let width = (canvas.width - labelRoom - 14 - gutter * (across - 1)) / across
    let pitch = height + 3 * canvas.lineHeight + 22
    for (index, panel) in shown.enumerated() {
      let (row, column) = isBeside ? (index / 2, index % 2) : (index, 0)
      let left = labelRoom + Double(column) * (width + gutter)
      let plotTop = top + Double(row) * pitch + canvas.lineHeight + 6
      let plot = Plot(
        left: left, top: plotTop, right: left + width, bottom: plotTop + height,
        xRange: 0...duration, yRange: (least - room)...(most + room))
      canvas.text(
        TextWidth.fitting(panel.title, within: width, size: canvas.fontSize), x: left,
        y: plotTop - 8, style: "x")
      draw(panel, plot, on: &canvas, withNames: column == 0, labelRoom: labelRoom)
    }
    let rows = isBeside ? (shown.count + 1) / 2 : shown.count
    canvas.height = top + Double(rows) * pitch
    if panels.count > shown.count {
      canvas.paragraph("\(shown.count) of \(panels.count) panels are drawn; the table has all.")
    }
  }

  private static func fill(_ direction: Direction) -> String {
    direction == .outbound ? "to" : "ti"
  }

  private func known(_ signals: [Signal]) -> [Signal] {
    signals.filter { abs($0.distance) <= 1e9 }
  }

  private func draw(
    _ panel: Panel, _ plot: Plot, on canvas: inout Canvas, withNames: Bool, labelRoom: Double
  ) {
    let scale = NiceScale(covering: 0, duration, targetCount: canvas.isNarrow ? 4 : 5)
    let signals = known(panel.signals).sorted { $0.distance < $1.distance }
    canvas.path(grid(scale, plot), style: "g")
    for band in panel.bands { draw(band, plot, on: &canvas) }
    var vehicles = Path()
    for trajectory in panel.trajectories { add(trajectory, to: &vehicles, plot) }
    canvas.path(vehicles, style: "tj")
    for signal in signals { draw(signal, plot, on: &canvas) }
    for direction in Direction.allCases {
      label(
        panel.bands.filter { $0.direction == direction },
        at: labelHeight(direction, signals, plot), plot, on: &canvas)
    }
    axis(NiceScale(covering: 0, duration, targetCount: canvas.isNarrow ? 4 : 5), plot, &canvas)
    guard withNames else { return }
    let places = LabelPlacement.apart(
      signals.map { plot.y($0.distance) }, gap: canvas.lineHeight,
      within: (plot.top + 2)...max(plot.top + 2, plot.bottom - 2))
    for (signal, place) in zip(signals, places) {
      var leader = Path()
      leader.add([
        (plot.left - 11, place), (plot.left - 8, place), (plot.left - 1, plot.y(signal.distance)),
      ])
      canvas.path(leader, style: "k")
      canvas.text(
        TextWidth.fitting(signal.name, within: labelRoom - 15, size: canvas.fontSize),
        x: plot.left - 13, y: place + canvas.fontSize * 0.35, anchor: .end, style: "q")
    }
  }

  private func grid(_ scale: NiceScale, _ plot: Plot) -> Path {
    var grid = Path()
    for tick in scale.ticks where plot.xRange.contains(tick) {
      grid.add([(plot.x(tick), plot.top), (plot.x(tick), plot.bottom)])
    }
    return grid
  }

  private func axis(_ scale: NiceScale, _ plot: Plot, _ canvas: inout Canvas) {
    canvas.line(from: (plot.left, plot.bottom), to: (plot.right, plot.bottom), style: "a")
    for tick in scale.ticks where plot.xRange.contains(tick) {
      canvas.text(
        scale.words(tick, format: .automatic), x: plot.x(tick),
        y: plot.bottom + 4 + canvas.fontSize,
        anchor: .middle, style: "q")
    }
    canvas.clamped(
      "seconds", at: 0.5 * (plot.left + plot.right),
      y: plot.bottom + 4 + canvas.fontSize + canvas.lineHeight)
  }

  /// One bar where both directions have the same red, two thinner ones where they differ: the
  /// lower holds those who come from below.
  private func draw(_ signal: Signal, _ plot: Plot, on canvas: inout Canvas) {
    let y = plot.y(signal.distance)
    let (outbound, inbound) = (reds(of: signal, .outbound), reds(of: signal, .inbound))
    func bars(_ reds: [Span], top: Double, height: Double) {
      for red in reds {
        canvas.rectangle(
          x: plot.x(red.start), y: top, width: plot.x(red.end) - plot.x(red.start),
          height: height, style: "tr")
      }
    }
    canvas.line(from: (plot.left, y), to: (plot.right, y), style: "g")
    if outbound == inbound {
      bars(outbound, top: y - 2.5, height: 5)
    } else {
      bars(inbound, top: y - 3.4, height: 2.8)
      bars(outbound, top: y + 0.6, height: 2.8)
    }
  }

  // MARK: Bands and vehicles

  /// Starts of the band's copies that reach into the drawing.
  private func copies(of band: Band) -> [Double] {
    let times = band.front.map(\.time)
    guard let first = times.min(), let last = times.max(), band.cycle > 0, band.width > 0,
      band.front.count >= 2, duration / band.cycle < 1000, (last - first) / band.cycle < 1000,
      band.front.allSatisfy({ $0.time.isFinite && abs($0.distance) <= 1e9 }), abs(first) < 1e9
    else { return [] }
    let least = ((-band.width - last) / band.cycle).rounded(.up)
    let most = ((duration - first) / band.cycle).rounded(.down)
    return Array(stride(from: least, through: most, by: 1)).map { $0 * band.cycle }
  }

  private func draw(_ band: Band, _ plot: Plot, on canvas: inout Canvas) {
    var area = Path()
    for shift in copies(of: band) {
      let front = band.front.map { (x: $0.time + shift, y: $0.distance) }
      let back = front.reversed().map { (x: $0.x + band.width, y: $0.y) }
      let inside = Clipping.polygon(front + back, x: 0...duration)
      guard inside.count >= 3 else { continue }
      area.add(inside.map { (plot.x($0.x), plot.y($0.y)) })
      area.close()
    }
    canvas.path(area, style: TimeSpaceDiagram.fill(band.direction))
  }

  private func add(_ trajectory: Trajectory, to path: inout Path, _ plot: Plot) {
    let points = trajectory.moments.filter { $0.time.isFinite && abs($0.distance) <= 1e9 }
    var isOpen = false
    for (a, b) in zip(points, points.dropFirst()) {
      guard
        let (from, to) = Clipping.segment(
          (x: a.time, y: a.distance), (x: b.time, y: b.distance), x: 0...duration)
      else {
        isOpen = false
        continue
      }
      if !isOpen { path.move(plot.x(from.x), plot.y(from.y)) }
      path.line(plot.x(to.x), plot.y(to.y))
      isOpen = to.x == b.time
    }
  }

  /// The distance at which a direction's width is written: between two signals, outbound low
  /// and inbound high, so that the two names stay apart.
  private func labelHeight(_ direction: Direction, _ signals: [Signal], _ plot: Plot) -> Double {
    let isOutbound = direction == .outbound
    let range = plot.yRange.upperBound - plot.yRange.lowerBound
    let wanted = plot.yRange.lowerBound + (isOutbound ? 0.36 : 0.64) * range
    let gaps = zip(signals, signals.dropFirst()).map { 0.5 * ($0.distance + $1.distance) }
    let lower = gaps.filter { $0 <= plot.yRange.lowerBound + 0.5 * range }
    let upper = gaps.filter { $0 > plot.yRange.lowerBound + 0.5 * range }
    return (isOutbound ? lower : upper).min { abs($0 - wanted) < abs($1 - wanted) } ?? wanted
  }

  /// Its width in the first copy whose middle is well inside, at a distance.
  private func label(
    _ bands: [Band], at wanted: Double, _ plot: Plot, on canvas: inout Canvas
  ) {
    for band in bands {
      let words = "\(NumberFormat(digits: 0).words(band.width)) s"
      let half = 0.5 * TextWidth.of(words, size: canvas.fontSize) + 2
      guard let time = Clipping.time(along: band.front, at: wanted) else { continue }
      for shift in copies(of: band) {
        let x = plot.x(time + shift + 0.5 * band.width)
        guard x - half > plot.left, x + half < plot.right else { continue }
        canvas.haloed(
          words, x: x, y: plot.y(wanted) + canvas.fontSize * 0.35, anchor: .middle, style: "x")
        return
      }
    }
  }
}

/// Parts of shapes between two times.
enum Clipping {
  typealias Point = (x: Double, y: Double)

  /// The polygon within a range of x (Sutherland & Hodgman, Communications of the ACM 17,
  /// 1974, at the two vertical edges).
  static func polygon(_ points: [Point], x range: ClosedRange<Double>) -> [Point] {
    func half(_ points: [Point], _ edge: Double, _ isInside: (Double) -> Bool) -> [Point] {
      var out: [Point] = []
      for (index, b) in points.enumerated() {
        let a = points[(index + points.count - 1) % points.count]
        if isInside(a.x) != isInside(b.x) {
          out.append((edge, a.y + (edge - a.x) / (b.x - a.x) * (b.y - a.y)))
        }
        if isInside(b.x) { out.append(b) }
      }
      return out
    }
    let right = half(points, range.lowerBound) { $0 >= range.lowerBound }
    return half(right, range.upperBound) { $0 <= range.upperBound }
  }

  /// The part of a segment within a range of x; nil where there is none.
  static func segment(_ a: Point, _ b: Point, x range: ClosedRange<Double>) -> (Point, Point)? {
    guard max(a.x, b.x) >= range.lowerBound, min(a.x, b.x) <= range.upperBound else { return nil }
    func clipped(_ p: Point) -> Point {
      let x = min(max(p.x, range.lowerBound), range.upperBound)
      guard x != p.x, b.x != a.x else { return p }
      return (x, a.y + (x - a.x) / (b.x - a.x) * (b.y - a.y))
    }
    return (clipped(a), clipped(b))
  }

  /// When a way is at a distance; nil where it never is.
  static func time(along way: [TimeSpaceDiagram.Moment], at distance: Double) -> Double? {
    for (a, b) in zip(way, way.dropFirst())
    where min(a.distance, b.distance) <= distance && distance <= max(a.distance, b.distance) {
      guard a.distance != b.distance else { return a.time }
      return a.time + (distance - a.distance) / (b.distance - a.distance) * (b.time - a.time)
    }
    return nil
  }
}
