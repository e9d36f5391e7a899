/// A name beside a sample of what it names.
struct Key {
  enum Sample {
    /// A stroke of this style.
    case line(String)
    /// A filled box of this style.
    case area(String)
    /// A box with this `fill`, and this style.
    case filled(String, style: String)
    case dot(String)
    /// A stroke of this style and width.
    case stroke(String, width: Double)
    case marker(NetworkMap.Marker.Kind)
  }

  var name: String
  var sample: Sample
}

extension Canvas {
  private static let sampleWidth = 22.0

  /// One name in the middle of a line of text whose baseline is `y`.
  private mutating func draw(_ key: Key, x: Double, y: Double, limit: Double) {
    let middle = y - fontSize * 0.35
    switch key.sample {
    case .line(let style): line(from: (x, middle), to: (x + 18, middle), style: style)
    case .area(let style):
      rectangle(x: x, y: middle - 5, width: 18, height: 10, style: style)
    case .filled(let fill, let style):
      var box = Path()
      box.move(x, middle - 5)
      box.line(x + 18, middle - 5)
      box.line(x + 18, middle + 5)
      box.line(x, middle + 5)
      box.close()
      path(box, fill: fill, style: style)
    case .dot(let style): circle(x: x + 9, y: middle, radius: 3.5, style: style)
    case .stroke(let style, let width):
      var sample = Path()
      // Round ends reach half the width further.
      sample.add([(x + 0.5 * width, middle), (x + 18 - 0.5 * width, middle)])
      path(sample, style: style, strokeWidth: width)
    case .marker(let kind): marker(kind, x: x + 9, y: middle)
    }
    text(
      TextWidth.fitting(key.name, within: limit - Canvas.sampleWidth, size: fontSize),
      x: x + Canvas.sampleWidth, y: y)
  }

  /// Keys side by side over as many lines as they take, from `top` down.
  ///
  /// - Returns: the height they take.
  mutating func keyRow(_ keys: [Key], top: Double, left: Double = 0) -> Double {
    var x = left
    var y = top + fontSize
    for key in keys {
      let needed = Canvas.sampleWidth + TextWidth.of(key.name, size: fontSize)
      if x > left && x + needed > width {
        x = left
        y += lineHeight + 3
      }
      draw(key, x: x, y: y, limit: width - left)
      x += needed + 18
    }
    return keys.isEmpty ? 0 : y - top + lineHeight - fontSize + 4
  }

  /// Room that names at the right end take, with their samples and leaders.
  func endKeyWidth(_ keys: [Key]) -> Double {
    let widest = keys.map { TextWidth.of($0.name, size: fontSize) }.max() ?? 0
    return min(widest, width * 0.24) + Canvas.sampleWidth + 24
  }

  /// Names at the right end of a plot, at the heights of what they name and kept apart.
  mutating func endKeys(_ keys: [(key: Key, y: Double)], plot: Plot) {
    let known = keys.filter { $0.y.isFinite }
    let places = LabelPlacement.apart(
      known.map(\.y), gap: lineHeight + 1,
      within: plot.top...max(plot.top, plot.bottom))
    for (entry, place) in zip(known, places) {
      var leader = Path()
      leader.move(plot.right + 4, entry.y)
      leader.line(plot.right + 14, place)
      leader.line(plot.right + 18, place)
      path(leader, style: "k")
      draw(
        entry.key, x: plot.right + 22, y: place + fontSize * 0.35,
        limit: width - plot.right - 22)
    }
  }
}
