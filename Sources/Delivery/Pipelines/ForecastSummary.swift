import Briefings
import Reports

/// A forecast in a few lines for the terminal.
enum ForecastSummary {
  static func lines(facts: RunFacts, tables: RunTables) -> [String] {
    let count = tables.series.count
    let unit = facts.data.unit
    var lines: [String] = []
    if count > 1 { lines.append("\(PlainWords.number(Double(count))) series forecast.") }
    if count <= mostTotals {
      for total in tables.totals where total.period == "horizon" {
        guard let band = total.mainBand else { continue }
        let name = count > 1 ? "  \(total.id): " : ""
        let digits = max(abs(band.lower), abs(band.upper)) < 100 ? 1 : 0
        func words(_ value: Double) -> String { PlainWords.number(value, digits: digits) }
        lines.append(
          "\(name)\(words(total.mean)) \(unit) expected from \(total.first.text) to "
            + "\(total.last.text) (\(PlainWords.number(band.level)) % range: \(words(band.lower)) to "
            + "\(words(band.upper))).")
      }
    } else {
      lines.append("Their totals and ranges are in \(TotalsFile.name).")
    }
    // A model that goes on was tested when it was made.
    if facts.forecast?.wasResumed == true { return lines }
    return lines + [tested(facts: facts, tables: tables)].compactMap { $0 }
  }

  /// How the forecast did on the past, in a sentence.
  static func tested(facts: RunFacts, tables: RunTables) -> String? {
    let id = tables.series.count == 1 ? tables.series[0].id : ""
    if let own = value("MASE", id, tables, isBaseline: false),
      let naive = value("MASE", id, tables, isBaseline: true), own.isFinite, naive > 0
    {
      let share = PlainWords.percent(abs(1 - own / naive))
      let verdict =
        own <= naive
        ? "\(share) nearer than repeating the last season"
        : "\(share) further off than repeating the last season: consider the model seasonal-naive"
      return "Tested on the past: \(verdict) (MASE \(PlainWords.number(own, digits: 2)) against "
        + "\(PlainWords.number(naive, digits: 2)))."
    }
    guard (facts.forecast?.backtestOrigins ?? 0) == 0 else { return nil }
    return "The data are too short to test the forecast on its past: take the ranges as rough."
  }

  /// Of more series than this, the terminal gives no totals.
  private static let mostTotals = 6

  private static func value(
    _ metric: String, _ id: String, _ tables: RunTables, isBaseline: Bool
  ) -> Double? {
    tables.accuracy.first {
      $0.id == id && $0.metric == metric && ($0.model == AccuracyLine.baseline) == isBaseline
    }?.value
  }
}
