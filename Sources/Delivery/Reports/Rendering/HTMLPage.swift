/// A report as one self-contained HTML file: no script, no request, nothing outside it.
struct HTMLPage {
  private var markup = Markup()
  private var names = NameRegister()
  private let report: Report
  /// CSV files of the tables and charts still to come, the next one last.
  private var files: [String]

  /// Pages with at least this many sections get a table of contents.
  private static let contentsFrom = 3

  static func render(_ report: Report) -> String {
    var page = HTMLPage(report: report)
    page.write()
    return page.markup.source
  }

  private init(report: Report) {
    self.report = report
    files = report.csvNames.reversed()
  }

  private mutating func write() {
    let sections = report.sections.map { (section: $0, id: names.unique($0.id)) }
    let closing = closingSections()
    head()
    markup.raw("<body>\n<a class=\"skip\" href=\"#main\">Skip to the decision</a>\n")
    markup.raw("<header class=\"top\">\n")
    markup.element("h1", text: report.title)
    if !report.subtitle.isEmpty { markup.element("p", ("class", "soft"), text: report.subtitle) }
    markup.raw("\n</header>\n<main id=\"main\">\n")
    decision()
    markup.append(HTMLBlocks.cards(report.highlights))
    let contents = sections.map { (title: $0.section.heading, id: $0.id) } + closing
    if contents.count >= HTMLPage.contentsFrom { table(of: contents) }
    for (section, id) in sections { write(section, id: id) }
    assumptions(closing)
    markup.raw("</main>\n")
    footer()
    markup.raw("</body>\n</html>\n")
  }

  private mutating func head() {
    markup.raw("<!DOCTYPE html>\n")
    markup.open("html", ("lang", report.language))
    markup.raw(
      """
      \n<head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
      <meta name="color-scheme" content="light dark">\n
      """)
    let title = report.subtitle.isEmpty ? report.title : "\(report.title): \(report.subtitle)"
    markup.element("title", text: title)
    markup.raw("\n<style>\n")
    markup.raw(Stylesheet.page)
    markup.raw(Stylesheet.charts)
    markup.raw(Stylesheet.media)
    markup.raw("</style>\n</head>\n")
  }

  private mutating func decision() {
    let id = names.unique("decision")
    markup.open("section", ("class", "decision"), ("aria-labelledby", id))
    markup.element("h2", ("id", id), text: report.decision.headline)
    markup.raw("<dl>\n")
    for point in report.decision.points {
      markup.element("dt", text: point.label)
      markup.open("dd")
      markup.inline(point.text)
      markup.raw("</dd>\n")
    }
    markup.raw("</dl>\n</section>\n")
  }

  private mutating func table(of contents: [(title: String, id: String)]) {
    markup.raw("<nav aria-label=\"Contents\">\n<ol>\n")
    for entry in contents {
      markup.raw("<li>")
      markup.element("a", ("href", "#\(entry.id)"), text: entry.title)
      markup.raw("</li>\n")
    }
    markup.raw("</ol>\n</nav>\n")
  }

  private mutating func write(_ section: Report.Section, id: String) {
    markup.open("section", ("aria-labelledby", id))
    markup.element("h2", ("id", id), text: section.heading)
    markup.raw("\n")
    for block in section.blocks {
      let file = block.table == nil ? "" : files.removeLast()
      markup.append(HTMLBlocks.render(block, file: file, names: &names))
    }
    markup.raw("</section>\n")
  }

  // MARK: What it rests on

  private mutating func closingSections() -> [(title: String, id: String)] {
    var closing: [(String, String)] = []
    if !report.assumptions.isEmpty {
      closing.append(("What this rests on", names.unique("assumptions")))
    }
    if !report.unsuitableUses.isEmpty {
      closing.append(("What not to use it for", names.unique("limits")))
    }
    return closing
  }

  private mutating func assumptions(_ closing: [(title: String, id: String)]) {
    var closing = closing[...]
    if !report.assumptions.isEmpty, let (title, id) = closing.popFirst() {
      markup.open("section", ("aria-labelledby", id))
      markup.element("h2", ("id", id), text: title)
      let table = ReportTable(
        caption: "Assumptions and where they come from",
        columns: [.text("Assumption"), .text("Value"), .text("Source")],
        rows: report.assumptions.map {
          ReportTable.Row([.text($0.statement), .rich($0.value), .rich($0.source)])
        })
      markup.append(HTMLTable.render(table, excerpt: .first, file: ""))
      markup.raw("</section>\n")
    }
    if !report.unsuitableUses.isEmpty, let (title, id) = closing.popFirst() {
      markup.open("section", ("aria-labelledby", id))
      markup.element("h2", ("id", id), text: title)
      markup.raw("<div class=\"aside warn\"><p><b>Do not use this</b></p>\n<ul>\n")
      for use in report.unsuitableUses {
        markup.raw("<li>")
        markup.inline(use)
        markup.raw("</li>\n")
      }
      markup.raw("</ul></div>\n</section>\n")
    }
  }

  private mutating func footer() {
    markup.raw("<footer>\n<h2>Where this came from</h2>\n<dl>\n")
    for entry in report.origin.entries {
      markup.element("dt", text: entry.key)
      markup.open("dd")
      markup.inline(entry.value)
      markup.raw("</dd>\n")
    }
    markup.raw("<dt>To check it</dt><dd>run ")
    markup.element("code", text: report.origin.verifyCommand)
    markup.raw("</dd>\n</dl>\n</footer>\n")
  }
}

/// Names that are unique in one page or folder, and safe in links and file names.
struct NameRegister {
  private var taken: Set<String> = ["main"]

  /// `wanted` in lower-case letters, digits and single hyphens, with a number behind it
  /// where that name is taken.
  mutating func unique(_ wanted: String) -> String {
    let base = NameRegister.slug(wanted)
    var name = base
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(base)-\(number)"
      number += 1
    }
    return name
  }

  static func slug(_ text: String) -> String {
    var slug = ""
    for scalar in text.lowercased().unicodeScalars {
      switch scalar {
      case "a"..."z", "0"..."9": slug.unicodeScalars.append(scalar)
      default: if !slug.isEmpty && slug.last != "-" { slug.append("-") }
      }
      if slug.utf8.count >= 60 { break }
    }
    while slug.last == "-" { slug.removeLast() }
    return slug.isEmpty ? "part" : slug
  }
}
