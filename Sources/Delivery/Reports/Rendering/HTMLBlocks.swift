/// The pieces of a section as HTML.
enum HTMLBlocks {
  /// - Parameter file: where the numbers of a table or chart are in full.
  static func render(_ block: Block, file: String, names: inout NameRegister) -> Markup {
    switch block {
    case .narrative(let paragraphs): narrative(paragraphs)
    case .finding(let finding): render(finding)
    case .keyFigures(let figures): cards(figures)
    case .table(let table): HTMLTable.render(table, excerpt: .first, file: file)
    case .chart(let chart): figure(chart, file: file, names: &names)
    case .list(let items): list(items)
    case .note(let text): aside(text, label: "Note", kind: "aside")
    case .warning(let text): aside(text, label: "Mind this", kind: "aside warn")
    }
  }

  private static func narrative(_ paragraphs: [InlineText]) -> Markup {
    var markup = Markup()
    for paragraph in paragraphs where !paragraph.isEmpty {
      markup.raw("<p>")
      markup.inline(paragraph)
      markup.raw("</p>\n")
    }
    return markup
  }

  private static func list(_ items: [InlineText]) -> Markup {
    var markup = Markup()
    guard !items.isEmpty else { return markup }
    markup.raw("<ul>\n")
    for item in items {
      markup.raw("<li>")
      markup.inline(item)
      markup.raw("</li>\n")
    }
    markup.raw("</ul>\n")
    return markup
  }

  private static func render(_ finding: Finding) -> Markup {
    var markup = Markup()
    let label =
      switch finding.tone {
      case .neutral: "What we found"
      case .good: "Good news"
      case .bad: "Problem"
      }
    markup.open("div", ("class", "finding \(finding.tone.rawValue)"))
    markup.element("p", ("class", "tag"), text: label)
    markup.raw("<p class=\"say\">")
    markup.inline(finding.statement)
    markup.raw("</p>")
    if let detail = finding.detail {
      markup.raw("<p class=\"soft\">")
      markup.inline(detail)
      markup.raw("</p>")
    }
    markup.raw("</div>\n")
    return markup
  }

  private static func aside(_ text: InlineText, label: String, kind: String) -> Markup {
    var markup = Markup()
    markup.open("div", ("class", kind))
    markup.raw("<p>")
    markup.element("b", text: "\(label): ")
    markup.inline(text)
    markup.raw("</p></div>\n")
    return markup
  }

  static func cards(_ figures: [KeyFigure]) -> Markup {
    var markup = Markup()
    guard !figures.isEmpty else { return markup }
    markup.raw("<ul class=\"cards\">\n")
    for figure in figures {
      markup.raw("<li>")
      markup.element("p", ("class", "label"), text: figure.label)
      markup.raw("<p class=\"value\">")
      markup.element("b", text: figure.value)
      if !figure.unit.isEmpty { markup.text(" \(figure.unit)") }
      markup.raw("</p>")
      if let interval = figure.interval { markup.element("p", text: interval) }
      if let comparison = figure.comparison {
        markup.element("p", ("class", "soft"), text: comparison)
      }
      markup.append(Sparkline.draw(figure.trend))
      markup.raw("</li>\n")
    }
    markup.raw("</ul>\n")
    return markup
  }

  private static func figure(_ chart: Chart, file: String, names: inout NameRegister) -> Markup {
    var markup = Markup()
    let id = names.unique(chart.id)
    let captionID = names.unique("\(id)-caption")
    markup.open("figure", ("id", id))
    markup.element("figcaption", ("id", captionID), text: chart.takeaway)
    markup.raw("\n")
    markup.append(SVGDrawing.render(chart, .wide, id: id, labelledBy: captionID))
    markup.append(SVGDrawing.render(chart, .narrow, id: id, labelledBy: captionID))
    if let reading = chart.reading {
      markup.raw("<p class=\"soft\">")
      markup.inline(reading)
      markup.raw("</p>\n")
    }
    markup.append(
      HTMLTable.render(
        chart.dataTable, excerpt: chart.excerpt, summary: "The numbers behind this chart",
        file: file))
    markup.raw("</figure>\n")
    return markup
  }
}

/// One drawing of a chart as an SVG element.
enum SVGDrawing {
  static func render(_ chart: Chart, _ layout: Canvas.Layout, id: String, labelledBy: String)
    -> Markup
  {
    var canvas = Canvas(layout, idPrefix: id)
    chart.drawing.draw(on: &canvas)
    var markup = Markup()
    // Nothing to draw: the caption and the table say so.
    guard canvas.height > 0 else { return markup }
    let height = Canvas.number(canvas.height.rounded(.up))
    markup.open(
      "svg", ("class", layout == .wide ? "wide" : "narrow"),
      ("viewBox", "0 0 \(Canvas.number(canvas.width)) \(height)"), ("role", "img"),
      ("aria-labelledby", labelledBy))
    markup.append(canvas.content)
    markup.raw("</svg>\n")
    return markup
  }
}
