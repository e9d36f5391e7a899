import Foundation
import Reports

/// Series by series: which models made the forecast, with what weight, and what
/// its total is made of.
enum ExplanationSection {
  /// Members that weigh less are counted, not listed.
  private static let leastWeight = 0.005

  /// Nil where nothing is known of single series.
  static func section(facts: RunFacts, tables: RunTables) -> Report.Section? {
    guard let forecast = facts.forecast else { return nil }
    let wanted = ReportSelection.largest(tables.series).map { tables.series[$0].id }
    let models = wanted.compactMap { id in forecast.models.first { $0.id == id } }
    var blocks: [Block] = []
    for (place, model) in models.enumerated() {
      let name = tables.hasSeveralSeries ? model.id : nil
      if let parts = parts(of: model, named: name, place: place, facts: facts) {
        blocks.append(parts)
      }
      if let members = members(of: model, named: name, place: place, tables: tables) {
        blocks.append(members)
      }
    }
    guard !blocks.isEmpty else { return nil }
    if tables.series.count > models.count {
      blocks.append(
        .note(
          "The largest \(models.count) of \(PlainWords.number(Double(tables.series.count))) series are explained. The models of all are in \(code: MembersFile.name)."
        ))
    }
    return Report.Section(
      id: "explanation", heading: "Where do the numbers come from?", blocks: blocks)
  }

  private static func parts(
    of model: ForecastFacts.Model, named name: String?, place: Int, facts: RunFacts
  ) -> Block? {
    guard let all = model.parts, all.count > 1 else { return nil }
    let total = all.reduce(0) { $0 + $1.amount }
    let parts = all.filter { abs($0.amount) >= 0.0005 * abs(total) }
    let of = name.map { "\($0): " } ?? ""
    return .table(
      ReportTable(
        caption: "\(of)what the expected \(PlainWords.number(total, digits: 0)) are made of",
        columns: [.text("Part"), .number("\(PlainWords.sentence(facts.data.unit))")],
        rows: parts.map {
          ReportTable.Row([.text(PlainWords.sentence($0.name)), .number($0.amount)])
        },
        footers: [ReportTable.Row([.text("Expected over the whole period"), .number(total)])],
        note: place > 0
          ? nil
          : "The parts add up. The last is what remains when the others are taken off, so it also holds what the others leave unsaid.",
        fileName: "parts-\(place + 1)"))
  }

  private static func members(
    of model: ForecastFacts.Model, named name: String?, place: Int, tables: RunTables
  ) -> Block? {
    let lines = tables.members.filter { $0.id == model.id }
    // Of many series with one model each, a table below says which.
    guard !lines.isEmpty, lines.count > 1 || name == nil else { return nil }
    let used = lines.filter { $0.status == "used" && $0.weight >= leastWeight }
      .sorted { $0.weight != $1.weight ? $0.weight > $1.weight : $0.member < $1.member }
    let light = lines.count { $0.status == "used" && $0.weight < leastWeight }
    let others = lines.filter { $0.status != "used" }
    let title = name.map { "\($0): the models and their weights" } ?? "The models and their weights"
    let titles = Dictionary(
      zip(lines, model.members).map { ($0.fit, words($1, after: $0.fit)) },
      uniquingKeysWith: { first, _ in first })
    var note = ""
    if light > 0 {
      note +=
        "\(PlainWords.count(light, "more model")) with next to no weight. "
    }
    return .table(
      ReportTable(
        caption: title,
        columns: [
          .text("Model"), .text("What it does"), .number("Weight", format: .percent(0)),
          .number("Its own miss (MASE)", format: .fixed(2)),
        ],
        rows: (used + others).map { line in
          ReportTable.Row([
            .text(line.fit), .text(line.reason.isEmpty ? titles[line.fit] ?? "" : line.reason),
            line.status == "used" ? .number(line.weight) : .text(line.status),
            line.mase.isFinite ? .number(line.mase) : .missing,
          ])
        },
        note: note.isEmpty && place > 0
          ? nil
          : InlineText(
            note + "Weights are means over the steps ahead. A miss below 1 is smaller than that of "
              + "repeating the last season within the past."),
        fileName: "models-\(place + 1)"))
  }

  /// "exponential smoothing" of "ETS(A,N,N), exponential smoothing: used".
  private static func words(_ member: String, after fit: String) -> String {
    guard member.hasPrefix(fit + ", "),
      let colon = member.range(of: ": ", options: .backwards)
    else { return "" }
    return PlainWords.sentence(
      String(member[member.index(member.startIndex, offsetBy: fit.count + 2)..<colon.lowerBound]))
  }
}
