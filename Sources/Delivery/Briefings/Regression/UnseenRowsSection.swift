import Reports

/// How good is the model on rows it has not seen, beside saying the mean?
enum UnseenRowsSection {
  /// The measure told first, by the kind of response: its names, smaller is better.
  static func leadingMetric(_ facts: RegressionFacts, _ tables: RegressionTables) -> String? {
    let wanted =
      facts.kind == .yesNo || facts.kind == .classes
      ? ["log loss", "brier"] : ["mae", "rmse", "poisson deviance"]
    let quantile = tables.metrics.first { $0.metric.hasPrefix("pinball") }.map(\.metric)
    return ((quantile.map { [$0] } ?? []) + wanted).first {
      tables.metric($0, MetricLine.crossValidated) != nil
        && tables.metric($0, MetricLine.baseline) != nil
    }
  }

  static func verdict(facts: RegressionFacts, tables: RegressionTables) -> InlineText? {
    guard let name = leadingMetric(facts, tables),
      let own = tables.metric(name, MetricLine.crossValidated),
      let plain = tables.metric(name, MetricLine.baseline), plain.value > 0
    else { return nil }
    let gain = 1 - own.value / plain.value
    let baseline =
      facts.kind == .yesNo || facts.kind == .classes
      ? "giving every row the overall share" : "always saying the mean"
    let words: String
    if abs(gain) < 0.005 {
      words = "no better than \(baseline)"
    } else if gain > 0 {
      words = "\(PlainWords.percent(gain)) better than \(baseline)"
    } else {
      words = "\(PlainWords.percent(-gain)) worse than \(baseline)"
    }
    var text: InlineText = "On rows it had not seen it was \(strong: words)"
    if name == "mae" {
      text =
        text
        + ": it missed by \(PlainWords.number(own.value)) \(facts.unit) a row on average, against \(PlainWords.number(plain.value))"
    }
    return text + "."
  }

  static func figures(facts: RegressionFacts, tables: RegressionTables) -> [KeyFigure] {
    var figures: [KeyFigure] = []
    func add(_ metric: String, _ label: String, unit: String = "", format: NumberFormat) {
      guard figures.count < 3, let own = tables.metric(metric, MetricLine.crossValidated) else {
        return
      }
      let plain = tables.metric(metric, MetricLine.baseline)
      // A share has no more than all.
      let top = ["roc auc", "r2", "coverage"].contains(metric) ? min(own.upper, 1) : own.upper
      figures.append(
        KeyFigure(
          label, value: format.words(own.value), unit: unit,
          interval: own.lower.isFinite
            ? "between \(format.words(own.lower)) and \(format.words(top)), 95 % range"
            : nil,
          comparison: plain.map { "\(format.words($0.value)) without the model" }))
    }
    if facts.kind == .yesNo {
      add("roc auc", "Pairs put in the right order (AUC)", format: .percent(0))
      add("brier", "Mean squared miss of the chance", format: .fixed(3))
    } else {
      add("mae", "Missed on average", unit: facts.unit, format: .automatic)
      add("r2", "Share of the variation explained", format: .percent(0))
    }
    add("coverage", "Rows inside their range", format: .percent(0))
    return figures
  }

  static func section(facts: RegressionFacts, tables: RegressionTables) -> Report.Section? {
    guard facts.folds > 1, !tables.metrics.isEmpty else { return nil }
    var blocks: [Block] = []
    if let verdict = verdict(facts: facts, tables: tables) { blocks.append(.paragraph(verdict)) }
    blocks.append(
      .paragraph(
        "Each row was predicted by a model that had not seen it: \(facts.foldsInWords). The baseline uses the same rows."
      ))
    blocks.append(.table(metricsTable(tables)))
    if !tables.calibration.isEmpty {
      blocks.append(.chart(calibration(facts: facts, tables: tables)))
    } else if let chart = agreement(facts: facts, tables: tables) {
      blocks.append(.chart(chart))
    }
    return Report.Section(
      id: "unseen", heading: "How good is it on rows it has not seen?", blocks: blocks)
  }

  private static func metricsTable(_ tables: RegressionTables) -> ReportTable {
    let unseen = tables.metrics.filter { $0.part != MetricLine.inSample }
    let names = distinct((unseen.isEmpty ? tables.metrics : unseen).map(\.metric))
    let parts = [MetricLine.crossValidated, MetricLine.baseline, MetricLine.inSample]
    let shown = parts.filter { part in tables.metrics.contains { $0.part == part } }
    let headers = [
      MetricLine.crossValidated: "Unseen rows", MetricLine.baseline: "Without the model",
      MetricLine.inSample: "Rows it was fitted on",
    ]
    var columns: [ReportTable.Column] = [.text("Measure")]
    for part in shown {
      columns.append(.number(headers[part] ?? part, format: .automatic))
      if part == MetricLine.crossValidated {
        columns.append(.number("95 % range", format: .automatic))
      }
    }
    let rows = names.map { name -> ReportTable.Row in
      var cells: [ReportTable.Cell] = [.text(MetricWords.name(of: name))]
      for part in shown {
        let line = tables.metric(name, part)
        cells.append(line.map { .number($0.value) } ?? .missing)
        if part == MetricLine.crossValidated {
          cells.append(line.map { .interval($0.lower, $0.upper) } ?? .missing)
        }
      }
      return ReportTable.Row(cells)
    }
    return ReportTable(
      caption: "Measures of the fit", columns: columns, rows: rows,
      note: "What is better on the rows it was fitted on than on unseen ones was learnt by heart.",
      fileName: "measures")
  }

  // MARK: Charts

  private static func calibration(facts: RegressionFacts, tables: RegressionTables) -> Chart {
    let rows = tables.calibration.filter { $0.rows > 0 }
    let off = rows.count { !($0.lower <= $0.predicted && $0.predicted <= $0.upper) }
    let takeaway =
      off == 0
      ? "The chances can be taken at their word: in every group, as many were \(facts.response) as was said."
      : "In \(PlainWords.number(Double(off))) of \(PlainWords.count(rows.count, "group")), more or fewer were \(facts.response) than the chances say."
    return Chart(
      id: "calibration", takeaway: takeaway,
      reading:
        "Rows are grouped by the chance they were given. On the dotted line, what was said is what came; the whiskers hold the true share 19 times in 20.",
      dataCaption: "Chance given and share that came true, on unseen rows",
      .scatter(
        ScatterChart(
          points: rows.map {
            ScatterChart.Point(x: $0.predicted, y: $0.observed, lower: $0.lower, upper: $0.upper)
          }, xName: "chance given", yName: "share that came true", intervalName: "95 % range",
          format: .percent(0), agreement: "said is what came", isJoined: true)))
  }

  private static func agreement(facts: RegressionFacts, tables: RegressionTables) -> Chart? {
    let known = tables.heldOut.filter { $0.actual.isFinite && $0.mean.isFinite }
    guard known.count > 3, facts.kind == .number || facts.kind == .count else { return nil }
    // Evenly over the range of what was expected, so that the ends are not lost.
    let ordered = known.sorted { ($0.mean, $0.row) < ($1.mean, $1.row) }
    let limit = min(ordered.count, 300)
    let shown = (0..<limit).map { ordered[$0 * (ordered.count - 1) / max(1, limit - 1)] }
    let inside = known.filter { $0.lower.isFinite && $0.upper.isFinite }
    var takeaway = "The more was expected, the more came."
    if let r2 = tables.metric("r2", MetricLine.crossValidated), r2.value < 0.1 {
      takeaway = "What was expected says little about what came."
    }
    if !inside.isEmpty {
      let share =
        Double(inside.count { $0.lower <= $0.actual && $0.actual <= $0.upper })
        / Double(inside.count)
      takeaway +=
        " \(PlainWords.percent(share)) of unseen rows fell inside their \(PlainWords.number(facts.level)) % range."
    }
    let drawn =
      limit < known.count
      ? "\(PlainWords.number(Double(limit))) of \(PlainWords.number(Double(known.count))) rows are drawn. "
      : ""
    return Chart(
      id: "agreement", takeaway: takeaway,
      reading: "\(drawn)On the dotted line, what was expected is what came.",
      dataCaption: "Expected and observed \(facts.unit), unseen rows",
      .scatter(
        ScatterChart(
          points: shown.map { ScatterChart.Point(x: $0.mean, y: $0.actual) },
          xName: "expected \(facts.unit)", yName: "observed \(facts.unit)",
          agreement: "expected is observed")))
  }
}

/// Measures of a fit by the names people know.
enum MetricWords {
  private static let names = [
    "mae": "Mean miss (MAE)", "rmse": "Root mean square miss (RMSE)",
    "r2": "Share of the variation explained (R²)", "poisson deviance": "Mean Poisson deviance",
    "gamma deviance": "Mean gamma deviance", "log loss": "Log loss",
    "brier": "Mean squared miss of the chance (Brier)",
    "roc auc": "Pairs put in the right order (AUC)",
    "average precision": "Average precision", "coverage": "Rows inside their range",
  ]

  static func name(of metric: String) -> String {
    if let name = names[metric] { return name }
    let words = metric.split(separator: " ")
    if words.first == "pinball", words.count == 2 { return "Pinball loss at \(words[1])" }
    return PlainWords.sentence(metric)
  }
}
