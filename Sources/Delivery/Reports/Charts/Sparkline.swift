/// A small line beside a number: decoration, hidden from assistive technology, since the
/// words around it carry the message.
enum Sparkline {
  static func draw(_ values: [Double]) -> Markup {
    var markup = Markup()
    let known = values.filter(\.isFinite)
    guard known.count > 1, let least = known.min(), let most = known.max() else { return markup }
    let plot = Plot(
      left: 3, top: 4, right: 117, bottom: 24, xRange: 0...Double(values.count - 1),
      yRange: least...max(most, least + 1e-9))
    markup.open(
      "svg", ("class", "spark"), ("viewBox", "0 0 120 28"), ("aria-hidden", "true"),
      ("focusable", "false"))
    let line = plot.line(x: values.indices.map(Double.init), y: values)
    markup.empty("path", ("class", "l s1 thin"), ("d", line.data))
    if let last = values.lastIndex(where: \.isFinite) {
      markup.empty(
        "circle", ("class", "e1"), ("cx", Canvas.number(plot.x(Double(last)))),
        ("cy", Canvas.number(plot.y(values[last]))), ("r", "3"))
    }
    markup.close("svg")
    return markup
  }
}
