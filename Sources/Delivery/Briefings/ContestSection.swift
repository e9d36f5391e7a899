import Reports

/// The leaderboard and what belongs to it.
enum ContestSection {
  /// Below this chance of a mere accident, a lead is called one.
  private static let isRare = 0.05
  /// At most so many rivals are drawn by step ahead.
  private static let mostLines = 5

  static func section(_ contest: ContestFacts) -> Report.Section {
    var blocks: [Block] = [.paragraph(verdict(contest)), .table(table(contest))]
    if contest.rivals.count > 1 { blocks.append(.chart(bars(contest))) }
    if let chart = stepChart(contest) { blocks.append(.chart(chart)) }
    if let table = seriesTable(contest) { blocks.append(.table(table)) }
    return Report.Section(
      id: "leaderboard", heading: "Which model forecast best?", blocks: blocks)
  }

  /// Who is ahead, and whether by more than chance.
  static func verdict(_ contest: ContestFacts) -> InlineText {
    guard let best = contest.rivals.first else { return "No step could be scored." }
    guard contest.rivals.count > 1 else {
      return
        "\(strong: best.name) had an error of \(error(best)) times the simplest forecast’s in-sample error."
    }
    let next = contest.rivals[1]
    let share = next.mase > 0 ? 1 - best.mase / next.mase : 0
    let lead: InlineText =
      "\(strong: best.name) came first: its error was \(PlainWords.percent(share, digits: 1)) smaller than that of \(strong: next.name)"
    return lead + ", " + InlineText(certainty(best)) + "."
  }

  /// How much a lead over the next is worth, in words.
  static func certainty(_ rival: ContestFacts.Rival) -> String {
    guard let chance = rival.leadChance, let test = rival.leadTest else {
      return "on too few tests to say whether that is more than chance"
    }
    let words = chance < 0.001 ? "below 0.001" : PlainWords.number(chance, digits: 3)
    return chance < isRare
      ? "more than chance explains (p \(chance < 0.001 ? "" : "= ")\(words), \(test))"
      : "no more than chance may explain (p = \(words), \(test))"
  }

  private static func error(_ rival: ContestFacts.Rival) -> String {
    PlainWords.number(rival.mase, digits: 3)
  }

  private static func table(_ contest: ContestFacts) -> ReportTable {
    let hasIntervals = contest.rivals.contains { $0.quantileLoss != nil }
    var columns: [ReportTable.Column] = [
      .text("Model"), .number("Error (MASE)", format: .fixed(3)),
      .number("Error in per cent (sMAPE)", format: .fixed(1)),
    ]
    if hasIntervals {
      columns += [
        .number("Error of the ranges (SQL)", format: .fixed(3)),
        .number("Inside 80 % range", format: .percent(0)),
        .number("Inside 95 % range", format: .percent(0)),
      ]
    }
    columns += [.number("Best on"), .text("Ahead of the next")]
    let rows = contest.rivals.enumerated().map { place, rival in
      var cells: [ReportTable.Cell] = [
        .text(rival.name), .number(rival.mase), .number(rival.symmetricPercent),
      ]
      if hasIntervals {
        cells += [rival.quantileLoss, rival.coverage80, rival.coverage95].map {
          $0.map { .number($0) } ?? .missing
        }
      }
      cells += [
        .number(Double(rival.wins)),
        place == contest.rivals.count - 1 ? .missing : .text(shortCertainty(rival)),
      ]
      return ReportTable.Row(cells, isEmphasized: place == 0)
    }
    return ReportTable(
      caption:
        "\(PlainWords.count(contest.rivals.count, "model")) on the same \(PlainWords.count(contest.tested, "step")) of \(PlainWords.count(contest.seriesCount, "series", plural: "series"))",
      columns: columns, rows: rows,
      note:
        "MASE and SQL are relative to the error of repeating the last season within the past: below 1 is better than that. “Best on” counts series; ties count for each.",
      fileName: "leaderboard")
  }

  private static func shortCertainty(_ rival: ContestFacts.Rival) -> String {
    guard let chance = rival.leadChance else { return "too few tests to say" }
    let words = chance < 0.001 ? "p < 0.001" : "p = \(PlainWords.number(chance, digits: 3))"
    return chance < isRare ? "yes (\(words))" : "not clearly (\(words))"
  }

  private static func bars(_ contest: ContestFacts) -> Chart {
    let best = contest.rivals[0]
    let baseline = contest.rivals.first { $0.name == contest.baseline }
    let lead: String
    if let baseline, baseline.name != best.name, baseline.mase > 0 {
      lead = ", \(PlainWords.percent(1 - best.mase / baseline.mase)) less than \(baseline.name)."
    } else {
      lead = "."
    }
    return Chart(
      id: "errors",
      takeaway:
        "\(best.name) has the smallest error\(lead)",
      dataCaption: "Error of each model (MASE)",
      .bars(
        BarChart(
          bars: contest.rivals.prefix(BarChart.maximumBars).map {
            BarChart.Bar($0.name, $0.mase, isEmphasized: $0.name == best.name)
          }, itemName: "Model", unit: "mean absolute scaled error", format: .fixed(3),
          order: .given,
          reference: baseline.map { ReferenceLine($0.mase, name: $0.name) })))
  }

  /// How errors grow with the distance.
  static func stepChart(_ contest: ContestFacts) -> Chart? {
    let shown = contest.rivals.prefix(mostLines)
    let steps = shown.map(\.byStep.count).min() ?? 0
    guard steps > 1, let best = shown.first, let near = best.byStep[0],
      let far = best.byStep[steps - 1]
    else { return nil }
    func words(_ value: Double) -> String { PlainWords.number(value, digits: 2) }
    return Chart(
      id: "error-by-step",
      takeaway:
        "One step ahead the error of \(best.name) is \(words(near)), \(steps) steps ahead \(words(far)).",
      dataCaption: "Error by steps ahead (MASE)",
      .lines(
        LineChart(
          abscissa: .numbers((1...steps).map(Double.init)),
          series: shown.enumerated().map { place, rival in
            LineChart.Series(
              rival.name, values: rival.byStep.prefix(steps).map { $0 ?? .nan },
              isEmphasized: place == 0)
          }, unit: "mean absolute scaled error", format: .fixed(2))))
  }

  private static func seriesTable(_ contest: ContestFacts) -> ReportTable? {
    guard contest.shown.count > 1, contest.rivals.count > 1 else { return nil }
    let rivals = contest.rivals.prefix(6)
    let isAll = contest.shown.count == contest.seriesCount
    return ReportTable(
      caption: isAll
        ? "Error by series (MASE)"
        : "Error (MASE) on the \(contest.shown.count) series on which the models differ most",
      columns: [.text("Series")] + rivals.map { .number($0.name, format: .fixed(2)) },
      rows: contest.shown.map { row in
        ReportTable.Row(
          [.text(row.id)]
            + rivals.indices.map { place in
              row.errors.indices.contains(place)
                ? row.errors[place].map { .number($0) } ?? .missing : .missing
            })
      }, fileName: "series-errors")
  }
}
