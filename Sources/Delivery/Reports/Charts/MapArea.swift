/// The part of a drawing that holds a map, and the way from the plane to it.
struct MapArea {
  let left: Double
  let top: Double
  let right: Double
  let bottom: Double
  /// User units a unit of the plane.
  let scale: Double
  private let box: MapFrame.Box
  private let originX: Double
  private let originY: Double

  /// The whole width, as high as the map needs within what a window shows at once.
  ///
  /// - Precondition: the diagonal of `box` is above 0.
  init(box: MapFrame.Box, on canvas: Canvas, top: Double) {
    let padding = canvas.isNarrow ? 12.0 : 26.0
    let (lowest, highest) = canvas.isNarrow ? (150.0, 400.0) : (260.0, 640.0)
    let across = canvas.width - 2 * padding
    let wanted = box.width > 0 ? across * box.height / box.width : highest
    let height = min(max(wanted, lowest - 2 * padding), highest - 2 * padding)
    let horizontal = box.width > 0 ? across / box.width : .infinity
    let vertical = box.height > 0 ? height / box.height : .infinity
    self.box = box
    self.top = top
    scale = min(horizontal, vertical)
    left = 0
    right = canvas.width
    bottom = top + height + 2 * padding
    originX = 0.5 * (canvas.width - box.width * scale)
    originY = top + padding + 0.5 * (height + box.height * scale)
  }

  func point(_ place: NetworkMap.Place, _ frame: MapFrame) -> (x: Double, y: Double) {
    let plane = frame.onPlane(place)
    return (originX + (plane.x - box.left) * scale, originY - (plane.y - box.bottom) * scale)
  }
}

/// A line on the drawing.
struct MapLine {
  var points: [(x: Double, y: Double)]

  init(_ points: [(x: Double, y: Double)]) { self.points = points }

  /// Fewer points of which no left-out one is further than `tolerance` from the line
  /// (Douglas & Peucker, Cartographica 10, 1973).
  func simplified(tolerance: Double) -> MapLine {
    guard points.count > 2 else { return self }
    var isKept = [Bool](repeating: false, count: points.count)
    isKept[0] = true
    isKept[points.count - 1] = true
    var open = [(0, points.count - 1)]
    while let (first, last) = open.popLast() {
      guard last > first + 1 else { continue }
      let (a, b) = (points[first], points[last])
      let length = ((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y)).squareRoot()
      var farthest = first
      var distance = tolerance
      for index in (first + 1)..<last {
        let p = points[index]
        // Where both ends meet, the distance is that to them.
        let away =
          length > 1e-9
          ? abs((b.x - a.x) * (a.y - p.y) - (a.x - p.x) * (b.y - a.y)) / length
          : ((p.x - a.x) * (p.x - a.x) + (p.y - a.y) * (p.y - a.y)).squareRoot()
        if away > distance { (distance, farthest) = (away, index) }
      }
      guard farthest > first else { continue }
      isKept[farthest] = true
      open.append((first, farthest))
      open.append((farthest, last))
    }
    return MapLine(points.indices.filter { isKept[$0] }.map { points[$0] })
  }

  /// Moved sideways, to the right of its direction where `distance` is above 0; corners are
  /// mitred up to twice the distance.
  func shifted(by distance: Double) -> MapLine {
    guard points.count > 1 else { return self }
    let normals = zip(points, points.dropFirst()).map { a, b -> (x: Double, y: Double) in
      let (dx, dy) = (b.x - a.x, b.y - a.y)
      let length = (dx * dx + dy * dy).squareRoot()
      return length > 1e-9 ? (-dy / length, dx / length) : (0, 0)
    }
    return MapLine(
      points.indices.map { index in
        let before = normals[max(0, index - 1)]
        let after = normals[min(normals.count - 1, index)]
        let (mx, my) = (0.5 * (before.x + after.x), 0.5 * (before.y + after.y))
        let square = max(mx * mx + my * my, 0.25)
        return (
          points[index].x + distance * mx / square, points[index].y + distance * my / square
        )
      })
  }

  /// Half way along.
  var middle: (x: Double, y: Double) {
    let lengths = zip(points, points.dropFirst()).map { a, b in
      ((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y)).squareRoot()
    }
    var left = 0.5 * lengths.reduce(0, +)
    for (index, length) in lengths.enumerated() {
      if left <= length, length > 0 {
        let share = left / length
        let (a, b) = (points[index], points[index + 1])
        return (a.x + share * (b.x - a.x), a.y + share * (b.y - a.y))
      }
      left -= length
    }
    return points.first ?? (0, 0)
  }
}

extension Path {
  mutating func add(_ points: [(x: Double, y: Double)]) {
    for (order, point) in points.enumerated() {
      if order == 0 { move(point.x, point.y) } else { line(point.x, point.y) }
    }
  }
}

extension Canvas {
  /// The shape says what it is; the ground's colour around it keeps it apart from the links.
  mutating func marker(_ kind: NetworkMap.Marker.Kind, x: Double, y: Double) {
    var shape = Path()
    switch kind {
    case .node:
      circle(x: x, y: y, radius: isNarrow ? 1.8 : 2.2, style: "mn")
    case .signal:
      let half = isNarrow ? 3.2 : 4.0
      rectangle(x: x - half, y: y - half, width: 2 * half, height: 2 * half, style: "ms")
    case .trustedDetector, .doubtfulDetector:
      let size = isNarrow ? 4.6 : 5.4
      shape.add([(x, y - size), (x + size, y + 0.8 * size), (x - size, y + 0.8 * size)])
      shape.close()
      path(shape, style: kind == .trustedDetector ? "mt" : "md")
    }
    guard kind == .doubtfulDetector else { return }
    var bar = Path()
    bar.add([(x, y - 1.8), (x, y + 1)])
    bar.add([(x, y + 2.6), (x, y + 2.8)])
    path(bar, style: "mx")
  }

  /// A number in a disc.
  mutating func badge(_ number: Int, x: Double, y: Double) {
    circle(x: x, y: y, radius: 8.5, style: "nb")
    text("\(number)", x: x, y: y + fontSize * 0.35, anchor: .middle, style: "cb")
  }

  /// A bar of a round length, and where north is.
  mutating func mapStrip(_ area: MapArea, metresPerUnit: Double?) {
    let base = height + 10
    if let metresPerUnit {
      let metres = MapScale.roundLength(atMost: 0.25 * width / area.scale * metresPerUnit)
      let length = metres / metresPerUnit * area.scale
      var bar = Path()
      bar.add([(1, base - 4), (1, base + 2), (1 + length, base + 2), (1 + length, base - 4)])
      path(bar, style: "v")
      text(MapScale.words(metres), x: length + 10, y: base + 3, style: "q")
    }
    var arrow = Path()
    let x = width - 12
    arrow.add([(x, base - 9), (x + 4.5, base + 4), (x, base + 1), (x - 4.5, base + 4)])
    arrow.close()
    path(arrow, style: "nb")
    text("north", x: x - 10, y: base + 3, anchor: .end, style: "q")
    height = base + 14
  }

  /// Words under the drawing, over as many lines as they take.
  mutating func paragraph(_ words: String) {
    var line = ""
    for word in words.split(separator: " ") {
      let longer = line.isEmpty ? String(word) : "\(line) \(word)"
      if !line.isEmpty && TextWidth.of(longer, size: fontSize) > width {
        remarkLine(line)
        line = String(word)
      } else {
        line = longer
      }
    }
    remarkLine(line)
    height += 4
  }

  private mutating func remarkLine(_ line: String) {
    text(
      TextWidth.fitting(line, within: width, size: fontSize), x: 0, y: height + fontSize,
      style: "q")
    height += lineHeight
  }
}

enum MapScale {
  /// The greatest of 1, 2, 5 times a power of ten that is not above `limit`, metres.
  static func roundLength(atMost limit: Double) -> Double {
    guard limit.isFinite, limit > 1e-9 else { return 1 }
    var power = 1.0
    while power * 10 <= limit { power *= 10 }
    while power > limit { power /= 10 }
    return [5, 2].map { $0 * power }.first { $0 <= limit } ?? power
  }

  static func words(_ metres: Double) -> String {
    metres >= 1000
      ? "\(NumberFormat.automatic.words(metres / 1000)) km"
      : "\(NumberFormat.automatic.words(metres)) m"
  }
}
