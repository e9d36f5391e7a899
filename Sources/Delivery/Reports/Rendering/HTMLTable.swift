/// Tables as HTML: a region that scrolls sideways where it must, folded where it is long.
enum HTMLTable {
  /// Which rows a page keeps of a table too long for it.
  enum Excerpt {
    case first, last
  }

  /// More cells than this are left to the CSV file: they would not be read, and a page
  /// that holds them would be slow to open.
  static let maximumCells = 4000

  /// - Parameters:
  ///   - summary: what the fold says; the caption where nil.
  ///   - file: where the whole table is, for the line that says rows are left out.
  static func render(
    _ table: ReportTable, excerpt: Excerpt, summary: String? = nil, file: String
  ) -> Markup {
    var markup = Markup()
    let isFolded = table.isFolded || table.rows.count > ReportTable.foldedFrom
    if isFolded {
      markup.raw("<details>\n<summary>")
      if let summary {
        markup.text(summary)
        markup.element("span", ("class", "vh"), text: ": \(table.caption)")
      } else {
        markup.text("\(table.caption) (\(PlainWords.count(table.rows.count, "row")))")
      }
      markup.raw("</summary>\n")
    }
    let limit = max(1, maximumCells / max(1, table.columns.count))
    let rows = excerpt == .first ? table.rows.prefix(limit) : table.rows.suffix(limit)
    markup.open(
      "div", ("class", "scroll"), ("role", "region"), ("aria-label", table.caption),
      ("tabindex", "0"))
    markup.raw("\n<table>\n")
    markup.element("caption", text: table.caption)
    head(table, into: &markup)
    markup.raw("<tbody>\n")
    for row in rows { write(row, of: table, into: &markup) }
    if !table.footers.isEmpty {
      markup.raw("<tfoot>\n")
      for row in table.footers { write(row, of: table, into: &markup) }
    }
    markup.raw("</table>\n</div>\n")
    if rows.count < table.rows.count {
      let which = excerpt == .first ? "first" : "last"
      markup.raw("<p class=\"soft\">")
      markup.inline(
        "The \(which) \(rows.count) of \(table.rows.count) rows; the file \(code: file) has all of them."
      )
      markup.raw("</p>\n")
    }
    if let note = table.note {
      markup.raw("<p class=\"soft\">")
      markup.inline(note)
      markup.raw("</p>\n")
    }
    if isFolded { markup.raw("</details>\n") }
    return markup
  }

  private static func head(_ table: ReportTable, into markup: inout Markup) {
    markup.raw("<thead><tr>")
    for column in table.columns {
      markup.raw(column.alignment == .leading ? "<th scope=col class=l>" : "<th scope=col>")
      markup.text(column.header)
      if !column.unit.isEmpty { markup.element("span", ("class", "u"), text: column.unit) }
      markup.raw("</th>")
    }
    markup.raw("</tr></thead>\n")
  }

  /// End tags of rows and cells are left out, as HTML allows: in long tables they are a
  /// third of the bytes.
  private static func write(
    _ row: ReportTable.Row, of table: ReportTable, into markup: inout Markup
  ) {
    markup.raw(row.isEmphasized ? "<tr class=em>" : "<tr>")
    for (index, (cell, column)) in zip(row.cells, table.columns).enumerated() {
      let isHeader = index == 0 && table.hasRowHeaders
      switch (isHeader, column.alignment) {
      case _ where cell.isCivil: markup.raw(isHeader ? "<th scope=row class=t>" : "<td class=t>")
      case (true, .leading): markup.raw("<th scope=row class=l>")
      case (true, .trailing): markup.raw("<th scope=row>")
      case (false, .leading): markup.raw("<td class=l>")
      case (false, .trailing): markup.raw("<td>")
      }
      if case .rich(let text) = cell {
        markup.inline(text)
      } else {
        markup.text(table.words(cell, in: column))
      }
    }
    markup.raw("\n")
  }
}
