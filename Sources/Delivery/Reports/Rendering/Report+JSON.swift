import CivilTime

extension Report {
  /// The same report for machines: the words, the tables and the charts' data, with
  /// numbers in full precision and null where a value is missing. Equal reports give
  /// equal bytes.
  public func json() -> String {
    var out = ""
    value.write(into: &out)
    return out + "\n"
  }

  private var value: JSONValue {
    .object([
      ("language", .string(language)), ("title", .string(title)),
      ("subtitle", .string(subtitle)),
      (
        "decision",
        .object([
          ("headline", .string(decision.headline)),
          (
            "points",
            .array(
              decision.points.map {
                .object([("label", .string($0.label)), ("text", .string($0.text.plainText))])
              })
          ),
        ])
      ),
      ("highlights", .array(highlights.map(\.json))),
      (
        "sections",
        .array(
          sections.map {
            .object([
              ("id", .string($0.id)), ("heading", .string($0.heading)),
              ("blocks", .array($0.blocks.map(\.json))),
            ])
          })
      ),
      (
        "assumptions",
        .array(
          assumptions.map {
            .object([
              ("assumption", .string($0.statement)), ("value", .string($0.value.plainText)),
              ("source", .string($0.source.plainText)),
            ])
          })
      ),
      ("do_not_use", .array(unsuitableUses.map { .string($0.plainText) })),
      (
        "origin",
        .object([
          (
            "entries",
            .array(
              origin.entries.map {
                .object([("key", .string($0.key)), ("value", .string($0.value.plainText))])
              })
          ),
          ("verify", .string(origin.verifyCommand)),
        ])
      ),
    ])
  }
}

extension Block {
  fileprivate var json: JSONValue {
    func object(_ type: String, _ members: [(String, JSONValue)]) -> JSONValue {
      .object([("type", .string(type))] + members)
    }
    switch self {
    case .narrative(let paragraphs):
      return object("narrative", [("text", .array(paragraphs.map { .string($0.plainText) }))])
    case .finding(let finding):
      return object(
        "finding",
        [
          ("tone", .string(finding.tone.rawValue)),
          ("text", .string(finding.statement.plainText)),
          ("detail", finding.detail.map { .string($0.plainText) } ?? .null),
        ])
    case .keyFigures(let figures):
      return object("key_figures", [("figures", .array(figures.map(\.json)))])
    case .table(let table): return object("table", table.jsonMembers)
    case .chart(let chart):
      return object(
        "chart",
        [
          ("id", .string(chart.id)), ("kind", .string(chart.kindName)),
          ("takeaway", .string(chart.takeaway)),
          ("reading", chart.reading.map { .string($0.plainText) } ?? .null),
          ("data", .object(chart.dataTable.jsonMembers)),
        ])
    case .list(let items):
      return object("list", [("items", .array(items.map { .string($0.plainText) }))])
    case .note(let text): return object("note", [("text", .string(text.plainText))])
    case .warning(let text): return object("warning", [("text", .string(text.plainText))])
    }
  }
}

extension KeyFigure {
  fileprivate var json: JSONValue {
    .object([
      ("label", .string(label)), ("value", .string(value)), ("unit", .string(unit)),
      ("interval", interval.map { .string($0) } ?? .null),
      ("comparison", comparison.map { .string($0) } ?? .null),
      ("trend", .array(trend.map { .number($0) })),
    ])
  }
}

extension Chart {
  var kindName: String {
    switch kind {
    case .fan: "fan"
    case .lines: "lines"
    case .bars: "bars"
    case .coverage: "coverage"
    case .heatMap: "heat_map"
    case .gantt: "gantt"
    case .smallMultiples: "small_multiples"
    case .histogram: "histogram"
    case .dots: "dots"
    case .slope: "slope"
    case .forest: "forest"
    case .curve: "curve"
    case .scatter: "scatter"
    case .networkMap: "network_map"
    case .timeSpace: "time_space"
    case .timingSheet: "timing_sheet"
    }
  }
}

extension ReportTable {
  fileprivate var jsonMembers: [(String, JSONValue)] {
    [
      ("caption", .string(caption)),
      (
        "columns",
        .array(
          columns.map { .object([("header", .string($0.header)), ("unit", .string($0.unit))]) })
      ),
      ("rows", .array(rows.map { .array($0.cells.map(\.json)) })),
      ("totals", .array(footers.map { .array($0.cells.map(\.json)) })),
    ]
  }
}

extension ReportTable.Cell {
  fileprivate var json: JSONValue {
    switch self {
    case .text(let text): .string(text)
    case .rich(let text): .string(text.plainText)
    case .number(let value): .number(value)
    case .interval(let lower, let upper): .array([.number(lower), .number(upper)])
    case .date(let date): .string("\(date)")
    case .time(let time): .string(CSVText.iso(time))
    case .missing: .null
    }
  }
}
