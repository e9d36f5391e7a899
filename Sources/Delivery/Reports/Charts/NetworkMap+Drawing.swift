extension NetworkMap: ChartDrawing {
  func draw(on canvas: inout Canvas) {
    guard !links.isEmpty || !markers.isEmpty || !districts.isEmpty else { return }
    let frame = MapFrame(self)
    guard let box = frame.box, box.diagonal > 0 else {
      canvas.paragraph(
        frame.box == nil
          ? "No coordinates are known: there is no map to draw; the table has all links."
          : "All places share one point: there is no map to draw; the table has all links.")
      return
    }
    let drawable = byImportance.filter { frame.fault(of: links[$0]) == nil }
    let limit = canvas.isNarrow ? NetworkMap.maximumLinks.narrow : NetworkMap.maximumLinks.wide
    let shown = Array(drawable.prefix(limit))

    drawKeys(on: &canvas, showing: shown)
    let area = MapArea(
      box: extent(of: shown, within: frame) ?? box, on: canvas, top: canvas.height + 4)
    canvas.height = area.bottom
    let scale = widthScale
    var ground = MapOccupancy(area)
    let strokes = shown.map { stroke($0, area: area, frame: frame, scale: scale, on: canvas) }
    drawLinks(strokes, on: &canvas, ground: &ground)
    drawMarkers(on: &canvas, area: area, frame: frame, ground: &ground)
    var labels = MapLabels(ground: ground, area: area)
    let listed = labels.name(
      labelled(strokes).map {
        MapLabels.Wish(text: links[$0.link].label, anchor: $0.middle)
      }, on: &canvas)
    for marker in markers where !marker.label.isEmpty && frame.fault(at: marker.place) == nil {
      labels.write(marker.label, beside: area.point(marker.place, frame), on: &canvas)
    }
    for district in districts where frame.fault(at: district.place) == nil {
      labels.write(
        PlainWords.sentence(district.name), over: area.point(district.place, frame), on: &canvas)
    }
    canvas.mapStrip(area, metresPerUnit: frame.metresPerUnit)
    for (number, text) in listed.enumerated() {
      canvas.badge(number + 1, x: 9, y: canvas.height + 9)
      canvas.text(
        TextWidth.fitting(text, within: canvas.width - 26, size: canvas.fontSize), x: 24,
        y: canvas.height + 9 + canvas.fontSize * 0.35)
      canvas.height += 22
    }
    remarks(on: &canvas, frame: frame, drawable: drawable.count, shown: shown.count)
  }

  /// The box of what is drawn, where that is not a point.
  private func extent(of shown: [Int], within frame: MapFrame) -> MapFrame.Box? {
    let places =
      shown.flatMap { links[$0].path }
      + (markers.map(\.place) + districts.map(\.place)).filter { frame.fault(at: $0) == nil }
    guard !places.isEmpty else { return nil }
    let box = MapFrame.Box(places.map(frame.onPlane))
    return box.diagonal > 0 ? box : nil
  }

  /// Strokes with a label, the most important first whether highlighted or not.
  private func labelled(_ strokes: [Stroke]) -> [Stroke] {
    let weights = strokes.map { weight(of: links[$0.link]) }
    return strokes.indices.filter { !links[strokes[$0].link].label.isEmpty }
      .sorted { (weights[$1], $0) < (weights[$0], $1) }.map { strokes[$0] }
  }

  /// One link as it is drawn.
  struct Stroke {
    var link: Int
    var points: [(x: Double, y: Double)]
    var width: Double
    var middle: (x: Double, y: Double)
  }

  private func stroke(
    _ index: Int, area: MapArea, frame: MapFrame, scale: NiceScale, on canvas: Canvas
  ) -> Stroke {
    let link = links[index]
    let width = strokeWidth(link.volume, scale: scale, isNarrow: canvas.isNarrow)
    let line = MapLine(link.path.map { area.point($0, frame) })
      .simplified(tolerance: canvas.isNarrow ? 0.9 : 0.5)
    // Half the stroke and a hair, so that the two directions touch and do not hide.
    let aside = (0.5 * width + 0.3) * (drivingSide == .right ? 1 : -1)
    let points = line.shifted(by: aside).points
    return Stroke(
      link: index, points: points, width: width, middle: MapLine(points).middle)
  }

  private func drawLinks(
    _ strokes: [Stroke], on canvas: inout Canvas, ground: inout MapOccupancy
  ) {
    var halo = Path()
    for stroke in strokes where links[stroke.link].isHighlighted { halo.add(stroke.points) }
    canvas.path(halo, style: "mp mh", strokeWidth: canvas.isNarrow ? 11 : 15)

    var groups: [Group: Path] = [:]
    for stroke in strokes {
      groups[Group(shade(links[stroke.link].value), stroke.width), default: Path()]
        .add(stroke.points)
      ground.mark(stroke.points, weight: 1 + stroke.width)
    }
    // The worst on top, and of one class the wide ones.
    for group in groups.keys.sorted() {
      guard let path = groups[group] else { continue }
      canvas.path(path, style: "mp \(group.style)", strokeWidth: group.width)
    }
  }

  /// Links that are drawn with one stroke.
  private struct Group: Hashable, Comparable {
    var order: Int
    var style: String
    var width: Double

    init(_ shade: Shade?, _ width: Double) {
      self.width = width
      style = shade?.style ?? "rn"
      order = shade.map { $0.style.hasPrefix("ra") ? $0.rank : abs($0.rank - $0.count / 2) } ?? -1
    }

    static func < (a: Group, b: Group) -> Bool {
      (a.order, a.width, a.style) < (b.order, b.width, b.style)
    }
  }

  private func drawMarkers(
    on canvas: inout Canvas, area: MapArea, frame: MapFrame, ground: inout MapOccupancy
  ) {
    for kind in [Marker.Kind.node, .signal, .trustedDetector, .doubtfulDetector] {
      for marker in markers where marker.kind == kind && frame.fault(at: marker.place) == nil {
        let (x, y) = area.point(marker.place, frame)
        canvas.marker(kind, x: x, y: y)
        ground.mark([(x - 4, y), (x + 4, y)], weight: 12)
      }
    }
  }

  private func drawKeys(on canvas: inout Canvas, showing shown: [Int]) {
    var top = 0.0
    if !shown.isEmpty {
      canvas.unit(valueName, y: canvas.fontSize)
      top += canvas.lineHeight + 2
      var keys = shades.map {
        Key(name: className($0), sample: .stroke("mp \($0.style)", width: 5))
      }
      if shown.contains(where: { shade(links[$0].value) == nil }) {
        keys.append(Key(name: "not known", sample: .stroke("mp rn", width: 3)))
      }
      top += canvas.keyRow(keys, top: top) + 2
      let scale = widthScale
      let ticks = scale.ticks
      if ticks.count > 2, shown.contains(where: { links[$0].volume > 0 }) {
        canvas.unit("line width: \(volumeName)", y: top + canvas.fontSize)
        top += canvas.lineHeight + 2
        let steps = ticks.count - 1
        let picked = Array(Set([0, steps / 2, steps - 1])).sorted()
        top +=
          canvas.keyRow(
            picked.map { step in
              let words =
                step == 0
                ? "up to \(volumeFormat.words(ticks[1]))"
                : "\(volumeFormat.words(ticks[step])) to \(volumeFormat.words(ticks[step + 1]))"
              let width = strokeWidth(ticks[step + 1], scale: scale, isNarrow: canvas.isNarrow)
              return Key(name: words, sample: .stroke("mp rk", width: width))
            }, top: top) + 2
      }
    }
    var keys: [Key] = []
    if shown.contains(where: { links[$0].isHighlighted }) {
      keys.append(Key(name: corridorName, sample: .stroke("mp mh", width: 11)))
    }
    for kind in Marker.Kind.allCases where markers.contains(where: { $0.kind == kind }) {
      keys.append(Key(name: kind.name, sample: .marker(kind)))
    }
    top += canvas.keyRow(keys, top: top)
    canvas.height = top
  }

  /// What is not drawn, and by which rule.
  private func remarks(
    on canvas: inout Canvas, frame: MapFrame, drawable: Int, shown: Int
  ) {
    if shown < drawable {
      let rule =
        links.contains { $0.importance != nil }
        ? "the most important and those with the most traffic" : "those with the most traffic"
      canvas.paragraph(
        "\(PlainWords.number(Double(shown))) of \(PlainWords.number(Double(drawable))) links are drawn, \(rule); the table has all."
      )
    }
    let missing = links.count - drawable
    if missing > 0 {
      let names = byImportance.filter { frame.fault(of: links[$0]) != nil }.prefix(3)
        .map { links[$0].name }
      let more = missing > 3 ? " and \(missing - 3) more" : ""
      canvas.paragraph(
        "Not drawn, for want of a credible place: \(names.joined(separator: ", "))\(more); the table says why."
      )
    }
    if !frame.offMap.isEmpty {
      let more = frame.offMap.count > 3 ? " and \(frame.offMap.count - 3) more" : ""
      canvas.paragraph(
        "Points without a credible place: \(frame.offMap.prefix(3).joined(separator: ", "))\(more)."
      )
    }
  }
}
