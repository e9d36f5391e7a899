import Reports

/// Which models made the forecast, and what went wrong on the way.
enum MethodBlocks {
  static func blocks(_ facts: RunFacts) -> [Block] {
    guard let forecast = facts.forecast else { return [] }
    var blocks: [Block] = []
    let pattern: InlineText =
      forecast.seasons.isEmpty
      ? "No repeating season was assumed."
      : "The pattern repeats every \(PlainWords.list(forecast.seasons))."
    blocks.append(.paragraph(pattern))
    if forecast.uses.reduce(0, { $0 + $1.series }) == 1, let model = forecast.models.first {
      blocks.append(
        .paragraph(
          model.model.hasPrefix("mean of")
            ? "Several models forecast side by side; the mean of what they say, each with its weight, is the forecast."
            : "One model makes the forecast: \(model.model)."))
      // Elsewhere a table names them with their weights.
      if facts.plan != nil, !model.members.isEmpty {
        blocks.append(.list(model.members.map { InlineText($0) }))
      }
    } else {
      blocks.append(
        .table(
          ReportTable(
            caption: "Models in use", columns: [.text("Model"), .number("Series")],
            rows: forecast.uses.map {
              ReportTable.Row([.text($0.model), .number(Double($0.series))])
            }, fileName: "models")))
    }
    let fallbacks = forecast.models.flatMap { model in
      model.fallbacks.map { InlineText("\(model.id): \($0)") }
    }
    if forecast.fallbackCount > 0 {
      blocks.append(
        .warning(
          "\(PlainWords.count(forecast.fallbackCount, "series", plural: "series")) could not use every model asked for; what could not be fitted was left out or gave way to a simpler one."
        ))
      if !fallbacks.isEmpty { blocks.append(.list(Array(fallbacks.prefix(20)))) }
    }
    if !forecast.notes.isEmpty { blocks.append(.list(forecast.notes.map { InlineText($0) })) }
    return blocks
  }
}
