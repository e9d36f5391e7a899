/// How much is drawn where, on a grid of small cells.
struct MapOccupancy {
  private static let cell = 6.0
  private let left: Double
  private let top: Double
  private let columns: Int
  private let rows: Int
  private var weights: [Double]

  init(_ area: MapArea) {
    left = area.left
    top = area.top
    columns = Int((area.right - area.left) / MapOccupancy.cell) + 1
    rows = Int((area.bottom - area.top) / MapOccupancy.cell) + 1
    weights = [Double](repeating: 0, count: columns * rows)
  }

  private func index(_ x: Double, _ y: Double) -> Int? {
    let (column, row) = (
      Int(((x - left) / MapOccupancy.cell).rounded(.down)),
      Int(((y - top) / MapOccupancy.cell).rounded(.down))
    )
    guard (0..<columns).contains(column), (0..<rows).contains(row) else { return nil }
    return row * columns + column
  }

  mutating func mark(_ points: [(x: Double, y: Double)], weight: Double) {
    for (a, b) in zip(points, points.dropFirst()) {
      let length = max(abs(b.x - a.x), abs(b.y - a.y))
      let steps = max(1, Int(length / MapOccupancy.cell))
      for step in 0...steps {
        let share = Double(step) / Double(steps)
        if let cell = index(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)) {
          weights[cell] = max(weights[cell], weight)
        }
      }
    }
  }

  /// What a box would hide.
  func hidden(by box: MapLabels.Box) -> Double {
    var sum = 0.0
    var y = box.top
    while y <= box.bottom {
      var x = box.left
      while x <= box.right {
        if let cell = index(x, y) { sum += weights[cell] }
        x += MapOccupancy.cell
      }
      y += MapOccupancy.cell
    }
    return sum
  }
}

/// Names on a map that do not lie on one another: one after the other, the most important
/// first, each where of its free places it hides least and is nearest (the greedy method of
/// Christensen, Marks & Shieber, ACM Transactions on Graphics 14, 1995, with their eight
/// places at three distances). One without a free place is left out.
struct MapLabels {
  struct Box {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double

    func overlaps(_ other: Box) -> Bool {
      left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }
  }

  struct Wish {
    var text: String
    var anchor: (x: Double, y: Double)
  }

  /// More names than this are not read.
  private static let most = (wide: 10, narrow: 6)

  private var placed: [Box] = []
  private let ground: MapOccupancy
  private let area: MapArea

  init(ground: MapOccupancy, area: MapArea) {
    self.ground = ground
    self.area = area
  }

  /// Writes the first names of `wishes`; on a phone sets numbers in their place.
  ///
  /// - Returns: the names behind the numbers, in order, for the list under the map.
  mutating func name(_ wishes: [Wish], on canvas: inout Canvas) -> [String] {
    guard canvas.isNarrow else {
      for wish in wishes.prefix(MapLabels.most.wide) {
        write(wish.text, beside: wish.anchor, on: &canvas)
      }
      return []
    }
    var listed: [String] = []
    for wish in wishes.prefix(MapLabels.most.narrow) {
      guard let box = place(width: 19, height: 19, beside: wish.anchor) else { continue }
      listed.append(wish.text)
      let (x, y) = (0.5 * (box.left + box.right), 0.5 * (box.top + box.bottom))
      canvas.line(from: wish.anchor, to: (x, y), style: "v")
      canvas.badge(listed.count, x: x, y: y)
    }
    return listed
  }

  /// Writes beside a point, with a leader where there is room only further off.
  mutating func write(
    _ text: String, beside anchor: (x: Double, y: Double), on canvas: inout Canvas
  ) {
    let words = TextWidth.fitting(text, within: canvas.width * 0.4, size: canvas.fontSize)
    let width = TextWidth.of(words, size: canvas.fontSize) + 4
    guard let box = place(width: width, height: canvas.fontSize + 4, beside: anchor) else {
      return
    }
    let near = (
      x: min(max(anchor.x, box.left), box.right), y: min(max(anchor.y, box.top), box.bottom)
    )
    if abs(near.x - anchor.x) + abs(near.y - anchor.y) > 5 {
      canvas.line(from: anchor, to: near, style: "v")
    }
    canvas.haloed(words, x: box.left + 2, y: box.bottom - 4, style: "x")
  }

  /// Writes centred on a point, where that is free.
  mutating func write(
    _ text: String, over point: (x: Double, y: Double), on canvas: inout Canvas
  ) {
    let words = TextWidth.fitting(text, within: canvas.width * 0.4, size: canvas.fontSize)
    let half = 0.5 * TextWidth.of(words, size: canvas.fontSize) + 2
    for lift in [0.0, -12, 12, -24, 24] {
      let middle = point.y + lift
      let box = Box(
        left: point.x - half, top: middle - canvas.fontSize * 0.6, right: point.x + half,
        bottom: middle + canvas.fontSize * 0.6)
      guard isFree(box) else { continue }
      placed.append(box)
      canvas.haloed(
        words, x: point.x, y: middle + canvas.fontSize * 0.35, anchor: .middle, style: "q")
      return
    }
  }

  private func isFree(_ box: Box) -> Bool {
    box.left >= area.left && box.right <= area.right && box.top >= area.top
      && box.bottom <= area.bottom && !placed.contains { $0.overlaps(box) }
  }

  private mutating func place(
    width: Double, height: Double, beside anchor: (x: Double, y: Double)
  ) -> Box? {
    var best: (cost: Double, box: Box)?
    for distance in [7.0, 20, 36] {
      for (dx, dy) in [
        (1.0, 0.0), (-1, 0), (0.7, -0.7), (-0.7, -0.7), (0.7, 0.7), (-0.7, 0.7), (0, -1), (0, 1),
      ] {
        let x = anchor.x + dx * distance + 0.5 * width * (dx > 0 ? 1 : dx < 0 ? -1 : 0)
        let y = anchor.y + dy * distance + 0.5 * height * (dy > 0 ? 1 : dy < 0 ? -1 : 0)
        let box = Box(
          left: x - 0.5 * width, top: y - 0.5 * height, right: x + 0.5 * width,
          bottom: y + 0.5 * height)
        guard isFree(box) else { continue }
        // Hiding a line all along counts as much as a place one step further off.
        let cost = ground.hidden(by: box) / (1 + width / 40) + 0.5 * distance
        if cost < best?.cost ?? .infinity { best = (cost, box) }
      }
    }
    if let best { placed.append(best.box) }
    return best?.box
  }
}
