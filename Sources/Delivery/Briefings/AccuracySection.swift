import Reports

/// How good was the forecast when it was tested on the past?
enum AccuracySection {
  static func section(facts: RunFacts, tables: RunTables) -> Report.Section {
    var blocks: [Block] = [.paragraph(sentence(facts: facts, tables: tables))]
    if let table = table(facts: facts, tables: tables) { blocks.append(.table(table)) }
    blocks += SkillBlocks.blocks(tables)
    return Report.Section(
      id: "accuracy", heading: "How good were such forecasts before?", blocks: blocks)
  }

  /// One series: its own figures; several: the means over them.
  private static func scope(_ tables: RunTables) -> String {
    tables.hasSeveralSeries ? "" : tables.ids.first ?? ""
  }

  /// - Parameter isBrief: leaves out what the section below says in full.
  static func sentence(facts: RunFacts, tables: RunTables, isBrief: Bool = false) -> InlineText {
    let id = scope(tables)
    guard let own = tables.metric("MASE", of: id, isBaseline: false),
      let naive = tables.metric("MASE", of: id, isBaseline: true), naive > 0
    else {
      if facts.forecast?.wasResumed == true {
        return
          "This forecast goes on from a saved model: how it was tested is in the report of that one."
      }
      return
        "There was too little past to test the forecast on: take its ranges as rough."
    }
    let better = 1 - own / naive
    let skill: InlineText =
      better >= 0.005
      ? "the forecast’s error was \(strong: "\(PlainWords.percent(better)) smaller") than repeating the last season"
      : better > -0.005
        ? "the forecast’s error was \(strong: "no smaller") than repeating the last season"
        : "the forecast’s error was \(strong: "\(PlainWords.percent(-better)) larger") than repeating the last season"
    var text: InlineText = "Tested on the past, \(skill)"
    if !isBrief, let mae = tables.metric("MAE", of: id, isBaseline: false),
      let naiveMAE = tables.metric("MAE", of: id, isBaseline: true), !id.isEmpty
    {
      text =
        text
        + " (it missed by \(PlainWords.number(mae)) \(facts.data.unit) a \(facts.data.step) on average, against \(PlainWords.number(naiveMAE)))"
    }
    for level in isBrief ? [80] : [80, 95] {
      if let coverage = tables.metric("coverage-\(level)", of: id, isBaseline: false) {
        text =
          text
          + ". The \(level) % range held \(PlainWords.percent(coverage)) of what came"
      }
    }
    return text + "."
  }

  private static func table(facts: RunFacts, tables: RunTables) -> ReportTable? {
    let id = scope(tables)
    let wanted: [(metric: String, name: String, format: NumberFormat)] = [
      ("MAE", "Mean miss (\(facts.data.unit) a \(facts.data.step))", .automatic),
      ("RMSE", "Root mean square miss", .automatic),
      ("MASE", "Miss relative to the in-sample naive (MASE)", .fixed(3)),
      ("sMAPE", "Miss in per cent (sMAPE)", .fixed(1)),
      ("bias", "Bias: forecast less what came", .automatic),
      ("coverage-80", "Share inside the 80 % range", .percent(0)),
      ("coverage-95", "Share inside the 95 % range", .percent(0)),
      ("SQL", "Scaled quantile loss", .fixed(3)),
    ]
    let rows = wanted.compactMap { entry -> ReportTable.Row? in
      let own = tables.metric(entry.metric, of: id, isBaseline: false)
      let naive = tables.metric(entry.metric, of: id, isBaseline: true)
      guard own != nil || naive != nil else { return nil }
      func cell(_ value: Double?) -> ReportTable.Cell {
        .text(entry.format.words(value ?? .nan))
      }
      return ReportTable.Row([.text(entry.name), cell(own), cell(naive)])
    }
    guard !rows.isEmpty else { return nil }
    let origins = facts.forecast?.backtestOrigins ?? 0
    return ReportTable(
      caption:
        "The forecast beside the simplest one, over \(PlainWords.count(origins, "test")) in the past",
      columns: [.text("Measure"), .number("This forecast"), .number("Repeating the last season")],
      rows: rows,
      note: "Each test hides what came after a past moment, forecasts it, and compares.",
      fileName: "accuracy-summary")
  }
}
