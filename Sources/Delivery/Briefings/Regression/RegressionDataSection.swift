import Reports

/// Is the data good enough to explain anything?
enum RegressionDataSection {
  static func section(facts: RegressionFacts, tables: RegressionTables) -> Report.Section {
    let share = facts.rowsRead == 0 ? 1 : Double(facts.rowsUsed) / Double(facts.rowsRead)
    let used: InlineText =
      "Of \(facts.rowsRead) rows, \(facts.rowsUsed) were used (\(PlainWords.percent(share, digits: share > 0.995 && share < 1 ? 1 : 0)))."
    let worrying = facts.notes.filter { isWorrying($0.kind) }
    let isGood = share >= 0.95 && worrying.isEmpty
    var blocks: [Block] = [
      .finding(
        Finding(
          isGood ? "Yes. \(used)" : "With care. \(used)",
          tone: isGood ? .good : .bad))
    ]
    if facts.rowsRejected > 0 {
      blocks.append(
        .warning(
          "\(facts.rowsRejected) rows could not be read and were set aside in \(code: "rejects.csv")."
        ))
    }
    for note in worrying { blocks.append(.warning(InlineText(note.sentence))) }
    let others = facts.notes.filter { !isWorrying($0.kind) }
    if !others.isEmpty { blocks.append(.list(others.prefix(12).map { InlineText($0.sentence) })) }
    if let table = missingTable(facts) { blocks.append(.table(table)) }
    if !facts.readingNotes.isEmpty {
      blocks.append(.list(facts.readingNotes.prefix(12).map { InlineText($0) }))
    }
    return Report.Section(id: "quality", heading: "Is the data good enough?", blocks: blocks)
  }

  /// Notes that limit what the results can be used for, rather than explain them.
  private static func isWorrying(_ kind: String) -> Bool {
    ["separation", "notConverged", "droppedColumn", "illConditioned", "boundary"].contains(kind)
  }

  private static func missingTable(_ facts: RegressionFacts) -> ReportTable? {
    let missing = facts.inputs.filter { $0.missing > 0 }
    guard !missing.isEmpty else { return nil }
    return ReportTable(
      caption: "Columns with missing values",
      columns: [
        .text("Column"), .number("Rows without it"), .number("Share", format: .percent(1)),
      ],
      rows: missing.map {
        ReportTable.Row([
          .text($0.name), .number(Double($0.missing)),
          .number(Double($0.missing) / Double(max(1, facts.rowsRead))),
        ])
      })
  }
}
