import Foundation
import Reports

/// What drives the number: sentences, coefficients, effect curves, importance.
enum DriversSection {
  private static let drawnEffects = 6

  static func section(facts: RegressionFacts, tables: RegressionTables) -> Report.Section {
    var blocks: [Block] = []
    if !facts.drivers.isEmpty {
      blocks.append(.list(facts.drivers.prefix(12).map { InlineText($0) }))
    }
    if let chart = importance(facts: facts, tables: tables) { blocks.append(.chart(chart)) }
    for (place, variable) in tables.drawnVariables.prefix(drawnEffects).enumerated() {
      if let chart = effect(of: variable, place: place, facts: facts, tables: tables) {
        blocks.append(.chart(chart))
      }
    }
    if let chart = forest(facts: facts, tables: tables) { blocks.append(.chart(chart)) }
    if !tables.coefficients.isEmpty {
      blocks.append(.table(coefficientTable(facts: facts, tables: tables)))
    }
    return Report.Section(
      id: "drivers", heading: "What drives \(facts.response)?", blocks: blocks)
  }

  // MARK: Importance

  private static func importance(facts: RegressionFacts, tables: RegressionTables) -> Chart? {
    let rows = tables.importance.filter { $0.importance.isFinite }
    guard rows.count > 1, let first = rows.first, first.importance > 0 else { return nil }
    let chart = BarChart(
      bars: rows.prefix(20).map { row in
        BarChart.Bar(
          spoken(row.variable), values: [row.importance],
          lower: row.lower.isFinite ? row.lower : nil, upper: row.upper.isFinite ? row.upper : nil)
      }, itemName: "Variable", unit: "rise of the error without it", format: .percent(0),
      order: .given)
    return Chart(
      id: "importance",
      takeaway:
        "\(PlainWords.sentence(spoken(first.variable))) matters most: with its values shuffled, the error is \(PlainWords.percent(first.importance)) larger.",
      reading:
        "Each bar says how much larger the error gets when the values of that variable are dealt out at random, \(InlineText(judged(facts))). Two variables that go together share what they are worth.",
      dataCaption: "Importance of each variable", .bars(chart))
  }

  /// Which rows importance was measured on.
  private static func judged(_ facts: RegressionFacts) -> String {
    facts.folds > 1 && !facts.foldsInWords.isEmpty
      ? "for rows that the model had not seen" : "on the rows of \(facts.file), seen or not"
  }

  // MARK: Effects

  private static func effect(
    of variable: String, place: Int, facts: RegressionFacts, tables: RegressionTables
  ) -> Chart? {
    let rows = tables.effects.filter { $0.variable == variable && $0.effect.isFinite }
    guard let least = rows.min(by: { $0.effect < $1.effect }),
      let most = rows.max(by: { $0.effect < $1.effect }), rows.count > 1
    else { return nil }
    if rows.contains(where: { !$0.outcome.isEmpty }) {
      return classEffect(of: variable, place: place, rows, facts: facts)
    }
    let isShare = facts.kind == .yesNo
    let format: NumberFormat = isShare ? .percent(0) : .automatic
    let unit = isShare ? "chance of \(facts.response)" : "expected \(facts.unit)"
    func words(_ row: EffectLine) -> String {
      row.level.isEmpty ? PlainWords.number(row.value) : row.level
    }
    let average = format.words(least.effect)
    let top = format.words(most.effect)
    let band = "\(PlainWords.number(facts.level)) % range"
    let takeaway =
      "\(PlainWords.sentence(spoken(variable))): from \(average) at \(words(least)) to \(top) at \(words(most)), all else the same."
    if rows.allSatisfy({ $0.level.isEmpty }) {
      let ordered = rows.sorted { $0.value < $1.value }
      return Chart(
        id: "effect-\(place + 1)", takeaway: takeaway,
        reading: bandNote(rows, level: facts.level),
        dataCaption: "\(PlainWords.sentence(unit)) by \(spoken(variable))",
        .curve(
          CurveChart(
            positions: ordered.map(\.value), values: ordered.map(\.effect),
            lower: ordered.map(\.lower), upper: ordered.map(\.upper),
            abscissaName: spoken(variable),
            unit: unit, bandName: band, format: format)))
    }
    let ordered = rows.sorted { ($0.effect, $1.level) > ($1.effect, $0.level) }
    let mean = ordered.reduce(0) { $0 + $1.effect } / Double(ordered.count)
    return Chart(
      id: "effect-\(place + 1)", takeaway: takeaway, reading: bandNote(rows, level: facts.level),
      dataCaption: "\(PlainWords.sentence(unit)) by \(spoken(variable))",
      .forest(
        ForestChart(
          items: ordered.map {
            ForestChart.Item($0.level, estimate: $0.effect, lower: $0.lower, upper: $0.upper)
          }, itemName: PlainWords.sentence(spoken(variable)), valueName: unit, intervalName: band,
          format: format, reference: ReferenceLine(mean, name: "mean of these"))))
  }

  /// The probability of each class, by the values of a variable.
  private static func classEffect(
    of variable: String, place: Int, _ rows: [EffectLine], facts: RegressionFacts
  ) -> Chart? {
    let classes = distinct(rows.map(\.outcome))
    let format = NumberFormat.percent(0)
    func own(_ outcome: String) -> [EffectLine] { rows.filter { $0.outcome == outcome } }
    func reach(_ outcome: String) -> Double {
      let effects = own(outcome).map(\.effect)
      return (effects.max() ?? 0) - (effects.min() ?? 0)
    }
    guard let moved = classes.max(by: { reach($0) < reach($1) }),
      let least = own(moved).min(by: { $0.effect < $1.effect }),
      let most = own(moved).max(by: { $0.effect < $1.effect })
    else { return nil }
    func words(_ row: EffectLine) -> String {
      row.level.isEmpty ? PlainWords.number(row.value) : row.level
    }
    let unit = "chance"
    let kind: Chart.Kind
    if rows.allSatisfy({ $0.level.isEmpty }) {
      kind = .lines(
        LineChart(
          abscissa: .numbers(own(moved).map(\.value)),
          series: classes.map { LineChart.Series($0, values: own($0).map(\.effect)) },
          unit: unit, format: format, abscissaName: spoken(variable)))
    } else {
      kind = .bars(
        BarChart(
          bars: own(moved).map { row in
            BarChart.Bar(
              row.level,
              values: classes.map { name in
                own(name).first { $0.level == row.level }?.effect ?? .nan
              })
          }, segmentNames: classes, itemName: PlainWords.sentence(spoken(variable)), unit: unit,
          format: format, order: .given))
    }
    return Chart(
      id: "effect-\(place + 1)",
      takeaway:
        "\(PlainWords.sentence(spoken(variable))): the chance of \(moved) goes from \(format.words(least.effect)) at \(words(least)) to \(format.words(most.effect)) at \(words(most)), all else the same.",
      dataCaption: "Chance of each \(facts.response) by \(spoken(variable))", kind)
  }

  private static func bandNote(_ rows: [EffectLine], level: Double) -> InlineText? {
    guard rows.contains(where: { $0.lower.isFinite && $0.upper.isFinite }) else { return nil }
    return
      "The range holds the true value \(PlainWords.frequency(level / 100, of: "time")), if the model is right."
  }

  // MARK: Coefficients

  /// Coefficients a reader can be told of: no intercept, no bases of smooth curves, none
  /// that was dropped.
  static func told(_ rows: [CoefficientLine]) -> [CoefficientLine] {
    rows.filter { row in
      row.estimate.isFinite && !isIntercept(row.name) && !isPartOfCurve(row.name)
    }
  }

  /// Also of one quantile or class among several: "q0.9 (Intercept)".
  private static func isIntercept(_ name: String) -> Bool { name.hasSuffix("(Intercept)") }

  /// One of the many coefficients that make up a curve and mean nothing alone.
  private static func isPartOfCurve(_ name: String) -> Bool {
    ["s(", "poly(", "ns(", "bs(", "te("].contains { name.contains($0) }
  }

  /// A coefficient as a reader is told of it.
  static func told(_ value: Double, as scale: RegressionFacts.Scale) -> Double {
    switch scale {
    case .percent: expm1(value)
    case .odds: exp(value)
    case .units, .link, .none: value
    }
  }

  private static func forest(facts: RegressionFacts, tables: RegressionTables) -> Chart? {
    let rows = told(tables.coefficients)
    guard rows.count > 1, facts.scale != .none else { return nil }
    func item(_ row: CoefficientLine) -> ForestChart.Item {
      ForestChart.Item(
        spokenTerm(row.name), estimate: told(row.estimate, as: facts.scale),
        lower: told(row.lower, as: facts.scale), upper: told(row.upper, as: facts.scale))
    }
    // Where one interval is far wider than the rest, as under separation, it would press
    // all others into a line.
    let widths = rows.map { $0.upper - $0.lower }.filter(\.isFinite).sorted()
    let usual = widths.isEmpty ? .infinity : widths[widths.count / 2]
    let drawn = rows.filter { !($0.upper - $0.lower > 50 * usual) }
    let clear = rows.count { $0.lower > 0 || $0.upper < 0 }
    let hasRanges = rows.contains { $0.lower.isFinite }
    let band = "\(PlainWords.number(facts.level)) % range"
    let (name, format, none): (String, NumberFormat, Double) =
      switch facts.scale {
      case .percent: ("change of the expected \(facts.unit)", .percent(0), 0)
      case .odds: ("factor of the odds of \(facts.response)", .automatic, 1)
      case .units: ("change in \(facts.unit)", .automatic, 0)
      case .link, .none: ("coefficient", .automatic, 0)
      }
    var reading: InlineText =
      "Each row is one step of a variable, or one category beside the first of its kind, all else the same."
    if hasRanges {
      reading = reading + " A hollow mark may as well be no effect."
    }
    if drawn.count < rows.count {
      reading =
        reading
        + " \(PlainWords.sentence(PlainWords.count(rows.count - drawn.count, "effect"))) with a very wide range stand in the table only."
    }
    return Chart(
      id: "coefficients",
      takeaway: hasRanges
        ? "\(PlainWords.number(Double(clear))) of \(PlainWords.count(rows.count, "effect")) \(clear == 1 ? "is" : "are") clearly there."
        : "The \(PlainWords.count(rows.count, "effect")) of the model.",
      reading: reading, dataCaption: "Effects of single steps and categories",
      .forest(
        ForestChart(
          items: drawn.map(item), itemName: "Effect", valueName: name, intervalName: band,
          format: format, reference: ReferenceLine(none, name: "no effect"))))
  }

  private static func coefficientTable(
    facts: RegressionFacts, tables: RegressionTables
  ) -> ReportTable {
    let rows = tables.coefficients.filter { !isPartOfCurve($0.name) }
    let hidden = tables.coefficients.count - rows.count
    let isTold = facts.scale == .percent || facts.scale == .odds
    var columns: [ReportTable.Column] = [
      .text("Name"), .number("Estimate", format: .automatic),
      .number("\(PlainWords.number(facts.level)) % range", format: .automatic),
      .number("Standard error", format: .automatic), .number("p", format: .fixed(3)),
    ]
    if isTold {
      columns.append(
        facts.scale == .percent
          ? .number("Change", format: NumberFormat(style: .percent, digits: 1))
          : .number("Odds factor", format: .automatic))
    }
    var note: InlineText =
      "Estimates are on the scale the model works on; all are in \(code: CoefficientsFile.name)."
    if hidden > 0 {
      note =
        note
        + " \(PlainWords.sentence(PlainWords.count(hidden, "coefficient"))) that make up curves stand there only."
    }
    return ReportTable(
      caption: "Coefficients", columns: columns,
      rows: rows.map { row in
        var cells: [ReportTable.Cell] = [
          .text(spokenTerm(row.name)), .number(row.estimate), .interval(row.lower, row.upper),
          .number(row.standardError), .number(row.pValue),
        ]
        if isTold {
          cells.append(
            isIntercept(row.name) ? .missing : .number(told(row.estimate, as: facts.scale)))
        }
        return ReportTable.Row(cells)
      }, note: note, isFolded: true, fileName: "coefficients-table")
  }
}
