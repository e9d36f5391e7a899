/// One drawing under way: an SVG whose user unit is about one CSS pixel where it is shown.
///
/// Every chart is drawn twice, for wide and for narrow windows, because text in a drawing
/// that only scales is too small to read on a phone.
struct Canvas {
  enum Layout: Hashable {
    case wide, narrow
  }

  let layout: Layout
  /// User units across.
  let width: Double
  let fontSize: Double
  /// Set by the chart once it knows how much it needs.
  var height = 0.0
  private(set) var content = Markup()
  /// Makes ids inside this drawing differ from those of every other.
  let idPrefix: String

  init(_ layout: Layout, idPrefix: String) {
    self.layout = layout
    self.idPrefix = idPrefix + (layout == .wide ? "-w" : "-n")
    switch layout {
    case .wide: (width, fontSize) = (800, 13)
    case .narrow: (width, fontSize) = (320, 12.5)
    }
  }

  var isNarrow: Bool { layout == .narrow }
  /// Distance from one line of text to the next.
  var lineHeight: Double { fontSize * 1.25 }

  enum Anchor {
    case start, middle, end
  }

  /// `y` is the baseline of the text.
  mutating func text(
    _ words: String, x: Double, y: Double, anchor: Anchor = .start, style: StaticString = ""
  ) {
    var classes = style.description
    switch anchor {
    case .start: break
    case .middle: classes += classes.isEmpty ? "m" : " m"
    case .end: classes += classes.isEmpty ? "e" : " e"
    }
    if classes.isEmpty {
      content.element("text", ("x", Canvas.number(x)), ("y", Canvas.number(y)), text: words)
    } else {
      content.element(
        "text", ("x", Canvas.number(x)), ("y", Canvas.number(y)), ("class", classes), text: words)
    }
  }

  /// Text over lines: the ground's colour around the letters keeps them legible.
  mutating func haloed(
    _ words: String, x: Double, y: Double, anchor: Anchor = .start, style: StaticString
  ) {
    text(words, x: x, y: y, anchor: anchor, style: "o")
    text(words, x: x, y: y, anchor: anchor, style: style)
  }

  mutating func path(_ path: Path, style: String) {
    guard !path.isEmpty else { return }
    content.empty("path", ("class", style), ("d", path.data))
  }

  mutating func path(_ path: Path, style: String, strokeWidth: Double) {
    guard !path.isEmpty else { return }
    content.empty(
      "path", ("class", style), ("stroke-width", Canvas.number(strokeWidth)), ("d", path.data))
  }

  /// Corners are rounded by `radius`.
  mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, radius: Double = 0, style: String
  ) {
    guard width > 0, height > 0 else { return }
    if radius > 0 {
      content.empty(
        "rect", ("class", style), ("x", Canvas.number(x)), ("y", Canvas.number(y)),
        ("width", Canvas.number(width)), ("height", Canvas.number(height)),
        ("rx", Canvas.number(radius)))
    } else {
      content.empty(
        "rect", ("class", style), ("x", Canvas.number(x)), ("y", Canvas.number(y)),
        ("width", Canvas.number(width)), ("height", Canvas.number(height)))
    }
  }

  mutating func circle(x: Double, y: Double, radius: Double, style: String) {
    content.empty(
      "circle", ("class", style), ("cx", Canvas.number(x)), ("cy", Canvas.number(y)),
      ("r", Canvas.number(radius)))
  }

  mutating func line(from a: (x: Double, y: Double), to b: (x: Double, y: Double), style: String) {
    var path = Path()
    path.move(a.x, a.y)
    path.line(b.x, b.y)
    self.path(path, style: style)
  }

  /// Diagonal stripes to fill with; returns the value of a `fill` attribute.
  mutating func hatching(_ style: StaticString) -> String {
    let id = "\(idPrefix)-h"
    content.open("defs")
    content.open(
      "pattern", ("id", id), ("width", "5"), ("height", "5"),
      ("patternUnits", "userSpaceOnUse"), ("patternTransform", "rotate(45)"))
    content.empty("rect", ("width", "5"), ("height", "5"), ("class", "hb"))
    content.empty("path", ("d", "M1 0v5"), ("class", style.description))
    content.close("pattern")
    content.close("defs")
    return "url(#\(id))"
  }

  mutating func path(_ path: Path, fill: String, style: String) {
    guard !path.isEmpty else { return }
    content.empty("path", ("class", style), ("fill", fill), ("d", path.data))
  }

  /// To a tenth of a unit, in as few characters as that takes.
  static func number(_ value: Double) -> String {
    Path.tenths(Path.rounded(value))
  }
}
