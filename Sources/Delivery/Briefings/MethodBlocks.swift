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
    if forecast.models.count == 1, let model = forecast.models.first {
      blocks.append(
        .paragraph(
          model.model.hasPrefix("median")
            ? "Several models forecast side by side; their median is the forecast:"
            : "One model makes the forecast:"))
      if model.members.isEmpty { blocks.append(.list([InlineText(model.model)])) }
      if !model.members.isEmpty { blocks.append(.list(model.members.map { InlineText($0) })) }
    } else {
      var counts: [(model: String, count: Int)] = []
      for model in forecast.models {
        if let at = counts.firstIndex(where: { $0.model == model.model }) {
          counts[at].count += 1
        } else {
          counts.append((model.model, 1))
        }
      }
      counts.sort { $0.count != $1.count ? $0.count > $1.count : $0.model < $1.model }
      blocks.append(
        .table(
          ReportTable(
            caption: "Models in use", columns: [.text("Model"), .number("Series")],
            rows: counts.prefix(20).map {
              ReportTable.Row([.text($0.model), .number(Double($0.count))])
            }, fileName: "models")))
    }
    let fallbacks = forecast.models.flatMap { model in
      model.fallbacks.map { InlineText("\(model.id): \($0)") }
    }
    if !fallbacks.isEmpty {
      blocks.append(
        .warning(
          "\(PlainWords.count(fallbacks.count, "model")) did not suit a series and a simpler one took over:"
        ))
      blocks.append(.list(Array(fallbacks.prefix(20))))
    }
    if !forecast.notes.isEmpty { blocks.append(.list(forecast.notes.map { InlineText($0) })) }
    return blocks
  }
}
