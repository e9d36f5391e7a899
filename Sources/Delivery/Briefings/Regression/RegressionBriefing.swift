public import Reports

/// What a regression says, as a report.
public enum RegressionBriefing {
  public static func report(
    facts: RegressionFacts, tables: RegressionTables, origin: Report.Origin
  ) -> Report {
    var sections = [
      RegressionDataSection.section(facts: facts, tables: tables),
      DriversSection.section(facts: facts, tables: tables),
    ]
    if let accuracy = UnseenRowsSection.section(facts: facts, tables: tables) {
      sections.append(accuracy)
    }
    sections.append(FitSection.section(facts: facts, tables: tables))
    sections.append(ModelCardSection.section(facts: facts))
    return Report(
      title: facts.title,
      subtitle: "\(PlainWords.number(Double(facts.rowsUsed))) rows of \(facts.file).",
      decision: decision(facts: facts, tables: tables),
      highlights: highlights(facts: facts, tables: tables),
      sections: sections,
      assumptions: facts.assumptions.map {
        .init($0.statement, value: InlineText($0.value), source: InlineText($0.source))
      },
      unsuitableUses: unsuitableUses(facts), origin: origin)
  }

  /// How much better than the baseline it was on unseen rows; nil where that is not known.
  public static func verdict(facts: RegressionFacts, tables: RegressionTables) -> InlineText? {
    UnseenRowsSection.verdict(facts: facts, tables: tables)
  }

  private static func decision(
    facts: RegressionFacts, tables: RegressionTables
  ) -> Report.Decision {
    let leading = tables.importance.filter { $0.importance > 0 }.prefix(3).map {
      spoken($0.variable)
    }
    let headline =
      leading.isEmpty
      ? "Nothing in the data was found to matter for \(facts.response)"
      : "\(PlainWords.sentence(PlainWords.list(leading))) \(leading.count == 1 ? "matters" : "matter") most for \(facts.response)"
    var points: [Report.Decision.Point] = []
    for (place, sentence) in facts.drivers.prefix(3).enumerated() {
      points.append(.init(place == 0 ? "What drives it" : "And", InlineText(sentence)))
    }
    points.append(.init("How sure", howSure(facts: facts, tables: tables)))
    if let verdict = UnseenRowsSection.verdict(facts: facts, tables: tables) {
      points.append(.init("How good", verdict))
    }
    if let limit = facts.doNotUse.first {
      points.append(.init("Mind this", InlineText(limit)))
    }
    return Report.Decision(headline: headline, points: points)
  }

  private static func howSure(facts: RegressionFacts, tables: RegressionTables) -> InlineText {
    let told = DriversSection.told(tables.coefficients)
    let known = told.filter { $0.lower.isFinite && $0.upper.isFinite }
    let clear = known.count { $0.lower > 0 || $0.upper < 0 }
    let range = PlainWords.frequency(facts.level / 100, of: "time")
    if facts.scale == .none || known.isEmpty {
      return
        "This method gives no ranges for single effects; what it was worth on unseen rows is below."
    }
    if known.count == 1 {
      return clear == 1
        ? "The effect is clearly there: its range, which holds the true one \(range), leaves out no effect."
        : "The data cannot tell the effect from none: its range, which holds the true one \(range), spans both."
    }
    return
      "\(strong: "\(clear) of \(known.count) effects") are clearly there\(clear < known.count ? "; the others may as well be none" : ""). Each range holds the true effect \(range), if the model is right."
  }

  private static func highlights(
    facts: RegressionFacts, tables: RegressionTables
  ) -> [KeyFigure] {
    var figures = UnseenRowsSection.figures(facts: facts, tables: tables)
    figures.append(
      KeyFigure(
        "Rows used", value: PlainWords.number(Double(facts.rowsUsed)),
        unit: "of \(PlainWords.number(Double(facts.rowsRead)))"))
    return figures
  }

  /// Sentences of the card, told as uses: "Do not use this …".
  static func unsuitableUses(_ facts: RegressionFacts) -> [InlineText] {
    var uses: [InlineText] = [
      "to say what would happen if one of these were changed: it describes what goes together, not what causes what"
    ]
    if !facts.inputs.isEmpty {
      uses.append("for rows outside the ranges and categories of the model card")
    }
    uses.append("to judge single persons")
    return uses
  }
}
